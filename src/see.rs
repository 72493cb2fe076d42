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

mod answer;

use crate::actor;
use crate::address::PublicAddress;
use crate::cached;
use crate::compare::{self, Verdict};
use crate::handle::Handle;
use crate::oddity::{Oddity, OddityCode, UnreadableCode};
use crate::profile::Profile;
use crate::software::Software;
use crate::step::{Answer, Failure, HomeRequest, OriginRequest, Outcome, Step};
use crate::trouble::Trouble;
use crate::view::{Cost, Report, Stage, View};

/// One look at one profile.
#[derive(Clone, Debug)]
pub struct See {
    software: Software,
    handle: Handle,
    signed_in: bool,
    view: View,
    state: State,
    cached: Option<Profile>,
    oddities: Vec<Oddity>,
    agreed: Vec<String>,
    tried: Vec<(Way, PublicAddress)>,
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
            state: State::Home,
            cached: None,
            oddities: Vec::new(),
            agreed: Vec::new(),
            tried: Vec::new(),
            cost: Cost::default(),
            told: Vec::new(),
            forbidden: false,
            trouble: None,
        }
    }

    /// The same look from the beginning; what the person agreed to stays agreed, and what
    /// was found stays in view until there is something newer.
    pub fn again(&self) -> Self {
        let mut again = Self::new(
            &self.view.home,
            self.software.clone(),
            self.handle.clone(),
            self.signed_in,
        );
        again.agreed.clone_from(&self.agreed);
        again.view.report.clone_from(&self.view.report);
        again.view.origin.clone_from(&self.view.origin);
        again
    }

    /// Every outcome so far: told to a new look in this order, they lead to the same view.
    pub fn told(&self) -> &[Outcome] {
        &self.told
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
        self.told.push(outcome.clone());
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

    fn home_answered(&mut self, now: f64, outcome: Outcome) {
        let Outcome::Answer(answer) = outcome else {
            return self.give_up(now, Trouble::HomeDown);
        };
        let trouble = match answer.status {
            200 => {
                return match answer
                    .json()
                    .and_then(|account| cached::read(&account).ok())
                {
                    Some(reading) => {
                        self.oddities.extend(reading.oddities);
                        self.begin_live(now, reading.profile);
                    }
                    None => self.give_up(now, Trouble::HomeUnreadable),
                };
            }
            401 | 403 if self.signed_in => Trouble::HomeRefused,
            401 | 403 => Trouble::HomeSignedOut,
            404 | 410 => Trouble::HomeUnknown,
            429 => Trouble::HomeRateLimited,
            500.. => Trouble::HomeDown,
            _ => Trouble::HomeUnreadable,
        };
        self.give_up(now, trouble);
    }

    fn begin_live(&mut self, now: f64, profile: Profile) {
        let id = PublicAddress::parse(&profile.id);
        let page = PublicAddress::parse(&profile.address).ok();
        self.cached = Some(profile);
        match (id, page) {
            // Mastodon 4.5 and later name new accounts `/ap/users/<number>` and serve
            // them without CORS; the profile page is the same document, with CORS.
            (Ok(id), Some(page)) if numeric(&id) && page.same_host(&id) && at_sign(&page) => {
                self.read(Way::Actor, page);
            }
            (Ok(id), _) => self.read(Way::Actor, id),
            (Err(_), Some(page)) => self.read(Way::Actor, page),
            (Err(refusal), None) => {
                let known = self
                    .cached
                    .as_ref()
                    .is_some_and(|profile| !profile.id.is_empty());
                if known {
                    self.give_up(now, Trouble::AddressRefused(refusal));
                } else {
                    self.elsewhere(now, Trouble::AddressRefused(refusal));
                }
            }
        }
    }

    fn actor_answered(&mut self, now: f64, address: &PublicAddress, outcome: Outcome) {
        let answer = match outcome {
            Outcome::Answer(answer) => answer,
            Outcome::Failed(Failure::Network) => {
                self.state = State::Permission(address.clone());
                return;
            }
            Outcome::Failed(Failure::Redirected) => {
                return self.elsewhere(now, Trouble::Redirected);
            }
            Outcome::Failed(failure) => return self.give_up(now, failure.into()),
            _ => return self.give_up(now, Trouble::NoAnswer),
        };
        match answer.status {
            200..300 => self.document(now, &answer),
            401 => self.unsigned(now, Trouble::NeedsSignature),
            403 => self.unsigned(now, Trouble::Refused),
            404 => self.elsewhere(now, Trouble::NotFound),
            410 => self.give_up(now, Trouble::Gone),
            429 => self.give_up(now, Trouble::RateLimited),
            500.. => self.elsewhere(now, Trouble::ServerFault),
            _ => self.give_up(now, Trouble::Refused),
        }
    }

    fn document(&mut self, now: f64, answer: &Answer) {
        let Some(document) = answer.json() else {
            return self.give_up(now, Trouble::NotJson);
        };
        match actor::read(&document, &self.software) {
            // Akkoma, Friendica and Sharkey show unsigned readers a bare actor; an account
            // that really is bare is no news where home's copy is bare too.
            Ok(reading) if is_bare(&reading.oddities) && !self.cached_is_bare() => {
                self.unsigned(now, Trouble::NeedsSignature);
            }
            Ok(reading) => {
                self.oddities.extend(reading.oddities);
                self.compare(now, &reading.profile);
            }
            Err(unreadable) => self.give_up(
                now,
                match unreadable.code {
                    UnreadableCode::Tombstone => Trouble::Gone,
                    _ => Trouble::NotAnActor,
                },
            ),
        }
    }

    fn api_answered(&mut self, now: f64, outcome: Outcome) {
        let account = match outcome {
            Outcome::Answer(answer) if answer.status == 200 => answer.json(),
            _ => None,
        };
        match account.and_then(|account| cached::read_live(&account, &self.software).ok()) {
            Some(reading) => {
                self.oddities.extend(reading.oddities);
                self.compare(now, &reading.profile);
            }
            None => self.give_up(now, Trouble::NeedsSignature),
        }
    }

    /// No answer, or one without CORS headers: the browser does not tell them apart.
    /// Mastodon's `/users/<name>` and every server's WebFinger have them, mostly; so
    /// what answers there is alive.
    fn maybe_forbidden(&mut self, now: f64, address: &PublicAddress) {
        self.forbidden = true;
        let page = self.page().filter(|page| self.untried(Way::Actor, page));
        match page {
            Some(page) if !address.path().starts_with("/users/") => self.read(Way::Actor, page),
            _ => self.elsewhere(now, Trouble::Silent),
        }
    }

    fn web_finger_answered(&mut self, now: f64, outcome: Outcome) {
        let found = match outcome {
            Outcome::Answer(answer) => {
                if self.forbidden {
                    self.trouble = Some(Trouble::NeedsAccess);
                }
                answer.json().and_then(|found| answer::actor_of(&found))
            }
            _ => None,
        };
        match found.filter(|actor| self.untried(Way::Actor, actor)) {
            Some(actor) => self.read(Way::Actor, actor),
            None => self.give_up(now, Trouble::NotFound),
        }
    }

    /// The actor is not for unsigned readers: origin's API may be.
    fn unsigned(&mut self, now: f64, trouble: Trouble) {
        let api = self.tried.last().and_then(|(_, actor)| {
            let name = self.cached.as_ref()?.handle.as_ref()?.user.clone();
            let request = HomeRequest::lookup(&name);
            PublicAddress::on_host(&actor.host(), request.path_and_query()).ok()
        });
        match api.filter(|api| self.untried(Way::Api, api)) {
            Some(api) => {
                self.trouble.get_or_insert(trouble);
                self.read(Way::Api, api);
            }
            None => self.give_up(now, trouble),
        }
    }

    /// The actor's id fails: WebFinger may know another one.
    fn elsewhere(&mut self, now: f64, trouble: Trouble) {
        let resource = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("resource", &format!("acct:{}", self.handle.acct()))
            .finish();
        let finger = PublicAddress::on_host(
            &self.handle.host,
            &format!("/.well-known/webfinger?{resource}"),
        )
        .ok();
        // A server that does not answer for the actor does not answer for WebFinger either.
        let silent = matches!(trouble, Trouble::NoAnswer | Trouble::ServerFault);
        let other = |finger: &PublicAddress| {
            let asked = self.tried.last().map(|(_, actor)| actor.host());
            self.untried(Way::WebFinger, finger)
                && !(silent && asked.is_some_and(|host| host == finger.host()))
        };
        match finger.filter(other) {
            Some(finger) => {
                self.trouble.get_or_insert(trouble);
                self.read(Way::WebFinger, finger);
            }
            None => self.give_up(now, trouble),
        }
    }

    fn read(&mut self, way: Way, address: PublicAddress) {
        self.view.origin = Some(address.host());
        if self.agreed.contains(&address.host()) {
            self.tried.push((way, address.clone()));
            self.state = State::Reading(way, address);
            self.view.stage = Stage::ReadingOrigin;
        } else {
            self.state = State::Consent(way, address);
            self.view.stage = Stage::AskingConsent;
        }
    }

    fn untried(&self, way: Way, address: &PublicAddress) -> bool {
        !self
            .tried
            .iter()
            .any(|(tried, one)| *tried == way && one == address)
    }

    /// The profile page, where Mastodon serves the actor with CORS.
    fn page(&self) -> Option<PublicAddress> {
        let page = PublicAddress::parse(&self.cached.as_ref()?.address).ok()?;
        at_sign(&page).then_some(page)
    }

    fn cached_is_bare(&self) -> bool {
        self.cached.as_ref().is_none_or(|profile| {
            profile.bio.is_empty()
                && profile.fields.is_empty()
                && profile.avatar.address().is_none()
        })
    }

    fn compare(&mut self, now: f64, live: &Profile) {
        let Some(cached) = &self.cached else { return };
        let comparison = compare::compare(cached, live, &self.software);
        self.report(now, comparison.verdict, None, Some(comparison));
    }

    fn give_up(&mut self, now: f64, trouble: Trouble) {
        // The first trouble says more than where the last way out ended.
        let trouble = self.trouble.unwrap_or(trouble);
        self.report(now, verdict_of(trouble), Some(trouble), None);
    }

    fn report(
        &mut self,
        now: f64,
        verdict: Verdict,
        trouble: Option<Trouble>,
        comparison: Option<compare::Comparison>,
    ) {
        self.state = State::Done;
        self.view.stage = Stage::Done;
        self.view.report = Some(Report {
            verdict,
            trouble,
            comparison,
            oddities: std::mem::take(&mut self.oddities),
            checked: now,
            cost: self.cost,
        });
    }
}

/// The verdict that a trouble means.
fn verdict_of(trouble: Trouble) -> Verdict {
    match trouble {
        Trouble::Gone => Verdict::Gone,
        Trouble::NeedsSignature => Verdict::Hidden,
        Trouble::HomeUnknown
        | Trouble::HomeSignedOut
        | Trouble::HomeRefused
        | Trouble::HomeRateLimited
        | Trouble::HomeDown
        | Trouble::HomeUnreadable
        | Trouble::AddressRefused(_)
        | Trouble::NeedsAccess
        | Trouble::Silent => Verdict::Unknown,
        Trouble::NoAnswer
        | Trouble::TimedOut
        | Trouble::TooLarge
        | Trouble::Redirected
        | Trouble::ServerFault
        | Trouble::RateLimited
        | Trouble::NotJson
        | Trouble::NotAnActor
        | Trouble::Refused
        | Trouble::NotFound => Verdict::Unreachable,
    }
}

fn is_bare(oddities: &[Oddity]) -> bool {
    oddities
        .iter()
        .any(|oddity| oddity.code == OddityCode::BareDocument)
}

fn numeric(id: &PublicAddress) -> bool {
    id.path()
        .strip_prefix("/ap/users/")
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

fn at_sign(page: &PublicAddress) -> bool {
    page.path().starts_with("/@")
}
