//! How a look ends.

use super::{See, State};
use crate::compare::{self, Verdict};
use crate::intake;
use crate::profile::Profile;
use crate::software::Family;
use crate::trouble::Trouble;
use crate::view::{Lack, Report, Stage};

/// So many posts that home lacks are worth a word; fewer come and go.
const WORTH_A_WORD: u64 = 10;
/// Nothing from an account for so long is worth a word, in milliseconds: two months.
const QUIET: f64 = 60.0 * 24.0 * 3600.0 * 1000.0;

impl See {
    /// Both copies are there.
    pub(super) fn compare(&mut self, now: f64, live: Profile) {
        let Some(cached) = &self.cached else { return };
        let comparison = compare::compare(cached, &live, &self.software);
        self.view.lacks_posts = self.lacks_posts(now, cached, Some(&live));
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

    /// Which posts home lacks, as far as both copies' own words tell.
    pub(super) fn lacks_posts(
        &self,
        now: f64,
        cached: &Profile,
        live: Option<&Profile>,
    ) -> Option<Lack> {
        let known = cached.counts.posts?;
        // Documents of ActivityPub count nothing.
        let posts = live.and_then(|live| live.counts.posts).unwrap_or(known);
        // Others leave the date out for other reasons (GoToSocial: until one is delivered).
        let tells = matches!(
            self.software.family,
            Family::Mastodon | Family::Glitch | Family::Hometown
        );
        if tells && cached.is_silent && posts > 0 {
            return Some(Lack::All);
        }
        let newer = posts.saturating_sub(known);
        if newer >= WORTH_A_WORD {
            return Some(Lack::Newer(newer));
        }
        let last = cached.last_post.as_deref().filter(|_| tells && posts > 0);
        let last = last.and_then(intake::midnight)?;
        (last + QUIET < now).then_some(Lack::Since(last))
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
