//! What home's answers mean.

use serde_json::Value;

use super::Diagnose;
use super::blocks;
use super::known::{List, Resolve, Stored, Trouble, Yours};
use crate::address::PublicAddress;
use crate::cached;
use crate::handle::Handle;
use crate::software::Software;
use crate::step::{Answer, Outcome};
use crate::view::{Came, Check, Mark, Names, Said};

/// What a check found: how it turned out, and the words for it.
pub(super) type Found = (Mark, Option<Said>);

impl Diagnose {
    pub(super) fn home_answered(&mut self, now: f64, check: Check, outcome: Outcome) {
        let came = match &outcome {
            Outcome::Answer(answer) => Came::Status(answer.status),
            Outcome::Failed(failure) => Came::Failed(*failure),
            _ => Came::Unreadable,
        };
        let answer = match outcome {
            Outcome::Answer(answer) => Some(answer),
            _ => None,
        };
        if let Some(ahead) = answer.as_ref().and_then(|answer| answer.ahead) {
            self.known.home_clock = Some(ahead);
        }
        if let Some(answer) = answer.as_ref().filter(|answer| answer.status == 429) {
            self.known.home_pauses = Some(answer.wait.map(|wait| wait as i64));
        }
        let found = match check {
            Check::HomeAccount => self.account_told(answer.as_ref()),
            Check::HomeInstance => self.instance_told(answer.as_ref()),
            Check::HomeBlocks => self.home_blocks_told(answer.as_ref()),
            Check::YourBlocks => self.yours_told(answer.as_ref()),
            Check::HomeResolve => self.resolve_told(answer.as_ref()),
            _ => self.near_told(answer.as_ref()),
        };
        self.record(now, came, found);
    }

    /// Notes how the check that is under way went.
    pub(super) fn record(&mut self, now: f64, came: Came, (mark, found): Found) {
        let took = now - self.since;
        if let Some(checked) = self.view.checks.last_mut() {
            checked.came = came;
            checked.mark = mark;
            checked.found = found;
            checked.took = took;
        }
    }

    fn account_told(&mut self, answer: Option<&Answer>) -> Found {
        let read = answer
            .filter(|answer| answer.status == 200)
            .and_then(Answer::json)
            .and_then(|account| Some((cached::read(&account).ok()?, account)));
        let (stored, found) = match (read, answer.map(|answer| answer.status)) {
            (Some((reading, account)), _) => {
                let limited = account.get("limited") == Some(&Value::Bool(true));
                let found = match (reading.profile.suspended, limited) {
                    (true, _) => (Mark::Bad, said("found_home_suspended")),
                    (false, true) => (Mark::Unclear, said("found_home_limited")),
                    _ => (Mark::Good, said("found_home_known")),
                };
                let profile = Box::new(reading.profile);
                if let Ok(id) = PublicAddress::parse(&profile.id) {
                    self.lives_on(id.host());
                }
                (Stored::Known { profile, limited }, found)
            }
            (None, Some(404 | 410)) => {
                (Stored::Unknown, (Mark::Unclear, said("found_home_unknown")))
            }
            _ => {
                let trouble = self.trouble_of(answer);
                (Stored::Failed(trouble), (Mark::Bad, said(trouble.found())))
            }
        };
        self.known.stored = Some(stored);
        found
    }

    fn instance_told(&mut self, answer: Option<&Answer>) -> Found {
        self.known.home_told = true;
        let Some(instance) = good(answer) else {
            return (Mark::Unclear, None);
        };
        let version = instance.get("version").and_then(Value::as_str);
        if let Some(version) = version {
            self.software = Software::from_version(version);
            self.view.home_version = Some(version.chars().take(64).collect());
        }
        // Mastodon 4.4 and later.
        let closed = instance.pointer("/configuration/limited_federation");
        self.known.home_is_closed = closed == Some(&Value::Bool(true));
        if self.known.home_is_closed {
            return (Mark::Unclear, said("found_home_closed"));
        }
        (
            Mark::Good,
            version.and_then(|version| detail("found_version", version)),
        )
    }

    fn home_blocks_told(&mut self, answer: Option<&Answer>) -> Found {
        self.known.home_list = Some(good(answer).unwrap_or_default());
        self.look_up();
        found_in(self.known.home_blocks.as_ref().unwrap_or(&List::Hidden))
    }

    /// Looks the account's hosts up in home's list, if that is here.
    pub(super) fn look_up(&mut self) {
        let Some(list) = &self.known.home_list else {
            return;
        };
        let hosts = self.hosts();
        let named = hosts.iter().map(|host| blocks::named(list, host));
        let list = named.reduce(worse).flatten().unwrap_or(List::Hidden);
        let (mark, found) = found_in(&list);
        self.known.home_blocks = Some(list);
        let mut checks = self.view.checks.iter_mut();
        if let Some(checked) = checks.find(|it| it.check == Check::HomeBlocks) {
            (checked.mark, checked.found) = (mark, found);
        }
    }

    /// It is on this host that the account lives.
    pub(super) fn lives_on(&mut self, host: String) {
        if self.view.origin.as_ref() != Some(&host) {
            self.view.origin = Some(host);
            self.look_up();
        }
    }

    /// Whether the person blocks one of the account's hosts.
    pub(super) fn you_block_host(&self) -> bool {
        let blocked = self.known.your_domains.iter().flatten();
        let hosts = self.hosts();
        blocked.into_iter().any(|domain| hosts.contains(domain))
    }

    fn yours_told(&mut self, answer: Option<&Answer>) -> Found {
        let mut yours = Yours::default();
        if let Some(Value::Array(told)) = good(answer) {
            for one in &told {
                let flag = |key| one.get(key) == Some(&Value::Bool(true));
                yours.account |= flag("blocking");
                yours.domain |= flag("domain_blocking");
                yours.blocked_by |= flag("blocked_by");
            }
            if self.stored().is_none() {
                let domains = told.iter().filter_map(Value::as_str);
                self.known.your_domains = Some(domains.map(str::to_owned).collect());
                yours.domain = self.you_block_host();
            }
        }
        self.known.yours = Some(yours);
        if yours.account {
            (Mark::Bad, said("found_you_block_account"))
        } else if yours.domain {
            (Mark::Bad, said("found_you_block_domain"))
        } else if yours.blocked_by {
            (Mark::Bad, said("found_blocks_you"))
        } else if answer.is_some_and(|answer| answer.status == 200) {
            (Mark::Good, said("found_no_blocks"))
        } else {
            (Mark::Unclear, None)
        }
    }

    fn resolve_told(&mut self, answer: Option<&Answer>) -> Found {
        let (resolve, found) = match answer.map(|answer| answer.status) {
            Some(200) => {
                let accounts = good(answer);
                let account = accounts
                    .as_ref()
                    .and_then(|found| found.pointer("/accounts/0"));
                let read = account.and_then(|account| cached::read(account).ok());
                match read {
                    Some(reading) => {
                        let profile = Box::new(reading.profile);
                        let is_proven = self.known.resolve.is_none() && self.asks_for_news();
                        (
                            Resolve::Account { profile, is_proven },
                            (Mark::Good, said("found_home_fetched")),
                        )
                    }
                    None => (Resolve::Nothing, (Mark::Bad, said("found_home_nothing"))),
                }
            }
            Some(422) => (Resolve::Invalid, (Mark::Bad, said("found_home_refuses"))),
            Some(503) => {
                let text = answer.map(|answer| String::from_utf8_lossy(&answer.body));
                let text = text.unwrap_or_default();
                if text.contains("could not be fetched") {
                    (
                        Resolve::NoConnection,
                        (Mark::Bad, said("found_home_no_connection")),
                    )
                } else if text.contains("temporary problem") {
                    (Resolve::Busy, (Mark::Unclear, said("found_home_busy")))
                } else {
                    (
                        Resolve::Failed(Trouble::Down),
                        (Mark::Bad, said("found_home_down")),
                    )
                }
            }
            None | Some(504) => (Resolve::Late, (Mark::Bad, said("found_home_late"))),
            _ => {
                let trouble = self.trouble_of(answer);
                (Resolve::Failed(trouble), (Mark::Bad, said(trouble.found())))
            }
        };
        if let Resolve::Account { profile, .. } = &resolve
            && self.known.handle.is_none()
            && let Some(handle) = profile.handle.clone()
        {
            self.look_at(handle);
        }
        match self.known.resolve {
            None => self.known.resolve = Some(resolve),
            Some(_) => self.known.again = Some(resolve),
        }
        found
    }

    fn near_told(&mut self, answer: Option<&Answer>) -> Found {
        self.known.near_asked = true;
        let Some(Value::Array(accounts)) = good(answer) else {
            return (Mark::Unclear, None);
        };
        let near = accounts.iter().filter_map(|account| {
            let handle: Handle = account.get("acct")?.as_str()?.parse().ok()?;
            let own = self.known.handle.as_ref() == Some(&handle);
            (!own).then(|| handle.shown())
        });
        self.view.near = near.take(5).collect();
        match self.view.near.is_empty() {
            true => (Mark::Unclear, said("found_none_near")),
            false => (Mark::Good, said("found_near")),
        }
    }

    /// What an answer of home means that does not answer the question.
    fn trouble_of(&self, answer: Option<&Answer>) -> Trouble {
        match answer.map(|answer| (answer.status, answer.wait)) {
            Some((401, _)) => Trouble::SignedOut,
            Some((403, _)) if self.signed_in => Trouble::Scope,
            Some((403, _)) => Trouble::SignedOut,
            Some((429, wait)) => Trouble::RateLimited(wait.map(|wait| wait as i64)),
            None | Some((500.., _)) => Trouble::Down,
            _ => Trouble::Unreadable,
        }
    }
}

impl Trouble {
    /// The key of the text that says so.
    pub(super) fn found(self) -> &'static str {
        match self {
            Self::SignedOut => "found_signed_out",
            Self::Scope => "found_scope",
            Self::RateLimited(_) => "found_rate_limited",
            Self::Down => "found_home_down",
            Self::Unreadable => "found_not_understood",
        }
    }
}

/// The body of a good answer.
pub(super) fn good(answer: Option<&Answer>) -> Option<Value> {
    answer.filter(|answer| answer.status == 200)?.json()
}

/// A text that names nothing of its own.
pub(super) fn said(key: &'static str) -> Option<Said> {
    let names = Names::default();
    Some(Said { key, names })
}

/// A text that names this.
pub(super) fn detail(key: &'static str, detail: &str) -> Option<Said> {
    let names = Names {
        detail: detail.chars().take(200).collect(),
        ..Names::default()
    };
    Some(Said { key, names })
}

/// What a list of blocked servers says, in words.
pub(super) fn found_in(list: &List) -> Found {
    match list {
        List::Hidden => (Mark::Unclear, said("found_list_hidden")),
        List::Clear => (Mark::Good, said("found_list_clear")),
        List::Hit {
            domain,
            suspends: true,
            ..
        } => (Mark::Bad, detail("found_list_blocks", domain)),
        List::Hit { domain, .. } => (Mark::Unclear, detail("found_list_limits", domain)),
    }
}

/// Of what two lists say, what weighs more.
fn worse(one: Option<List>, other: Option<List>) -> Option<List> {
    let weight = |list: &Option<List>| match list {
        Some(List::Hit { suspends: true, .. }) => 3,
        Some(List::Hit { .. }) => 2,
        Some(_) => 1,
        None => 0,
    };
    if weight(&one) >= weight(&other) {
        one
    } else {
        other
    }
}
