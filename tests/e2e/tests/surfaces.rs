//! The popup: what it offers where, switching on and off, and what it shows of a profile.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use freshet_e2e::{Browser, Kind, Options, audit};
use freshet_sandbox::Sandbox;
use serde_json::json;

/// A browser with nothing but the extension, of each kind.
async fn check(test: impl AsyncFn(&Browser, &Sandbox)) {
    for kind in Kind::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let options = Options::through(sandbox.proxy_address());
        let browser = Browser::start(kind, options).await.unwrap();
        test(&browser, &sandbox).await;
        audit(&sandbox).unwrap();
    }
}

/// Opens the popup for the tab that is shown, gives what it says, and closes it again.
async fn popup(browser: &Browser, says: &str) -> Vec<String> {
    let page = browser.open_popup().await.unwrap();
    browser.named("main", says).await.unwrap();
    let buttons = browser.texts("main button").await.unwrap();
    browser.close_tab(&page).await.unwrap();
    buttons
}

/// Permissions, registered scripts and storage, as the browser has them.
async fn kept(browser: &Browser) -> serde_json::Value {
    let script = "return {
        origins: (await chrome.permissions.getAll()).origins,
        scripts: (await chrome.scripting.getRegisteredContentScripts()).map(script => script.matches),
        local: JSON.stringify(await chrome.storage.local.get(null)),
        session: JSON.stringify(await chrome.storage.session.get(null)),
    };";
    browser.ask_extension(script, vec![]).await.unwrap()
}

#[tokio::test]
async fn on_other_pages_the_popup_offers_nothing() {
    check(async |browser, sandbox| {
        // A home's own page without the web UI, and the page of a server that is no home.
        for (host, path) in [
            ("home46.test", "/settings/profile"),
            ("mastodon44.test", "/@ada"),
        ] {
            browser
                .open(&format!("https://{host}{path}"))
                .await
                .unwrap();
            browser.look_allowed(host).await.unwrap();
            let buttons = popup(browser, "Open this on your own Mastodon server").await;
            assert_eq!(buttons, ["Options"]);
        }
        // The browser itself went there, and looked for an icon when it liked; nobody else did.
        for request in sandbox.requests_to("mastodon44.test") {
            assert!(
                ["/@ada", "/favicon.ico"].contains(&request.path.as_str()),
                "{request:?}"
            );
        }
        sandbox.clear_log();
    })
    .await;
}

#[tokio::test]
async fn it_is_switched_on_for_one_home_at_once_and_off_again_without_a_trace() {
    check(async |browser, _| {
        browser
            .open("https://home46.test/@ada@mastodon44.test")
            .await
            .unwrap();
        browser.look_allowed("home46.test").await.unwrap();
        let buttons = popup(browser, "home46.test").await;
        assert!(buttons[0].starts_with("Use Freshet on "));
        assert_eq!(browser.count("freshet-line").await.unwrap(), 0);

        browser
            .run("window.sameDocument = true", vec![])
            .await
            .unwrap();
        browser.switch_on("home46.test").await.unwrap();
        browser.line_says("Compare this profile").await.unwrap();
        assert_eq!(
            browser
                .run("return window.sameDocument", vec![])
                .await
                .unwrap(),
            json!(true)
        );
        let now = kept(browser).await;
        assert_eq!(now["origins"], json!(["https://home46.test/*"]));
        assert_eq!(now["scripts"], json!([["https://home46.test/*"]]));

        // Another home stays as it was, also one whose pages the browser lets us see.
        browser
            .open("https://home45.test/@ada@mastodon44.test")
            .await
            .unwrap();
        browser
            .wait_for("the profile", ".account__header__bar h1")
            .await
            .unwrap();
        browser.look_allowed("home45.test").await.unwrap();
        popup(browser, "Use Freshet on ").await;
        assert_eq!(browser.count("freshet-line").await.unwrap(), 0);

        browser
            .open("https://home46.test/@bea@mastodon44.test")
            .await
            .unwrap();
        browser.agree_to_all().await.unwrap();
        browser.line_says("up to date").await.unwrap();
        let full = kept(browser).await;
        assert!(
            full["local"].as_str().unwrap().contains("home46.test"),
            "{full}"
        );
        assert!(
            full["session"].as_str().unwrap().contains("home46.test"),
            "{full}"
        );
        for store in ["local", "session"] {
            assert!(!full[store].as_str().unwrap().contains("token"), "{full}");
        }

        let page = browser.open_popup().await.unwrap();
        browser
            .press_named("main button", "Stop using on")
            .await
            .unwrap();
        browser
            .until("the popup to take it in", async || {
                let shown = browser.texts("main").await?;
                Ok((!shown.concat().contains("In use on")).then_some(()))
            })
            .await
            .unwrap();
        browser.close_tab(&page).await.unwrap();
        browser.wait_until_gone("freshet-line").await.unwrap();
        let gone = kept(browser).await;
        let origins = gone["origins"].as_array().unwrap();
        assert!(!origins.contains(&json!("https://home46.test/*")), "{gone}");
        assert_eq!(gone["scripts"], json!([]));
        for store in ["local", "session"] {
            assert!(
                !gone[store].as_str().unwrap().contains("home46.test"),
                "{gone}"
            );
        }
        browser.go("/@ada@mastodon44.test").await.unwrap();
        browser
            .wait_for(
                "the next profile",
                "a[href='/@ada@mastodon44.test/followers']",
            )
            .await
            .unwrap();
        assert_eq!(browser.count("freshet-line").await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn the_popup_says_what_the_tab_shows() {
    check(async |browser, sandbox| {
        browser.open("https://home46.test/home").await.unwrap();
        browser.switch_on("home46.test").await.unwrap();
        popup(browser, "Open the profile of somebody from another server").await;
        browser.go("/@carol").await.unwrap();
        popup(browser, "so there is no copy to compare").await;
        browser.go("/@ada@mastodon44.test").await.unwrap();
        browser.agree_to_all().await.unwrap();
        browser.line_says("7 differences").await.unwrap();
        let asked = sandbox.requests_to("mastodon44.test").len();
        let page = browser.open_popup().await.unwrap();
        browser.named("main", "@ada@mastodon44.test").await.unwrap();
        browser.line_says("7 differences").await.unwrap();
        let said = browser.texts("main").await.unwrap().concat();
        assert!(!said.contains("no place"), "{said}");
        assert_eq!(sandbox.requests_to("mastodon44.test").len(), asked);
        browser.press_named("main button", "Compare").await.unwrap();
        browser
            .wait_for("the comparison", "main .comparison .row del")
            .await
            .unwrap();
        browser.close_tab(&page).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn where_the_furniture_has_moved_the_popup_shows_the_comparison_itself() {
    check(async |browser, _| {
        browser.open("https://home46.test/home").await.unwrap();
        browser.switch_on("home46.test").await.unwrap();
        let badge = async || {
            let id = browser.tab_id().await.unwrap();
            let script = "return chrome.action.getBadgeText({ tabId: arguments[0] })";
            browser.ask_extension(script, vec![json!(id)]).await.unwrap()
        };
        // Pages without the header of a profile are no fault.
        browser.go("/@ada@mastodon44.test/followers").await.unwrap();
        // As an update of Mastodon would: the class is another one from the start.
        let rename = "new MutationObserver(() => {
            for (const bar of document.querySelectorAll('[class*=account_header__barWrapper]')) bar.className = 'renamed';
        }).observe(document.body, { childList: true, subtree: true });";
        browser.run(rename, vec![]).await.unwrap();
        browser.go("/@ada@mastodon44.test").await.unwrap();
        browser.wait_for("the renamed bar", ".renamed").await.unwrap();
        browser
            .until("the badge", async || Ok((badge().await == "!").then_some(())))
            .await
            .unwrap();
        assert_eq!(browser.count("freshet-line").await.unwrap(), 0);

        let page = browser.open_popup().await.unwrap();
        browser.named("main", "This page has no place that Freshet knows").await.unwrap();
        browser.agree_to_all().await.unwrap();
        browser.line_says("7 differences").await.unwrap();
        browser.press_named("main button", "Compare").await.unwrap();
        browser.wait_for("the comparison", "main .comparison .row del").await.unwrap();
        browser.close_tab(&page).await.unwrap();

        // The mark goes when there is nothing to complain about any more.
        browser.go("/home").await.unwrap();
        browser
            .until("the badge to go", async || Ok((badge().await == "").then_some(())))
            .await
            .unwrap();
    })
    .await;
}
