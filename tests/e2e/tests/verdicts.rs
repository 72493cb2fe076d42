//! Every fate of an account in the right words.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use freshet_e2e::{Browser, Kind, Options, as_read, audit};
use freshet_sandbox::Sandbox;

/// Accounts and what their line says.
const FATES: [(&str, &str); 15] = [
    ("ada@mastodon44.test", "is out of date: 7 differences"),
    ("bea@mastodon44.test", "is up to date."),
    ("eva@mastodon45.test", "is out of date: 2 differences"),
    ("finn@mastodon45.test", "is up to date."),
    ("gia@handles.test", "is out of date: 1 difference"),
    ("hugo@redirects.test", "is out of date: 1 difference"),
    ("uma@bücher.test", "is out of date: 1 difference"),
    ("uma@xn--bcher-kva.test", "is out of date: 1 difference"),
    ("Ada@Mastodon44.TEST", "is out of date: 7 differences"),
    ("ines@secure.test", "is out of date: 2 differences"),
    (
        "milo@moved.test",
        "This account has moved to https://mastodon44.test/users/milo. home does not know yet.",
    ),
    (
        "quin@suspended.test",
        "suspended.test has suspended this account.",
    ),
    ("otto@gone.test", "This account was deleted on gone.test."),
    (
        "rosa@notfound.test",
        "notfound.test no longer shows this account",
    ),
    ("tim@limited.test", "limited.test asks for a pause."),
];

/// Shows the profiles one after the other on a home, in each browser.
async fn check(home: &str) {
    for kind in Kind::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let options = Options::through(sandbox.proxy_address());
        let browser = Browser::at_home(kind, options, home, "/home")
            .await
            .unwrap();
        browser.go("/@dana@mastodon44.test").await.unwrap();
        browser.agree_to_all().await.unwrap();
        for (acct, said) in FATES {
            browser.go(&format!("/@{acct}")).await.unwrap();
            let said = said.replace("home does", &format!("{home} does"));
            let what = format!("{acct} on {home}: {said}");
            browser
                .until(&what, async || {
                    let words = browser.texts(".freshet .words").await?.concat();
                    Ok(as_read(&words).contains(&said).then_some(()))
                })
                .await
                .unwrap();
        }

        // Whom home does not know, it has no header for; the popup says why.
        browser.go("/@nobody@mastodon44.test").await.unwrap();
        browser
            .wait_for("what home says", ".empty-column-indicator")
            .await
            .unwrap();
        assert_eq!(browser.count("freshet-line").await.unwrap(), 0);
        let page = browser.open_popup().await.unwrap();
        browser
            .line_says("does not know this account")
            .await
            .unwrap();
        browser.close_tab(&page).await.unwrap();
        let lookups = sandbox.requests_to(home);
        assert!(
            lookups
                .iter()
                .all(|request| !request.path.contains("resolve=true"))
        );
        audit(&sandbox).unwrap();
    }
}

#[tokio::test]
async fn every_fate_is_told_in_the_right_words() {
    check("home45.test").await;
}
