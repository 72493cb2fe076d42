//! See, end to end: the packaged extension on every home's page, in both browsers.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use freshet_e2e::{Browser, Kind, Options};
use freshet_sandbox::Sandbox;

/// Starts each browser over a fresh sandbox, with Freshet switched on at `home`.
async fn check(home: &str, test: impl AsyncFn(&Browser, &Sandbox)) {
    for kind in Kind::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let browser = Browser::start(kind, Options::through(sandbox.proxy_address()))
            .await
            .unwrap();
        browser
            .open(&format!("https://{home}/@ada@mastodon44.test"))
            .await
            .unwrap();
        browser.switch_on(home).await.unwrap();
        test(&browser, &sandbox).await;
    }
}

#[tokio::test]
async fn a_stale_profile_is_shown_as_such() {
    check("home46.test", async |browser, sandbox| {
        browser.line_says("Compare").await.unwrap();
        browser.press(".freshet button.main").await.unwrap();
        let words = browser.line_says("out of date").await.unwrap();
        println!("{words}");
        browser.press(".freshet [aria-expanded]").await.unwrap();
        browser
            .wait_for("pictures", ".freshet .comparison")
            .await
            .unwrap();
        tokio::time::sleep(std::time::Duration::from_secs(3)).await;
        browser.resize(1280, 1900).await.unwrap();
        browser
            .screenshot(std::path::Path::new(&format!(
                "/tmp/shots/open-{:?}.png",
                browser.kind()
            )))
            .await
            .unwrap();
        for r in sandbox.requests_to("mastodon44.test") {
            println!("{} {} {:?}", r.method, r.path, r.headers);
        }
    })
    .await;
}
