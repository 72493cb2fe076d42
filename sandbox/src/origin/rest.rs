//! The REST API of a Mastodon origin, as it answers without a token.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::actor::{has_fixed_addresses, picture_address};
use super::not_found;
use super::posts::listing;
use crate::asked::Asked;
use crate::formatted::{self, Rendition};
use crate::home::limits::Bucket;
use crate::home::posts;
use crate::model::{AccountState, Origin, Person, api_level, origin_id};
use crate::reply::{self, Reply};
use crate::state::{Picture, State};

/// Anything below `/api/`, as often as the limits allow it.
pub fn answer(state: &State, origin: &Origin, asked: &Asked, rest: &[&str]) -> Reply {
    let now = state.clock.now();
    let buckets = Bucket::of(false, asked);
    let allowance = state.limits.count(&origin.host, buckets, now);
    let mut reply = if allowance.exceeded {
        reply::error(StatusCode::TOO_MANY_REQUESTS, "Too many requests")
    } else if is_closed(origin, rest) {
        reply::user_needed()
    } else {
        method(state, origin, asked, rest)
    };
    allowance.write(&mut reply);
    reply
}

/// Whether only users may ask; without limited federation everybody may ask of the instance.
fn is_closed(origin: &Origin, rest: &[&str]) -> bool {
    let is_open = matches!(rest, ["v1" | "v2", "instance", ..]);
    origin.only_homes.is_some() || (origin.api_closed && !is_open)
}

/// Whether the software has Mastodon's API of posts for everybody.
fn has_posts_api(origin: &Origin) -> bool {
    !matches!(
        origin.software.as_str(),
        "misskey" | "peertube" | "lemmy" | "wordpress" | "gotosocial"
    )
}

fn method(state: &State, origin: &Origin, asked: &Asked, rest: &[&str]) -> Reply {
    match rest {
        ["v1", "accounts", "lookup"] => {
            let acct = asked.parameter("acct").unwrap_or_default();
            let name = acct
                .trim_start_matches('@')
                .split('@')
                .next()
                .unwrap_or_default();
            let person = state.world().person_at(&origin.host, name).cloned();
            account_or_error(state, origin, person)
        }
        ["v1", "accounts", id] => account_or_error(state, origin, by_id(state, origin, id)),
        ["v1", "accounts", id, "statuses"] => match by_id(state, origin, id) {
            Some(person) if person.posts.is_some() && !has_posts_api(origin) => not_found(),
            Some(person) => {
                let account = account(state, origin, &person);
                match &person.posts {
                    Some(of) => listing::answer(state, origin, asked, &person, of, &account),
                    None => reply::json(StatusCode::OK, &posts::of(&account, asked)),
                }
            }
            None => record_not_found(),
        },
        ["v1", "statuses", id] => {
            let found = status(state, origin, id);
            found.unwrap_or_else(record_not_found)
        }
        ["v1", "instance"] => reply::json(
            StatusCode::OK,
            &json!({
                "uri": origin.host, "title": origin.about, "version": origin.version,
                "short_description": "", "description": origin.about,
            }),
        ),
        ["v2", "instance"] => reply::json(StatusCode::OK, &instance(origin)),
        ["v1", "instance", "domain_blocks"] => reply::blocks(origin.blocks().shown(false)),
        _ => not_found(),
    }
}

fn instance(origin: &Origin) -> Value {
    let mut instance = json!({
        "domain": origin.host, "title": origin.about, "version": origin.version,
        "source_url": "https://sandbox.test/", "description": origin.about,
        "languages": ["en"], "configuration": {}, "registrations": { "enabled": false },
    });
    if origin.is_mastodon(4, 3) {
        instance["api_versions"] = json!({ "mastodon": api_level(&origin.version) });
    }
    instance
}

fn by_id(state: &State, origin: &Origin, id: &str) -> Option<Person> {
    let world = state.world();
    world
        .people
        .values()
        .find(|person| person.web_host == origin.host && origin_id(person) == id)
        .cloned()
}

/// One post that everybody may see, by its number; boosts too.
fn status(state: &State, origin: &Origin, id: &str) -> Option<Reply> {
    let id = id.parse().ok().filter(|_| has_posts_api(origin))?;
    let (person, post) = {
        let world = state.world();
        let mut people = world.people.values();
        people.find_map(|person| {
            let posts = person.posts.as_ref()?;
            let own = person.web_host == origin.host && person.live.state == AccountState::Normal;
            let post = own.then(|| posts.with_id(id)).flatten()?;
            Some((person.clone(), post))
        })?
    };
    let is_there = post.visibility.is_open() && !post.tombstone && !post.missing;
    let account = is_there.then(|| account(state, origin, &person))?;
    let mut status = listing::status(state, origin, &person, &post, &account);
    status["account"] = account;
    Some(reply::json(StatusCode::OK, &status))
}

fn record_not_found() -> Reply {
    reply::error(StatusCode::NOT_FOUND, "Record not found")
}

fn account_or_error(state: &State, origin: &Origin, person: Option<Person>) -> Reply {
    match person {
        Some(person)
            if matches!(
                person.live.state,
                AccountState::Normal | AccountState::Suspended
            ) =>
        {
            reply::json(StatusCode::OK, &account(state, origin, &person))
        }
        _ => record_not_found(),
    }
}

/// The Account entity of one of the server's own people.
fn account(state: &State, origin: &Origin, person: &Person) -> Value {
    let (uri, url, fixed) = {
        let world = state.world();
        (
            world.uri(person, &origin.host),
            world.url(person, &origin.host),
            has_fixed_addresses(&world, person, &origin.host),
        )
    };
    let live = &person.live;
    let host = origin.host.as_str();
    let suspended = live.state == AccountState::Suspended;
    let shown = |text: String| if suspended { String::new() } else { text };
    let pictured = |name: &Option<String>, folder: &str, make: fn(String) -> Picture| {
        name.as_ref().filter(|_| !suspended).map_or_else(
            || format!("https://{host}/{folder}/original/missing.png"),
            |name| picture_address(state, person, host, fixed, &make(name.clone())),
        )
    };
    let avatar = pictured(&live.avatar, "avatars", Picture::Avatar);
    let header = pictured(&live.header, "headers", Picture::Header);
    let fields: Vec<Value> = live
        .fields
        .iter()
        .filter(|_| !suspended)
        .map(|field| {
            json!({
                "name": field.name,
                "value": formatted::field(&field.value, host, Rendition::Origin),
                "verified_at": null,
            })
        })
        .collect();
    let mut account = json!({
        "id": origin_id(person),
        "username": person.live_username(),
        "acct": person.live_username(),
        "display_name": shown(live.display_name.clone()),
        "locked": live.locked,
        "bot": live.bot,
        "group": live.group,
        "discoverable": live.discoverable,
        "indexable": live.indexable.unwrap_or(false),
        "created_at": format!("{}T00:00:00.000Z", live.created),
        "note": shown(formatted::note(&live.note, host, Rendition::Origin)),
        "url": url, "uri": uri,
        "avatar": avatar, "avatar_static": avatar,
        "header": header, "header_static": header,
        "followers_count": live.followers,
        "following_count": live.following,
        "statuses_count": person.statuses(),
        "last_status_at": "2026-08-01",
        "hide_collections": false,
        "noindex": false,
        "emojis": [], "roles": [],
        "fields": fields,
    });
    if suspended {
        account["suspended"] = json!(true);
    }
    if live.memorial {
        account["memorial"] = json!(true);
    }
    let target = live
        .moved_to
        .as_ref()
        .and_then(|handle| state.world().people.get(handle).cloned());
    if let Some(target) = target.filter(|target| target.handle != person.handle) {
        let world = state.world();
        account["moved"] = json!({
            "id": origin_id(&target), "username": target.username(), "acct": target.handle,
            "display_name": target.live.display_name, "uri": world.uri(&target, host),
            "url": world.url(&target, host), "note": "", "fields": [], "emojis": [],
        });
    }
    account
}
