//! The part of Mastodon's API that the web UI and the extension call.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::account::{entity, handle_of_acct, handle_of_id};
use super::{posts, search};
use crate::asked::Asked;
use crate::model::Home;
use crate::origin::not_found;
use crate::reply::{self, Reply};
use crate::state::State;

/// Anything below `/api/`: rate limit, token, then the method.
pub async fn answer(state: &State, home: &Home, asked: &Asked, rest: &[&str]) -> Reply {
    let allowance = state.limits.count(&home.host, state.clock.now());
    let mut reply = if allowance.exceeded {
        reply::error(StatusCode::TOO_MANY_REQUESTS, "Too many requests")
    } else {
        match caller(home, asked) {
            Caller::Invalid => {
                reply::error(StatusCode::UNAUTHORIZED, "The access token is invalid")
            }
            caller => method(state, home, asked, rest, caller == Caller::Tester).await,
        }
    };
    reply::set(
        &mut reply,
        "x-ratelimit-limit",
        &allowance.limit.to_string(),
    );
    reply::set(
        &mut reply,
        "x-ratelimit-remaining",
        &allowance.remaining.to_string(),
    );
    reply::set(&mut reply, "x-ratelimit-reset", &allowance.reset);
    reply::set(&mut reply, "cache-control", "private, no-store");
    reply
}

#[derive(PartialEq)]
enum Caller {
    Nobody,
    Tester,
    Invalid,
}

fn caller(home: &Home, asked: &Asked) -> Caller {
    match asked.header("authorization") {
        "" => Caller::Nobody,
        sent if sent.strip_prefix("Bearer ") == Some(home.token().as_str()) => Caller::Tester,
        _ => Caller::Invalid,
    }
}

async fn method(
    state: &State,
    home: &Home,
    asked: &Asked,
    rest: &[&str],
    signed_in: bool,
) -> Reply {
    let person = |handle: Option<String>| match handle.and_then(|h| entity(state, home, &h)) {
        Some(account) => ok(&account),
        None => record_not_found(),
    };
    match rest {
        ["v2", "search"] => search::answer(state, home, asked, signed_in).await,
        ["v1" | "v2", "instance"] => ok(&instance(home, rest)),
        ["v1", "instance", "domain_blocks"] => {
            reply::with_type(StatusCode::NOT_FOUND, "application/json; charset=utf-8", "")
        }
        ["v1", "accounts", "lookup"] => {
            let acct = asked.parameter("acct").unwrap_or_default();
            person(handle_of_acct(state, home, &acct))
        }
        ["v1", "accounts", "verify_credentials"] if signed_in => person(Some("tester".to_owned())),
        ["v1", "accounts", "relationships"] if signed_in => ok(&relationships(asked)),
        ["v1", "accounts", "familiar_followers"] if signed_in => ok(&familiar(state, home, asked)),
        [
            "v1",
            "accounts",
            "verify_credentials" | "relationships" | "familiar_followers",
        ]
        | ["v1", "timelines", "home"]
        | ["v1" | "v2", "notifications"]
            if !signed_in =>
        {
            reply::error(
                StatusCode::UNAUTHORIZED,
                "This method requires an authenticated user",
            )
        }
        ["v1", "timelines", "home"] => ok(&home_timeline(state, home, asked)),
        ["v1" | "v2", "notifications"] => ok(&json!([])),
        ["v1", "accounts", id, "statuses"] => {
            match handle_of_id(state, home, id).and_then(|h| entity(state, home, &h)) {
                Some(account) => ok(&posts::of(&account, asked)),
                None => record_not_found(),
            }
        }
        ["v1", "accounts", id, "followers" | "following"] => match handle_of_id(state, home, id) {
            Some(_) => ok(&neighbours(state, home)),
            None => record_not_found(),
        },
        ["v1", "accounts", _, "follow" | "unfollow"] if asked.method == Method::POST => {
            ok(&json!({ "following": rest.last() == Some(&"follow") }))
        }
        ["v1", "accounts", id] => person(handle_of_id(state, home, id)),
        _ => not_found(),
    }
}

fn ok(value: &Value) -> Reply {
    reply::json(StatusCode::OK, value)
}

fn record_not_found() -> Reply {
    reply::error(StatusCode::NOT_FOUND, "Record not found")
}

fn instance(home: &Home, rest: &[&str]) -> Value {
    let version = if home.glitch {
        format!("{}+glitch", home.version)
    } else {
        home.version.clone()
    };
    if rest.first() == Some(&"v1") {
        return json!({
            "uri": home.host, "title": "Freshet sandbox", "version": version,
            "short_description": "", "description": "", "registrations": false,
        });
    }
    let api = match home.minor() {
        "4.3" => 2,
        "4.4" => 6,
        "4.5" => 7,
        _ => 11,
    };
    let mut api_versions = json!({ "mastodon": api });
    if home.glitch {
        api_versions["glitch"] = json!(1);
    }
    json!({
        "domain": home.host, "title": "Freshet sandbox", "version": version,
        "source_url": "https://sandbox.test/", "description": "A home of the embedded fediverse",
        "languages": ["en"], "api_versions": api_versions,
        "configuration": { "limited_federation": false, "urls": { "streaming": format!("wss://{}", home.host) } },
        "registrations": { "enabled": false },
    })
}

fn relationships(asked: &Asked) -> Value {
    asked
        .parameters("id[]")
        .iter()
        .map(|id| {
            json!({
                "id": id, "following": false, "followed_by": true, "blocking": false,
                "muting": false, "requested": false, "note": "", "domain_blocking": false,
            })
        })
        .collect()
}

fn familiar(state: &State, home: &Home, asked: &Asked) -> Value {
    asked
        .parameters("id[]")
        .iter()
        .map(|id| json!({ "id": id, "accounts": neighbours(state, home) }))
        .collect()
}

fn neighbours(state: &State, home: &Home) -> Value {
    ["bea@mastodon44.test", "carol"]
        .iter()
        .filter_map(|handle| entity(state, home, handle))
        .collect()
}

fn home_timeline(state: &State, home: &Home, asked: &Asked) -> Value {
    [
        "ada@mastodon44.test",
        "bea@mastodon44.test",
        "carol",
        "eva@mastodon45.test",
    ]
    .iter()
    .filter_map(|handle| entity(state, home, handle))
    .filter_map(|account| posts::of(&account, asked).get(1).cloned())
    .collect()
}
