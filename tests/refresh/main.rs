//! Refresh, played to its end against the sandbox, on a clock that tests hold: how it
//! ends, that what it says is true, what it costs, and that it survives its background.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

mod browser;
mod chance;
mod costs;
#[path = "../document/mod.rs"]
mod document;
mod kills;
#[path = "../network/mod.rs"]
mod network;
mod outcomes;
#[path = "../fediverse/random.rs"]
mod random;
#[path = "../ui/reading.rs"]
#[allow(dead_code)] // What other tests read is not read here.
mod reading;
mod runs;
mod scenes;
mod table;
mod truth;
mod words;
mod worlds;
