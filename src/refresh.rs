//! Refresh: makes home fetch a profile again, and proves that it did.
//!
//! A conversation: [`Refresh::next`] says what to do, [`Refresh::handle`] is told how it
//! went. It looks at both copies (or is told what a look of the last minutes was told),
//! asks home once, and looks again. An ordinary refresh costs one search and two reads.
//!
//! ```
//! use freshet::handle::Handle;
//! use freshet::refresh::Refresh;
//! use freshet::see::See;
//! use freshet::software::Software;
//! use freshet::step::Step;
//! let handle = Handle::new("ada", "remote.example").unwrap();
//! let see = See::new("home.example", Software::from_version("4.6.5"), handle, true);
//! let refresh = Refresh::new(see, None);
//! assert!(matches!(refresh.next(), Step::Home(request) if request.method() == "GET"));
//! ```
//!
//! What it was told, with the times, is all there is to keep: [`Refresh::told`] told again
//! gives the same refresh. It knows no browser, no network and no clock. HTTP 200 proves
//! nothing to it: what it says to be done, a look has shown.

mod answers;
mod course;
mod judge;
mod pictures;

use serde::{Deserialize, Serialize};

use crate::handle::Handle;
use crate::profile::Profile;
use crate::see::See;

use crate::step::{HomeRequest, Outcome, Step};
use crate::view::{Ending, Phase, Refreshing, View};

/// One refresh of one profile.
#[derive(Clone, Debug)]
pub struct Refresh {
    see: See,
    view: View,
    state: State,
    told: Vec<Told>,
    /// Home's copy before anything was asked.
    before: Option<Profile>,
    /// What the account said then, if it could be read.
    live_before: Option<Profile>,
    answered: Answered,
    /// Whether home has an endpoint of its own for this; none if that is not known.
    native: Option<bool>,
    /// What was learned of that.
    learned: Option<bool>,
    /// The form of the address that home was asked for last.
    form: Form,
    /// Whether home was asked once more since its answer was lost.
    asked_again: bool,
    polls: usize,
    picture_looks: usize,
    pauses: u32,
    cached_at_origin: bool,
    old_pictures: Vec<pictures::Old>,
}

/// What a refresh was told, and when (milliseconds since 1970).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// When.
    pub at: f64,
    /// What.
    pub outcome: Outcome,
}

#[derive(Clone, Debug)]
enum State {
    /// Both copies are looked at.
    Reading,
    /// What can home do?
    Instance,
    /// Home's own endpoint is asked.
    Native,
    /// Home is asked for the account at an address.
    Search(Form),
    /// Nothing before this moment.
    Wait(f64, Then),
    /// The account came back under this handle: does home have it?
    Renamed(Handle),
    /// Both copies are looked at again.
    Proving,
    /// Are these one picture? And then the others.
    Pictures(Vec<pictures::Pair>),
    Ended,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Then {
    Search(Form),
    Native,
    Reading,
    Proving,
}

/// The form of an account's address that home is asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    /// The profile page. When home cannot reach the account's server, it answers with
    /// nothing: its fall-back to the old copy knows actor ids only
    /// (`ResolveURLService#process_url_from_db`, Mastodon 4.2 to 4.7).
    Page,
    /// The actor's id.
    Id,
}

/// How home answered to being asked.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Answered {
    /// Not yet, or nothing that can be read: it may still be at it.
    Not,
    /// With the account, asked for in this form.
    Account(Form),
}

impl Refresh {
    /// A refresh of the profile that `see`, at its beginning, looks at. `native` says
    /// whether home has an endpoint of its own, if that was [learned](Self::learned)
    /// lately.
    pub fn new(see: See, native: Option<bool>) -> Self {
        let signed_in = see.signed_in();
        let mut view = see.view().clone();
        view.refresh = Some(Refreshing {
            phase: Phase::Reading,
            at: 0.0,
            verifies_again: false,
            repeated: false,
        });
        let mut refresh = Self {
            see,
            view,
            state: State::Reading,
            told: Vec::new(),
            before: None,
            live_before: None,
            answered: Answered::Not,
            native,
            learned: None,
            form: Form::Page,
            asked_again: false,
            polls: 0,
            picture_looks: 0,
            pauses: 0,
            cached_at_origin: false,
            old_pictures: Vec::new(),
        };
        if !signed_in {
            refresh.end(0.0, Ending::SignedOut);
        }
        refresh
    }

    /// Tells what a look of the last minutes was told, `at` its end; its requests are not
    /// made again.
    pub fn begin_with(&mut self, at: f64, look: &[Outcome]) {
        for outcome in look {
            if matches!(self.next(), Step::MayContact(_)) {
                // Only with the person's consent was there anything to be told.
                self.handle(at, Outcome::Allowed(true));
            }
            if !matches!(self.state, State::Reading) {
                return;
            }
            self.handle(at, outcome.clone());
        }
    }

    /// The same refresh, as far as it had come when it had been told this.
    pub fn restored(mut self, told: Vec<Told>) -> Self {
        for Told { at, outcome } in told {
            self.handle(at, outcome);
        }
        self
    }

    /// Everything it was told.
    pub fn told(&self) -> &[Told] {
        &self.told
    }

    /// The last look at both copies.
    pub fn see(&self) -> &See {
        &self.see
    }

    /// What is known so far.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// Whether home has an endpoint of its own, if that was found out.
    pub fn learned(&self) -> Option<bool> {
        self.learned
    }

    /// Home's Account entity as the last look read it, if it has come so far.
    pub fn account(&self) -> Option<&[u8]> {
        match self.see.told().first() {
            Some(Outcome::Answer(answer)) if answer.status == 200 => Some(&answer.body),
            _ => None,
        }
    }

    /// What to do next. Asking again gives the same step.
    pub fn next(&self) -> Step {
        match &self.state {
            State::Reading | State::Proving => self.see.next(),
            State::Instance => Step::Home(HomeRequest::instance()),
            State::Native => match self.native_request() {
                Some(request) => Step::Home(request),
                None => Step::Done,
            },
            State::Search(form) => match self.address(*form) {
                Some(address) => Step::Home(HomeRequest::resolve_account(address)),
                None => Step::Done,
            },
            State::Wait(until, _) => Step::Wait(*until),
            State::Renamed(handle) => Step::Home(HomeRequest::lookup(&handle.acct())),
            State::Pictures(pairs) => match pairs.first() {
                Some(pair) => Step::SamePicture(pair.home.clone(), pair.live.clone()),
                None => Step::Done,
            },
            State::Ended => Step::Done,
        }
    }

    /// Goes on after everything but what it was told was lost: what home was asked may
    /// have been asked or not. Nothing is asked a second time before a look.
    pub fn interrupted(&mut self, now: f64) {
        if matches!(self.state, State::Search(_) | State::Native) {
            self.handle(now, Outcome::Failed(crate::step::Failure::Network));
        }
    }

    /// Takes in how the step went, at `now` in milliseconds since 1970. An outcome that
    /// does not belong to the step is a failed one.
    pub fn handle(&mut self, now: f64, outcome: Outcome) {
        if matches!(self.state, State::Ended) {
            return;
        }
        self.told.push(Told {
            at: now,
            outcome: outcome.clone(),
        });
        match std::mem::replace(&mut self.state, State::Ended) {
            State::Reading => {
                self.state = State::Reading;
                if self.looked(now, outcome) {
                    self.read(now);
                }
            }
            State::Instance => self.instance_answered(now, &outcome),
            State::Native => self.native_answered(now, &outcome),
            State::Search(form) => self.search_answered(now, form, &outcome),
            State::Wait(_, then) => self.go_on(now, then),
            State::Renamed(handle) => self.renamed_answered(now, &handle, &outcome),
            State::Proving => {
                self.state = State::Proving;
                if self.looked(now, outcome) {
                    self.judge(now);
                }
            }
            State::Pictures(pairs) => self.picture_answered(now, pairs, &outcome),
            State::Ended => {}
        }
    }
}
