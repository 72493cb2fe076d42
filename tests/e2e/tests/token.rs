//! The token goes home and nowhere else, and is never written; and the log would show it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use freshet_e2e::{Agreement, Browser, Kind, Options, audit};
use freshet_sandbox::Sandbox;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const HOME: &str = "home46.test";
const ORIGIN: &str = "mastodon44.test";

/// Starts each browser over a fresh sandbox, on a profile with Freshet in use and agreed to.
async fn check(test: impl AsyncFn(&Browser, &Sandbox)) {
    for kind in Kind::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let options = Options::through(sandbox.proxy_address());
        let path = "/@ada@mastodon44.test";
        let browser = Browser::at_home(kind, options, HOME, path).await.unwrap();
        browser.agree(Agreement::Always).await.unwrap();
        browser.line_says("out of date").await.unwrap();
        test(&browser, &sandbox).await;
    }
}

/// Everything that the extension keeps, as text.
async fn kept(browser: &Browser) -> String {
    let script = "const kept = {};
        for (const area of ['local', 'session', 'sync', 'managed']) {
            kept[area] = await chrome.storage[area]?.get(null).catch(() => null);
        }
        kept.databases = (await indexedDB.databases()).map(database => database.name);
        kept.caches = await caches.keys();
        kept.own = { ...localStorage };
        return JSON.stringify(kept);";
    let kept = browser.ask_extension(script, vec![]).await.unwrap();
    kept.as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_token_goes_home_only_and_is_never_written() {
    check(async |browser, sandbox| {
        browser.open_comparison().await.unwrap();
        browser.allow_live_pictures(ORIGIN).await.unwrap();
        let page = browser.open_popup().await.unwrap();
        browser.close_tab(&page).await.unwrap();
        for acct in [
            "eva@mastodon45.test",
            "gia@handles.test",
            "ines@secure.test",
        ] {
            let address = format!("https://{HOME}/@{acct}");
            browser.open(&address).await.unwrap();
            browser.line_says("out of date").await.unwrap();
        }
        browser.stop_background().await.unwrap();
        browser
            .open(&format!("https://{HOME}/@bea@mastodon44.test"))
            .await
            .unwrap();
        browser.line_says("up to date").await.unwrap();

        let token = sandbox.token(HOME).unwrap();
        let kept = kept(browser).await;
        assert!(
            kept.contains("ada@mastodon44.test"),
            "the looks are kept: {kept}"
        );
        assert!(!kept.contains(&token), "the token is kept: {kept}");
        let page = browser.run(
            "return document.querySelector('freshet-line').shadowRoot.innerHTML",
            vec![],
        );
        assert!(!page.await.unwrap().as_str().unwrap().contains(&token));

        // Freshet's own requests to home carry it: without that, the rest would show nothing.
        let bearer = format!("Bearer {token}");
        let lookups: BTreeSet<String> = sandbox
            .requests_to(HOME)
            .into_iter()
            .filter(|request| {
                request.path.starts_with("/api/v1/accounts/lookup")
                    && request.header("authorization") == Some(&bearer)
                    && request.header("accept") == Some("application/json")
            })
            .map(|request| request.path)
            .collect();
        assert_eq!(lookups.len(), 5, "{lookups:?}");
        let audited = audit(sandbox).unwrap();
        println!("{}: {audited:?}", browser.kind().name());
        assert!(
            audited.documents >= 5 && audited.pictures >= 2,
            "{audited:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn the_audit_sees_what_a_page_of_the_extension_asks() {
    check(async |browser, sandbox| {
        audit(sandbox).unwrap();
        let token = sandbox.token(HOME).unwrap();
        let document = "application/activity+json";
        let wrong: [(String, Value); 5] = [
            (
                format!("https://{ORIGIN}/users/ada"),
                json!({ "authorization": format!("Bearer {token}") }),
            ),
            (
                format!("https://{ORIGIN}/users/ada?{token}"),
                json!({ "accept": document }),
            ),
            (
                format!("https://{ORIGIN}/users/ada"),
                json!({ "accept": "application/json" }),
            ),
            (
                "https://127.0.0.1/users/ada".to_owned(),
                json!({ "accept": document }),
            ),
            (
                "https://localhost/users/ada".to_owned(),
                json!({ "accept": document }),
            ),
        ];
        for (address, headers) in wrong {
            sandbox.clear_log();
            let script = "await fetch(arguments[0], { headers: arguments[1] }).catch(() => {});";
            let arguments = vec![json!(address), headers];
            browser.ask_extension(script, arguments).await.unwrap();
            let found = audit(sandbox).expect_err(&address);
            println!("{}: {found}", browser.kind().name());
        }
    })
    .await;
}
