//! What origins serve to browsers and to homes, and what they do not.

use crate::asking::{ADA, ADA_ID, HOME, browser, found, search, world};
use serde_json::{Value, json};

const ORIGIN: &str = "mastodon44.test";
const ACTIVITY: &str = "application/activity+json";
const FINGER: &str = "/.well-known/webfinger?resource=acct:ada@mastodon44.test";
const INSTANCE: &str = "/api/v2/instance";
const LOOKUP: &str = "/api/v1/accounts/lookup?acct=ada";

/// An origin with these settings: the statuses that a browser gets at some paths (0 for no
/// connection), and whether home has Ada afterwards.
async fn check(settings: Value, statuses: &[(&str, u16)], fetched: bool) {
    let sandbox = world(json!({
        "origins": { ORIGIN: settings },
        "homes": { HOME: { "knows_nobody": true } },
    }));
    for (path, status) in statuses {
        let address = format!("https://{ORIGIN}{path}");
        let accept = match path.starts_with("/users/") {
            true => ACTIVITY,
            false => "application/json",
        };
        let answer = browser(&sandbox, &address, accept).await;
        let got = answer.map_or(0, |answer| answer.status);
        assert_eq!(got, *status, "{settings}: {path}");
    }
    let account = search(&sandbox, HOME, ADA_ID).await.json()["accounts"][0].clone();
    assert_eq!(account["acct"] == ADA, fetched, "{settings}: {account}");
}

#[tokio::test(start_paused = true)]
async fn limited_federation_answers_whom_it_knows() {
    let closed = [
        ("/users/ada", 401),
        ("/@ada", 401),
        (INSTANCE, 401),
        (LOOKUP, 401),
        (FINGER, 200),
        ("/nodeinfo/2.0", 200),
    ];
    check(json!({ "only_homes": [] }), &closed, false).await;
    check(json!({ "only_homes": ["home45.test"] }), &closed, false).await;
    check(json!({ "only_homes": [HOME] }), &closed, true).await;
    let open = closed.map(|(path, _)| (path, 200));
    check(json!({}), &open, true).await;
    check(json!({ "blocks_homes": [HOME] }), &open, false).await;
    let page = format!("https://{ORIGIN}/@ada");
    let sandbox = world(json!({ "origins": { ORIGIN: { "only_homes": [] } } }));
    let answer = browser(&sandbox, &page, "text/html").await.unwrap();
    let login = format!("https://{ORIGIN}/auth/sign_in");
    assert_eq!(
        (answer.status, answer.header("location")),
        (302, Some(login.as_str()))
    );
}

#[tokio::test(start_paused = true)]
async fn a_signature_holds_for_an_hour_and_five_minutes() {
    const MINUTE: i64 = 60_000;
    for (origin, home, fetched) in [
        (0, 0, true),
        (64 * MINUTE, 0, true),
        (66 * MINUTE, 0, false),
        (-59 * MINUTE, 0, true),
        (-61 * MINUTE, 0, false),
        (0, 61 * MINUTE, false),
        (0, -66 * MINUTE, false),
        (300 * MINUTE, 300 * MINUTE, true),
    ] {
        let sandbox = world(json!({
            "origins": { ORIGIN: { "secure": true, "clock_offset_ms": origin } },
            "homes": { HOME: { "clock_offset_ms": home } },
        }));
        let is_there = found(&sandbox, HOME, ADA_ID).await.is_object();
        assert_eq!(is_there, fetched, "{origin} {home}");
        let other = found(&sandbox, "home45.test", ADA_ID).await;
        let other_fetched = (-60 * MINUTE..=65 * MINUTE).contains(&origin);
        assert_eq!(other.is_object(), other_fetched, "{origin}");
    }
    // Nobody looks at the time of what needs no signature.
    let open = json!({ "clock_offset_ms": 900 * MINUTE });
    check(open, &[("/users/ada", 200)], true).await;
}

#[tokio::test(start_paused = true)]
async fn clocks_are_in_every_answer() {
    let sandbox = world(json!({
        "origins": { ORIGIN: { "clock_offset_ms": 3_600_000 } },
        "homes": { HOME: { "clock_offset_ms": -60_000 } },
    }));
    for (address, date) in [
        (
            "https://mastodon44.test/users/ada",
            "Tue, 01 Sep 2026 13:00:00 GMT",
        ),
        ("https://home46.test/home", "Tue, 01 Sep 2026 11:59:00 GMT"),
        ("https://home45.test/home", "Tue, 01 Sep 2026 12:00:00 GMT"),
    ] {
        let answer = browser(&sandbox, address, "*/*").await.unwrap();
        assert_eq!(answer.header("date"), Some(date), "{address}");
    }
}

#[tokio::test(start_paused = true)]
async fn host_meta_is_xml_and_from_4_3_on_json() {
    for (settings, accept, path, status, json) in [
        (json!({}), "*/*", "host-meta", 200, false),
        (json!({}), "application/json", "host-meta", 200, true),
        (json!({}), "*/*", "host-meta.json", 200, true),
        (
            json!({ "version": "4.2.9" }),
            "application/json",
            "host-meta",
            200,
            false,
        ),
        (
            json!({ "version": "4.2.9" }),
            "*/*",
            "host-meta.json",
            404,
            true,
        ),
        (
            json!({ "software": "lemmy" }),
            "*/*",
            "host-meta.json",
            404,
            true,
        ),
        (
            json!({ "no_host_meta": true }),
            "*/*",
            "host-meta",
            404,
            true,
        ),
        (
            json!({ "no_host_meta": true }),
            "*/*",
            "host-meta.json",
            404,
            true,
        ),
    ] {
        let sandbox = world(json!({ "origins": { ORIGIN: settings } }));
        let address = format!("https://{ORIGIN}/.well-known/{path}");
        let answer = browser(&sandbox, &address, accept).await.unwrap();
        let what = format!("{settings}: {accept} {path}");
        assert_eq!(answer.status, status, "{what}");
        assert_eq!(answer.json().is_object(), json, "{what}");
        let template = "https://mastodon44.test/.well-known/webfinger?resource={uri}";
        let text = String::from_utf8(answer.body).unwrap();
        assert_eq!(text.contains(template), status == 200, "{what}: {text}");
    }
}

#[tokio::test(start_paused = true)]
async fn servers_lack_what_they_lack() {
    let (meta, json) = ("/.well-known/host-meta", "/.well-known/host-meta.json");
    let no_finger = [(FINGER, 404), (meta, 200), (json, 200), ("/users/ada", 200)];
    check(json!({ "no_web_finger": true }), &no_finger, false).await;
    let no_meta = [(FINGER, 200), (meta, 404), (json, 404)];
    check(json!({ "no_host_meta": true }), &no_meta, true).await;
    let only_meta = [(FINGER, 404), (meta, 200)];
    check(json!({ "host_meta_only": true }), &only_meta, true).await;
    let neither = json!({ "host_meta_only": true, "no_host_meta": true });
    check(neither, &[(FINGER, 404), (meta, 404)], false).await;
    let website = [
        ("/", 200),
        ("/users/ada", 404),
        (FINGER, 404),
        (meta, 404),
        ("/.well-known/nodeinfo", 404),
        (INSTANCE, 404),
    ];
    check(json!({ "plain": true }), &website, false).await;
    check(json!({ "refused": true }), &[("/", 0), (FINGER, 0)], false).await;
    check(json!({ "closes": true }), &[("/", 0), (FINGER, 0)], false).await;
}

#[tokio::test(start_paused = true)]
async fn an_instance_says_what_it_is() {
    for (settings, level) in [
        (json!({}), json!({ "mastodon": 6 })),
        (json!({ "version": "4.6.5" }), json!({ "mastodon": 11 })),
        (json!({ "version": "4.2.9" }), json!(null)),
        (
            json!({ "software": "pleroma", "version": "2.6.50" }),
            json!(null),
        ),
    ] {
        let sandbox = world(json!({ "origins": { ORIGIN: settings } }));
        let address = format!("https://{ORIGIN}{INSTANCE}");
        let instance = browser(&sandbox, &address, "*/*").await.unwrap().json();
        assert_eq!(instance["domain"], ORIGIN);
        assert_eq!(instance["api_versions"], level, "{settings}");
        let address = format!("https://{ORIGIN}/nodeinfo/2.0");
        let info = browser(&sandbox, &address, "*/*").await.unwrap().json();
        assert_eq!(info["software"]["version"], instance["version"]);
    }
}
