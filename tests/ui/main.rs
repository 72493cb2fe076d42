//! What is drawn, and in which words: every kind of drawing that there is.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

mod backfills;
mod catalogues;
mod comparisons;
mod diagnoses;
mod dialogs;
mod drawings;
mod messages;
mod reading;
#[path = "../samples/mod.rs"]
mod samples;
mod states;
