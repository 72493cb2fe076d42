//! Which software, in which version, a home runs: what decides how it stores HTML.
//!
//! ```
//! use freshet::software::{Family, Software};
//! let home = Software::from_version("4.6.5+glitch");
//! assert_eq!(home.family, Family::Glitch);
//! assert!(home.at_least(4, 6));
//! ```
//!
//! This module knows version strings only: no network, no capability probing.

use serde::{Deserialize, Serialize};

/// The families of software whose Account entity Freshet reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// Mastodon itself.
    Mastodon,
    /// glitch-soc: its sanitiser allows more (`lib/sanitize_ext/sanitize_config.rb`).
    Glitch,
    /// Hometown, a fork that follows older Mastodon versions.
    Hometown,
    /// GoToSocial.
    GoToSocial,
    /// Pleroma.
    Pleroma,
    /// Akkoma.
    Akkoma,
    /// Pixelfed.
    Pixelfed,
    /// Anything else that speaks Mastodon's API.
    Other,
}

/// A software and its version, as a home names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Software {
    /// The family.
    pub family: Family,
    /// Major and minor version of the Mastodon code it behaves like.
    pub version: (u16, u16),
}
