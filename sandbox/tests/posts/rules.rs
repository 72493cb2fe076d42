//! Posts made by a rule: whatever way they are reached, they are the same.

use freshet_sandbox::{Post, Posts};
use serde_json::{Value, json};

/// Posts as a person would have them, all of them, and that every way to them agrees.
fn check(posts: &Value) -> Vec<Post> {
    let posts: Posts = serde_json::from_value(posts.clone()).unwrap();
    let all: Vec<Post> = posts.newest_first().collect();
    assert!(all.is_sorted_by(|newer, older| newer.id > older.id));
    for (place, post) in all.iter().enumerate() {
        assert_eq!(posts.with_id(post.id).as_ref(), Some(post));
        assert_eq!(
            posts.with_id(post.id ^ 1).filter(|other| other == post),
            None
        );
        assert_eq!(posts.before(post.id).next().as_ref(), all.get(place + 1));
        let answers = |other: &&Post| other.in_reply_to == Some(post.id.to_string());
        let mut replies: Vec<u64> = all.iter().filter(answers).map(|post| post.id).collect();
        replies.reverse();
        assert_eq!(posts.replies_to(post.id), replies);
    }
    let counted = all.iter().filter(|post| post.is_counted()).count();
    assert_eq!(posts.counted(), counted as u64);
    let again: Posts = serde_json::from_value(serde_json::to_value(&posts).unwrap()).unwrap();
    assert!(again.newest_first().eq(all.iter().cloned()));
    all
}

#[test]
fn every_way_to_a_post_gives_the_same() {
    for seed in 0..40_u64 {
        let rule = json!({
            "count": seed * 7 % 130, "seed": seed, "every_minutes": 1 + seed * 13 % 3000,
            "boosts": seed % 30, "private": seed % 7, "direct": seed % 5, "unsupported": seed % 11,
            "gone": seed % 4, "unlisted": seed % 40, "kinds": seed % 50, "media": seed % 60,
            "edited": seed % 30, "replies": seed * 3 % 100, "pinned": seed % 4,
            "threads": if seed % 3 == 0 { seed % 12 } else { 0 },
        });
        let list = json!([
            { "id": 7, "published": "2020-01-01T00:00:00Z", "text": "first" },
            { "published": "2026-08-31T11:59:30Z", "text": "last", "in_reply_to": "previous" },
        ]);
        check(&json!({ "generate": rule, "list": list }));
    }
}

#[test]
fn shares_are_kept_and_seeds_differ() {
    let rule = |seed: u64| json!({ "generate": { "count": 1000, "seed": seed, "boosts": 20, "private": 10 } });
    let posts = check(&rule(1));
    let boosts = posts.iter().filter(|post| post.boost_of.is_some()).count();
    let private = posts
        .iter()
        .filter(|post| !post.visibility.is_open())
        .count();
    assert!((140..260).contains(&boosts), "{boosts}");
    assert!((50..150).contains(&private), "{private}");
    assert_ne!(check(&rule(2)), posts);
}
