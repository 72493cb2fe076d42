//! The adapters in a real browser, with doubles for the network, the clock and the
//! extension API.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

mod backfill;
mod background;
mod diagnose;
mod double;
mod fetch;
mod language;
mod pictures;
mod refresh;
mod store;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
