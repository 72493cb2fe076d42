//! See, end to end: the packaged extension on every home's page, in both browsers.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use freshet_e2e::{Browser, Kind, Options};
use freshet_sandbox::Sandbox;

/// Starts each browser over a fresh sandbox, with Freshet switched on at `home`.
async fn check(home: &str, test: impl AsyncFn(&Browser, &Sandbox)) {
    for kind in Kind::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let browser = Browser::start(kind, Options::through(sandbox.proxy_address())).await.unwrap();
        browser.open(&format!("https://{home}/@ada@mastodon44.test")).await.unwrap();
        if let Err(error) = browser.switch_on(home).await {
            browser.screenshot(std::path::Path::new("/tmp/shots/fail.png")).await.unwrap();
            let d = browser.run_async("let id=Number(location.hash.slice(5)); let tabs=await chrome.tabs.query({}); let r; try { r = await chrome.scripting.executeScript({target:{tabId:id},files:['extension/selectors.js','extension/probe.js']}) } catch(e) { r=String(e) } return [tabs.map(t=>[t.id,t.url,t.active]), r, await chrome.permissions.getAll()]", vec![]).await;
            println!("{d:?}");
            let t = browser.run("return [location.href, document.body.innerText]", vec![]).await;
            panic!("{error:#} {t:?} {:?}", browser.console().await);
        }
        test(&browser, &sandbox).await;
    }
}

#[tokio::test]
async fn a_stale_profile_is_shown_as_such() {
    check("home46.test", async |browser, _sandbox| {
        browser.line_says("Compare").await.unwrap();
        browser.screenshot(std::path::Path::new("/tmp/shots/ask.png")).await.unwrap();
        browser.press("freshet-line button.main").await.unwrap();
        let words = browser.line_says("out of date").await.unwrap();
        println!("{words}");
        browser.press("freshet-line [aria-expanded]").await.unwrap();
        browser.wait_for("pictures", "freshet-line .comparison").await.unwrap();
        tokio::time::sleep(std::time::Duration::from_secs(2)).await;
        browser.screenshot(std::path::Path::new("/tmp/shots/open.png")).await.unwrap();
    })
    .await;
}
