//! The client API of a GoToSocial home, as far as it differs from Mastodon's
//! (facts/gotosocial.md 1 to 3).

use std::sync::Arc;

use axum::http::StatusCode;
use serde_json::{Value, json};
use url::Url;

use super::account::{entity, handle_of_acct, handle_of_id, handle_of_uri};
use super::fetch::{Fetched, Finger};
use super::outgoing::Trip;
use super::refresh::{self, Ending, Outcome};
use super::search::{Found, found, results, results_of, waited};
use super::statuses::{self, import, store};
use crate::asked::Asked;
use crate::clock::{HOUR, Moment};
use crate::model::{By, Home};
use crate::origin::not_found;
use crate::reply::{self, Reply};
use crate::state::State;

/// How old a copy is before it is fetched again.
const STALE: Moment = 6 * HOUR;
/// How old a post is before it is fetched again.
const STALE_POST: Moment = 2 * HOUR;
/// How many parents are fetched at most.
const LONGEST_THREAD: usize = 100;

/// Anything below `/api/` that needs a token, for a caller who has one.
pub async fn method(state: &State, home: &Home, asked: &Asked, rest: &[&str]) -> Option<Reply> {
    let scope = match rest {
        ["v2", "search"] => "read:search",
        ["v1", "accounts", _, "statuses"] | ["v1", "statuses", _] => "read:statuses",
        ["v1", "accounts", ..] => "read:accounts",
        _ => "read",
    };
    if !home.permits(scope) {
        return Some(reply::error(
            StatusCode::FORBIDDEN,
            "Forbidden: token has insufficient scope permission",
        ));
    }
    match rest {
        ["v2", "search"] => Some(search(state, home, asked).await),
        ["v1", "accounts", "search"] => Some(accounts(state, home, asked).await),
        ["v1", "statuses", id] => {
            let uri = statuses::uri_of(state, home, id);
            let outcome = uri.map(|uri| known_post(state, home, &uri, true))?;
            Some(match found(state, home, outcome).await {
                Ok(Found::Status(status)) => reply::json(StatusCode::OK, &status),
                Ok(_) => not_found(),
                Err(reply) => *reply,
            })
        }
        ["v1", "accounts", id] if id.bytes().all(|byte| byte.is_ascii_digit()) => {
            let handle = handle_of_id(state, home, id)?;
            let outcome = known(state, home, &handle);
            Some(match waited(state, home, outcome).await {
                Ok(Some(account)) => reply::json(StatusCode::OK, &account),
                Ok(None) => not_found(),
                Err(reply) => *reply,
            })
        }
        _ => None,
    }
}

/// Without a token everything but the instance is closed.
pub fn closed() -> Reply {
    reply::error(StatusCode::UNAUTHORIZED, "Unauthorized: token not supplied")
}

/// The instance, without Mastodon's `api_versions`.
pub fn instance(home: &Home) -> Value {
    json!({
        "domain": home.host, "uri": home.host, "account_domain": home.host,
        "title": "Freshet sandbox", "version": home.version,
        "source_url": "https://github.com/superseriousbusiness/gotosocial",
        "description": "A home of the embedded fediverse", "languages": ["en"],
        "configuration": {}, "registrations": { "enabled": false },
    })
}

async fn search(state: &State, home: &Home, asked: &Asked) -> Reply {
    let kind = asked.parameter("type").unwrap_or_default();
    if !["", "accounts", "statuses", "hashtags"].contains(&kind.as_str()) {
        return reply::error(
            StatusCode::BAD_REQUEST,
            "Bad Request: search query type is not known",
        );
    }
    let query = asked.parameter("q").unwrap_or_default();
    let query = query.trim();
    let skipped = asked
        .parameter("offset")
        .is_some_and(|offset| offset != "0");
    if skipped || query.starts_with("acct:") {
        return results(None);
    }
    let resolve = matches!(asked.parameter("resolve").as_deref(), Some("true" | "1"));
    let is_address = query.starts_with("http://") || query.starts_with("https://");
    if is_address && query.contains(['#', '?']) {
        return reply::error(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Internal Server Error: please check the logs",
        );
    }
    if let Some(uri) = known_uri(state, home, query).filter(|_| is_address) {
        let outcome = known_post(state, home, &uri, resolve);
        return answered(state, home, outcome, &kind).await;
    }
    let row = if is_address {
        handle_of_uri(state, home, query).or_else(|| handle_of_url(state, home, query))
    } else {
        handle_of_acct(state, home, query)
    };
    let outcome = match row {
        Some(handle) if resolve => known(state, home, &handle),
        Some(handle) => ended(0, Ending::Row(handle)),
        None if !resolve => ended(0, Ending::Nothing),
        None if is_address => by_address(state, home, query),
        None => by_handle(state, home, query),
    };
    answered(state, home, outcome, &kind).await
}

async fn answered(state: &State, home: &Home, outcome: Outcome, kind: &str) -> Reply {
    match found(state, home, outcome).await {
        Ok(found) => results_of(found.filter(Some(kind))),
        Err(reply) => *reply,
    }
}

/// A post that this home has, by the address of its document or its page.
fn known_uri(state: &State, home: &Home, query: &str) -> Option<String> {
    let world = state.world();
    let posts = &world.home(&home.host)?.posts;
    let found = posts.with_uri(query).map(|(_, post)| post);
    let found = found.or_else(|| posts.with_url(query));
    found.map(|post| post.uri.clone())
}

/// A known post: fetched again after two hours; only 410 deletes it.
fn known_post(state: &State, home: &Home, uri: &str, resolve: bool) -> Outcome {
    let kept = |took| ended(took, Ending::Post(uri.to_owned()));
    let since = {
        let world = state.world();
        let posts = world.home(&home.host).map(|home| &home.posts);
        let post = posts.and_then(|posts| posts.with_uri(uri));
        post.map(|(_, post)| post.fetched_at)
    };
    let now = state.clock.now();
    if !resolve || since.is_some_and(|at| now - at < STALE_POST) {
        return kept(0);
    }
    let mut trip = Trip::new(state, home);
    match trip.actor(uri) {
        Fetched::Post(document) => {
            let outcome = import::document(trip, &document, By::Search, &Arc::default());
            kept(outcome.took)
        }
        Fetched::Unusable(410) => {
            crate::posts::delete(state, &home.host, uri);
            ended(trip.took, Ending::Nothing)
        }
        _ => kept(trip.took),
    }
}

/// A new post, and what it answers, one after the other.
fn thread(trip: Trip<'_>, document: &Value) -> Outcome {
    let (state, home, began) = (trip.state, trip.home, trip.began);
    let discoveries = Arc::default();
    let mut outcome = import::document(trip, document, By::Search, &discoveries);
    if !matches!(outcome.ending, Ending::Post(_)) {
        return outcome;
    }
    let mut parent = document["inReplyTo"].as_str().map(str::to_owned);
    for _ in 0..LONGEST_THREAD {
        let Some(address) = parent.filter(|uri| !store::is_known(state, &home.host, uri)) else {
            break;
        };
        let mut trip = Trip::at(state, home, began, outcome.took);
        let Fetched::Post(document) = trip.actor(&address) else {
            outcome.took = trip.took;
            break;
        };
        outcome.took = import::document(trip, &document, By::Thread, &discoveries).took;
        parent = document["inReplyTo"].as_str().map(str::to_owned);
    }
    outcome
}

/// Only with a leading `@`.
async fn accounts(state: &State, home: &Home, asked: &Asked) -> Reply {
    let query = asked.parameter("q").unwrap_or_default();
    let handle = handle_of_acct(state, home, query.trim()).filter(|_| query.starts_with('@'));
    let resolve = asked.parameter("resolve").as_deref() == Some("true");
    let outcome = match handle {
        Some(handle) if resolve => known(state, home, &handle),
        Some(handle) => ended(0, Ending::Row(handle)),
        None if resolve && query.starts_with('@') => by_handle(state, home, query.trim()),
        None => ended(0, Ending::Nothing),
    };
    match waited(state, home, outcome).await {
        Ok(account) => reply::json(StatusCode::OK, &account.into_iter().collect()),
        Err(reply) => *reply,
    }
}

fn ended(took: Moment, ending: Ending) -> Outcome {
    Outcome { took, ending }
}

/// A known account: fetched again after six hours, whatever way it was asked for.
fn known(state: &State, home: &Home, handle: &str) -> Outcome {
    let kept = |took| ended(took, Ending::Row(handle.to_owned()));
    let domain = handle.split_once('@').map(|(_, domain)| domain);
    let Some(domain) = domain else {
        return kept(0);
    };
    if home.refuses(domain) {
        return ended(0, Ending::Nothing);
    }
    if refresh::is_fresh(state, home, handle, STALE) {
        return kept(0);
    }
    let uri = {
        let world = state.world();
        let rows = world.home(&home.host).map(|home| &home.stored);
        let row = rows.and_then(|rows| rows.get(handle));
        let person = row.and_then(|row| world.person_of_row(handle, row));
        person.map(|person| world.uri(person, &home.host))
    };
    let Some(uri) = uri else { return kept(0) };
    let mut trip = Trip::new(state, home);
    // The answer to the handle decides nothing where the actor is known.
    let _ = trip.finger(handle);
    match trip.actor(&uri) {
        Fetched::Actor(document) => {
            refresh::stored(trip, &document, 0).unwrap_or_else(|(took, _)| kept(took))
        }
        Fetched::Unusable(401 | 403 | 404 | 410) => {
            // The clock is set as if it had worked: no other try for six hours.
            let now = state.clock.now();
            let mut world = state.world_mut();
            let row = world
                .rows_mut(&home.host)
                .and_then(|rows| rows.get_mut(handle));
            if let Some(row) = row {
                row.fetched_at = Some(now);
            }
            drop(world);
            kept(trip.took)
        }
        _ => kept(trip.took),
    }
}

fn by_address(state: &State, home: &Home, query: &str) -> Outcome {
    let address = Url::parse(query).ok();
    let host = address.as_ref().and_then(Url::host_str).unwrap_or_default();
    let mut trip = Trip::new(state, home);
    if host == home.host || home.refuses(host) {
        return ended(0, Ending::Nothing);
    }
    match trip.actor(query) {
        Fetched::Actor(document) => refresh::stored(trip, &document, 0)
            .unwrap_or_else(|(took, _)| ended(took, Ending::Nothing)),
        Fetched::Post(document) => thread(trip, &document),
        _ => ended(trip.took, Ending::Nothing),
    }
}

fn by_handle(state: &State, home: &Home, query: &str) -> Outcome {
    let mut trip = Trip::new(state, home);
    match trip.finger(query.trim_start_matches('@')) {
        Finger::Found { actor, .. } => {
            let mut outcome = by_address(state, home, &actor);
            outcome.took += trip.took;
            outcome
        }
        _ => ended(trip.took, Ending::Nothing),
    }
}

fn handle_of_url(state: &State, home: &Home, url: &str) -> Option<String> {
    let rows: Vec<String> = {
        let world = state.world();
        world.home(&home.host)?.stored.keys().cloned().collect()
    };
    rows.into_iter()
        .find(|handle| entity(state, home, handle).is_some_and(|account| account["url"] == url))
}
