//! What the account's server lists, and what home has of that.

use serde_json::Value;

use super::hindrance::SECOND;
use super::window::{Item, SIZE, is_plain, newest};
use super::{Backfill, Source, State};
use crate::address::PublicAddress;
use crate::posts::{self, Page};
use crate::step::{Answer, Failure, HomeRequest, Outcome, Step, is_id};
use crate::view::{Delay, Depth, End};

/// Pages of home that are read where a post does not say when it was published.
const MOST_PAGES: u32 = 25;
/// Pages in a row without a post, after which a list is taken for ended.
const MOST_EMPTY: u32 = 50;
/// Pages in a row that repeat what was listed count as so many of those.
const REPEATED: u32 = 17;
/// Home's list ends with a page that has fewer posts than any server gives at once; others
/// may be what a server gives at most.
pub(super) const SHORT_PAGE: usize = 20;

impl Backfill {
    pub(super) fn consented(&mut self, outcome: &Outcome) {
        self.state = match outcome {
            Outcome::Allowed(true) => State::Lookup,
            _ => State::Consent,
        };
        self.stuck = self.state == State::Consent;
    }

    /// The browser could not read an answer. If it may read all of this server there was
    /// none; otherwise the person can allow it.
    pub(super) fn permitted(&mut self, then: State, outcome: &Outcome) {
        let allowed = *outcome == Outcome::Allowed(true);
        if !allowed {
            self.access_asked = true;
            self.stuck = true;
            self.state = State::Permission(Box::new(then));
        } else if self.access_asked {
            self.access_asked = false;
            self.state = then;
        } else {
            self.origin_failed(then);
        }
    }

    pub(super) fn looked_up(&mut self, outcome: &Outcome) {
        let account = json(outcome);
        let text = |name| account.as_ref()?.get(name)?.as_str();
        let uri = text("uri");
        let same = uri.is_none_or(|uri| self.account.uri.is_empty() || uri == self.account.uri);
        let id = text("id").filter(|id| same && is_id(id));
        let uri = uri.filter(|uri| id.is_some() && self.document_at(uri).is_some());
        let total = account
            .as_ref()
            .and_then(|account| account.get("statuses_count")?.as_u64());
        match id {
            Some(id) => {
                let id = id.to_owned();
                // GoToSocial does not tell it.
                if let Some(uri) = uri {
                    self.account.uri = uri.to_owned();
                }
                self.account.total = total.or(self.account.total);
                self.source = Source::Api(id);
                self.state = State::List;
            }
            None => self.try_outbox(),
        }
    }

    fn try_outbox(&mut self) {
        self.state = match self.step(&State::Actor) {
            Some(_) => State::Actor,
            None => State::Ended(End::NotListed),
        };
    }

    pub(super) fn actor_read(&mut self, outcome: &Outcome) {
        if *outcome == Outcome::Failed(Failure::Network) {
            self.state = State::Permission(Box::new(State::Actor));
            return;
        }
        if is_fault(outcome) {
            return self.origin_failed(State::Actor);
        }
        let actor = json(outcome);
        let named = |name| {
            let address = actor.as_ref()?.get(name)?.as_str()?;
            self.document_at(address).map(|_| address.to_owned())
        };
        match (named("outbox"), named("id")) {
            (Some(outbox), Some(id)) => {
                self.cursor = Some(outbox);
                self.account.uri.clone_from(&id);
                self.source = Source::Outbox(id);
                self.state = State::List;
            }
            _ => self.state = State::Ended(End::NotListed),
        }
    }

    pub(super) fn list_step(&self) -> Option<Step> {
        let cursor = self.cursor.as_deref()?;
        match &self.source {
            Source::Api(id) if self.own_only => {
                self.at_origin(&HomeRequest::own_statuses(id, cursor))
            }
            Source::Api(id) => self.at_origin(&HomeRequest::statuses(id, cursor)),
            Source::Outbox(_) => self.document_at(cursor),
            Source::Unknown => None,
        }
    }

    pub(super) fn listed(&mut self, outcome: &Outcome) {
        if *outcome == Outcome::Failed(Failure::Network)
            && self.pages == 0
            && matches!(self.source, Source::Outbox(_))
        {
            self.state = State::Permission(Box::new(State::List));
            return;
        }
        if is_fault(outcome) {
            return self.origin_failed(State::List);
        }
        let Some(page) = self.page(outcome) else {
            return match (&self.source, self.pages) {
                // Its API shows accounts to everybody, and posts only to its own people.
                (Source::Api(_), 0) => self.try_outbox(),
                (_, 0) => self.state = State::Ended(End::NotListed),
                _ => self.origin_failed(State::List),
            };
        };
        self.take_page(page);
        if self.is_listed_enough() {
            self.read_home();
        } else {
            self.state = State::List;
        }
    }

    fn page(&self, outcome: &Outcome) -> Option<Page> {
        let document = json(outcome)?;
        match &self.source {
            Source::Api(id) => posts::statuses(&document, id),
            Source::Outbox(actor) => {
                let asked = PublicAddress::parse(self.cursor.as_deref()?).ok()?;
                posts::outbox(&document, &asked, actor)
            }
            Source::Unknown => None,
        }
    }

    fn take_page(&mut self, page: Page) {
        self.faults = 0;
        self.pages += 1;
        self.boosts += page.boosts;
        // Lemmy's lists are empty whatever there is.
        let total = page.total.filter(|total| *total > 0);
        self.account.total = total.or(self.account.total);
        let known = self.window.posts.len();
        let (is_empty, repeats) = (page.posts.is_empty(), self.repeats(&page));
        for post in page.posts {
            let again = repeats || self.window.posts.iter().any(|item| item.uri == post.uri);
            if !again && is_plain(&post.uri) {
                self.window.posts.push(Item::of(post));
            }
        }
        let brought = (self.window.posts.len() - known) as u64;
        self.listed += brought;
        self.barren = match brought {
            0 if is_empty => self.barren + 1,
            0 => self.barren + REPEATED,
            _ => 0,
        };
        // A list that goes round in circles has ended: one of the places that it was at comes
        // again (Brent 1980).
        let circles = page.next == self.cursor || page.next == self.passed;
        if self.pages.is_power_of_two() {
            self.passed.clone_from(&page.next);
        }
        let ended = circles || self.barren >= MOST_EMPTY;
        self.cursor = page.next.filter(|_| !ended);
        let spare = std::mem::take(&mut self.spare);
        self.take_stored(&spare);
    }

    /// Whether a page lists again what windows that are done had.
    fn repeats(&self, page: &Page) -> bool {
        let mut dates = page.posts.iter().filter_map(|post| post.at).peekable();
        self.windows > 0 && dates.peek().is_some() && dates.all(|at| at > self.floor)
    }

    /// Whether the list reaches as far as what is chosen, or as far as a window does.
    pub(super) fn is_listed_enough(&self) -> bool {
        let posts = &self.window.posts;
        if self.cursor.is_none() || posts.len() >= SIZE {
            return true;
        }
        match self.order.depth {
            Depth::Newest(wanted) => {
                let wanted_sort = posts
                    .iter()
                    .filter(|item| self.order.replies || !item.other);
                self.before() + wanted_sort.count() >= wanted as usize
            }
            Depth::Since(since) => {
                let oldest = self.window.oldest();
                !posts.is_empty() && oldest.is_none_or(|oldest| (oldest as f64) * SECOND < since)
            }
            // What it takes is said once the first window is counted.
            Depth::All => false,
        }
    }

    /// What is listed is held against what home has.
    pub(super) fn read_home(&mut self) {
        if self.home_ended || self.window.posts.is_empty() || self.is_home_read() {
            self.counted();
        } else {
            self.state = State::Home;
        }
    }

    /// Whether home's list was read to beyond the oldest post.
    fn is_home_read(&self) -> bool {
        match self.window.oldest() {
            Some(oldest) => self.home_read <= oldest,
            None => self.home_pages >= MOST_PAGES,
        }
    }

    pub(super) fn home_listed(&mut self, outcome: &Outcome) {
        let stored = json(outcome).and_then(|document| posts::stored(&document));
        let Some(stored) = stored else {
            self.state = State::Ended(End::HomeUnreadable);
            return;
        };
        self.home_pages += 1;
        self.take_stored(&stored);
        match stored.last() {
            Some(last) if is_id(&last.id) && last.id != self.home_before => {
                self.home_before.clone_from(&last.id);
                self.home_read = last.at.unwrap_or(self.home_read);
                self.home_ended = stored.len() < SHORT_PAGE;
            }
            _ => self.home_ended = true,
        }
        self.read_home();
    }

    /// Takes in what home has: of the window, and what lies beyond it for the next.
    fn take_stored(&mut self, stored: &[posts::Stored]) {
        self.window.found(stored, false);
        let oldest = self.window.oldest();
        let batches = self.window.posts.len().div_ceil(super::window::BATCH);
        let last = self.marks.last().cloned().unwrap_or_default();
        self.marks.resize(batches.max(self.marks.len()), last);
        for one in stored {
            self.mark(one);
            if oldest.is_none_or(|oldest| one.at.is_some_and(|at| at <= oldest)) {
                self.spare.push(one.clone());
            }
        }
    }

    /// Home's list is read from here on for the batches that are older than this post.
    pub(super) fn mark(&mut self, stored: &posts::Stored) {
        for batch in 0..self.marks.len() {
            let after = stored
                .at
                .is_some_and(|at| at > newest(self.window.batch(batch)));
            let mark = &self.marks[batch];
            // Ids sort by their dates: numbers, or text of one length (GoToSocial).
            let age = |id: &str| (id.len(), id.to_owned());
            let closer = mark.is_empty() || age(&stored.id) < age(mark);
            if after && closer && is_id(&stored.id) {
                self.marks[batch].clone_from(&stored.id);
            }
        }
    }

    /// Home's list was held against the account's.
    fn counted(&mut self) {
        if self.agreed {
            return self.begin_window();
        }
        if self.listed == 0 && self.account.total.is_some_and(|total| total > 0) {
            // They are for followers, or the server lists none at all (Lemmy).
            self.state = State::Ended(End::NotListed);
            return;
        }
        self.state = match self.follows {
            None if !self.account.wishes.is_empty() => State::Relationship,
            _ => State::Offered,
        };
    }

    pub(super) fn related(&mut self, outcome: &Outcome) {
        self.follows = Some(follows(outcome));
        self.state = State::Offered;
    }

    /// The account's server gave no answer to this.
    pub(super) fn origin_failed(&mut self, then: State) {
        self.faults += 1;
        if self.faults <= 3 && self.agreed {
            let wait = 30.0 * SECOND * f64::from(1 << (2 * (self.faults - 1)));
            return self.rest(wait, Delay::OriginLimited, then);
        }
        self.faults = 0;
        if self.listed == 0 {
            self.state = State::Ended(End::OriginDown);
            return;
        }
        // What is listed is worth having.
        self.cursor = None;
        self.cut_off = true;
        self.read_home();
    }
}

/// Whether home says that the person follows the account, or wants to
/// (`GET /api/v1/accounts/relationships`, Mastodon 4.2 to 4.7).
pub fn follows(outcome: &Outcome) -> bool {
    let said = json(outcome);
    let said = said.as_ref().and_then(|said| said.get(0));
    let is = |name| said.and_then(|said| said.get(name)?.as_bool()) == Some(true);
    is("following") || is("requested")
}

/// The document of an answer.
pub(super) fn json(outcome: &Outcome) -> Option<Value> {
    match outcome {
        Outcome::Answer(answer) if answer.status == 200 => Answer::json(answer),
        _ => None,
    }
}

/// Whether a server had a fault, or gave no answer in time.
pub(super) fn is_fault(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Answer(answer) => answer.status >= 500,
        Outcome::Failed(failure) => *failure != Failure::Redirected,
        _ => true,
    }
}
