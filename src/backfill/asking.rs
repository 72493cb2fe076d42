//! What home and the account's server answer when they are asked for a post.

use serde_json::Value;

use super::listing::{is_fault, json};
use super::window::{Answer, Way};
use super::{Backfill, Pinned, Source, State};
use crate::posts::{self, Barrier};
use crate::step::{Answer as Answered, Outcome, is_id};
use crate::view::{Delay, End, Halt, PostVerdict};

/// After so many posts that home gives nothing for, and none that it took, it is looked at
/// whether their server has them.
const SUSPICIOUS: u8 = 5;
/// What a pause takes where a server does not say: its window (`rack_attack.rb`).
const PAUSE: f64 = 5.0 * 60.0 * 1000.0;
const SECOND: f64 = 1000.0;
/// How often home is asked again after it failed, before the person is asked to look.
const MOST_FAULTS: u8 = 8;

impl Backfill {
    /// Takes in what every answer tells: the limits, the cost.
    pub(super) fn note(&mut self, took: f64, outcome: &Outcome) {
        let limit = match outcome {
            Outcome::Answer(answer) => answer.limit,
            _ => None,
        };
        match &self.state {
            State::Consent | State::Permission(_) => return,
            state if state.is_of_origin() => {
                self.origin_budget.told(self.now, limit);
                self.cost.origin += 1;
                return;
            }
            State::Ask(_) => {
                self.each = self.each * 0.8 + took.clamp(0.0, 30.0 * SECOND) * 0.2;
                self.home_budget.told(self.now, limit);
            }
            state if self.is_paging(state) => {
                self.paging_budget.told(self.now, limit);
                self.home_budget.spent();
            }
            _ => self.home_budget.told(self.now, limit),
        }
        self.cost.home += 1;
    }

    /// Whether a server's answer is none to what was asked: it wants a pause, does not know
    /// the person, or has a fault. What was asked is asked again then.
    pub(super) fn is_hindered(&mut self, outcome: &Outcome) -> bool {
        let of_home = match &self.state {
            State::Consent | State::Permission(_) => return false,
            state => !state.is_of_origin(),
        };
        let status = match outcome {
            Outcome::Answer(answer) => answer.status,
            _ => 0,
        };
        if status == 429 {
            self.slow_down(outcome, of_home);
            return true;
        }
        if !of_home {
            return false;
        }
        self.pauses = 0;
        let single = matches!(self.state, State::Ask(_));
        match status {
            401 => self.halted = Some(Halt::SignedOut),
            403 if !is_denied(outcome) => self.state = State::Ended(End::ScopeRefused),
            _ if is_fault(outcome) && !single => {
                self.faults += 1;
                if self.faults > MOST_FAULTS || !self.agreed && self.faults > 2 {
                    return self.home_failed();
                }
                let wait = 5.0 * SECOND * f64::from(1 << self.faults.min(6));
                self.again(wait, Delay::HomeDown);
            }
            _ => {
                if !single {
                    self.faults = 0;
                }
                return false;
            }
        }
        true
    }

    /// Home has not answered for long.
    fn home_failed(&mut self) -> bool {
        self.faults = 0;
        if self.agreed {
            self.halted = Some(Halt::HomeDown);
        } else {
            self.state = State::Ended(End::HomeUnreadable);
        }
        true
    }

    fn slow_down(&mut self, outcome: &Outcome, of_home: bool) {
        let asked = match outcome {
            Outcome::Answer(answer) => answer.wait,
            _ => None,
        };
        let wait = asked.unwrap_or(PAUSE).clamp(SECOND, 12.0 * PAUSE);
        if self.state == State::Native {
            // It did so lately. Without it the person may go on all the same.
            self.learned = Some(true);
            self.native = self.learned;
            self.halted = Some(Halt::NativeLimited(self.now + wait));
            return self.begin();
        }
        self.pauses += 1;
        if self.pauses > 1 && of_home {
            self.pauses = 0;
            self.halted = Some(Halt::HomeLimited(self.now + wait));
        } else if self.pauses > 3 || !of_home && !self.agreed && wait > 20.0 * SECOND {
            self.pauses = 0;
            let then = std::mem::replace(&mut self.state, State::Offered);
            self.faults = u8::MAX - 1;
            self.origin_failed(then);
        } else if of_home {
            self.again(wait, Delay::HomeLimited);
        } else {
            self.again(wait, Delay::OriginLimited);
        }
    }

    pub(super) fn native_answered(&mut self, outcome: &Outcome) {
        let answer = match outcome {
            Outcome::Answer(answer) => answer,
            _ => return self.begin(),
        };
        match answer.status {
            200..300 => {
                self.learned = Some(true);
                self.let_home();
            }
            422 => {
                self.learned = Some(true);
                self.halted = Some(Halt::NativeRefused);
                self.begin();
            }
            _ => {
                self.learned = Some(false);
                self.begin();
            }
        }
        self.native = self.learned;
    }

    pub(super) fn pinned_listed(&mut self, outcome: &Outcome) {
        self.pinned = Pinned::Over;
        let listed = match (&self.source, json(outcome)) {
            (Source::Api(id), Some(document)) => posts::statuses(&document, id),
            _ => None,
        };
        let shown = listed.map(|page| page.posts).unwrap_or_default();
        let wanted: Vec<usize> = (0..self.window.posts.len())
            .filter(|at| {
                let item = &self.window.posts[*at];
                item.is_to_be_asked()
                    && item.parent.is_empty()
                    && shown.iter().any(|post| post.uri == item.uri)
            })
            .collect();
        // One is as quickly asked for as looked for.
        if wanted.len() > 1 {
            self.pinned = Pinned::Known;
            for at in wanted {
                self.window.posts[at].way = Way::Pinned;
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
        let answer = match outcome {
            _ if local.is_some() => Answer::Post,
            _ if statuses.is_some() => Answer::Nothing,
            Outcome::Answer(answer) if answer.status == 403 => Answer::Denied,
            Outcome::Answer(answer) if (400..500).contains(&answer.status) => Answer::Nothing,
            _ => Answer::Fault,
        };
        match answer {
            Answer::Post => {
                self.taken = true;
                self.counts_off = true;
                self.nothing = 0;
            }
            Answer::Nothing if !self.taken => self.nothing += 1,
            _ => {}
        }
        self.faults = match answer {
            Answer::Fault => self.faults + 1,
            _ => 0,
        };
        if let Some(item) = self.window.posts.get_mut(at) {
            item.answer = answer;
            item.local = local.unwrap_or_default();
        }
        self.unseen = Some(at / super::window::BATCH);
        if self.faults > MOST_FAULTS {
            // It is asked again when the person says so.
            if let Some(item) = self.window.posts.get_mut(at) {
                item.answer = Answer::None;
            }
            self.home_failed();
            self.go_on();
        } else if self.faults > 2 {
            let wait = 5.0 * SECOND * f64::from(1 << self.faults.min(6));
            self.go_on();
            self.again(wait, Delay::HomeDown);
        } else if self.nothing == SUSPICIOUS {
            self.nothing += 1;
            self.suspects = true;
            self.look_at_unseen();
        } else {
            self.go_on();
        }
    }

    /// Whether the account's server has a post that home gives nothing for.
    pub(super) fn checked(&mut self, at: usize, outcome: &Outcome) {
        let by_document = self
            .window
            .posts
            .get(at)
            .is_none_or(|item| item.id.is_empty());
        if by_document {
            return self.document_read(at, outcome);
        }
        if is_fault(outcome) {
            return self.unanswered(at);
        }
        let verdict = match status(outcome) {
            // The API shows what is not public as if it did not exist; listed a moment ago,
            // it was public then.
            404 | 410 => Some(PostVerdict::Gone),
            401 | 403 => Some(PostVerdict::NotPublic),
            _ => None,
        };
        if verdict.is_none() && self.documents != Some(false) && status(outcome) == 200 {
            self.state = State::Document(at);
        } else {
            self.conclude(at, verdict);
        }
    }

    /// What the post says of itself.
    pub(super) fn document_read(&mut self, at: usize, outcome: &Outcome) {
        let readable = matches!(outcome, Outcome::Answer(_));
        let listed_only = self
            .window
            .posts
            .get(at)
            .is_some_and(|item| item.id.is_empty());
        if listed_only && is_fault(outcome) {
            return self.unanswered(at);
        }
        if !matches!(self.documents, Some(true)) {
            self.documents = Some(readable);
        }
        let document = match outcome {
            Outcome::Answer(answer) => Answered::json(answer),
            _ => None,
        };
        let actor = self.account.uri.as_str();
        let barrier = self.window.posts.get(at).and_then(|item| {
            let document = document.as_ref().filter(|_| status(outcome) != 404)?;
            posts::barrier(document, &item.uri, actor)
        });
        let verdict = match (barrier, status(outcome)) {
            (Some(Barrier::Gone), _) | (None, 404 | 410) => Some(PostVerdict::Gone),
            (Some(Barrier::NotPublic), _) => Some(PostVerdict::NotPublic),
            (Some(Barrier::Kind | Barrier::OtherAuthor), _) => Some(PostVerdict::Refused),
            _ => None,
        };
        self.conclude(at, verdict);
    }

    /// The account's server did not tell whether it has a post.
    fn unanswered(&mut self, at: usize) {
        if let Some(item) = self.window.posts.get_mut(at) {
            item.answer = Answer::Fault;
        }
        self.go_on();
    }

    fn conclude(&mut self, at: usize, verdict: Option<PostVerdict>) {
        if let Some(item) = self.window.posts.get_mut(at) {
            item.verdict = verdict;
            item.exists = verdict.is_none();
        }
        self.go_on();
    }

    /// Home was asked for a post by its own id, since its list did not show it.
    pub(super) fn single_answered(&mut self, at: usize, outcome: &Outcome) {
        let found = json(outcome);
        let uri = found.as_ref().and_then(|found| found.get("uri")?.as_str());
        if let Some(item) = self.window.posts.get_mut(at) {
            if uri == Some(&item.uri) {
                item.verdict = Some(PostVerdict::Arrived);
            } else {
                item.answer = Answer::Nothing;
            }
        }
        self.go_on();
    }

    pub(super) fn profile_fetched(&mut self, _outcome: &Outcome) {
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
        let before = self.counts().arrived;
        self.window.found(&shown.unwrap_or_default(), true);
        let came = self.counts().arrived > before;
        let open = self
            .window
            .posts
            .iter()
            .any(|item| item.verdict.is_none() && item.way == Way::Pinned);
        if open && (came || self.pinned == Pinned::Awaited) {
            self.pinned = Pinned::Over;
            return self.rest(30.0 * SECOND, Delay::Arriving, State::HomePinned);
        }
        self.pinned = Pinned::Over;
        self.window.ask_singly(Way::Pinned);
        self.go_on();
    }
}

/// The status of an answer; 0 if there was none.
fn status(outcome: &Outcome) -> u16 {
    match outcome {
        Outcome::Answer(answer) => answer.status,
        _ => 0,
    }
}

/// Whether home refuses a post, and not the person's sign-in (`api/error_handling.rb`).
fn is_denied(outcome: &Outcome) -> bool {
    let Outcome::Answer(answer) = outcome else {
        return false;
    };
    let answer = answer.json();
    let error = answer
        .as_ref()
        .and_then(|answer| answer.get("error").and_then(Value::as_str));
    error.is_some_and(|error| error.starts_with("This action is not allowed"))
}
