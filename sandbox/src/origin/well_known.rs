//! WebFinger and NodeInfo.

use axum::http::StatusCode;
use serde_json::json;
use url::Url;

use super::not_found;
use crate::asked::Asked;
use crate::model::{AccountState, Origin, Person};
use crate::reply::{self, Reply};
use crate::state::State;
use crate::world::World;

/// Where WebFinger is on a server that only host-meta leads to.
const ELSEWHERE: &str = "/.well-known/finger-of-another-name";

/// Anything below `/.well-known/`.
pub fn answer(state: &State, origin: &Origin, asked: &Asked) -> Reply {
    match asked.path.as_str() {
        "/.well-known/webfinger" if origin.host_meta_only || origin.no_web_finger => not_found(),
        "/.well-known/webfinger" | ELSEWHERE => webfinger(state, origin, asked),
        "/.well-known/host-meta" | "/.well-known/host-meta.json" if origin.no_host_meta => {
            not_found()
        }
        "/.well-known/host-meta" => host_meta(origin, asked),
        "/.well-known/host-meta.json" if knows_json(origin) => host_meta(origin, asked),
        "/.well-known/nodeinfo" => reply::json(
            StatusCode::OK,
            &json!({ "links": [{
                "rel": "http://nodeinfo.diaspora.software/ns/schema/2.0",
                "href": format!("https://{}/nodeinfo/2.0", asked.host),
            }] }),
        ),
        _ => not_found(),
    }
}

/// Whether host-meta has a form in JSON.
fn knows_json(origin: &Origin) -> bool {
    origin.is_mastodon(4, 3) || origin.software == "misskey"
}

fn host_meta(origin: &Origin, asked: &Asked) -> Reply {
    let host = &asked.host;
    let wants_json = asked.path.ends_with(".json")
        || (knows_json(origin) && asked.header("accept").starts_with("application/json"));
    let path = if origin.host_meta_only {
        ELSEWHERE
    } else {
        "/.well-known/webfinger"
    };
    let template = format!("https://{host}{path}?resource={{uri}}");
    if wants_json {
        let links = json!({ "links": [{ "rel": "lrdd", "template": template }] });
        return reply::json(StatusCode::OK, &links);
    }
    reply::with_type(
        StatusCode::OK,
        "application/xrd+xml; charset=utf-8",
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<XRD xmlns=\"http://docs.oasis-open.org/ns/xri/xrd-1.0\">\n  \
             <Link rel=\"lrdd\" template=\"{template}\"/>\n</XRD>\n"
        ),
    )
}

/// The NodeInfo document.
#[must_use]
pub fn nodeinfo(origin: &Origin) -> Reply {
    let name = if !origin.software.is_empty() {
        origin.software.as_str()
    } else if origin.closed {
        "pixelfed"
    } else {
        "mastodon"
    };
    reply::json(
        StatusCode::OK,
        &json!({
            "version": "2.0",
            "software": { "name": name, "version": origin.version },
            "protocols": ["activitypub"],
            "services": { "outbound": [], "inbound": [] },
            "usage": { "users": { "total": 3, "activeMonth": 3, "activeHalfyear": 3 }, "localPosts": 120 },
            "openRegistrations": false,
            "metadata": {},
        }),
    )
}

fn webfinger(state: &State, origin: &Origin, asked: &Asked) -> Reply {
    let Some(resource) = asked.parameter("resource") else {
        return reply::error(StatusCode::BAD_REQUEST, "Bad Request");
    };
    if origin.delegates_by_redirect
        && let Some(web_host) = &origin.delegates_to
    {
        let to = format!("https://{web_host}{}", asked.path_and_query());
        return reply::redirect(StatusCode::MOVED_PERMANENTLY, &to);
    }
    let world = state.world();
    let person = found(&world, origin, &resource);
    match person {
        Some(person) if person.live.state == AccountState::Gone => {
            reply::error(StatusCode::GONE, "Gone")
        }
        Some(person) if person.live.state != AccountState::Unknown => {
            let mut reply = jrd(&world, person, &asked.host);
            reply::set(&mut reply, "cache-control", "max-age=259200, public");
            reply
        }
        _ => not_found(),
    }
}

/// The JRD for a person; local people are asked for at their home's `host`.
#[must_use]
pub fn jrd(world: &World, person: &Person, host: &str) -> Reply {
    let uri = world.uri(person, host);
    let url = world.url(person, host);
    let domain = if person.is_local() {
        host
    } else {
        person.domain()
    };
    reply::json_as(
        StatusCode::OK,
        "application/jrd+json; charset=utf-8",
        &json!({
            "subject": format!("acct:{}@{domain}", person.live_username()),
            "aliases": [url, uri],
            "links": [
                { "rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": url },
                { "rel": "self", "type": "application/activity+json", "href": uri },
                { "rel": "http://ostatus.org/schema/1.0/subscribe",
                  "template": format!("https://{host}/authorize_interaction?uri={{uri}}") },
            ],
        }),
    )
}

fn found<'a>(world: &'a World, origin: &Origin, resource: &str) -> Option<&'a Person> {
    let web_host = origin.delegates_to.as_deref().unwrap_or(&origin.host);
    if let Some(handle) = resource.strip_prefix("acct:") {
        let (name, domain) = handle.trim_start_matches('@').split_once('@')?;
        if world.home(&origin.host).is_some() {
            return world.people.get(name).filter(|_| domain == origin.host);
        }
        let person = world.person_at(web_host, name)?;
        let ours = domain.eq_ignore_ascii_case(person.domain())
            || domain.eq_ignore_ascii_case(&person.web_host);
        return ours.then_some(person);
    }
    let address = Url::parse(resource).ok()?;
    world.people.values().find(|person| {
        person.web_host == web_host
            && (world.uri(person, web_host) == address.as_str()
                || world.url(person, web_host) == address.as_str())
    })
}
