//! Actors who have another name now.

use crate::asking::{ADA, ADA_ID, events, found, lookup};
use freshet_sandbox::{Sandbox, What};
use serde_json::json;

const NEW: &str = "ada-lovelace@mastodon44.test";

/// A refresh of the renamed ada: whether her row keeps its id, and whether the old handle stays.
async fn check(home: &str, in_place: bool) {
    let sandbox = Sandbox::in_process().unwrap();
    sandbox
        .patch(ADA, json!({ "renamed_to": "ada-lovelace" }))
        .unwrap();
    let before = lookup(&sandbox, home, ADA).await;
    let account = found(&sandbox, home, ADA_ID).await;
    assert_eq!(account["acct"], NEW, "{home}");
    assert_eq!(account["url"], "https://mastodon44.test/@ada-lovelace");
    assert_eq!(account["uri"], ADA_ID);
    assert_eq!(account["id"] == before["id"], in_place, "{home}");
    let old = lookup(&sandbox, home, ADA).await;
    if in_place {
        assert!(old.is_null());
        let first = events(&sandbox, home, NEW).remove(0);
        assert_eq!(first.what, What::RenamedFrom(ADA.to_owned()));
    } else {
        assert_eq!(old, before, "the old row stays as it was");
    }
    assert_eq!(lookup(&sandbox, home, NEW).await, account);
    assert_eq!(
        sandbox.stored(home, NEW).unwrap().display_name,
        "Ada Loom ✨"
    );
    assert_eq!(found(&sandbox, home, ADA_ID).await["id"], account["id"]);
}

#[tokio::test(start_paused = true)]
async fn a_new_row_until_4_6_and_a_new_name_from_4_7() {
    check("home43.test", false).await;
    check("home46.test", false).await;
    check("home47.test", true).await;
}

#[tokio::test(start_paused = true)]
async fn the_origin_knows_the_new_name_and_the_old_id() {
    let sandbox = Sandbox::in_process().unwrap();
    sandbox
        .patch(ADA, json!({ "renamed_to": "ada-lovelace" }))
        .unwrap();
    let activity = [("accept", "application/activity+json")];
    for (path, status) in [
        ("/users/ada", 200),
        ("/@ada-lovelace", 200),
        ("/@ada", 404),
        (
            "/.well-known/webfinger?resource=acct:ada-lovelace@mastodon44.test",
            200,
        ),
        (
            "/.well-known/webfinger?resource=acct:ada@mastodon44.test",
            404,
        ),
        ("/api/v1/accounts/lookup?acct=ada-lovelace", 200),
        ("/api/v1/accounts/lookup?acct=ada", 404),
    ] {
        let address = format!("https://mastodon44.test{path}");
        let answer = sandbox.ask("GET", &address, &activity).await.unwrap();
        assert_eq!(answer.status, status, "{path}");
    }
}
