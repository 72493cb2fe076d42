//! How a refresh ends, in the words of the line.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use freshet_e2e::{Browser, Kind, Options, audit};
use freshet_sandbox::{Fault, Sandbox};
use serde_json::json;

const ADA: &str = "ada@mastodon44.test";
const HOME: &str = "home46.test";
const ORIGIN: &str = "mastodon44.test";

/// Whose profile, and where.
#[derive(Clone, Copy)]
struct Shown<'a> {
    acct: &'a str,
    home: &'a str,
    /// Home's first page, whose switches hold for all.
    path: &'a str,
}

/// A profile that is out of date.
const STALE: Shown<'static> = Shown {
    acct: ADA,
    home: HOME,
    path: "/home",
};

/// Refreshes somebody in each browser, after `before` was done to the world, and `then`
/// once both copies were looked at: the line says all of `says`, in this order, and its
/// button is named so.
async fn check(
    shown: Shown<'_>,
    before: impl AsyncFn(&Sandbox),
    then: impl Fn(&Sandbox),
    says: &[&str],
    button: &str,
) {
    for kind in Kind::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        before(&sandbox).await;
        let options = Options::through(sandbox.proxy_address());
        let browser = Browser::at_home(kind, options, shown.home, shown.path)
            .await
            .unwrap();
        browser.go(&format!("/@{}", shown.acct)).await.unwrap();
        browser.agree_to_all().await.unwrap();
        browser
            .named(".freshet .actions button", "Refresh")
            .await
            .unwrap();
        then(&sandbox);
        sandbox.clear_log();
        browser.refresh().await.unwrap();
        let mut said = String::new();
        for words in says {
            said = browser.line_says(words).await.unwrap();
        }
        println!("{}: {said:?} [{button}]", kind.name());
        browser
            .named(".freshet .line button", button)
            .await
            .unwrap();
        audit(&sandbox).unwrap();
    }
}

async fn as_seeded(_: &Sandbox) {}

fn nothing(_: &Sandbox) {}

fn home(change: serde_json::Value) -> impl Fn(&Sandbox) {
    move |sandbox| sandbox.configure_home(HOME, change.clone()).unwrap()
}

fn status(path: &str, status: u16) -> Fault {
    Fault {
        status: Some(status),
        ..Fault::on(ORIGIN, path)
    }
}

#[tokio::test]
async fn what_was_fresh_is_said_to_have_been() {
    let says = ["home46.test was up to date already."];
    let fresh = Shown {
        acct: "bea@mastodon44.test",
        ..STALE
    };
    check(fresh, as_seeded, nothing, &says, "Refresh").await;
}

#[tokio::test]
async fn an_old_copy_is_not_called_an_update() {
    // What home asks for fails, what we ask for afterwards does not.
    let then = |sandbox: &Sandbox| {
        sandbox.set_fault(status("/@ada", 503));
        sandbox.set_fault(Fault {
            times: Some(1),
            ..status("/users/ada", 503)
        });
    };
    let says = [
        "home46.test answered with its old copy.",
        "mastodon44.test may not have answered it. Try again later.",
    ];
    check(STALE, as_seeded, then, &says, "Try again").await;
}

#[tokio::test]
async fn a_dead_origin_gives_the_old_copy() {
    let then = |sandbox: &Sandbox| {
        let dead = json!({ "closes": true });
        sandbox.configure_origin(ORIGIN, dead).unwrap();
    };
    let says = ["home46.test answered with its old copy."];
    check(STALE, as_seeded, then, &says, "Try again").await;
}

#[tokio::test]
async fn a_home_that_blocks_or_is_blocked_cannot_fetch() {
    let says = [
        "home46.test could not fetch this profile.",
        "mastodon44.test may refuse home46.test or be out of order, or home46.test may block it.",
    ];
    let blocks = home(json!({ "suspends": [ORIGIN] }));
    check(STALE, as_seeded, blocks, &says, "Try again").await;
    let blocked = |sandbox: &Sandbox| {
        let change = json!({ "blocks_homes": [HOME] });
        sandbox.configure_origin(ORIGIN, change).unwrap();
    };
    check(STALE, as_seeded, blocked, &says, "Try again").await;
}

#[tokio::test]
async fn pictures_that_home_does_not_get_are_waited_for() {
    let then = |sandbox: &Sandbox| sandbox.set_fault(status("/system/", 503));
    let says = [
        "home46.test is up to date but for: Avatar",
        "It tries again by itself.",
        "Looks again by itself at",
    ];
    check(STALE, as_seeded, then, &says, "Refresh").await;
}

#[tokio::test]
async fn an_origin_that_caches_is_named_as_the_reason() {
    const INES: &str = "ines@secure.test";
    const SEARCH: &str =
        "https://home43.test/api/v2/search?q=https://secure.test/@ines&resolve=true&type=accounts";
    // Its documents are for homes alone, and old for three minutes; its API is neither.
    let before = async |sandbox: &Sandbox| {
        let caches = json!({ "caches": true });
        sandbox.configure_origin("secure.test", caches).unwrap();
        let token = format!("Bearer {}", sandbox.token("home43.test").unwrap());
        let headers = [("authorization", token.as_str())];
        let answer = sandbox.ask("GET", SEARCH, &headers).await.unwrap();
        assert_eq!(answer.status, 200, "{answer:?}");
        let change = json!({ "live": { "display_name": "Ines Later" } });
        sandbox.patch(INES, change).unwrap();
    };
    let says = [
        "secure.test still gives out its own old copy, for about three minutes.",
        "Goes on by itself at",
    ];
    let ines = Shown {
        acct: INES,
        ..STALE
    };
    check(ines, before, nothing, &says, "Refresh").await;
}

#[tokio::test]
async fn a_slow_home_is_looked_at_again_by_itself() {
    let slow = home(json!({ "gateway_timeout_ms": 500, "refresh_takes_ms": 4000 }));
    let says = [
        "home46.test is still working on it.",
        "home46.test has brought up to date: ",
    ];
    check(STALE, as_seeded, slow, &says, "Refresh").await;
}

#[tokio::test]
async fn a_pause_that_home_asks_for_is_waited_out() {
    let short = |sandbox: &Sandbox| {
        sandbox.set_fault(Fault {
            status: Some(429),
            headers: [("retry-after".to_owned(), "3".to_owned())].into(),
            times: Some(1),
            ..Fault::on(HOME, "/api/v2/search")
        });
    };
    let says = [
        "home46.test asks for a pause.",
        "home46.test has brought up to date: ",
    ];
    check(STALE, as_seeded, short, &says, "Refresh").await;
    let long = |sandbox: &Sandbox| sandbox.set_rate_limit_remaining(HOME, 0);
    let says = ["home46.test asks for a pause.", "Goes on by itself at"];
    check(STALE, as_seeded, long, &says, "Refresh").await;
}

#[tokio::test]
async fn a_sign_in_that_does_not_suffice_is_named() {
    let revoked = home(json!({ "token_revoked": true }));
    let says = ["Sign in to home46.test to refresh this profile."];
    check(STALE, as_seeded, revoked, &says, "Try again").await;
    let stranger = Shown {
        path: "/home?signed-out",
        ..STALE
    };
    check(stranger, as_seeded, nothing, &says, "Try again").await;
    let narrow = home(json!({ "token_scopes": "read:accounts" }));
    let says = ["home46.test does not let this page search. Sign out and in again."];
    check(STALE, as_seeded, narrow, &says, "Try again").await;
}

#[tokio::test]
async fn maintenance_is_named() {
    let says = ["home46.test is down for maintenance. Try again later."];
    let down = home(json!({ "maintenance": 503 }));
    check(STALE, as_seeded, down, &says, "Try again").await;
}

#[tokio::test]
async fn another_name_of_the_account_is_named() {
    let renamed = |sandbox: &Sandbox| {
        let change = json!({ "renamed_to": "ada-lovelace" });
        sandbox.patch(ADA, change).unwrap();
    };
    for home in ["home46.test", "home47.test"] {
        let says = format!("{home} has stored this account as @ada-lovelace@mastodon44.test now.");
        let shown = Shown { home, ..STALE };
        check(shown, as_seeded, renamed, &[&says], "Refresh").await;
    }
}
