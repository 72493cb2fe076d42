//! The part of Mastodon's API that the web UI and the extension call.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::account::{entity, handle_of_acct, handle_of_id};
use super::limits::Who;
use super::{gotosocial, posts, refresh, search};
use crate::asked::Asked;
use crate::clock::{SECOND, iso_micro};
use crate::model::{Home, NativeRefresh};
use crate::origin::not_found;
use crate::reply::{self, Reply};
use crate::state::State;

/// Anything below `/api/`: rate limit, token, then the method.
pub async fn answer(state: &State, home: &Home, asked: &Asked, rest: &[&str]) -> Reply {
    let caller = caller(home, asked);
    let who = match caller {
        Caller::Tester if !home.is_gotosocial() => Who::Token,
        _ => Who::Address,
    };
    let allowance = state.limits.count(&home.host, who, state.clock.now());
    let open = matches!(rest, ["v1" | "v2", "instance", ..]);
    let mut reply = match caller {
        _ if allowance.exceeded && home.is_gotosocial() => {
            reply::error(StatusCode::TOO_MANY_REQUESTS, "rate limit reached")
        }
        _ if allowance.exceeded => reply::error(StatusCode::TOO_MANY_REQUESTS, "Too many requests"),
        Caller::Invalid => reply::error(StatusCode::UNAUTHORIZED, "The access token is invalid"),
        Caller::Nobody if home.is_gotosocial() && !open => gotosocial::closed(),
        _ => match special(state, home, asked, rest, caller).await {
            Some(reply) => reply,
            None => {
                let signed_in = caller == Caller::Tester && !home.token_without_user;
                method(state, home, asked, rest, signed_in).await
            }
        },
    };
    if !reply.headers().contains_key("x-ratelimit-reset") {
        let limit = allowance.limit.to_string();
        let remaining = allowance.remaining.to_string();
        reply::set(&mut reply, "x-ratelimit-limit", &limit);
        reply::set(&mut reply, "x-ratelimit-remaining", &remaining);
        reply::set(&mut reply, "x-ratelimit-reset", &allowance.reset);
    }
    reply::set(&mut reply, "cache-control", "private, no-store");
    reply
}

/// What comes before the ordinary methods: other software, scopes, a disabled login.
async fn special(
    state: &State,
    home: &Home,
    asked: &Asked,
    rest: &[&str],
    caller: Caller,
) -> Option<Reply> {
    if caller != Caller::Tester {
        return None;
    }
    if home.is_gotosocial() {
        return gotosocial::method(state, home, asked, rest).await;
    }
    let (scope, needs_user) = match rest {
        ["v2", "search"] => ("read:search", true),
        [
            "v1",
            "accounts",
            "search" | "verify_credentials" | "relationships" | "familiar_followers",
        ] => ("read:accounts", true),
        ["v1", "accounts", "lookup"] => ("read:accounts", false),
        ["v1", "accounts", _, "statuses"] => ("read:statuses", false),
        ["v1", "accounts", _, "refresh"] => ("write:accounts", true),
        ["v1", "accounts", ..] => ("read:accounts", false),
        _ => return None,
    };
    let refused = |text| Some(reply::error(StatusCode::FORBIDDEN, text));
    if !home.permits(scope) {
        return refused("This action is outside the authorized scopes");
    }
    if needs_user && home.login_disabled {
        return refused("Your login is currently disabled");
    }
    None
}

#[derive(Clone, Copy, PartialEq)]
enum Caller {
    Nobody,
    Tester,
    Invalid,
}

fn caller(home: &Home, asked: &Asked) -> Caller {
    match asked.header("authorization").strip_prefix("Bearer ") {
        None if asked.header("authorization").is_empty() => Caller::Nobody,
        Some(sent) if sent == home.token() && !home.token_revoked => Caller::Tester,
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
        ["v1", "accounts", "search"] if signed_in => search::accounts(state, home, asked).await,
        ["v1", "accounts", id, "refresh"] if asked.method == Method::POST => {
            native_refresh(state, home, id, signed_in).await
        }
        ["v1" | "v2", "instance"] if home.is_gotosocial() => ok(&gotosocial::instance(home)),
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
            "verify_credentials" | "relationships" | "familiar_followers" | "search",
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

/// An endpoint that some home may offer; as if there were none without it.
async fn native_refresh(state: &State, home: &Home, id: &str, signed_in: bool) -> Reply {
    let Some(kind) = home.native_refresh else {
        return record_not_found();
    };
    if !signed_in {
        return reply::error(
            StatusCode::UNAUTHORIZED,
            "This method requires an authenticated user",
        );
    }
    if kind == NativeRefresh::Busy {
        let mut busy = reply::error(StatusCode::TOO_MANY_REQUESTS, "Too many requests");
        reply::set(&mut busy, "retry-after", "30");
        let reset = iso_micro(state.clock.now() + 30 * SECOND);
        reply::set(&mut busy, "x-ratelimit-limit", "1");
        reply::set(&mut busy, "x-ratelimit-remaining", "0");
        reply::set(&mut busy, "x-ratelimit-reset", &reset);
        return busy;
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
        Ok(None) => reply::error(
            StatusCode::SERVICE_UNAVAILABLE,
            "Remote data could not be fetched",
        ),
        Err(reply) => *reply,
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
        _ if home.version.starts_with("4.6.0") => 10,
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
        "configuration": { "limited_federation": home.allows_only.is_some(), "urls": { "streaming": format!("wss://{}", home.host) } },
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
