//! The posts of people who have some: their documents, pages, outboxes and the API's listing.

pub mod address;
pub mod document;
pub mod listing;
pub mod outbox;

use std::sync::OnceLock;

use axum::body::Bytes;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{gate, not_found};
use crate::asked::Asked;
use crate::model::{AccountState, Origin, Person, Posts, Visibility};
use crate::picture;
use crate::reply::{self, Reply};
use crate::state::State;
use address::Part;

/// A picture of a post, at its origin and at a home.
pub fn picture() -> Reply {
    static DRAWN: OnceLock<Bytes> = OnceLock::new();
    let bytes = DRAWN.get_or_init(|| picture::missing().into());
    reply::with_type(StatusCode::OK, "image/png", bytes.clone())
}

/// The answer at a post's address; nothing when the address is none of a post's.
pub fn answer(state: &State, origin: &Origin, asked: &Asked, parts: &[&str]) -> Option<Reply> {
    let (person, id, part) = address::read(&state.world(), origin, asked, parts)?;
    let posts = person.posts.as_ref()?;
    let activity = asked.wants_activity() && (part != Part::Page || !origin.pages_are_html);
    let refused = || gate::shut(origin, asked).or_else(|| gate::refusal(state, origin, asked));
    if activity && let Some(reply) = refused() {
        return Some(reply);
    }
    let signed = !asked.header("signature").is_empty();
    match person.live.state {
        AccountState::Normal => {}
        AccountState::Gone => return Some(reply::error(StatusCode::GONE, "Gone")),
        AccountState::Suspended => return Some(reply::error(StatusCode::FORBIDDEN, "Forbidden")),
        AccountState::Unknown => return Some(not_found()),
    }
    let Some(post) = posts.with_id(id) else {
        return Some(not_found());
    };
    let world = state.world();
    let uri = address::uri(&world, origin, &person, id);
    let is_served = post.visibility.is_open()
        || (origin.serves_private && signed && post.visibility == Visibility::Private);
    if post.missing || !is_served || (post.boost_of.is_some() && part != Part::Activity) {
        return Some(not_found());
    }
    if post.tombstone {
        let tombstone = json!({
            "@context": "https://www.w3.org/ns/activitystreams", "id": uri, "type": "Tombstone",
        });
        return Some(reply::json_as(StatusCode::GONE, ACTIVITY, &tombstone));
    }
    if !activity {
        let url = address::url(&world, origin, &person, id);
        if part == Part::Object && url != uri {
            return Some(reply::redirect(StatusCode::FOUND, &url));
        }
        let text = document::escaped(&post.text);
        let page = format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>A post</title>\
             <link rel=\"alternate\" type=\"application/activity+json\" href=\"{uri}\"><p>{text}</p></html>"
        );
        return Some(reply::html(StatusCode::OK, page));
    }
    let mut found = match part {
        Part::Activity => document::activity(&world, origin, &person, &post, true),
        _ => document::object(&world, origin, &person, &post),
    };
    found["@context"] = json!("https://www.w3.org/ns/activitystreams");
    let mut reply = reply::json_as(StatusCode::OK, ACTIVITY, &found);
    reply::set(&mut reply, "cache-control", "max-age=180, public");
    Some(reply)
}

/// The collection of pinned posts, with the posts themselves.
pub fn featured(
    state: &State,
    origin: &Origin,
    asked: &Asked,
    person: &Person,
    posts: &Posts,
) -> Reply {
    let world = state.world();
    let pinned = posts
        .newest_first()
        .filter(|post| post.pinned && post.is_listed());
    let items: Vec<Value> = pinned
        .take(PINNED)
        .map(|post| document::object(&world, origin, person, &post))
        .collect();
    let found = json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": format!("https://{}{}", asked.host, asked.path),
        "type": "OrderedCollection", "totalItems": items.len(), "orderedItems": items,
    });
    reply::json_as(StatusCode::OK, ACTIVITY, &found)
}

/// How many posts may be pinned; the generated ones are all among the newest.
const PINNED: usize = 5;
/// The content type of ActivityPub documents.
pub const ACTIVITY: &str = "application/activity+json; charset=utf-8";
