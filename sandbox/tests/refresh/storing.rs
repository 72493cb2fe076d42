//! What is stored, and what follows later.

use crate::asking::{ADA, ADA_ID, HOME, dropped, events, found, lookup, pass, status};
use freshet_sandbox::{Sandbox, What};
use serde_json::{Value, json};

/// After a change of the live profile and a refresh, the account has these values.
async fn check(change: Value, expected: Value) {
    let sandbox = Sandbox::in_process().unwrap();
    sandbox.patch(ADA, change.clone()).unwrap();
    let account = found(&sandbox, HOME, ADA_ID).await;
    for (key, value) in expected.as_object().unwrap() {
        assert_eq!(&account[key], value, "{key} after {change}");
    }
}

#[tokio::test(start_paused = true)]
async fn everything_is_stored() {
    check(
        json!({ "live": { "display_name": "A" } }),
        json!({ "display_name": "A" }),
    )
    .await;
    check(
        json!({ "live": { "note": "<p>N</p>" } }),
        json!({ "note": "<p>N</p>" }),
    )
    .await;
    check(
        json!({ "live": { "bot": true, "locked": false, "indexable": false, "discoverable": false, "memorial": true } }),
        json!({ "bot": true, "locked": false, "indexable": false, "discoverable": false, "memorial": true }),
    )
    .await;
    check(
        json!({ "live": { "fields": [{ "name": "a", "value": "b" }] } }),
        json!({ "fields": [{ "name": "a", "value": "b", "verified_at": null }] }),
    )
    .await;
    check(
        json!({ "live": { "followers": 7, "following": 8, "statuses": 9 } }),
        json!({ "followers_count": 7, "following_count": 8, "statuses_count": 9 }),
    )
    .await;
    check(
        json!({ "live": { "state": "suspended" } }),
        json!({ "suspended": true, "display_name": "", "note": "", "fields": [] }),
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_count_that_cannot_be_fetched_is_kept() {
    let sandbox = Sandbox::in_process().unwrap();
    sandbox.set_fault(status("mastodon44.test", "/users/ada/followers", 403));
    sandbox.set_fault(dropped("mastodon44.test", "/users/ada/outbox"));
    let account = found(&sandbox, HOME, ADA_ID).await;
    assert_eq!(account["followers_count"], 1042);
    assert_eq!(account["statuses_count"], 518);
    assert_eq!(account["following_count"], 140);
}

#[tokio::test(start_paused = true)]
async fn who_somebody_moved_to_is_fetched() {
    let milo = "https://moved.test/users/milo";
    let target = "nobody@mastodon44.test";
    for (fault, expected) in [
        (None, json!(target)),
        (
            Some(status("mastodon44.test", "/users/nobody", 500)),
            json!(null),
        ),
        (
            Some(dropped("mastodon44.test", "/.well-known/")),
            json!(null),
        ),
    ] {
        let sandbox = Sandbox::in_process().unwrap();
        let change = json!({ "live": { "moved_to": target } });
        sandbox.patch("milo@moved.test", change).unwrap();
        if let Some(fault) = fault {
            sandbox.set_fault(fault);
        }
        let account = found(&sandbox, HOME, milo).await;
        assert_eq!(account["moved"]["acct"], expected);
    }
    let sandbox = Sandbox::in_process().unwrap();
    sandbox
        .patch(
            "milo@moved.test",
            json!({ "live": { "moved_to": "mona@moved.test" } }),
        )
        .unwrap();
    let account = found(&sandbox, HOME, milo).await;
    assert!(account.get("moved").is_none(), "mona moved on herself");
}

#[tokio::test(start_paused = true)]
async fn links_are_verified_again_within_ten_minutes() {
    let sandbox = Sandbox::in_process().unwrap();
    sandbox
        .patch(
            ADA,
            json!({ "live": { "fields": [
                { "name": "Website", "value": "{https://ada-loom.example}" },
                { "name": "New", "value": "{https://new.example}", "verified": true },
                { "name": "Text", "value": "verified, it says", "verified": true },
                { "name": "Never", "value": "{https://never.example}" },
            ] } }),
        )
        .unwrap();
    assert!(lookup(&sandbox, HOME, ADA).await["fields"][0]["verified_at"].is_string());
    let account = found(&sandbox, HOME, ADA_ID).await;
    let all = account["fields"].as_array().unwrap();
    assert!(all.iter().all(|field| field["verified_at"].is_null()));
    let start = sandbox.now_ms();
    pass(600).await;
    let account = lookup(&sandbox, HOME, ADA).await;
    let verified: Vec<bool> = account["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| field["verified_at"].is_string())
        .collect();
    assert_eq!(verified, [true, true, false, false]);
    let mut moments = events(&sandbox, HOME, ADA);
    moments.retain(|event| matches!(event.what, What::Verified(_)));
    assert_eq!(moments.len(), 2);
    assert!(
        moments
            .iter()
            .all(|event| event.at >= start && event.at < start + 600_000.0)
    );
}

#[tokio::test(start_paused = true)]
async fn an_origin_that_caches_serves_what_it_first_served() {
    let sandbox = Sandbox::in_process().unwrap();
    sandbox
        .configure_origin("mastodon44.test", json!({ "caches": true }))
        .unwrap();
    found(&sandbox, HOME, ADA_ID).await;
    sandbox
        .patch(ADA, json!({ "live": { "display_name": "Later" } }))
        .unwrap();
    let activity = [("accept", "application/activity+json")];
    let seen = sandbox.ask("GET", ADA_ID, &activity).await.unwrap();
    assert_eq!(seen.json()["name"], "Ada Loom ✨");
    pass(179).await;
    assert_eq!(
        found(&sandbox, HOME, ADA_ID).await["display_name"],
        "Ada Loom ✨"
    );
    pass(1).await;
    assert_eq!(found(&sandbox, HOME, ADA_ID).await["display_name"], "Later");
}
