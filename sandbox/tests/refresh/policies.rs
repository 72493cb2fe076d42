//! Who does not want whom.

use crate::asking::{ADA, ADA_ID, HOME, asked_by, found, lookup};
use freshet_sandbox::Sandbox;
use serde_json::{Value, json};

/// A search at a home with these settings: the name found, and whether origin was asked.
async fn check(settings: Value, name: Option<&str>) -> Sandbox {
    let sandbox = Sandbox::in_process().unwrap();
    sandbox.configure_home(HOME, settings.clone()).unwrap();
    let account = found(&sandbox, HOME, ADA_ID).await;
    assert_eq!(account["display_name"].as_str(), name, "{settings}");
    assert!(!asked_by(&sandbox, HOME).is_empty(), "{settings}");
    sandbox
}

const NEW: Option<&str> = Some("Ada Loom ✨");

#[tokio::test(start_paused = true)]
async fn suspended_domains_are_asked_and_not_stored() {
    check(json!({ "suspends": ["mastodon44.test"] }), None).await;
    check(json!({ "suspends": ["test"] }), None).await;
    check(json!({ "suspends": ["todon44.test"] }), NEW).await;
    check(json!({ "allows_only": ["mastodon45.test"] }), None).await;
    check(json!({ "allows_only": ["mastodon44.test"] }), NEW).await;
    check(json!({ "silences": ["mastodon44.test"] }), NEW).await;
}

#[tokio::test(start_paused = true)]
async fn refused_pictures_stay_and_the_text_is_new() {
    let sandbox = Sandbox::in_process().unwrap();
    let before = lookup(&sandbox, HOME, ADA).await;
    let sandbox = check(json!({ "rejects_media": ["mastodon44.test"] }), NEW).await;
    let after = lookup(&sandbox, HOME, ADA).await;
    assert_eq!(
        (&after["avatar"], &after["header"]),
        (&before["avatar"], &before["header"])
    );
}

#[tokio::test(start_paused = true)]
async fn an_account_that_moderators_suspended_is_blank_and_stays_so() {
    let sandbox = check(json!({ "suspended_accounts": [ADA] }), Some("")).await;
    let account = lookup(&sandbox, HOME, ADA).await;
    assert_eq!(
        (&account["suspended"], &account["note"]),
        (&json!(true), &json!(""))
    );
    assert!(sandbox.history(HOME).is_empty());
    sandbox
        .configure_home(HOME, json!({ "suspended_accounts": [] }))
        .unwrap();
    assert_eq!(
        lookup(&sandbox, HOME, ADA).await["display_name"],
        "Ada Loom"
    );
}

#[tokio::test(start_paused = true)]
async fn origins_answer_signed_homes_unless_they_block_them() {
    let sandbox = Sandbox::in_process().unwrap();
    let ines = "https://secure.test/users/ines";
    assert!(found(&sandbox, HOME, ines).await.is_object());
    let change = json!({ "blocks_homes": [HOME] });
    sandbox.configure_origin("secure.test", change).unwrap();
    assert!(found(&sandbox, HOME, ines).await.is_null());
    assert!(found(&sandbox, "home45.test", ines).await.is_object());
}

#[tokio::test(start_paused = true)]
async fn settings_with_a_misspelt_key_are_refused() {
    let sandbox = Sandbox::in_process().unwrap();
    assert!(
        sandbox
            .configure_home(HOME, json!({ "suspend": [] }))
            .is_err()
    );
    assert!(
        sandbox
            .configure_origin("secure.test", json!({ "cache": true }))
            .is_err()
    );
    for (path, kept) in [
        ("homes/home46.test", "version"),
        ("origins/secure.test", "secure"),
    ] {
        let address = format!("https://sandbox.test/{path}");
        let answer = sandbox.ask("GET", &address, &[]).await.unwrap();
        assert!(answer.json().get(kept).is_some(), "{path}");
    }
}
