//! Whom a fault meets, and what it leaves of a document.

use crate::asking::{ADA_ID, HOME, browser, found, search, world};
use serde_json::{Value, json};

const ACTIVITY: &str = "application/activity+json";

/// A fault on Ada's document: the status a browser gets (0: no connection), and the name that
/// home finds.
async fn check(fault: Value, status: u16, name: Option<&str>) -> Value {
    let mut whole = json!({ "host": "mastodon44.test", "path": "/users/ada" });
    put(&mut whole, &fault);
    let sandbox = world(json!({ "faults": [whole] }));
    let answer = browser(&sandbox, ADA_ID, ACTIVITY).await;
    let got = answer.as_ref().map_or(0, |answer| answer.status);
    assert_eq!(got, status, "{fault}");
    let account = search(&sandbox, HOME, ADA_ID).await.json()["accounts"][0].clone();
    assert_eq!(account["display_name"].as_str(), name, "{fault}");
    answer.map_or(Value::Null, |answer| answer.json())
}

fn put(whole: &mut Value, more: &Value) {
    for (key, value) in more.as_object().unwrap() {
        whole[key] = value.clone();
    }
}

const NEW: Option<&str> = Some("Ada Loom ✨");
const OLD: Option<&str> = Some("Ada Loom");

#[tokio::test(start_paused = true)]
async fn a_fault_meets_homes_or_browsers_or_both() {
    check(json!({ "status": 503 }), 503, OLD).await;
    check(json!({ "status": 503, "from": "" }), 503, OLD).await;
    check(json!({ "status": 503, "from": "home" }), 200, OLD).await;
    check(json!({ "status": 403, "from": "home" }), 200, None).await;
    check(json!({ "status": 503, "from": "browser" }), 503, NEW).await;
    check(json!({ "drop": true, "from": "home" }), 200, OLD).await;
    check(json!({ "drop": true, "from": "browser" }), 0, NEW).await;
}

#[tokio::test(start_paused = true)]
async fn a_merge_leaves_the_rest_of_the_document() {
    let merged = |change: Value| json!({ "body": { "merged": change } });
    let document = check(merged(json!({})), 200, NEW).await;
    assert_eq!(document["preferredUsername"], "ada");
    for (change, name) in [
        (json!({ "inbox": null }), None),
        (json!({ "preferredUsername": null }), None),
        (json!({ "type": "Note" }), None),
        (json!({ "type": ["Person", "schema:Person"] }), NEW),
        (json!({ "@context": "https://schema.org" }), None),
        (json!({ "id": "https://mastodon44.test/users/else" }), None),
        (
            json!({ "movedTo": "https://mastodon44.test/users/bea" }),
            NEW,
        ),
    ] {
        let document = check(merged(change.clone()), 200, name).await;
        assert!(document["publicKey"].is_object(), "{change}");
        for (key, value) in change.as_object().unwrap() {
            assert_eq!(document[key], *value, "{change}");
        }
    }
    let with_status = json!({ "status": 203, "body": { "merged": { "name": "x" } } });
    assert_eq!(check(with_status, 203, None).await["name"], "x");
}

#[tokio::test(start_paused = true)]
async fn a_content_type_alone_leaves_the_document() {
    for (content_type, name) in [
        ("application/activity+json; charset=utf-8", NEW),
        ("application/json", None),
        ("application/ld+json", None),
        ("text/plain", None),
    ] {
        let fault = json!({ "content_type": content_type });
        let document = check(fault, 200, name).await;
        assert_eq!(document["id"], ADA_ID, "{content_type}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_no_json_cannot_be_merged_into() {
    let fault =
        json!({ "host": "mastodon44.test", "path": "/@", "body": { "merged": { "id": 1 } } });
    let sandbox = world(json!({ "faults": [fault] }));
    let page = browser(&sandbox, "https://mastodon44.test/@ada", "text/html").await;
    let page = String::from_utf8(page.unwrap().body).unwrap();
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>"));
    assert!(found(&sandbox, HOME, ADA_ID).await.is_object());
}
