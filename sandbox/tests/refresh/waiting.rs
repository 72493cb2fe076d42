//! What comes late: locks, gateways, effects after the answer.

use std::time::Duration;

use crate::asking::{ADA, ADA_ID, HOME, pass, refreshes, search};
use freshet_sandbox::Sandbox;
use serde_json::{Value, json};

/// A search at a home with these settings: status, error, seconds it took, refreshes then
/// and a minute later.
async fn check(settings: Value, expected: (u16, &str, f64, usize, usize)) {
    let sandbox = Sandbox::in_process().unwrap();
    sandbox.configure_home(HOME, settings.clone()).unwrap();
    let before = sandbox.now_ms();
    let answer = search(&sandbox, HOME, ADA_ID).await;
    let took = ((sandbox.now_ms() - before) / 1000.0).round();
    let then = refreshes(&sandbox, HOME, ADA);
    pass(60).await;
    let later = refreshes(&sandbox, HOME, ADA);
    let text = answer.json();
    let error = text["error"].as_str().unwrap_or("");
    assert_eq!(
        (answer.status, error, took, then, later),
        expected,
        "{settings}"
    );
    if answer.status == 504 {
        assert_eq!(
            answer.header("content-type"),
            Some("text/html; charset=utf-8")
        );
    }
}

const BUSY: &str = "There was a temporary problem serving your request, please try again";

#[tokio::test(start_paused = true)]
async fn a_refresh_takes_effect_when_it_is_finished() {
    check(json!({}), (200, "", 0.0, 1, 1)).await;
    check(json!({ "refresh_takes_ms": 20_000 }), (200, "", 20.0, 1, 1)).await;
    let gateway = json!({ "refresh_takes_ms": 20_000, "gateway_timeout_ms": 5_000 });
    check(gateway, (504, "", 5.0, 0, 1)).await;
    let never = json!({
        "refresh_takes_ms": 20_000, "gateway_timeout_ms": 5_000, "refresh_never_happens": true,
    });
    check(never, (504, "", 5.0, 0, 0)).await;
    check(json!({ "lock_held": true }), (503, BUSY, 10.0, 0, 0)).await;
}

#[tokio::test(start_paused = true)]
async fn a_client_who_leaves_does_not_stop_it() {
    let sandbox = Sandbox::in_process().unwrap();
    sandbox
        .configure_home(HOME, json!({ "refresh_takes_ms": 45_000 }))
        .unwrap();
    let started = sandbox.now_ms();
    let patience = Duration::from_secs(30);
    let waited = tokio::time::timeout(patience, search(&sandbox, HOME, ADA_ID)).await;
    assert!(waited.is_err());
    assert_eq!(sandbox.stored(HOME, ADA).unwrap().display_name, "Ada Loom");
    pass(30).await;
    assert_eq!(
        sandbox.stored(HOME, ADA).unwrap().display_name,
        "Ada Loom ✨"
    );
    let event = &sandbox.history(HOME)[0];
    assert_eq!(
        event.at,
        started + 45_000.0,
        "the moment it happened, not the one of the look"
    );
}

#[tokio::test(start_paused = true)]
async fn two_refreshes_of_one_account_share_a_lock() {
    for (takes, status) in [(8_000, 200), (30_000, 503)] {
        let sandbox = Sandbox::in_process().unwrap();
        sandbox
            .configure_home(HOME, json!({ "refresh_takes_ms": takes }))
            .unwrap();
        let (first, second) = tokio::join!(
            search(&sandbox, HOME, ADA_ID),
            search(&sandbox, HOME, ADA_ID)
        );
        assert_eq!((first.status, second.status), (200, status), "{takes}");
    }
}
