//! How a home fetches an account again: by an address, always; by a handle, when the
//! copy is a day old (facts A: `resolve_url_service.rb`, `resolve_account_service.rb`).
//!
//! The requests are made at once and what they lead to is put on the list of due
//! effects, so that a client who leaves does not stop it. The answer waits.

use std::sync::Arc;

use serde_json::Value;
use url::Url;

use super::account::{handle_of_acct, handle_of_uri};
use super::fetch::{Fetched, Finger};
use super::outgoing::Trip;
use super::process::Commit;
use super::statuses::{self, import};
use crate::clock::{HOUR, Moment, SECOND};
use crate::due::Effect;
use crate::model::{By, Home};
use crate::state::{State, locked};

/// How old a copy is before its handle is asked for again.
const STALE: Moment = 24 * HOUR;
/// How long a lock is waited for.
const LOCK_PATIENCE: Moment = 10 * SECOND;

/// What a refresh ends with, and how long it takes.
pub struct Outcome {
    /// From now, in milliseconds.
    pub took: Moment,
    /// What is known then.
    pub ending: Ending,
}

/// The end of a refresh.
#[derive(Debug, PartialEq)]
pub enum Ending {
    /// The row of this handle, refreshed or not.
    Row(String),
    /// The post of this address.
    Post(String),
    /// Nobody.
    Nothing,
    /// No connection where that is no answer: 503.
    Unreachable,
    /// An address or an answer that is refused: 422.
    Invalid,
    /// Somebody else holds the lock: 503.
    Busy,
    /// Nobody will ever know.
    Lost,
}

/// A full refresh by the address of an actor or its page.
pub fn by_address(state: &State, home: &Home, query: &str, at_least: Moment) -> Outcome {
    let host = Url::parse(query).ok();
    let host = host.as_ref().and_then(Url::host_str).unwrap_or_default();
    if host == home.host {
        let path = query.split_once(&home.host).map_or("", |(_, path)| path);
        let path = path.trim_start_matches("/@");
        let id = path.split_once('/').map(|(_, id)| id);
        if let Some(uri) = id.and_then(|id| statuses::uri_of(state, home, id)) {
            return ended(0, Ending::Post(uri));
        }
        let known = handle_of_acct(state, home, path);
        return known.map_or_else(|| ended(0, Ending::Nothing), |h| ended(0, Ending::Row(h)));
    }
    let mut trip = Trip::new(state, home);
    match trip.actor(query) {
        Fetched::Actor(document) => stored(trip, &document, at_least)
            .unwrap_or_else(|(took, finger)| ended(took, failed(finger))),
        Fetched::Post(document) => import::document(trip, &document, By::Search, &Arc::default()),
        Fetched::Unusable(status) => {
            let known = import::known(state, home, query, status);
            ended(trip.took, known.map_or(Ending::Nothing, Ending::Post))
        }
        Fetched::Down => {
            let known = handle_of_uri(state, home, query);
            ended(trip.took, known.map_or(Ending::Nothing, Ending::Row))
        }
    }
}

/// What a handle stands for: the copy if it is fresh, else a refresh by way of WebFinger.
pub fn by_handle(state: &State, home: &Home, query: &str) -> Outcome {
    let known = handle_of_acct(state, home, query);
    let kept = |took, known: &Option<String>| {
        let ending = known.clone().map_or(Ending::Nothing, Ending::Row);
        ended(took, ending)
    };
    let handle = known
        .clone()
        .unwrap_or_else(|| query.trim_start_matches('@').to_ascii_lowercase());
    let Some((_, domain)) = handle.split_once('@') else {
        return kept(0, &known);
    };
    if home.refuses(domain) {
        return ended(0, Ending::Nothing);
    }
    if known
        .as_ref()
        .is_some_and(|handle| is_fresh(state, home, handle, STALE))
    {
        return kept(0, &known);
    }
    let mut trip = Trip::new(state, home);
    let gone = |trip: Trip<'_>| {
        if let Some(handle) = &known {
            let effect = Effect::Delete {
                home: home.host.clone(),
                handle: handle.clone(),
            };
            state.due.add(state.clock.now() + trip.took, effect);
        }
        ended(trip.took, Ending::Nothing)
    };
    let mut finger = trip.finger(&handle);
    if let Finger::Found { handle: other, .. } = &finger
        && !other.eq_ignore_ascii_case(&handle)
    {
        let other = other.clone();
        finger = trip.finger(&other);
    }
    let actor = match finger {
        Finger::Found { actor, .. } => actor,
        Finger::Gone => return gone(trip),
        Finger::Nowhere => return kept(trip.took, &known),
        Finger::Broken => return ended(trip.took, Ending::Unreachable),
        Finger::Invalid => return ended(trip.took, Ending::Invalid),
    };
    match trip.actor(&actor) {
        Fetched::Actor(document) => match stored(trip, &document, 0) {
            Ok(outcome) => outcome,
            Err((took, Finger::Nowhere | Finger::Gone)) => kept(took, &known),
            Err((took, finger)) => ended(took, failed(finger)),
        },
        Fetched::Unusable(410) if home.at_least(7) => gone(trip),
        _ => kept(trip.took, &known),
    }
}

/// Whether a row was fetched less than `window` ago.
pub fn is_fresh(state: &State, home: &Home, handle: &str, window: Moment) -> bool {
    is_fresh_at(state, home, handle, window, state.clock.now())
}

/// Whether a row was fetched less than `window` before a moment.
pub fn is_fresh_at(state: &State, home: &Home, handle: &str, window: Moment, now: Moment) -> bool {
    let world = state.world();
    let row = world
        .home(&home.host)
        .and_then(|home| home.stored.get(handle));
    row.and_then(|row| row.fetched_at)
        .is_some_and(|at| now - at < window)
}

fn ended(took: Moment, ending: Ending) -> Outcome {
    Outcome { took, ending }
}

fn failed(finger: Finger) -> Ending {
    match finger {
        Finger::Broken => Ending::Unreachable,
        Finger::Invalid => Ending::Invalid,
        _ => Ending::Nothing,
    }
}

/// The checks after a document was fetched, and the storing of it at `at_least` from now.
pub fn stored(
    mut trip: Trip<'_>,
    document: &Value,
    at_least: Moment,
) -> Result<Outcome, (Moment, Finger)> {
    let (state, home) = (trip.state, trip.home);
    let id = document["id"].as_str().unwrap_or_default();
    let host = Url::parse(id).ok();
    let host = host.as_ref().and_then(Url::host_str).unwrap_or_default();
    if home.refuses(host) {
        return Ok(ended(trip.took, Ending::Nothing));
    }
    let handle = match trip.confirmed(document) {
        Ok(handle) => handle,
        Err(finger) => return Err((trip.took, finger)),
    };
    let domain = handle.split_once('@').map_or("", |(_, domain)| domain);
    if home.refuses(domain) {
        return Ok(ended(trip.took, Ending::Nothing));
    }
    if let Err(took) = waited_for_lock(&mut trip, id) {
        return Ok(ended(took, Ending::Busy));
    }
    let Some(commits) = trip.prepared(document, &handle) else {
        return Ok(ended(trip.took, Ending::Nothing));
    };
    let took = (trip.took + home.refresh_takes_ms).max(at_least);
    let end = trip.began + took;
    locked(&state.locks).insert((home.host.clone(), id.to_owned()), end);
    if home.refresh_never_happens {
        return Ok(ended(took, Ending::Lost));
    }
    due(state, end, commits);
    Ok(ended(took, Ending::Row(handle)))
}

fn due(state: &State, at: Moment, commits: Vec<Commit>) {
    for commit in commits {
        state.due.add(at, Effect::Store(Box::new(commit)));
    }
}

/// Waits for the lock `process_account:<id>`; the time spent in vain is the error.
fn waited_for_lock(trip: &mut Trip<'_>, id: &str) -> Result<(), Moment> {
    let key = (trip.home.host.clone(), id.to_owned());
    let free = locked(&trip.state.locks).get(&key).copied().unwrap_or(0);
    let wait = (free - (trip.began + trip.took)).max(0);
    if trip.home.lock_held || wait > LOCK_PATIENCE {
        return Err(trip.took + LOCK_PATIENCE);
    }
    trip.took += wait;
    Ok(())
}
