//! What the second look shows of what home did.

use super::{Answered, Form, Refresh, Then};
use crate::compare::{self, Attribute, Change, Comparison, Value};
use crate::profile::Profile;
use crate::software::{Family, Software};
use crate::trouble::Trouble;
use crate::view::{Ending, Why};

const SECOND: f64 = 1000.0;

/// When to look again while home may still be working. Its requests may take 30 seconds
/// each, and there are five to eight (`app/lib/request.rb`).
const POLLS: [f64; 5] = [
    10.0 * SECOND,
    20.0 * SECOND,
    40.0 * SECOND,
    80.0 * SECOND,
    160.0 * SECOND,
];
/// After this many looks home is asked once more.
const PATIENCE: usize = 3;

/// When to look again for pictures: home tries again 30 to 600 seconds later
/// (`RedownloadAvatarWorker`, Mastodon 4.3 to 4.7).
const PICTURE_LOOKS: [f64; 4] = [
    60.0 * SECOND,
    120.0 * SECOND,
    180.0 * SECOND,
    300.0 * SECOND,
];

/// How long Mastodon gives out a cached actor (`accounts_controller.rb`: three minutes).
const ORIGIN_CACHE: f64 = 185.0 * SECOND;

/// How long GoToSocial leaves a profile alone after it fetched it (measured: six hours).
const GOTOSOCIAL_WINDOW: f64 = 6.0 * 3600.0 * SECOND;

impl Refresh {
    /// Looks again later, as long as home may still be working.
    pub(super) fn poll(&mut self, now: f64) {
        if self.polls >= PATIENCE && !self.asked_again {
            self.asked_again = true;
            return self.search(now, self.form);
        }
        match POLLS.get(self.polls) {
            Some(wait) => {
                self.polls += 1;
                self.wait(now, *wait, Why::Slow, Then::Proving);
            }
            None => self.end(now, Ending::Slow),
        }
    }

    /// The second look is over.
    pub(super) fn judge(&mut self, now: f64) {
        // A look that was refused its live copy still has the report of the one before it.
        let report = self.see.view().report.as_ref();
        let report = report.filter(|_| self.see.is_over());
        let met = report.and_then(|report| report.trouble);
        let compared = report.and_then(|report| report.comparison.as_ref());
        let compared = compared.map(|comparison| (comparison.differing(), coming(comparison)));
        if self.answered == Answered::Not
            && matches!(met, Some(Trouble::HomeDown | Trouble::HomeUnknown))
        {
            // Its handle may be another one by now: home's answer would have told.
            return self.poll(now);
        }
        if self.is_stopped(now, met, Then::Proving) {
            return;
        }
        let updated = self.updated();
        match compared {
            None => self.judge_alone(now, updated),
            Some((left, coming)) => {
                if left.is_empty() {
                    self.judge_pictures(now, updated);
                } else if self.answered == Answered::Not {
                    self.poll(now);
                } else if left == coming {
                    self.await_pictures(now, updated, coming);
                } else {
                    self.judge_difference(now, updated, left);
                }
            }
        }
    }

    /// There is no live copy to hold home's against: only a change of home's shows that it
    /// fetched.
    fn judge_alone(&mut self, now: f64, updated: Vec<Attribute>) {
        let ending = match self.answered {
            _ if !updated.is_empty() => Ending::Changed(updated),
            Answered::Not => return self.poll(now),
            Answered::Account(Form::Id) if self.has_page() => Ending::OldCopy,
            Answered::Account(_) => Ending::Unproven,
        };
        self.end(now, ending);
    }

    /// Home was asked and still differs.
    fn judge_difference(&mut self, now: f64, updated: Vec<Attribute>, left: Vec<Attribute>) {
        if let Some(ending) = self.unfetched(now, &updated) {
            return self.end(now, ending);
        }
        if self.cached_at_origin {
            return self.end(now, Ending::StillDiffers { updated, left });
        }
        self.cached_at_origin = true;
        let why = Why::OriginCaches(left);
        self.wait(now, ORIGIN_CACHE, why, Then::Search(Form::Page));
    }

    /// What it means that home answered, changed nothing, and still differs, where that shows
    /// that it did not fetch the profile.
    pub(super) fn unfetched(&self, now: f64, updated: &[Attribute]) -> Option<Ending> {
        if !updated.is_empty() {
            return None;
        }
        if self.software().family == Family::GoToSocial {
            return Some(Ending::TooSoon(now + GOTOSOCIAL_WINDOW));
        }
        (self.answered == Answered::Account(Form::Id)).then_some(Ending::OldCopy)
    }

    fn await_pictures(&mut self, now: f64, updated: Vec<Attribute>, missing: Vec<Attribute>) {
        match PICTURE_LOOKS.get(self.picture_looks) {
            Some(wait) => {
                self.picture_looks += 1;
                let why = Why::PicturesComing(missing);
                self.wait(now, *wait, why, Then::Proving);
            }
            None => self.judge_pictures(now, updated),
        }
    }

    /// What home has now and did not have before.
    pub(super) fn updated(&self) -> Vec<Attribute> {
        match (&self.before, self.after()) {
            (Some(before), Some(after)) => changed(before, after, self.software()),
            _ => Vec::new(),
        }
    }

    pub(super) fn has_page(&self) -> bool {
        self.address(Form::Page).is_some()
    }
}

/// What differs between two copies of one home. Home writes the values of verified links
/// itself, so that a field counts only if it differs whichever copy is taken to be the
/// verified one; and home's address of a picture changes with every download.
fn changed(before: &Profile, after: &Profile, software: &Software) -> Vec<Attribute> {
    let there = compare::compare(before, after, software).differing();
    let back = compare::compare(after, before, software).differing();
    let mut changed: Vec<Attribute> = there
        .into_iter()
        .filter(|attribute| back.contains(attribute))
        .collect();
    let pictures = [
        (Attribute::Avatar, &before.avatar, &after.avatar),
        (Attribute::Header, &before.header, &after.header),
    ];
    // Home blanks suspended accounts, whatever it has stored.
    let blanked = before.suspended != after.suspended;
    for (attribute, old, new) in pictures {
        if old != new && !blanked && !changed.contains(&attribute) {
            let behind = changed.iter().position(|other| *other > attribute);
            changed.insert(behind.unwrap_or(changed.len()), attribute);
        }
    }
    changed
}

/// The pictures that the account has and home has none of.
pub(super) fn coming(comparison: &Comparison) -> Vec<Attribute> {
    let rows = comparison.rows.iter().filter(|row| {
        row.change == Change::Different
            && matches!(row.attribute, Attribute::Avatar | Attribute::Header)
            && matches!((&row.home, &row.live), (Value::Nothing, Value::Picture(_)))
    });
    rows.map(|row| row.attribute).collect()
}
