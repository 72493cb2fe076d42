//! Whom tester follows, by the button of the web UI and by the library.

use crate::asking::{HOME, PIA, account, api, get, with_posts};
use freshet_sandbox::Sandbox;
use serde_json::{Value, json};

const LOCKED: &str = "lea@lemmy-posts.test";

/// Presses the button of an account: the relationship that home tells then.
async fn check(sandbox: &Sandbox, handle: &str, word: &str, status: u16) -> Value {
    let before = account(sandbox, HOME, handle).await;
    let id = before["id"].as_str().unwrap();
    let answer = api(
        sandbox,
        "POST",
        HOME,
        &format!("/api/v1/accounts/{id}/{word}"),
    )
    .await;
    assert_eq!(answer.status, status, "{handle}: {word}: {}", answer.json());
    assert_eq!(account(sandbox, HOME, handle).await, before);
    let told = relationship(sandbox, id).await;
    if status == 200 {
        assert_eq!(answer.json(), told, "{handle}: {word}");
    }
    told
}

async fn relationship(sandbox: &Sandbox, id: &str) -> Value {
    let path = format!("/api/v1/accounts/relationships?id[]={id}&id[]=17");
    let told = api(sandbox, "GET", HOME, &path).await.json();
    assert_eq!(told.as_array().unwrap().len(), 1, "17 is nobody");
    assert_eq!(told[0]["id"], id);
    told[0].clone()
}

fn state(relationship: &Value) -> (bool, bool) {
    let is = |key: &str| relationship[key].as_bool().unwrap();
    (is("following"), is("requested"))
}

#[tokio::test(start_paused = true)]
async fn the_button_follows_and_unfollows_remote_and_local_people() {
    let sandbox = Sandbox::in_process().unwrap();
    for handle in ["half@posts.test", "carol"] {
        let told = check(&sandbox, handle, "follow", 200).await;
        assert_eq!(state(&told), (true, false));
        assert_eq!(sandbox.follows(HOME), [handle]);
        let told = check(&sandbox, handle, "follow", 200).await;
        assert_eq!(state(&told), (true, false), "twice is once");
        assert_eq!(sandbox.follows(HOME), [handle]);
        assert!(sandbox.follows("home45.test").is_empty());
        let told = check(&sandbox, handle, "unfollow", 200).await;
        assert_eq!(state(&told), (false, false));
        assert!(sandbox.follows(HOME).is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn locked_accounts_are_asked_and_may_accept() {
    let sandbox = Sandbox::in_process().unwrap();
    let locked = json!({ "stored": { "locked": true } });
    sandbox.patch(LOCKED, locked).unwrap();
    let told = check(&sandbox, LOCKED, "follow", 200).await;
    assert_eq!(state(&told), (false, true));
    assert!(sandbox.follows(HOME).is_empty());
    let told = check(&sandbox, LOCKED, "unfollow", 200).await;
    assert_eq!(state(&told), (false, false), "the request is taken back");
    check(&sandbox, LOCKED, "follow", 200).await;
    assert!(sandbox.follow(HOME, LOCKED), "it accepts");
    let told = check(&sandbox, LOCKED, "follow", 200).await;
    assert_eq!(
        state(&told),
        (true, false),
        "who follows is not asked again"
    );
    assert!(sandbox.unfollow(HOME, LOCKED));
    assert!(sandbox.follows(HOME).is_empty());
    assert!(!sandbox.follow(HOME, "nobody@nowhere.test"));
    sandbox.follow(HOME, LOCKED);
    sandbox.reset();
    assert!(sandbox.follows(HOME).is_empty());
}

#[tokio::test(start_paused = true)]
async fn who_follows_by_the_button_sees_what_is_for_followers() {
    let list = json!([
        { "published": "2026-08-20T10:00:00Z", "text": "followers", "visibility": "private" },
    ]);
    let sandbox = with_posts(json!({ "list": list }));
    let settings = json!({ "serves_private": true });
    sandbox.configure_origin("posts.test", settings).unwrap();
    let it = crate::asking::uri(&sandbox, "followers");
    assert_eq!(crate::asking::search(&sandbox, HOME, &it).await.status, 403);
    check(&sandbox, PIA, "follow", 200).await;
    assert_eq!(crate::asking::search(&sandbox, HOME, &it).await.status, 200);
    check(&sandbox, PIA, "unfollow", 200).await;
    assert_eq!(crate::asking::search(&sandbox, HOME, &it).await.status, 403);
}

#[tokio::test(start_paused = true)]
async fn followers_are_everybody_unless_they_are_named() {
    let sandbox = Sandbox::in_process().unwrap();
    let told = check(&sandbox, PIA_LIKE, "follow", 200).await;
    assert_eq!(told["followed_by"], true);
    let settings = json!({ "followers": ["few@posts.test"] });
    sandbox.configure_home(HOME, settings).unwrap();
    let told = check(&sandbox, PIA_LIKE, "unfollow", 200).await;
    assert_eq!(told["followed_by"], false);
    let told = check(&sandbox, "few@posts.test", "follow", 200).await;
    assert_eq!(told["followed_by"], true);
}

const PIA_LIKE: &str = "half@posts.test";

#[tokio::test(start_paused = true)]
async fn nobody_follows_themselves_or_who_is_not_there() {
    let sandbox = Sandbox::in_process().unwrap();
    check(&sandbox, "tester", "follow", 404).await;
    let moved = json!({ "stored": { "moved_to": "few@posts.test" } });
    sandbox.patch(PIA_LIKE, moved).unwrap();
    check(&sandbox, PIA_LIKE, "follow", 403).await;
    let gone = json!({ "stored": { "state": "suspended" } });
    sandbox.patch("shy@posts.test", gone).unwrap();
    check(&sandbox, "shy@posts.test", "follow", 404).await;
    assert!(sandbox.follows(HOME).is_empty());
    let path = "/api/v1/accounts/17/follow";
    assert_eq!(api(&sandbox, "POST", HOME, path).await.status, 404);
    assert_eq!(api(&sandbox, "GET", HOME, path).await.status, 404);
}

#[tokio::test(start_paused = true)]
async fn following_needs_the_scope_and_a_user() {
    for (scopes, status) in [
        ("read write follow", 200),
        ("read:accounts read:follows follow", 200),
        ("read write:follows", 200),
        ("read", 403),
    ] {
        let sandbox = Sandbox::in_process().unwrap();
        let settings = json!({ "token_scopes": scopes });
        sandbox.configure_home(HOME, settings).unwrap();
        let told = check(&sandbox, PIA_LIKE, "follow", status).await;
        assert_eq!(state(&told).0, status == 200, "{scopes}");
    }
    let sandbox = Sandbox::in_process().unwrap();
    let id = account(&sandbox, HOME, PIA_LIKE).await["id"].clone();
    let address = format!(
        "https://{HOME}/api/v1/accounts/{}/follow",
        id.as_str().unwrap()
    );
    let unsigned = sandbox.ask("POST", &address, &[]).await.unwrap();
    assert_eq!(unsigned.status, 401);
    assert_eq!(
        get(&sandbox, &address, "application/json").await.status,
        401
    );
    assert!(sandbox.follows(HOME).is_empty());
}
