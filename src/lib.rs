//! Freshet's core: what home has stored beside what a remote profile says now.
//!
//! **The promise**: this crate knows no browser, no network and no clock. It compiles and
//! is tested natively; time is an argument, effects are values ([`step`]). Everything with
//! an effect is in `web`, which exists only where the target is wasm32.
//!
//! | word | meaning |
//! |---|---|
//! | *home* | the person's own instance, whose web UI we are in and whose token the page holds |
//! | *origin* | the server the account lives on |
//! | *handle* | `@user@host`; the host compared in ASCII form, shown in Unicode |
//! | *actor* | the account's ActivityPub document at origin; its id is opaque |
//! | *cached copy*, *live copy* | what home has stored, what origin serves now |
//! | *difference* | one attribute where the copies disagree, with both values |
//! | *verdict* | fresh, stale, moved, gone, suspended, hidden, unreachable, local, unknown |
//!
//! The map, from what is used to what uses it: [`idn`], [`handle`], [`address`],
//! [`software`], [`richtext`] → [`profile`] → [`cached`] and [`actor`] → [`compare`] → [`step`] and
//! [`see`] → [`refresh`] → [`view`] → [`ui`] and [`message`] → `web`; [`posts`] and
//! [`budget`] → [`backfill`] → [`view`]. [`handle`] and [`address`] → [`typed`].
//! [`reader`] reads what was written of them.

pub mod actor;
pub mod address;
pub mod backfill;
pub mod budget;
pub mod cached;
pub mod compare;
pub mod consent;
pub mod diagnose;
pub mod handle;
pub mod idn;
mod intake;
pub mod message;
pub mod oddity;
pub mod picture;
pub mod posts;
pub mod profile;
pub mod reader;
pub mod refresh;
pub mod richtext;
pub mod see;
pub mod software;
pub mod step;
pub mod trouble;
pub mod typed;
pub mod ui;
pub mod view;
#[cfg(target_arch = "wasm32")]
pub mod web;
