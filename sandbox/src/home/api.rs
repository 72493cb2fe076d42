//! The part of Mastodon's API that the web UI and the extension call.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::account::{entity, handle_of_acct, handle_of_id};
use super::limits::Bucket;
use super::{gotosocial, native, posts, relations, search, statuses};
use crate::asked::Asked;
use crate::model::{Home, api_level};
use crate::origin::not_found;
use crate::reply::{self, Reply};
use crate::state::State;

/// Anything below `/api/`: rate limit, token, then the method.
pub async fn answer(state: &State, home: &Home, asked: &Asked, rest: &[&str]) -> Reply {
    let caller = caller(home, asked);
    let by_tester = caller == Caller::Tester && !home.is_gotosocial();
    let buckets = if home.is_gotosocial() {
        &[Bucket::Address]
    } else {
        Bucket::of(by_tester, asked)
    };
    let allowance = state.limits.count(&home.host, buckets, state.clock.now());
    let open = matches!(rest, ["v1" | "v2", "instance", ..]);
    let mut reply = match caller {
        _ if allowance.exceeded && home.is_gotosocial() => {
            reply::error(StatusCode::TOO_MANY_REQUESTS, "rate limit reached")
        }
        _ if allowance.exceeded => reply::error(StatusCode::TOO_MANY_REQUESTS, "Too many requests"),
        Caller::Invalid => reply::error(StatusCode::UNAUTHORIZED, "The access token is invalid"),
        Caller::Nobody if home.is_gotosocial() && !open => gotosocial::closed(),
        // In limited federation even the instance is for its users only.
        Caller::Nobody if home.allows_only.is_some() && !home.is_gotosocial() => {
            reply::user_needed()
        }
        _ => match special(state, home, asked, rest, caller).await {
            Some(reply) => reply,
            None => {
                let signed_in = caller == Caller::Tester && !home.token_without_user;
                method(state, home, asked, rest, signed_in).await
            }
        },
    };
    allowance.write(&mut reply);
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
        ["v1", "domain_blocks"] => ("read:blocks", true),
        ["v1", "accounts", _, "statuses"] => ("read:statuses", false),
        ["v1", "accounts", _, "refresh" | "backfill"] => ("write:accounts", true),
        ["v1", "accounts", _, "follow" | "unfollow"] => ("write:follows", true),
        ["v1", "statuses", _] => ("read:statuses", false),
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
            native::refresh(state, home, id, signed_in).await
        }
        ["v1", "accounts", id, "backfill"] if asked.method == Method::POST => {
            native::backfill(state, home, id, signed_in)
        }
        ["v1", "statuses", id] => {
            let uri = statuses::uri_of(state, home, id);
            match uri.and_then(|uri| statuses::status(state, home, &uri)) {
                Some((status, _)) if status["account"]["suspended"] == true => record_not_found(),
                Some((status, true)) if signed_in || is_open(&status) => ok(&status),
                _ => record_not_found(),
            }
        }
        ["v1" | "v2", "instance"] if home.is_gotosocial() => ok(&gotosocial::instance(home)),
        ["v1" | "v2", "instance"] => ok(&instance(home, rest)),
        ["v1", "instance", "domain_blocks"] => reply::blocks(home.domain_blocks().shown(signed_in)),
        ["v1", "domain_blocks"] if signed_in => ok(&json!(home.blocks_domains)),
        ["v1", "accounts", "lookup"] => {
            let acct = asked.parameter("acct").unwrap_or_default();
            person(handle_of_acct(state, home, &acct))
        }
        ["v1", "accounts", "verify_credentials"] if signed_in => person(Some("tester".to_owned())),
        ["v1", "accounts", "relationships"] if signed_in => {
            ok(&relations::relationships(state, home, asked))
        }
        ["v1", "accounts", "familiar_followers"] if signed_in => ok(&familiar(state, home, asked)),
        [
            "v1",
            "accounts",
            "verify_credentials" | "relationships" | "familiar_followers" | "search",
        ]
        | ["v1", "accounts", _, "follow" | "unfollow"]
        | ["v1", "domain_blocks"]
        | ["v1", "timelines", "home"]
        | ["v1" | "v2", "notifications"]
            if !signed_in =>
        {
            reply::user_needed()
        }
        ["v1", "timelines", "home"] => ok(&home_timeline(state, home, asked)),
        ["v1" | "v2", "notifications"] => ok(&json!([])),
        ["v1", "accounts", id, "statuses"] => {
            let found = |handle: String| Some((handle.clone(), entity(state, home, &handle)?));
            match handle_of_id(state, home, id).and_then(found) {
                Some((handle, account)) if statuses::has_posts(state, home, &handle) => {
                    statuses::listing(state, home, asked, &handle, &account, signed_in)
                }
                Some((_, account)) => ok(&posts::of(&account, asked)),
                None => record_not_found(),
            }
        }
        ["v1", "accounts", id, "followers" | "following"] => match handle_of_id(state, home, id) {
            Some(_) => ok(&neighbours(state, home)),
            None => record_not_found(),
        },
        ["v1", "accounts", id, word @ ("follow" | "unfollow")] if asked.method == Method::POST => {
            relations::change(state, home, id, *word == "follow")
        }
        ["v1", "accounts", id] => person(handle_of_id(state, home, id)),
        _ => not_found(),
    }
}

/// 200 with JSON.
pub fn ok(value: &Value) -> Reply {
    reply::json(StatusCode::OK, value)
}

/// 404 as the API says it.
pub fn record_not_found() -> Reply {
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
    let mut configuration = json!({ "urls": { "streaming": format!("wss://{}", home.host) } });
    if home.at_least(4) {
        configuration["limited_federation"] = json!(home.allows_only.is_some());
    }
    let mut api_versions = json!({ "mastodon": api_level(&home.version) });
    if home.glitch {
        api_versions["glitch"] = json!(1);
    }
    json!({
        "domain": home.host, "title": "Freshet sandbox", "version": version,
        "source_url": "https://sandbox.test/", "description": "A home of the embedded fediverse",
        "languages": ["en"], "api_versions": api_versions,
        "configuration": configuration,
        "registrations": { "enabled": false },
    })
}

/// Whether everybody may see a status.
fn is_open(status: &Value) -> bool {
    ["public", "unlisted"].contains(&status["visibility"].as_str().unwrap_or_default())
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
