//! `GET /api/v2/search`: the way in which a home fetches an account again.

use axum::http::StatusCode;
use serde_json::json;

use super::account::{entity, handle_of_acct};
use crate::asked::Asked;
use crate::reply::{self, Reply};
use crate::state::State;
use crate::world::Home;

/// The answer to a search; `signed_in` says whether a user asks.
pub async fn answer(state: &State, home: &Home, asked: &Asked, signed_in: bool) -> Reply {
    let resolve = matches!(asked.parameter("resolve").as_deref(), Some("true" | "1"));
    if !signed_in && (resolve || asked.parameter("offset").is_some()) {
        return reply::error(
            StatusCode::UNAUTHORIZED,
            "Search queries that resolve remote resources are not supported without authentication",
        );
    }
    let query = asked.parameter("q").unwrap_or_default();
    let found = handle_of_acct(state, home, &query).and_then(|handle| entity(state, home, &handle));
    reply::json(
        StatusCode::OK,
        &json!({ "accounts": found.into_iter().collect::<Vec<_>>(), "statuses": [], "hashtags": [] }),
    )
}
