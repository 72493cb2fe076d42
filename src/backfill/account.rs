//! Whose posts a backfill loads.

use super::wishes;
use crate::profile::Profile;
use crate::view::Wish;

/// Whose posts are to be loaded: what home's copy of the profile says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Account {
    /// `user@host`.
    pub acct: String,
    /// Home's id of the account.
    pub local_id: String,
    /// The actor's id; empty where home does not tell it (GoToSocial).
    pub uri: String,
    /// The profile page.
    pub address: String,
    /// How many posts the account has, by what home knows.
    pub total: Option<u64>,
    /// What the profile says that speaks against it.
    pub wishes: Vec<Wish>,
}

impl Account {
    /// What home's copy of a profile says of it.
    pub fn of(acct: &str, cached: &Profile) -> Self {
        Self {
            acct: acct.to_owned(),
            local_id: cached.local_id.clone().unwrap_or_default(),
            uri: cached.id.clone(),
            address: cached.address.clone(),
            total: cached.counts.posts,
            wishes: wishes::of(cached),
        }
    }
}
