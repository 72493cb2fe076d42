//! Which of the accounts that a home knows a search for a name finds
//! (facts A: `account_search_service.rb`).
//!
//! Exact first, then names that begin with what is looked for, then those that contain it.

use super::account::handle_of_acct;
use crate::asked::Asked;
use crate::model::Home;
use crate::state::State;

/// The handles that a query finds, at most so many, without a question to anybody.
#[must_use]
pub fn handles(state: &State, home: &Home, query: &str, limit: usize) -> Vec<String> {
    let wanted = query.trim().trim_start_matches('@');
    let wanted = wanted.split('@').next().unwrap_or_default();
    let wanted = wanted.to_lowercase();
    if wanted.is_empty() {
        return Vec::new();
    }
    let exact = handle_of_acct(state, home, query);
    let world = state.world();
    let known = world.home(&home.host).map(|home| &home.stored);
    let mut similar: Vec<(bool, String)> = known
        .iter()
        .flat_map(|stored| stored.keys())
        .filter(|handle| Some(*handle) != exact.as_ref())
        .filter_map(|handle| {
            let name = handle.split('@').next().unwrap_or_default().to_lowercase();
            let place = name.find(&wanted)?;
            Some((place > 0, handle.clone()))
        })
        .collect();
    similar.sort();
    let similar = similar.into_iter().map(|(_, handle)| handle);
    exact.into_iter().chain(similar).take(limit).collect()
}

/// How many are wanted: `usual` unless the request says it, and `most` at most.
#[must_use]
pub fn limit(asked: &Asked, usual: usize, most: usize) -> usize {
    let said = asked.parameter("limit");
    let said = said.and_then(|limit| limit.parse().ok());
    said.unwrap_or(usual).min(most)
}
