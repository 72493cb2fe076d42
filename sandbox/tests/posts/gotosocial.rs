//! A GoToSocial home (facts/gotosocial.md 4).

use crate::asking::{PIA, account, asked_by, found, hours_ago, pass, stored, uri, with_posts};
use freshet_sandbox::Sandbox;
use serde_json::{Value, json};

const GTS: &str = "gts.test";

fn posts() -> Value {
    let post = |place: u32| {
        let reply = (place > 0).then_some("previous");
        json!({ "published": hours_ago(100.0 - f64::from(place)), "text": format!("{place}"), "in_reply_to": reply })
    };
    json!({ "list": (0..5).map(post).collect::<Vec<_>>() })
}

/// Searches a post of the list; its content, or null.
async fn check(sandbox: &Sandbox, text: &str, address: &str) -> Value {
    let status = found(sandbox, GTS, address).await;
    assert!(status.is_null() || status["uri"] == address, "{text}");
    status["content"].clone()
}

#[tokio::test(start_paused = true)]
async fn parents_come_in_the_same_call_and_counts_stay() {
    let sandbox = with_posts(posts());
    let last = uri(&sandbox, "4");
    assert_eq!(check(&sandbox, "4", &last).await, "<p>4</p>");
    assert_eq!(stored(&sandbox, GTS, PIA).len(), 5);
    let pia = account(&sandbox, GTS, PIA).await;
    assert_eq!(
        (&pia["statuses_count"], &pia["last_status_at"]),
        (&json!(5), &Value::Null)
    );
    assert_eq!(
        found(&sandbox, GTS, &last).await["url"],
        last.replace("/users/pia/statuses/", "/@pia/")
    );
}

#[tokio::test(start_paused = true)]
async fn a_known_post_is_asked_for_again_after_two_hours() {
    let sandbox = with_posts(posts());
    let first = uri(&sandbox, "0");
    check(&sandbox, "0", &first).await;
    let id = first.rsplit_once('/').unwrap().1;
    let change = json!({ "text": "edited", "edited": hours_ago(1.0) });
    sandbox
        .patch(PIA, json!({ "posts": { "changes": { id: change } } }))
        .unwrap();
    pass(5).await;
    assert_eq!(stored(&sandbox, GTS, PIA), std::slice::from_ref(&first));
    sandbox.clear_log();
    pass(115 * 60).await;
    assert_eq!(check(&sandbox, "0", &first).await, "<p>0</p>");
    assert!(asked_by(&sandbox, GTS).is_empty());
    pass(10 * 60).await;
    assert_eq!(check(&sandbox, "0", &first).await, "<p>edited</p>");
}

#[tokio::test(start_paused = true)]
async fn a_deleted_post_is_kept_at_404_and_goes_at_410() {
    let sandbox = with_posts(posts());
    let first = uri(&sandbox, "0");
    check(&sandbox, "0", &first).await;
    let id = first.rsplit_once('/').unwrap().1;
    for (key, kept) in [("missing", true), ("tombstone", false)] {
        let change = json!({ "missing": false, key: true });
        sandbox
            .patch(PIA, json!({ "posts": { "changes": { id: change } } }))
            .unwrap();
        pass(3 * 3600).await;
        assert_eq!(
            check(&sandbox, "0", &first).await.is_string(),
            kept,
            "{key}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_not_public_and_activities_are_empty() {
    let sandbox = with_posts(json!({ "list": [
        { "published": hours_ago(10.0), "text": "followers", "visibility": "private" },
        { "published": hours_ago(9.0), "text": "boost", "boost_of": "https://mastodon44.test/users/ada/statuses/1" },
        { "published": hours_ago(8.0), "text": "plain" },
    ]}));
    for text in ["followers", "boost"] {
        assert!(
            check(&sandbox, text, &uri(&sandbox, text)).await.is_null(),
            "{text}"
        );
    }
    let activity = format!("{}/activity", uri(&sandbox, "plain"));
    assert!(check(&sandbox, "plain", &activity).await.is_null());
}
