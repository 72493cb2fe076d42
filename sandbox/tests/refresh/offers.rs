//! What homes say of themselves, and a refresh that they may offer.

use crate::asking::{ADA, HOME, api, lookup, pass, refreshes};
use freshet_sandbox::Sandbox;
use serde_json::{Value, json};

/// A press on a home's own refresh: status, error, refreshes then and after five seconds.
async fn check(settings: Value, expected: (u16, &str, usize, usize)) -> Sandbox {
    let sandbox = Sandbox::in_process().unwrap();
    sandbox.configure_home(HOME, settings.clone()).unwrap();
    let id = lookup(&sandbox, HOME, ADA).await["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let answer = api(
        &sandbox,
        "POST",
        HOME,
        &format!("/api/v1/accounts/{id}/refresh"),
    )
    .await;
    let then = refreshes(&sandbox, HOME, ADA);
    pass(5).await;
    let later = refreshes(&sandbox, HOME, ADA);
    let text = answer.json();
    let error = text["error"].as_str().unwrap_or("");
    assert_eq!((answer.status, error, then, later), expected, "{settings}");
    match answer.status {
        200 => assert_eq!(text["display_name"], "Ada Loom ✨"),
        429 => {
            assert_eq!(answer.header("retry-after"), Some("30"));
            let reset = answer.header("x-ratelimit-reset");
            assert_eq!(reset, Some("2026-09-01T12:00:30.000000Z"));
        }
        _ => {}
    }
    sandbox
}

#[tokio::test(start_paused = true)]
async fn a_native_refresh_answers_as_it_is_set() {
    check(json!({}), (404, "Record not found", 0, 0)).await;
    check(json!({ "native_refresh": "account" }), (200, "", 1, 1)).await;
    check(json!({ "native_refresh": "accepted" }), (202, "", 0, 1)).await;
    check(
        json!({ "native_refresh": "busy" }),
        (429, "Too many requests", 0, 0),
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn instances_tell_their_api_versions() {
    let sandbox = Sandbox::in_process().unwrap();
    for (home, version) in [
        ("home43.test", json!(2)),
        ("home44.test", json!(6)),
        ("home45.test", json!(7)),
        ("home46.test", json!(11)),
        ("home47.test", json!(11)),
        ("gts.test", json!(null)),
    ] {
        let answer = api(&sandbox, "GET", home, "/api/v2/instance").await.json();
        assert_eq!(answer["api_versions"]["mastodon"], version, "{home}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_home_can_be_added() {
    let sandbox = Sandbox::in_process().unwrap();
    let change = json!({ "version": "4.6.0", "native_refresh": "account" });
    sandbox.configure_home("another.test", change).unwrap();
    assert_eq!(
        lookup(&sandbox, "another.test", ADA).await["display_name"],
        "Ada Loom"
    );
    let page = sandbox
        .ask("GET", "https://another.test/@carol", &[])
        .await
        .unwrap();
    assert_eq!(page.status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_page_can_hide_its_store() {
    let sandbox = Sandbox::in_process().unwrap();
    let address = format!("https://{HOME}/@carol?nostore");
    let page = sandbox.ask("GET", &address, &[]).await.unwrap();
    let text = String::from_utf8(page.body.clone()).unwrap();
    assert!(text.contains("\"hides_store\":true"));
    assert!(
        page.header("set-cookie")
            .unwrap()
            .starts_with("nostore=yes")
    );
    let usual = sandbox
        .ask("GET", &format!("https://{HOME}/@carol"), &[])
        .await
        .unwrap();
    assert!(
        !String::from_utf8(usual.body)
            .unwrap()
            .contains("hides_store")
    );
}
