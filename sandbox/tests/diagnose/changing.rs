//! One value makes the world so, or leaves it as it was.

use crate::asking::{ADA, ADA_ID, HOME, found, world};
use freshet_sandbox::Sandbox;
use serde_json::{Value, json};

/// A value that is refused, and what the error says.
fn check(change: Value, says: &str) {
    let sandbox = Sandbox::in_process().unwrap();
    let error = sandbox.change(&change).unwrap_err();
    let error = format!("{error:#}");
    assert!(error.contains(says), "{change}: {error}");
}

#[tokio::test(start_paused = true)]
async fn what_is_misspelt_or_absent_is_an_error() {
    check(json!({ "home": {} }), "unknown field `home`");
    check(json!({ "homes": { HOME: { "suspend": [] } } }), "suspend");
    check(json!({ "homes": { "home99.test": {} } }), "no home home99");
    check(json!({ "origins": { "a.test": {} } }), "no origin a.test");
    check(json!({ "people": { "a@a.test": {} } }), "nobody called a@");
    check(json!({ "people": { ADA: { "lives": {} } } }), "lives");
    check(json!({ "limits": { "a.test": 1 } }), "no host a.test");
    check(json!({ "faults": [{ "hosts": "a.test" }] }), "hosts");
    check(json!({ "add_origins": [{}] }), "needs a host");
    let known = json!({ "add_origins": [{ "host": "secure.test" }] });
    check(known, "there already");
    check(
        json!({ "add_people": [{ "handle": ADA }] }),
        "there already",
    );
    check(json!({ "add_people": [{}] }), "needs a handle");
    check(
        json!({ "add_people": [{ "handle": "a@b.test", "live": { "x": 1 } }] }),
        "`x`",
    );
}

#[tokio::test(start_paused = true)]
async fn a_value_that_is_wrong_in_part_changes_nothing() {
    let sandbox = Sandbox::in_process().unwrap();
    let change = json!({
        "origins": { "mastodon44.test": { "refused": true } },
        "people": { "missing@mastodon44.test": {} },
        "faults": [{ "host": "mastodon44.test", "path": "/", "drop": true }],
        "limits": { HOME: 0 },
    });
    assert!(sandbox.change(&change).is_err());
    assert_eq!(found(&sandbox, HOME, ADA_ID).await["acct"], ADA);
}

#[tokio::test(start_paused = true)]
async fn everything_can_be_said_at_once() {
    let sandbox = world(json!({
        "add_origins": [{ "host": "new.test", "version": "4.3.1", "about": "a new one" }],
        "add_people": [
            { "handle": "nina@new.test", "stored": { "display_name": "Nina" }, "live": { "note": "<p>Now.</p>" } },
            { "handle": "nils@new.test", "unknown_at_home": true, "live": { "display_name": "Nils" } },
        ],
        "homes": { HOME: { "fetched_hours_ago": 3 } },
        "origins": { "new.test": { "numeric_ids": true } },
        "people": { "nina@new.test": { "live": { "display_name": "Nina Now" } } },
        "faults": [{ "host": "new.test", "path": "/@nils", "status": 503 }],
    }));
    let hosts = sandbox.hosts();
    assert!(hosts.contains(&"new.test".to_owned()));
    assert_eq!(
        sandbox.stored(HOME, "nina@new.test").unwrap().display_name,
        "Nina"
    );
    assert!(sandbox.stored(HOME, "nils@new.test").is_none());
    let account = found(&sandbox, HOME, "https://new.test/@nina").await;
    assert_eq!(account["display_name"], "Nina Now");
    assert!(account["uri"].as_str().unwrap().contains("/ap/users/"));
    assert!(
        found(&sandbox, HOME, "https://new.test/@nils")
            .await
            .is_null()
    );
    let at = sandbox.fetched_at(HOME, ADA).unwrap();
    assert!((sandbox.now_ms() - at - 3.0 * 3_600_000.0).abs() < 2.0);
}

#[tokio::test(start_paused = true)]
async fn limits_are_a_part_of_it() {
    let sandbox = world(json!({ "limits": { HOME: 0 } }));
    let address = format!("https://{HOME}/api/v2/instance");
    assert_eq!(sandbox.ask("GET", &address, &[]).await.unwrap().status, 429);
}
