//! Listings of posts: the project's own cases, real outboxes, the sandbox's origins, chance.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

mod cases;
mod chance;
mod corpus;
mod origins;
#[path = "../fediverse/random.rs"]
mod random;

use std::fs;
use std::path::{Path, PathBuf};

use freshet::address::PublicAddress;
use freshet::posts::{self, Answers, Barrier, Page, Post};
use serde_json::{Value, json};

/// What the readers make of a document. Of an array: what origin lists, and what home has
/// stored. Of a collection: its page. Of anything else: what it says against itself.
fn check(document: &Value, asked: &PublicAddress, actor: &str) -> Value {
    if let Some(page) = posts::statuses(document, "1") {
        let stored = posts::stored(document).unwrap().into_iter();
        let stored: Vec<Value> = stored
            .map(|post| json!([post.id, post.uri, post.at]))
            .collect();
        let mut told = told(&page);
        told["stored"] = json!(stored);
        assert!(posts::outbox(document, asked, actor).is_none());
        return told;
    }
    assert!(posts::stored(document).is_none());
    match posts::outbox(document, asked, actor) {
        Some(page) => told(&page),
        None => json!({ "barrier": word(posts::barrier(document, asked.as_str(), actor)) }),
    }
}

/// A page, with only what is there, so that a case shows what it is about.
fn told(page: &Page) -> Value {
    let mut told = json!({ "posts": page.posts.iter().map(post).collect::<Vec<_>>() });
    for (key, count) in [("boosts", page.boosts), ("unreadable", page.unreadable)] {
        if count > 0 {
            told[key] = json!(count);
        }
    }
    if let Some(next) = &page.next {
        told["next"] = json!(next);
    }
    if let Some(total) = page.total {
        told["total"] = json!(total);
    }
    told
}

fn post(post: &Post) -> Value {
    let mut told = json!({ "uri": post.uri });
    if !post.id.is_empty() {
        told["id"] = json!(post.id);
    }
    if let Some(at) = post.at {
        told["at"] = json!(at);
    }
    match &post.answers {
        Answers::Nobody => {}
        Answers::Own(parent) => told["own"] = json!(parent),
        Answers::Other(parent) => told["other"] = json!(parent),
    }
    if post.barrier.is_some() {
        told["barrier"] = word(post.barrier);
    }
    told
}

fn word(barrier: Option<Barrier>) -> Value {
    json!(barrier.map(|barrier| match barrier {
        Barrier::Gone => "gone",
        Barrier::OtherAuthor => "other_author",
        Barrier::NotPublic => "not_public",
        Barrier::Kind => "kind",
    }))
}

fn parsed(path: &Path) -> Value {
    let text = fs::read(path).unwrap();
    serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What is in a folder, in order.
fn within(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
