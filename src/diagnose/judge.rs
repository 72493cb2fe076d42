//! What it all comes to: the causes that the answers show, the nearest first.

use super::causes::{self, Cause};
use super::known::{Actor, Broken, Finger, List, Resolve, Stored, Trouble};
use super::reach::{Reach, reach_of};
use super::{Diagnose, advice};
use crate::compare::{self, Attribute};
use crate::handle::Handle;
use crate::step::Failure;
use crate::view::{Came, Check, Finding, Names, Progress};

/// A clock that is off by more makes signatures invalid (`signature_verification.rb`,
/// Mastodon 4.2 to 4.7: an hour's margin into the future), in milliseconds.
const CLOCK_MARGIN: f64 = 3_600_000.0;

impl Diagnose {
    /// It is over: names what was found.
    pub(super) fn conclude(&mut self, now: f64) {
        self.view.phase = Progress::Done;
        self.view.ended = now;
        let mut findings = Vec::new();
        self.of_the_person(&mut findings);
        self.of_the_home(&mut findings);
        self.of_the_account(&mut findings);
        self.of_the_servers(&mut findings);
        if findings.iter().all(|finding: &Finding| is_note(finding)) {
            self.between_them(&mut findings);
        }
        // What is no hindrance stands behind what is one.
        findings.sort_by_key(is_note);
        if findings.is_empty() {
            self.view.excluded = self.excluded();
        }
        self.view.findings = findings;
    }

    fn of_the_person(&self, to: &mut Vec<Finding>) {
        let Some(handle) = &self.known.handle else {
            if self.known.typed.is_none() {
                to.push(self.found(causes::NOT_A_HANDLE, &[]));
            }
            return;
        };
        let is_there = self.live().is_some()
            || matches!(self.known.stored, Some(Stored::Known { .. }))
            || self.told_finger().is_some_and(|it| it.actor.is_some());
        if !self.view.slips.is_empty() && is_there {
            let named = self.found(causes::TYPING, &[Check::HomeAccount, Check::WebFinger]);
            to.push(with_handle(named, handle.shown()));
        }
        match &self.known.stored {
            Some(Stored::Known { .. }) if self.is_local() => {
                to.push(self.found(causes::LOCAL, &[Check::HomeAccount]));
            }
            Some(Stored::Unknown) if self.is_local() => {
                to.push(self.found(causes::NOT_FOUND, &[Check::HomeAccount]));
            }
            _ => {}
        }
        let yours = self.known.yours.unwrap_or_default();
        for (holds, cause) in [
            (yours.account, causes::YOU_BLOCK_ACCOUNT),
            (yours.domain, causes::YOU_BLOCK_DOMAIN),
            (yours.blocked_by, causes::BLOCKS_YOU),
        ] {
            if holds {
                to.push(self.found(cause, &[Check::YourBlocks]));
            }
        }
    }

    fn of_the_home(&self, to: &mut Vec<Finding>) {
        if let Some(Stored::Failed(trouble)) = self.known.stored {
            to.push(self.troubled(trouble, Check::HomeAccount));
        }
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
                let mut finding = self.found(cause, &[Check::HomeBlocks]);
                finding.names.detail = match comment.is_empty() {
                    true => domain.clone(),
                    false => format!("{domain}: {comment}"),
                };
                to.push(finding);
            }
            _ => {
                let limited =
                    matches!(self.known.stored, Some(Stored::Known { limited: true, .. }));
                if limited {
                    to.push(self.found(causes::HOME_LIMITS, &[Check::HomeAccount]));
                }
            }
        }
        let unknown = matches!(self.known.stored, Some(Stored::Unknown));
        let fetched = matches!(self.known.resolve, Some(Resolve::Account { .. }));
        if self.known.home_is_closed && unknown && !fetched && self.is_in_order() {
            let evidence = [Check::HomeInstance, Check::HomeAccount, Check::HomeResolve];
            to.push(self.found(causes::HOME_CLOSED, &evidence));
        }
        let suspended_at_home = self.stored().is_some_and(|stored| stored.suspended);
        if suspended_at_home && self.live().is_some_and(|live| !live.suspended) {
            let evidence = [Check::HomeAccount, Check::Actor, Check::OriginApi];
            to.push(self.found(causes::HOME_SUSPENDED, &evidence));
        }
    }

    fn of_the_account(&self, to: &mut Vec<Finding>) {
        let live = self.live();
        let actor = self.known.actor.as_ref();
        let gone = |came| came == Came::Status(410);
        let deleted = actor.is_some_and(|actor| actor.is_tombstone || gone(actor.came));
        let fingered_gone = self.told_finger().is_some_and(|finger| gone(finger.came));
        if deleted || fingered_gone && live.is_none() {
            to.push(self.found(causes::DELETED, &[Check::WebFinger, Check::Actor]));
        }
        if let Some(live) = live {
            if live.suspended {
                to.push(self.found(causes::SUSPENDED, &[Check::Actor, Check::OriginApi]));
            }
            if let Some(target) = &live.moved {
                let finding = self.found(causes::MOVED, &[Check::Actor, Check::Moved]);
                let last = self
                    .known
                    .moves
                    .iter()
                    .rev()
                    .find_map(|it| it.handle.clone());
                let first = target.handle.as_ref().map(Handle::shown);
                let mut finding =
                    with_handle(finding, last.or(first).unwrap_or_else(|| target.id.clone()));
                finding.is_certain = self
                    .known
                    .moves
                    .iter()
                    .any(|it| it.is_confirmed == Some(true));
                to.push(finding);
            }
        }
        if let Some(name) = self.is_renamed() {
            let evidence = [Check::HomeAccount, Check::WebFinger, Check::Actor];
            to.push(with_handle(self.found(causes::RENAMED, &evidence), name));
        }
    }

    /// The handle that the account has now, if it is another one.
    pub(super) fn is_renamed(&self) -> Option<String> {
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

    fn of_the_servers(&self, to: &mut Vec<Finding>) {
        if to
            .iter()
            .any(|finding| !is_note(finding) && finding.cause != causes::TYPING.code)
        {
            return;
        }
        let Some(handle) = &self.known.handle else {
            // Of an address alone only its document can tell.
            if let Some(actor) = &self.known.actor {
                self.of_the_document(to, actor);
            }
            return self.of_the_connection(to);
        };
        if crate::address::PublicAddress::on_host(&handle.host, "/").is_err() {
            to.push(self.found(causes::PRIVATE_HOST, &[]));
            return;
        }
        if self.reach() != Reach::Alive {
            return self.of_the_connection(to);
        }
        self.of_web_finger(to);
        if let Some(actor) = &self.known.actor {
            self.of_the_document(to, actor);
        }
        self.of_the_lists(to);
    }

    fn of_the_connection(&self, to: &mut Vec<Finding>) {
        let all: Vec<Check> = self
            .view
            .checks
            .iter()
            .filter(|it| !it.check.is_homes() && reach_of(it.came) != Reach::Unasked)
            .map(|it| it.check)
            .collect();
        let fetched = matches!(
            self.known.resolve,
            Some(Resolve::Account {
                is_proven: true,
                ..
            })
        );
        let home_fails = matches!(self.known.resolve, Some(Resolve::NoConnection));
        let cause = match self.reach() {
            Reach::Limited => causes::ORIGIN_RATE_LIMITED,
            _ if fetched && self.reach() != Reach::Unasked => causes::YOUR_NETWORK,
            Reach::Faulty => causes::ORIGIN_DOWN,
            Reach::Slow => causes::ORIGIN_SLOW,
            Reach::Dead => match self.known.parent {
                Some(Came::Status(_)) => causes::HOST_PART,
                _ => causes::NO_CONNECTION,
            },
            // Neither the browser nor home gets an answer.
            Reach::Unreadable if home_fails => causes::NO_CONNECTION,
            _ => return,
        };
        if cause == causes::YOUR_NETWORK && self.reach() == Reach::Unreadable {
            return; // It is alive; the browser only may not read it.
        }
        let mut evidence = all;
        evidence.push(Check::HomeResolve);
        let mut finding = self.found(cause, &evidence);
        finding.is_certain = self.reach() != Reach::Unreadable;
        to.push(finding);
    }

    fn of_the_document(&self, to: &mut Vec<Finding>, actor: &Actor) {
        let mut push = |cause: Cause, detail: &str| {
            let mut finding = self.found(cause, &[Check::Actor]);
            finding.names.detail = detail.chars().take(200).collect();
            to.push(finding);
        };
        for (code, detail) in &actor.faults {
            if let Some(cause) = causes::ALL.iter().find(|cause| cause.code == *code) {
                push(*cause, detail);
            }
        }
        if let Some(address) = self.known.redirected.as_ref().filter(|_| self.home_fails()) {
            push(causes::ACTOR_REDIRECTED, address.as_str());
        }
        let found = self.told_finger().is_some_and(|it| it.actor.is_some());
        match actor.came {
            Came::Status(404) if found => push(causes::ACTOR_MISSING, actor.asked.as_str()),
            Came::Status(404) => push(causes::VANISHED, actor.asked.as_str()),
            Came::Status(500..) => push(causes::ACTOR_FAULT, actor.asked.as_str()),
            Came::Failed(Failure::TimedOut) => push(causes::ORIGIN_SLOW, actor.asked.as_str()),
            Came::Failed(Failure::TooLarge) => push(causes::ACTOR_TOO_LARGE, actor.asked.as_str()),
            Came::Status(403 | 406 | 400) if self.live().is_none() && self.home_fails() => {
                push(causes::ACTOR_REFUSED, actor.asked.as_str());
            }
            _ => {}
        }
    }

    fn of_web_finger(&self, to: &mut Vec<Finding>) {
        let Some(finger) = self.told_finger() else {
            return;
        };
        let evidence = [Check::WebFinger, Check::HostMeta, Check::WebFingerElsewhere];
        let mut push = |cause: Cause, checks: &[Check]| to.push(self.found(cause, checks));
        let live = self.live();
        match finger.came {
            Came::Status(200) => self.of_the_round(to, finger),
            Came::Status(410) => push(causes::FINGER_GONE, &[Check::WebFinger, Check::Actor]),
            Came::Status(400 | 404) => match (live, &self.known.node) {
                (Some(live), _) => {
                    let elsewhere = live.handle.as_ref().map(|own| &own.host)
                        != self.known.handle.as_ref().map(|handle| &handle.host);
                    let cause = match elsewhere {
                        true => causes::HOST_META_MISSING,
                        false => causes::FINGER_MISSING,
                    };
                    push(cause, &evidence);
                }
                (None, Some(Came::Status(200))) => {
                    let stored = self.stored().is_some();
                    let cause = if stored {
                        causes::VANISHED
                    } else {
                        causes::NOT_FOUND
                    };
                    push(cause, &[Check::WebFinger, Check::NodeInfo]);
                }
                (None, Some(Came::Status(_))) => {
                    push(causes::NOT_FEDIVERSE, &[Check::WebFinger, Check::NodeInfo]);
                }
                _ => {}
            },
            Came::Status(500..) => push(causes::FINGER_FAULT, &evidence),
            Came::Failed(Failure::TimedOut) => push(causes::ORIGIN_SLOW, &evidence),
            Came::Status(_) if self.home_fails() => push(causes::FINGER_REFUSED, &evidence),
            _ => {}
        }
    }

    /// Whether WebFinger, the document and the other handle lead to one another.
    fn of_the_round(&self, to: &mut Vec<Finding>, finger: &Finger) {
        let cause = match finger.broken {
            Some(Broken::NotJson) => Some(causes::FINGER_NOT_JSON),
            Some(Broken::NoSelf) => Some(causes::FINGER_NO_SELF),
            Some(Broken::Private) => Some(causes::PRIVATE_HOST),
            None => None,
        };
        if let Some(cause) = cause {
            let mut finding = self.found(cause, &[Check::WebFinger]);
            finding.names.detail = finger.refused.clone().unwrap_or_default();
            to.push(finding);
            return;
        }
        if let Some(back) = &self.known.back
            && self.live().is_some()
        {
            let id = self.live().map(|live| live.id.as_str());
            let leads = back.actor.as_ref().map(|actor| actor.as_str());
            let other = self.other_handle();
            let said = match back.came {
                Came::Status(200) if leads != id => Some(causes::FINGER_LOOP),
                Came::Status(200) if back.subject != other && back.subject != self.known.handle => {
                    Some(causes::FINGER_SUBJECT)
                }
                Came::Status(404) => Some(causes::HOST_META_MISSING),
                Came::Status(500..) => Some(causes::FINGER_FAULT),
                Came::Status(200) => None,
                Came::Status(_) => Some(causes::FINGER_SUBJECT),
                _ => None,
            };
            if let Some(cause) = said {
                let finding = self.found(cause, &[Check::WebFinger, Check::WebFingerBack]);
                let shown = other.as_ref().map(Handle::shown).unwrap_or_default();
                to.push(with_handle(finding, shown));
                return;
            }
        }
        let stored = self.stored().map(|stored| stored.id.as_str());
        let id = finger.actor.as_ref().map(|actor| actor.as_str());
        if let (Some(stored), Some(id)) = (stored, id)
            && !stored.is_empty()
            && stored != id
            && crate::address::PublicAddress::parse(stored).ok() != finger.actor
        {
            let evidence = [Check::HomeAccount, Check::WebFinger];
            let mut finding = self.found(causes::ACTOR_ID_CHANGED, &evidence);
            finding.names.detail = stored.to_owned();
            to.push(finding);
        }
    }

    fn of_the_lists(&self, to: &mut Vec<Finding>) {
        if let Some(List::Hit {
            suspends, comment, ..
        }) = &self.known.origin_blocks
        {
            let cause = match suspends {
                true => causes::ORIGIN_BLOCKS_HOME,
                false => causes::ORIGIN_LIMITS_HOME,
            };
            let mut finding = self.found(cause, &[Check::OriginBlocks, Check::HomeResolve]);
            finding.names.detail.clone_from(comment);
            to.push(finding);
        }
    }

    /// Nothing is wrong on either side by itself: what happens between them.
    fn between_them(&self, to: &mut Vec<Finding>) {
        let evidence = [
            Check::WebFinger,
            Check::Actor,
            Check::OriginApi,
            Check::OriginBlocks,
            Check::HomeResolve,
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
        let cause = match &self.known.resolve {
            Some(Resolve::Account { profile, is_proven }) => {
                if self.is_stuck(profile) && *is_proven {
                    causes::HOME_COPY_STUCK
                } else if signed && self.live().is_none() {
                    causes::SIGNED_ONLY
                } else if *is_proven {
                    causes::NOTHING_WRONG
                } else {
                    return; // It may be what home had.
                }
            }
            Some(Resolve::NoConnection) if self.reach() == Reach::Alive => causes::HOME_NETWORK,
            Some(Resolve::Late) if self.reach() == Reach::Alive => causes::HOME_SLOW,
            Some(Resolve::Busy) => causes::HOME_BUSY,
            Some(Resolve::Failed(trouble)) => {
                to.push(self.troubled(*trouble, Check::HomeResolve));
                return;
            }
            Some(Resolve::Nothing | Resolve::Invalid) if self.is_in_order() => {
                if signed && self.clocks_differ() {
                    causes::CLOCK_SKEW
                } else if signed && closed_api {
                    causes::ORIGIN_CLOSED
                } else {
                    causes::ONLY_HOME_FAILS
                }
            }
            None if !self.signed_in && self.live().is_some() => causes::HOME_SIGNED_OUT,
            _ => return,
        };
        let mut finding = self.found(cause, &evidence);
        finding.is_certain = !matches!(
            cause,
            causes::ONLY_HOME_FAILS | causes::ORIGIN_CLOSED | causes::CLOCK_SKEW
        );
        to.push(finding);
    }

    /// Whether home gave something else than the account says, right after it fetched it.
    fn is_stuck(&self, now: &crate::profile::Profile) -> bool {
        let Some(live) = self.live() else {
            return false;
        };
        let texts = |one, other| {
            let differing = compare::compare(one, other, &self.software).differing();
            differing.into_iter().any(|attribute| {
                matches!(
                    attribute,
                    Attribute::DisplayName | Attribute::Note | Attribute::Fields
                )
            })
        };
        let unchanged = self.stored().is_some_and(|stored| !texts(stored, now));
        unchanged && texts(now, live)
    }

    /// Whether the account's server shows everything that home needs, or says that it shows
    /// it to servers that sign.
    fn is_in_order(&self) -> bool {
        let finger = self.told_finger();
        let fingered = finger.is_some_and(|it| it.came == Came::Status(200) && it.broken.is_none());
        let shown = self.known.actor.as_ref().is_some_and(|actor| {
            actor.came == Came::Status(401) || actor.profile.is_some() && actor.faults.is_empty()
        });
        fingered && (shown || self.live().is_some())
    }

    fn home_fails(&self) -> bool {
        matches!(
            self.known.resolve,
            Some(Resolve::Nothing | Resolve::NoConnection | Resolve::Invalid | Resolve::Late)
        )
    }

    fn clocks_differ(&self) -> bool {
        match (self.known.origin_clock, self.known.home_clock) {
            (Some(origin), Some(home)) => (origin - home).abs() > CLOCK_MARGIN,
            _ => false,
        }
    }

    fn troubled(&self, trouble: Trouble, check: Check) -> Finding {
        let cause = match trouble {
            Trouble::SignedOut => causes::HOME_SIGNED_OUT,
            Trouble::Scope => causes::HOME_SCOPE,
            Trouble::RateLimited(_) => causes::HOME_RATE_LIMITED,
            Trouble::Down => causes::HOME_DOWN,
            Trouble::Unreadable => causes::HOME_UNREADABLE,
        };
        let mut finding = self.found(cause, &[check]);
        if let Trouble::RateLimited(Some(wait)) = trouble {
            finding.names.time = Some(self.view.ended + wait as f64);
        }
        finding
    }

    /// A cause with the checks that show it, as far as they were made.
    fn found(&self, cause: Cause, evidence: &[Check]) -> Finding {
        let made = |check: &&Check| {
            let mut checks = self.view.checks.iter();
            checks.any(|it| it.check == **check && it.found.is_some())
        };
        let mut checks: Vec<Check> = evidence.iter().filter(made).copied().collect();
        checks.dedup();
        Finding {
            cause: cause.code,
            names: Names::default(),
            is_certain: true,
            evidence: checks,
            side: cause.side,
            who: cause.who,
            span: cause.span,
            advice: advice::of(self, cause),
        }
    }

    /// The causes that the answers exclude.
    fn excluded(&self) -> Vec<&'static str> {
        let known = &self.known;
        let good = |check: Check| {
            let mut checks = self.view.checks.iter();
            checks.any(|it| it.check == check && it.mark == crate::view::Mark::Good)
        };
        let alive = self.reach() == Reach::Alive;
        let rows = [
            (causes::HOME_DOWN, known.stored.is_some()),
            (causes::HOME_BLOCKS, known.home_blocks == Some(List::Clear)),
            (
                causes::HOME_CLOSED,
                known.home_told && !known.home_is_closed,
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
}

/// Whether it keeps home from nothing.
fn is_note(finding: &Finding) -> bool {
    let notes = [
        causes::HOME_LIMITS,
        causes::ORIGIN_LIMITS_HOME,
        causes::SIGNED_ONLY,
        causes::NOTHING_WRONG,
    ];
    notes.iter().any(|cause| cause.code == finding.cause)
}

fn with_handle(mut finding: Finding, handle: String) -> Finding {
    finding.names.handle = handle;
    finding
}
