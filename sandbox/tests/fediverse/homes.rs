//! A home answers as the Mastodon that it says it is.

use crate::client::{Answer, FOREIGN, get};
use freshet_sandbox::{Fault, Sandbox};
use serde_json::{Value, json};

const HOMES: [(&str, &str); 6] = [
    ("home.test", "4.6.5"),
    ("home43.test", "4.3.23"),
    ("home44.test", "4.4.22"),
    ("home45.test", "4.5.15"),
    ("home46.test", "4.6.5"),
    ("glitch46.test", "4.6.5+glitch"),
];

/// One API request of the signed-in user.
async fn check(sandbox: &Sandbox, home: &str, path: &str, status: u16) -> Answer {
    let token = format!("Bearer {}", sandbox.token(home).unwrap());
    let address = format!("https://{home}{path}");
    let answer = get(sandbox, &address, &[("authorization", &token)])
        .await
        .unwrap();
    assert_eq!(answer.status, status, "{address}: {}", answer.text());
    assert!(answer.complete, "{address}");
    answer
}

fn initial_state(page: &str) -> Value {
    let from = page
        .split_once("<script id=\"initial-state\" type=\"application/json\">")
        .unwrap()
        .1;
    serde_json::from_str(from.split_once("</script>").unwrap().0).unwrap()
}

#[tokio::test]
async fn everybody_is_stored_at_every_home() {
    let sandbox = Sandbox::start().await.unwrap();
    for (home, _) in HOMES {
        for handle in [
            "ada@mastodon44.test",
            "eva@mastodon45.test",
            "jon@dead.test",
            "carol",
        ] {
            let path = format!("/api/v1/accounts/lookup?acct={handle}");
            let account = check(&sandbox, home, &path, 200).await.json();
            assert_eq!(account["acct"], handle);
            let by_id = format!("/api/v1/accounts/{}", account["id"].as_str().unwrap());
            assert_eq!(check(&sandbox, home, &by_id, 200).await.json(), account);
        }
        let missing = check(
            &sandbox,
            home,
            "/api/v1/accounts/lookup?acct=no@where.test",
            404,
        )
        .await;
        assert_eq!(missing.json(), json!({ "error": "Record not found" }));
    }
}

#[tokio::test]
async fn the_page_carries_state_policy_and_looks_of_its_version() {
    let sandbox = Sandbox::start().await.unwrap();
    for (home, version) in HOMES {
        let address = format!("https://{home}/@ada@mastodon44.test");
        let page = get(&sandbox, &address, &[]).await.unwrap();
        let policy = page.header("content-security-policy").unwrap();
        for part in [
            "script-src 'self'",
            "'wasm-unsafe-eval'",
            "frame-ancestors 'none'",
            "img-src 'self' data: blob:",
        ] {
            assert!(policy.contains(part), "{part} of {home}");
        }
        let state = initial_state(&page.text());
        assert_eq!(state["meta"]["version"], version);
        assert_eq!(state["meta"]["domain"], home);
        assert_eq!(
            state["meta"]["access_token"],
            json!(sandbox.token(home).unwrap())
        );
        assert!(state["role"]["permissions"].is_string());
        assert!(state["accounts"][state["meta"]["me"].as_str().unwrap()].is_object());
        assert!(
            page.text()
                .contains("name=\"initialPath\" content=\"/@ada@mastodon44.test\"")
        );
        let modern = page.text().contains("data-color-scheme=\"dark\"");
        assert_eq!(modern, version.starts_with("4.6"));
        assert_eq!(page.text().contains("theme-default"), !modern);

        let out = get(
            &sandbox,
            &format!("{address}?signed-out&theme=light&locale=de"),
            &[],
        )
        .await
        .unwrap();
        let state = initial_state(&out.text());
        assert_eq!(
            (&state["meta"]["access_token"], &state["meta"]["me"]),
            (&Value::Null, &Value::Null)
        );
        assert_eq!(state["meta"]["locale"], "de");
        let light = if modern {
            "data-color-scheme=\"light\""
        } else {
            "theme-mastodon-light"
        };
        assert!(out.text().contains(light));
        let kept = get(&sandbox, &address, &[("cookie", "signed=out; theme=light")])
            .await
            .unwrap();
        assert!(kept.text().contains(light) && initial_state(&kept.text())["meta"]["me"].is_null());
    }
    let finger = "https://home46.test/.well-known/webfinger?resource=acct:carol@home46.test";
    let finger = get(&sandbox, finger, &[]).await.unwrap().json();
    assert_eq!(
        finger["links"][1]["href"],
        "https://home46.test/users/carol"
    );
    let other = get(&sandbox, "https://home46.test/settings/profile", &[])
        .await
        .unwrap();
    assert!(!other.text().contains("initial-state"));
}

#[tokio::test]
async fn tokens_and_limits_are_checked() {
    let sandbox = Sandbox::start().await.unwrap();
    let lookup = "https://home46.test/api/v1/accounts/lookup?acct=carol";
    let wrong = get(&sandbox, lookup, &[("authorization", "Bearer other")])
        .await
        .unwrap();
    assert_eq!(
        (wrong.status, wrong.json()),
        (401, json!({ "error": "The access token is invalid" }))
    );
    let nobody = get(
        &sandbox,
        "https://home46.test/api/v1/accounts/relationships?id[]=1",
        &[],
    )
    .await
    .unwrap();
    assert_eq!(nobody.status, 401);

    sandbox.set_rate_limit_remaining("home46.test", 1);
    let last = get(&sandbox, lookup, &[]).await.unwrap();
    assert_eq!(
        (last.status, last.header("x-ratelimit-remaining")),
        (200, Some("0"))
    );
    assert!(last.header("x-ratelimit-reset").unwrap().ends_with('Z'));
    assert_eq!(get(&sandbox, lookup, &[]).await.unwrap().status, 429);
    sandbox.reset();
    assert_eq!(get(&sandbox, lookup, &[]).await.unwrap().status, 200);
}

#[tokio::test]
async fn pictures_are_real_and_differ_when_they_have_changed() {
    let sandbox = Sandbox::start().await.unwrap();
    let account = check(
        &sandbox,
        "home46.test",
        "/api/v1/accounts/lookup?acct=dana@mastodon44.test",
        200,
    )
    .await
    .json();
    let stored = get(&sandbox, account["avatar"].as_str().unwrap(), &[])
        .await
        .unwrap();
    assert_eq!(
        (stored.status, stored.header("content-type")),
        (200, Some("image/png"))
    );
    assert!(stored.body.starts_with(b"\x89PNG\r\n"));
    let actor = get(
        &sandbox,
        "https://mastodon44.test/users/dana",
        &[crate::client::ACTIVITY],
    )
    .await
    .unwrap()
    .json();
    let live = get(&sandbox, actor["icon"]["url"].as_str().unwrap(), &[])
        .await
        .unwrap();
    assert_ne!(live.body, stored.body);
    let header = get(&sandbox, actor["image"]["url"].as_str().unwrap(), &[])
        .await
        .unwrap();
    let same = get(&sandbox, account["header"].as_str().unwrap(), &[])
        .await
        .unwrap();
    assert_eq!(header.body, same.body);
    assert_eq!(
        get(
            &sandbox,
            "https://home46.test/avatars/original/missing.png",
            &[]
        )
        .await
        .unwrap()
        .status,
        200
    );
}

#[tokio::test]
async fn pages_elsewhere_may_read_the_api_and_not_the_pictures() {
    let sandbox = Sandbox::start().await.unwrap();
    let lookup = "https://home46.test/api/v1/accounts/lookup?acct=carol";
    let open = get(&sandbox, lookup, &[FOREIGN]).await.unwrap();
    assert_eq!(open.header("access-control-allow-origin"), Some("*"));
    let exposed = open.header("access-control-expose-headers").unwrap();
    assert!(exposed.contains("X-RateLimit-Reset"), "{exposed}");
    let picture = open.json()["avatar"].as_str().unwrap().to_owned();
    let shut = get(&sandbox, &picture, &[FOREIGN]).await.unwrap();
    assert_eq!(
        (shut.status, shut.header("access-control-allow-origin")),
        (200, None)
    );
}

const REFRESH: &str =
    "/api/v2/search?resolve=true&type=accounts&q=https://mastodon44.test/users/ada";

#[tokio::test]
async fn a_search_by_id_refreshes_and_wipes_verification() {
    let sandbox = Sandbox::start().await.unwrap();
    let lookup = "/api/v1/accounts/lookup?acct=ada@mastodon44.test";
    let old = check(&sandbox, "home46.test", lookup, 200).await.json();
    assert!(old["fields"][0]["verified_at"].is_string());
    let found = check(&sandbox, "home46.test", REFRESH, 200).await.json();
    assert_eq!(found["accounts"][0]["display_name"], "Ada Loom ✨");
    let new = check(&sandbox, "home46.test", lookup, 200).await.json();
    assert_eq!(new, found["accounts"][0]);
    assert!(new["fields"][0]["verified_at"].is_null());
    assert_ne!(new["avatar"], old["avatar"]);
    let elsewhere = check(&sandbox, "home45.test", lookup, 200).await.json();
    assert_eq!(
        elsewhere["display_name"], "Ada Loom",
        "another home keeps its own copy"
    );
    assert!(
        sandbox.requests_to("mastodon44.test").is_empty(),
        "the home asked, not the client"
    );
    assert!(
        sandbox
            .log()
            .iter()
            .any(|entry| entry.asked_by.as_deref() == Some("home46.test"))
    );
}

#[tokio::test]
async fn a_search_answers_200_with_the_old_account_when_origin_is_down() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.set_fault(Fault {
        status: Some(503),
        ..Fault::on("mastodon44.test", "/")
    });
    let found = check(&sandbox, "home46.test", REFRESH, 200).await.json();
    assert_eq!(found["accounts"][0]["display_name"], "Ada Loom");
    let by_url = REFRESH.replace("/users/", "/@");
    let found = check(&sandbox, "home46.test", &by_url, 200).await.json();
    assert_eq!(
        found["accounts"],
        json!([]),
        "the fall-back wants the id itself"
    );
    sandbox.set_fault(Fault {
        status: Some(404),
        ..Fault::on("mastodon44.test", "/")
    });
    let found = check(&sandbox, "home46.test", REFRESH, 200).await.json();
    assert_eq!(found["accounts"], json!([]));
}

#[tokio::test]
async fn a_search_reads_signed_and_needs_a_user() {
    let sandbox = Sandbox::start().await.unwrap();
    let path = "/api/v2/search?resolve=true&q=https://secure.test/users/ines";
    let found = check(&sandbox, "home44.test", path, 200).await.json();
    assert_eq!(
        found["accounts"][0]["note"],
        "<p>Only signed requests, thank you.</p>"
    );
    let nobody = get(&sandbox, &format!("https://home44.test{path}"), &[])
        .await
        .unwrap();
    assert_eq!(nobody.status, 401);
    let handle = check(
        &sandbox,
        "home44.test",
        "/api/v2/search?resolve=true&q=@nobody@mastodon44.test",
        200,
    )
    .await
    .json();
    assert_eq!(handle["accounts"][0]["acct"], "nobody@mastodon44.test");
    let path = "/api/v2/search?resolve=true&q=https://mastodon44.test/users/blank";
    let nameless = check(&sandbox, "home44.test", path, 200).await.json();
    assert_eq!(nameless["accounts"][0]["display_name"], "blank");
}
