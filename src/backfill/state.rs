//! What a backfill is at, and the step that this asks for.

use super::{Backfill, Source};
use crate::address::PublicAddress;
use crate::step::{HomeRequest, OriginRequest, Step};
use crate::view::End;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum State {
    /// May the account's server be contacted?
    Consent,
    /// Its API: who is the account there?
    Lookup,
    /// The actor's document, for its outbox.
    Actor,
    /// The next page of its posts.
    List,
    /// May the browser read what it could not, and what then?
    Permission(Box<State>),
    /// What home has.
    Home,
    /// Does the person follow the account?
    Relationship,
    /// Counted, and offered.
    Offered,
    /// Home's own endpoint.
    Native,
    /// Which posts does the profile show first?
    Pinned,
    /// Home is asked for this post.
    Ask(usize),
    /// Home's list is looked at for the posts of this batch, from those older than this on.
    Look(usize, String),
    /// Does the account's server have this post?
    Check(usize),
    /// What does that post say of itself?
    Document(usize),
    /// Does home have this post, which its list did not show?
    Single(usize),
    /// Home is told to fetch the profile.
    Profile,
    /// Which of the posts that the profile shows first does home have?
    HomePinned,
    /// Nothing to do before the moment that is kept in `ready`, and what then.
    Rest(Box<State>),
    Ended(End),
}

impl Backfill {
    /// The step of a state; nothing where it would lead to a server that nobody agreed to.
    pub(super) fn step(&self, state: &State) -> Option<Step> {
        let id = &self.account.local_id;
        let home = |request| Some(Step::Home(request));
        match state {
            State::Consent => Some(Step::MayContact(self.origin())),
            State::Permission(_) => Some(Step::MayRead(self.origin())),
            State::Lookup => self.at_origin(&HomeRequest::lookup(self.user())),
            State::Actor => self
                .document_at(&self.account.uri)
                .or_else(|| self.document_at(&self.account.address)),
            State::List => self.list_step(),
            State::Pinned => match &self.source {
                Source::Api(account) => self.at_origin(&HomeRequest::pinned(account)),
                _ => None,
            },
            State::Check(at) => match self.window.posts.get(*at) {
                Some(item) if !item.id.is_empty() => self.at_origin(&HomeRequest::status(&item.id)),
                item => self.document_at(&item?.uri),
            },
            State::Document(at) => self.document_at(&self.window.posts.get(*at)?.uri),
            State::Home => home(HomeRequest::statuses(id, &self.home_before)),
            State::Look(_, before) => home(HomeRequest::statuses(id, before)),
            State::Relationship => home(HomeRequest::relationship(id)),
            State::Native => home(HomeRequest::backfill(id)),
            State::Ask(at) => home(HomeRequest::resolve_status(
                &self.window.posts.get(*at)?.uri,
            )),
            State::Single(at) => home(HomeRequest::status(&self.window.posts.get(*at)?.local)),
            State::Profile => home(HomeRequest::resolve_account(self.profile_address())),
            State::HomePinned => home(HomeRequest::pinned(id)),
            // Its moment has come, or is in `ready`.
            State::Rest(_) => Some(Step::Wait(self.ready)),
            State::Offered | State::Ended(_) => None,
        }
    }

    /// Where the account lives, if its posts may be asked for.
    pub(super) fn origin_address(&self) -> Option<PublicAddress> {
        let address = PublicAddress::parse(&self.account.uri)
            .or_else(|_| PublicAddress::parse(&self.account.address))
            .ok()?;
        (address.host() != self.home).then_some(address)
    }

    fn user(&self) -> &str {
        self.account.acct.split('@').next().unwrap_or_default()
    }

    fn profile_address(&self) -> &str {
        match self.account.address.is_empty() {
            false => &self.account.address,
            true => &self.account.uri,
        }
    }

    /// The same request as to home's API, at the account's server and without a token.
    pub(super) fn at_origin(&self, request: &HomeRequest) -> Option<Step> {
        let origin = self.origin_address()?;
        let address = PublicAddress::on_host(&origin.host(), request.path_and_query()).ok()?;
        Some(Step::Origin(OriginRequest { address }))
    }

    /// A document, which must be on the server that the person agreed to.
    pub(super) fn document_at(&self, address: &str) -> Option<Step> {
        let address = PublicAddress::parse(address).ok()?;
        let agreed = self.origin_address()?.same_host(&address);
        agreed.then_some(Step::Origin(OriginRequest { address }))
    }
}
