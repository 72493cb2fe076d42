//! When pictures are downloaded, dropped and tried again.

use crate::asking::{ADA, ADA_ID, HOME, dropped, events, found, lookup, pass, status};
use freshet_sandbox::{BodyKind, Fault, Sandbox, What, Which};
use serde_json::{Value, json};

/// What a refresh does to the avatar under a fault: whether the address at home changed,
/// whether it is missing, and whether it comes back within ten minutes of health.
async fn check(fault: Fault, missing: bool, comes_back: bool) {
    let sandbox = Sandbox::in_process().unwrap();
    let name = format!("{fault:?}");
    sandbox.set_fault(fault);
    let account = found(&sandbox, HOME, ADA_ID).await;
    assert_eq!(is_missing(&account), missing, "{name}");
    sandbox.heal("mastodon44.test");
    pass(600).await;
    let account = lookup(&sandbox, HOME, ADA).await;
    assert_eq!(is_missing(&account), !comes_back, "{name}");
    let account = found(&sandbox, HOME, ADA_ID).await;
    assert!(!is_missing(&account), "every refresh tries again: {name}");
}

fn is_missing(account: &Value) -> bool {
    account["avatar"]
        .as_str()
        .unwrap()
        .ends_with("/missing.png")
}

const AVATAR: &str = "/system/accounts/avatars/";

#[tokio::test(start_paused = true)]
async fn a_failure_drops_the_picture_and_what_can_heal_is_tried_again() {
    let host = "mastodon44.test";
    let served = |body, content_type: &str| Fault {
        body: Some(body),
        content_type: Some(content_type.to_owned()),
        ..Fault::on(host, AVATAR)
    };
    check(status(host, AVATAR, 503), true, true).await;
    check(dropped(host, AVATAR), true, true).await;
    check(served(BodyKind::Html, "text/html"), true, false).await;
    check(
        served(BodyKind::Text("x".to_owned()), "image/avif"),
        true,
        false,
    )
    .await;
    check(served(BodyKind::Huge(9_000_000), "image/png"), true, false).await;
    check(Fault::on(host, AVATAR), false, true).await;
}

#[tokio::test(start_paused = true)]
async fn only_a_new_address_or_no_file_is_a_reason_to_download() {
    let sandbox = Sandbox::in_process().unwrap();
    let before = lookup(&sandbox, HOME, ADA).await;
    let after = found(&sandbox, HOME, ADA_ID).await;
    assert_ne!(after["avatar"], before["avatar"]);
    let again = found(&sandbox, HOME, ADA_ID).await;
    assert_eq!(
        (&again["avatar"], &again["header"]),
        (&after["avatar"], &after["header"])
    );
    sandbox
        .patch(ADA, json!({ "live": { "header": "another" } }))
        .unwrap();
    let third = found(&sandbox, HOME, ADA_ID).await;
    assert_eq!(third["avatar"], again["avatar"]);
    assert_ne!(third["header"], again["header"]);
    sandbox
        .patch(ADA, json!({ "live": { "header": null } }))
        .unwrap();
    let fourth = found(&sandbox, HOME, ADA_ID).await;
    assert!(
        fourth["header"]
            .as_str()
            .unwrap()
            .ends_with("/headers/original/missing.png")
    );
    let taken = |which| What::PictureTaken(which);
    let pictures: Vec<What> = events(&sandbox, HOME, ADA)
        .into_iter()
        .map(|event| event.what)
        .filter(|what| *what != What::Refreshed)
        .collect();
    let expected = [
        taken(Which::Avatar),
        taken(Which::Header),
        taken(Which::Header),
        What::PictureDropped(Which::Header),
    ];
    assert_eq!(pictures, expected);
}

#[tokio::test(start_paused = true)]
async fn new_bytes_under_an_old_address_are_never_taken() {
    for at_origin in [false, true] {
        let sandbox = Sandbox::in_process().unwrap();
        let change = json!({ "fixed_picture_addresses": true });
        if at_origin {
            sandbox.configure_origin("mastodon44.test", change).unwrap();
        } else {
            sandbox.patch(ADA, change).unwrap();
        }
        let before = lookup(&sandbox, HOME, ADA).await;
        let after = found(&sandbox, HOME, ADA_ID).await;
        assert_eq!(after["display_name"], "Ada Loom ✨");
        assert_eq!(after["avatar"], before["avatar"]);
        let activity = [("accept", "application/activity+json")];
        let actor = sandbox.ask("GET", ADA_ID, &activity).await.unwrap().json();
        let live = sandbox
            .ask("GET", actor["icon"]["url"].as_str().unwrap(), &[])
            .await;
        let kept = sandbox
            .ask("GET", after["avatar"].as_str().unwrap(), &[])
            .await;
        assert_ne!(live.unwrap().body, kept.unwrap().body);
    }
}

#[tokio::test(start_paused = true)]
async fn retries_grow_and_end() {
    let sandbox = Sandbox::in_process().unwrap();
    sandbox.set_fault(status("mastodon44.test", AVATAR, 503));
    found(&sandbox, HOME, ADA_ID).await;
    let tries = |sandbox: &Sandbox| {
        let log = sandbox.log();
        log.iter()
            .filter(|entry| entry.path.starts_with(AVATAR))
            .count()
    };
    assert_eq!(tries(&sandbox), 1);
    pass(29).await;
    assert!(sandbox.stored(HOME, ADA).unwrap().avatar.is_none());
    assert_eq!(tries(&sandbox), 1);
    pass(24 * 3600).await;
    assert!(sandbox.stored(HOME, ADA).unwrap().avatar.is_none());
    assert_eq!(tries(&sandbox), 8, "the first try and seven more");
}

#[tokio::test(start_paused = true)]
async fn a_missing_file_is_fetched_by_a_refresh() {
    let sandbox = Sandbox::in_process().unwrap();
    let account = found(&sandbox, HOME, "https://mastodon44.test/users/pat").await;
    assert!(!is_missing(&account));
}
