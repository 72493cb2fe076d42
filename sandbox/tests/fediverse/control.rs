//! The world changes while it runs, and the log tells everything.

use crate::client::{Answer, connect_status, get, send};
use freshet_sandbox::{BodyKind, Fault, Sandbox};
use serde_json::{Value, json};

/// One API request of the signed-in user.
async fn check(sandbox: &Sandbox, home: &str, path: &str, status: u16) -> Answer {
    let token = format!("Bearer {}", sandbox.token(home).unwrap());
    let answer = get(
        sandbox,
        &format!("https://{home}{path}"),
        &[("authorization", &token)],
    )
    .await
    .unwrap();
    assert_eq!(
        (answer.status, answer.complete),
        (status, true),
        "{home}{path}: {}",
        answer.text()
    );
    assert_eq!(answer.header("x-ratelimit-limit"), Some("300"));
    answer
}

#[tokio::test]
async fn profiles_and_faults_change_while_it_runs() {
    let sandbox = Sandbox::start().await.unwrap();
    let actor = "https://mastodon44.test/users/bea";
    sandbox
        .patch(
            "bea@mastodon44.test",
            json!({
                "live": { "display_name": "Bea Changed" },
                "stored": { "note": "<p>Older.</p>" },
                "home": "home43.test",
            }),
        )
        .unwrap();
    assert_eq!(
        get(&sandbox, actor, &[crate::client::ACTIVITY])
            .await
            .unwrap()
            .json()["name"],
        "Bea Changed"
    );
    assert_eq!(
        sandbox
            .stored("home43.test", "bea@mastodon44.test")
            .unwrap()
            .note,
        "<p>Older.</p>"
    );
    assert_ne!(
        sandbox
            .stored("home46.test", "bea@mastodon44.test")
            .unwrap()
            .note,
        "<p>Older.</p>"
    );
    assert!(
        sandbox
            .patch("bea@mastodon44.test", json!({ "live": { "nam": "x" } }))
            .is_err()
    );
    sandbox
        .patch(
            "zoe@mastodon44.test",
            json!({ "live": { "display_name": "Zoe" }, "stored": {} }),
        )
        .unwrap();
    check(
        &sandbox,
        "home46.test",
        "/api/v1/accounts/lookup?acct=zoe@mastodon44.test",
        200,
    )
    .await;

    sandbox.set_fault(Fault {
        times: Some(1),
        body: Some(BodyKind::Html),
        ..Fault::on("mastodon44.test", "/users/")
    });
    assert!(
        get(&sandbox, actor, &[crate::client::ACTIVITY])
            .await
            .unwrap()
            .json()
            .is_null()
    );
    assert!(
        get(&sandbox, actor, &[crate::client::ACTIVITY])
            .await
            .unwrap()
            .json()
            .is_object()
    );
    sandbox.heal("error500.test");
    assert_eq!(
        get(
            &sandbox,
            "https://error500.test/users/eli",
            &[crate::client::ACTIVITY]
        )
        .await
        .unwrap()
        .status,
        200
    );
}

#[tokio::test]
async fn the_log_holds_every_header_and_status() {
    let sandbox = Sandbox::start().await.unwrap();
    check(
        &sandbox,
        "home46.test",
        "/api/v1/accounts/lookup?acct=carol",
        200,
    )
    .await;
    let tunnel = &sandbox.log()[0];
    assert_eq!(
        (tunnel.host.as_str(), tunnel.status, tunnel.is_tunnel()),
        ("home46.test", 200, true)
    );
    let asked = sandbox.requests_to("home46.test").remove(0);
    assert_eq!(asked.path, "/api/v1/accounts/lookup?acct=carol");
    assert_eq!((asked.method.as_str(), asked.status), ("GET", 200));
    let token = format!("Bearer {}", sandbox.token("home46.test").unwrap());
    assert_eq!(asked.header("authorization"), Some(token.as_str()));
    let waited = sandbox
        .request_that(|entry| entry.host == "home46.test" && !entry.is_tunnel())
        .await;
    assert_eq!(waited.number, asked.number);
    sandbox.clear_log();
    assert!(sandbox.log().is_empty());
    connect_status(&sandbox, "elsewhere.example:443").await;
    assert_eq!(sandbox.log()[0].status, 403);
}

#[tokio::test]
async fn the_control_host_does_what_the_library_does() {
    let sandbox = Sandbox::start().await.unwrap();
    let control = "https://sandbox.test";
    let put = |path: &str, body: Value| {
        let address = format!("{control}{path}");
        let sandbox = &sandbox;
        async move {
            send(sandbox, "PUT", &address, &[], &body.to_string())
                .await
                .unwrap()
                .status
        }
    };
    assert_eq!(
        put(
            "/profiles/bea@mastodon44.test",
            json!({ "live": { "locked": true } })
        )
        .await,
        200
    );
    assert!(sandbox.person("bea@mastodon44.test").unwrap().live.locked);
    let unlocked = json!({ "live": { "locked": false } });
    let change = json!({ "people": { "bea@mastodon44.test": unlocked } });
    assert_eq!(put("/world", change).await, 200);
    assert!(!sandbox.person("bea@mastodon44.test").unwrap().live.locked);
    assert_eq!(put("/world", json!({ "person": {} })).await, 400);
    assert_eq!(
        put(
            "/profiles/bea@mastodon44.test",
            json!({ "live": { "lock": true } })
        )
        .await,
        400
    );
    assert_eq!(
        put(
            "/faults",
            json!({ "host": "mastodon44.test", "path": "/", "status": 418 })
        )
        .await,
        200
    );
    assert_eq!(
        get(&sandbox, "https://mastodon44.test/@bea", &[])
            .await
            .unwrap()
            .status,
        418
    );
    for (path, body, status) in [
        ("/homes/home43.test", json!({ "maintenance": 502 }), 200),
        ("/homes/home43.test", json!({ "maintenence": 502 }), 400),
        ("/origins/mastodon44.test", json!({ "caches": true }), 200),
        ("/origins/mastodon44.test", json!({ "cache": true }), 400),
    ] {
        assert_eq!(put(path, body).await, status, "{path}");
    }
    let closed = get(&sandbox, "https://home43.test/@carol", &[]).await;
    assert_eq!(closed.unwrap().status, 502);
    let heal = format!("{control}/faults/mastodon44.test");
    assert_eq!(
        send(&sandbox, "DELETE", &heal, &[], "")
            .await
            .unwrap()
            .status,
        200
    );
    assert_eq!(
        get(&sandbox, "https://mastodon44.test/@bea", &[])
            .await
            .unwrap()
            .status,
        200
    );
    let log = get(&sandbox, &format!("{control}/log"), &[])
        .await
        .unwrap()
        .json();
    assert!(
        log.as_array()
            .unwrap()
            .iter()
            .any(|entry| entry["status"] == 418)
    );
    let help = get(&sandbox, control, &[]).await.unwrap();
    assert!(help.text().contains("PUT    https://sandbox.test/faults"));
}
