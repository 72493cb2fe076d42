//! What is shown of a backfill.

use super::{Backfill, State};
use crate::view::{Backfilling, Counts, Course};

impl Backfill {
    /// What is known so far.
    pub fn view(&self) -> Backfilling {
        let phase = match (&self.state, self.halted) {
            (State::Ended(end), _) => Course::Ended(*end),
            (_, Some(halt)) => Course::Paused(halt),
            (State::Consent, _) if self.stuck => Course::NeedsConsent(self.origin()),
            (State::Permission(_), _) if self.stuck => Course::NeedsAccess(self.origin()),
            (State::Offered, _) => Course::Offered,
            _ if self.ready > self.now && self.ready - self.now > 3000.0 => {
                Course::Waiting(self.delay, self.ready)
            }
            _ if self.agreed => Course::Loading,
            _ => Course::Counting,
        };
        let counts = self.counts();
        Backfilling {
            phase,
            order: self.order,
            estimate: self.estimate(),
            total: self.account.total,
            newest: self.newest(),
            wishes: self.account.wishes.clone(),
            follows: self.follows,
            asks: self.asks,
            earlier: self.earlier,
            counts,
            news: 0,
            done_at: self.done_at(&counts),
            cost: self.cost,
            list: None,
        }
    }

    /// What became of the posts so far.
    pub fn counts(&self) -> Counts {
        let mut counts = self.done;
        self.window.count(&mut counts);
        self.left_over.count(&mut counts);
        counts.boosts = self.boosts;
        counts
    }
}
