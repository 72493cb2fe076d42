//! What home's answers to being asked mean. They say what to look for, never that it is
//! done.

use serde_json::Value;

use super::{Answered, Form, Refresh, State, Then};
use crate::cached;
use crate::handle::Handle;
use crate::step::{Answer, Outcome};
use crate::view::{Ending, Why};

/// What a pause takes where home does not say: its window (`rack_attack.rb`).
const PAUSE: f64 = 5.0 * 60.0 * 1000.0;
/// The longest pause that is waited out.
const LONGEST_PAUSE: f64 = 60.0 * 60.0 * 1000.0;
/// How long another refresh of the same account holds home's lock, mostly
/// (`process_account_service.rb`: ten seconds).
const LOCKED: f64 = 12_000.0;
/// The newest `api_versions.mastodon` whose endpoints are known (4.7.0-alpha.2).
const NEWEST_API: u64 = 11;

impl Refresh {
    pub(super) fn search_answered(&mut self, now: f64, form: Form, outcome: &Outcome) {
        let Outcome::Answer(answer) = outcome else {
            // Too late, or lost on the way: home may be at it all the same.
            return self.poll(now);
        };
        match answer.status {
            200 => {
                let found = answer.json();
                let accounts = found.as_ref().and_then(|found| found.get("accounts"));
                match accounts.and_then(Value::as_array) {
                    Some(accounts) => self.found(now, form, accounts),
                    None => self.poll(now),
                }
            }
            401 => self.end(now, Ending::SignedOut),
            403 => self.end(now, Ending::ScopeRefused),
            429 => self.pause(now, Then::Search(form)),
            // Home's lock, or its storage; the account may be on its way.
            503 if says(answer, "temporary problem") => {
                self.wait(now, LOCKED, Why::Slow, Then::Proving);
            }
            503 if answer.json().is_some() => self.end(now, Ending::NotFetched),
            504 => self.poll(now),
            502 | 503 => self.end(now, Ending::Maintenance),
            // Also 422: what it found on the way is none that it takes.
            _ => self.end(now, Ending::NotFetched),
        }
    }

    fn found(&mut self, now: f64, form: Form, accounts: &[Value]) {
        let Some(account) = accounts.first() else {
            // Only with the id does home answer while the other server is down.
            return match form {
                Form::Page if self.address(Form::Id).is_some() => self.search(now, Form::Id),
                _ => self.end(now, Ending::NotFetched),
            };
        };
        self.answered = Answered::Account(form);
        let renamed = cached::read(account).ok().and_then(|reading| {
            let handle = reading.profile.handle?;
            let other = handle != *self.see.account() && self.is_same_actor(&reading.profile.id);
            other.then_some(handle)
        });
        match renamed {
            Some(handle) => self.ask(now, State::Renamed(handle)),
            None => self.prove(now),
        }
    }

    fn is_same_actor(&self, id: &str) -> bool {
        let known = self.before.as_ref().map_or("", |known| &known.id);
        !known.is_empty() && known == id
    }

    pub(super) fn renamed_answered(&mut self, now: f64, handle: &Handle, outcome: &Outcome) {
        let account = match outcome {
            Outcome::Answer(answer) if answer.status == 200 => answer.json(),
            _ => None,
        };
        let shown = account
            .and_then(|account| cached::read(&account).ok())
            .is_some_and(|reading| {
                reading.profile.handle.as_ref() == Some(handle)
                    && self.is_same_actor(&reading.profile.id)
            });
        if shown {
            self.end(now, Ending::Renamed(handle.shown()));
        } else {
            self.prove(now);
        }
    }

    pub(super) fn instance_answered(&mut self, now: f64, outcome: &Outcome) {
        let instance = match outcome {
            Outcome::Answer(answer) if answer.status == 200 => answer.json(),
            Outcome::Answer(answer) if answer.status == 429 => {
                return self.pause(now, Then::Search(Form::Page));
            }
            _ => None,
        };
        let version = instance
            .as_ref()
            .and_then(|instance| instance.get("api_versions")?.get("mastodon"))
            .and_then(Value::as_u64);
        if version.is_some_and(|version| version > NEWEST_API) && self.native_request().is_some() {
            self.ask(now, State::Native);
        } else {
            // Without an answer nothing was learned.
            self.learned = instance.is_some().then_some(false);
            self.search(now, Form::Page);
        }
    }

    pub(super) fn native_answered(&mut self, now: f64, outcome: &Outcome) {
        let Outcome::Answer(answer) = outcome else {
            return self.poll(now);
        };
        self.learned = match answer.status {
            200..300 | 429 => Some(true),
            404 | 405 | 410 | 501 => Some(false),
            _ => None,
        };
        match answer.status {
            200 => self.prove(now),
            201..300 => self.poll(now),
            429 => self.pause(now, Then::Native),
            _ => self.search(now, Form::Page),
        }
    }

    /// Home asks for a pause: it is waited out once.
    pub(super) fn pause(&mut self, now: f64, then: Then) {
        let asked = match self.told.last().map(|told| &told.outcome) {
            Some(Outcome::Answer(answer)) => answer.wait,
            _ => None,
        };
        let wait = asked.unwrap_or(PAUSE).clamp(1000.0, LONGEST_PAUSE);
        self.pauses += 1;
        if self.pauses > 1 {
            self.end(now, Ending::RateLimited(now + wait));
        } else {
            self.wait(now, wait, Why::RateLimited, then);
        }
    }
}

/// Whether an error of home (JSON, never translated: `api/error_handling.rb`) says this.
fn says(answer: &Answer, words: &str) -> bool {
    let error = answer.json();
    let error = error
        .as_ref()
        .and_then(|error| error.get("error")?.as_str());
    error.is_some_and(|error| error.contains(words))
}
