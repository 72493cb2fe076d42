//! What keeps a home from taking a post in, as its ActivityPub document shows it.

use serde_json::Value;

use crate::address::PublicAddress;

use super::Barrier;
use super::value::{first, one_of, reference, seconds};

/// What the document of a single post says of itself; `uri` is where it was asked for, and
/// stands in for a missing id.
///
/// None too if the document says nothing of a post: an error answer, no object at all.
pub fn barrier(document: &Value, uri: &str, actor: &str) -> Option<Barrier> {
    document.get("type")?;
    let author = Author::new(actor);
    let id = document.get("id").and_then(reference).unwrap_or(uri);
    // Home reads this very document: what it does not say is not so.
    let is_own = author.wrote(document) && author.shares_host(id);
    first_barrier(document, is_own, is_public(document))
}

/// When the document of a single post says that it was published, in seconds since 1970.
/// Mastodon takes one that does not say it for new (`activity/create.rs`, 4.2 to 4.7).
pub fn published(document: &Value) -> Option<u64> {
    seconds(document.get("published"))
}

/// What a listing shows of a post: what neither the post nor its activity tells is taken to
/// be in order.
pub(super) fn listed_barrier(
    post: &Value,
    activity: Option<&Value>,
    uri: &str,
    author: &Author,
) -> Option<Barrier> {
    let named = named(post, "attributedTo").or_else(|| self::named(activity?, "actor"));
    let is_own = named.is_none_or(|named| named == author.actor) && author.shares_host(uri);
    let has_audience = |entry: &&Value| entry.get("to").is_some() || entry.get("cc").is_some();
    let mut told = [Some(post), activity].into_iter().flatten();
    let is_public = told.find(has_audience).is_none_or(is_public);
    first_barrier(post, is_own, is_public)
}

/// Whether Mastodon takes the type (`activitypub/activity/create.rs`): as it is, or as a
/// title with a link.
pub(super) fn is_taken(post: &Value) -> bool {
    one_of(post, &TAKEN)
}

/// The account whose posts are read.
pub(super) struct Author<'a> {
    actor: &'a str,
    address: Option<PublicAddress>,
}

impl<'a> Author<'a> {
    /// The account with this ActivityPub id.
    pub(super) fn new(actor: &'a str) -> Author<'a> {
        let address = PublicAddress::parse(actor).ok();
        Author { actor, address }
    }

    /// Whether the account is the first whom a post is attributed to: the only one that
    /// home looks at (`activitypub/fetch_remote_status_service.rb`).
    pub(super) fn wrote(&self, post: &Value) -> bool {
        named(post, "attributedTo") == Some(self.actor)
    }

    fn shares_host(&self, uri: &str) -> bool {
        match (&self.address, PublicAddress::parse(uri)) {
            (Some(own), Ok(uri)) => own.same_host(&uri),
            _ => false,
        }
    }
}

const TAKEN: [&str; 8] = [
    "Note", "Question", "Image", "Audio", "Video", "Article", "Page", "Event",
];

/// How ActivityStreams and its readers write "everybody".
const EVERYBODY: [&str; 3] = [
    "https://www.w3.org/ns/activitystreams#Public",
    "as:Public",
    "Public",
];

fn first_barrier(post: &Value, is_own: bool, is_public: bool) -> Option<Barrier> {
    if one_of(post, &["Tombstone"]) {
        Some(Barrier::Gone)
    } else if !is_own {
        Some(Barrier::OtherAuthor)
    } else if !is_public {
        Some(Barrier::NotPublic)
    } else if post.get("type").is_some() && !is_taken(post) {
        Some(Barrier::Kind)
    } else {
        None
    }
}

fn named<'a>(entry: &'a Value, key: &str) -> Option<&'a str> {
    reference(first(entry.get(key)?))
}

fn is_public(entry: &Value) -> bool {
    let is_everybody = |to: &Value| reference(to).is_some_and(|to| EVERYBODY.contains(&to));
    ["to", "cc"].iter().any(|key| match entry.get(key) {
        Some(Value::Array(several)) => several.iter().any(is_everybody),
        Some(single) => is_everybody(single),
        None => false,
    })
}
