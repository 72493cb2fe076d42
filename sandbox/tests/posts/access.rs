//! Who may read a post at its address.

use crate::asking::{get, hours_ago, uri, with_posts};
use freshet_sandbox::Sandbox;
use serde_json::{Value, json};

const ACTIVITY: &str = "application/activity+json";

fn posts() -> Sandbox {
    with_posts(json!({ "list": [
        { "published": hours_ago(60.0), "text": "plain", "media": 2, "edited": hours_ago(50.0) },
        { "published": hours_ago(59.0), "text": "followers", "visibility": "private" },
        { "published": hours_ago(58.0), "text": "deleted", "tombstone": true },
        { "published": hours_ago(57.0), "text": "missing", "missing": true },
        { "published": hours_ago(56.0), "text": "boost", "boost_of": "https://mastodon44.test/users/ada/statuses/1" },
    ]}))
}

/// What an address gives to an unsigned reader of ActivityPub.
async fn check(sandbox: &Sandbox, address: &str, status: u16, kind: &str) -> Value {
    let answer = get(sandbox, address, ACTIVITY).await;
    assert_eq!(answer.status, status, "{address}");
    let document = answer.json();
    assert_eq!(document["type"].as_str().unwrap_or(""), kind, "{address}");
    document
}

#[tokio::test(start_paused = true)]
async fn a_post_is_a_document_an_activity_and_a_page() {
    let sandbox = posts();
    let plain = uri(&sandbox, "plain");
    let note = check(&sandbox, &plain, 200, "Note").await;
    assert_eq!(note["id"], plain.as_str());
    assert_eq!(note["attachment"].as_array().unwrap().len(), 2);
    assert_eq!(note["published"], "2026-08-30T00:00:00Z");
    assert!(note["updated"].is_string());
    let create = check(&sandbox, &format!("{plain}/activity"), 200, "Create").await;
    assert_eq!(create["object"]["id"], plain.as_str());
    let page = plain.replace("/users/pia/statuses/", "/@pia/");
    assert_eq!(
        check(&sandbox, &page, 200, "Note").await["url"],
        page.as_str()
    );
    let html = get(&sandbox, &page, "text/html").await;
    assert_eq!(
        html.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    assert_eq!(html.header("access-control-allow-origin"), None);
}

#[tokio::test(start_paused = true)]
async fn what_is_not_public_or_not_there_says_so() {
    let sandbox = posts();
    check(&sandbox, &uri(&sandbox, "followers"), 404, "").await;
    check(&sandbox, &uri(&sandbox, "missing"), 404, "").await;
    check(&sandbox, &uri(&sandbox, "deleted"), 410, "Tombstone").await;
    check(
        &sandbox,
        "https://posts.test/users/pia/statuses/12",
        404,
        "",
    )
    .await;
    let boost = uri(&sandbox, "boost");
    check(&sandbox, &boost, 404, "").await;
    check(&sandbox, &format!("{boost}/activity"), 200, "Announce").await;
}

#[tokio::test(start_paused = true)]
async fn secure_mode_wants_signatures_and_a_closed_api_a_token() {
    let sandbox = posts();
    let settings = json!({ "secure": true, "api_closed": true });
    sandbox.configure_origin("posts.test", settings).unwrap();
    let plain = uri(&sandbox, "plain");
    let refused = check(&sandbox, &plain, 401, "").await;
    assert_eq!(refused["error"], "Request not signed");
    check(&sandbox, "https://posts.test/users/pia/outbox", 401, "").await;
    let lookup = "https://posts.test/api/v1/accounts/lookup?acct=pia";
    let closed = get(&sandbox, lookup, "application/json").await;
    assert_eq!(closed.status, 401);
    assert_eq!(closed.header("access-control-allow-origin"), Some("*"));
    assert_eq!(
        closed.json()["error"],
        "This method requires an authenticated user"
    );
    let page = plain.replace("/users/pia/statuses/", "/@pia/");
    assert_eq!(get(&sandbox, &page, "text/html").await.status, 200);
}
