//! `GET /api/v2/search` and `/api/v1/accounts/search` of a Mastodon: the ways in which
//! a user makes a home fetch an account again (facts A: `search_service.rb`).

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::account::entity;
use super::matching;
use super::refresh::{self, Ending, Outcome};
use super::statuses;
use crate::asked::Asked;
use crate::model::Home;
use crate::reply::{self, Reply};
use crate::state::State;

/// The answer to a search; `signed_in` says whether a user asks.
pub async fn answer(state: &State, home: &Home, asked: &Asked, signed_in: bool) -> Reply {
    let resolve = resolves(asked);
    if !signed_in && (resolve || asked.parameter("offset").is_some()) {
        return reply::error(
            StatusCode::UNAUTHORIZED,
            "Search queries that resolve remote resources are not supported without authentication",
        );
    }
    let query = asked.parameter("q").unwrap_or_default();
    let query = query.trim();
    let kind = asked.parameter("type");
    let other_kind = kind.as_deref().is_some_and(|kind| kind != "accounts");
    let skipped = kind.is_some()
        && asked
            .parameter("offset")
            .is_some_and(|offset| offset != "0");
    if skipped || asked.parameter("limit").as_deref() == Some("0") {
        return results(None);
    }
    let is_address = query.starts_with("http://") || query.starts_with("https://");
    if other_kind && !is_address {
        return results(None);
    }
    let limit = matching::limit(asked, 20, 40);
    let outcome = match (is_address, resolve) {
        (true, true) => refresh::by_address(state, home, query, 0),
        (false, true) => match resolved(state, home, query, limit).await {
            Ok(accounts) => return whole(accounts, Vec::new()),
            Err(reply) => return *reply,
        },
        (true, false) => return results(None),
        (false, false) => return whole(known(state, home, query, limit), Vec::new()),
    };
    match found(state, home, outcome).await {
        // What the address stands for was fetched all the same.
        Ok(found) => results_of(found.filter(kind.as_deref())),
        Err(reply) => *reply,
    }
}

/// What a search finds.
pub enum Found {
    /// An account.
    Account(Value),
    /// A post.
    Status(Value),
    /// Nothing.
    Nothing,
}

impl Found {
    /// Nothing where something else was wanted.
    #[must_use]
    pub fn filter(self, kind: Option<&str>) -> Self {
        match (&self, kind) {
            (_, None | Some(""))
            | (Self::Account(_), Some("accounts"))
            | (Self::Status(_), Some("statuses")) => self,
            _ => Self::Nothing,
        }
    }
}

/// The body of a search that found an account, a post or nothing.
pub fn results_of(found: Found) -> Reply {
    match found {
        Found::Status(status) => whole(Vec::new(), vec![status]),
        Found::Account(account) => results(Some(account)),
        Found::Nothing => results(None),
    }
}

/// The answer of `/api/v1/accounts/search`, which knows handles only.
pub async fn accounts(state: &State, home: &Home, asked: &Asked) -> Reply {
    let query = asked.parameter("q").unwrap_or_default();
    let (query, limit) = (query.trim(), matching::limit(asked, 40, 80));
    let accounts = if resolves(asked) {
        resolved(state, home, query, limit).await
    } else {
        Ok(known(state, home, query, limit))
    };
    match accounts {
        Ok(accounts) => reply::json(StatusCode::OK, &Value::Array(accounts)),
        Err(reply) => *reply,
    }
}

/// Whom a handle stands for, asked for if need be; for a mere name, those with similar names too.
async fn resolved(
    state: &State,
    home: &Home,
    query: &str,
    limit: usize,
) -> Result<Vec<Value>, Box<Reply>> {
    if !query.trim_start_matches('@').contains('@') {
        return Ok(known(state, home, query, limit));
    }
    let outcome = refresh::by_handle(state, home, query);
    let account = waited(state, home, outcome).await?;
    Ok(account.into_iter().take(limit).collect())
}

fn resolves(asked: &Asked) -> bool {
    matches!(asked.parameter("resolve").as_deref(), Some("true" | "1"))
}

/// Those whom a home knows under a name, without a question to anybody.
fn known(state: &State, home: &Home, query: &str, limit: usize) -> Vec<Value> {
    let handles = matching::handles(state, home, query, limit);
    let account = |handle: &String| entity(state, home, handle);
    handles.iter().filter_map(account).collect()
}

/// The body of a search.
pub fn results(account: Option<Value>) -> Reply {
    whole(account.into_iter().collect(), Vec::new())
}

fn whole(accounts: Vec<Value>, statuses: Vec<Value>) -> Reply {
    let mut body = json!({ "hashtags": [] });
    body["accounts"] = Value::Array(accounts);
    body["statuses"] = Value::Array(statuses);
    reply::json(StatusCode::OK, &body)
}

/// Waits for the end of a refresh; the account, or the answer of what went wrong.
pub async fn waited(
    state: &State,
    home: &Home,
    outcome: Outcome,
) -> Result<Option<Value>, Box<Reply>> {
    match found(state, home, outcome).await? {
        Found::Account(account) => Ok(Some(account)),
        _ => Ok(None),
    }
}

/// Waits for what a search leads to, or the answer of what went wrong.
pub async fn found(state: &State, home: &Home, outcome: Outcome) -> Result<Found, Box<Reply>> {
    let patience = home.gateway_timeout_ms.unwrap_or(i64::MAX);
    let wait = outcome.took.min(patience).max(0);
    if wait > 0 {
        tokio::time::sleep(Duration::from_millis(wait.unsigned_abs())).await;
    }
    state.settle();
    if outcome.took > patience || outcome.ending == Ending::Lost {
        return Err(Box::new(gateway_timeout()));
    }
    let failed = |status, text| Err(Box::new(reply::error(status, text)));
    match outcome.ending {
        Ending::Row(handle) => {
            Ok(entity(state, home, &handle).map_or(Found::Nothing, Found::Account))
        }
        Ending::Post(uri) => match statuses::status(state, home, &uri) {
            Some((status, true)) => Ok(Found::Status(status)),
            Some((_, false)) if home.is_gotosocial() => Ok(Found::Nothing),
            Some((_, false)) => failed(StatusCode::FORBIDDEN, "This action is not allowed"),
            None => Ok(Found::Nothing),
        },
        Ending::Nothing | Ending::Lost => Ok(Found::Nothing),
        Ending::Unreachable => failed(StatusCode::SERVICE_UNAVAILABLE, reply::COULD_NOT_FETCH),
        Ending::Busy => failed(StatusCode::SERVICE_UNAVAILABLE, reply::TEMPORARY_PROBLEM),
        Ending::Invalid => failed(
            StatusCode::UNPROCESSABLE_ENTITY,
            "Validation failed: the remote server's answer was refused",
        ),
    }
}

fn gateway_timeout() -> Reply {
    reply::html(
        StatusCode::GATEWAY_TIMEOUT,
        reply::GATEWAY_TIMEOUT.to_owned(),
    )
}
