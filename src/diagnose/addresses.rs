//! Where the account may be found: its document, its page, its API, its other handle.

use super::Diagnose;
use super::known::Stored;
use crate::address::PublicAddress;
use crate::handle::Handle;
use crate::profile::Profile;
use crate::step::{Failure, HomeRequest};
use crate::view::Came;

impl Diagnose {
    /// The next address that may give the account's document.
    pub(super) fn untried_address(&self) -> Option<PublicAddress> {
        let fingered = self.told_finger().is_some_and(|it| it.actor.is_some());
        let leads_on = |came| {
            let redirected = Came::Failed(Failure::Redirected);
            // An id that is there no more, of somebody who may be there still.
            let stale = came == Came::Status(404) && !fingered;
            came == redirected || stale || matches!(came, Came::Unreadable | Came::NotAsked)
        };
        let actor = self.known.actor.as_ref();
        if actor.is_some_and(|actor| !leads_on(actor.came)) {
            return None;
        }
        self.next_address()
    }

    pub(super) fn next_address(&self) -> Option<PublicAddress> {
        self.addresses()
            .into_iter()
            .find(|address| !self.tried.contains(address))
    }

    /// Where the account's document may be, the most telling first.
    fn addresses(&self) -> Vec<PublicAddress> {
        let finger = self.told_finger();
        let id = finger
            .and_then(|finger| finger.actor.clone())
            .or_else(|| PublicAddress::parse(&self.stored()?.id).ok());
        let page = finger
            .and_then(|finger| finger.page.clone())
            .or_else(|| PublicAddress::parse(&self.stored()?.address).ok());
        // Mastodon 4.5 and later serve new ids without CORS, but the page with it.
        let page_first = id.as_ref().is_some_and(|id| {
            id.path().starts_with("/ap/users/")
                && self.reads(id) != Some(true)
                && page.as_ref().is_some_and(|page| page.same_host(id))
        });
        let at_sign = page.filter(|page| page.path().starts_with("/@"));
        let typed = self.known.typed.clone();
        match page_first {
            true => [at_sign, id, typed].into_iter().flatten().collect(),
            false => [id, at_sign, typed].into_iter().flatten().collect(),
        }
    }

    /// Where the API of the account's server tells the account, if its document does not.
    pub(super) fn api_address(&self) -> Option<PublicAddress> {
        let handle = self.known.handle.as_ref()?;
        let host = match &self.known.actor {
            Some(actor) => {
                let refused = matches!(actor.came, Came::Status(401 | 403));
                let is_rich = self.stored().is_none_or(|stored| !stored.bio.is_empty());
                (refused || actor.is_bare && is_rich).then(|| actor.asked.host())?
            }
            // Nobody of that name, or no WebFinger?
            None => {
                let missing = matches!(self.told_finger()?.came, Came::Status(400 | 404));
                let asks = missing && self.known.is_fediverse == Some(true);
                asks.then(|| handle.host.clone())?
            }
        };
        let request = HomeRequest::lookup(&handle.user);
        PublicAddress::on_host(&host, request.path_and_query()).ok()
    }

    /// The other handle that home asks WebFinger for on its way: that of the document at its
    /// own host, or the one that WebFinger names.
    pub(super) fn other_handle(&self) -> Option<Handle> {
        let handle = self.known.handle.as_ref()?;
        let finger = self.told_finger()?;
        let own = self.live().and_then(|live| live.handle.as_ref());
        if let Some(subject) = finger.subject.as_ref().filter(|subject| *subject != handle) {
            return Some(subject.clone());
        }
        let own = own?;
        (own != handle && !self.seems_renamed(own)).then(|| own.clone())
    }

    /// Whose WebFinger is missing where it is looked for first.
    pub(super) fn missing_handle(&self) -> Option<Handle> {
        let missing = |came| matches!(came, Came::Status(404));
        let finger = self.known.finger.as_ref()?;
        if missing(finger.came) {
            return self.known.handle.clone();
        }
        let back = self.known.back.as_ref().filter(|back| missing(back.came));
        let handle = self.known.handle.as_ref()?;
        // The host that has just answered has WebFinger, only not of this one.
        let other = back.and_then(|_| self.other_handle());
        other.filter(|other| other.host != handle.host)
    }

    /// The address that home is asked to fetch, and whether it can answer only after it
    /// fetched it: `search` gives what is stored for an id that fails, but not for a page.
    pub(super) fn address_for_home(&self) -> Option<String> {
        let live = self.live();
        let page = |profile: &Profile| {
            let page = PublicAddress::parse(&profile.address).ok()?;
            let id = PublicAddress::parse(&profile.id).ok()?;
            (page != id && page.same_host(&id)).then(|| page.as_str().to_owned())
        };
        let finger = self.told_finger();
        live.and_then(page)
            .or_else(|| self.stored().and_then(page))
            .or_else(|| {
                // A page elsewhere does not lead to the account.
                let (page, id) = (finger?.page.as_ref()?, finger?.actor.as_ref()?);
                page.same_host(id).then(|| page.as_str().to_owned())
            })
            .or_else(|| finger?.actor.as_ref().map(|id| id.as_str().to_owned()))
            .or_else(|| {
                let stored = self.stored()?;
                let mut known = [&stored.id, &stored.address].into_iter();
                known
                    .find(|text| PublicAddress::parse(text).is_ok())
                    .cloned()
            })
            .or_else(|| Some(self.known.typed.as_ref()?.as_str().to_owned()))
    }

    /// Whether home gives an account for that address only after it fetched it: a Mastodon, if
    /// it is the page; any, if it did not know the account.
    pub(super) fn asks_for_news(&self) -> bool {
        let asked = self.address_for_home();
        match &self.known.stored {
            Some(Stored::Known { profile, .. }) => {
                self.home_is_mastodon() && asked.as_ref() != Some(&profile.id)
            }
            Some(Stored::Unknown) => true,
            _ => false,
        }
    }
}
