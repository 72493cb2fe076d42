//! A few posts for every account, so that a profile is not bare.

use serde_json::{Value, json};

use crate::asked::Asked;

/// What they say; the first is pinned.
const TEXTS: [&str; 6] = [
    "Pinned: read my notes first.",
    "The loom is threaded, the engine is oiled.",
    "Does anybody know a good book about canals?",
    "Rain all day. The river is up again.",
    "A walk, a bridge, a heron.",
    "Hello to everybody who is new here.",
];

/// The posts of an account (the Account entity), newest first, as the query asks.
#[must_use]
pub fn of(account: &Value, asked: &Asked) -> Value {
    let pinned = asked.parameter("pinned").as_deref() == Some("true");
    let only_media = asked.parameter("only_media").as_deref() == Some("true");
    let before = asked.parameter("max_id").unwrap_or_else(|| "9".repeat(20));
    let limit = asked
        .parameter("limit")
        .and_then(|limit| limit.parse().ok())
        .unwrap_or(20usize)
        .min(40);
    if only_media || account["suspended"] == true || account["statuses_count"] == 0 {
        return json!([]);
    }
    (0u64..)
        .zip(TEXTS)
        .filter(|(place, _)| (*place == 0) == pinned)
        .map(|(place, text)| post(account, place, text))
        .filter(|post| post["id"].as_str().is_some_and(|id| id < before.as_str()))
        .take(limit)
        .collect()
}

fn post(account: &Value, place: u64, text: &str) -> Value {
    let number: u64 = account["id"]
        .as_str()
        .and_then(|id| id.parse().ok())
        .unwrap_or(0);
    let id = format!(
        "{}",
        115_000_000_000_000_000 + (number % 100_000) * 100 + 50 - place
    );
    let uri = account["uri"].as_str().unwrap_or_default();
    let url = account["url"].as_str().unwrap_or_default();
    json!({
        "id": id,
        "created_at": format!("2026-08-{:02}T12:00:00.000Z", 20 - place),
        "in_reply_to_id": null,
        "sensitive": false, "spoiler_text": "",
        "visibility": "public", "language": "en",
        "uri": format!("{uri}/statuses/{id}"),
        "url": format!("{url}/{id}"),
        "replies_count": place % 3, "reblogs_count": 1, "favourites_count": 2,
        "content": format!("<p>{text}</p>"),
        "reblog": null, "pinned": place == 0,
        "account": account,
        "media_attachments": [], "mentions": [], "tags": [], "emojis": [],
        "card": null, "poll": null,
    })
}
