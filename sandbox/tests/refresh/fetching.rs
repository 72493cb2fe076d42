//! Fetching a document and the WebFinger round trip.

use crate::asking::{
    ADA, ADA_ID, ADA_URL, HOME, asked_by, dropped, found, refreshes, search, status,
};
use freshet_sandbox::{BodyKind, Fault, Sandbox};
use serde_json::json;

const FINGER: &str = "/.well-known/webfinger";

/// A search under a fault: status, who is found, and whether it was a refresh.
async fn check(fault: Fault, query: &str, expected: (u16, Option<&str>, usize)) {
    let sandbox = Sandbox::in_process().unwrap();
    let name = format!("{query} under {fault:?}");
    sandbox.set_fault(fault);
    let answer = search(&sandbox, HOME, query).await;
    let account = answer.json()["accounts"][0].clone();
    let got = (
        answer.status,
        account["display_name"].as_str(),
        refreshes(&sandbox, HOME, ADA),
    );
    assert_eq!(got, expected, "{name}: {}", answer.json());
}

const NEW: (u16, Option<&str>, usize) = (200, Some("Ada Loom ✨"), 1);
const OLD: (u16, Option<&str>, usize) = (200, Some("Ada Loom"), 0);
const EMPTY: (u16, Option<&str>, usize) = (200, None, 0);

#[tokio::test(start_paused = true)]
async fn an_id_costs_one_request_and_a_page_two() {
    for (query, documents) in [(ADA_ID, 1), (ADA_URL, 2)] {
        let sandbox = Sandbox::in_process().unwrap();
        found(&sandbox, HOME, query).await;
        let paths = asked_by(&sandbox, HOME);
        let fetched = paths.iter().filter(|path| path.ends_with("ada"));
        assert_eq!(fetched.count(), documents, "{paths:?}");
        assert!(paths.last().unwrap().starts_with(FINGER), "{paths:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_down_gives_the_old_copy_to_the_id_only() {
    for code in [500, 502, 503, 504] {
        check(status("mastodon44.test", "/", code), ADA_ID, OLD).await;
        check(status("mastodon44.test", "/", code), ADA_URL, EMPTY).await;
    }
    check(dropped("mastodon44.test", "/"), ADA_ID, OLD).await;
    check(dropped("mastodon44.test", "/"), ADA_URL, EMPTY).await;
    let slow = Fault {
        delay_ms: 60_000,
        ..Fault::on("mastodon44.test", "/")
    };
    check(slow, ADA_ID, OLD).await;
}

#[tokio::test(start_paused = true)]
async fn refusals_and_unusable_documents_give_nothing() {
    for code in [401, 403, 404, 410] {
        check(status("mastodon44.test", "/users/", code), ADA_ID, EMPTY).await;
    }
    let actor = json!({
        "@context": "https://www.w3.org/ns/activitystreams", "id": ADA_ID, "type": "Person",
        "inbox": "https://mastodon44.test/inbox", "preferredUsername": "ada",
    });
    let without = |key: &str| {
        let mut actor = actor.clone();
        actor.as_object_mut().unwrap().remove(key);
        actor
    };
    let mut note = actor.clone();
    note["type"] = json!("Note");
    let served = |body: BodyKind, content_type: &str| Fault {
        body: Some(body),
        content_type: Some(content_type.to_owned()),
        ..Fault::on("mastodon44.test", "/users/ada")
    };
    let activity = "application/activity+json";
    let profiled = "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"";
    for (body, content_type, expected) in [
        (BodyKind::Json(actor.clone()), activity, NEW),
        (BodyKind::Json(actor.clone()), profiled, NEW),
        (BodyKind::Json(actor.clone()), "application/ld+json", EMPTY),
        (BodyKind::Json(actor.clone()), "application/json", EMPTY),
        (BodyKind::Json(without("@context")), activity, EMPTY),
        (BodyKind::Json(without("inbox")), activity, EMPTY),
        (
            BodyKind::Json(without("preferredUsername")),
            activity,
            EMPTY,
        ),
        (BodyKind::Json(note), activity, EMPTY),
        (BodyKind::Html, "text/html", EMPTY),
        (BodyKind::Truncated, activity, EMPTY),
        (BodyKind::Huge(2_000_000), activity, EMPTY),
        (BodyKind::Endless, activity, EMPTY),
    ] {
        check(served(body, content_type), ADA_ID, expected).await;
    }
}

#[tokio::test(start_paused = true)]
async fn three_redirects_are_followed_and_no_more() {
    for (length, expected) in [(3, "Ada Loom ✨"), (4, "")] {
        let sandbox = Sandbox::in_process().unwrap();
        for step in 1..=length {
            let to = if step == length {
                ADA_ID.to_owned()
            } else {
                format!("https://redirect.test/hop{}", step + 1)
            };
            sandbox.set_fault(Fault {
                redirect: Some(to),
                ..Fault::on("redirect.test", &format!("/hop{step}"))
            });
        }
        let account = found(&sandbox, HOME, "https://redirect.test/hop1").await;
        assert_eq!(account["display_name"].as_str().unwrap_or(""), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_that_names_its_document_is_followed_once() {
    for in_header in [false, true] {
        let sandbox = Sandbox::in_process().unwrap();
        let change = json!({ "pages_are_html": true, "alternate_in_header": in_header });
        sandbox.configure_origin("mastodon44.test", change).unwrap();
        let account = found(&sandbox, HOME, ADA_URL).await;
        assert_eq!(account["display_name"], "Ada Loom ✨", "{in_header}");
    }
}

#[tokio::test(start_paused = true)]
async fn webfinger_decides_in_the_end() {
    let host = "mastodon44.test";
    let leading = |subject: &str, to: &str| Fault {
        body: Some(BodyKind::Json(json!({
            "subject": subject,
            "links": [{ "rel": "self", "type": "application/activity+json", "href": to }],
        }))),
        content_type: Some("application/jrd+json".to_owned()),
        ..Fault::on(host, FINGER)
    };
    let redirected = |to: &str| Fault {
        redirect: Some(to.to_owned()),
        ..Fault::on(host, FINGER)
    };
    let unreachable = (503, None, 0);
    let refused = (422, None, 0);
    for (fault, expected) in [
        (leading("acct:ada@mastodon44.test", ADA_ID), NEW),
        (
            leading(
                "acct:ada@mastodon44.test",
                "https://mastodon44.test/users/bea",
            ),
            EMPTY,
        ),
        (leading("acct:bea@mastodon44.test", ADA_ID), NEW_AS_BEA),
        // host-meta leads to the same place.
        (status(host, FINGER, 404), EMPTY),
        (status(host, "/.well-known/", 404), EMPTY),
        (status(host, FINGER, 410), EMPTY),
        (status(host, FINGER, 503), EMPTY),
        (dropped(host, FINGER), unreachable),
        (redirected("https://127.0.0.1/finger"), refused),
        (
            Fault {
                body: Some(BodyKind::Huge(2_000_000)),
                ..Fault::on(host, FINGER)
            },
            refused,
        ),
    ] {
        check(fault, ADA_ID, expected).await;
    }
}

/// Whoever WebFinger confirms is who the account is stored as.
const NEW_AS_BEA: (u16, Option<&str>, usize) = (200, Some("Ada Loom ✨"), 0);

#[tokio::test(start_paused = true)]
async fn host_meta_leads_to_webfinger_of_another_name() {
    let sandbox = Sandbox::in_process().unwrap();
    let change = json!({ "host_meta_only": true });
    sandbox.configure_origin("mastodon44.test", change).unwrap();
    let account = found(&sandbox, HOME, ADA_ID).await;
    assert_eq!(account["display_name"], "Ada Loom ✨");
    let paths = asked_by(&sandbox, HOME);
    assert!(
        paths.contains(&"/.well-known/host-meta".to_owned()),
        "{paths:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn the_text_of_errors_is_mastodons() {
    let sandbox = Sandbox::in_process().unwrap();
    sandbox.set_fault(dropped("mastodon44.test", FINGER));
    let answer = search(&sandbox, HOME, ADA_ID).await;
    let expected = json!({ "error": "Remote data could not be fetched" });
    assert_eq!(answer.json(), expected);
    assert!(answer.header("date").is_some());
}

#[tokio::test(start_paused = true)]
async fn the_answer_comes_when_the_requests_are_done() {
    let sandbox = Sandbox::in_process().unwrap();
    sandbox.set_fault(Fault {
        delay_ms: 4_000,
        ..Fault::on("mastodon44.test", "/users/ada")
    });
    let before = sandbox.now_ms();
    found(&sandbox, HOME, ADA_ID).await;
    // The document and its three collections.
    assert!((sandbox.now_ms() - before - 16_000.0).abs() < 2.0);
}
