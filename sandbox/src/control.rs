//! The control interface under `https://sandbox.test`: what a person or a
//! script without the library uses to read the log and change the world.

use std::fmt::Write;
use std::net::SocketAddr;

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::asked::Asked;
use crate::change::change_world;
use crate::fault::Fault;
use crate::home::limits::Bucket;
use crate::posts;
use crate::reply::{self, Reply};
use crate::state::State;

/// What can be asked, for the listing and for those who ask something else.
const HELP: &str = "\
GET    https://sandbox.test/log               every request as JSON
DELETE https://sandbox.test/log               forgets them
GET    https://sandbox.test/profiles          all handles
GET    https://sandbox.test/profiles/HANDLE   a person
PUT    https://sandbox.test/profiles/HANDLE   merges JSON into a person: {\"live\": {…}, \"stored\": {…}, \"home\": \"home46.test\"}
GET    https://sandbox.test/homes/HOST        a home's settings; PUT merges JSON into them: {\"token_revoked\": true}
GET    https://sandbox.test/origins/HOST      an origin's settings; PUT merges JSON into them: {\"caches\": true}
PUT    https://sandbox.test/world             makes the world so: {\"homes\": {HOST: {…}}, \"origins\": {HOST: {…}}, \"people\": {HANDLE: {…}},
                                              \"add_origins\": […], \"add_people\": […], \"limits\": {HOST: N}, \"faults\": […]}
GET    https://sandbox.test/history/HOST      what happened to the copies of a home
GET    https://sandbox.test/posts/HANDLE      somebody's posts at their origin
GET    https://sandbox.test/posts/HOST/HANDLE what a home has of them
GET    https://sandbox.test/limits/HOST       the least that was ever left in each rate limit
GET    https://sandbox.test/faults            the faults, the newest first
PUT    https://sandbox.test/faults            adds one: {\"host\": \"mastodon44.test\", \"path\": \"/users/\", \"status\": 503}
DELETE https://sandbox.test/faults/HOST       removes the faults of a host
PUT    https://sandbox.test/limits/HOME/N     leaves N requests in the home's rate limit
POST   https://sandbox.test/reset             everything but the log as at the start
";

/// The answer to a control request.
pub fn answer(state: &State, asked: &Asked) -> Reply {
    let segments = asked.segments();
    let parts: Vec<&str> = segments.iter().map(String::as_str).collect();
    let done = || reply::json(StatusCode::OK, &json!({ "ok": true }));
    match (&asked.method, parts.as_slice()) {
        (&Method::GET, ["log"]) => shown(&state.log.entries()),
        (&Method::DELETE, ["log"]) => {
            state.log.clear();
            done()
        }
        (&Method::GET, ["profiles"]) => shown(&state.world().people.keys().collect::<Vec<_>>()),
        (&Method::GET, ["profiles", handle]) => match state.world().people.get(*handle) {
            Some(person) => shown(person),
            None => reply::error(StatusCode::NOT_FOUND, "no such person"),
        },
        (&Method::PUT, ["profiles", handle]) => {
            changed(asked, |change| state.world_mut().patch(handle, &change))
        }
        (&Method::GET, ["homes", host]) => match state.world().home(host) {
            Some(home) => shown(home),
            None => reply::error(StatusCode::NOT_FOUND, "no such home"),
        },
        (&Method::PUT, ["homes", host]) => {
            changed(asked, |change| state.configure_home(host, change))
        }
        (&Method::GET, ["origins", host]) => match state.world().origin(host) {
            Some(origin) => shown(origin),
            None => reply::error(StatusCode::NOT_FOUND, "no such origin"),
        },
        (&Method::PUT, ["origins", host]) => changed(asked, |change| {
            state.world_mut().configure_origin(host, &change)
        }),
        (&Method::PUT, ["world"]) => changed(asked, |change| change_world(state, &change)),
        (&Method::GET, ["history", host]) => shown(&state.history(host)),
        (&Method::GET, ["posts", handle]) => shown(&posts::at_origin(state, handle)),
        (&Method::GET, ["posts", home, handle]) => shown(&posts::at_home(state, home, handle)),
        (&Method::GET, ["limits", host]) => {
            let lowest = Bucket::ALL.map(|bucket| (bucket, state.limits.lowest(host, bucket)));
            shown(&lowest)
        }
        (&Method::GET, ["faults"]) => shown(&*state.faults_mut()),
        (&Method::PUT, ["faults"]) => match serde_json::from_slice::<Fault>(&asked.body) {
            Ok(fault) => {
                state.faults_mut().insert(0, fault);
                done()
            }
            Err(error) => reply::error(StatusCode::BAD_REQUEST, &error.to_string()),
        },
        (&Method::DELETE, ["faults", host]) => {
            state.faults_mut().retain(|fault| fault.host != *host);
            done()
        }
        (&Method::PUT, ["limits", home, remaining]) => match remaining.parse() {
            Ok(remaining) => {
                state
                    .limits
                    .set_remaining(home, remaining, state.clock.now());
                done()
            }
            Err(_) => reply::error(StatusCode::BAD_REQUEST, "not a number"),
        },
        (&Method::POST, ["reset"]) => {
            state.reset();
            done()
        }
        _ => reply::with_type(StatusCode::NOT_FOUND, "text/plain; charset=utf-8", HELP),
    }
}

fn changed(asked: &Asked, change: impl FnOnce(Value) -> anyhow::Result<()>) -> Reply {
    let done = serde_json::from_slice(&asked.body)
        .map_err(anyhow::Error::from)
        .and_then(change);
    match done {
        Ok(()) => reply::json(StatusCode::OK, &json!({ "ok": true })),
        Err(error) => reply::error(StatusCode::BAD_REQUEST, &format!("{error:#}")),
    }
}

fn shown(value: &impl serde::Serialize) -> Reply {
    match serde_json::to_value(value) {
        Ok(value) => reply::json(StatusCode::OK, &value),
        Err(error) => reply::error(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
    }
}

/// The text that the program prints at its start.
#[must_use]
pub fn listing(state: &State, proxy: SocketAddr) -> String {
    let world = state.world();
    let mut text = format!("Proxy: http://{proxy}\n\nHomes\n");
    // Writing to a String does not fail.
    for home in &world.homes {
        let flavour = if home.glitch {
            "glitch-soc"
        } else if home.is_gotosocial() {
            "GoToSocial"
        } else {
            "Mastodon"
        };
        let _ = writeln!(
            text,
            "  https://{:<16} {flavour} {}",
            home.host, home.version
        );
    }
    text.push_str("\nOrigins, each open at a home as https://home46.test/@USER@HOST\n");
    for origin in world.origins.iter().filter(|origin| !origin.corpus) {
        let people: Vec<&str> = world
            .people
            .values()
            .filter(|person| person.web_host == origin.host)
            .map(|person| person.handle.as_str())
            .collect();
        let _ = writeln!(text, "  {:<22} {}", origin.host, origin.about);
        if !people.is_empty() {
            let _ = writeln!(text, "  {:<22}   {}", "", people.join(" "));
        }
    }
    let corpus = world
        .people
        .values()
        .filter(|person| person.document.is_some())
        .count();
    let _ = writeln!(
        text,
        "  and {corpus} people of the corpus of real documents (0: no ../shared)"
    );
    let _ = write!(
        text,
        "\nSwitches on any page of a home: ?theme=light|dark|contrast|system  ?locale=de|ar|en\n  \
         ?signed-out  ?signed-in  ?touch  ?mouse  ?admin  ?nostore  ?store\n\nControl\n{HELP}\nA browser\n  chromium \
         --proxy-server=http://{proxy} --ignore-certificate-errors --user-data-dir=$(mktemp -d) \
         https://home46.test/@ada@mastodon44.test\n"
    );
    text
}
