//! Posts at origins and at homes, row by row of what the sources say, on a clock that stands still.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test says what went wrong by failing.

mod access;
mod asking;
mod browsing;
mod effects;
mod gotosocial;
mod imports;
mod kinds;
mod limits;
mod listing;
mod native;
mod one;
mod outboxes;
mod relations;
mod rules;
mod speed;
mod threads;
