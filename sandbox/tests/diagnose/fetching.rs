//! What a home makes of every broken answer: found anew, the old copy, nothing, or an error.

use crate::asking::{ADA, ADA_ID, HOME, api, found, search, world};
use freshet_sandbox::{Sandbox, What};
use serde_json::{Value, json};

const ORIGIN: &str = "mastodon44.test";
const FINGER: &str = "/.well-known/webfinger";

/// What a search for an id ends with.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    New,
    Old,
    Nothing,
    Unreachable,
    Busy,
    Refused,
    Other(u16),
}
use End::{Busy, New, Nothing, Old, Other, Refused, Unreachable};

/// The errors as Mastodon says them.
const ERRORS: [(u16, &str, End); 3] = [
    (503, "Remote data could not be fetched", Unreachable),
    (
        503,
        "There was a temporary problem serving your request, please try again",
        Busy,
    ),
    (
        422,
        "Validation failed: the remote server's answer was refused",
        Refused,
    ),
];

/// A search at a home in a world: how it ends, and that nothing was deleted.
async fn check(change: Value, end: End) {
    let sandbox = world(change.clone());
    let answer = search(&sandbox, HOME, ADA_ID).await;
    let body = answer.json();
    let text = body["error"].as_str().unwrap_or_default();
    let refreshed = sandbox
        .history(HOME)
        .iter()
        .any(|event| event.what == What::Refreshed);
    let got = match (answer.status, body["accounts"][0].is_object(), refreshed) {
        (200, true, true) => New,
        (200, true, false) => Old,
        (200, false, _) => Nothing,
        (status, ..) => ERRORS
            .into_iter()
            .find(|error| (error.0, error.1) == (status, text))
            .map_or(Other(status), |error| error.2),
    };
    assert_eq!(got, end, "{change}: {body}");
    assert!(deleted(&sandbox, HOME).is_empty(), "{change}");
}

fn deleted(sandbox: &Sandbox, home: &str) -> Vec<String> {
    let mut events = sandbox.history(home);
    events.retain(|event| event.what == What::Deleted);
    events.into_iter().map(|event| event.handle).collect()
}

/// A fault at the origin.
fn fault(path: &str, more: Value) -> Value {
    let mut fault = json!({ "host": ORIGIN, "path": path });
    for (key, value) in more.as_object().unwrap() {
        fault[key] = value.clone();
    }
    json!({ "faults": [fault] })
}

fn merged(path: &str, change: Value) -> Value {
    fault(path, json!({ "body": { "merged": change } }))
}

#[tokio::test(start_paused = true)]
async fn documents_are_taken_by_the_rules_or_not_at_all() {
    let actor = |change: Value| merged("/users/ada", change);
    let typed = |kind: &str| fault("/users/ada", json!({ "content_type": kind }));
    for (change, end) in [
        (json!({}), New),
        (actor(json!({ "inbox": null })), Nothing),
        (actor(json!({ "inbox": { "id": "x" } })), Nothing),
        (actor(json!({ "preferredUsername": null })), Nothing),
        (actor(json!({ "preferredUsername": "bea" })), Nothing),
        (actor(json!({ "outbox": null, "followers": null })), New),
        (actor(json!({ "publicKey": null })), New),
        (actor(json!({ "type": "Tombstone" })), Nothing),
        (actor(json!({ "type": "Robot" })), Nothing),
        (actor(json!({ "type": ["x:Robot", "Service"] })), New),
        (actor(json!({ "@context": null })), Nothing),
        (
            actor(json!({ "@context": "https://w3id.org/security/v1" })),
            Nothing,
        ),
        // The other id is asked once, and has to name itself.
        (
            actor(json!({ "id": "https://mastodon44.test/users/gone" })),
            Nothing,
        ),
        (
            actor(json!({ "id": "https://mastodon44.test/users/ada#main" })),
            Nothing,
        ),
        (actor(json!({ "id": null })), Nothing),
        (actor(json!({ "summary": "x".repeat(1_100_000) })), Nothing),
        (typed("application/json"), Nothing),
        (typed("application/ld+json"), Nothing),
        (
            typed("application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\""),
            New,
        ),
        (typed("application/activity+json; charset=utf-8"), New),
        (typed("text/html"), Nothing),
        (fault("/users/ada", json!({ "body": "truncated" })), Nothing),
        (fault("/users/ada", json!({ "body": "html" })), Nothing),
        (fault("/users/ada", json!({ "kill_after": 40 })), Nothing),
    ] {
        check(change, end).await;
    }
}

#[tokio::test(start_paused = true)]
async fn no_answer_gives_the_old_copy_and_a_refusal_nothing() {
    let home = |settings: Value| json!({ "homes": { HOME: settings } });
    let origin = |settings: Value| json!({ "origins": { ORIGIN: settings } });
    let actor = |more: Value| fault("/users/ada", more);
    for (change, end) in [
        (origin(json!({ "refused": true })), Old),
        (origin(json!({ "closes": true })), Old),
        (home(json!({ "cannot_reach": [ORIGIN] })), Old),
        (home(json!({ "cannot_reach": ["secure.test"] })), New),
        (actor(json!({ "status": 500 })), Old),
        (actor(json!({ "status": 502 })), Old),
        (actor(json!({ "status": 504 })), Old),
        (actor(json!({ "delay_ms": 11_000 })), Old),
        (actor(json!({ "status": 401 })), Nothing),
        (actor(json!({ "status": 403 })), Nothing),
        (actor(json!({ "status": 404 })), Nothing),
        (actor(json!({ "status": 410 })), Nothing),
        (actor(json!({ "status": 429 })), Nothing),
        (actor(json!({ "status": 501 })), Nothing),
        (
            actor(json!({ "redirect": "https://127.0.0.1/users/ada" })),
            Old,
        ),
        (actor(json!({ "redirect": ADA_ID })), Nothing),
        (origin(json!({ "plain": true })), Nothing),
        (origin(json!({ "blocks_homes": [HOME] })), Nothing),
        (home(json!({ "suspends": [ORIGIN] })), Nothing),
        (home(json!({ "allows_only": [] })), Nothing),
        (home(json!({ "lock_held": true })), Busy),
    ] {
        check(change, end).await;
    }
}

#[tokio::test(start_paused = true)]
async fn webfinger_has_to_lead_back() {
    let finger = |change: Value| merged(FINGER, change);
    let links = |kind: Value, href: &str| {
        finger(json!({ "links": [{ "rel": "self", "type": kind, "href": href }] }))
    };
    let activity = json!("application/activity+json");
    let profiled = "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"";
    let more = |more: Value| fault(FINGER, more);
    for (change, end) in [
        (links(activity.clone(), ADA_ID), New),
        (links(json!(profiled), ADA_ID), New),
        (
            links(json!("application/activity+json; charset=utf-8"), ADA_ID),
            Nothing,
        ),
        (links(json!("application/json"), ADA_ID), Nothing),
        (links(json!(null), ADA_ID), Nothing),
        (
            links(activity.clone(), "https://mastodon44.test/@ada"),
            Nothing,
        ),
        (
            links(activity, "https://mastodon44.test/users/bea"),
            Nothing,
        ),
        (finger(json!({ "links": null })), Nothing),
        (finger(json!({ "subject": null })), Nothing),
        (
            finger(json!({ "subject": "acct:ADA@Mastodon44.test" })),
            New,
        ),
        // That name leads to somebody else's id, or to nobody.
        (
            finger(json!({ "subject": "acct:ada@mastodon45.test" })),
            Nothing,
        ),
        (
            finger(json!({ "subject": "acct:ada@dead.test" })),
            Unreachable,
        ),
        (
            finger(json!({ "subject": "https://mastodon44.test/users/ada" })),
            Nothing,
        ),
        (more(json!({ "status": 404 })), Nothing),
        (more(json!({ "status": 410 })), Nothing),
        (more(json!({ "status": 500 })), Nothing),
        (more(json!({ "body": "html" })), Nothing),
        (more(json!({ "body": { "huge": 2_000_000 } })), Refused),
        (more(json!({ "drop": true })), Unreachable),
        (more(json!({ "drop": true, "from": "browser" })), New),
        (more(json!({ "delay_ms": 30_000 })), Unreachable),
        (more(json!({ "redirect": "https://10.0.0.1/" })), Refused),
        (more(json!({ "redirect": "https://localhost/" })), Refused),
        (
            more(json!({ "redirect": "https://dead.test/" })),
            Unreachable,
        ),
        (
            json!({ "origins": { ORIGIN: { "host_meta_only": true } } }),
            New,
        ),
        (
            json!({ "origins": { ORIGIN: { "no_web_finger": true } } }),
            Nothing,
        ),
    ] {
        check(change, end).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_claimed_handle_comes_first_from_4_6_on() {
    for (home, taken) in [("home45.test", true), (HOME, false)] {
        let claim = json!({ "webfinger": "bea@mastodon44.test" });
        let sandbox = world(merged("/users/ada", claim));
        assert_eq!(
            found(&sandbox, home, ADA_ID).await.is_object(),
            taken,
            "{home}"
        );
        let claim = json!({ "webfinger": ADA });
        let sandbox = world(merged("/users/ada", claim));
        assert_eq!(found(&sandbox, home, ADA_ID).await["acct"], ADA, "{home}");
    }
}

#[tokio::test(start_paused = true)]
async fn only_a_resolved_handle_makes_home_delete() {
    let otto = "otto@gone.test";
    for home in [
        "home43.test",
        "home44.test",
        "home45.test",
        HOME,
        "home47.test",
    ] {
        let sandbox = world(json!({}));
        for path in [
            "/api/v2/search?resolve=true&q=https://gone.test/users/otto",
            "/api/v2/search?resolve=true&type=accounts&q=https://gone.test/@otto",
            "/api/v2/search?q=@otto@gone.test",
            "/api/v1/accounts/search?q=@otto@gone.test",
            "/api/v1/accounts/lookup?acct=otto@gone.test",
        ] {
            assert_eq!(api(&sandbox, home, path).await.status, 200, "{path}");
            assert!(deleted(&sandbox, home).is_empty(), "{home}: {path}");
        }
        let path = "/api/v1/accounts/search?resolve=true&q=@otto@gone.test";
        assert_eq!(api(&sandbox, home, path).await.json(), json!([]));
        assert_eq!(deleted(&sandbox, home), [otto], "{home}");
    }
}
