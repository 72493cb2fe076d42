//! What Mastodon refuses a document for, and what it ignores in one.

use serde_json::{Map, Value};

use crate::oddity::{Oddity, OddityCode};

use super::link;

/// The context that Mastodon asks for, literally.
const CONTEXT: &str = "https://www.w3.org/ns/activitystreams";

/// The keys that are read: with a prefix before them they are not.
const KEYS: [&str; 18] = [
    "name",
    "summary",
    "url",
    "icon",
    "image",
    "published",
    "manuallyApprovesFollowers",
    "discoverable",
    "indexable",
    "memorial",
    "suspended",
    "movedTo",
    "attachment",
    "tag",
    "preferredUsername",
    "inbox",
    "webfinger",
    "alsoKnownAs",
];

/// Notes what home refuses the document for (`fetch_remote_actor_service.rb`).
pub(super) fn refused(object: &Map<String, Value>, oddities: &mut Vec<Oddity>) {
    let mut odd = |code, detail: &str| oddities.push(Oddity::new(code, detail));
    let context_is_named = match object.get("@context") {
        Some(Value::String(context)) => context == CONTEXT,
        Some(Value::Array(contexts)) => contexts.iter().any(|context| context == CONTEXT),
        _ => false,
    };
    if !context_is_named {
        odd(OddityCode::NoActivityStreamsContext, "@context");
    }
    if !has_text(object, "inbox") {
        odd(OddityCode::NoInbox, "inbox");
    }
    let id = object.get("id").and_then(Value::as_str).unwrap_or_default();
    if !link::is_web_address(id) {
        odd(OddityCode::NoId, id);
    }
    match object.get("preferredUsername").and_then(Value::as_str) {
        None | Some("") => odd(OddityCode::NoPreferredUsername, "preferredUsername"),
        Some(user) if !is_a_mastodon_username(user) => odd(OddityCode::UnusualUsername, user),
        Some(_) => {}
    }
}

/// Notes what home does not look at, and documents that show nothing.
pub(super) fn ignored(object: &Map<String, Value>, oddities: &mut Vec<Oddity>) {
    let mut odd = |code, detail: &str| oddities.push(Oddity::new(code, detail));
    for key in object.keys() {
        let bare = key.rsplit([':', '/', '#']).next().unwrap_or(key);
        if bare != key && KEYS.contains(&bare) {
            odd(OddityCode::PrefixedKey, key);
        }
    }
    for (map, plain) in [("nameMap", "name"), ("summaryMap", "summary")] {
        if object.contains_key(map) && !object.contains_key(plain) {
            odd(OddityCode::LanguageMap, map);
        }
    }
    let shows_nothing = !has_text(object, "name")
        && !has_text(object, "summary")
        && object.get("icon").is_none_or(Value::is_null);
    if shows_nothing && object.contains_key("publicKey") {
        odd(OddityCode::BareDocument, "publicKey");
    }
}

/// Whether the key holds a string that is not empty.
pub(super) fn has_text(object: &Map<String, Value>, key: &str) -> bool {
    object
        .get(key)
        .and_then(Value::as_str)
        .is_some_and(|text| !text.is_empty())
}

/// Mastodon's `USERNAME_RE`: ASCII letters, digits and `_`, with `.` and `-` inside.
fn is_a_mastodon_username(user: &str) -> bool {
    let is_outer = |c: char| c.is_ascii_alphanumeric() || c == '_';
    user.starts_with(is_outer)
        && user.ends_with(is_outer)
        && user.chars().all(|c| is_outer(c) || matches!(c, '.' | '-'))
}
