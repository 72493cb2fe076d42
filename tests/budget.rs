//! Rate limits: what is left for the person, and when the next request may be made.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use freshet::budget::Budget;
use freshet::step::RateLimit;

const MINUTE: f64 = 60_000.0;

fn limit(remaining: u32, reset: f64) -> Option<RateLimit> {
    Some(RateLimit {
        limit: 300,
        remaining,
        reset,
    })
}

/// When the next of so many requests may be made after home told this at noon.
fn check(told: Option<RateLimit>, now: f64, wanted: u32, ready: f64) {
    let mut budget = Budget::default();
    budget.told(1.0, told);
    assert_eq!(
        budget.ready(now, wanted),
        ready,
        "{told:?}, {wanted} at {now}"
    );
}

#[test]
fn the_first_request_is_free() {
    assert_eq!(Budget::default().ready(5.0, 1000), 5.0);
}

#[test]
fn the_reserve_is_never_used() {
    check(limit(101, MINUTE), 2.0, 1, 2.0);
    check(limit(100, MINUTE), 2.0, 1, MINUTE + 1000.0);
    check(limit(0, MINUTE), 2.0, 1, MINUTE + 1000.0);
}

#[test]
fn what_fits_is_asked_at_once_and_more_is_spread() {
    check(limit(200, MINUTE), 2.0, 100, 2.0);
    check(limit(200, MINUTE + 2.0), 2.0, 101, 601.0);
    check(limit(200, MINUTE + 2.0), 5_000.0, 101, 5_000.0);
}

#[test]
fn a_new_window_is_full() {
    check(limit(0, MINUTE), MINUTE, 1000, MINUTE);
}

#[test]
fn a_server_that_tells_nothing_is_asked_slowly() {
    check(None, 2.0, 1, 1501.0);
}

#[test]
fn what_counts_elsewhere_counts_here() {
    let mut budget = Budget::default();
    budget.told(1.0, limit(101, MINUTE));
    budget.spent(2.0);
    assert_eq!(budget.ready(3.0, 1), MINUTE + 1000.0);
}

#[test]
fn a_pause_without_numbers_is_a_pause() {
    let mut budget = Budget::default();
    budget.used_up(1.0, MINUTE);
    assert_eq!(budget.ready(2.0, 1), MINUTE + 1000.0);
}

#[test]
fn one_limit_is_told_from_another() {
    let mut budget = Budget::default();
    assert!(!budget.is_of(limit(5, MINUTE)));
    budget.told(1.0, limit(200, 5.0 * MINUTE));
    assert!(budget.is_of(limit(5, 5.0 * MINUTE + 1000.0)));
    assert!(!budget.is_of(limit(5, 15.0 * MINUTE)));
    assert!(!budget.is_of(None));
}

#[test]
fn how_long_it_takes_is_told_in_windows() {
    let mut budget = Budget::default();
    budget.told(1.0, limit(300, 5.0 * MINUTE));
    assert_eq!(budget.lasts(0.0, 100, 600.0), MINUTE);
    assert_eq!(budget.lasts(0.0, 1000, 1.0), 20.0 * MINUTE);
}
