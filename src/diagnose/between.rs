//! What happens between the servers: whether home fetched the account, and what it suggests if
//! it did not though nothing is wrong on either side.
//!
//! It must not know what is wrong on either side.

use super::Diagnose;
use super::causes;
use super::judge::Verdict;
use super::known::{Finger, Resolve, Stored};
use super::reach::Reach;
use crate::compare::{self, Attribute};
use crate::profile::Profile;
use crate::view::{Came, Check};

/// A clock that is off by more makes signatures invalid (`signature_verification.rb`,
/// Mastodon 4.2 to 4.7: an hour's margin into the future), in milliseconds.
const CLOCK_MARGIN: f64 = 3_600_000.0;

impl Diagnose {
    /// Nothing is wrong on either side by itself: what happens between them.
    pub(super) fn between_them(&self, to: &mut Vec<Verdict>) {
        let evidence = [
            Check::HomeAccount,
            Check::HomeInstance,
            Check::WebFinger,
            Check::Actor,
            Check::OriginApi,
            Check::HomeResolve,
            Check::OriginBlocks,
        ];
        let signed = self
            .known
            .actor
            .as_ref()
            .is_some_and(|actor| actor.came == Came::Status(401));
        let closed_api = self
            .known
            .api
            .as_ref()
            .is_some_and(|api| matches!(api.came, Came::Status(401 | 403)));
        let unknown = matches!(self.known.stored, Some(Stored::Unknown));
        let is_alive = matches!(self.reach(), Reach::Alive | Reach::Limited);
        let cause = match &self.known.resolve {
            _ if self.is_local() => return,
            _ if self.is_fetched() => match self.is_stuck() {
                Some(true) => causes::HOME_COPY_STUCK,
                Some(false) if signed && self.live().is_none() => causes::SIGNED_ONLY,
                Some(false) => causes::NOTHING_WRONG,
                None => return,
            },
            Some(Resolve::NoConnection) if is_alive => causes::HOME_NETWORK,
            Some(Resolve::Nothing) if self.got_old_copy() => causes::HOME_NETWORK,
            Some(Resolve::Late) if is_alive => causes::HOME_SLOW,
            Some(Resolve::Busy) => causes::HOME_BUSY,
            Some(Resolve::Nothing | Resolve::Invalid)
                if self.home_fails() && self.is_in_order() =>
            {
                if self.known.home_is_closed && unknown {
                    causes::HOME_CLOSED
                } else if signed && closed_api && self.is_closed_to_all() {
                    causes::ORIGIN_CLOSED
                } else if signed && self.clocks_differ() {
                    causes::CLOCK_SKEW
                } else if self.live().is_some() {
                    causes::ONLY_HOME_FAILS
                } else {
                    return; // Nobody but home has tried to read it.
                }
            }
            None if !self.signed_in && self.is_in_order() => causes::HOME_SIGNED_OUT,
            _ => return,
        };
        let guesses = [
            causes::HOME_CLOSED,
            causes::CLOCK_SKEW,
            causes::ORIGIN_CLOSED,
            causes::ONLY_HOME_FAILS,
        ];
        let is_certain = !guesses.contains(&cause);
        to.push(Verdict::new(cause, &evidence).certain_if(is_certain));
    }

    /// Whether the server says nothing to strangers, not even what it says of itself: limited
    /// federation (`api/base_controller.rb`, Mastodon 4.2 to 4.7).
    fn is_closed_to_all(&self) -> bool {
        let mut answers = self.known.answers.iter();
        answers.any(|(_, check, came)| {
            *check == Check::OriginBlocks && matches!(came, Came::Status(401 | 403))
        })
    }

    /// Whether it is shown that home has fetched the account: it gave it for an address for
    /// which it gives nothing else, or has now what the account says, and had something else.
    pub(super) fn is_fetched(&self) -> bool {
        let answers = [&self.known.resolve, &self.known.again];
        answers.into_iter().flatten().any(|answer| match answer {
            Resolve::Account { profile, is_proven } => {
                let was_old = self.stored().is_some_and(|it| self.has_other_name(it));
                *is_proven || was_old && !self.has_other_name(profile)
            }
            _ => false,
        })
    }

    /// Whether home gave what it had in place of what the account says: it got no answer.
    fn got_old_copy(&self) -> bool {
        match &self.known.again {
            Some(Resolve::Account { profile, .. }) => self.has_other_name(profile),
            _ => false,
        }
    }

    /// Whether home keeps what it had, right after it fetched something else; nothing if that
    /// cannot be told: home writes HTML anew.
    fn is_stuck(&self) -> Option<bool> {
        let Some(Resolve::Account { profile, .. }) = &self.known.resolve else {
            return Some(false);
        };
        let (Some(stored), Some(live)) = (self.stored(), self.live()) else {
            return Some(false);
        };
        if self.shows_less() || !self.differing(stored, profile).is_empty() {
            return Some(false);
        }
        match self.differing(profile, live).as_slice() {
            [] => Some(false),
            texts => texts.contains(&Attribute::DisplayName).then_some(true),
        }
    }

    /// Whether a copy of home's has another name than the account has now: names are plain
    /// text, which home leaves as it is.
    fn has_other_name(&self, copy: &Profile) -> bool {
        let live = self
            .live()
            .filter(|_| !self.shows_less() && !copy.suspended);
        live.is_some_and(|live| {
            let differing = self.differing(copy, live);
            differing.contains(&Attribute::DisplayName)
        })
    }

    /// Whether the account's server shows less to whoever does not sign, as far as it is known.
    fn shows_less(&self) -> bool {
        let of_api = self
            .known
            .api
            .as_ref()
            .is_some_and(|api| api.profile.is_some());
        let actor = self.known.actor.as_ref();
        actor.is_some_and(|actor| actor.is_bare) && !of_api
    }

    /// The texts in which a copy of home's differs.
    fn differing(&self, copy: &Profile, other: &Profile) -> Vec<Attribute> {
        let mut differing = compare::compare(copy, other, &self.software).differing();
        let texts = [Attribute::DisplayName, Attribute::Note, Attribute::Fields];
        differing.retain(|attribute| texts.contains(attribute));
        differing
    }

    /// Whether the account's server shows everything that home needs, or says that it shows
    /// it to servers that sign.
    pub(super) fn is_in_order(&self) -> bool {
        let is_sound = |it: &Finger| it.came == Came::Status(200) && it.broken.is_none();
        let back = self.known.back.as_ref().filter(|back| is_sound(back));
        let fingered = self.told_finger().is_some_and(is_sound) || back.is_some();
        let shown = self.known.actor.as_ref().is_some_and(|actor| {
            actor.came == Came::Status(401) || actor.profile.is_some() && actor.faults.is_empty()
        });
        fingered && (shown || self.live().is_some())
    }

    pub(super) fn home_fails(&self) -> bool {
        let failed = |answer: &Resolve| {
            matches!(
                answer,
                Resolve::Nothing | Resolve::NoConnection | Resolve::Invalid | Resolve::Late
            )
        };
        let again = self.known.again.as_ref();
        self.known.resolve.as_ref().is_some_and(failed)
            && (again.is_none_or(failed) || self.got_old_copy())
    }

    /// Whether home got an answer that it could not use, as the browser did.
    pub(super) fn home_agrees(&self) -> bool {
        let nothing = matches!(
            self.known.resolve,
            Some(Resolve::Nothing | Resolve::Invalid)
        );
        nothing && self.home_fails()
    }

    /// Whether home gave what may be its old copy, and is not what the account says.
    pub(super) fn home_may_fail(&self) -> bool {
        match &self.known.resolve {
            Some(Resolve::Account { profile, .. }) => {
                !self.is_fetched() && self.has_other_name(profile)
            }
            _ => false,
        }
    }

    fn clocks_differ(&self) -> bool {
        match (self.known.origin_clock, self.known.home_clock) {
            (Some(origin), Some(home)) => (origin - home).abs() > CLOCK_MARGIN,
            _ => false,
        }
    }
}
