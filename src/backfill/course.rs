//! How a backfill goes on: from one state to the next, and when.

use super::window::{Answer, BATCH, Way};
use super::{Backfill, Pinned, Source, State};
use crate::step::Step;
use crate::view::{Delay, Depth, End, PostVerdict};

const SECOND: f64 = 1000.0;
/// Younger posts would enter home feeds and notify people (`REAL_TIME_WINDOW`, Mastodon 4.2
/// to 4.7: six hours).
pub(super) const YOUNG: f64 = 6.0 * 3600.0 * SECOND;

/// When to look for what comes along by itself: home works through one post after the other
/// in the background (`ThreadResolveWorker`).
const ROUNDS: [f64; 5] = [4.0, 8.0, 15.0, 30.0, 60.0];
/// Home takes about a second for each of them; the first look waits no longer than this.
const MOST_COMING: f64 = 30.0;
/// After so many looks that brought nothing, nothing more is awaited.
const MOST_IDLE: u8 = 2;
/// How often what did not come along is planned for anew, before all of it is asked for.
const MOST_PLANS: u8 = 2;
/// How often home is asked for a post that it gave a fault for, or nothing though it exists.
const MOST_TRIES: [u8; 2] = [3, 2];
/// Posts that home does not take in a row, after which it is taken for one that takes none.
const ENOUGH_REFUSED: usize = 5;

impl State {
    /// Whether it asks the account's server, and not home.
    pub(super) fn is_of_origin(&self) -> bool {
        matches!(
            self,
            Self::Lookup
                | Self::Actor
                | Self::List
                | Self::Pinned
                | Self::Check(_)
                | Self::Document(_)
        )
    }
}

impl Backfill {
    /// The person agreed: home's own endpoint comes first, if it may have one.
    pub(super) fn begin(&mut self) {
        if self.native.is_none() {
            self.state = State::Native;
        } else {
            self.begin_window();
        }
    }

    /// What was listed is held against what is wanted, and it is planned how to get it.
    pub(super) fn begin_window(&mut self) {
        self.apply_order();
        self.window.plan();
        let asked = self
            .window
            .posts
            .iter()
            .filter(|item| item.is_to_be_asked());
        let worth_it = asked.count() > 2 && matches!(self.source, Source::Api(_));
        if self.pinned == Pinned::Unknown && worth_it && self.windows == 0 {
            self.state = State::Pinned;
        } else {
            self.go_on();
        }
    }

    /// Leaves out of the window what is not wanted.
    pub(super) fn apply_order(&mut self) {
        if !self.order.replies {
            self.window.leave_out_answers();
        }
        let posts = &mut self.window.posts;
        let listed = posts.len();
        match self.order.depth {
            Depth::Newest(wanted) => {
                posts.truncate(wanted as usize);
                if posts.len() == wanted as usize {
                    self.cursor = None;
                }
            }
            Depth::Since(since) => {
                posts.retain(|item| item.at.is_none_or(|at| at as f64 * SECOND >= since));
                if posts.len() < listed {
                    self.cursor = None;
                }
            }
            Depth::All => {}
        }
        if !self.order.young {
            let since = (self.now - YOUNG).max(0.0) / SECOND;
            self.window.leave_young(since as u64);
        }
    }

    /// Home does it by itself: everything is to come along.
    pub(super) fn let_home(&mut self) {
        self.apply_order();
        for item in &mut self.window.posts {
            if item.verdict.is_none() {
                item.way = Way::Thread;
            }
        }
        self.go_on();
    }

    /// Chooses what to do next.
    pub(super) fn go_on(&mut self) {
        if let Some(batch) = self.to_look.first() {
            let mark = self.marks.get(*batch).cloned().unwrap_or_default();
            self.look_pages = 0;
            self.state = State::Look(*batch, mark);
            return;
        }
        if self.suspects {
            if self.ask_about() {
                return;
            }
            self.suspects = false;
        }
        let posts = &self.window.posts;
        if let Some(at) = posts.iter().position(|item| item.is_to_be_asked()) {
            match self.unseen {
                Some(batch) if batch != at / BATCH => self.look_at_unseen(),
                _ => self.state = State::Ask(at),
            }
            return;
        }
        let comes = posts
            .iter()
            .any(|item| item.verdict.is_none() && item.way == Way::Thread);
        if comes {
            self.round();
        } else if self.unseen.is_some() {
            self.look_at_unseen();
        } else if !self.ask_about() && !self.try_again() {
            self.finish();
        }
    }

    pub(super) fn look_at_unseen(&mut self) {
        self.to_look.extend(self.unseen.take());
        self.go_on();
    }

    /// What home was asked for and has not listed: it, or the account's server, is asked why.
    fn ask_about(&mut self) -> bool {
        let mut refused = 0;
        for at in 0..self.window.posts.len() {
            let item = &mut self.window.posts[at];
            if item.verdict.is_some() || item.way != Way::Single {
                continue;
            }
            match item.answer {
                Answer::Post => {
                    self.state = State::Single(at);
                    return true;
                }
                Answer::Denied => item.verdict = Some(PostVerdict::NotPublic),
                Answer::Nothing if !item.exists => {
                    if self.step(&State::Check(at)).is_some() {
                        self.state = State::Check(at);
                        return true;
                    }
                    // It is on a server that nobody agreed to.
                    self.window.posts[at].exists = true;
                }
                Answer::Nothing => refused += 1,
                Answer::None | Answer::Fault => {}
            }
        }
        if refused >= ENOUGH_REFUSED && !self.taken {
            for item in &mut self.window.posts {
                if item.exists && item.verdict.is_none() {
                    item.verdict = Some(PostVerdict::Refused);
                }
            }
            self.state = State::Ended(End::NothingTaken);
            return true;
        }
        false
    }

    /// Looks for what comes along by itself, or asks for it when it does not.
    fn round(&mut self) {
        if self.idle >= MOST_IDLE {
            self.idle = 0;
            self.rounds = 0;
            self.replans += 1;
            self.window.ask_singly(Way::Thread);
            if self.replans <= MOST_PLANS {
                self.window.plan();
            }
            return self.go_on();
        }
        let comes = |item: &&super::window::Item| item.verdict.is_none() && item.way == Way::Thread;
        let coming = self.window.posts.iter().filter(comes).count();
        let wait = ROUNDS[usize::from(self.rounds).min(ROUNDS.len() - 1)];
        let wait = wait.max((coming as f64).min(MOST_COMING));
        self.rounds = self.rounds.saturating_add(1);
        self.in_round = true;
        self.progress = false;
        self.unseen = None;
        self.to_look = self.window.batches(|item| item.is_to_be_looked_for());
        self.go_on();
        self.again(wait * SECOND, Delay::Arriving);
    }

    /// What home gave a fault or nothing for is asked for again, after a while.
    fn try_again(&mut self) -> bool {
        let mut wait: f64 = 0.0;
        for item in &mut self.window.posts {
            let [faults, nothing] = MOST_TRIES;
            let (most, verdict) = match item.answer {
                _ if item.verdict.is_some() || item.way != Way::Single => continue,
                Answer::Nothing => (nothing, PostVerdict::Refused),
                _ => (faults, PostVerdict::NotAnswered),
            };
            item.tries += 1;
            if item.tries >= most {
                item.verdict = Some(verdict);
            } else {
                wait = wait.max(30.0 * SECOND * f64::from(item.tries));
                item.answer = Answer::None;
            }
        }
        if wait == 0.0 {
            return false;
        }
        self.go_on();
        self.again(wait, Delay::Patience);
        true
    }

    /// The window is done: the next, or the profile, or the end.
    fn finish(&mut self) {
        if self.cursor.is_some() {
            self.end_window();
            self.state = State::List;
        } else if self.counts_off || self.pinned == Pinned::Known {
            self.state = State::Profile;
        } else {
            let counts = self.counts();
            let nothing = self.cost.home > 0 && counts.judged() == counts.was_there;
            self.state = State::Ended(match (nothing, self.cut_off) {
                (_, true) => End::OriginDown,
                (true, _) => End::NothingMissing,
                _ => End::Done,
            });
        }
    }

    /// What has its verdict is kept elsewhere from now on. What home gave no helpful answer
    /// to stays, as far as it fits: it may be asked for once more.
    fn end_window(&mut self) {
        let posts = std::mem::take(&mut self.window.posts);
        for item in posts {
            let stays = item.verdict == Some(PostVerdict::NotAnswered);
            if stays && self.left_over.posts.len() < BATCH {
                self.left_over.posts.push(item);
            } else {
                self.window.posts.push(item);
            }
        }
        self.window.count(&mut self.done);
        self.finished = Some(self.window.write());
        self.windows += 1;
        self.window.posts.clear();
        self.marks.clear();
        self.replans = 0;
        self.rounds = 0;
    }

    /// Does nothing for so many milliseconds, and goes on with this.
    pub(super) fn rest(&mut self, wait: f64, delay: Delay, then: State) {
        self.ready = self.now + wait;
        self.delay = delay;
        self.state = State::Rest(Box::new(then));
    }

    /// Does nothing for so many milliseconds before what is next.
    pub(super) fn again(&mut self, wait: f64, delay: Delay) {
        if !matches!(self.state, State::Ended(_) | State::Rest(_)) {
            let then = std::mem::replace(&mut self.state, State::Offered);
            self.rest(wait, delay, then);
        }
    }

    /// Whether it is a request that home counts as paging.
    pub(super) fn is_paging(&self, state: &State) -> bool {
        match state {
            State::Look(_, before) => !before.is_empty(),
            State::Home => !self.home_before.is_empty(),
            _ => false,
        }
    }

    /// Finds out when the next request may be made.
    pub(super) fn settle(&mut self) {
        if matches!(self.state, State::Rest(_)) {
            return;
        }
        self.ready = self.now;
        let state = &self.state;
        let delay = match self.step(state) {
            Some(Step::Home(_)) => {
                let posts = &self.window.posts;
                let wanted = posts.iter().filter(|item| item.is_to_be_asked()).count();
                self.ready = self.home_budget.ready(self.now, wanted as u32 + 1);
                if self.is_paging(state) {
                    self.ready = self.ready.max(self.paging_budget.ready(self.now, 1));
                }
                Delay::Reserve
            }
            Some(Step::Origin(_)) => {
                self.ready = self.origin_budget.ready(self.now, 1);
                Delay::OriginLimited
            }
            None if self.is_running() => {
                // An address that may not be asked for, by now.
                self.state = State::Ended(End::NotListed);
                return;
            }
            _ => return,
        };
        self.delay = delay;
    }
}
