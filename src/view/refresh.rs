//! How far a refresh has come, and how it ended.

use serde::{Deserialize, Serialize};

use crate::compare::Attribute;
use crate::trouble::Trouble;

/// A refresh of one profile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refreshing {
    /// How far it has come.
    pub phase: Phase,
    /// When it came so far, in milliseconds since 1970.
    pub at: f64,
    /// Home had verified links of this profile, and checks them again since: their marks
    /// come back within minutes (`process_account_service.rb`, Mastodon 4.3 to 4.7).
    pub verifies_again: bool,
    /// It was wanted again too soon: this is the outcome of the last time.
    pub repeated: bool,
}

/// How far a refresh has come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// It reads both copies first.
    Reading,
    /// Home was asked to fetch the profile.
    Asking,
    /// Both copies are read again.
    Proving,
    /// It goes on by itself at this moment, in milliseconds since 1970.
    Waiting(Why, f64),
    /// It is over.
    Ended(Ending),
}

/// Why a refresh waits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Home asks for a pause (429).
    RateLimited,
    /// Home did not answer in time, or is at it already: it may still be working.
    Slow,
    /// Home lacks these pictures still; it tries again by itself within minutes.
    PicturesComing(Vec<Attribute>),
    /// Home fetched the profile and still has other words than the account: servers give
    /// out copies of their own for some minutes (Mastodon: three).
    OriginCaches(Vec<Attribute>),
}

/// How a refresh ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// These were changed, and what home has now is what the account says.
    Updated(Vec<Attribute>),
    /// These were changed, and there is no live copy to hold home's against.
    Changed(Vec<Attribute>),
    /// Nothing was changed: home had what the account says.
    AlreadyFresh,
    /// Home gave an answer, but what it has is what it had, and not what the account says.
    OldCopy,
    /// Home gave an answer and changed nothing, and the live copy cannot be read: nothing
    /// shows what home did.
    Unproven,
    /// Home could not fetch the profile.
    NotFetched,
    /// The account was deleted: there is nothing to fetch.
    Gone,
    /// Home fetched the profile, but keeps an old picture whose address did not change.
    PicturesKept {
        /// What was changed.
        updated: Vec<Attribute>,
        /// The pictures that are old.
        kept: Vec<Attribute>,
    },
    /// Home fetched the profile, but did not take these pictures in.
    PicturesMissing {
        /// What was changed.
        updated: Vec<Attribute>,
        /// The pictures that are missing.
        missing: Vec<Attribute>,
    },
    /// Home fetched the profile, and still differs in these.
    StillDiffers {
        /// What was changed.
        updated: Vec<Attribute>,
        /// What differs.
        left: Vec<Attribute>,
    },
    /// Home has stored the account under another handle.
    Renamed(String),
    /// Home fetches a profile again only after some hours: at this moment at the latest,
    /// in milliseconds since 1970.
    TooSoon(f64),
    /// Home did not get done, and may still be at it.
    Slow,
    /// Home asked for a pause twice; the second ends at this moment.
    RateLimited(f64),
    /// The person is signed out.
    SignedOut,
    /// The page's sign-in may not search.
    ScopeRefused,
    /// Home is down for maintenance.
    Maintenance,
    /// Home did not tell what it has stored.
    Home(Trouble),
}

impl Ending {
    /// The stable code, which bug reports quote.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Updated(_) => "updated",
            Self::Changed(_) => "changed",
            Self::AlreadyFresh => "already_fresh",
            Self::OldCopy => "old_copy",
            Self::Unproven => "unproven",
            Self::NotFetched => "not_fetched",
            Self::Gone => "gone",
            Self::PicturesKept { .. } => "pictures_kept",
            Self::PicturesMissing { .. } => "pictures_missing",
            Self::StillDiffers { .. } => "still_differs",
            Self::Renamed(_) => "renamed",
            Self::TooSoon(_) => "too_soon",
            Self::Slow => "slow",
            Self::RateLimited(_) => "rate_limited",
            Self::SignedOut => "signed_out",
            Self::ScopeRefused => "scope_refused",
            Self::Maintenance => "maintenance",
            Self::Home(trouble) => trouble.code(),
        }
    }

    /// Whether home has what the account says now, as far as the person can be helped.
    pub fn is_good(&self) -> bool {
        matches!(
            self,
            Self::Updated(_) | Self::Changed(_) | Self::AlreadyFresh | Self::Renamed(_)
        )
    }
}

impl Refreshing {
    /// How it ended, if it is over.
    pub fn ending(&self) -> Option<&Ending> {
        match &self.phase {
            Phase::Ended(ending) => Some(ending),
            _ => None,
        }
    }
}
