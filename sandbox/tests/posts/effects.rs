//! Posts that origin sends, and the choice of what homes have.

use crate::asking::{HOME, PIA, account, events, hours_ago, stored, uri, with_posts};
use freshet_sandbox::{By, Sandbox, Takeable, What};
use serde_json::json;

/// The truth of somebody at origin by what a home could do with it.
fn check(sandbox: &Sandbox, handle: &str, takeable: Takeable) -> usize {
    let posts = sandbox.posts_at_origin(handle).into_iter();
    posts.filter(|post| post.takeable == takeable).count()
}

#[tokio::test(start_paused = true)]
async fn the_seed_has_posts_of_every_sort() {
    let sandbox = Sandbox::in_process().unwrap();
    let half = "half@posts.test";
    let sorts = [
        Takeable::Boost,
        Takeable::NotPublic,
        Takeable::Kind,
        Takeable::Gone,
    ];
    let others: usize = sorts.iter().map(|sort| check(&sandbox, half, *sort)).sum();
    assert!(sorts.iter().all(|sort| check(&sandbox, half, *sort) > 0));
    assert_eq!(check(&sandbox, half, Takeable::Yes) + others, 200);
    let had = stored(&sandbox, HOME, half);
    let truth = sandbox.posts_at_origin(half);
    let place = |uri: &String| truth.iter().position(|post| post.uri == *uri).unwrap();
    assert_eq!(had.len(), 60);
    assert!(place(&had[0]) < 20 && place(&had[59]) > 180, "old and new");
    for (handle, count) in [
        ("few", 10),
        ("thousand", 1000),
        ("many", 50_000),
        ("threads", 100),
    ] {
        let handle = format!("{handle}@posts.test");
        assert_eq!(sandbox.posts_at_origin(&handle).len(), count, "{handle}");
    }
    let nobot = account(&sandbox, HOME, "nobot@posts.test").await;
    assert!(nobot["note"].as_str().unwrap().contains("#nobot"));
    assert_eq!(
        account(&sandbox, HOME, "shy@posts.test").await["indexable"],
        false
    );
}

#[tokio::test(start_paused = true)]
async fn homes_know_what_a_test_chooses() {
    let sandbox = with_posts(json!({ "generate": { "count": 50 } }));
    let change = json!({ "known_posts": { "newest": 20 }, "home": "home45.test" });
    sandbox.patch(PIA, change).unwrap();
    assert_eq!(stored(&sandbox, "home45.test", PIA).len(), 20);
    assert!(stored(&sandbox, HOME, PIA).is_empty());
    let id = sandbox.posts_at_origin(PIA)[30].id;
    sandbox
        .patch(PIA, json!({ "known_posts": { "ids": [id] } }))
        .unwrap();
    assert_eq!(
        stored(&sandbox, "home45.test", PIA),
        stored(&sandbox, HOME, PIA)
    );
    sandbox
        .configure_home(HOME, json!({ "knows_nobody": true }))
        .unwrap();
    assert!(stored(&sandbox, HOME, PIA).is_empty());
    sandbox.reset();
    assert_eq!(stored(&sandbox, HOME, "half@posts.test").len(), 60);
}

#[tokio::test(start_paused = true)]
async fn a_post_changes_at_origin_while_others_stay() {
    let sandbox = Sandbox::in_process().unwrap();
    let many = "many@posts.test";
    let before = sandbox.posts_at_origin(many);
    let change = json!({ "tombstone": true, "still_listed": true });
    sandbox
        .change_post(many, before[40_000].id, &change)
        .unwrap();
    assert!(sandbox.change_post(many, 12, &change).is_err());
    assert!(
        sandbox
            .change_post(many, before[0].id, &json!({ "tomb": 1 }))
            .is_err()
    );
    let after = sandbox.posts_at_origin(many);
    let differing: Vec<usize> = (0..50_000).filter(|at| after[*at] != before[*at]).collect();
    assert_eq!(differing, [40_000]);
    assert_eq!(after[40_000].takeable, Takeable::Gone);
}

#[tokio::test(start_paused = true)]
async fn the_control_host_tells_the_same() {
    let sandbox = Sandbox::in_process().unwrap();
    account(&sandbox, HOME, PIA).await;
    for (path, length) in [
        ("posts/half@posts.test", 200),
        ("posts/home46.test/half@posts.test", 60),
        ("posts/nobody@posts.test", 0),
        ("limits/home46.test", 5),
    ] {
        let address = format!("https://sandbox.test/{path}");
        let answer = sandbox.ask("GET", &address, &[]).await.unwrap().json();
        assert_eq!(answer.as_array().unwrap().len(), length, "{path}");
    }
    let limits = "https://sandbox.test/limits/home46.test";
    let limits = sandbox.ask("GET", limits, &[]).await.unwrap().json();
    assert_eq!(limits[0], json!(["token", 299]));
}

#[tokio::test(start_paused = true)]
async fn what_origin_sends_arrives_without_a_request() {
    let sandbox = with_posts(json!({ "list": [{ "published": hours_ago(0.1), "text": "new" }] }));
    let address = uri(&sandbox, "new");
    let id = sandbox.posts_at_origin(PIA)[0].id;
    assert!(sandbox.deliver(HOME, PIA, id));
    assert!(!sandbox.deliver(HOME, PIA, 12));
    let happened = [
        What::PostImported {
            uri: address.clone(),
            by: By::Delivery,
        },
        What::Distributed {
            uri: address.clone(),
        },
    ];
    assert_eq!(events(&sandbox, HOME), happened);
    assert_eq!(stored(&sandbox, HOME, PIA), [address]);
    assert!(sandbox.log().is_empty());
}
