//! Tokens, scopes, rate limits, maintenance.

use crate::asking::{ADA, ADA_ID, HOME, api, found, lookup, pass, refreshes, search};
use freshet_sandbox::Sandbox;
use serde_json::{Value, json};

/// A search at a home with these settings.
async fn check(settings: Value, expected: u16, error: &str) {
    let sandbox = Sandbox::in_process().unwrap();
    sandbox.configure_home(HOME, settings.clone()).unwrap();
    let answer = search(&sandbox, HOME, ADA_ID).await;
    assert_eq!(answer.status, expected, "{settings}");
    assert_eq!(
        answer.json()["error"].as_str().unwrap_or(""),
        error,
        "{settings}"
    );
    assert_eq!(refreshes(&sandbox, HOME, ADA), usize::from(expected == 200));
}

#[tokio::test(start_paused = true)]
async fn a_search_needs_its_scope_and_a_login() {
    let outside = "This action is outside the authorized scopes";
    check(json!({ "token_scopes": "read write" }), 200, "").await;
    check(json!({ "token_scopes": "read:search" }), 200, "").await;
    check(
        json!({ "token_scopes": "read:accounts write" }),
        403,
        outside,
    )
    .await;
    check(
        json!({ "login_disabled": true }),
        403,
        "Your login is currently disabled",
    )
    .await;
    check(
        json!({ "token_revoked": true }),
        401,
        "The access token is invalid",
    )
    .await;
    let nobody =
        "Search queries that resolve remote resources are not supported without authentication";
    check(json!({ "token_without_user": true }), 401, nobody).await;
}

#[tokio::test(start_paused = true)]
async fn a_revoked_token_is_refused_everywhere() {
    let sandbox = Sandbox::in_process().unwrap();
    sandbox
        .configure_home(HOME, json!({ "token_revoked": true }))
        .unwrap();
    for path in [
        "/api/v1/accounts/lookup?acct=carol",
        "/api/v1/accounts/verify_credentials",
        "/api/v2/instance",
    ] {
        assert_eq!(api(&sandbox, "GET", HOME, path).await.status, 401, "{path}");
    }
}

#[tokio::test(start_paused = true)]
async fn maintenance_answers_everything_with_html() {
    for status in [502, 503] {
        let sandbox = Sandbox::in_process().unwrap();
        sandbox
            .configure_home(HOME, json!({ "maintenance": status }))
            .unwrap();
        for path in ["/api/v2/search?q=x", "/@carol", "/packs/app.js"] {
            let answer = api(&sandbox, "GET", HOME, path).await;
            assert_eq!(answer.status, status);
            assert_eq!(
                answer.header("content-type"),
                Some("text/html; charset=utf-8")
            );
        }
        sandbox
            .configure_home(HOME, json!({ "maintenance": null }))
            .unwrap();
        assert!(lookup(&sandbox, HOME, "carol").await.is_object());
    }
}

#[tokio::test(start_paused = true)]
async fn token_and_address_have_windows_of_their_own() {
    let sandbox = Sandbox::in_process().unwrap();
    let address = format!("https://{HOME}/api/v1/accounts/lookup?acct=carol");
    for left in (0..300).rev() {
        let answer = sandbox.ask("GET", &address, &[]).await.unwrap();
        let remaining = answer.header("x-ratelimit-remaining").unwrap().to_owned();
        assert_eq!((answer.status, remaining), (200, left.to_string()));
    }
    let refused = sandbox.ask("GET", &address, &[]).await.unwrap();
    assert_eq!(refused.status, 429);
    assert_eq!(refused.json(), json!({ "error": "Too many requests" }));
    assert_eq!(refused.header("x-ratelimit-limit"), Some("300"));
    assert_eq!(
        refused.header("x-ratelimit-reset"),
        Some("2026-09-01T12:05:00.000000Z")
    );
    assert!(lookup(&sandbox, HOME, "carol").await.is_object());
    pass(299).await;
    assert_eq!(sandbox.ask("GET", &address, &[]).await.unwrap().status, 429);
    pass(1).await;
    assert_eq!(sandbox.ask("GET", &address, &[]).await.unwrap().status, 200);
}

#[tokio::test(start_paused = true)]
async fn another_type_fetches_and_finds_nothing() {
    let sandbox = Sandbox::in_process().unwrap();
    let path = format!("/api/v2/search?resolve=true&type=statuses&q={ADA_ID}");
    let answer = api(&sandbox, "GET", HOME, &path).await;
    assert_eq!(answer.json()["accounts"], json!([]));
    assert_eq!(refreshes(&sandbox, HOME, ADA), 1);
}

#[tokio::test(start_paused = true)]
async fn the_homes_own_address_is_looked_up_and_never_fetched() {
    let sandbox = Sandbox::in_process().unwrap();
    let account = found(&sandbox, HOME, &format!("https://{HOME}/@{ADA}")).await;
    assert_eq!(account["display_name"], "Ada Loom");
    assert_eq!(refreshes(&sandbox, HOME, ADA), 0);
    assert!(sandbox.requests_to("mastodon44.test").is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_account_by_its_id_is_the_account_of_the_lookup() {
    let sandbox = Sandbox::in_process().unwrap();
    found(&sandbox, HOME, ADA_ID).await;
    let path = format!("/api/v1/accounts/lookup?acct={ADA}");
    let one = api(&sandbox, "GET", HOME, &path).await;
    let id = one.json()["id"].as_str().unwrap().to_owned();
    let other = api(&sandbox, "GET", HOME, &format!("/api/v1/accounts/{id}")).await;
    assert_eq!(one.body, other.body);
}
