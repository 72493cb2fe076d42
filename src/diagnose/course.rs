//! How a diagnosis goes on: which check is next, and when it is not worth another.

use super::known::{List, Resolve, Stored};
use super::reach::Reach;
use super::{Diagnose, Question};
use crate::address::PublicAddress;
use crate::handle::Handle;
use crate::profile::Profile;
use crate::step::HomeRequest;
use crate::view::{Came, Check};

/// So many moves in a row are followed.
const MOVES: usize = 3;

type Next = Option<(Check, Question)>;

impl Diagnose {
    /// The next check; nothing when the cause is certain, or nothing more can be asked.
    pub(super) fn next_check(&self) -> Next {
        if self.is_decided() {
            return None;
        }
        if self.known.handle.is_none() && self.known.typed.is_none() {
            return None;
        }
        if self.is_local() {
            return self.of_a_local();
        }
        self.of_home()
            .or_else(|| self.of_origin())
            .or_else(|| self.of_both())
    }

    /// Whether it is an account of home's own.
    pub(super) fn is_local(&self) -> bool {
        let handle = self.known.handle.as_ref();
        handle.is_some_and(|handle| handle.is_on(&self.domain) || handle.is_on(&self.view.home))
    }

    /// Of its own accounts home alone has something to say.
    fn of_a_local(&self) -> Next {
        let handle = self.known.handle.as_ref()?;
        let request = match self.known.stored {
            None => (Check::HomeAccount, HomeRequest::lookup(&handle.user)),
            Some(Stored::Unknown) if self.signed_in && !self.known.near_asked => {
                (Check::Near, HomeRequest::near(&handle.user))
            }
            _ => return None,
        };
        Some((request.0, Question::Home(request.1)))
    }

    /// What home and the person say before anybody else is asked.
    fn of_home(&self) -> Next {
        let home = |check, request| Some((check, Question::Home(request)));
        let handle = self.known.handle.as_ref()?;
        if self.known.stored.is_none() {
            return home(Check::HomeAccount, HomeRequest::lookup(&handle.acct()));
        }
        if !self.known.home_told {
            return home(Check::HomeInstance, HomeRequest::instance());
        }
        if self.known.home_blocks.is_none() {
            return home(Check::HomeBlocks, HomeRequest::domain_blocks());
        }
        if self.known.yours.is_none() && self.signed_in {
            let id = self.stored().and_then(|stored| stored.local_id.as_deref());
            return home(
                Check::YourBlocks,
                match id {
                    Some(id) => HomeRequest::relationship(id),
                    None => HomeRequest::own_domain_blocks(),
                },
            );
        }
        None
    }

    /// What the account's servers say, the nearest question first.
    fn of_origin(&self) -> Next {
        let origin = |check, address| Some((check, Question::Origin(address)));
        if let (None, Some(typed)) = (&self.known.handle, &self.known.typed) {
            // Only its document says whose address it is.
            let untried = !self.tried.contains(typed);
            return untried.then(|| (Check::Actor, Question::Origin(typed.clone())));
        }
        let handle = self.known.handle.as_ref()?;
        let Some(finger) = &self.known.finger else {
            return origin(Check::WebFinger, web_finger(handle)?);
        };
        let missing = |came| matches!(came, Came::Status(404));
        if let Some(of_whom) = self.missing_handle() {
            let meta = |path| PublicAddress::on_host(&of_whom.host, path).ok();
            match &self.known.host_meta {
                None => return origin(Check::HostMeta, meta("/.well-known/host-meta")?),
                Some(seen) if seen.more => {
                    return origin(Check::HostMeta, meta("/.well-known/host-meta.json")?);
                }
                _ => {}
            }
        }
        let usual = web_finger(handle);
        let leads_to = self
            .known
            .host_meta
            .as_ref()
            .and_then(|seen| seen.leads_to.clone())
            .filter(|address| Some(address) != usual.as_ref());
        if let (None, Some(address), true) = (&self.known.elsewhere, leads_to, missing(finger.came))
        {
            return origin(Check::WebFingerElsewhere, address);
        }
        if !self.host_is_silent()
            && let Some(address) = self.untried_address()
        {
            return origin(Check::Actor, address);
        }
        if let Some(other) = self.other_handle()
            && self.known.back.is_none()
            && let Some(address) = web_finger(&other)
        {
            return origin(Check::WebFingerBack, address);
        }
        if self.known.api.is_none()
            && let Some(address) = self.api_address()
        {
            return origin(Check::OriginApi, address);
        }
        if let Some(target) = self.known.moves.last()
            && !target.is_asked
            && self.known.moves.len() <= MOVES
            && let Ok(address) = PublicAddress::parse(&target.to)
        {
            return origin(Check::Moved, address);
        }
        if self.is_decided_by_origin() {
            return None;
        }
        let host = self.view.origin.as_ref().unwrap_or(&handle.host);
        if self.known.node.is_none() && self.something_failed() {
            let address = PublicAddress::on_host(host, "/.well-known/nodeinfo").ok()?;
            return origin(Check::NodeInfo, address);
        }
        if let Some(document) = &self.known.node_document {
            return origin(Check::NodeInfoDocument, document.clone());
        }
        let is_dead = matches!(self.reach(), Reach::Dead | Reach::Unreadable);
        if is_dead
            && self.known.parent.is_none()
            && let Some(parent) = self.parent()
        {
            return origin(Check::Parent, parent);
        }
        None
    }

    /// What joins both: home is asked to fetch the account, and if it does not, why.
    fn of_both(&self) -> Next {
        let home = |check, request| Some((check, Question::Home(request)));
        if self.known.resolve.is_none()
            && self.signed_in
            && !self.is_decided_by_origin()
            && let Some(address) = self.address_for_home()
        {
            return home(Check::HomeResolve, HomeRequest::resolve_account(&address));
        }
        let failed = matches!(
            self.known.resolve,
            Some(Resolve::Nothing | Resolve::NoConnection | Resolve::Late | Resolve::Invalid)
        );
        if failed
            && self.known.origin_blocks.is_none()
            && self.reach() == Reach::Alive
            && let Some(host) = &self.view.origin
        {
            let path = "/api/v1/instance/domain_blocks";
            let address = PublicAddress::on_host(host, path).ok()?;
            return Some((Check::OriginBlocks, Question::Origin(address)));
        }
        let nobody = self
            .known
            .actor
            .as_ref()
            .is_none_or(|actor| actor.profile.is_none())
            && matches!(self.known.stored, Some(Stored::Unknown));
        if nobody
            && !self.known.near_asked
            && self.signed_in
            && self.known.handle.is_some()
            && !matches!(self.known.resolve, Some(Resolve::Account { .. }))
        {
            let handle = self.known.handle.as_ref()?;
            return home(Check::Near, HomeRequest::near(&handle.user));
        }
        None
    }

    /// Whether something is certain that makes every further question idle.
    fn is_decided(&self) -> bool {
        let known = &self.known;
        let yours = known.yours.unwrap_or_default();
        matches!(known.stored, Some(Stored::Failed(_)))
            || matches!(known.home_blocks, Some(List::Hit { suspends: true, .. }))
            || yours.account
            || yours.domain
            || yours.blocked_by
    }

    /// Whether the account's servers said something that explains it all.
    pub(super) fn is_decided_by_origin(&self) -> bool {
        let actor = self.known.actor.as_ref();
        let live = self.live();
        let gone = actor.is_some_and(|actor| {
            actor.is_tombstone || actor.came == Came::Status(410) || !actor.faults.is_empty()
        });
        let finger = self.told_finger();
        let fingered_gone = finger.is_some_and(|finger| finger.came == Came::Status(410));
        let broken = finger.is_some_and(|finger| finger.broken.is_some());
        let finger_fails = self
            .known
            .back
            .as_ref()
            .is_some_and(|back| back.came != Came::Status(200) && live.is_some());
        gone || fingered_gone
            || broken
            || finger_fails
                && !matches!(
                    self.known.back.as_ref().map(|back| back.came),
                    Some(Came::NotAsked | Came::Unreadable)
                )
            || live.is_some_and(|live| live.suspended || live.moved.is_some())
            || self.reach() == Reach::Limited
            || self.is_renamed().is_some()
    }

    /// Whether the account's servers failed to answer something as they should.
    fn something_failed(&self) -> bool {
        let finger = self.known.finger.as_ref();
        let fingered = finger.is_some_and(|finger| finger.came == Came::Status(200));
        !fingered || self.live().is_none()
    }

    /// The host of the actor gave no answer at all to WebFinger: one that does not answer
    /// there does not answer elsewhere.
    fn host_is_silent(&self) -> bool {
        let silent = |came| {
            matches!(
                came,
                Came::Failed(crate::step::Failure::Network) | Came::NotAsked
            )
        };
        let finger = self.known.finger.as_ref();
        let host = self.known.handle.as_ref().map(|handle| &handle.host);
        finger.is_some_and(|finger| silent(finger.came))
            && self
                .next_address()
                .is_some_and(|next| Some(&next.host()) == host)
    }

    /// The next address that may give the account's document.
    fn untried_address(&self) -> Option<PublicAddress> {
        let answered = |came| !matches!(came, Came::Unreadable | Came::Failed(_) | Came::NotAsked);
        if let Some(actor) = &self.known.actor
            && answered(actor.came)
        {
            return None;
        }
        self.next_address()
    }

    fn next_address(&self) -> Option<PublicAddress> {
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
    fn api_address(&self) -> Option<PublicAddress> {
        let actor = self.known.actor.as_ref()?;
        let untold = matches!(actor.came, Came::Status(401 | 403))
            || actor.is_bare && self.stored().is_none_or(|stored| !stored.bio.is_empty());
        let user = &self.known.handle.as_ref()?.user;
        let request = HomeRequest::lookup(user);
        let address = PublicAddress::on_host(&actor.asked.host(), request.path_and_query());
        address.ok().filter(|_| untold)
    }

    /// The other handle that home asks WebFinger for on its way: that of the document at its
    /// own host, or the one that WebFinger names.
    pub(super) fn other_handle(&self) -> Option<Handle> {
        let handle = self.known.handle.as_ref()?;
        let finger = self.told_finger()?;
        if let Some(subject) = finger.subject.as_ref().filter(|subject| *subject != handle) {
            return Some(subject.clone());
        }
        let own = self.live()?.handle.as_ref()?;
        (own != handle && !self.seems_renamed(own)).then(|| own.clone())
    }

    /// Whose WebFinger is missing where it is looked for first.
    pub(super) fn missing_handle(&self) -> Option<Handle> {
        let missing = |came| matches!(came, Came::Status(404));
        let finger = self.known.finger.as_ref()?;
        if missing(finger.came) {
            return self.known.handle.clone();
        }
        let back = self.known.back.as_ref()?;
        missing(back.came).then(|| self.other_handle()).flatten()
    }

    /// The address that home is asked to fetch, and whether it can answer only after it
    /// fetched it: `search` gives what is stored for an id that fails, but not for a page.
    fn address_for_home(&self) -> Option<String> {
        let live = self.live();
        let page = |profile: &Profile| {
            let page = PublicAddress::parse(&profile.address).ok()?;
            let id = PublicAddress::parse(&profile.id).ok()?;
            (page != id && page.same_host(&id)).then(|| page.as_str().to_owned())
        };
        let finger = self.told_finger();
        live.and_then(page)
            .or_else(|| self.stored().and_then(page))
            .or_else(|| finger?.page.as_ref().map(|page| page.as_str().to_owned()))
            .or_else(|| finger?.actor.as_ref().map(|id| id.as_str().to_owned()))
            .or_else(|| Some(self.stored()?.id.clone()).filter(|id| !id.is_empty()))
            .or_else(|| Some(self.known.typed.as_ref()?.as_str().to_owned()))
    }

    /// Whether home answers only after it fetched the account.
    pub(super) fn asks_for_the_page(&self) -> bool {
        let asked = self.address_for_home();
        let stored = self.stored().map(|stored| &stored.id);
        stored.is_none() || asked.as_ref() != stored
    }

    /// Whether another meaning of what was typed is worth a look.
    pub(super) fn guesses_on(&self) -> bool {
        !self.others.is_empty()
            && !self.is_decided()
            && self.live().is_none()
            && matches!(self.known.stored, None | Some(Stored::Unknown))
            && !matches!(self.known.resolve, Some(Resolve::Account { .. }))
            && self
                .known
                .api
                .as_ref()
                .is_none_or(|api| api.profile.is_none())
    }

    /// WebFinger's answer for the handle, wherever it came from.
    pub(super) fn told_finger(&self) -> Option<&super::known::Finger> {
        let elsewhere = self.known.elsewhere.as_ref();
        elsewhere.or(self.known.finger.as_ref())
    }

    /// Home's copy.
    pub(super) fn stored(&self) -> Option<&Profile> {
        match &self.known.stored {
            Some(Stored::Known { profile, .. }) => Some(profile),
            _ => None,
        }
    }

    /// The live copy: of the document, else of the API.
    pub(super) fn live(&self) -> Option<&Profile> {
        let actor = self.known.actor.as_ref();
        let of_actor = actor.and_then(|actor| actor.profile.as_deref());
        let of_api = self.known.api.as_ref();
        of_actor.or_else(|| of_api?.profile.as_deref())
    }
}

/// WebFinger for a handle, at its host.
fn web_finger(handle: &Handle) -> Option<PublicAddress> {
    let resource = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("resource", &format!("acct:{}", handle.acct()))
        .finish();
    PublicAddress::on_host(&handle.host, &format!("/.well-known/webfinger?{resource}")).ok()
}
