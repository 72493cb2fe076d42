//! What home and the account's server answer when they are asked for a post.

use super::hindrance::{MOST_FAULTS, SECOND, is_denied, patience, status};
use super::listing::{is_fault, json};
use super::window::{Answer, BATCH, Item, Way};
use super::{Backfill, Pinned, Source, State};
use crate::posts::{self, Barrier};
use crate::step::{Failure, Outcome, is_id};
use crate::view::{Delay, PostVerdict};

/// After so many posts that home gives nothing for, and none that it took, it is looked at
/// whether their server has them.
const SUSPICIOUS: u8 = 5;

impl Backfill {
    pub(super) fn native_answered(&mut self, outcome: &Outcome) {
        match status(outcome) {
            200..300 => {
                self.learned = Some(true);
                self.let_home();
            }
            422 => {
                self.learned = Some(true);
                self.halted = Some(crate::view::Halt::NativeRefused);
                self.begin_window();
            }
            status => {
                // Anything else tells nothing of whether it has one.
                if matches!(status, 404 | 405 | 501) {
                    self.learned = Some(false);
                }
                self.begin_window();
            }
        }
    }

    pub(super) fn pinned_listed(&mut self, outcome: &Outcome) {
        self.pinned = Pinned::Over;
        let listed = match (&self.source, json(outcome)) {
            (Source::Api(id), Some(document)) => posts::statuses(&document, id),
            _ => None,
        };
        let shown = listed.map(|page| page.posts).unwrap_or_default();
        let is_wanted = |item: &Item| {
            let is_shown = || shown.iter().any(|post| post.uri == item.uri);
            item.is_to_be_asked() && item.parent.is_empty() && is_shown()
        };
        let wanted = self.window.posts.iter().filter(|item| is_wanted(item));
        // One is as quickly asked for as looked for.
        if wanted.count() > 1 {
            self.pinned = Pinned::Known;
            for item in &mut self.window.posts {
                if is_wanted(item) {
                    item.way = Way::Pinned;
                }
            }
        }
        self.go_on();
    }

    /// Home was asked for a post.
    pub(super) fn answered(&mut self, at: usize, outcome: &Outcome) {
        let found = json(outcome);
        let statuses = found
            .as_ref()
            .and_then(|found| found.get("statuses")?.as_array());
        let local = statuses
            .and_then(|statuses| statuses.first()?.get("id")?.as_str())
            .filter(|id| is_id(id))
            .map(str::to_owned);
        let answer = match status(outcome) {
            _ if local.is_some() => Answer::Post,
            _ if statuses.is_some() => Answer::Nothing,
            403 if is_denied(outcome) => Answer::Denied,
            404 | 410 | 422 => Answer::Nothing,
            _ => Answer::Fault,
        };
        match answer {
            Answer::Post => {
                self.taken = true;
                self.suspects = false;
                self.counts_off = true;
                self.nothing = 0;
            }
            Answer::Nothing if !self.taken => self.nothing = self.nothing.saturating_add(1),
            _ => {}
        }
        self.faults = match answer {
            Answer::Fault => self.faults + 1,
            _ => 0,
        };
        let stays = self.faults > MOST_FAULTS;
        if let Some(item) = self.window.posts.get_mut(at) {
            // It is asked again when the person says so.
            item.answer = if stays { Answer::None } else { answer };
            item.local = local.unwrap_or_default();
        }
        self.unseen = Some(at / BATCH);
        if stays {
            self.home_failed();
        } else if self.nothing >= SUSPICIOUS && !self.suspects {
            self.suspects = true;
            return self.look_at_unseen();
        }
        self.go_on();
        if self.faults > 2 {
            self.again(patience(self.faults), Delay::HomeDown);
        }
    }

    /// Whether the account's server has a post that home gives nothing for.
    pub(super) fn checked(&mut self, at: usize, outcome: &Outcome) {
        let item = self.window.posts.get(at);
        if item.is_none_or(|item| item.id.is_empty()) {
            return self.document_read(at, outcome);
        }
        match status(outcome) {
            // The API shows what is not public as if it did not exist; listed a moment ago,
            // it was public then.
            404 | 410 => self.conclude(at, Some(PostVerdict::Gone)),
            _ if is_fault(outcome) => self.unanswered(at),
            _ if self.documents != Some(false) && self.step(&State::Document(at)).is_some() => {
                self.state = State::Document(at);
            }
            _ => self.conclude(at, None),
        }
    }

    /// What the post says of itself.
    pub(super) fn document_read(&mut self, at: usize, outcome: &Outcome) {
        let by_document = self
            .window
            .posts
            .get(at)
            .is_some_and(|item| item.id.is_empty());
        // Browsers do not tell servers that forbid reading from those that do not answer.
        let forbidden = *outcome == Outcome::Failed(Failure::Network) && self.documents.is_none();
        if is_fault(outcome) && (by_document || !forbidden) {
            return self.unanswered(at);
        }
        let dated = self.is_dated(at, outcome);
        self.documents = Some(!forbidden && !matches!(status(outcome), 401 | 403));
        let barrier = self.window.posts.get(at).and_then(|item| {
            let document = json(outcome)?;
            posts::barrier(&document, &item.uri, &self.account.uri)
        });
        let verdict = match (barrier, status(outcome)) {
            (Some(Barrier::Gone), _) | (None, 404 | 410) => Some(PostVerdict::Gone),
            (Some(Barrier::NotPublic), _) => Some(PostVerdict::NotPublic),
            (Some(Barrier::Kind | Barrier::OtherAuthor), _) => Some(PostVerdict::Refused),
            _ if !dated => Some(PostVerdict::TooYoung),
            _ => None,
        };
        self.conclude(at, verdict);
    }

    /// Takes in when a post was published, that was listed without it. Whether it is old
    /// enough: one that does not say it at all is new to home.
    fn is_dated(&mut self, at: usize, outcome: &Outcome) -> bool {
        let since = self.young_since();
        let published = json(outcome).and_then(|document| posts::published(&document));
        match self.window.posts.get_mut(at) {
            Some(item) if item.at.is_none() && !self.order.young => {
                item.at = published;
                published.is_some_and(|published| published <= since)
            }
            _ => true,
        }
    }

    /// The account's server did not tell whether it has a post.
    pub(super) fn unanswered(&mut self, at: usize) {
        self.silent = self.silent.saturating_add(1);
        if let Some(item) = self.window.posts.get_mut(at) {
            item.answer = Answer::Fault;
        }
        self.go_on();
    }

    fn conclude(&mut self, at: usize, verdict: Option<PostVerdict>) {
        self.silent = 0;
        if let Some(item) = self.window.posts.get_mut(at) {
            match verdict {
                Some(verdict) => item.judge(verdict),
                None => item.exists = true,
            }
        }
        self.go_on();
    }

    /// Home was asked for a post by its own id, since its list did not show it.
    pub(super) fn single_answered(&mut self, at: usize, outcome: &Outcome) {
        let found = json(outcome);
        let uri = found.as_ref().and_then(|found| found.get("uri")?.as_str());
        if let Some(item) = self.window.posts.get_mut(at) {
            if uri == Some(&item.uri) {
                item.judge(PostVerdict::Arrived);
            } else {
                item.answer = Answer::Nothing;
            }
        }
        self.go_on();
    }

    pub(super) fn profile_fetched(&mut self) {
        self.counts_off = false;
        if self.pinned == Pinned::Known {
            self.pinned = Pinned::Awaited;
            self.rest(10.0 * SECOND, Delay::Arriving, State::HomePinned);
        } else {
            self.go_on();
        }
    }

    pub(super) fn home_pinned(&mut self, outcome: &Outcome) {
        let shown = json(outcome).and_then(|document| posts::stored(&document));
        let came = self.window.found(&shown.unwrap_or_default(), true) > 0;
        self.taken |= came;
        let waits = |item: &Item| item.verdict.is_none() && item.way == Way::Pinned;
        let open = self.window.posts.iter().any(waits);
        let goes_on = came || self.pinned == Pinned::Awaited;
        self.pinned = Pinned::Over;
        if open && goes_on {
            return self.rest(30.0 * SECOND, Delay::Arriving, State::HomePinned);
        }
        self.window.ask_singly(Way::Pinned);
        self.go_on();
    }
}
