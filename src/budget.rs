//! Rate limits: what a server has left for this person, and what of it is kept for them.
//!
//! The page's sign-in shares home's limit with the web UI (300 requests in five minutes,
//! `rack_attack.rb`, Mastodon 4.2 to 4.7), and a browser shares its address with everything
//! else that asks the account's server. A third of every window is never used.
//!
//! ```
//! use freshet::budget::Budget;
//! use freshet::step::RateLimit;
//! let mut budget = Budget::default();
//! budget.told(0.0, Some(RateLimit { limit: 300, remaining: 101, reset: 60_000.0 }));
//! assert_eq!(budget.ready(0.0, 1), 0.0);
//! budget.told(0.0, Some(RateLimit { limit: 300, remaining: 100, reset: 60_000.0 }));
//! assert_eq!(budget.ready(0.0, 1), 61_000.0);
//! ```
//!
//! It must not know what the requests are for.

use crate::step::RateLimit;

/// The window of a server that tells none, in milliseconds (`rack_attack.rb`).
const WINDOW: f64 = 5.0 * 60.0 * 1000.0;
/// How many requests such a server gets in it.
const UNTOLD: u32 = 300;
/// Clocks differ by parts of a second.
const MARGIN: f64 = 1000.0;

/// What a server has left, by what it said last.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Budget {
    pub(crate) last: Option<RateLimit>,
    /// When it was asked last, in milliseconds since 1970.
    pub(crate) asked: f64,
}

impl Budget {
    /// Takes in an answer: what it said of the limit, if anything.
    pub fn told(&mut self, now: f64, limit: Option<RateLimit>) {
        self.asked = now;
        match limit {
            // Answers of one bucket only ever go down within a window.
            Some(limit) => {
                let reset = limit.reset.round();
                self.last = Some(RateLimit { reset, ..limit });
            }
            None => self.spent(now),
        }
    }

    /// Takes in a request that counts here too, though its answer told of something else.
    pub fn spent(&mut self, now: f64) {
        self.asked = now;
        if let Some(last) = &mut self.last {
            last.remaining = last.remaining.saturating_sub(1);
        }
    }

    /// Takes in that nothing is left before this moment, though no answer says it in numbers.
    pub fn used_up(&mut self, now: f64, until: f64) {
        let limit = self.last.map_or(UNTOLD, |last| last.limit);
        let (remaining, reset) = (0, until);
        self.told(
            now,
            Some(RateLimit {
                limit,
                remaining,
                reset,
            }),
        );
    }

    /// Whether an answer told of it.
    pub fn is_told(&self) -> bool {
        self.last.is_some()
    }

    /// Whether an answer tells of this limit, and not of another one of the same server.
    pub fn is_of(&self, limit: Option<RateLimit>) -> bool {
        match (self.last, limit) {
            (Some(last), Some(limit)) => {
                let apart = (last.reset - limit.reset).abs();
                last.limit == limit.limit && apart <= 2.0 * MARGIN
            }
            _ => false,
        }
    }

    /// When the next of so many requests may be made, in milliseconds since 1970; at once
    /// while all of them fit, otherwise so that they last until the window ends.
    pub fn ready(&self, now: f64, wanted: u32) -> f64 {
        let Some(last) = self.last else {
            // Untold, the pace itself is the limit. The first one is free: it tells.
            return if self.asked == 0.0 {
                now
            } else {
                (self.asked + WINDOW / f64::from(usable(UNTOLD))).max(now)
            };
        };
        if now >= last.reset {
            return now;
        }
        let spare = last.remaining.saturating_sub(reserve(last.limit));
        if spare == 0 {
            last.reset + MARGIN
        } else if wanted <= spare {
            now
        } else {
            (self.asked + (last.reset - now) / f64::from(spare)).max(now)
        }
    }

    /// How long so many requests take at this pace, in milliseconds, when each of them takes
    /// `each`.
    pub fn lasts(&self, now: f64, wanted: u64, each: f64) -> f64 {
        let wanted = wanted as f64;
        let (limit, spare, left) = match self.last {
            Some(last) if now < last.reset => (
                last.limit,
                last.remaining.saturating_sub(reserve(last.limit)),
                last.reset - now,
            ),
            Some(last) => (last.limit, usable(last.limit), WINDOW),
            None => (UNTOLD, usable(UNTOLD), WINDOW),
        };
        let asking = wanted * each;
        let over = wanted - f64::from(spare);
        if over <= 0.0 {
            return asking;
        }
        // Whole windows first; what is left of the last one fits at once.
        let windows = (over / f64::from(usable(limit)).max(1.0)).ceil() - 1.0;
        asking.max(left + windows * WINDOW)
    }
}

/// What of a window is never used.
fn reserve(limit: u32) -> u32 {
    limit / 3
}

fn usable(limit: u32) -> u32 {
    limit - reserve(limit)
}
