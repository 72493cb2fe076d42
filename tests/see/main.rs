//! The look at a profile, played against a scripted fediverse: what is asked of whom, in
//! which order, and how it ends.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

mod answers;
mod consents;
#[path = "../fediverse/mod.rs"]
mod fediverse;
mod orders;
mod posts;
mod ways;

use fediverse::Fediverse;
use serde_json::{Value, json};

const ID: &str = "https://remote.example/users/ada";
const PAGE: &str = "https://remote.example/@ada";
const API: &str = "https://remote.example/api/v1/accounts/lookup?acct=ada";
const FINGER: &str =
    "https://remote.example/.well-known/webfinger?resource=acct%3Aada%40remote.example";
const OTHER: &str = "https://remote.example/ap/actor/7";

/// Plays a look to its end, and says what was asked and how it ended. Every other promise
/// of a look is held against it on the way: see [`fediverse::play`].
#[track_caller]
fn check(fediverse: &Fediverse, asked: &[&str], ends: &str) {
    let played = fediverse::play(fediverse);
    assert_eq!(played.asked, asked, "what was asked");
    assert_eq!(played.ends, ends, "how it ended");
}

/// Where the ordinary account of [`account`] lives, before any answer of its own.
const FIRST: [&str; 3] = ["home", "contact remote.example", ID];

/// The ordinary first steps and these after them.
fn then(more: &[&'static str]) -> Vec<&'static str> {
    FIRST.iter().chain(more).copied().collect()
}

/// What Akkoma, Friendica and Sharkey show to those who do not sign.
fn bare() -> Value {
    json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": ID,
        "type": "Person",
        "preferredUsername": "ada",
        "inbox": "https://remote.example/users/ada/inbox",
        "url": PAGE,
        "publicKey": {"id": "https://remote.example/users/ada#main-key", "publicKeyPem": "x"},
    })
}
