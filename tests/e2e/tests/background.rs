//! A background that the browser ended loses nothing.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use freshet_e2e::{Browser, Kind, Options, audit};
use freshet_sandbox::Sandbox;

/// A home with Freshet on, at ada's profile, in each browser.
async fn check(test: impl AsyncFn(&Browser, &Sandbox)) {
    for kind in Kind::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let options = Options::through(sandbox.proxy_address());
        let browser = Browser::at_home(kind, options, "home44.test", "/home")
            .await
            .unwrap();
        browser.go("/@ada@mastodon44.test").await.unwrap();
        browser.line_says("Compare this profile").await.unwrap();
        test(&browser, &sandbox).await;
        audit(&sandbox).unwrap();
    }
}

#[tokio::test]
async fn every_press_works_after_the_background_was_ended() {
    check(async |browser, sandbox| {
        browser.stop_background().await.unwrap();
        assert_eq!(browser.count(".freshet .line").await.unwrap(), 1);
        browser
            .press_named(".freshet button", "Always, for all servers")
            .await
            .unwrap();
        browser.line_says("7 differences").await.unwrap();

        let asked = sandbox.requests_to("mastodon44.test").len();
        browser.stop_background().await.unwrap();
        browser
            .press_named(".freshet .line button", "Compare")
            .await
            .unwrap();
        browser
            .wait_for("the comparison", ".freshet .comparison .row del")
            .await
            .unwrap();

        browser.stop_background().await.unwrap();
        browser
            .press_named(".freshet .foot button", "without a difference")
            .await
            .unwrap();
        browser
            .named(".freshet .foot button", "Differences only")
            .await
            .unwrap();
        let actors = || {
            sandbox
                .requests_to("mastodon44.test")
                .iter()
                .filter(|request| request.path == "/users/ada")
                .count()
        };
        assert_eq!((asked, actors()), (1, 1), "the verdict is kept");

        browser.stop_background().await.unwrap();
        browser
            .press_named(".freshet .foot button", "Check again")
            .await
            .unwrap();
        browser
            .until(
                "the second look",
                async || Ok((actors() == 2).then_some(())),
            )
            .await
            .unwrap();
        browser.line_says("7 differences").await.unwrap();

        // A profile that is opened later, by a link and by a reload.
        browser.stop_background().await.unwrap();
        browser.go("/@bea@mastodon44.test").await.unwrap();
        browser.line_says("up to date").await.unwrap();
        browser.stop_background().await.unwrap();
        browser
            .open("https://home44.test/@cyd@mastodon44.test")
            .await
            .unwrap();
        browser.line_says("3 differences").await.unwrap();

        // Switching off, too.
        let page = browser.open_popup().await.unwrap();
        browser.named("main button", "Stop using on").await.unwrap();
        browser.stop_background().await.unwrap();
        browser
            .press_named("main button", "Stop using on")
            .await
            .unwrap();
        browser
            .until("the popup to take it in", async || {
                let shown = browser.texts("main").await?.concat();
                Ok((!shown.contains("In use on")).then_some(()))
            })
            .await
            .unwrap();
        browser.close_tab(&page).await.unwrap();
        browser.wait_until_gone("freshet-line").await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_press_in_the_options_switches_off_after_the_background_was_ended() {
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

#[tokio::test]
async fn a_panic_ends_in_a_fresh_instance() {
    check(async |browser, _| {
        // The same module as in the background, in a page that a test can reach.
        browser
            .open_tab(&browser.extension().address("extension/options.html"))
            .await
            .unwrap();
        let script = "await import('/extension/background.js');
            const core = await import('/extension/pkg/freshet.js');
            const { memory: before } = await core.default();
            dispatchEvent(new ErrorEvent('error', { error: new Error('not a panic') }));
            const { memory: same } = await core.default();
            dispatchEvent(new ErrorEvent('error', { error: new WebAssembly.RuntimeError('unreachable') }));
            const { memory: after } = await core.default();
            await core.installed();
            return [before === same, before === after];";
        let seen = browser.run_async(script, vec![]).await.unwrap();
        assert_eq!(seen, serde_json::json!([true, false]));
    })
    .await;
}
