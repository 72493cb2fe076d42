//! What a browser may not read without a permission is explained, and read once it is given.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use freshet_e2e::{Browser, Kind, Options, audit};
use freshet_sandbox::Sandbox;

/// A profile on a home where every server may be contacted, in each browser.
async fn check(acct: &str, test: impl AsyncFn(&Browser, &Sandbox)) {
    for kind in Kind::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let options = Options::through(sandbox.proxy_address());
        let browser = Browser::at_home(kind, options, "home46.test", "/home")
            .await
            .unwrap();
        browser.go(&format!("/@{acct}")).await.unwrap();
        browser.agree_to_all().await.unwrap();
        test(&browser, &sandbox).await;
        audit(&sandbox).unwrap();
    }
}

/// Presses the button in the page that leads to the question, and allows the access there.
async fn allow(browser: &Browser, server: &str, button: &str) {
    browser
        .allow_host(&format!("https://{server}/*"))
        .await
        .unwrap();
    let page = browser.tab().await.unwrap();
    browser
        .press_named(button, "Allow access to")
        .await
        .unwrap();
    let question = browser.other_tab(&page).await.unwrap();
    browser.switch_to(&question).await.unwrap();
    browser
        .wait_for_text("main", "does not let web pages read")
        .await
        .unwrap();
    browser
        .press_named("main button.main", "Allow access to")
        .await
        .unwrap();
    // The question closes itself, and the page comes back.
    browser.wait_for_tabs(1).await.unwrap();
    browser.switch_to(&page).await.unwrap();
}

#[tokio::test]
async fn where_the_profile_may_not_be_read_it_asks_and_then_compares() {
    check("sol@nocors.test", async |browser, sandbox| {
        let words = browser.line_says("may not read").await.unwrap();
        assert!(
            words.contains("nocors.test") && words.contains("without your permission"),
            "{words}"
        );
        sandbox.clear_log();
        allow(browser, "nocors.test", ".freshet .line button").await;
        browser
            .line_says("out of date: 2 differences")
            .await
            .unwrap();
        let asked = sandbox.requests_to("nocors.test");
        assert!(
            asked.iter().any(|request| request.path == "/users/sol"),
            "{asked:#?}"
        );
        assert!(
            asked
                .iter()
                .all(|request| request.header("cookie").is_none())
        );
    })
    .await;
}

#[tokio::test]
async fn pictures_that_may_not_be_read_are_shown_after_the_permission() {
    check("ada@mastodon44.test", async |browser, _| {
        browser.line_says("7 differences").await.unwrap();
        browser.press_named(".freshet .line button", "Compare").await.unwrap();
        browser.wait_for_text(".freshet .cell", "may not read pictures of").await.unwrap();
        // Home's own pictures are there already, as data.
        let wait_for = async |count: usize| {
            browser
                .until(&format!("{count} pictures"), async || {
                    let sources = browser.attributes(".freshet img.picture", "src").await?;
                    let is_data = |source: &String| source.starts_with("data:image/png;base64,");
                    let data = sources.iter().flatten().filter(|source| is_data(source));
                    assert_eq!(data.count(), sources.len(), "{sources:?}");
                    Ok((sources.len() == count).then_some(()))
                })
                .await
                .unwrap();
        };
        wait_for(2).await;
        allow(browser, "mastodon44.test", ".freshet .cell button").await;
        wait_for(4).await;
        let loaded = "return [...document.querySelector('freshet-line').shadowRoot.querySelectorAll('img.picture')].every(one => one.complete && one.naturalWidth > 8)";
        browser
            .until("the pictures to be decoded", async || Ok((browser.run(loaded, vec![]).await? == true).then_some(())))
            .await
            .unwrap();
    })
    .await;
}
