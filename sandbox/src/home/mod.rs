//! A home: a Mastodon with its API, its pictures and its web UI.

mod account;
mod api;
mod fetch;
pub mod files;
mod gotosocial;
pub mod limits;
mod look;
mod matching;
mod native;
mod outgoing;
mod page;
pub mod posts;
pub mod process;
mod refresh;
pub mod relations;
mod search;
pub mod statuses;

use axum::http::StatusCode;

use crate::asked::Asked;
use crate::model::{Home, Origin};
use crate::origin::{self, actor, well_known};
use crate::reply::{self, Reply};
use crate::state::State;

/// The ordinary answer of a home; `home` comes without its copies.
pub async fn answer(state: &State, home: &Home, asked: &Asked) -> Reply {
    if let Some(status) = home.maintenance {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
        let page = "<!doctype html><title>Maintenance</title><p>We will be back soon.</p>";
        return reply::html(status, page.to_owned());
    }
    let segments = asked.segments();
    let parts: Vec<&str> = segments.iter().map(String::as_str).collect();
    match parts.as_slice() {
        ["api", rest @ ..] => api::answer(state, home, asked, rest).await,
        [".well-known", ..] => well_known::answer(state, &as_origin(home), asked),
        ["nodeinfo", "2.0"] => well_known::nodeinfo(&as_origin(home)),
        ["users", name] => local(state, home, asked, name),
        ["system", .., file] => origin::system_file(state, file),
        [.., "missing.png"] => origin::system_file(state, "missing.png"),
        _ if home.is_gotosocial() => origin::not_found(),
        ["packs", file] => page::asset(file),
        [name] if name.starts_with('@') && asked.wants_activity() => {
            local(state, home, asked, name.trim_start_matches('@'))
        }
        ["settings" | "auth" | "admin" | "about" | "oauth", ..] => page::plain(home, asked),
        _ if asked.method == axum::http::Method::GET => page::application(state, home, asked),
        _ => origin::not_found(),
    }
}

fn as_origin(home: &Home) -> Origin {
    Origin {
        host: home.host.clone(),
        version: home.version.clone(),
        software: home.software.clone(),
        ..Origin::default()
    }
}

/// The ActivityPub side of the home's own people.
fn local(state: &State, home: &Home, asked: &Asked, name: &str) -> Reply {
    let person = state.world().people.get(name).cloned();
    match person.filter(crate::model::Person::is_local) {
        Some(person) if asked.wants_activity() => reply::json_as(
            StatusCode::OK,
            "application/activity+json; charset=utf-8",
            &actor::document(state, &person, &home.host),
        ),
        Some(person) => reply::redirect(
            StatusCode::MOVED_PERMANENTLY,
            &format!("https://{}/@{}", home.host, person.username()),
        ),
        None => origin::not_found(),
    }
}
