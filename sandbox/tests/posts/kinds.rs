//! Which posts a home takes, and which it refuses.

use crate::asking::{HOME, PIA, found, hours_ago, search, stored, uri, with_posts};
use freshet_sandbox::Takeable;
use serde_json::{Value, json};

/// Whether a home with these settings takes the first post of a list.
async fn check(settings: Value, list: Value, taken: bool) {
    let sandbox = with_posts(json!({ "list": list }));
    sandbox.configure_home(HOME, settings.clone()).unwrap();
    let address = uri(&sandbox, "it");
    let answer = found(&sandbox, HOME, &address).await;
    assert_eq!(answer.is_object(), taken, "{settings} {list}: {answer}");
    assert_eq!(
        stored(&sandbox, HOME, PIA).contains(&address),
        taken,
        "{settings} {list}"
    );
}

fn one(change: Value) -> Value {
    let mut post = json!({ "published": hours_ago(100.0), "text": "it" });
    for (key, value) in change.as_object().unwrap() {
        post[key] = value.clone();
    }
    json!([post])
}

#[tokio::test(start_paused = true)]
async fn known_types_are_taken_and_others_refused() {
    for kind in [
        "Note", "Question", "Image", "Audio", "Video", "Article", "Page", "Event",
    ] {
        check(json!({}), one(json!({ "kind": kind })), true).await;
    }
    for kind in ["Bookmark", "Tombstone", "Announce", "Create"] {
        check(json!({}), one(json!({ "kind": kind })), false).await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_origin_does_not_serve_is_refused() {
    for refused in [
        json!({ "visibility": "private" }),
        json!({ "visibility": "direct" }),
        json!({ "tombstone": true }),
        json!({ "missing": true }),
        json!({ "boost_of": "https://mastodon44.test/users/ada/statuses/1" }),
        json!({ "attributed_to": "https://mastodon44.test/users/ada" }),
    ] {
        check(json!({}), one(refused), false).await;
    }
    check(json!({}), one(json!({ "visibility": "unlisted" })), true).await;
}

#[tokio::test(start_paused = true)]
async fn blocked_domains_and_suspended_accounts_are_refused() {
    check(json!({ "suspends": ["posts.test"] }), one(json!({})), false).await;
    check(
        json!({ "allows_only": ["mastodon44.test"] }),
        one(json!({})),
        false,
    )
    .await;
    check(
        json!({ "suspended_accounts": [PIA] }),
        one(json!({})),
        false,
    )
    .await;
    check(json!({ "silences": ["posts.test"] }), one(json!({})), true).await;
}

#[tokio::test(start_paused = true)]
async fn the_truth_at_origin_says_what_homes_take() {
    for home in [HOME, "home43.test", "gts.test"] {
        let sandbox = freshet_sandbox::Sandbox::in_process().unwrap();
        for post in sandbox.posts_at_origin("half@posts.test") {
            let taken = found(&sandbox, home, &post.uri).await.is_object();
            assert_eq!(taken, post.takeable == Takeable::Yes, "{home}: {post:?}");
        }
        let had = stored(&sandbox, home, "half@posts.test").len();
        assert_eq!(
            had,
            crate::asking::takeable(&sandbox, "half@posts.test").len()
        );
    }
}

#[tokio::test(start_paused = true)]
async fn activities_and_unknown_addresses_give_nothing() {
    let sandbox = with_posts(json!({ "list": one(json!({})) }));
    let it = uri(&sandbox, "it");
    for address in [
        format!("{it}/activity"),
        "https://posts.test/users/pia/statuses/1".to_owned(),
        "https://posts.test/users/pia/outbox".to_owned(),
    ] {
        assert!(found(&sandbox, HOME, &address).await.is_null(), "{address}");
    }
    let page = it.replace("/users/pia/statuses/", "/@pia/");
    assert_eq!(found(&sandbox, HOME, &page).await["uri"], it.as_str());
}

#[tokio::test(start_paused = true)]
async fn another_type_than_the_address_has_is_empty() {
    let sandbox = with_posts(json!({ "list": one(json!({})) }));
    let it = uri(&sandbox, "it");
    let path = format!("/api/v2/search?resolve=true&type=accounts&q={it}");
    let answer = crate::asking::api(&sandbox, "GET", HOME, &path)
        .await
        .json();
    assert_eq!(
        answer,
        json!({ "accounts": [], "statuses": [], "hashtags": [] })
    );
    let account = search(&sandbox, HOME, crate::asking::PIA_ID).await.json();
    assert_eq!(
        account,
        json!({ "accounts": [], "statuses": [], "hashtags": [] })
    );
    let untyped = format!("/api/v2/search?resolve=true&q={it}");
    let answer = crate::asking::api(&sandbox, "GET", HOME, &untyped)
        .await
        .json();
    assert_eq!(answer["statuses"][0]["uri"], it.as_str());
}

#[tokio::test(start_paused = true)]
async fn followers_only_posts_that_origin_serves_are_forbidden_unless_followed() {
    let list = one(json!({ "visibility": "private" }));
    for (follows, status) in [(json!([]), 403), (json!([PIA]), 200)] {
        let sandbox = with_posts(json!({ "list": list }));
        let settings = json!({ "serves_private": true });
        sandbox.configure_origin("posts.test", settings).unwrap();
        sandbox
            .configure_home(HOME, json!({ "follows": follows }))
            .unwrap();
        let it = uri(&sandbox, "it");
        let answer = search(&sandbox, HOME, &it).await;
        assert_eq!(answer.status, status);
        if status == 403 {
            assert_eq!(answer.json()["error"], "This action is not allowed");
        }
        let shown = stored(&sandbox, HOME, PIA).len();
        assert_eq!(shown, 1, "home has it");
        let pia = crate::asking::account(&sandbox, HOME, PIA).await;
        let id = pia["id"].as_str().unwrap();
        let path = format!("/api/v1/accounts/{id}/statuses");
        let listed = crate::asking::api(&sandbox, "GET", HOME, &path)
            .await
            .json();
        assert_eq!(listed.as_array().unwrap().len(), usize::from(status == 200));
        let address = format!("https://{HOME}{path}");
        let unsigned = crate::asking::get(&sandbox, &address, "application/json").await;
        assert_eq!(unsigned.json(), json!([]));
        let path = format!("/api/v1/accounts/relationships?id[]={id}");
        let relation = crate::asking::api(&sandbox, "GET", HOME, &path)
            .await
            .json();
        assert_eq!(relation[0]["following"], status == 200);
        // When origin stops serving it, a known one is found by those who may see it.
        let settings = json!({ "serves_private": false });
        sandbox.configure_origin("posts.test", settings).unwrap();
        assert_eq!(found(&sandbox, HOME, &it).await.is_object(), status == 200);
    }
}
