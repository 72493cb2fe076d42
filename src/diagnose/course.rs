//! How a diagnosis goes on: which check is next, and when it is not worth another.

use super::known::{List, Resolve, Stored, Yours};
use super::reach::Reach;
use super::{Diagnose, Question, causes};
use crate::address::PublicAddress;
use crate::profile::Profile;
use crate::software::Family;
use crate::step::{Failure, HomeRequest};
use crate::view::{Came, Check};

/// So many moves in a row are followed.
const MOVES: usize = 3;

type Next = Option<(Check, Question)>;

impl Diagnose {
    /// The next check; nothing when the cause is certain, or nothing more can be asked.
    pub(super) fn next_check(&self) -> Next {
        if self.known.handle.is_none() && self.known.typed.is_none() || self.is_decided() {
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

    /// Whether home runs Mastodon's own code, whose rules for documents are known.
    pub(super) fn home_is_mastodon(&self) -> bool {
        let family = self.software.family;
        matches!(family, Family::Mastodon | Family::Glitch | Family::Hometown)
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
        if self.yours().is_none() && self.signed_in {
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

    /// What the account's servers say, the nearest question first; one that asked for a pause
    /// is left alone.
    fn of_origin(&self) -> Next {
        let next = self.next_of_origin()?;
        match &next.1 {
            Question::Origin(address) if self.is_limited(&address.host()) => None,
            _ => Some(next),
        }
    }

    fn next_of_origin(&self) -> Next {
        let origin = |check, address| Some((check, Question::Origin(address)));
        let Some(handle) = &self.known.handle else {
            // Only its document says whose address it is.
            let typed = self.known.typed.clone()?;
            return (!self.tried.contains(&typed))
                .then_some((Check::Actor, Question::Origin(typed)));
        };
        let Some(finger) = &self.known.finger else {
            return origin(Check::WebFinger, PublicAddress::web_finger(handle).ok()?);
        };
        if self.is_hindered() {
            return None;
        }
        if let Some(of_whom) = self.missing_handle() {
            let meta = |path| PublicAddress::on_host(&of_whom.host, path).ok();
            match &self.known.host_meta {
                None => return origin(Check::HostMeta, meta("/.well-known/host-meta")?),
                Some(seen) if seen.more => {
                    return origin(Check::HostMeta, meta("/.well-known/host-meta.json")?);
                }
                Some(seen) => {
                    let leads_to = seen.leads_to.clone();
                    let leads_to = leads_to
                        .filter(|to| Some(to) != PublicAddress::web_finger(&of_whom).ok().as_ref());
                    if let (None, Some(address)) = (&self.known.elsewhere, leads_to) {
                        return origin(Check::WebFingerElsewhere, address);
                    }
                }
            }
        }
        if !self.host_is_silent()
            && let Some(address) = self.untried_address()
        {
            return origin(Check::Actor, address);
        }
        if let Some(other) = self.other_handle()
            && self.known.back.is_none()
            && let Some(address) = PublicAddress::web_finger(&other).ok()
        {
            return origin(Check::WebFingerBack, address);
        }
        let needs_node = self.known.node_document.is_some();
        if self.known.api.is_none()
            && !needs_node
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
        // Whether there is a server of the fediverse at all; and a second look at one that
        // does not answer.
        let fingered = finger.came == Came::Status(200) && finger.broken.is_none();
        let unreached = self.unreached();
        let is_silent = unreached
            .as_ref()
            .is_some_and(|(_, reach)| *reach != Reach::Unreadable);
        if !self.known.node_asked && self.live().is_none() && (!fingered || is_silent) {
            let host = unreached.map_or_else(|| handle.host.clone(), |(host, _)| host);
            let address = PublicAddress::on_host(&host, "/.well-known/nodeinfo").ok()?;
            return origin(Check::NodeInfo, address);
        }
        if let Some(document) = &self.known.node_document {
            return origin(Check::NodeInfoDocument, document.clone());
        }
        let is_dead = |reach| matches!(reach, Reach::Dead | Reach::Unreadable);
        if self.unreached().is_some_and(|(_, reach)| is_dead(reach))
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
        let hindered = self.is_hindered() || !self.known.moves.is_empty();
        if !hindered && self.signed_in {
            match (&self.known.resolve, self.address_for_home()) {
                (None, Some(address)) => {
                    let request = HomeRequest::resolve_account(&address);
                    return home(Check::HomeResolve, request);
                }
                (Some(Resolve::Nothing), Some(first)) if self.known.again.is_none() => {
                    if let Some(id) = self.id_for_home(&first) {
                        let request = HomeRequest::resolve_account(&id);
                        return home(Check::HomeResolve, request);
                    }
                }
                _ => {}
            }
        }
        if !hindered
            && (self.home_fails() || self.home_may_fail())
            && self.known.origin_blocks.is_none()
            && self.known.is_fediverse != Some(false)
            && let Some(host) = &self.view.origin
            && self.reach_at(host) == Reach::Alive
            && !self.is_limited(host)
        {
            let path = "/api/v1/instance/domain_blocks";
            let address = PublicAddress::on_host(host, path).ok()?;
            return Some((Check::OriginBlocks, Question::Origin(address)));
        }
        if self.signed_in && !self.known.near_asked && self.may_be_misspelt() {
            let handle = self.known.handle.as_ref()?;
            return home(Check::Near, HomeRequest::near(&handle.user));
        }
        None
    }

    /// The account's id, if home was asked for another address of it: not every page leads to
    /// its account. A copy that is old all the same shows that home got no answer
    /// (`process_url_from_db`, Mastodon 4.2 to 4.7: 500, 502, 503, 504 or none).
    fn id_for_home(&self, first: &str) -> Option<String> {
        let live = self.live().map(|live| live.id.clone());
        let stored = self.stored().map(|stored| stored.id.clone());
        let finger = self.told_finger().and_then(|it| it.actor.as_ref());
        let finger = finger.map(|id| id.as_str().to_owned());
        let id = stored.or(live).or(finger)?;
        let address = PublicAddress::parse(&id).ok()?;
        let is_silent = |(host, _)| self.home_is_mastodon() && host == address.host();
        let tells = self.is_in_order() || self.unreached().is_some_and(is_silent);
        (tells && !id.is_empty() && id != first).then_some(id)
    }

    /// Nobody was found under that handle: another one may be meant.
    fn may_be_misspelt(&self) -> bool {
        let unknown = matches!(self.known.stored, Some(Stored::Unknown));
        let fetched = matches!(self.known.resolve, Some(Resolve::Account { .. }));
        let found =
            self.live().is_some() || self.told_finger().is_some_and(|it| it.actor.is_some());
        let certain = self
            .verdicts()
            .into_iter()
            .find(|verdict| verdict.is_certain);
        let fits = certain.is_none_or(|verdict| {
            let causes = [
                causes::NOT_FOUND,
                causes::NOT_FEDIVERSE,
                causes::NO_CONNECTION,
            ];
            causes.contains(&verdict.cause)
        });
        // Home tells this person such things.
        let mut checks = self.view.checks.iter();
        let told = checks.any(|it| it.check == Check::YourBlocks && it.found.is_some());
        unknown && !fetched && !found && fits && told && self.known.handle.is_some()
    }

    /// Whether something is certain that makes every further question idle.
    fn is_decided(&self) -> bool {
        let known = &self.known;
        let yours = self.yours().unwrap_or_default();
        let is_public = |host: &String| PublicAddress::on_host(host, "/").is_ok();
        let handle = known.handle.as_ref();
        known.home_pauses.is_some()
            || matches!(known.stored, Some(Stored::Failed(_)))
            || matches!(known.home_blocks, Some(List::Hit { suspends: true, .. }))
            || yours.account
            || yours.domain
            || yours.blocked_by
            || handle.is_some_and(|handle| !is_public(&handle.host)) && !self.is_local()
    }

    /// Whether it is certain what keeps home from fetching it.
    fn is_hindered(&self) -> bool {
        let verdicts = self.verdicts();
        let mut hindrances = verdicts.iter().filter(|verdict| {
            !verdict.cause.is_note() && ![causes::TYPING, causes::LOCAL].contains(&verdict.cause)
        });
        hindrances.any(|verdict| verdict.is_certain)
    }

    /// What the person blocks.
    pub(super) fn yours(&self) -> Option<Yours> {
        let unknown = matches!(self.known.stored, Some(Stored::Unknown));
        let told = self.known.your_domains.is_some() && unknown;
        self.known.yours.or_else(|| {
            told.then(|| Yours {
                domain: self.you_block_host(),
                ..Yours::default()
            })
        })
    }

    /// The host of the actor gave no answer at all to WebFinger: one that does not answer
    /// there does not answer elsewhere.
    fn host_is_silent(&self) -> bool {
        let silent = |came| {
            let late = [Failure::Network, Failure::TimedOut].map(Came::Failed);
            late.contains(&came) || came == Came::NotAsked
        };
        let mut answers = self.known.answers.iter();
        self.next_address().is_some_and(|next| {
            let host = next.host();
            answers.any(|(asked, check, came)| {
                let counts = matches!(check, Check::WebFinger | Check::Actor);
                counts && *asked == host && silent(*came)
            })
        })
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

    /// The live copy: of the document, else of the API, which says more than a document that
    /// is short for whoever does not sign.
    pub(super) fn live(&self) -> Option<&Profile> {
        let actor = self.known.actor.as_ref();
        let of_actor = actor.and_then(|actor| actor.profile.as_deref());
        let of_api = self.known.api.as_ref();
        let of_api = of_api.and_then(|api| api.profile.as_deref());
        match actor.is_some_and(|actor| actor.is_bare) {
            true => of_api.or(of_actor),
            false => of_actor.or(of_api),
        }
    }
}
