//! Who blocks whom, and who is shown it.

use crate::asking::{ADA, ADA_ID, HOME, api, browser, found, world};
use serde_json::{Value, json};

const LIST: &str = "/api/v1/instance/domain_blocks";

/// The list of a home with these settings: for tester and for nobody.
async fn check(settings: Value, to_tester: Value, to_nobody: Value) {
    let sandbox = world(json!({ "homes": { HOME: settings } }));
    let answer = api(&sandbox, HOME, LIST).await;
    let shown = |status: u16, body: Value, text: &[u8]| match status {
        404 => {
            assert!(text.is_empty(), "{settings}");
            Value::Null
        }
        _ => body,
    };
    let got = shown(answer.status, answer.json(), &answer.body);
    assert_eq!(got, to_tester, "{settings}");
    let answer = browser(&sandbox, &format!("https://{HOME}{LIST}"), "*/*").await;
    let answer = answer.unwrap();
    let got = shown(answer.status, answer.json(), &answer.body);
    assert_eq!(got, to_nobody, "{settings}");
}

#[tokio::test(start_paused = true)]
async fn a_list_is_shown_to_nobody_or_users_or_all() {
    let list = json!([
        {
            "domain": "quiet.test", "severity": "silence", "comment": null,
            "digest": "b3cebbd5de6d7835a5c3b704558889f86a88c310ec8fb728c46a185a42b23e07",
        },
        {
            "domain": "mast******.*est", "severity": "suspend", "comment": "spam",
            "digest": "8e641cb5ec59da87ac134321a9c8e329f0eca6ac322645721ba48f5da37b7237",
        },
    ]);
    let settings = |shows: &str| {
        json!({
            "shows_blocks": shows, "suspends": ["mastodon44.test"], "silences": ["quiet.test"],
            "obscures": ["mastodon44.test"], "block_comments": { "mastodon44.test": "spam" },
        })
    };
    check(settings("nobody"), json!(null), json!(null)).await;
    check(settings("users"), list.clone(), json!(null)).await;
    check(settings("all"), list.clone(), list).await;
    check(json!({ "suspends": ["a.test"] }), json!(null), json!(null)).await;
    check(json!({ "shows_blocks": "all" }), json!([]), json!([])).await;
}

#[tokio::test(start_paused = true)]
async fn an_origin_shows_its_list_to_all_or_not_at_all() {
    for (shows, status) in [("nobody", 404), ("users", 404), ("all", 200)] {
        let settings = json!({ "shows_blocks": shows, "suspends": [HOME] });
        let sandbox = world(json!({ "origins": { "mastodon44.test": settings } }));
        let address = format!("https://mastodon44.test{LIST}");
        let answer = browser(&sandbox, &address, "*/*").await.unwrap();
        assert_eq!(answer.status, status, "{shows}");
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        // A Mastodon that demands no signatures does not look who asks.
        assert_eq!(found(&sandbox, HOME, ADA_ID).await["acct"], ADA);
        sandbox
            .change(&json!({ "origins": { "mastodon44.test": { "secure": true } } }))
            .unwrap();
        assert!(found(&sandbox, HOME, ADA_ID).await.is_null(), "{shows}");
        assert!(found(&sandbox, "home45.test", ADA_ID).await.is_object());
    }
}

#[tokio::test(start_paused = true)]
async fn moderators_and_tester_block_accounts_and_domains() {
    let lookup = "/api/v1/accounts/lookup?acct=ada@mastodon44.test";
    let id = {
        let sandbox = world(json!({}));
        let account = api(&sandbox, HOME, lookup).await.json();
        assert!(account.get("limited").is_none(), "{account}");
        account["id"].as_str().unwrap().to_owned()
    };
    for (settings, entity, relationship) in [
        (json!({ "silenced_accounts": [ADA] }), "limited", ""),
        (json!({ "silences": ["mastodon44.test"] }), "limited", ""),
        (json!({ "suspended_accounts": [ADA] }), "suspended", ""),
        (json!({ "suspends": ["test"] }), "", ""),
        (json!({ "blocks": [ADA] }), "", "blocking"),
        (json!({ "blocked_by": [ADA] }), "", "blocked_by"),
        (
            json!({ "blocks_domains": ["mastodon44.test"] }),
            "",
            "domain_blocking",
        ),
        (json!({ "blocks_domains": ["test"] }), "", ""),
        (json!({ "blocks": ["bea@mastodon44.test"] }), "", ""),
    ] {
        let sandbox = world(json!({ "homes": { HOME: settings } }));
        let account = api(&sandbox, HOME, lookup).await.json();
        for key in ["limited", "suspended"] {
            assert_eq!(account[key] == true, key == entity, "{settings}: {key}");
        }
        let path = format!("/api/v1/accounts/relationships?id[]={id}");
        let relations = api(&sandbox, HOME, &path).await.json();
        for key in ["blocking", "blocked_by", "domain_blocking"] {
            assert_eq!(relations[0][key], key == relationship, "{settings}: {key}");
        }
        let blocked = api(&sandbox, HOME, "/api/v1/domain_blocks").await;
        let expected = settings.get("blocks_domains").cloned();
        assert_eq!(blocked.json(), expected.unwrap_or(json!([])));
    }
    let sandbox = world(json!({ "homes": { HOME: { "token_scopes": "read:accounts" } } }));
    assert_eq!(
        api(&sandbox, HOME, "/api/v1/domain_blocks").await.status,
        403
    );
    let address = format!("https://{HOME}/api/v1/domain_blocks");
    assert_eq!(
        browser(&sandbox, &address, "*/*").await.unwrap().status,
        401
    );
}

#[tokio::test(start_paused = true)]
async fn limited_federation_is_told_from_4_4_on_and_to_users_only() {
    for (home, told) in [
        ("home43.test", false),
        ("home44.test", true),
        ("home47.test", true),
    ] {
        for (settings, limited) in [
            (json!({}), false),
            (json!({ "allows_only": ["secure.test"] }), true),
        ] {
            let sandbox = world(json!({ "homes": { home: settings } }));
            let instance = api(&sandbox, home, "/api/v2/instance").await.json();
            let expected = told.then_some(json!(limited));
            let got = instance["configuration"].get("limited_federation").cloned();
            assert_eq!(got, expected, "{home}");
            let page = api(&sandbox, home, "/home").await.body;
            let said = format!("\"limited_federation_mode\":{limited}");
            assert!(String::from_utf8(page).unwrap().contains(&said), "{home}");
            let address = format!("https://{home}/api/v2/instance");
            let status = browser(&sandbox, &address, "*/*").await.unwrap().status;
            assert_eq!(status, if limited { 401 } else { 200 }, "{home}");
            let ada = found(&sandbox, home, ADA_ID).await;
            assert_eq!(ada.is_null(), limited, "{home}");
        }
    }
}
