//! Whom tester follows at a home: `POST /api/v1/accounts/:id/follow` and `unfollow`, and
//! `GET /api/v1/accounts/relationships` (`follow_service.rb`, `relationship_serializer.rb`).
//!
//! A follow is there at once: nobody waits for an `Accept` but of accounts that are locked.
//! Nothing else changes with it, counts neither.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::account::handle_of_id;
use super::api::{ok, record_not_found};
use super::statuses::{handle_of, person_of};
use crate::asked::Asked;
use crate::model::{AccountState, Home};
use crate::reply::{self, Reply};
use crate::state::State;
use crate::world::World;

/// The answer to the list of accounts asked for; unknown ones are left out.
#[must_use]
pub fn relationships(state: &State, home: &Home, asked: &Asked) -> Value {
    let told = |id: &String| {
        let handle = handle_of_id(state, home, id)?;
        relationship(&state.world(), &home.host, &handle, id)
    };
    let mut ids = asked.parameters("id[]");
    ids.extend(asked.parameters("id"));
    ids.iter().filter_map(told).collect()
}

/// Tester follows an account (a locked one is asked), or not any more.
pub fn change(state: &State, home: &Home, id: &str, follows: bool) -> Reply {
    let Some(handle) = handle_of_id(state, home, id).filter(|handle| handle != "tester") else {
        return record_not_found();
    };
    let mut world = state.world_mut();
    let row = world
        .home(&home.host)
        .and_then(|home| home.stored.get(&handle));
    let profile = row.map(|row| &row.profile);
    let is_there = profile.is_some_and(|profile| profile.state == AccountState::Normal);
    if follows && (!is_there || home.suspended_accounts.contains(&handle)) {
        return record_not_found();
    }
    if follows && profile.is_some_and(|profile| profile.moved_to.is_some()) {
        return reply::error(StatusCode::FORBIDDEN, "This action is not allowed");
    }
    let is_locked = profile.is_some_and(|profile| profile.locked);
    let relation = match (follows, is_locked) {
        (false, _) => Relation::None,
        (true, false) => Relation::Follows,
        (true, true) => Relation::Asked,
    };
    set(&mut world, &home.host, &handle, relation);
    match relationship(&world, &home.host, &handle, id) {
        Some(told) => ok(&told),
        None => record_not_found(),
    }
}

/// What tester is to an account.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Relation {
    /// Nobody.
    None,
    /// A follower.
    Follows,
    /// Somebody who wants to be one and waits for an answer.
    Asked,
}

/// Sets what tester is to an account; false when the home does not know it.
///
/// Who follows already is not asked again.
pub fn set(world: &mut World, home: &str, handle: &str, relation: Relation) -> bool {
    let Some(person) = person_of(world, home, handle) else {
        return false;
    };
    let Some(home) = world.homes.iter_mut().find(|known| known.host == home) else {
        return false;
    };
    if relation == Relation::Asked && home.follows.contains(&person) {
        return true;
    }
    home.follows.retain(|known| *known != person);
    home.requested.retain(|known| *known != person);
    match relation {
        Relation::None => {}
        Relation::Follows => home.follows.push(person),
        Relation::Asked => home.requested.push(person),
    }
    true
}

/// The handles, as a home knows them, of whom tester follows there.
#[must_use]
pub fn follows(world: &World, home: &str) -> Vec<String> {
    let Some(home) = world.home(home) else {
        return Vec::new();
    };
    let known = |person: &String| handle_of(home, person).unwrap_or_else(|| person.clone());
    home.follows.iter().map(known).collect()
}

fn relationship(world: &World, home: &str, handle: &str, id: &str) -> Option<Value> {
    let person = person_of(world, home, handle)?;
    let home = world.home(home)?;
    let following = home.follows.contains(&person);
    let followers = home.followers.as_ref();
    let domain = handle.split_once('@').map_or("", |(_, domain)| domain);
    let names = |list: &[String], wanted: &str| list.iter().any(|known| known == wanted);
    Some(json!({
        "id": id, "following": following, "showing_reblogs": following, "notifying": false,
        "languages": null,
        "followed_by": followers.is_none_or(|followers| followers.contains(&person)),
        "blocking": names(&home.blocks, handle), "blocked_by": names(&home.blocked_by, handle), "muting": false, "muting_notifications": false,
        "requested": home.requested.contains(&person), "requested_by": false,
        "domain_blocking": names(&home.blocks_domains, domain), "endorsed": false, "note": "",
    }))
}
