//! The Status entities of Mastodon's API, as origins and homes list them.

use serde_json::Value;

use super::value::{is_readable, seconds, text};
use super::{Answers, Barrier, Page, Post, Stored};

/// Reads an answer of `GET /api/v1/accounts/:id/statuses`, where `account` is that id.
///
/// `next` is the id of the last entry that has one, a boost too. None if the document is
/// no array.
pub fn statuses(document: &Value, account: &str) -> Option<Page> {
    let entries = document.as_array()?;
    let mut page = Page::default();
    for entry in entries {
        if entry.get("reblog").is_some_and(Value::is_object) {
            page.boosts += 1;
        } else if let Some(post) = post(entry, account) {
            page.posts.push(post);
        } else {
            page.unreadable += 1;
        }
    }
    page.next = entries.iter().rev().find_map(|entry| id(entry, "id"));
    Some(page)
}

/// Reads what home lists, boosts too; an entry without id or uri is skipped. None if the
/// document is no array.
pub fn stored(document: &Value) -> Option<Vec<Stored>> {
    let mut found = Vec::new();
    for entry in document.as_array()? {
        if let (Some(id), Some(uri)) = (id(entry, "id"), text(entry, "uri")) {
            found.push(Stored {
                id,
                uri: uri.to_owned(),
                at: seconds(entry.get("created_at")),
            });
        }
    }
    Some(found)
}

fn post(entry: &Value, account: &str) -> Option<Post> {
    let uri = text(entry, "uri").filter(|uri| is_readable(uri))?;
    Some(Post {
        uri: uri.to_owned(),
        id: id(entry, "id").unwrap_or_default(),
        at: seconds(entry.get("created_at")),
        answers: answers(entry, account),
        barrier: barrier(entry, account),
    })
}

/// An id: a string; Pixelfed's were numbers once.
fn id(entry: &Value, key: &str) -> Option<String> {
    match entry.get(key)? {
        Value::String(id) if !id.is_empty() => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

fn answers(entry: &Value, account: &str) -> Answers {
    let post = id(entry, "in_reply_to_id");
    let author = id(entry, "in_reply_to_account_id");
    let is_own = author.as_deref() == Some(account);
    match post {
        Some(post) if is_own => Answers::Own(post),
        Some(post) => Answers::Other(post),
        // Once the answered post is gone, Mastodon still tells whose it was.
        None if author.is_some() && !is_own => Answers::Other(String::new()),
        None => Answers::Nobody,
    }
}

fn barrier(entry: &Value, account: &str) -> Option<Barrier> {
    let author = entry.get("account").and_then(|author| id(author, "id"));
    if author.is_some_and(|author| author != account) {
        return Some(Barrier::OtherAuthor);
    }
    // Pleroma says `local`, glitch-soc `local_only`, of what never leaves its server.
    let is_open = |word: &str| matches!(word, "public" | "unlisted");
    let is_hidden = text(entry, "visibility").is_some_and(|word| !is_open(word))
        || entry.get("local_only").is_some_and(|flag| flag == true);
    is_hidden.then_some(Barrier::NotPublic)
}
