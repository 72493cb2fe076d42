//! A refresh at a home, row by row of what its source says, on a clock that stands still.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test says what went wrong by failing.

mod asking;
mod fetching;
mod gotosocial;
mod handles;
mod offers;
mod permissions;
mod pictures;
mod policies;
mod renames;
mod storing;
mod waiting;
