//! The outbox of an actor: its root or one of its pages, in every form that servers give it.

use serde_json::Value;

use crate::address::PublicAddress;

use super::object::{self, Author};
use super::value::{first, is_readable, one_of, reference, seconds};
use super::{Answers, Barrier, Page, Post};

/// Reads an outbox's root or a page of it. `asked` is where it was found, `actor` the id of
/// the account.
///
/// Entries may be a Create (with the post or its id), an Announce, a bare post or a bare id;
/// other activities are passed over, being neither post nor boost. `next` is public, on the
/// host of `asked` and never `asked` itself; a chain of pages may lead in a circle all the
/// same. None if the document is no collection.
pub fn outbox(document: &Value, asked: &PublicAddress, actor: &str) -> Option<Page> {
    let is_page = one_of(document, &PAGES);
    let is_untyped = document.get("type").is_none()
        && (has_entries(document) || document.get("first").is_some());
    if !is_page && !one_of(document, &ROOTS) && !is_untyped {
        return None;
    }
    // A page may name the first one too: that is the way back.
    let beginning = document
        .get("first")
        .filter(|first| !is_page && !first.is_null());
    let beginning = beginning.map(first);
    let own = entries(document);
    let embedded = beginning.filter(|_| own.is_empty());
    let (listed, next) = match embedded {
        Some(page) if has_entries(page) => (entries(page), page.get("next")),
        Some(address) => (own, Some(address)),
        None => (own, document.get("next")),
    };
    let author = Author::new(actor);
    let mut page = Page {
        next: next.and_then(|next| onward(reference(first(next))?, asked)),
        total: total(document).or_else(|| total(beginning?)),
        ..Page::default()
    };
    for entry in listed {
        match read(entry, &author) {
            Entry::Post(post) => page.posts.push(post),
            Entry::Boost => page.boosts += 1,
            Entry::Neither => {}
            Entry::Unreadable => page.unreadable += 1,
        }
    }
    find_own(&mut page.posts);
    Some(page)
}

const PAGES: [&str; 2] = ["OrderedCollectionPage", "CollectionPage"];
const ROOTS: [&str; 2] = ["OrderedCollection", "Collection"];
/// Where entries stand.
const KEYS: [&str; 2] = ["orderedItems", "items"];

enum Entry {
    Post(Post),
    Boost,
    Neither,
    Unreadable,
}

fn has_entries(collection: &Value) -> bool {
    KEYS.iter().any(|key| collection.get(key).is_some())
}

/// What stands under `orderedItems` or `items`; a single entry may stand without an array.
fn entries(collection: &Value) -> &[Value] {
    for key in KEYS {
        let found = match collection.get(key) {
            Some(Value::Array(entries)) => entries.as_slice(),
            None | Some(Value::Null) => &[],
            Some(single) => std::slice::from_ref(single),
        };
        if !found.is_empty() {
            return found;
        }
    }
    &[]
}

fn total(collection: &Value) -> Option<u64> {
    collection.get("totalItems")?.as_u64()
}

fn onward(next: &str, asked: &PublicAddress) -> Option<String> {
    let next = asked.join(next).ok()?;
    (next.same_host(asked) && next != *asked).then(|| next.as_str().to_owned())
}

fn read(entry: &Value, author: &Author) -> Entry {
    let object = entry.get("object").map(first);
    let post = if one_of(entry, &["Create"]) {
        object.and_then(|object| post(object, Some(entry), author))
    } else if one_of(entry, &["Announce"]) {
        // Lemmy's groups pass on the Create. PeerTube's channels pass on their own videos.
        let object = object.map(|object| match object.get("object") {
            Some(inner) if one_of(object, &["Create"]) => first(inner),
            _ => object,
        });
        let Some(own) = object.filter(|object| author.wrote(object)) else {
            return Entry::Boost;
        };
        post(own, None, author)
    } else if object::is_taken(entry) || !is_activity(entry) {
        post(entry, None, author)
    } else {
        return Entry::Neither;
    };
    post.map_or(Entry::Unreadable, Entry::Post)
}

/// Whether an entry that is no post that Mastodon knows is an activity, and no other post.
fn is_activity(entry: &Value) -> bool {
    let is_said_by_somebody = entry.get("actor").is_some() && entry.get("attributedTo").is_none();
    entry.get("object").is_some() || is_said_by_somebody
}

/// A post, or its id alone; with what its activity says of it.
fn post(object: &Value, activity: Option<&Value>, author: &Author) -> Option<Post> {
    let uri = reference(object).filter(|uri| is_readable(uri))?;
    let parent = object.get("inReplyTo").map(first).and_then(reference);
    // Home reads the post's own date, if it is here to be read, and not that of its activity.
    let dated = if object.get("type").is_some() {
        Some(object)
    } else {
        activity
    };
    Some(Post {
        uri: uri.to_owned(),
        id: String::new(),
        at: dated.and_then(|dated| seconds(dated.get("published"))),
        answers: parent.map_or(Answers::Nobody, |uri| Answers::Other(uri.to_owned())),
        barrier: object::listed_barrier(object, activity, uri, author),
    })
}

/// Tells the answers to posts of this page from the others.
fn find_own(posts: &mut [Post]) {
    let is_of_the_account = |post: &&Post| post.barrier != Some(Barrier::OtherAuthor);
    let mut known: Vec<&str> = posts
        .iter()
        .filter(is_of_the_account)
        .map(|post| post.uri.as_str())
        .collect();
    known.sort_unstable();
    let is_own = |post: &Post| match &post.answers {
        Answers::Other(parent) => known.binary_search(&parent.as_str()).is_ok(),
        _ => false,
    };
    let own: Vec<bool> = posts.iter().map(is_own).collect();
    for (post, is_own) in posts.iter_mut().zip(own) {
        if let (true, Answers::Other(parent)) = (is_own, &mut post.answers) {
            post.answers = Answers::Own(std::mem::take(parent));
        }
    }
}
