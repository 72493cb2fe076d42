//! What is offered, what it costs, and what the person says to it.

use super::window::{Answer, BATCH, Way, Window};
use super::{Backfill, Source, State};
use crate::view::{Counts, Depth, End, Estimate, Halt, Order, PostVerdict, Wish};

const MINUTE: f64 = 60_000.0;

impl Backfill {
    /// The person chooses something else in the dialog.
    pub fn choose(&mut self, order: Order) {
        if self.agreed {
            return;
        }
        self.order = order;
        if self.state == State::Offered && !self.is_listed_enough() {
            self.state = State::List;
            self.settle();
        }
    }

    /// The person agrees to what it costs, at `now`. Before everything is counted this does
    /// nothing, nor without [`Order::anyway`] where the account asks programs to stay away.
    pub fn load(&mut self, now: f64) {
        let unwanted = self.account.wishes.contains(&Wish::NoBots) && !self.order.anyway;
        if self.state != State::Offered || self.agreed || unwanted {
            return;
        }
        self.now = now;
        self.agreed = true;
        self.asks = false;
        if !self.order.replies && matches!(self.source, Source::Api(_)) {
            self.own_only = true;
        }
        self.apply_order();
        let lacks = self.window.posts.iter().any(|item| item.verdict.is_none());
        if lacks {
            self.begin();
        } else {
            self.begin_window();
        }
        self.settle();
    }

    /// The person may have agreed to what it waits for, at `now`.
    pub fn nudge(&mut self, now: f64) {
        if self.stuck {
            self.stuck = false;
            self.now = now;
            self.settle();
        }
    }

    /// Home does not know the person.
    pub fn signed_out(&mut self) {
        self.halted = Some(Halt::SignedOut);
    }

    /// The dialog is shown, or hidden.
    pub fn ask(&mut self, asks: bool) {
        self.asks = asks && !self.agreed;
    }

    /// Halts it, or lets it go on, at `now`.
    pub fn pause(&mut self, now: f64, paused: bool) {
        if paused {
            if self.is_running() {
                self.halted = Some(Halt::Wished);
            }
        } else {
            self.halted = None;
            self.now = now;
            self.pauses = 0;
            self.faults = 0;
            self.settle();
        }
    }

    /// The person is known to home again, at `now`.
    pub fn signed_in(&mut self, now: f64) {
        if self.halted == Some(Halt::SignedOut) {
            self.pause(now, false);
        }
    }

    /// Ends it where it is.
    pub fn stop(&mut self) {
        if !self.is_over() {
            self.state = State::Ended(End::Stopped);
        }
    }

    /// Asks again, at `now`, for the posts that home gave no helpful answer to.
    pub fn retry(&mut self, now: f64) {
        if !self.is_over() {
            return;
        }
        let failed = Some(PostVerdict::NotAnswered);
        let posts = &self.window.posts;
        if !posts
            .iter()
            .chain(&self.left_over.posts)
            .any(|item| item.verdict == failed)
        {
            return;
        }
        let left_over = std::mem::take(&mut self.left_over.posts);
        if !left_over.is_empty() {
            self.window.posts.splice(0..0, left_over);
        }
        // Where it was stopped before it was done, the rest stays undone.
        self.window.posts.retain(|item| item.verdict.is_some());
        let mut any = false;
        for item in &mut self.window.posts {
            if item.verdict == Some(PostVerdict::NotAnswered) {
                item.verdict = None;
                item.answer = Answer::None;
                item.way = Way::Single;
                item.tries = 0;
                any = true;
            }
        }
        if any {
            self.marks = vec![String::new(); self.window.posts.len().div_ceil(BATCH)];
            self.to_look.clear();
            self.unseen = None;
            self.in_round = false;
            self.in_patience = false;
            self.suspects = false;
            self.now = now;
            self.halted = None;
            self.cursor = None;
            self.faults = 0;
            self.pauses = 0;
            self.silent = 0;
            self.go_on();
            self.settle();
        }
    }

    /// Takes over what another job at the same home was told of home's limits.
    pub fn share(&mut self, other: &Self) {
        self.home_budget.clone_from(&other.home_budget);
        self.paging_budget.clone_from(&other.paging_budget);
        self.settle();
    }

    /// How many of the newest posts were counted, and how many of them home lacks.
    pub(super) fn newest(&self) -> (u32, u32) {
        let newest = self.window.batch(0);
        let lacks = newest.iter().filter(|item| item.verdict.is_none()).count();
        (newest.len() as u32, lacks as u32)
    }

    /// What the order costs, once it is counted.
    pub(super) fn estimate(&self) -> Option<Estimate> {
        if self.state != State::Offered {
            return None;
        }
        let mut wanted = self.clone();
        wanted.order.young = true;
        wanted.apply_order();
        let open = |window: &Window| {
            let open = window.posts.iter().filter(|item| item.verdict.is_none());
            open.count()
        };
        let left = open(&wanted.window);
        let mut old = wanted.window.clone();
        old.leave_young(self.young_since());
        let young = left - open(&old);
        let exact = wanted.cursor.is_none();
        let beyond = match (exact, self.account.total) {
            (false, Some(total)) => total.saturating_sub(self.listed),
            _ => 0,
        };
        let mut posts = left as u64 + beyond;
        if !self.order.young {
            posts -= young as u64;
        }
        let home = if posts == 0 {
            0
        } else {
            posts + self.looks(&wanted.window, beyond) + 2 + u64::from(self.native.is_none())
        };
        let pages = beyond.div_ceil(BATCH as u64);
        let pinned = u64::from(posts > 2 && matches!(self.source, Source::Api(_)));
        Some(Estimate {
            posts,
            young: young as u64,
            exact,
            home: u64::from(self.cost.home) + home,
            origin: u64::from(self.cost.origin) + pages + pinned,
            minutes: (self.home_budget.lasts(self.now, home, self.each) / MINUTE).ceil() as u64,
        })
    }

    /// How often home's list is read at most to find what it was asked for.
    fn looks(&self, wanted: &Window, beyond: u64) -> u64 {
        let batches = wanted.batches(|item| item.verdict.is_none()).len() as u64;
        let threads = wanted.posts.iter().any(|item| !item.parent.is_empty());
        let each = if threads { 8 } else { 2 };
        // Beyond the window home's list is read once before, too.
        (batches + beyond.div_ceil(BATCH as u64)) * each + beyond.div_ceil(BATCH as u64)
    }

    /// When it will be done, if it goes on like this.
    pub(super) fn done_at(&self, counts: &Counts) -> Option<f64> {
        if !self.agreed || !self.is_running() || counts.open == 0 {
            return None;
        }
        let beyond = match (&self.cursor, self.account.total, self.order.depth) {
            (Some(_), Some(total), Depth::All | Depth::Since(_)) => {
                total.saturating_sub(self.listed)
            }
            _ => 0,
        };
        let coming = self.window.posts.iter();
        let coming = coming.filter(|item| item.is_to_be_asked()).count() as u64;
        let left = coming + beyond + (coming + beyond).div_ceil(BATCH as u64) + 1;
        let begins = self.ready.max(self.now);
        Some(begins + self.home_budget.lasts(self.now, left, self.each))
    }
}
