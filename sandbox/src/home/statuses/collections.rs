//! What a home reads of an account in the background: its pinned posts after a refresh, and
//! its outbox where home offers a backfill of its own.

use std::sync::Arc;

use serde_json::Value;
use url::Url;

use super::import::{self, Discoveries};
use super::store::{Fetch, bare};
use crate::clock::{Moment, SECOND};
use crate::due::Effect;
use crate::home::outgoing::Trip;
use crate::home::refresh::Ending;
use crate::model::By;
use crate::state::State;

/// How long after a refresh the pinned posts are looked at.
const PINNED_AFTER: Moment = 3 * SECOND;
/// The time between two posts of a backfill.
const PACE: Moment = SECOND;
/// How many posts a backfill brings at most.
const MOST: usize = 400;

/// The pinned posts of a person.
#[derive(Clone, Debug)]
pub struct Featured {
    home: String,
    person: String,
}

/// A page of an outbox that is read later.
#[derive(Clone, Debug)]
pub struct Walk {
    /// The home.
    pub home: String,
    /// The address.
    pub address: String,
    /// How many posts may still come.
    pub left: usize,
}

impl Walk {
    /// The beginning of a backfill.
    #[must_use]
    pub fn of(home: &str, outbox: &str) -> Self {
        Self {
            home: home.to_owned(),
            address: outbox.to_owned(),
            left: MOST,
        }
    }
}

/// Puts the look at the pinned posts on the list, for people who have posts.
pub fn after_refresh(state: &State, at: Moment, home: &str, person: &str) {
    let world = state.world();
    let has_posts = world
        .people
        .get(person)
        .is_some_and(|person| person.posts.is_some());
    if has_posts {
        let (home, person) = (home.to_owned(), person.to_owned());
        state.due.add(
            at + PINNED_AFTER,
            Effect::Featured(Featured { home, person }),
        );
    }
}

/// Imports the pinned posts and notes which they are.
pub fn featured(state: &State, at: Moment, featured: &Featured) {
    let Some(home) = bare(state, &featured.home) else {
        return;
    };
    let address = {
        let world = state.world();
        let person = world.people.get(&featured.person);
        person.map(|person| format!("{}/collections/featured", world.uri(person, &home.host)))
    };
    let Some(address) = address else { return };
    let mut trip = Trip::at(state, &home, at, 0);
    let Some(collection) = read(&mut trip, &address) else {
        return;
    };
    let discoveries = Arc::new(Discoveries::default());
    let mut pinned = Vec::new();
    for item in items(&collection) {
        let part = Trip::at(state, &home, at, trip.took);
        let outcome = match item.as_str() {
            Some(address) => import::address(part, address, By::Pinned, &discoveries),
            None => {
                let mut document = item.clone();
                document["@context"] = collection["@context"].clone();
                import::document(part, &document, By::Pinned, &discoveries)
            }
        };
        trip.took = outcome.took;
        if let Ending::Post(uri) = outcome.ending {
            pinned.push(uri);
        }
    }
    let effect = Effect::Pin {
        home: featured.home.clone(),
        person: featured.person.clone(),
        uris: pinned,
    };
    state.due.add(at + trip.took, effect);
}

/// Notes which posts of a person are pinned.
pub fn pin(state: &State, home: &str, person: &str, uris: &[String]) {
    let mut world = state.world_mut();
    if let Some(copies) = world.copies_mut(home) {
        for post in copies.of_mut(person) {
            post.pinned = uris.contains(&post.uri);
        }
    }
}

/// Reads a page of an outbox: its posts come one after the other, then the next page.
pub fn walk(state: &State, at: Moment, walk: &Walk) {
    let Some(home) = bare(state, &walk.home) else {
        return;
    };
    let mut trip = Trip::at(state, &home, at, 0);
    let Some(page) = read(&mut trip, &walk.address) else {
        return;
    };
    let mut when = at + trip.took;
    let mut left = walk.left;
    let (found, next) = match &page["first"] {
        Value::Object(_) => (items(&page["first"]), &page["first"]["next"]),
        Value::String(_) => (&[][..], &page["first"]),
        _ => (items(&page), &page["next"]),
    };
    for item in found {
        let own = item["type"] != "Announce";
        let object = &item["object"];
        let address = item.as_str().or_else(|| object.as_str());
        let address = address
            .or_else(|| object["id"].as_str())
            .or_else(|| item["id"].as_str());
        let Some(address) = address.filter(|_| own && left > 0) else {
            continue;
        };
        left -= 1;
        when += PACE;
        let fetch = Fetch {
            home: walk.home.clone(),
            address: address.to_owned(),
            by: By::Native,
            discoveries: Arc::default(),
        };
        state.due.add(when, Effect::Fetch(fetch));
    }
    let is_page = page["first"].is_string() || !found.is_empty();
    if let Some(next) = next.as_str().filter(|_| left > 0 && is_page) {
        let walk = Walk {
            home: walk.home.clone(),
            address: next.to_owned(),
            left,
        };
        state.due.add(when + PACE, Effect::Walk(walk));
    }
}

fn read(trip: &mut Trip<'_>, address: &str) -> Option<Value> {
    let address = Url::parse(address).ok()?;
    let got = trip.get(&address, "application/activity+json", 1 << 20)?;
    let body = got.body.ok().filter(|_| got.status == 200)?;
    serde_json::from_slice(&body).ok()
}

fn items(page: &Value) -> &[Value] {
    let list = page["orderedItems"]
        .as_array()
        .or_else(|| page["items"].as_array());
    list.map(Vec::as_slice).unwrap_or_default()
}
