//! What it all comes to: the causes that the answers show, the nearest first.
//!
//! A browser is not home: a page in place of JSON, a refusal, a fault, a redirect or no answer
//! may be for browsers only. Such an answer is a cause only if home got nothing either, and what
//! home has just fetched is not broken.

use super::causes::{self, Cause};
use super::known::{Actor, List, Resolve, Stored, Trouble};
use super::reach::Reach;
use super::{Diagnose, advice};
use crate::compare::{self, Attribute};
use crate::handle::Handle;
use crate::profile::Profile;
use crate::step::Failure;
use crate::view::{Came, Check, Finding, Mark, Names, Progress};

/// A clock that is off by more makes signatures invalid (`signature_verification.rb`,
/// Mastodon 4.2 to 4.7: an hour's margin into the future), in milliseconds.
const CLOCK_MARGIN: f64 = 3_600_000.0;

/// A cause that the answers show.
#[derive(Clone, Debug)]
pub(super) struct Verdict {
    pub cause: Cause,
    pub names: Names,
    /// Nothing else explains the answers.
    pub is_certain: bool,
    /// The checks that would show it.
    pub evidence: Vec<Check>,
}

impl Verdict {
    pub fn new(cause: Cause, evidence: &[Check]) -> Self {
        Self {
            cause,
            names: Names::default(),
            is_certain: true,
            evidence: evidence.to_vec(),
        }
    }

    pub fn certain_if(self, is_certain: bool) -> Self {
        Self { is_certain, ..self }
    }

    pub fn with_handle(mut self, handle: String) -> Self {
        self.names.handle = handle;
        self
    }

    pub fn with_server(mut self, server: String) -> Self {
        self.names.server = server;
        self
    }

    pub fn with_detail(mut self, detail: &str) -> Self {
        self.names.detail = detail.chars().take(200).collect();
        self
    }
}

impl Diagnose {
    /// It is over: names what was found.
    pub(super) fn conclude(&mut self, now: f64) {
        self.view.phase = Progress::Done;
        self.view.ended = now;
        let verdicts = self.verdicts();
        self.view.findings = verdicts.into_iter().map(|it| self.found(it)).collect();
        if self.view.findings.is_empty() {
            self.view.excluded = self.excluded();
        }
    }

    /// What the answers show so far, the nearest cause first, each once.
    pub(super) fn verdicts(&self) -> Vec<Verdict> {
        let mut verdicts = Vec::new();
        self.of_the_person(&mut verdicts);
        self.of_the_home(&mut verdicts);
        self.of_the_account(&mut verdicts);
        let is_open = |verdict: &Verdict| {
            let doubtful = verdict.cause == causes::DELETED && !verdict.is_certain;
            verdict.cause.is_note() || verdict.cause == causes::TYPING || doubtful
        };
        if verdicts.iter().all(is_open) {
            self.of_the_servers(&mut verdicts);
        }
        if verdicts.iter().all(is_open) {
            self.between_them(&mut verdicts);
        }
        verdicts.sort_by_key(|verdict| verdict.cause.rank());
        verdicts.dedup_by(|one, other| one.cause == other.cause);
        verdicts
    }

    fn of_the_person(&self, to: &mut Vec<Verdict>) {
        let Some(handle) = &self.known.handle else {
            if self.known.typed.is_none() {
                to.push(Verdict::new(causes::NOT_A_HANDLE, &[]));
            }
            return;
        };
        let is_there = self.live().is_some()
            || self.stored().is_some()
            || self.told_finger().is_some_and(|it| it.actor.is_some());
        if !self.view.slips.is_empty() && is_there {
            let evidence = [Check::HomeAccount, Check::WebFinger, Check::Actor];
            let verdict = Verdict::new(causes::TYPING, &evidence);
            to.push(verdict.with_handle(handle.shown()));
        }
        if self.is_local() {
            let (known, unknown) = (Check::HomeAccount, Check::Near);
            match &self.known.stored {
                Some(Stored::Known { .. }) => to.push(Verdict::new(causes::LOCAL, &[known])),
                Some(Stored::Unknown) => {
                    to.push(Verdict::new(causes::NOT_FOUND, &[known, unknown]));
                }
                _ => {}
            }
        }
        let yours = self.yours().unwrap_or_default();
        for (holds, cause) in [
            (yours.account, causes::YOU_BLOCK_ACCOUNT),
            (yours.domain, causes::YOU_BLOCK_DOMAIN),
            (yours.blocked_by, causes::BLOCKS_YOU),
        ] {
            if holds {
                to.push(Verdict::new(cause, &[Check::YourBlocks]));
            }
        }
    }

    fn of_the_home(&self, to: &mut Vec<Verdict>) {
        if let Some(pause) = self.known.home_pauses {
            let last = self.view.checks.iter().rfind(|it| it.check.is_homes());
            let check = last.map_or(Check::HomeAccount, |it| it.check);
            to.push(self.troubled(Trouble::RateLimited(pause), check));
            return;
        }
        if let Some(Stored::Failed(trouble)) = self.known.stored {
            to.push(self.troubled(trouble, Check::HomeAccount));
        }
        let limited = matches!(self.known.stored, Some(Stored::Known { limited: true, .. }));
        match &self.known.home_blocks {
            Some(List::Hit {
                domain,
                suspends,
                comment,
            }) => {
                let cause = match suspends {
                    true => causes::HOME_BLOCKS,
                    false => causes::HOME_LIMITS,
                };
                let detail = match comment.is_empty() {
                    true => domain.clone(),
                    false => format!("{domain}: {comment}"),
                };
                // The host that the account lives on may come to light later.
                let evidence = match suspends {
                    true => &[Check::HomeBlocks, Check::WebFinger, Check::Actor][..],
                    false => &[Check::HomeBlocks],
                };
                to.push(Verdict::new(cause, evidence).with_detail(&detail));
            }
            _ if limited => to.push(Verdict::new(causes::HOME_LIMITS, &[Check::HomeAccount])),
            _ => {}
        }
        for answer in [&self.known.resolve, &self.known.again] {
            if let Some(Resolve::Failed(trouble)) = answer {
                to.push(self.troubled(*trouble, Check::HomeResolve));
            }
        }
        let is_fine = self.live().is_some_and(|live| !live.suspended);
        if !is_fine || self.stored().is_none_or(|stored| !stored.suspended) {
            return;
        }
        // Its own server may have suspended it once: then home learns now that it has not.
        let still = match (&self.known.resolve, &self.known.again) {
            (_, Some(Resolve::Account { profile, .. })) => profile.suspended.then_some(false),
            (Some(Resolve::Account { profile, is_proven }), _) => {
                profile.suspended.then_some(*is_proven)
            }
            // A blocked server's accounts are suspended, and not given when they are asked for
            // (`fetch_remote_actor_service.rb`, Mastodon 4.2 to 4.7).
            _ => self.home_fails().then_some(false),
        };
        if let Some(is_certain) = still {
            let evidence = [
                Check::HomeAccount,
                Check::Actor,
                Check::OriginApi,
                Check::HomeResolve,
                Check::OriginBlocks,
            ];
            let verdict = Verdict::new(causes::HOME_SUSPENDED, &evidence);
            to.push(verdict.certain_if(is_certain));
        }
    }

    fn of_the_account(&self, to: &mut Vec<Verdict>) {
        let live = self.live();
        let actor = self.known.actor.as_ref();
        let gone = |came| came == Came::Status(410);
        let deleted = actor.is_some_and(|actor| actor.is_tombstone || gone(actor.came));
        let fingered_gone = self.told_finger().is_some_and(|finger| gone(finger.came));
        // A document belies it; a server that does not show one says nothing.
        let is_document = |actor: &Actor| {
            let shown = actor.came == Came::Status(200) && actor.profile.is_some();
            shown || actor.came == Came::Failed(Failure::TooLarge)
        };
        let belied = live.is_some() || actor.is_some_and(is_document);
        let is_missing = actor.is_some_and(|actor| actor.came == Came::Status(404));
        let asked = actor.is_some() || self.untried_address().is_none();
        if deleted || fingered_gone && asked && !belied && !self.is_fetched() {
            let evidence = [Check::WebFinger, Check::Actor, Check::HomeResolve];
            let is_certain = deleted || is_missing || actor.is_none();
            to.push(Verdict::new(causes::DELETED, &evidence).certain_if(is_certain));
            return;
        }
        let Some(live) = live else { return };
        if live.suspended {
            let evidence = [Check::Actor, Check::OriginApi];
            to.push(Verdict::new(causes::SUSPENDED, &evidence));
        }
        if let Some(target) = live.moved.as_ref().filter(|_| !self.known.moves.is_empty()) {
            let confirmed = |it: &&super::known::Move| it.is_confirmed == Some(true);
            let moves = &self.known.moves;
            let led = moves.iter().take_while(confirmed);
            let last = led.last().and_then(|it| it.handle.clone());
            let first = moves.first().and_then(|it| it.handle.clone());
            let told = target.handle.as_ref().map(Handle::shown);
            let name = last.or(first).or(told).unwrap_or_else(|| target.id.clone());
            let certain = moves.iter().all(|it| confirmed(&it));
            let evidence = [Check::Actor, Check::OriginApi, Check::Moved];
            let verdict = Verdict::new(causes::MOVED, &evidence).with_handle(name);
            to.push(verdict.certain_if(certain));
        }
        if let Some(name) = self.is_renamed() {
            let evidence = [
                Check::HomeAccount,
                Check::WebFinger,
                Check::Actor,
                Check::WebFingerBack,
            ];
            to.push(Verdict::new(causes::RENAMED, &evidence).with_handle(name));
        }
    }

    /// The handle that the account has now, if it is another one.
    fn is_renamed(&self) -> Option<String> {
        let handle = self.known.handle.as_ref()?;
        let finger = self.told_finger()?;
        let live = self.live()?;
        let own = live.handle.as_ref()?;
        // WebFinger itself names another one, and that one leads back.
        if let Some(subject) = finger.subject.as_ref().filter(|subject| *subject != handle) {
            let back = self.known.back.as_ref()?;
            let leads_back = back.actor.as_ref().map(|it| it.as_str()) == Some(live.id.as_str())
                && back.subject.as_ref() == Some(subject);
            return leads_back.then(|| subject.shown());
        }
        let missing = matches!(finger.came, Came::Status(400 | 404));
        (missing && self.seems_renamed(own)).then(|| own.shown())
    }

    /// Whether a handle is that of the same account under a newer name.
    pub(super) fn seems_renamed(&self, own: &Handle) -> bool {
        let Some(handle) = &self.known.handle else {
            return false;
        };
        let stored = self.stored().map(|stored| stored.id.as_str());
        let live = self.live().map(|live| live.id.as_str());
        own.host == handle.host && !own.has_user_of(handle) && stored.is_some() && stored == live
    }

    /// Nothing is wrong on either side by itself: what happens between them.
    fn between_them(&self, to: &mut Vec<Verdict>) {
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
        let is_alive = self.reach() == Reach::Alive;
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
        let is_sound =
            |it: &super::known::Finger| it.came == Came::Status(200) && it.broken.is_none();
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

    fn troubled(&self, trouble: Trouble, check: Check) -> Verdict {
        let cause = match trouble {
            Trouble::SignedOut => causes::HOME_SIGNED_OUT,
            Trouble::Scope => causes::HOME_SCOPE,
            Trouble::RateLimited(_) => causes::HOME_RATE_LIMITED,
            Trouble::Down => causes::HOME_DOWN,
            Trouble::Unreadable => causes::HOME_UNREADABLE,
        };
        let mut verdict = Verdict::new(cause, &[check]);
        if let Trouble::RateLimited(Some(wait)) = trouble {
            verdict.names.time = Some(self.view.ended + wait as f64);
        }
        verdict
    }

    /// A verdict as it is shown: with the checks that were made, and with what to do.
    fn found(&self, verdict: Verdict) -> Finding {
        let Verdict {
            cause,
            names,
            is_certain,
            mut evidence,
        } = verdict;
        evidence.retain(|check| {
            let mut checks = self.view.checks.iter();
            checks.any(|it| it.check == *check && it.found.is_some())
        });
        Finding {
            cause: cause.code,
            is_certain,
            evidence,
            side: cause.side,
            who: cause.who,
            span: cause.span,
            advice: advice::of(self, cause, &names.server),
            names,
        }
    }

    /// The causes that the answers exclude.
    fn excluded(&self) -> Vec<&'static str> {
        let known = &self.known;
        let good = |check: Check| {
            let mut checks = self.view.checks.iter();
            checks.any(|it| it.check == check && it.mark == Mark::Good)
        };
        let alive = self.reach() == Reach::Alive;
        let rows = [
            (causes::HOME_DOWN, known.stored.is_some()),
            (causes::HOME_BLOCKS, known.home_blocks == Some(List::Clear)),
            (
                causes::HOME_CLOSED,
                self.stored().is_some()
                    || known.home_told && self.tells_closing() && !known.home_is_closed,
            ),
            (causes::YOU_BLOCK_ACCOUNT, good(Check::YourBlocks)),
            (causes::NO_CONNECTION, alive),
            (causes::ORIGIN_DOWN, alive),
            (causes::FINGER_MISSING, good(Check::WebFinger)),
            (causes::DELETED, self.live().is_some()),
            (causes::SUSPENDED, self.live().is_some()),
            (
                causes::ORIGIN_BLOCKS_HOME,
                known.origin_blocks == Some(List::Clear),
            ),
        ];
        let holds = rows.into_iter().filter(|(_, holds)| *holds);
        holds.map(|(cause, _)| cause.code).collect()
    }

    /// Whether home would say that it federates with listed servers only (Mastodon 4.4 and
    /// later).
    fn tells_closing(&self) -> bool {
        self.home_is_mastodon() && self.software.at_least(4, 4)
    }
}
