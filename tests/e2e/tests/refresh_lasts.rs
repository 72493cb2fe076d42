//! A refresh goes on whatever is closed or ended, and asks home no more than it must.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use freshet_e2e::{Browser, Kind, Options, audit};
use freshet_sandbox::{Fault, LoggedRequest, Sandbox};
use serde_json::json;
use std::time::Duration;

const ADA: &str = "ada@mastodon44.test";
const HOME: &str = "home46.test";
const SEARCH: &str = "/api/v2/search";
const LOOKUP: &str = "/api/v1/accounts/lookup";
const UPDATED: &str = "has brought up to date: ";

/// How long the alarm may take (half a minute), and what comes after it.
const ALARM: Duration = Duration::from_secs(90);

/// Opens a stale profile in a tab of its own beside another page, in each browser; home
/// takes some seconds to fetch a profile, and finishes whether or not anybody waits.
async fn check(beside: &str, test: impl AsyncFn(&Browser, &Sandbox)) {
    for kind in Kind::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let options = Options::through(sandbox.proxy_address());
        let browser = Browser::at_home(kind, options, HOME, "/home")
            .await
            .unwrap();
        browser.open(beside).await.unwrap();
        open_ada(&browser).await;
        browser.agree_to_all().await.unwrap();
        browser.line_says("is out of date").await.unwrap();
        let takes = json!({ "refresh_takes_ms": 3000 });
        sandbox.configure_home(HOME, takes).unwrap();
        sandbox.clear_log();
        test(&browser, &sandbox).await;
        println!("{}: {:?}", kind.name(), paths(&sandbox));
        audit(&sandbox).unwrap();
    }
}

/// Opens the profile in a tab of its own.
async fn open_ada(browser: &Browser) {
    let address = format!("https://{HOME}/@{ADA}");
    browser.open_tab(&address).await.unwrap();
}

/// Closes the tab that is shown; the other one is shown then.
async fn close(browser: &Browser) {
    let this = browser.tab().await.unwrap();
    let other = browser.other_tab(&this).await.unwrap();
    browser.close_tab(&other).await.unwrap();
}

/// What Freshet asked home for, since the log was cleared.
fn asked(sandbox: &Sandbox) -> Vec<LoggedRequest> {
    let mut asked = sandbox.requests_to(HOME);
    asked.retain(is_freshets);
    asked
}

fn is_freshets(request: &LoggedRequest) -> bool {
    request.host == HOME && request.header("accept") == Some("application/json")
}

fn paths(sandbox: &Sandbox) -> Vec<String> {
    let asked = asked(sandbox);
    let path = |request: &LoggedRequest| request.path.split('?').next().unwrap().to_owned();
    asked.iter().map(path).collect()
}

fn count(sandbox: &Sandbox, path: &str) -> usize {
    paths(sandbox).iter().filter(|asked| *asked == path).count()
}

/// Waits for a request of Freshet's to home.
async fn request(sandbox: &Sandbox, path: &str, is_answered: bool) {
    let found = sandbox.request_that(|request| {
        let answered = request.status > 0;
        is_freshets(request) && request.path.starts_with(path) && (answered || !is_answered)
    });
    let found = tokio::time::timeout(ALARM, found).await;
    found.unwrap_or_else(|_| panic!("nobody asks for {path}: {:?}", paths(sandbox)));
}

/// The outcome is on the page, home was asked once, and has it.
async fn is_done(browser: &Browser, sandbox: &Sandbox) {
    browser.line_says(UPDATED).await.unwrap();
    let live = sandbox.person(ADA).unwrap().live;
    browser
        .wait_for_text("h1", &live.display_name)
        .await
        .unwrap();
    assert_eq!(
        sandbox.stored(HOME, ADA).unwrap().display_name,
        live.display_name
    );
    assert_eq!(count(sandbox, SEARCH), 1, "{:?}", paths(sandbox));
}

#[tokio::test]
async fn a_closed_tab_does_not_stop_it() {
    check("about:blank", async |browser, sandbox| {
        browser.refresh().await.unwrap();
        request(sandbox, SEARCH, false).await;
        close(browser).await;
        request(sandbox, LOOKUP, true).await;
        open_ada(browser).await;
        is_done(browser, sandbox).await;
    })
    .await;
}

#[tokio::test]
async fn a_background_that_is_ended_while_home_works_is_woken_by_the_page() {
    check("about:blank", async |browser, sandbox| {
        browser.refresh().await.unwrap();
        request(sandbox, SEARCH, false).await;
        browser.stop_background().await.unwrap();
        browser.line_says("still working on it").await.unwrap();
        is_done(browser, sandbox).await;
    })
    .await;
}

#[tokio::test]
async fn a_background_that_is_ended_while_it_proves_is_woken_by_the_page() {
    check("about:blank", async |browser, sandbox| {
        sandbox.set_fault(Fault {
            delay_ms: 3000,
            ..Fault::on(HOME, LOOKUP)
        });
        browser.refresh().await.unwrap();
        request(sandbox, LOOKUP, false).await;
        browser.stop_background().await.unwrap();
        is_done(browser, sandbox).await;
        assert_eq!(count(sandbox, LOOKUP), 2);
    })
    .await;
}

#[tokio::test]
async fn without_its_page_the_alarm_wakes_it_and_another_page_of_home_signs_it_in() {
    check("https://home46.test/home", async |browser, sandbox| {
        browser.refresh().await.unwrap();
        request(sandbox, SEARCH, false).await;
        close(browser).await;
        browser.stop_background().await.unwrap();
        request(sandbox, LOOKUP, true).await;
        open_ada(browser).await;
        is_done(browser, sandbox).await;
    })
    .await;
}

#[tokio::test]
async fn without_any_page_of_home_the_next_opening_finishes_it() {
    check("about:blank", async |browser, sandbox| {
        browser.refresh().await.unwrap();
        request(sandbox, SEARCH, false).await;
        close(browser).await;
        browser.stop_background().await.unwrap();
        open_ada(browser).await;
        browser.line_says("still working on it").await.unwrap();
        is_done(browser, sandbox).await;
    })
    .await;
}
