//! What it all comes to: the causes that the answers show, the nearest first.
//!
//! A browser is not home: a page in place of JSON, a refusal, a fault, a redirect or no answer
//! may be for browsers only. Such an answer is a cause only if home got nothing either, and what
//! home has just fetched is not broken.

use super::causes::{self, Cause};
use super::known::{Actor, List, Resolve, Stored, Trouble};
use super::reach::Reach;
use super::{Diagnose, advice, blocks};
use crate::handle::Handle;
use crate::step::Failure;
use crate::view::{Came, Check, Finding, Mark, Names, Progress};

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
            let guesses = [causes::DELETED, causes::ORIGIN_RATE_LIMITED];
            let doubtful = guesses.contains(&verdict.cause) && !verdict.is_certain;
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
                let handle = self.known.handle.as_ref().map(|handle| &handle.host);
                let of_handle = handle.zip(self.known.home_list.as_ref());
                let of_handle = of_handle.and_then(|(host, list)| blocks::named(list, host));
                let evidence = match of_handle {
                    Some(List::Hit { .. }) => &[Check::HomeBlocks][..],
                    _ => &[Check::HomeBlocks, Check::WebFinger, Check::Actor],
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
            advice: advice::of(self, cause, &names),
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
