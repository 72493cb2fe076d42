//! Diagnose: why home cannot fetch an account, seen from both sides.
//!
//! A conversation, as [`crate::see`]: [`Diagnose::next`] says what to do, [`Diagnose::handle`]
//! is told how it went. It asks home what it knows and whom it blocks, the account's servers
//! what every server may ask them, and home at last to fetch the account; it stops as soon as
//! the cause is certain, and names a cause only where an answer shows it.
//!
//! ```
//! use freshet::diagnose::{Asks, Diagnose};
//! use freshet::step::Step;
//! let asks = Asks { home: "home.example", domain: "home.example", signed_in: true };
//! let diagnosis = Diagnose::new(&asks, "@ada@remote.example", 0.0);
//! assert!(matches!(diagnosis.next(), Step::Home(_)));
//! let nobody = Diagnose::new(&asks, "???", 0.0);
//! assert_eq!(nobody.view().findings[0].cause, "not_a_handle");
//! ```
//!
//! Home is asked to fetch by the account's address only: a search for a handle would make it
//! delete an account whose WebFinger says 410 (`resolve_account_service.rb`, Mastodon 4.2 to
//! 4.7). It knows no browser, no network and no clock, and never asks an origin before
//! [`Step::MayContact`] was answered with yes for that very host.

mod addresses;
mod advice;
mod between;
mod blocks;
pub mod causes;
mod course;
mod finger;
mod home;
mod judge;
mod known;
mod origin;
mod reach;
mod servers;
mod steps;

use crate::address::PublicAddress;
use crate::handle::Handle;
use crate::refresh::Told;
use crate::software::Software;
use crate::step::{Failure, HomeRequest, OriginRequest, Outcome, Step};
use crate::typed::{self, Lack, Meant};
use crate::view::{Came, Check, Checked, Cost, Diagnosis, Mark, Progress};
use known::Known;

/// The most requests to home that a diagnosis makes.
pub const MOST_OF_HOME: u32 = 7;
/// The most requests to the account's servers that a diagnosis makes, but for a handle that
/// has to be guessed at: each guess begins anew.
pub const MOST_OF_ORIGIN: u32 = 14;

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub struct Asks<'a> {
    /// The host of home.
    pub home: &'a str,
    /// Home's name in handles, which may differ from its host.
    pub domain: &'a str,
    /// Whether home knows who asks.
    pub signed_in: bool,
}

/// One diagnosis.
#[derive(Clone, Debug)]
pub struct Diagnose {
    domain: String,
    signed_in: bool,
    software: Software,
    /// What may be meant and was not looked at yet.
    others: Vec<Meant>,
    known: Known,
    state: State,
    view: Diagnosis,
    /// When the step that is under way began.
    since: f64,
    agreed: Vec<String>,
    refused: Vec<String>,
    /// Hosts with whether the browser reads all of their answers.
    readable: Vec<(String, bool)>,
    /// Addresses that were asked for the account's document.
    tried: Vec<PublicAddress>,
    told: Vec<Told>,
}

#[derive(Clone, Debug)]
enum State {
    Home(Check, HomeRequest),
    Consent(Check, PublicAddress),
    Origin(Check, PublicAddress),
    Permission(Check, PublicAddress),
    Done,
}

/// What is asked in a check.
enum Question {
    Home(HomeRequest),
    Origin(PublicAddress),
}

impl Diagnose {
    /// A diagnosis of what somebody typed: a handle, or an address of an account.
    pub fn new(asks: &Asks<'_>, text: &str, now: f64) -> Self {
        let read = typed::typed(text, asks.domain);
        let mut diagnosis = Self {
            domain: asks.domain.to_owned(),
            signed_in: asks.signed_in,
            software: Software::from_version(""),
            others: read.meant,
            known: Known::default(),
            state: State::Done,
            view: Diagnosis {
                home: asks.home.to_owned(),
                asked: read.text,
                slips: Vec::new(),
                lack: read.lack.as_ref().map(Lack::code),
                handle: None,
                domain: None,
                origin: read.lack.and_then(Lack::host),
                actor: None,
                home_version: None,
                origin_software: None,
                phase: Progress::Running,
                checks: Vec::new(),
                earlier: 0,
                findings: Vec::new(),
                excluded: Vec::new(),
                needs_access: Vec::new(),
                near: Vec::new(),
                began: now,
                ended: now,
                cost: Cost::default(),
            },
            since: now,
            agreed: Vec::new(),
            refused: Vec::new(),
            readable: Vec::new(),
            tried: Vec::new(),
            told: Vec::new(),
        };
        diagnosis.take_up_next();
        diagnosis.go_on(now);
        diagnosis
    }

    /// What is known so far.
    pub fn view(&self) -> &Diagnosis {
        &self.view
    }

    /// Every outcome so far: see [`Diagnose::replayed`].
    pub fn told(&self) -> &[Told] {
        &self.told
    }

    /// The same diagnosis, told these outcomes again.
    pub fn replayed(mut self, told: Vec<Told>) -> Self {
        for Told { at, outcome } in told {
            self.handle(at, outcome);
        }
        self
    }

    /// What to do next. Asking again gives the same step.
    pub fn next(&self) -> Step {
        match &self.state {
            State::Home(_, request) => Step::Home(request.clone()),
            State::Consent(_, address) => Step::MayContact(address.host()),
            State::Origin(_, address) => Step::Origin(OriginRequest {
                address: address.clone(),
            }),
            State::Permission(_, address) => Step::MayRead(address.host()),
            State::Done => Step::Done,
        }
    }

    /// Takes in how the step went. `now` is in milliseconds since 1970. An outcome that does
    /// not belong to the step is a failed one; a server that may not be contacted is left out.
    pub fn handle(&mut self, now: f64, outcome: Outcome) {
        if matches!(self.state, State::Done) {
            return;
        }
        self.told.push(Told {
            at: now,
            outcome: outcome.clone(),
        });
        match std::mem::replace(&mut self.state, State::Done) {
            State::Home(check, _) => {
                self.view.cost.home += 1;
                self.home_answered(now, check, outcome);
            }
            State::Consent(check, address) => {
                self.since = now;
                if outcome == Outcome::Allowed(true) {
                    self.agreed.push(address.host());
                    return self.ask(check, Question::Origin(address));
                }
                self.refused.push(address.host());
                self.view
                    .checks
                    .push(running(check, format!("GET {address}")));
                self.origin_answered(now, check, &address, Err(Came::NotAsked));
            }
            State::Origin(check, address) => {
                self.view.cost.origin += 1;
                match outcome {
                    Outcome::Failed(Failure::Network) => match self.reads(&address) {
                        Some(true) => self.silent(now, check, &address, true),
                        Some(false) => self.silent(now, check, &address, false),
                        None => {
                            self.state = State::Permission(check, address);
                            return;
                        }
                    },
                    Outcome::Answer(answer) => {
                        self.origin_answered(now, check, &address, Ok(answer));
                    }
                    Outcome::Failed(failure) => {
                        self.origin_answered(now, check, &address, Err(Came::Failed(failure)));
                    }
                    _ => {
                        let none = Came::Failed(Failure::Network);
                        self.origin_answered(now, check, &address, Err(none));
                    }
                }
            }
            State::Permission(check, address) => {
                let reads = outcome == Outcome::Allowed(true);
                self.readable.push((address.host(), reads));
                self.silent(now, check, &address, reads);
            }
            State::Done => {}
        }
        self.go_on(now);
    }

    /// No answer: what that means depends on whether the browser would show one.
    fn silent(&mut self, now: f64, check: Check, address: &PublicAddress, reads: bool) {
        let came = if reads {
            Came::Failed(Failure::Network)
        } else {
            Came::Unreadable
        };
        self.origin_answered(now, check, address, Err(came));
    }

    fn reads(&self, address: &PublicAddress) -> Option<bool> {
        let host = address.host();
        let mut known = self.readable.iter();
        known
            .find(|(known, _)| *known == host)
            .map(|(_, reads)| *reads)
    }

    /// Begins the next check, or ends.
    fn go_on(&mut self, now: f64) {
        self.view.ended = now;
        if !matches!(self.state, State::Done) {
            return;
        }
        self.since = now;
        match self.next_check() {
            Some((check, question)) => self.ask(check, question),
            None if self.guesses_on() => {
                self.take_up_next();
                self.go_on(now);
            }
            None => self.conclude(now),
        }
    }

    fn ask(&mut self, check: Check, question: Question) {
        let (state, request) = match question {
            Question::Home(request) => {
                let line = format!(
                    "{} https://{}{}",
                    request.method(),
                    self.view.home,
                    request.path_and_query()
                );
                (State::Home(check, request), line)
            }
            Question::Origin(address) => {
                let line = format!("GET {address}");
                let host = address.host();
                if self.refused.contains(&host) {
                    self.view.checks.push(running(check, line));
                    self.origin_answered(self.since, check, &address, Err(Came::NotAsked));
                    return self.go_on(self.since);
                }
                if !self.agreed.contains(&host) {
                    self.view.phase = Progress::NeedsConsent(host);
                    self.state = State::Consent(check, address);
                    return;
                }
                (State::Origin(check, address), line)
            }
        };
        self.view.phase = Progress::Running;
        self.view.checks.push(running(check, request));
        self.state = state;
    }

    /// The next of those that may be meant becomes the one that is looked at.
    fn take_up_next(&mut self) {
        if self.others.is_empty() {
            return;
        }
        // What home said of itself, and of the person, holds for every account.
        let known = std::mem::take(&mut self.known);
        self.known = Known {
            home_told: known.home_told,
            home_is_closed: known.home_is_closed,
            home_clock: known.home_clock,
            home_pauses: known.home_pauses,
            home_list: known.home_list,
            your_domains: known.your_domains,
            ..Known::default()
        };
        (self.view.origin, self.view.actor) = (None, None);
        self.view.earlier = self.view.checks.len();
        match self.others.remove(0) {
            Meant::Handle { handle, slips } => {
                self.view.slips = slips;
                self.look_at(handle);
            }
            Meant::Address {
                address,
                guess,
                slips,
                ..
            } => {
                self.view.slips = slips;
                self.view.origin = Some(address.host());
                self.known.typed = Some(address);
                if let Some(handle) = guess {
                    self.look_at(handle);
                }
            }
        }
    }

    /// It is this account that is looked at.
    fn look_at(&mut self, handle: Handle) {
        self.view.handle = Some(handle.shown());
        self.view.domain = Some(handle.host.clone());
        self.known.handle = Some(handle);
        self.look_up();
    }
}

fn running(check: Check, request: String) -> Checked {
    Checked {
        check,
        request,
        came: Came::Waiting,
        mark: Mark::Running,
        found: None,
        took: 0.0,
    }
}
