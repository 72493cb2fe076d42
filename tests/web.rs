//! Every kind of drawing, drawn by the real `draw.js` in a real browser and read back.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

#[path = "web/controls.rs"]
mod controls;
#[path = "web/drawn.rs"]
mod drawn;
#[path = "web/refused.rs"]
mod refused;
mod samples;
#[path = "web/stage.rs"]
mod stage;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
