//! The rate limits of homes and origins, as `rack_attack.rb` has them: each request counts in
//! several buckets at once. All clients here have the same address.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;

use crate::asked::Asked;
use crate::clock::{Moment, iso_micro};
use crate::reply::{self, Reply};

/// Five minutes.
const SHORT: Moment = 300_000;
/// A quarter of an hour.
const LONG: Moment = 900_000;

/// The windows of all hosts.
#[derive(Debug, Default)]
pub struct Limits {
    windows: Mutex<HashMap<(String, Bucket), Window>>,
}

/// What is counted: 300 requests in 5 minutes unless it says otherwise.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bucket {
    /// Tester's token.
    Token,
    /// Everything of tester: 1500.
    User,
    /// Tester's requests with `page`, `min_id`, `max_id` or `since_id`: 300 in 15 minutes.
    Paging,
    /// Requests without a token, of the address that everybody has.
    Address,
    /// Those of them with such a parameter: 300 in 15 minutes.
    AddressPaging,
}

impl Bucket {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Token,
        Self::User,
        Self::Paging,
        Self::Address,
        Self::AddressPaging,
    ];

    /// Those in which a request counts.
    #[must_use]
    pub fn of(by_tester: bool, asked: &Asked) -> &'static [Self] {
        const PARAMETERS: [&str; 4] = ["page", "min_id", "max_id", "since_id"];
        let pages = PARAMETERS
            .iter()
            .any(|name| asked.parameter(name).is_some());
        match (by_tester, pages) {
            (true, false) => &[Self::Token, Self::User],
            (true, true) => &[Self::Token, Self::User, Self::Paging],
            (false, false) => &[Self::Address],
            (false, true) => &[Self::Address, Self::AddressPaging],
        }
    }

    fn allowed(self) -> u32 {
        if self == Self::User { 1500 } else { 300 }
    }

    fn lasts(self) -> Moment {
        match self {
            Self::Paging | Self::AddressPaging => LONG,
            _ => SHORT,
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Window {
    remaining: u32,
    ends: Moment,
    /// The least that was left after a request since the start.
    lowest: Option<u32>,
}

/// The state of the tightest bucket after a request.
#[derive(Clone, Debug)]
pub struct Allowance {
    /// Whether the request is one too many for any of them.
    pub exceeded: bool,
    limit: u32,
    remaining: u32,
    reset: String,
}

impl Allowance {
    /// Writes the headers `X-RateLimit-*`, unless the answer has its own.
    pub fn write(&self, reply: &mut Reply) {
        if !reply.headers().contains_key("x-ratelimit-reset") {
            reply::set(reply, "x-ratelimit-limit", &self.limit.to_string());
            reply::set(reply, "x-ratelimit-remaining", &self.remaining.to_string());
            reply::set(reply, "x-ratelimit-reset", &self.reset);
        }
    }
}

impl Limits {
    /// Counts a request at a host in its buckets.
    pub fn count(&self, host: &str, buckets: &[Bucket], now: Moment) -> Allowance {
        self.counted(host, buckets, now, true)
    }

    /// Counts a request of tester's browsing, which leaves the lowest mark alone.
    pub fn browse(&self, host: &str, buckets: &[Bucket], now: Moment) -> Allowance {
        self.counted(host, buckets, now, false)
    }

    /// Sets what is left for everybody until the window of five minutes ends.
    pub fn set_remaining(&self, host: &str, remaining: u32, now: Moment) {
        for bucket in [Bucket::Token, Bucket::Address] {
            self.set(host, bucket, remaining, now);
        }
    }

    /// Sets what is left in a bucket until its window ends.
    pub fn set(&self, host: &str, bucket: Bucket, remaining: u32, now: Moment) {
        window(&mut self.locked(), host, bucket, now).remaining = remaining;
    }

    /// The least that any request left in a bucket; nothing before the first.
    pub fn lowest(&self, host: &str, bucket: Bucket) -> Option<u32> {
        self.locked().get(&(host.to_owned(), bucket))?.lowest
    }

    /// Opens all windows anew.
    pub fn clear(&self) {
        self.locked().clear();
    }

    fn counted(&self, host: &str, buckets: &[Bucket], now: Moment, marks: bool) -> Allowance {
        let mut windows = self.locked();
        let mut tightest = Allowance {
            exceeded: false,
            limit: 0,
            remaining: u32::MAX,
            reset: String::new(),
        };
        for bucket in buckets {
            let window = window(&mut windows, host, *bucket, now);
            tightest.exceeded |= window.remaining == 0;
            window.remaining = window.remaining.saturating_sub(1);
            let lowest = window.lowest.unwrap_or(u32::MAX).min(window.remaining);
            if marks {
                window.lowest = Some(lowest);
            }
            if window.remaining < tightest.remaining {
                tightest.limit = bucket.allowed();
                tightest.remaining = window.remaining;
                tightest.reset = iso_micro(window.ends);
            }
        }
        tightest
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<(String, Bucket), Window>> {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn window<'a>(
    windows: &'a mut HashMap<(String, Bucket), Window>,
    host: &str,
    bucket: Bucket,
    now: Moment,
) -> &'a mut Window {
    let opened = Window {
        remaining: bucket.allowed(),
        ends: now + bucket.lasts(),
        lowest: None,
    };
    let window = windows.entry((host.to_owned(), bucket)).or_insert(opened);
    if now >= window.ends {
        *window = Window {
            lowest: window.lowest,
            ..opened
        };
    }
    window
}
