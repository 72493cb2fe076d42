//! How a refresh goes on: from one state to the next, and what is shown of it.

use super::{Answered, Form, Refresh, State, Then};
use crate::address::PublicAddress;
use crate::profile::Profile;
use crate::software::{Family, Software};
use crate::step::{HomeRequest, Outcome, Step};
use crate::trouble::Trouble;
use crate::view::{Ending, Phase, Refreshing, Why};

impl Refresh {
    /// Takes in an outcome for the look under way; whether the look is over.
    pub(super) fn looked(&mut self, now: f64, outcome: Outcome) -> bool {
        let refused =
            outcome == Outcome::Allowed(false) && matches!(self.see.next(), Step::MayContact(_));
        self.see.handle(now, outcome);
        // Nobody is asked for a consent here: without one there is no live copy.
        let over = refused || self.see.next() == Step::Done;
        if over {
            self.take_over();
        }
        over
    }

    /// What the look has found is what is shown.
    pub(super) fn take_over(&mut self) {
        let refresh = self.view.refresh.take();
        self.view = self.see.view().clone();
        self.view.refresh = refresh;
    }

    /// Home's copy was read: how it is to be fetched again.
    pub(super) fn read(&mut self, now: f64) {
        let report = self.view.report.as_ref();
        if self.is_stopped(now, report.and_then(|report| report.trouble), Then::Reading) {
            return;
        }
        self.before = self.see.cached().cloned();
        self.live_before = self.see.live().cloned();
        match (self.is_known_software(), self.native) {
            (false, None) => self.ask(now, State::Instance),
            (false, Some(true)) if self.native_request().is_some() => {
                self.ask(now, State::Native);
            }
            _ => self.search(now, Form::Page),
        }
    }

    /// Ends or pauses where a look met home or a deleted account in its way; whether it did.
    pub(super) fn is_stopped(&mut self, now: f64, met: Option<Trouble>, again: Then) -> bool {
        match met {
            Some(Trouble::Gone) => self.end(now, Ending::Gone),
            Some(Trouble::HomeSignedOut) => self.end(now, Ending::SignedOut),
            Some(Trouble::HomeRateLimited) => self.pause(now, again),
            Some(trouble) if trouble.is_homes() => self.end(now, Ending::Home(trouble)),
            _ => return false,
        }
        true
    }

    /// Asks home for the account in this form, or in the other if there is none such.
    pub(super) fn search(&mut self, now: f64, form: Form) {
        let form = match self.address(form) {
            Some(_) => form,
            None => Form::Id,
        };
        if self.address(form).is_none() {
            return self.end(now, Ending::NotFetched);
        }
        self.form = form;
        self.answered = Answered::Not;
        self.ask(now, State::Search(form));
    }

    pub(super) fn ask(&mut self, now: f64, state: State) {
        self.state = state;
        self.phase(now, Phase::Asking);
    }

    pub(super) fn prove(&mut self, now: f64) {
        self.see = self.see.again();
        self.state = State::Proving;
        self.phase(now, Phase::Proving);
    }

    pub(super) fn go_on(&mut self, now: f64, then: Then) {
        match then {
            Then::Search(form) => self.search(now, form),
            Then::Native => self.ask(now, State::Native),
            Then::Proving => self.prove(now),
            Then::Reading => {
                self.see = self.see.again();
                self.state = State::Reading;
                self.phase(now, Phase::Reading);
            }
        }
    }

    pub(super) fn wait(&mut self, now: f64, milliseconds: f64, why: Why, then: Then) {
        let until = now + milliseconds;
        self.state = State::Wait(until, then);
        self.phase(now, Phase::Waiting(why, until));
    }

    pub(super) fn end(&mut self, now: f64, ending: Ending) {
        self.state = State::Ended;
        self.phase(now, Phase::Ended(ending));
    }

    pub(super) fn phase(&mut self, now: f64, phase: Phase) {
        self.view.refresh = Some(Refreshing {
            phase,
            at: now,
            verifies_again: self.verifies_again(),
            repeated: false,
        });
    }

    /// Home's copy now.
    pub(super) fn after(&self) -> Option<&Profile> {
        self.see.cached()
    }

    /// The account's address in this form, as home has it to the letter; none that is not
    /// public, or that leads to home itself.
    pub(super) fn address(&self, form: Form) -> Option<&str> {
        let before = self.before.as_ref()?;
        let public = |address: &str| {
            PublicAddress::parse(address).is_ok_and(|address| address.host() != self.view.home)
        };
        let address = match form {
            Form::Page if before.address == before.id => return None,
            Form::Page => &before.address,
            Form::Id => &before.id,
        };
        public(address).then_some(address)
    }

    pub(super) fn native_request(&self) -> Option<HomeRequest> {
        HomeRequest::refresh(self.before.as_ref()?.local_id.as_deref()?)
    }

    /// Whether it is known to have no endpoint of its own.
    pub(super) fn is_known_software(&self) -> bool {
        let software = self.software();
        software.family != Family::Other && !software.is_newer_than_known()
    }

    pub(super) fn software(&self) -> &Software {
        self.see.software()
    }

    /// Home had verified links that it has not verified since.
    pub(super) fn verifies_again(&self) -> bool {
        let verified = |profile: Option<&Profile>| {
            let fields = profile.map_or(&[][..], |profile| &profile.fields);
            fields.iter().filter(|field| field.verified).count()
        };
        verified(self.after()) < verified(self.before.as_ref())
    }
}
