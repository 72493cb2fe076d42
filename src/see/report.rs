//! How a look ends.

use super::{See, State};
use crate::compare::{self, Verdict};
use crate::profile::Profile;
use crate::trouble::Trouble;
use crate::view::{Report, Stage};

impl See {
    /// Both copies are there.
    pub(super) fn compare(&mut self, now: f64, live: Profile) {
        let Some(cached) = &self.cached else { return };
        let comparison = compare::compare(cached, &live, &self.software);
        self.live = Some(live);
        self.report(now, comparison.verdict, None, Some(comparison));
    }

    /// There is no live copy to compare with.
    pub(super) fn give_up(&mut self, now: f64, trouble: Trouble) {
        // The first trouble says more than where the last way out ended.
        let trouble = self.trouble.unwrap_or(trouble);
        if let Some(asked) = self.tried.first() {
            self.view.origin = Some(asked.host());
        }
        self.report(now, verdict_of(trouble), Some(trouble), None);
    }

    fn report(
        &mut self,
        now: f64,
        verdict: Verdict,
        trouble: Option<Trouble>,
        comparison: Option<compare::Comparison>,
    ) {
        self.state = State::Done;
        self.view.stage = Stage::Done;
        self.view.report = Some(Report {
            verdict,
            trouble,
            comparison,
            oddities: std::mem::take(&mut self.oddities),
            checked: now,
            cost: self.cost,
        });
    }
}

/// The verdict that a trouble means.
fn verdict_of(trouble: Trouble) -> Verdict {
    match trouble {
        Trouble::Gone => Verdict::Gone,
        Trouble::NeedsSignature => Verdict::Hidden,
        Trouble::HomeUnknown
        | Trouble::HomeSignedOut
        | Trouble::HomeRefused
        | Trouble::HomeRateLimited
        | Trouble::HomeDown
        | Trouble::HomeUnreadable
        | Trouble::AddressRefused(_)
        | Trouble::NeedsAccess
        | Trouble::Silent => Verdict::Unknown,
        Trouble::NoAnswer
        | Trouble::TimedOut
        | Trouble::TooLarge
        | Trouble::Redirected
        | Trouble::ServerFault
        | Trouble::RateLimited
        | Trouble::NotJson
        | Trouble::NotAnActor
        | Trouble::OtherAccount
        | Trouble::Refused
        | Trouble::NotFound => Verdict::Unreachable,
    }
}
