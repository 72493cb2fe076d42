//! A home's rate limits: 300 requests in 5 minutes for each token, and as many for each
//! address without one, as `rack_attack.rb` has it. All clients here have the same address.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::clock::{Moment, iso_micro};

/// What a window allows.
const ALLOWED: u32 = 300;
/// How long a window is.
const WINDOW: Moment = 300_000;

/// The windows of all homes.
#[derive(Debug, Default)]
pub struct Limits {
    windows: Mutex<HashMap<(String, Who), Window>>,
}

/// Who is counted.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Who {
    /// Tester's token.
    Token,
    /// The address of everybody.
    Address,
}

#[derive(Clone, Copy, Debug)]
struct Window {
    remaining: u32,
    ends: Moment,
}

/// The state of a window after a request.
#[derive(Clone, Debug)]
pub struct Allowance {
    /// Whether the request is one too many.
    pub exceeded: bool,
    /// `X-RateLimit-Limit`.
    pub limit: u32,
    /// `X-RateLimit-Remaining`.
    pub remaining: u32,
    /// `X-RateLimit-Reset`, ISO 8601.
    pub reset: String,
}

impl Limits {
    /// Counts a request of a home at a time.
    pub fn count(&self, home: &str, who: Who, now: Moment) -> Allowance {
        let mut windows = self.locked();
        let window = windows
            .entry((home.to_owned(), who))
            .or_insert_with(|| opened(now));
        if now >= window.ends {
            *window = opened(now);
        }
        let exceeded = window.remaining == 0;
        window.remaining = window.remaining.saturating_sub(1);
        Allowance {
            exceeded,
            limit: ALLOWED,
            remaining: window.remaining,
            reset: iso_micro(window.ends),
        }
    }

    /// Sets what is left for everybody until the window ends.
    pub fn set_remaining(&self, home: &str, remaining: u32, now: Moment) {
        let mut windows = self.locked();
        for who in [Who::Token, Who::Address] {
            let window = windows.entry((home.to_owned(), who));
            let window = window.or_insert_with(|| opened(now));
            if now >= window.ends {
                *window = opened(now);
            }
            window.remaining = remaining;
        }
    }

    /// Opens all windows anew.
    pub fn clear(&self) {
        self.locked().clear();
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<(String, Who), Window>> {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn opened(now: Moment) -> Window {
    Window {
        remaining: ALLOWED,
        ends: now + WINDOW,
    }
}
