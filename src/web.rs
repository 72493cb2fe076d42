//! The browser's side: requests, storage, messages. Compiled for wasm32 only.
//!
//! No decision is made here that the core could make: these modules carry out a
//! [`crate::step::Step`] and tell how it went.

mod backfill;
mod background;
#[cfg(feature = "bench")]
mod bench;
mod browser;
mod diagnose;
mod entries;
mod fetch;
mod language;
mod look;
mod pictures;
mod refresh;
mod session;
mod steps;
mod store;
mod surface;
mod switch;
mod tasks;
#[cfg(test)]
mod tests;
