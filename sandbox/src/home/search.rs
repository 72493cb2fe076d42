//! `GET /api/v2/search`: the way in which a home fetches an account again
//! (facts A: `search_service.rb`, `resolve_url_service.rb`, `process_account_service.rb`).

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};
use url::Url;

use super::account::{entity, handle_of_acct};
use crate::asked::Asked;
use crate::history::What;
use crate::model::{AccountState, Home, Stored};
use crate::reply::{self, Reply};
use crate::server;
use crate::state::State;

/// What the fetch sends.
const ACCEPT: &str = "application/activity+json, application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\", text/html;q=0.1";
/// The longest gap before an answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest document.
const LONGEST: usize = 1 << 20;
/// How many redirects are followed.
const REDIRECTS: u32 = 3;

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
    let query = query.trim();
    let kind = asked.parameter("type");
    let other_kind = kind.as_deref().is_some_and(|kind| kind != "accounts");
    let skipped = kind.is_some()
        && asked
            .parameter("offset")
            .is_some_and(|offset| offset != "0");
    let none = other_kind || skipped || asked.parameter("limit").as_deref() == Some("0");
    let found = if none {
        None
    } else if let Some(address) = Url::parse(query)
        .ok()
        .filter(|u| u.scheme().starts_with("http"))
    {
        if resolve {
            by_address(state, home, query, &address).await
        } else {
            None
        }
    } else {
        by_handle(state, home, query, resolve).await
    };
    let account = found.and_then(|handle| entity(state, home, &handle));
    reply::json(
        StatusCode::OK,
        &json!({
            "accounts": account.into_iter().collect::<Vec<_>>(),
            "statuses": [],
            "hashtags": [],
        }),
    )
}

/// A stored account without any request; an unknown one is fetched when asked to.
async fn by_handle(state: &State, home: &Home, query: &str, resolve: bool) -> Option<String> {
    if let Some(handle) = handle_of_acct(state, home, query) {
        return Some(handle);
    }
    let uri = {
        let world = state.world();
        let wanted = query.trim_start_matches('@').to_ascii_lowercase();
        let person = world.people.get(&wanted).filter(|_| resolve)?;
        world.uri(person, &home.host)
    };
    let address = Url::parse(&uri).ok()?;
    by_address(state, home, &uri, &address).await
}

/// Always a full refresh; the stored account when origin is down and `query` is the actor id.
async fn by_address(state: &State, home: &Home, query: &str, address: &Url) -> Option<String> {
    if address.host_str() == Some(&home.host) {
        return handle_of_acct(state, home, address.path().trim_start_matches("/@"));
    }
    match fetched(state, home, address).await {
        Fetched::Document(document) => refreshed(state, home, query, &document).await,
        Fetched::Unusable => None,
        Fetched::Down => {
            let world = state.world();
            let stored = &world.home(&home.host)?.stored;
            stored
                .keys()
                .filter_map(|handle| world.people.get(handle))
                .find(|person| world.uri(person, &home.host) == query)
                .map(|person| person.handle.clone())
        }
    }
}

enum Fetched {
    Document(Value),
    Unusable,
    Down,
}

async fn fetched(state: &State, home: &Home, address: &Url) -> Fetched {
    let mut address = address.clone();
    for _ in 0..=REDIRECTS {
        let Some(reply) = request(state, home, &address, ACCEPT).await else {
            return Fetched::Down;
        };
        let status = reply.status();
        if matches!(status.as_u16(), 500 | 502 | 503 | 504) {
            return Fetched::Down;
        }
        if status.is_redirection() {
            let next = header(&reply, "location").and_then(|to| address.join(&to).ok());
            match next {
                Some(next) => address = next,
                None => return Fetched::Unusable,
            }
            continue;
        }
        let typed = header(&reply, "content-type")
            .is_some_and(|kind| kind.starts_with("application/activity+json"));
        if status != StatusCode::OK || !typed {
            return Fetched::Unusable;
        }
        let body = tokio::time::timeout(PATIENCE, axum::body::to_bytes(reply.into_body(), LONGEST));
        return match body.await {
            Ok(Ok(bytes)) => serde_json::from_slice(&bytes)
                .ok()
                .filter(usable)
                .map_or(Fetched::Unusable, Fetched::Document),
            Ok(Err(_)) => Fetched::Unusable,
            Err(_) => Fetched::Down,
        };
    }
    Fetched::Unusable
}

/// Whether `fetch_resource_service.rb` and `process_account_service.rb` would take it.
fn usable(document: &Value) -> bool {
    let actor = ["Application", "Group", "Organization", "Person", "Service"];
    document["@context"]
        .to_string()
        .contains("https://www.w3.org/ns/activitystreams")
        && document["type"]
            .as_str()
            .is_some_and(|kind| actor.contains(&kind))
        && document["inbox"].is_string()
        && document["preferredUsername"].is_string()
}

/// The WebFinger round trip, then everything is stored anew; verification is wiped.
async fn refreshed(state: &State, home: &Home, query: &str, document: &Value) -> Option<String> {
    let id = document["id"].as_str()?;
    let handle = {
        let world = state.world();
        let mut people = world.people.values();
        people
            .find(|person| world.uri(person, &home.host) == id)?
            .handle
            .clone()
    };
    if id != query
        && !matches!(
            fetched(state, home, &Url::parse(id).ok()?).await,
            Fetched::Document(_)
        )
    {
        return None;
    }
    let (_, domain) = handle.split_once('@')?;
    let address = format!("https://{domain}/.well-known/webfinger?resource=acct:{handle}");
    let mut finger = request(
        state,
        home,
        &Url::parse(&address).ok()?,
        "application/jrd+json",
    )
    .await?;
    if let Some(to) = header(&finger, "location") {
        finger = request(state, home, &Url::parse(&to).ok()?, "application/jrd+json").await?;
    }
    if finger.status() != StatusCode::OK {
        return None;
    }
    let mut world = state.world_mut();
    let person = world.people.get(&handle)?;
    let mut profile = person.live.clone();
    if profile.display_name.is_empty() {
        // What origin's document says then.
        profile.display_name = person.username().to_owned();
    }
    if profile.state != AccountState::Suspended {
        profile.state = AccountState::Normal;
    }
    for field in &mut profile.fields {
        field.verified = false;
    }
    let home = world
        .homes
        .iter_mut()
        .find(|known| known.host == home.host)?;
    let old = home.stored.get(&handle).cloned().unwrap_or_default();
    let changed = old.profile.avatar != profile.avatar || old.profile.header != profile.header;
    let downloads = old.downloads + u32::from(changed);
    home.stored
        .insert(handle.clone(), Stored { profile, downloads });
    let host = home.host.clone();
    drop(world);
    state.happened(&host, &handle, What::Refreshed);
    Some(handle)
}

/// One signed request of the home to another server; nothing when there is no answer.
async fn request(state: &State, home: &Home, address: &Url, accept: &'static str) -> Option<Reply> {
    let asked = Asked::signed(address, accept)?;
    let unreachable = {
        let world = state.world();
        let origin = world.origin(&asked.host);
        origin.is_none_or(|origin| origin.refused || origin.closes)
    };
    if unreachable {
        return None;
    }
    let exchange = Box::pin(server::exchange(state, &asked, Some(&home.host)));
    tokio::time::timeout(PATIENCE, exchange)
        .await
        .ok()
        .flatten()
}

fn header(reply: &Reply, name: &str) -> Option<String> {
    Some(reply.headers().get(name)?.to_str().ok()?.to_owned())
}
