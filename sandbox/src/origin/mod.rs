//! The servers where accounts live: what each serves to an unsigned reader.

pub mod actor;
mod gate;
pub mod posts;
mod rest;
pub mod well_known;

use axum::http::StatusCode;

use crate::asked::Asked;
use crate::model::{AccountState, Origin, Person};
use crate::picture;
use crate::reply::{self, Reply};
use crate::state::State;

/// The ordinary answer of an origin.
pub fn answer(state: &State, origin: &Origin, asked: &Asked) -> Reply {
    if origin.plain {
        return plain(asked);
    }
    let segments = asked.segments();
    let parts: Vec<&str> = segments.iter().map(String::as_str).collect();
    let is_host = !origin.corpus && origin.delegates_to.is_none();
    if is_host && let Some(reply) = posts::answer(state, origin, asked, &parts) {
        return reply;
    }
    match parts.as_slice() {
        [".well-known", ..] => well_known::answer(state, origin, asked),
        ["nodeinfo", "2.0"] => well_known::nodeinfo(origin),
        ["system", .., file] => system_file(state, file),
        _ if origin.corpus => corpus(state, asked),
        _ if origin.delegates_to.is_some() => not_found(),
        ["api", rest @ ..] if !origin.closed => rest::answer(state, origin, asked, rest),
        ["media_files", ..] => posts::picture(),
        ["users", name] => actor_or_page(state, origin, asked, name, true),
        ["ap", "users", id] => {
            let name = named(state, origin, id);
            actor_or_page(state, origin, asked, &name, true)
        }
        ["users", name, collection] => collection_of(state, origin, asked, name, collection),
        ["ap", "users", id, collection] => {
            let name = named(state, origin, id);
            collection_of(state, origin, asked, &name, collection)
        }
        ["users", name, "collections", "featured"] => {
            collection_of(state, origin, asked, name, "featured")
        }
        ["ap", "users", id, "collections", "featured"] => {
            let name = named(state, origin, id);
            collection_of(state, origin, asked, &name, "featured")
        }
        [name] if origin.closed => actor_or_page(state, origin, asked, name, false),
        [name] if name.starts_with('@') => {
            actor_or_page(state, origin, asked, name.trim_start_matches('@'), false)
        }
        _ => not_found(),
    }
}

/// 404 as Rails says it.
#[must_use]
pub fn not_found() -> Reply {
    reply::error(StatusCode::NOT_FOUND, "Not Found")
}

/// A picture by its file name; no CORS headers, as the stock nginx sends none.
pub fn system_file(state: &State, file: &str) -> Reply {
    if file.starts_with("media-") {
        return posts::picture();
    }
    let bytes = if file == "missing.png" {
        Some(picture::missing().into())
    } else {
        state.picture_bytes(file)
    };
    match bytes {
        Some(bytes) => {
            let mut reply = reply::with_type(StatusCode::OK, "image/png", bytes);
            reply::set(
                &mut reply,
                "cache-control",
                "public, max-age=2419200, immutable",
            );
            reply
        }
        None => not_found(),
    }
}

/// The name of the person at this origin whose id has these digits; empty if there is none.
fn named(state: &State, origin: &Origin, id: &str) -> String {
    let world = state.world();
    let person = world
        .people
        .values()
        .find(|person| person.web_host == origin.host && crate::model::origin_id(person) == id);
    person
        .map(|person| person.username().to_owned())
        .unwrap_or_default()
}

fn actor_or_page(state: &State, origin: &Origin, asked: &Asked, name: &str, is_id: bool) -> Reply {
    let person = {
        let world = state.world();
        let person = if is_id {
            world.person_with_id(&origin.host, name)
        } else {
            world.person_at(&origin.host, name)
        };
        person.cloned()
    };
    let Some(person) = person else {
        return not_found();
    };
    let activity = asked.wants_activity() && (is_id || !origin.pages_are_html);
    if let Some(reply) = gate::shut(origin, asked).filter(|_| activity) {
        return reply;
    }
    match person.live.state {
        AccountState::Gone => return reply::error(StatusCode::GONE, "Gone"),
        AccountState::Unknown => return not_found(),
        AccountState::Suspended if !activity => {
            return reply::html(
                StatusCode::FORBIDDEN,
                "<!doctype html><p>Forbidden".to_owned(),
            );
        }
        _ => {}
    }
    if !activity && origin.only_homes.is_some() {
        let login = format!("https://{}/auth/sign_in", origin.host);
        return reply::redirect(StatusCode::FOUND, &login);
    }
    if !activity {
        return page(state, origin, &person, is_id);
    }
    if let Some(reply) = gate::refusal(state, origin, asked) {
        return reply;
    }
    let mut reply = reply::json_as(
        StatusCode::OK,
        "application/activity+json; charset=utf-8",
        &actor::document(state, &state.served(origin, &person), &origin.host),
    );
    reply::set(&mut reply, "cache-control", "max-age=180, public");
    reply
}

/// The answer of a web server that is no fediverse server.
fn plain(asked: &Asked) -> Reply {
    match asked.path.as_str() {
        "/" => reply::html(
            StatusCode::OK,
            "<!doctype html><title>A website</title><p>Welcome to this website.</p>".to_owned(),
        ),
        _ => reply::html(
            StatusCode::NOT_FOUND,
            "<!doctype html><title>404 Not Found</title><h1>404 Not Found</h1>".to_owned(),
        ),
    }
}

fn page(state: &State, origin: &Origin, person: &Person, is_id: bool) -> Reply {
    let url = state.world().url(person, &origin.host);
    if is_id && !origin.closed {
        return reply::redirect(StatusCode::MOVED_PERMANENTLY, &url);
    }
    let name = person.live_username();
    let uri = state.world().uri(person, &origin.host);
    let alternate = if origin.alternate_in_header {
        String::new()
    } else {
        format!("<link rel=\"alternate\" type=\"application/activity+json\" href=\"{uri}\">")
    };
    let mut page = reply::html(
        StatusCode::OK,
        format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>@{name}@{host}</title>\
             {alternate}<h1>@{name}@{host}</h1><p>The profile page at the account's own server.</p></html>",
            host = person.domain(),
        ),
    );
    if origin.alternate_in_header {
        let link = format!("<{uri}>; rel=\"alternate\"; type=\"application/activity+json\"");
        reply::set(&mut page, "link", &link);
    }
    page
}

fn collection_of(
    state: &State,
    origin: &Origin,
    asked: &Asked,
    name: &str,
    collection: &str,
) -> Reply {
    let person = state.world().person_with_id(&origin.host, name).cloned();
    let Some(person) = person else {
        return not_found();
    };
    if let Some(reply) = gate::shut(origin, asked) {
        return reply;
    }
    let total = match collection {
        "featured" if person.posts.is_some() => 0,
        "outbox" => person.live.statuses,
        "followers" => person.live.followers,
        "following" => person.live.following,
        _ => return not_found(),
    };
    match person.live.state {
        AccountState::Normal => {}
        AccountState::Gone => return reply::error(StatusCode::GONE, "Gone"),
        AccountState::Suspended => return reply::error(StatusCode::FORBIDDEN, "Forbidden"),
        AccountState::Unknown => return not_found(),
    }
    if let Some(reply) = gate::refusal(state, origin, asked) {
        return reply;
    }
    match (collection, &person.posts) {
        ("outbox", Some(of)) => return posts::outbox::answer(state, origin, asked, &person, of),
        ("featured", Some(of)) => return posts::featured(state, origin, asked, &person, of),
        _ => {}
    }
    let id = format!("https://{}{}", asked.host, asked.path);
    reply::json_as(
        StatusCode::OK,
        "application/activity+json; charset=utf-8",
        &serde_json::json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": id, "type": "OrderedCollection", "totalItems": total,
            "first": format!("{id}?page=true"),
        }),
    )
}

/// A document of the corpus under its own address, whatever the `Accept` says.
fn corpus(state: &State, asked: &Asked) -> Reply {
    let world = state.world();
    let address = format!("https://{}{}", asked.host, asked.path_and_query());
    let person = world.people.values().find(|person| {
        person.uri.as_deref() == Some(&address) || person.url.as_deref() == Some(&address)
    });
    match person.and_then(|person| person.document.as_ref()) {
        Some(document) if asked.wants_activity() => reply::json_as(
            StatusCode::OK,
            "application/activity+json; charset=utf-8",
            document,
        ),
        Some(_) => reply::html(StatusCode::OK, "<!doctype html><p>A profile.".to_owned()),
        None => not_found(),
    }
}
