//! Backfill, played to its end against the sandbox, on a clock that tests hold.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

mod first;
#[path = "../network/mod.rs"]
mod network;
mod player;
