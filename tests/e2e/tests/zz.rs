#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use freshet_e2e::{Browser, Kind, Options};
use freshet_sandbox::Sandbox;
use std::path::Path;

#[tokio::test]
async fn slice() {
    for kind in Kind::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let browser = Browser::at_home(kind, Options::through(sandbox.proxy_address()), "home46.test", "/home").await.unwrap();
        browser.go("/@half@posts.test").await.unwrap();
        browser.agree_to_all().await.unwrap();
        browser.line_says("is").await.unwrap();
        let name = kind.name().to_lowercase();
        browser.screenshot(Path::new(&format!("/tmp/shots/{name}-1.png"))).await.unwrap();
        browser.press_named(".freshet .line button", "Load older").await.unwrap();
        browser.wait_for("dialog", "dialog[open]").await.unwrap();
        tokio::time::sleep(std::time::Duration::from_secs(3)).await;
        browser.screenshot(Path::new(&format!("/tmp/shots/{name}-2.png"))).await.unwrap();
        println!("{:?}", browser.texts("dialog").await.unwrap());
        browser.press_named("dialog button", "Load").await.unwrap();
        tokio::time::sleep(std::time::Duration::from_secs(4)).await;
        browser.screenshot(Path::new(&format!("/tmp/shots/{name}-3.png"))).await.unwrap();
        println!("{:?}", browser.texts(".freshet .fill").await.unwrap());
        tokio::time::sleep(std::time::Duration::from_secs(14)).await;
        browser.screenshot(Path::new(&format!("/tmp/shots/{name}-4.png"))).await.unwrap();
        println!("{:?}", browser.texts(".freshet .fill").await.unwrap());
        println!("{:?}", browser.console().await.unwrap());
        println!("{} {}", sandbox.posts("home46.test", "half@posts.test").len(), sandbox.requests_to("home46.test").len());
    }
}
