//! How a backfill goes on: from one state to the next, and when.

use super::hindrance::SECOND;
use super::window::{Answer, BATCH, Item, Way};
use super::{Backfill, Pinned, Source, State};
use crate::step::Step;
use crate::view::{Delay, Depth, End, PostVerdict};

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
/// The same where home does it by itself.
const MOST_IDLE_NATIVE: u8 = 6;
/// How often home is asked for a post that it gave a fault for, or nothing though it exists
/// and others came.
const MOST_TRIES: u8 = 3;
/// The same where home took none: at the end of these, it takes none.
const MOST_REFUSALS: u8 = 5;
/// After so many posts in a row that the account's server did not tell of, it is left alone.
const MOST_SILENT: u8 = 3;
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
        if self.native == Some(false) {
            self.begin_window();
        } else {
            self.state = State::Native;
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
            let batches = self.window.leave_out_answers();
            let mark = |batch: usize| self.marks.get(batch).cloned().unwrap_or_default();
            self.marks = batches.into_iter().map(mark).collect();
        }
        let before = self.before();
        let posts = &mut self.window.posts;
        let listed = posts.len();
        match self.order.depth {
            Depth::Newest(wanted) => {
                let wanted = (wanted as usize).saturating_sub(before);
                posts.truncate(wanted);
                if posts.len() == wanted {
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
            self.window.leave_young(self.young_since());
        }
    }

    /// How many wanted posts are in windows that are done.
    pub(super) fn before(&self) -> usize {
        self.done.judged() as usize + self.left_over.posts.len()
    }

    /// What was published after this second is too young.
    pub(super) fn young_since(&self) -> u64 {
        ((self.now - YOUNG).max(0.0) / SECOND) as u64
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
            self.nothing = 0;
        }
        let posts = &self.window.posts;
        if let Some(at) = posts.iter().position(|item| item.is_to_be_asked()) {
            let item = &posts[at];
            let undated = item.at.is_none() && !item.exists && !self.order.young;
            let readable = undated && self.step(&State::Document(at)).is_some();
            match self.unseen {
                Some(batch) if batch != at / BATCH => self.look_at_unseen(),
                // It may be too young.
                _ if readable => self.state = State::Document(at),
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
        let mut refused = Vec::new();
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
                Answer::Denied => item.judge(PostVerdict::NotPublic),
                Answer::Nothing if item.exists => refused.push(at),
                Answer::Nothing if self.silent >= MOST_SILENT => item.answer = Answer::Fault,
                Answer::Nothing => {
                    if self.step(&State::Check(at)).is_some() {
                        self.state = State::Check(at);
                        return true;
                    }
                    // It is on a server that nobody agreed to.
                    self.window.posts[at].exists = true;
                    refused.push(at);
                }
                Answer::None | Answer::Fault => {}
            }
        }
        if refused.len() < ENOUGH_REFUSED || self.taken {
            return false;
        }
        if !self.probed {
            // Once more, since the account's server may have been out of order for home.
            self.probed = true;
            let at = refused[0];
            self.window.posts[at].answer = Answer::None;
            self.rest(60.0 * SECOND, Delay::Patience, State::Ask(at));
            return true;
        }
        for at in refused {
            self.window.posts[at].judge(PostVerdict::Refused);
        }
        self.state = State::Ended(End::NothingTaken);
        true
    }

    /// Looks for what comes along by itself, or asks for it when it does not.
    fn round(&mut self) {
        let most = match self.learned {
            Some(true) => MOST_IDLE_NATIVE,
            _ => MOST_IDLE,
        };
        if self.idle >= most {
            self.idle = 0;
            self.rounds = 0;
            self.replans += 1;
            self.window.ask_singly(Way::Thread);
            if self.replans <= MOST_PLANS {
                self.window.plan();
            }
            return self.go_on();
        }
        let comes = |item: &&Item| item.verdict.is_none() && item.way == Way::Thread;
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

    /// What home gave a fault or nothing for is looked for, and asked for again, after a while.
    fn try_again(&mut self) -> bool {
        let waited = std::mem::take(&mut self.in_patience);
        let (mut wait, mut lost): (f64, bool) = (0.0, false);
        let taken = self.taken;
        for item in &mut self.window.posts {
            if item.verdict.is_some() || item.way != Way::Single {
                continue;
            }
            let nothing = item.answer == Answer::Nothing;
            let (most, verdict) = match (nothing, taken) {
                (true, false) => (MOST_REFUSALS, PostVerdict::Refused),
                _ => (MOST_TRIES, PostVerdict::NotAnswered),
            };
            let last = item.tries + 1 >= most;
            if last && (nothing || waited) {
                item.judge(verdict);
            } else if waited {
                item.tries += 1;
                item.answer = Answer::None;
            } else {
                // The last look is only for what may have come all the same.
                let times = if last { 0 } else { item.tries };
                wait = wait.max(30.0 * SECOND * f64::from(1 << times));
                lost |= !nothing;
            }
        }
        if wait > 0.0 {
            self.in_patience = true;
            self.silent = 0;
            if lost {
                // Home may have it all the same.
                self.to_look = self.window.batches(Item::is_lost);
            }
            self.go_on();
            self.again(wait, Delay::Patience);
            return true;
        }
        let again = self.window.posts.iter().any(Item::is_to_be_asked);
        if again {
            self.go_on();
        }
        again
    }

    /// The window is done: the next, or the profile, or the end.
    fn finish(&mut self) {
        if self.pinned == Pinned::Known || self.cursor.is_none() && self.counts_off {
            self.state = State::Profile;
        } else if self.cursor.is_some() {
            self.end_window();
            self.state = State::List;
        } else {
            let counts = self.counts();
            let nothing = counts.judged() == counts.was_there;
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
        let last = posts.chunks(BATCH).next_back().unwrap_or_default();
        self.floor = last
            .iter()
            .filter_map(|item| item.at)
            .max()
            .unwrap_or(self.floor);
        for item in posts {
            let stays = item.verdict == Some(PostVerdict::NotAnswered);
            if stays && self.left_over.posts.len() < BATCH {
                self.left_over.posts.push(item);
            } else {
                self.window.posts.push(item);
            }
        }
        self.window.count(&mut self.done);
        for item in &mut self.window.posts {
            item.parent.clear();
        }
        self.finished = Some(self.window.write());
        self.windows += 1;
        self.window.posts.clear();
        // The next window is looked for from here on.
        self.marks = self.marks.pop().into_iter().collect();
        self.replans = 0;
        self.rounds = 0;
        self.idle = 0;
    }

    /// Does nothing for so many milliseconds, and goes on with this.
    pub(super) fn rest(&mut self, wait: f64, delay: Delay, then: State) {
        self.ready = (self.now + wait).ceil();
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
                if self.is_paging(state) && self.paging_budget.is_told() {
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
        self.ready = self.ready.ceil();
        self.delay = delay;
    }
}
