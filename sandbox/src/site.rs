//! Which site a host is, and the headers that it puts on every answer.

use axum::http::{Method, StatusCode};

use crate::asked::Asked;
use crate::clock::{Moment, http_date};
use crate::origin::posts::outbox;
use crate::reply::{self, Reply};
use crate::state::{CONTROL_HOST, State};
use crate::{control, home, origin};

/// The ordinary answer of the host asked for; a home takes so much longer than usual.
pub async fn answer(state: &State, asked: &Asked, late: Moment) -> Reply {
    if asked.host == CONTROL_HOST {
        return control::answer(state, asked);
    }
    if asked.method == Method::OPTIONS {
        return preflight(state, asked);
    }
    let home = state
        .world()
        .home(&asked.host)
        .map(crate::model::Home::bare);
    if let Some(mut home) = home {
        home.late_ms = late;
        return home::answer(state, &home, asked).await;
    }
    let origin = state.world().origin(&asked.host).cloned();
    match origin {
        Some(origin) => origin::answer(state, &origin, asked),
        None => reply::with_type(StatusCode::NOT_FOUND, "text/plain", "no such host here"),
    }
}

/// Adds what this host sends with every answer, errors included: CORS above all.
pub fn decorate(state: &State, asked: &Asked, reply: &mut Reply) {
    reply::set(reply, "x-content-type-options", "nosniff");
    let ahead = {
        let world = state.world();
        let home = world.home(&asked.host).map(|home| home.clock_offset_ms);
        let origin = || {
            world
                .origin(&asked.host)
                .map(|origin| origin.clock_offset_ms)
        };
        home.or_else(origin).unwrap_or(0)
    };
    reply::set(reply, "date", &http_date(state.clock.now() + ahead));
    let Some(share) = shared(state, asked) else {
        return;
    };
    // rack-cors speaks only when it is asked.
    if asked.headers.contains_key("origin") {
        reply::set(reply, "access-control-allow-origin", "*");
        reply::set(reply, "access-control-allow-methods", share.methods);
        reply::set(reply, "access-control-expose-headers", share.exposed);
        reply::set(reply, "access-control-max-age", "7200");
    }
    reply::set(reply, "vary", "Accept, Origin");
}

struct Share {
    methods: &'static str,
    exposed: &'static str,
}

fn preflight(state: &State, asked: &Asked) -> Reply {
    let wanted = asked.header("access-control-request-headers").to_owned();
    if shared(state, asked).is_none() {
        return reply::error(StatusCode::NOT_FOUND, "Not Found");
    }
    let mut reply = reply::with_type(StatusCode::OK, "text/plain", "");
    if !wanted.is_empty() {
        reply::set(&mut reply, "access-control-allow-headers", &wanted);
    }
    reply
}

/// What may be read across origins here; nothing where the server sends no CORS headers.
fn shared(state: &State, asked: &Asked) -> Option<Share> {
    let world = state.world();
    let get = Share {
        methods: "GET",
        exposed: "",
    };
    if let Some(origin) = world.origin(&asked.host) {
        if origin.plain {
            return None;
        }
        if origin.closed {
            return asked.path.starts_with("/.well-known/").then_some(get);
        }
        if origin.corpus {
            return Some(get);
        }
        if asked.path.ends_with("/outbox") {
            return outbox::is_shared(origin).then_some(get);
        }
        // These send the headers with everything.
        if ["pleroma", "misskey"].contains(&origin.software.as_str())
            && !asked.path.starts_with("/api/")
        {
            return Some(get);
        }
    } else if world.home(&asked.host).is_none() {
        return None;
    }
    mastodon_shares(&asked.path)
}

/// The table of Mastodon's `config/initializers/cors.rb`, 4.3 and later.
fn mastodon_shares(path: &str) -> Option<Share> {
    let one_segment = |rest: &str| !rest.is_empty() && !rest.contains('/');
    if path.starts_with("/api/") {
        return Some(Share {
            methods: "POST, PUT, DELETE, GET, PATCH, OPTIONS",
            exposed: "Link, X-RateLimit-Reset, X-RateLimit-Limit, X-RateLimit-Remaining, X-Request-Id",
        });
    }
    let open = path.starts_with("/.well-known/")
        || path.starts_with("/nodeinfo/")
        || path.strip_prefix("/@").is_some_and(one_segment)
        || path.strip_prefix("/users/").is_some_and(one_segment);
    open.then_some(Share {
        methods: "GET",
        exposed: "",
    })
}
