//! Searching for a handle: a day's rest, and what WebFinger can do.

use crate::asking::{
    ADA, ADA_ID, HOME, api, asked_by, dropped, events, found, lookup, pass, refreshes, search,
    status,
};
use freshet_sandbox::{Sandbox, What};
use serde_json::json;

/// A search for a handle whose copy is so many hours old; whether it was refreshed.
async fn check(hours: f64, refreshed: bool) {
    let sandbox = Sandbox::in_process().unwrap();
    let change = json!({ "fetched_hours_ago": hours });
    sandbox.configure_home(HOME, change).unwrap();
    let account = found(&sandbox, HOME, &format!("@{ADA}")).await;
    let name = if refreshed {
        "Ada Loom ✨"
    } else {
        "Ada Loom"
    };
    assert_eq!(account["display_name"], name, "{hours} hours");
    assert_eq!(asked_by(&sandbox, HOME).is_empty(), !refreshed);
}

#[tokio::test(start_paused = true)]
async fn a_copy_rests_for_a_day() {
    check(0.0, false).await;
    check(23.9, false).await;
    check(24.0, true).await;
    check(900.0, true).await;
    let sandbox = Sandbox::in_process().unwrap();
    assert_eq!(
        sandbox.fetched_at(HOME, ADA),
        None,
        "the seed's copies are old"
    );
    found(&sandbox, HOME, ADA).await;
    assert_eq!(sandbox.fetched_at(HOME, ADA), Some(sandbox.now_ms()));
    found(&sandbox, HOME, ADA).await;
    assert_eq!(refreshes(&sandbox, HOME, ADA), 1);
    pass(24 * 3600).await;
    found(&sandbox, HOME, ADA).await;
    assert_eq!(refreshes(&sandbox, HOME, ADA), 2);
    found(&sandbox, HOME, ADA_ID).await;
    found(&sandbox, HOME, ADA_ID).await;
    assert_eq!(
        refreshes(&sandbox, HOME, ADA),
        4,
        "an address knows no rest"
    );
}

#[tokio::test(start_paused = true)]
async fn webfinger_410_makes_home_delete_the_account() {
    let sandbox = Sandbox::in_process().unwrap();
    let otto = "otto@gone.test";
    assert_eq!(
        found(&sandbox, HOME, "https://gone.test/users/otto").await,
        json!(null)
    );
    assert!(
        lookup(&sandbox, HOME, otto).await.is_object(),
        "an address deletes nothing"
    );
    assert_eq!(found(&sandbox, HOME, otto).await, json!(null));
    assert!(lookup(&sandbox, HOME, otto).await.is_null());
    assert_eq!(events(&sandbox, HOME, otto)[0].what, What::Deleted);
}

#[tokio::test(start_paused = true)]
async fn failures_leave_the_copy() {
    for fault in [
        status("mastodon44.test", "/", 404),
        status("mastodon44.test", "/users/", 410),
        status("mastodon44.test", "/", 503),
    ] {
        let sandbox = Sandbox::in_process().unwrap();
        sandbox.set_fault(fault);
        assert_eq!(found(&sandbox, HOME, ADA).await["display_name"], "Ada Loom");
        assert!(sandbox.history(HOME).is_empty());
    }
    let sandbox = Sandbox::in_process().unwrap();
    sandbox.set_fault(dropped("mastodon44.test", "/"));
    assert_eq!(search(&sandbox, HOME, ADA).await.status, 503);
}

#[tokio::test(start_paused = true)]
async fn a_410_of_the_actor_deletes_from_4_7_on() {
    for (home, gone) in [("home46.test", false), ("home47.test", true)] {
        let sandbox = Sandbox::in_process().unwrap();
        sandbox.set_fault(status("mastodon44.test", "/users/", 410));
        found(&sandbox, home, ADA).await;
        assert_eq!(lookup(&sandbox, home, ADA).await.is_null(), gone, "{home}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_search_for_accounts_is_by_handle_and_lookup_never_asks() {
    let sandbox = Sandbox::in_process().unwrap();
    lookup(&sandbox, HOME, ADA).await;
    assert!(asked_by(&sandbox, HOME).is_empty());
    let path = format!("/api/v1/accounts/search?resolve=true&q=@{ADA}");
    let answer = api(&sandbox, "GET", HOME, &path).await;
    assert_eq!(answer.json()[0]["display_name"], "Ada Loom ✨");
    let unknown = "/api/v1/accounts/search?resolve=true&q=@nobody@mastodon44.test";
    let answer = api(&sandbox, "GET", HOME, unknown).await;
    assert_eq!(answer.json()[0]["acct"], "nobody@mastodon44.test");
    let address = format!("https://{HOME}{path}");
    assert_eq!(sandbox.ask("GET", &address, &[]).await.unwrap().status, 401);
}

#[tokio::test(start_paused = true)]
async fn a_home_may_know_nobody() {
    let sandbox = Sandbox::in_process().unwrap();
    sandbox
        .configure_home(HOME, json!({ "knows_nobody": true }))
        .unwrap();
    assert!(lookup(&sandbox, HOME, ADA).await.is_null());
    assert_eq!(found(&sandbox, HOME, ADA_ID).await["acct"], ADA);
}
