//! Diagnosis, played to its end against the sandbox: which cause is named, on what evidence, at
//! what cost, and what is never done for it.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

mod cases;
mod chance;
mod confusion;
#[path = "../document/mod.rs"]
#[allow(dead_code)] // No table here names a moment.
mod document;
mod healthy;
#[path = "../network/mod.rs"]
mod network;
mod outcomes;
#[path = "../fediverse/random.rs"]
#[allow(dead_code)] // Nothing is drawn from words here.
mod random;
mod runs;
mod table;
mod truth;
