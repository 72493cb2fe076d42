//! What a refresh does to the page: nobody else's is touched.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use freshet_e2e::{Browser, Kind, Options, as_read, audit};
use freshet_sandbox::{Fault, Sandbox};

const ADA: &str = "ada@mastodon44.test";
const HOME: &str = "home46.test";
const UPDATED: &str = "has brought up to date: ";

/// Opens a stale profile, on a page that shows or hides its store, in each browser; home
/// takes its time to find anybody.
async fn check(switch: &str, test: impl AsyncFn(&Browser, &Sandbox)) {
    for kind in Kind::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let options = Options::through(sandbox.proxy_address());
        let browser = Browser::at_home(kind, options, HOME, &format!("/home{switch}"))
            .await
            .unwrap();
        browser.go(&format!("/@{ADA}")).await.unwrap();
        browser.agree_to_all().await.unwrap();
        browser.line_says("is out of date").await.unwrap();
        browser.run("window.before = true", vec![]).await.unwrap();
        sandbox.clear_log();
        sandbox.set_fault(Fault {
            delay_ms: 2000,
            ..Fault::on(HOME, "/api/v2/search")
        });
        test(&browser, &sandbox).await;
        audit(&sandbox).unwrap();
    }
}

async fn name_is_shown(browser: &Browser, sandbox: &Sandbox) {
    let live = sandbox.person(ADA).unwrap().live;
    browser
        .wait_for_text("h1", &live.display_name)
        .await
        .unwrap();
}

/// Notes whatever the line and the header show under an address from now on.
const WATCH: &str = "window.shown = [];
    const look = () => {
        const words = Array.from(document.querySelectorAll('freshet-line'), line => line.shadowRoot.querySelector('.words')?.innerText ?? '');
        const names = Array.from(document.querySelectorAll('.account__header__bar h1, [class*=account_header__barWrapper] h1'), one => one.innerText.split('\\n')[0]);
        const now = JSON.stringify([decodeURIComponent(location.pathname), ...names, ...words]);
        if (window.shown.at(-1) !== now) window.shown.push(now);
        requestAnimationFrame(look);
    };
    look();";

/// While a refresh of one person goes on, somebody else is shown; then the first again.
async fn elsewhere(browser: &Browser, sandbox: &Sandbox) {
    browser.refresh().await.unwrap();
    browser.go("/@bea@mastodon44.test").await.unwrap();
    browser.wait_for_text("h1", "Bea Fresh").await.unwrap();
    browser
        .line_says("home46.test is up to date.")
        .await
        .unwrap();
    browser.run(WATCH, vec![]).await.unwrap();
    // In the order of a refresh: home has it, both copies were read again, nothing is left to do.
    let name = sandbox.person(ADA).unwrap().live.display_name;
    let was_read = || {
        let mut read = sandbox.requests_to("mastodon44.test").into_iter();
        read.any(|request| request.path == "/users/ada" && request.status == 200)
    };
    browser
        .until("the proof", async || {
            let stored = sandbox.stored(HOME, ADA).unwrap().display_name;
            Ok((name == stored && was_read()).then_some(()))
        })
        .await
        .unwrap();
    let over = "return !(await chrome.alarms.get('refresh'))";
    browser
        .until("the refresh to be over", async || {
            let over = browser.ask_extension(over, vec![]).await?;
            Ok((over == true).then_some(()))
        })
        .await
        .unwrap();
    browser
        .line_says("home46.test is up to date.")
        .await
        .unwrap();
    let shown = browser.run("return shown", vec![]).await.unwrap();
    let shown: Vec<String> = serde_json::from_value(shown).unwrap();
    let shown: Vec<String> = shown.iter().map(|shown| as_read(shown)).collect();
    assert_eq!(
        shown,
        [r#"["/@bea@mastodon44.test","Bea Fresh","home46.test is up to date."]"#]
    );
    let same = browser.run("return window.before", vec![]).await.unwrap();
    assert_eq!(same, true, "the page was loaded anew under somebody else");

    browser.go(&format!("/@{ADA}")).await.unwrap();
    browser.line_says(UPDATED).await.unwrap();
}

#[tokio::test]
async fn nothing_is_shown_under_somebody_else() {
    check("", async |browser, sandbox| {
        elsewhere(browser, sandbox).await;
        name_is_shown(browser, sandbox).await;
    })
    .await;
}

#[tokio::test]
async fn nothing_is_loaded_anew_under_somebody_else() {
    check("?nostore", elsewhere).await;
}
