//! What home's own list shows of what it was asked for: the only proof there is.

use super::listing::{SHORT_PAGE, json};
use super::window::oldest;
use super::{Backfill, State};
use crate::posts;
use crate::step::{Outcome, is_id};

/// Pages that are read for a batch; more only if home has posts that its server does not list.
const MOST_PAGES: u8 = 6;
/// The same where posts do not say when they were published.
const MOST_DATELESS: u8 = 3;

impl Backfill {
    pub(super) fn looked(&mut self, batch: usize, before: &str, outcome: &Outcome) {
        let stored = json(outcome)
            .and_then(|document| posts::stored(&document))
            .unwrap_or_default();
        if self.window.found(&stored, true) > 0 {
            self.progress = true;
            self.taken = true;
            self.counts_off = true;
        }
        for one in &stored {
            self.mark(one);
        }
        self.look_pages += 1;
        let (bottom, most) = match oldest(self.window.batch(batch)) {
            Some(oldest) => (oldest, MOST_PAGES),
            None => (0, MOST_DATELESS),
        };
        match stored.last() {
            Some(last)
                if self.awaits(batch)
                    && stored.len() >= SHORT_PAGE
                    && last.at.is_none_or(|at| at > bottom)
                    && self.look_pages < most
                    && is_id(&last.id)
                    && last.id != before =>
            {
                self.state = State::Look(batch, last.id.clone());
            }
            _ => self.batch_done(),
        }
    }

    /// Whether home may have posts of this batch that its list has not shown yet.
    fn awaits(&self, batch: usize) -> bool {
        let mut items = self.window.batch(batch).iter();
        items.any(super::window::Item::is_to_be_looked_for)
    }

    fn batch_done(&mut self) {
        if !self.to_look.is_empty() {
            self.to_look.remove(0);
        }
        if self.to_look.is_empty() && std::mem::take(&mut self.in_round) {
            self.idle = if self.progress { 0 } else { self.idle + 1 };
        }
        self.go_on();
    }
}
