//! What servers of the scripted fediverse answer.

use freshet::step::{Answer, Failure, Outcome};
use serde_json::{Value, json};

/// An answer of JSON.
pub fn json(status: u16, document: Value) -> Outcome {
    answer(status, "application/activity+json", document.to_string())
}

/// A web page.
pub fn html(status: u16) -> Outcome {
    answer(
        status,
        "text/html",
        "<!doctype html><p>Hello</p>".to_owned(),
    )
}

fn answer(status: u16, media_type: &str, body: String) -> Outcome {
    Outcome::Answer(Answer {
        status,
        media_type: media_type.to_owned(),
        body: body.into_bytes(),
        wait: None,
        limit: None,
        ahead: None,
    })
}

/// No answer.
pub fn failed(failure: Failure) -> Outcome {
    Outcome::Failed(failure)
}

/// What WebFinger says of an account whose actor is there.
pub fn web_finger(actor: &str) -> Value {
    json!({
        "subject": "acct:ada@remote.example",
        "links": [{"rel": "self", "type": "application/activity+json", "href": actor}],
    })
}

/// Home's copy of an account of Mastodon 4.4 at remote.example.
pub fn account() -> Value {
    json!({
        "id": "1",
        "username": "ada",
        "acct": "ada@remote.example",
        "display_name": "Ada",
        "uri": "https://remote.example/users/ada",
        "url": "https://remote.example/@ada",
        "note": "<p>Countess of computing</p>",
        "avatar": "https://home.example/cache/avatars/ada.png",
        "header": "https://home.example/headers/original/missing.png",
        "fields": [{"name": "Pronouns", "value": "she/her", "verified_at": null}],
        "locked": false,
        "bot": false,
        "group": false,
        "discoverable": true,
        "indexable": false,
        "hide_collections": false,
        "created_at": "2020-01-02T00:00:00.000Z",
        "followers_count": 3,
        "following_count": 2,
        "statuses_count": 1,
        "emojis": [],
    })
}

/// The same account as its own server shows it.
pub fn actor() -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
        "id": "https://remote.example/users/ada",
        "type": "Person",
        "preferredUsername": "ada",
        "inbox": "https://remote.example/users/ada/inbox",
        "url": "https://remote.example/@ada",
        "name": "Ada",
        "summary": "<p>Countess of computing</p>",
        "icon": {"type": "Image", "mediaType": "image/png", "url": "https://files.remote.example/ada.png"},
        "attachment": [{"type": "PropertyValue", "name": "Pronouns", "value": "she/her"}],
        "manuallyApprovesFollowers": false,
        "discoverable": true,
        "indexable": false,
        "published": "2020-01-02T00:00:00Z",
    })
}
