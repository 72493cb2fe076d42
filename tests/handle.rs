//! Handles in every spelling, and the paths of Mastodon's web pages.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use freshet::handle::{Handle, Page, Route, Subject, ascii_host};

/// Reads a handle and gives its ASCII and its shown form.
fn check(text: &str, expected: Option<(&str, &str)>) {
    let found = text
        .parse::<Handle>()
        .ok()
        .map(|handle| (handle.acct(), handle.shown()));
    let expected = expected.map(|(acct, shown)| (acct.to_owned(), shown.to_owned()));
    assert_eq!(found, expected, "{text:?}");
    if let Some((acct, shown)) = found {
        assert_eq!(
            acct.parse::<Handle>(),
            shown.parse::<Handle>(),
            "both forms are one handle"
        );
    }
}

#[test]
fn all_spellings_are_read() {
    let ada = Some(("ada@remote.example", "@ada@remote.example"));
    for text in [
        "@ada@remote.example",
        "ada@remote.example",
        "acct:ada@remote.example",
        "ACCT:ada@REMOTE.example",
        " @ada@remote.example. \n",
        "ada@remote.example:443",
    ] {
        check(text, ada);
    }
    check(
        "@Ada.L-1_@remote.example",
        Some(("Ada.L-1_@remote.example", "@Ada.L-1_@remote.example")),
    );
    check(
        "@ada@localhost:8080",
        Some(("ada@localhost:8080", "@ada@localhost:8080")),
    );
    check(
        "@ada@[::1]:8080",
        Some(("ada@[::1]:8080", "@ada@[::1]:8080")),
    );
}

#[test]
fn hosts_are_kept_in_ascii_and_shown_in_unicode() {
    check(
        "@u@MÜNCHEN.example",
        Some(("u@xn--mnchen-3ya.example", "@u@münchen.example")),
    );
    check(
        "@u@xn--fsqu00a.xn--g6w251d:444",
        Some(("u@xn--fsqu00a.xn--g6w251d:444", "@u@例子.測試:444")),
    );
    check(
        "@u@Faß.example",
        Some(("u@xn--fa-hia.example", "@u@faß.example")),
    );
}

#[test]
fn what_is_no_handle_is_refused() {
    for text in [
        "",
        "@",
        "ada",
        "@ada",
        "@@",
        "@ada@",
        "@@remote.example",
        "@ada@remote example",
        "@ada@remote.example/x",
        "@a b@remote.example",
        "@ada@remote.example@x",
        "@ada@remote.example:99999",
        "@ada@remote.example:x",
        "acct:",
        "é",
        "@a\u{0}@remote.example",
        "<b>@remote.example",
        "@ada@xn--\u{fffd}",
    ] {
        check(text, None);
    }
    check(&format!("{}@remote.example", "a".repeat(600)), None);
    check(&format!("a@{}", "a.".repeat(600)), None);
}

#[test]
fn case_makes_no_other_handle() {
    let one: Handle = "@Ada@Remote.Example".parse().unwrap();
    assert_eq!(one, "ada@remote.example".parse().unwrap());
    assert_ne!(one, "ada@other.example".parse().unwrap());
    assert!(one.is_on("REMOTE.example") && !one.is_on("remote.example:8443"));
}

#[test]
fn a_handle_is_kept_as_text() {
    let handle: Handle = "@u@münchen.example".parse().unwrap();
    let kept = serde_json::to_string(&handle).unwrap();
    assert_eq!(kept, "\"u@xn--mnchen-3ya.example\"");
    assert_eq!(serde_json::from_str::<Handle>(&kept).unwrap(), handle);
    assert!(serde_json::from_str::<Handle>("\"nobody\"").is_err());
}

#[test]
fn hosts_have_one_form() {
    assert_eq!(ascii_host("HOME.example.").as_deref(), Some("home.example"));
    assert_eq!(ascii_host(""), None);
    assert_eq!(ascii_host("a/b"), None);
}

/// Reads a path at `home.example`: whose page, and which.
fn check_route(path: &str, expected: Option<(&str, Page)>) {
    let found = Route::parse(path, "home.example").map(|route| {
        let subject = match route.subject {
            Subject::Remote(handle) => format!("remote {}", handle.acct()),
            Subject::Local(handle) => format!("local {}", handle.acct()),
            Subject::Id(id) => format!("id {id}"),
        };
        (subject, route.page)
    });
    assert_eq!(
        found,
        expected.map(|(subject, page)| (subject.to_owned(), page)),
        "{path:?}"
    );
}

#[test]
fn every_page_of_an_account_is_recognised() {
    let ada = "remote ada@remote.example";
    for (path, page) in [
        ("", Page::Posts),
        ("/", Page::Posts),
        ("?x=1", Page::Posts),
        ("#top", Page::Posts),
        ("/with_replies", Page::Replies),
        ("/media", Page::Media),
        ("/media/", Page::Media),
        ("/tagged/caf%C3%A9", Page::Tagged("café".into())),
        ("/followers", Page::Followers),
        ("/following", Page::Following),
        ("/featured", Page::Featured),
        ("/collections", Page::Collections),
        (
            "/110000000000000001",
            Page::Post("110000000000000001".into()),
        ),
        (
            "/110000000000000001/media/2",
            Page::Post("110000000000000001".into()),
        ),
        (
            "/110000000000000001/reblogs",
            Page::Post("110000000000000001".into()),
        ),
    ] {
        for prefix in ["", "/deck"] {
            for account in ["@ada@remote.example", "%40ada%40remote.example"] {
                check_route(
                    &format!("{prefix}/{account}{path}"),
                    Some((ada, page.clone())),
                );
            }
        }
    }
}

#[test]
fn local_accounts_are_recognised() {
    check_route("/@ada", Some(("local ada@home.example", Page::Posts)));
    check_route(
        "/@ada@HOME.example/media",
        Some(("local ada@home.example", Page::Media)),
    );
    check_route("/accounts/1/followers", Some(("id 1", Page::Followers)));
}

#[test]
fn international_hosts_are_recognised_in_both_forms() {
    let expected = Some(("remote u@xn--mnchen-3ya.example", Page::Posts));
    check_route("/@u@münchen.example", expected.clone());
    check_route("/@u@m%C3%BCnchen.example", expected.clone());
    check_route("/@u@xn--mnchen-3ya.example", expected);
}

#[test]
fn other_paths_are_no_accounts() {
    for path in [
        "",
        "/",
        "/home",
        "/deck",
        "/deck/",
        "/deck/home",
        "/@",
        "/@@",
        "/@ada@",
        "/@ada/nothing",
        "/@ada/tagged",
        "/@ada/tagged/",
        "/@ada/media/x",
        "/@ada@remote.example/%FF",
        "/%FF",
        "/accounts",
        "/accounts/",
        "/accounts/../x",
        "/settings/@ada",
        "@ada",
        "//@ada",
        "/@a%2Fb",
        "/@ada%00",
    ] {
        check_route(path, None);
    }
}

#[test]
fn a_post_is_no_profile() {
    let route = Route::parse("/@ada@remote.example/123", "home.example").unwrap();
    assert!(!route.is_profile() && !route.deck);
    assert_eq!(route.handle().unwrap().acct(), "ada@remote.example");
}
