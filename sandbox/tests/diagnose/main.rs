//! The states of the world in which a home cannot fetch an account, each made with one value.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test says what went wrong by failing.

mod asking;
mod blocks;
mod changing;
mod faults;
mod fetching;
mod moves;
mod origins;
mod searching;
