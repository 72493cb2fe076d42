//! What the account's servers show: no connection, a broken WebFinger, a broken document, a
//! list with home in it.
//!
//! It must not know what home says of itself, only whether it fails too.

use super::Diagnose;
use super::causes::{self, Cause};
use super::judge::Verdict;
use super::known::{Actor, Broken, Finger, List, Resolve};
use super::reach::Reach;
use crate::address::PublicAddress;
use crate::handle::Handle;
use crate::step::Failure;
use crate::view::{Came, Check};

/// The checks at which a server may not answer.
const REACHED: [Check; 7] = [
    Check::WebFinger,
    Check::HostMeta,
    Check::Actor,
    Check::WebFingerBack,
    Check::NodeInfo,
    Check::Parent,
    Check::HomeResolve,
];

/// What a browser may be shown, and home not.
const FOR_BROWSERS: [Cause; 8] = [
    causes::FINGER_FAULT,
    causes::FINGER_REFUSED,
    causes::FINGER_NOT_JSON,
    causes::ACTOR_FAULT,
    causes::ACTOR_REFUSED,
    causes::ACTOR_REDIRECTED,
    causes::ACTOR_HTML,
    causes::ACTOR_NOT_JSON,
];

impl Diagnose {
    pub(super) fn of_the_servers(&self, to: &mut Vec<Verdict>) {
        if let Some(handle) = self.known.handle.as_ref().filter(|_| !self.is_local())
            && PublicAddress::on_host(&handle.host, "/").is_err()
        {
            return to.push(Verdict::new(causes::PRIVATE_HOST, &[]));
        }
        let before = to.len();
        self.of_the_connection(to);
        if to.len() > before {
            return;
        }
        if !self.is_fetched() {
            self.of_web_finger(to);
            self.of_a_private_id(to);
            let causes = [causes::LEFT_FEDIVERSE, causes::NOT_FEDIVERSE];
            let is_none = to.iter().any(|verdict| causes.contains(&verdict.cause));
            if let Some(actor) = self.known.actor.as_ref().filter(|_| !is_none) {
                self.of_the_document(to, actor);
            }
        }
        self.doubt(to);
        self.of_the_id(to);
        self.of_the_lists(to);
    }

    /// What may be for browsers only is no cause where home says what else kept it, and is not
    /// certain where something else explains that home fails.
    fn doubt(&self, verdicts: &mut Vec<Verdict>) {
        let is_doubtful = |verdict: &Verdict| {
            let none = [causes::LEFT_FEDIVERSE, causes::NOT_FEDIVERSE].contains(&verdict.cause);
            FOR_BROWSERS.contains(&verdict.cause) || none && !verdict.is_certain
        };
        let otherwise = matches!(
            self.known.resolve,
            Some(Resolve::NoConnection | Resolve::Late | Resolve::Busy | Resolve::Failed(_))
        );
        verdicts.retain(|verdict| !(otherwise && is_doubtful(verdict)));
        let explains =
            |verdict: &&Verdict| !verdict.cause.is_note() && verdict.cause != causes::TYPING;
        if verdicts.iter().filter(explains).count() > 1 {
            let doubtful = verdicts.iter_mut().filter(|verdict| is_doubtful(verdict));
            doubtful.for_each(|verdict| verdict.is_certain = false);
        }
    }

    /// A server that does not answer, or with faults only.
    fn of_the_connection(&self, to: &mut Vec<Verdict>) {
        let Some((host, reach)) = self.unreached() else {
            return;
        };
        let no_connection = matches!(self.known.resolve, Some(Resolve::NoConnection));
        // For the id home gives its old copy if it got no answer. If it gives nothing, it may
        // have got one, or the beginning of one.
        let silent_to_home = match (&self.known.resolve, &self.known.again) {
            (Some(Resolve::NoConnection | Resolve::Late), _) => true,
            (_, again) => matches!(again, Some(Resolve::Account { .. })),
        };
        let cause = match reach {
            Reach::Limited if !self.is_fetched() => causes::ORIGIN_RATE_LIMITED,
            Reach::Slow | Reach::Dead if self.is_fetched() => causes::YOUR_NETWORK,
            _ if self.is_fetched() => return,
            Reach::Faulty => causes::ORIGIN_DOWN,
            Reach::Slow => causes::ORIGIN_SLOW,
            // One look is not enough.
            Reach::Dead if !self.known.node_asked && !silent_to_home => return,
            Reach::Dead => match self.known.parent {
                Some(Came::Status(_)) => causes::HOST_PART,
                _ => causes::NO_CONNECTION,
            },
            // Neither the browser nor home gets an answer.
            Reach::Unreadable if no_connection => causes::NO_CONNECTION,
            _ => return,
        };
        // Of the handle's host only WebFinger is asked: what is wrong there, is wrong with that.
        let lives_elsewhere = self
            .view
            .origin
            .as_ref()
            .is_some_and(|origin| *origin != host);
        if lives_elsewhere && reach == Reach::Faulty {
            return;
        }
        let mut evidence = REACHED.to_vec();
        evidence.push(Check::Near);
        let is_certain = match cause {
            causes::YOUR_NETWORK => self.is_fetched(),
            causes::ORIGIN_RATE_LIMITED => false,
            _ => silent_to_home && reach != Reach::Unreadable,
        };
        let connects = [causes::NO_CONNECTION, causes::HOST_PART].contains(&cause);
        if connects && reach == Reach::Dead && !is_certain {
            // It may be either.
            to.push(Verdict::new(causes::YOUR_NETWORK, &evidence).certain_if(false));
        }
        let verdict = Verdict::new(cause, &evidence).with_server(host);
        to.push(verdict.certain_if(is_certain));
    }

    /// Whether the account says that its id is one that nobody may ask.
    fn of_a_private_id(&self, to: &mut Vec<Verdict>) {
        let id = self.live().map(|live| live.id.as_str()).unwrap_or_default();
        if !id.is_empty() && PublicAddress::parse(id).is_err() {
            let evidence = [Check::Actor, Check::OriginApi, Check::HomeResolve];
            let verdict = Verdict::new(causes::PRIVATE_HOST, &evidence).with_detail(id);
            to.push(verdict.certain_if(self.home_fails() || self.home_is_mastodon()));
        }
    }

    fn of_the_document(&self, to: &mut Vec<Verdict>, actor: &Actor) {
        let (fails, is_mastodon) = (self.home_agrees(), self.home_is_mastodon());
        let asked = actor.asked.as_str();
        let mut push = |cause: Cause, detail: &str, is_certain: bool| {
            let verdict = Verdict::new(cause, &[Check::Actor, Check::HomeResolve]);
            to.push(verdict.with_detail(detail).certain_if(is_certain));
        };
        for (code, detail) in &actor.faults {
            let Some(cause) = causes::ALL.iter().find(|cause| cause.code == *code) else {
                continue;
            };
            match *cause {
                // Login walls and checks of browsers are pages, too.
                causes::ACTOR_HTML if fails => push(*cause, detail, false),
                causes::ACTOR_HTML => {}
                causes::ACTOR_NOT_JSON => push(*cause, detail, fails),
                _ => push(*cause, detail, fails || is_mastodon),
            }
        }
        let redirected = (Check::Actor, Came::Failed(Failure::Redirected));
        let mut answers = self.known.answers.iter();
        if fails && answers.any(|(_, check, came)| (*check, *came) == redirected) {
            push(causes::ACTOR_REDIRECTED, asked, false);
        }
        let found = self.told_finger().is_some_and(|it| it.actor.is_some());
        match actor.came {
            Came::Status(404) if found => push(causes::ACTOR_MISSING, asked, fails),
            Came::Status(429) => push(causes::ORIGIN_RATE_LIMITED, asked, false),
            Came::Status(500..) => push(causes::ACTOR_FAULT, asked, fails),
            Came::Failed(Failure::TimedOut) => push(causes::ORIGIN_SLOW, asked, self.home_fails()),
            Came::Failed(Failure::TooLarge) => {
                push(causes::ACTOR_TOO_LARGE, asked, fails || is_mastodon)
            }
            Came::Status(400 | 403 | 406) if fails => push(causes::ACTOR_REFUSED, asked, false),
            _ => {}
        }
    }

    fn of_web_finger(&self, to: &mut Vec<Verdict>) {
        let Some(finger) = self.told_finger() else {
            return;
        };
        let fails = self.home_agrees();
        let evidence = [
            Check::WebFinger,
            Check::HostMeta,
            Check::WebFingerElsewhere,
            Check::Actor,
            Check::NodeInfo,
            Check::NodeInfoDocument,
            Check::OriginApi,
            Check::Near,
            Check::HomeResolve,
        ];
        let mut push = |cause: Cause, is_certain: bool| {
            to.push(Verdict::new(cause, &evidence).certain_if(is_certain));
        };
        match finger.came {
            Came::Status(200) => self.of_the_round(to, finger),
            Came::Status(410) => push(causes::FINGER_GONE, self.live().is_some()),
            Came::Status(400 | 404) => match self.live() {
                Some(live) => {
                    let handle = self.known.handle.as_ref();
                    let own = live.handle.as_ref();
                    let is_theirs = own.zip(handle).is_some_and(|(own, it)| own.has_user_of(it));
                    let id = PublicAddress::parse(&live.id).map(|id| id.host());
                    let is_here = id.ok().as_ref() == handle.map(|handle| &handle.host);
                    match (is_theirs, is_here) {
                        (false, _) => {} // It is not of this account that the document speaks.
                        (true, true) => push(causes::FINGER_MISSING, fails),
                        (true, false) => push(causes::HOST_META_MISSING, fails),
                    }
                }
                None => self.of_nobody(to),
            },
            Came::Status(429) => push(causes::ORIGIN_RATE_LIMITED, false),
            Came::Status(500..) if self.known.is_fediverse == Some(false) => self.of_nobody(to),
            Came::Status(500..) => {
                // Without a document there is something else that home may fail at.
                let mut actor = self.known.actor.iter();
                let shown = actor.any(|actor| actor.profile.is_some());
                push(causes::FINGER_FAULT, fails && shown);
                if self.live().is_none() {
                    self.of_nobody(to);
                }
            }
            Came::Failed(Failure::TimedOut) => push(causes::ORIGIN_SLOW, self.home_fails()),
            Came::Status(_) if fails => push(causes::FINGER_REFUSED, false),
            _ => {}
        }
    }

    /// WebFinger knows nobody of that name, and there is no document either.
    fn of_nobody(&self, to: &mut Vec<Verdict>) {
        let actor = self.known.actor.as_ref();
        let missing = |actor: &Actor| actor.came == Came::Status(404);
        // Under another name an account keeps its id, but not its page.
        let id = self.stored().map(|stored| stored.id.as_str());
        let mut gone = self.known.missing.iter();
        let document_gone = gone.any(|address| Some(address.as_str()) == id);
        let closed = self
            .known
            .api
            .as_ref()
            .is_some_and(|api| matches!(api.came, Came::Status(401 | 403)));
        let is_known = self.stored().is_some();
        let cause = match self.known.is_fediverse {
            // Where there is a document, though it cannot be read, there is an account.
            Some(true) if !actor.is_none_or(missing) => return,
            Some(true) if self.known.node_document.is_some() => return,
            Some(true) if is_known => causes::VANISHED,
            Some(true) if self.api_address().is_some() && self.known.api.is_none() => return,
            Some(true) => causes::NOT_FOUND,
            Some(false) if is_known => causes::LEFT_FEDIVERSE,
            Some(false) => causes::NOT_FEDIVERSE,
            None => return,
        };
        let fingered = self.told_finger().map(|finger| finger.came);
        let said = matches!(fingered, Some(Came::Status(400 | 404)));
        let is_certain = said && (!is_known && !closed || document_gone);
        let evidence = [
            Check::WebFinger,
            Check::Actor,
            Check::NodeInfo,
            Check::NodeInfoDocument,
            Check::OriginApi,
            Check::Near,
            Check::HomeResolve,
        ];
        to.push(Verdict::new(cause, &evidence).certain_if(is_certain));
    }

    /// Whether WebFinger, the document and the other handle lead to one another.
    fn of_the_round(&self, to: &mut Vec<Verdict>, finger: &Finger) {
        let fails = self.home_agrees();
        let broken = |cause, is_certain| {
            let checks = [
                Check::WebFinger,
                Check::NodeInfo,
                Check::NodeInfoDocument,
                Check::Near,
                Check::HomeResolve,
            ];
            let refused = finger.refused.clone().unwrap_or_default();
            let verdict = Verdict::new(cause, &checks).with_detail(&refused);
            verdict.certain_if(is_certain)
        };
        let none = self.known.is_fediverse == Some(false) && self.live().is_none();
        match finger.broken {
            Some(Broken::Page) if none => {
                let cause = match self.stored() {
                    Some(_) => causes::LEFT_FEDIVERSE,
                    None => causes::NOT_FEDIVERSE,
                };
                // What is shown to browsers need not be what servers see.
                return to.push(broken(cause, false));
            }
            Some(Broken::Page) if fails => return to.push(broken(causes::FINGER_NOT_JSON, false)),
            Some(Broken::Page) => return,
            Some(Broken::NotJson) => return to.push(broken(causes::FINGER_NOT_JSON, fails)),
            Some(Broken::NoSelf) => return to.push(broken(causes::FINGER_NO_SELF, true)),
            Some(Broken::Private) => return to.push(broken(causes::PRIVATE_HOST, true)),
            None => {}
        }
        let Some(live) = self.live() else { return };
        let id = PublicAddress::parse(&live.id).ok();
        let leads_astray = id.is_some() && finger.actor.is_some() && finger.actor != id;
        let of_api = self
            .known
            .actor
            .as_ref()
            .is_some_and(|actor| actor.profile.is_none());
        if leads_astray && of_api {
            let evidence = [Check::WebFinger, Check::OriginApi, Check::HomeResolve];
            let verdict = Verdict::new(causes::FINGER_LOOP, &evidence);
            return to.push(verdict.certain_if(fails));
        }
        let Some(back) = &self.known.back else { return };
        let handle = self.known.handle.as_ref();
        let other = self.other_handle();
        let is_elsewhere = other.as_ref().map(|other| &other.host) != handle.map(|it| &it.host);
        let leads = back.actor.as_ref().map(PublicAddress::as_str) == Some(live.id.as_str());
        let speaks_of = |whom: Option<&Handle>| back.subject.as_ref() == whom;
        let names_other = finger.subject.as_ref() == other.as_ref();
        let (cause, is_certain) = match back.came {
            Came::Status(200) if !leads => (causes::FINGER_LOOP, true),
            // The handle leads to an account that has another one.
            Came::Status(200) if speaks_of(handle) => return,
            Came::Status(200) if !speaks_of(other.as_ref()) => (causes::FINGER_SUBJECT, true),
            Came::Status(200) if names_other => return,
            Came::Status(200) => (causes::FINGER_LOOP, true),
            Came::Status(404) if is_elsewhere && names_other => (causes::HOST_META_MISSING, fails),
            Came::Status(404) if is_elsewhere => (causes::FINGER_MISSING, fails),
            Came::Status(429) => (causes::ORIGIN_RATE_LIMITED, false),
            Came::Status(500..) => (causes::FINGER_FAULT, fails),
            Came::Status(_) => (causes::FINGER_SUBJECT, fails),
            _ => return,
        };
        let evidence = [
            Check::WebFinger,
            Check::Actor,
            Check::WebFingerBack,
            Check::HostMeta,
            Check::WebFingerElsewhere,
            Check::HomeResolve,
        ];
        let shown = other.as_ref().map(Handle::shown).unwrap_or_default();
        let verdict = Verdict::new(cause, &evidence).with_handle(shown);
        to.push(verdict.certain_if(is_certain));
    }

    /// Whether home has another id stored than the account has now, and keeps it.
    fn of_the_id(&self, to: &mut Vec<Verdict>) {
        let stored = self.stored().map(|stored| stored.id.as_str());
        let Some(stored) = stored.filter(|id| !id.is_empty()) else {
            return;
        };
        let finger = self.told_finger().and_then(|finger| finger.actor.clone());
        let live = self
            .live()
            .and_then(|live| PublicAddress::parse(&live.id).ok());
        let differs = finger.is_some_and(|id| {
            live.as_ref() == Some(&id) && PublicAddress::parse(stored).ok() != Some(id)
        });
        let kept = match &self.known.resolve {
            Some(Resolve::Account { profile, .. }) => profile.id == stored,
            Some(_) => true,
            None => false,
        };
        if differs && kept {
            let evidence = [Check::HomeAccount, Check::WebFinger, Check::HomeResolve];
            let verdict = Verdict::new(causes::ACTOR_ID_CHANGED, &evidence);
            to.push(verdict.with_detail(stored).certain_if(self.is_fetched()));
        }
    }

    fn of_the_lists(&self, to: &mut Vec<Verdict>) {
        if let Some(List::Hit {
            suspends, comment, ..
        }) = &self.known.origin_blocks
        {
            let cause = match suspends {
                true => causes::ORIGIN_BLOCKS_HOME,
                false => causes::ORIGIN_LIMITS_HOME,
            };
            let evidence = [Check::OriginBlocks, Check::HomeResolve];
            to.push(Verdict::new(cause, &evidence).with_detail(comment));
        }
    }
}
