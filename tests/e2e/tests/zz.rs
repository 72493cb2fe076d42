#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]
use freshet_e2e::{Browser, Kind, Options};
use freshet_sandbox::{Fault, Sandbox};
use std::path::Path;
#[tokio::test]
async fn shots() {
    let sandbox = Sandbox::start().await.unwrap();
    let options = Options::through(sandbox.proxy_address());
    let browser = Browser::at_home(Kind::Chromium, options, "home46.test", "/home").await.unwrap();
    let dir = Path::new("/tmp/shots3");
    std::fs::create_dir_all(dir).unwrap();
    browser.go("/@ada@mastodon44.test").await.unwrap();
    browser.agree_to_all().await.unwrap();
    browser.line_says("is out of date").await.unwrap();
    browser.resize(1280, 800).await.unwrap();
    browser.screenshot(&dir.join("before.png")).await.unwrap();
    sandbox.set_fault(Fault { delay_ms: 4000, ..Fault::on("home46.test", "/api/v2/search") });
    browser.press_named(".freshet button", "Refresh").await.unwrap();
    browser.line_says("is fetching").await.unwrap();
    browser.screenshot(&dir.join("working.png")).await.unwrap();
    browser.line_says("is up to date now").await.unwrap();
    browser.screenshot(&dir.join("after.png")).await.unwrap();
    browser.press_named(".freshet button", "Compare").await.unwrap();
    browser.resize(1280, 1400).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    browser.screenshot(&dir.join("open.png")).await.unwrap();
    sandbox.heal("home46.test");
    sandbox.set_fault(Fault { status: Some(503), ..Fault::on("mastodon44.test", "/users/") });
    sandbox.set_fault(Fault { status: Some(503), ..Fault::on("mastodon44.test", "/@") });
    browser.go("/@bea@mastodon44.test?theme=light&admin").await.unwrap();
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    browser.resize(390, 900).await.unwrap();
    browser.screenshot(&dir.join("bea.png")).await.unwrap();
    browser.press_named(".freshet button", "Refresh").await.unwrap();
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    browser.screenshot(&dir.join("bea-after.png")).await.unwrap();
}
