//! Handles in every spelling, and the paths of Mastodon's web pages.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use freshet::handle::{Handle, Page, Route, Subject, ascii_host, unicode_host};

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
    // A capital sigma is the small one of the middle of a word wherever it stands.
    let greek: Handle = "ΟΔΟΣ@remote.example".parse().unwrap();
    assert_eq!(greek, "οδοσ@remote.example".parse().unwrap());
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

#[test]
fn international_hosts_have_one_form() {
    let munich = Some("xn--mnchen-3ya.example");
    for host in [
        "münchen.example",
        "MÜNCHEN.EXAMPLE.",
        "XN--Mnchen-3ya.Example",
        "m%C3%BCnchen.example",
        "mün\u{ad}chen。example:443",
        "ｍüｎｃｈｅｎ．example",
    ] {
        assert_eq!(ascii_host(host).as_deref(), munich, "{host}");
    }
    for host in [
        "ü／x.example",
        "ü%2Fx.example",
        "ü：80",
        "xn--ü.example",
        "\u{202e}ü.example",
        "ü ",
    ] {
        assert_eq!(ascii_host(host), None, "{host}");
    }
}

/// Holds the shown form of a host against what is expected, and that it is no other host.
fn check_shown(host: &str, expected: &str) {
    let ascii = ascii_host(host).unwrap_or_else(|| panic!("{host} is no host"));
    let shown = unicode_host(&ascii);
    assert_eq!(shown, expected, "{ascii}");
    assert_eq!(ascii_host(&shown), Some(ascii), "both forms are one host");
}

#[test]
fn names_in_one_way_of_writing_are_shown_in_it() {
    for host in [
        "remote.example",
        "münchen.example:8443",
        "łódź.example",
        "việt-nam.example",
        "ελλάδα.example",
        "пример.испытание",
        "սոցիալ.example",
        "საქართველო.example",
        "דוגמה.example",
        "مثال.إختبار",
        "हिन्दी.example",
        "தமிழ்.example",
        "বাংলা.example",
        "ไทย.example",
        "日本語テストabc.example",
        "한국어2.example",
        "例子.測試",
        "💩.example",
        "[::1]:8080",
        "192.0.2.1",
    ] {
        check_shown(host, host);
    }
    // Letters like Latin ones are at home below a name in their own script.
    check_shown("сахар.рф", "сахар.рф");
}

#[test]
fn names_that_can_pose_as_others_stay_in_ascii() {
    for (host, shown) in [
        // Another script's letter among Latin ones, and a label of nothing but such letters.
        ("pаypal.example", "xn--pypal-4ve.example"),
        ("аррӏе.example", "xn--80ak6aa92e.example"),
        ("ορ.example", "xn--0xae.example"),
        ("яandex.example", "xn--andex-f1e.example"),
        ("日本пример.example", "xn--e1afmkfd7806o0ec.example"),
        // Like a slash, a dot, a digit.
        ("remoteノx.example", "xn--remotex-y04f.example"),
        ("a·b.example", "xn--ab-0ea.example"),
        ("a٠.example", "xn--a-8pc.example"),
        // Joiners, marks that need a letter, letters in two pieces.
        ("ab\u{200d}.example", "xn--ab-n1t.example"),
        ("\u{93e}क.example", "xn--11b5f.example"),
        ("u\u{308}.example", "xn--u-ccb.example"),
        // What browsers refuse.
        ("xn--orh.example", "xn--orh.example"),
        ("\u{378}.example", "xn--zva.example"),
        // A digit would change places with the label beside it.
        ("1.דוגמה", "1.xn--6dbbec0c"),
        ("3דוגמה.example", "xn--3-4hccfd9c.example"),
    ] {
        check_shown(host, shown);
    }
    // One label that stays does not keep the others.
    check_shown("pаypal.münchen.example", "xn--pypal-4ve.münchen.example");
    // What is no name comes back as it is.
    for host in ["xn--.example", "xn--localhost-", "a b", "\u{202e}x", ""] {
        assert_eq!(unicode_host(host), host);
    }
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
