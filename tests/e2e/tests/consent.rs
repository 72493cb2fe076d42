//! Nobody is asked before the person agreed, and what they agreed to can be taken back.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use freshet_e2e::{Browser, Kind, Options, audit};
use freshet_sandbox::Sandbox;

const QUESTION: &str = "Compare this profile with";

/// A home with Freshet on and nothing agreed to, in each browser.
async fn check(test: impl AsyncFn(&Browser, &Sandbox)) {
    for kind in Kind::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let options = Options::through(sandbox.proxy_address());
        let browser = Browser::at_home(kind, options, "home46.test", "/home")
            .await
            .unwrap();
        test(&browser, &sandbox).await;
        audit(&sandbox).unwrap();
    }
}

/// Everything that was sent to a server, connections included.
fn sent_to(sandbox: &Sandbox, host: &str) -> usize {
    let log = sandbox.log();
    log.iter()
        .filter(|request| request.host == host && request.asked_by.is_none())
        .count()
}

#[tokio::test]
async fn the_first_time_it_asks_and_contacts_nobody() {
    check(async |browser, sandbox| {
        browser.go("/@ada@mastodon44.test").await.unwrap();
        let words = browser.line_says(QUESTION).await.unwrap();
        assert!(
            words.contains("mastodon44.test") && words.contains("will see your address"),
            "{words}"
        );
        let offered = browser.texts(".freshet .line button").await.unwrap();
        assert_eq!(
            offered,
            [
                "This time",
                "Always for this server",
                "Always, for all servers",
                "Not now"
            ]
        );

        // Not now: it stays quiet, and can be had after all.
        browser
            .press_named(".freshet button", "Not now")
            .await
            .unwrap();
        browser.line_says("Not compared with").await.unwrap();
        assert_eq!(
            browser.texts(".freshet .line button").await.unwrap(),
            ["Compare…", "Load older posts…"]
        );
        browser
            .press_named(".freshet button", "Compare…")
            .await
            .unwrap();
        browser.line_says(QUESTION).await.unwrap();
        assert_eq!(sent_to(sandbox, "mastodon44.test"), 0);

        // Once: this look, and no other.
        browser
            .press_named(".freshet button", "This time")
            .await
            .unwrap();
        browser.line_says("out of date").await.unwrap();
        let sent = sent_to(sandbox, "mastodon44.test");
        assert!(sent > 0);
        browser.go("/@bea@mastodon44.test").await.unwrap();
        browser.line_says(QUESTION).await.unwrap();
        browser
            .open("https://home46.test/@cyd@mastodon44.test")
            .await
            .unwrap();
        browser.line_says(QUESTION).await.unwrap();
        assert_eq!(sent_to(sandbox, "mastodon44.test"), sent);
    })
    .await;
}

#[tokio::test]
async fn a_consent_lasts_as_long_as_was_said_and_is_taken_back_in_the_options() {
    check(async |browser, sandbox| {
        let asked = "https://home46.test/@dana@mastodon44.test";
        browser.go("/@ada@mastodon44.test").await.unwrap();
        browser
            .press_named(".freshet button", "Always for this server")
            .await
            .unwrap();
        browser.line_says("out of date").await.unwrap();
        browser.go("/@bea@mastodon44.test").await.unwrap();
        browser.line_says("up to date").await.unwrap();
        browser
            .open("https://home46.test/@cyd@mastodon44.test")
            .await
            .unwrap();
        browser.line_says("out of date").await.unwrap();
        // Another server, and another home, are asked about on their own.
        browser.go("/@finn@mastodon45.test").await.unwrap();
        browser.line_says(QUESTION).await.unwrap();
        assert_eq!(sent_to(sandbox, "mastodon45.test"), 0);

        let page = browser.tab().await.unwrap();
        let options = browser.extension().address("extension/options.html");
        browser.open_tab(&options).await.unwrap();
        browser
            .named("main .entry", "mastodon44.test")
            .await
            .unwrap();
        browser
            .named("main p", "1 server may be contacted")
            .await
            .unwrap();
        browser
            .press_named("main .entry button", "Ask again")
            .await
            .unwrap();
        browser
            .named("main p", "0 servers may be contacted")
            .await
            .unwrap();
        assert_eq!(
            browser.texts("main .entry bdi").await.unwrap(),
            ["home46.test"]
        );
        browser.close_tab(&page).await.unwrap();
        let sent = sent_to(sandbox, "mastodon44.test");
        browser.open(asked).await.unwrap();
        browser.line_says(QUESTION).await.unwrap();
        assert_eq!(sent_to(sandbox, "mastodon44.test"), sent);

        browser
            .press_named(".freshet button", "Always, for all servers")
            .await
            .unwrap();
        browser.line_says("date").await.unwrap();
        browser.go("/@finn@mastodon45.test").await.unwrap();
        browser.line_says("up to date").await.unwrap();
        browser
            .open("https://home46.test/@hugo@redirects.test")
            .await
            .unwrap();
        browser.line_says("out of date").await.unwrap();
        browser.open_tab(&options).await.unwrap();
        browser
            .named("main p", "Every server may be contacted")
            .await
            .unwrap();
        browser.named("main .entry", "Every server").await.unwrap();
        browser
            .press_named("main .entry button", "Ask again")
            .await
            .unwrap();
        browser
            .named("main p", "0 servers may be contacted")
            .await
            .unwrap();
        browser.close_tab(&page).await.unwrap();
        browser.go("/@uma@bücher.test").await.unwrap();
        let words = browser.line_says(QUESTION).await.unwrap();
        assert!(words.contains("bücher.test"), "{words}");
        assert_eq!(sent_to(sandbox, "xn--bcher-kva.test"), 0);
    })
    .await;
}
