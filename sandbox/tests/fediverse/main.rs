//! The embedded fediverse, asked from outside through its proxy.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test says what went wrong by failing.

mod client;
mod control;
mod homes;
mod origins;
