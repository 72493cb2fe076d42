//! What comes by itself after a post has come: parents, replies, pinned posts.

use crate::asking::{HOME, PIA, PIA_ID, api, found, hours_ago, pass, stored, uri, with_posts};
use freshet_sandbox::{By, Fault, Sandbox};
use serde_json::{Value, json};

/// Takes one post and waits so many seconds; how many posts home has then.
async fn check(sandbox: &Sandbox, handle: &str, address: &str, seconds: u64) -> usize {
    assert!(found(sandbox, HOME, address).await.is_object(), "{address}");
    pass(seconds).await;
    stored(sandbox, HOME, handle).len()
}

fn thread(hides_replies: bool) -> Value {
    let post = |place: u32| {
        let reply = (place > 0).then_some("previous");
        json!({
            "published": hours_ago(100.0 - f64::from(place)), "text": format!("{place}"),
            "in_reply_to": reply, "hides_replies": hides_replies,
        })
    };
    json!({ "list": (0..10).map(post).collect::<Vec<_>>() })
}

#[tokio::test(start_paused = true)]
async fn parents_come_later_one_after_the_other() {
    let sandbox = with_posts(thread(true));
    let newest = uri(&sandbox, "9");
    assert_eq!(check(&sandbox, PIA, &newest, 0).await, 1);
    pass(1).await;
    assert!(stored(&sandbox, HOME, PIA).len() < 4);
    pass(60).await;
    let posts = sandbox.posts(HOME, PIA);
    assert_eq!(posts.len(), 10);
    assert!(posts[1..].iter().all(|post| post.by == By::Thread));
    assert!(
        posts[9].stored_at > posts[8].stored_at,
        "upwards, each after its reply"
    );
    assert!(posts[9].stored_at - posts[0].stored_at >= 9000);
}

#[tokio::test(start_paused = true)]
async fn nothing_comes_from_above_when_the_parent_is_not_there() {
    let sandbox = with_posts(thread(true));
    let fifth = uri(&sandbox, "4");
    sandbox.set_fault(Fault {
        status: Some(404),
        ..Fault::on(
            "posts.test",
            fifth.strip_prefix("https://posts.test").unwrap(),
        )
    });
    assert_eq!(check(&sandbox, PIA, &uri(&sandbox, "9"), 120).await, 5);
}

#[tokio::test(start_paused = true)]
async fn own_replies_in_the_document_come_too() {
    let sandbox = with_posts(thread(false));
    assert_eq!(check(&sandbox, PIA, &uri(&sandbox, "0"), 120).await, 10);
    let seeded = Sandbox::in_process().unwrap();
    let newest = seeded.posts_at_origin("threads@posts.test").remove(0).uri;
    assert_eq!(check(&seeded, "threads@posts.test", &newest, 120).await, 10);
}

#[tokio::test(start_paused = true)]
async fn one_request_leads_to_a_thousand_posts_at_most() {
    let posts = json!({ "generate": { "count": 1200, "threads": 1200 } });
    let sandbox = with_posts(posts);
    let newest = sandbox.posts_at_origin(PIA).remove(0).uri;
    assert_eq!(check(&sandbox, PIA, &newest, 20_000).await, 1000);
}

#[tokio::test(start_paused = true)]
async fn a_refresh_brings_the_pinned_posts() {
    let sandbox = with_posts(json!({ "list": [
        { "published": hours_ago(900.0), "text": "old and pinned", "pinned": true },
        { "published": hours_ago(100.0), "text": "not pinned" },
    ]}));
    let path = format!("/api/v2/search?resolve=true&type=accounts&q={PIA_ID}");
    let account = api(&sandbox, "GET", HOME, &path).await.json()["accounts"][0].clone();
    assert!(stored(&sandbox, HOME, PIA).is_empty());
    pass(10).await;
    let posts = sandbox.posts(HOME, PIA);
    assert_eq!(
        (posts.len(), posts[0].by, posts[0].pinned),
        (1, By::Pinned, true)
    );
    let id = account["id"].as_str().unwrap();
    let pinned = format!("/api/v1/accounts/{id}/statuses?pinned=true");
    let pinned = api(&sandbox, "GET", HOME, &pinned).await.json();
    assert_eq!(pinned[0]["uri"], uri(&sandbox, "old and pinned").as_str());
}
