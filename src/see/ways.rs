//! The ways to a live copy, from the ordinary one to the last: what is asked next.

use super::{See, State, Way};
use crate::address::PublicAddress;
use crate::profile::Profile;
use crate::step::HomeRequest;
use crate::trouble::Trouble;
use crate::view::Stage;

impl See {
    /// Home has the account: from where it is read live.
    pub(super) fn begin_live(&mut self, now: f64, profile: Profile) {
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

    /// No answer, or one without CORS headers: the browser does not tell them apart.
    /// Mastodon's `/users/<name>` and every server's WebFinger have them, mostly; so
    /// what answers there is alive.
    pub(super) fn maybe_forbidden(&mut self, now: f64, address: &PublicAddress) {
        self.forbidden = true;
        let page = self.page().filter(|page| self.untried(page));
        match page {
            Some(page) if !address.path().starts_with("/users/") => self.read(Way::Actor, page),
            _ => self.elsewhere(now, Trouble::Silent),
        }
    }

    /// The actor is not for unsigned readers: origin's API may be.
    pub(super) fn unsigned(&mut self, now: f64, trouble: Trouble) {
        let api = self.tried.last().and_then(|actor| {
            let name = self.cached.as_ref()?.handle.as_ref()?.user.clone();
            let request = HomeRequest::lookup(&name);
            PublicAddress::on_host(&actor.host(), request.path_and_query()).ok()
        });
        match api.filter(|api| self.untried(api)) {
            Some(api) => {
                self.trouble.get_or_insert(trouble);
                self.read(Way::Api, api);
            }
            None => self.give_up(now, trouble),
        }
    }

    /// The actor's id fails: WebFinger may know another one.
    pub(super) fn elsewhere(&mut self, now: f64, trouble: Trouble) {
        let finger = PublicAddress::web_finger(&self.handle).ok();
        // A server that does not answer for the actor does not answer for WebFinger either.
        let silent = matches!(trouble, Trouble::NoAnswer | Trouble::ServerFault);
        let other = |finger: &PublicAddress| {
            let asked = self.tried.last().map(PublicAddress::host);
            self.untried(finger) && !(silent && asked.is_some_and(|host| host == finger.host()))
        };
        match finger.filter(other) {
            Some(finger) => {
                self.trouble.get_or_insert(trouble);
                self.read(Way::WebFinger, finger);
            }
            None => self.give_up(now, trouble),
        }
    }

    pub(super) fn read(&mut self, way: Way, address: PublicAddress) {
        self.view.origin = Some(address.host());
        if self.agreed.contains(&address.host()) {
            self.tried.push(address.clone());
            self.state = State::Reading(way, address);
            self.view.stage = Stage::ReadingOrigin;
        } else {
            self.state = State::Consent(way, address);
            self.view.stage = Stage::AskingConsent;
        }
    }

    /// Whatever it was asked for: one address answers no better the second time.
    pub(super) fn untried(&self, address: &PublicAddress) -> bool {
        !self.tried.contains(address)
    }

    /// The profile page, where Mastodon serves the actor with CORS.
    fn page(&self) -> Option<PublicAddress> {
        let page = PublicAddress::parse(&self.cached.as_ref()?.address).ok()?;
        at_sign(&page).then_some(page)
    }
}

fn numeric(id: &PublicAddress) -> bool {
    id.path()
        .strip_prefix("/ap/users/")
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

fn at_sign(page: &PublicAddress) -> bool {
    page.path().starts_with("/@")
}
