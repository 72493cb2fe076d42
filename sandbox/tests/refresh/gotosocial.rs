//! A GoToSocial home.

use crate::asking::{
    ADA, ADA_ID, ADA_URL, api, asked_by, dropped, found, lookup, pass, refreshes, search, status,
};
use freshet_sandbox::{Fault, Sandbox};
use serde_json::json;

const GTS: &str = "gts.test";

/// A search after a failure: the old account, and whether the next search tries again.
async fn check(fault: Fault, tries_again: bool) {
    let sandbox = Sandbox::in_process().unwrap();
    let name = format!("{fault:?}");
    sandbox.set_fault(fault);
    assert_eq!(
        found(&sandbox, GTS, ADA_URL).await["display_name"],
        "Ada Loom",
        "{name}"
    );
    sandbox.heal("mastodon44.test");
    let again = found(&sandbox, GTS, ADA_URL).await;
    assert_eq!(
        again["display_name"] == "Ada Loom ✨",
        tries_again,
        "{name}"
    );
    pass(6 * 3600).await;
    assert_eq!(
        found(&sandbox, GTS, ADA_URL).await["display_name"],
        "Ada Loom ✨",
        "{name}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_failure_gives_the_old_account_and_some_reset_the_clock() {
    for code in [401, 403, 404, 410] {
        check(status("mastodon44.test", "/users/", code), false).await;
    }
    for code in [500, 503] {
        check(status("mastodon44.test", "/users/", code), true).await;
    }
    check(dropped("mastodon44.test", "/"), true).await;
}

#[tokio::test(start_paused = true)]
async fn a_copy_rests_for_six_hours_whatever_is_asked_for() {
    for query in [ADA_ID, ADA_URL, "@ada@mastodon44.test"] {
        let sandbox = Sandbox::in_process().unwrap();
        for (hours, refreshed) in [(5.9, 0), (6.0, 1)] {
            sandbox
                .configure_home(GTS, json!({ "fetched_hours_ago": hours }))
                .unwrap();
            found(&sandbox, GTS, query).await;
            assert_eq!(refreshes(&sandbox, GTS, ADA), refreshed, "{query}");
            assert_eq!(asked_by(&sandbox, GTS).is_empty(), refreshed == 0);
        }
    }
    let sandbox = Sandbox::in_process().unwrap();
    let id = lookup(&sandbox, GTS, ADA).await["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(refreshes(&sandbox, GTS, ADA), 0, "lookup never asks");
    let account = api(&sandbox, "GET", GTS, &format!("/api/v1/accounts/{id}"))
        .await
        .json();
    assert_eq!(account["display_name"], "Ada Loom ✨");
}

#[tokio::test(start_paused = true)]
async fn addresses_with_more_than_a_path_are_an_error() {
    let sandbox = Sandbox::in_process().unwrap();
    for more in ["%23main-key", "%3Fx=1"] {
        let answer = search(&sandbox, GTS, &format!("{ADA_ID}{more}")).await;
        assert_eq!(answer.status, 500, "{more}");
    }
    let own = format!("https://{GTS}/@{ADA}");
    assert!(found(&sandbox, GTS, &own).await.is_null());
    assert!(
        found(&sandbox, GTS, "acct:ada@mastodon44.test")
            .await
            .is_null()
    );
    assert!(asked_by(&sandbox, GTS).is_empty());
}

#[tokio::test(start_paused = true)]
async fn it_looks_like_one() {
    let sandbox = Sandbox::in_process().unwrap();
    let account = lookup(&sandbox, GTS, ADA).await;
    assert!(account.get("uri").is_none() && account["url"] == ADA_URL);
    let instance = api(&sandbox, "GET", GTS, "/api/v2/instance").await.json();
    assert!(instance["version"].as_str().unwrap().starts_with("0.20.1"));
    let closed = format!("https://{GTS}/api/v1/accounts/lookup?acct={ADA}");
    let closed = sandbox.ask("GET", &closed, &[]).await.unwrap();
    assert_eq!(closed.status, 401);
    assert_eq!(
        closed.json(),
        json!({ "error": "Unauthorized: token not supplied" })
    );
    let nodeinfo = format!("https://{GTS}/nodeinfo/2.0");
    let nodeinfo = sandbox.ask("GET", &nodeinfo, &[]).await.unwrap().json();
    assert_eq!(nodeinfo["software"]["name"], "gotosocial");
    sandbox
        .configure_home(GTS, json!({ "token_scopes": "write" }))
        .unwrap();
    let refused = search(&sandbox, GTS, ADA_ID).await;
    let text = "Forbidden: token has insufficient scope permission";
    assert_eq!(
        (refused.status, refused.json()),
        (403, json!({ "error": text }))
    );
    sandbox.set_rate_limit_remaining(GTS, 0);
    let limited = search(&sandbox, GTS, ADA_ID).await;
    assert_eq!(
        (limited.status, limited.json()),
        (429, json!({ "error": "rate limit reached" }))
    );
}

#[tokio::test(start_paused = true)]
async fn its_limit_is_shared_by_everybody_at_an_address() {
    let sandbox = Sandbox::in_process().unwrap();
    let open = format!("https://{GTS}/api/v2/instance");
    let first = sandbox.ask("GET", &open, &[]).await.unwrap();
    assert_eq!(first.header("x-ratelimit-remaining"), Some("299"));
    let second = api(&sandbox, "GET", GTS, "/api/v2/instance").await;
    assert_eq!(second.header("x-ratelimit-remaining"), Some("298"));
}
