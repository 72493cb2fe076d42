//! Refresh from the profile page: what home is asked, what it has then, and what the page
//! shows of it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use freshet_e2e::{Browser, Kind, Options, audit};
use freshet_sandbox::{LoggedRequest, Sandbox};

const ADA: &str = "ada@mastodon44.test";
const ORIGIN: &str = "mastodon44.test";

/// Opens a stale profile on a home, with every server agreed to, in each browser.
async fn check(home: &str, test: impl AsyncFn(&Browser, &Sandbox)) {
    for kind in Kind::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let options = Options::through(sandbox.proxy_address());
        let browser = Browser::at_home(kind, options, home, "/home")
            .await
            .unwrap();
        browser.go(&format!("/@{ADA}")).await.unwrap();
        browser.agree_to_all().await.unwrap();
        browser.line_says("is out of date").await.unwrap();
        test(&browser, &sandbox).await;
        audit(&sandbox).unwrap();
    }
}

/// What Freshet asked home for, since the log was cleared.
fn asked_of_home(sandbox: &Sandbox, home: &str) -> Vec<LoggedRequest> {
    let mut asked = sandbox.requests_to(home);
    asked.retain(|request| request.header("accept") == Some("application/json"));
    asked
}

#[tokio::test]
async fn one_press_brings_home_up_to_date_and_the_page_shows_it_without_a_reload() {
    for home in ["home43.test", "home46.test"] {
        check(home, async |browser, sandbox| {
            browser.run("window.before = true", vec![]).await.unwrap();
            sandbox.clear_log();
            browser
                .press_named(".freshet button", "Refresh")
                .await
                .unwrap();
            let said = browser.line_says("has brought up to date").await.unwrap();
            assert!(said.contains("Name") && said.contains("Avatar"), "{said}");
            browser
                .wait_for_text("h1", &sandbox.person(ADA).unwrap().live.display_name)
                .await
                .unwrap();
            let same_page = browser.run("return window.before", vec![]).await.unwrap();
            assert_eq!(same_page, true, "the page was loaded anew");

            let asked = asked_of_home(sandbox, home);
            let paths: Vec<&str> = asked
                .iter()
                .map(|request| request.path.split('?').next().unwrap())
                .collect();
            println!("{} on {home}: {paths:?}", browser.kind().name());
            assert_eq!(paths, ["/api/v2/search", "/api/v1/accounts/lookup"]);
            assert_eq!(sandbox.requests_to(ORIGIN).len(), 1);

            let stored = sandbox.stored(home, ADA).unwrap();
            let live = sandbox.person(ADA).unwrap().live;
            assert_eq!(stored.display_name, live.display_name);
            assert_eq!(stored.note, live.note);
        })
        .await;
    }
}
