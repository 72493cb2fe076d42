//! Endpoints that no Mastodon has and some home may offer.

use axum::http::StatusCode;
use serde_json::json;

use super::account::{entity, handle_of_id};
use super::api::{ok, record_not_found};
use super::statuses::collections::Walk;
use super::{refresh, search};
use crate::clock::{HOUR, Moment, SECOND, iso_micro};
use crate::due::Effect;
use crate::model::{Home, NativeBackfill, NativeRefresh};
use crate::reply::{self, Reply};
use crate::state::{State, locked};

/// An endpoint that some home may offer; as if there were none without it.
pub async fn refresh(state: &State, home: &Home, id: &str, signed_in: bool) -> Reply {
    let Some(kind) = home.native_refresh else {
        return record_not_found();
    };
    if !signed_in {
        return nobody();
    }
    if kind == NativeRefresh::Busy {
        return busy(state, 30 * SECOND);
    }
    let uri = handle_of_id(state, home, id)
        .and_then(|handle| Some(entity(state, home, &handle)?["uri"].as_str()?.to_owned()));
    let Some(uri) = uri else {
        return record_not_found();
    };
    if kind == NativeRefresh::Accepted {
        refresh::by_address(state, home, &uri, 5 * SECOND);
        return reply::json(StatusCode::ACCEPTED, &json!({}));
    }
    let outcome = refresh::by_address(state, home, &uri, 0);
    match search::waited(state, home, outcome).await {
        Ok(Some(account)) => ok(&account),
        Ok(None) => reply::error(StatusCode::SERVICE_UNAVAILABLE, reply::COULD_NOT_FETCH),
        Err(reply) => *reply,
    }
}

/// A backfill of home's own: once per account and hour.
pub fn backfill(state: &State, home: &Home, id: &str, signed_in: bool) -> Reply {
    let Some(kind) = home.native_backfill else {
        return record_not_found();
    };
    if !signed_in {
        return nobody();
    }
    let uri = handle_of_id(state, home, id)
        .and_then(|handle| Some(entity(state, home, &handle)?["uri"].as_str()?.to_owned()));
    let Some(uri) = uri else {
        return record_not_found();
    };
    match kind {
        NativeBackfill::Busy => return busy(state, 30 * SECOND),
        NativeBackfill::Unprocessable => {
            let text = "Validation failed: this account cannot be backfilled";
            return reply::error(StatusCode::UNPROCESSABLE_ENTITY, text);
        }
        NativeBackfill::Accepted => {}
    }
    let now = state.clock.now();
    let mut accepted = locked(&state.backfills);
    let again = accepted.get(&(home.host.clone(), uri.clone()));
    if let Some(wait) = again.map(|at| at + HOUR - now).filter(|wait| *wait > 0) {
        return busy(state, wait);
    }
    accepted.insert((home.host.clone(), uri.clone()), now);
    let walk = Walk::of(&home.host, &format!("{uri}/outbox"));
    state.due.add(now + 2 * SECOND, Effect::Walk(walk));
    reply::json(StatusCode::ACCEPTED, &json!({}))
}

fn nobody() -> Reply {
    let text = "This method requires an authenticated user";
    reply::error(StatusCode::UNAUTHORIZED, text)
}

fn busy(state: &State, wait: Moment) -> Reply {
    let mut busy = reply::error(StatusCode::TOO_MANY_REQUESTS, "Too many requests");
    let reset = iso_micro(state.clock.now() + wait);
    reply::set(&mut busy, "retry-after", &(wait / SECOND).to_string());
    reply::set(&mut busy, "x-ratelimit-limit", "1");
    reply::set(&mut busy, "x-ratelimit-remaining", "0");
    reply::set(&mut busy, "x-ratelimit-reset", &reset);
    busy
}
