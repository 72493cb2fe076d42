//! Browsers end an idle background after half a minute: the first press afterwards counts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use freshet_e2e::{Browser, Kind, Options, audit};
use freshet_sandbox::Sandbox;

/// Hands each browser to `test` with a compared profile in its tab.
async fn check(test: impl AsyncFn(&Browser, &Sandbox)) {
    for kind in Kind::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let options = Options::through(sandbox.proxy_address());
        let browser = Browser::start(kind, options).await.unwrap();
        let profile = "https://home46.test/@ada@mastodon44.test";
        browser.open(profile).await.unwrap();
        browser.switch_on("home46.test").await.unwrap();
        browser.line_says("Compare").await.unwrap();
        browser.press(".freshet button.main").await.unwrap();
        browser.line_says("out of date").await.unwrap();
        test(&browser, &sandbox).await;
        audit(&sandbox).unwrap();
    }
}

#[tokio::test]
async fn a_press_in_the_page_opens_the_comparison_and_asks_nobody_again() {
    check(async |browser, sandbox| {
        browser.stop_background().await.unwrap();
        sandbox.clear_log();
        browser.press(".freshet [aria-expanded]").await.unwrap();
        let comparison = browser.wait_for("the comparison", ".freshet .comparison");
        comparison.await.unwrap();
        let origin = sandbox.requests_to("mastodon44.test");
        let actor = origin.iter().find(|asked| asked.path == "/users/ada");
        assert!(actor.is_none(), "{actor:?}");
    })
    .await;
}

#[tokio::test]
async fn a_press_in_the_options_switches_off() {
    check(async |browser, _| {
        let options = browser.extension().address("extension/options.html");
        browser.open_tab(&options).await.unwrap();
        let entry = ".freshet .entry button";
        browser.wait_for("the home in use", entry).await.unwrap();
        browser.stop_background().await.unwrap();
        browser.press(entry).await.unwrap();
        let said = browser.wait_for_text(".freshet p", "not in use").await;
        said.unwrap();
    })
    .await;
}
