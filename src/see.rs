//! See: reads home's cached copy and the live copy, and compares them.
//!
//! A conversation: [`See::next`] says what to do, [`See::handle`] is told how it went.
//! An ordinary look costs one request to home and one to origin. WebFinger is asked only
//! where the actor's id is not known or fails; origin's own API only where the actor
//! itself is refused to an unsigned reader (`AUTHORIZED_FETCH`).
//!
//! ```
//! use freshet::handle::Handle;
//! use freshet::see::See;
//! use freshet::software::Software;
//! use freshet::step::Step;
//! let handle = Handle::new("ada", "remote.example").unwrap();
//! let see = See::new("home.example", Software::from_version("4.6.5"), handle, true);
//! assert!(matches!(see.next(), Step::Home(_)));
//! ```
//!
//! It knows no browser, no network and no clock, and never asks an origin before
//! [`Step::MayContact`] was answered with yes for that very host.

mod answers;
mod report;
mod ways;

use crate::address::PublicAddress;
use crate::handle::Handle;
use crate::oddity::Oddity;
use crate::profile::Profile;
use crate::software::Software;
use crate::step::{HomeRequest, OriginRequest, Outcome, Step};
use crate::trouble::Trouble;
use crate::view::{Cost, View};

/// One look at one profile.
#[derive(Clone, Debug)]
pub struct See {
    software: Software,
    handle: Handle,
    signed_in: bool,
    manages: bool,
    view: View,
    state: State,
    cached: Option<Profile>,
    live: Option<Profile>,
    oddities: Vec<Oddity>,
    agreed: Vec<String>,
    tried: Vec<PublicAddress>,
    cost: Cost,
    told: Vec<Outcome>,
    /// The browser may not have been allowed to read an answer.
    forbidden: bool,
    /// What to say if no further way leads on.
    trouble: Option<Trouble>,
}

#[derive(Clone, Debug, PartialEq)]
enum State {
    Home,
    Consent(Way, PublicAddress),
    Reading(Way, PublicAddress),
    Permission(PublicAddress),
    Done,
}

/// What is read of the account's servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// The actor document.
    Actor,
    /// `GET /api/v1/accounts/lookup` of origin: open where the actor is not
    /// (Mastodon with `AUTHORIZED_FETCH`, Iceshrimp.NET, Friendica).
    Api,
    /// WebFinger at the handle's host.
    WebFinger,
}

impl See {
    /// A look at `handle` from `home`, which runs `software`.
    pub fn new(home: &str, software: Software, handle: Handle, signed_in: bool) -> Self {
        Self {
            view: View::new(home, handle.shown().trim_start_matches('@')),
            software,
            handle,
            signed_in,
            manages: false,
            state: State::Home,
            cached: None,
            live: None,
            oddities: Vec::new(),
            agreed: Vec::new(),
            tried: Vec::new(),
            cost: Cost::default(),
            told: Vec::new(),
            forbidden: false,
            trouble: None,
        }
    }

    /// The person manages home's federation: there is a page about the account for them.
    pub fn managing(mut self, manages: bool) -> Self {
        self.manages = manages;
        self
    }

    /// The same look from the beginning. Consents are asked for again, by
    /// [`Step::MayContact`]: who carries it out knows what was agreed to. What was found
    /// stays in view until there is something newer.
    pub fn again(&self) -> Self {
        let mut again = Self::new(
            &self.view.home,
            self.software.clone(),
            self.handle.clone(),
            self.signed_in,
        )
        .managing(self.manages);
        again.view.report.clone_from(&self.view.report);
        again.view.origin.clone_from(&self.view.origin);
        again.view.moderation.clone_from(&self.view.moderation);
        again
    }

    /// Every outcome so far but what the person agreed to: see [`See::replay`].
    pub fn told(&self) -> &[Outcome] {
        &self.told
    }

    /// The view that these outcomes led to when a look like this one was [told](See::told)
    /// them; nothing if they lead to no end, or go on after it.
    pub fn replay(&self, now: f64, told: Vec<Outcome>) -> Option<View> {
        let see = self.replayed(now, told)?;
        (see.state == State::Done).then_some(see.view)
    }

    /// A look like this one that was told these outcomes; nothing if they go on after its end.
    pub fn replayed(&self, now: f64, told: Vec<Outcome>) -> Option<Self> {
        let mut see = self.again();
        for outcome in told {
            if let State::Consent(way, address) = see.state.clone() {
                // Only with the person's consent was there anything to be told.
                see.agreed.push(address.host());
                see.read(way, address);
            }
            if see.state == State::Done {
                return None;
            }
            see.handle(now, outcome);
        }
        Some(see)
    }

    /// Home's copy, once it was read.
    pub fn cached(&self) -> Option<&Profile> {
        self.cached.as_ref()
    }

    /// The live copy, once both were compared.
    pub fn live(&self) -> Option<&Profile> {
        self.live.as_ref()
    }

    /// Whether there is nothing more to do.
    pub fn is_over(&self) -> bool {
        self.state == State::Done
    }

    /// What home runs.
    pub fn software(&self) -> &Software {
        &self.software
    }

    /// Whose profile it looks at.
    pub fn account(&self) -> &Handle {
        &self.handle
    }

    /// Whether home knows who is asking.
    pub fn signed_in(&self) -> bool {
        self.signed_in
    }

    /// What is known so far.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// What to do next. Asking again gives the same step.
    pub fn next(&self) -> Step {
        match &self.state {
            State::Home => Step::Home(HomeRequest::lookup(&self.handle.acct())),
            State::Consent(_, address) => Step::MayContact(address.host()),
            State::Reading(_, address) => Step::Origin(OriginRequest {
                address: address.clone(),
            }),
            State::Permission(address) => Step::MayRead(address.host()),
            State::Done => Step::Done,
        }
    }

    /// Takes in how the step went. `now` is in milliseconds since 1970. An outcome that
    /// does not belong to the step is a failed one.
    pub fn handle(&mut self, now: f64, outcome: Outcome) {
        if !matches!(self.state, State::Consent(..) | State::Done) {
            self.told.push(outcome.clone());
        }
        match std::mem::replace(&mut self.state, State::Done) {
            State::Home => {
                self.cost.home += 1;
                self.home_answered(now, outcome);
            }
            State::Consent(way, address) => {
                if outcome == Outcome::Allowed(true) {
                    self.agreed.push(address.host());
                    self.read(way, address);
                } else {
                    // Not now: the question stays.
                    self.state = State::Consent(way, address);
                }
            }
            State::Reading(way, address) => {
                self.cost.origin += 1;
                match way {
                    Way::Actor => self.actor_answered(now, &address, outcome),
                    Way::Api => self.api_answered(now, outcome),
                    Way::WebFinger => self.web_finger_answered(now, outcome),
                }
            }
            State::Permission(address) => {
                if outcome == Outcome::Allowed(true) {
                    self.elsewhere(now, Trouble::NoAnswer);
                } else {
                    self.maybe_forbidden(now, &address);
                }
            }
            State::Done => {}
        }
    }
}
