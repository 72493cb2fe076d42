//! What each drawing says, and which buttons it shows.

use freshet::trouble::Trouble;

use crate::reading::{Part, catalogue, spoken};
use crate::samples::{TROUBLES, sample};

pub fn drawing(name: &str) -> Part {
    spoken(&sample(name).nodes, &catalogue("en"))
}

/// What a line says, in its first voice and the lower one, and its buttons.
#[track_caller]
fn check(name: &str, said: &str, buttons: &[&str]) {
    let drawing = drawing(name);
    let words = drawing.with_class("words");
    assert_eq!(words.len(), 1, "{name}: one line");
    assert_eq!(words[0].text(), said, "{name}");
    let lines = drawing.with_class("line");
    assert_eq!(lines[0].buttons(), buttons, "{name}");
}

const CONSENT: [&str; 4] = [
    "This time",
    "Always for this server",
    "Always, for all servers",
    "Not now",
];

/// What every line offers last where posts may be had.
const WHY: &str = "Find out why";
const LOAD: &str = "Load older posts…";

#[test]
fn a_line_tells_how_far_it_has_come() {
    check(
        "reading home",
        "Looking at what home.example has stored…",
        &[],
    );
    check(
        "asking consent",
        "Compare this profile with remote.example? \
         Your browser will contact remote.example, which will see your address.",
        &CONSENT,
    );
    check(
        "consent put off",
        "Not compared with remote.example.",
        &["Compare…", LOAD],
    );
    check("reading origin", "Asking remote.example…", &[]);
    check("reading origin, open", "Asking remote.example…", &[]);
    for name in ["reading home", "reading origin"] {
        assert_eq!(drawing(name).with_class("busy").len(), 1, "{name}");
    }
}

#[test]
fn a_line_tells_the_verdict() {
    check(
        "fresh, closed",
        "home.example is up to date.",
        &["Refresh", "Compare", LOAD],
    );
    check(
        "fresh, open",
        "home.example is up to date.",
        &["Refresh", "Close", LOAD],
    );
    check(
        "stale by one, closed",
        "home.example is out of date: 1 difference",
        &["Refresh", "Compare", LOAD],
    );
    check(
        "stale by two, closed",
        "home.example is out of date: 2 differences",
        &["Refresh", "Compare", LOAD],
    );
    check(
        "moved to a handle, closed",
        "This account has moved to @eva@new.example. home.example does not know yet.",
        &["Refresh", "Compare", LOAD],
    );
    check(
        "moved to a page, closed",
        "This account has moved to https://new.example/@eva. home.example does not know yet.",
        &["Refresh", "Compare", LOAD],
    );
    check(
        "suspended, closed",
        "remote.example has suspended this account. home.example does not know yet.",
        &["Refresh", "Compare"],
    );
    for (name, tone) in [
        ("fresh", "fresh"),
        ("stale by one", "stale"),
        ("suspended", "stale"),
    ] {
        let drawing = drawing(&format!("{name}, closed"));
        let sections = drawing.find(|part| part.tag() == "section");
        assert_eq!(
            sections[0].attribute("class"),
            Some(format!("freshet {tone}").as_str())
        );
    }
}

#[test]
fn every_trouble_has_its_own_words_and_the_way_on() {
    let mut texts = std::collections::BTreeMap::new();
    for trouble in TROUBLES {
        let name = format!("trouble {}", trouble.code());
        let drawing = drawing(&name);
        let words = drawing.with_class("words")[0].text();
        if let Trouble::AddressRefused(_) = trouble {
            assert!(words.contains("not a public web address"), "{words}");
        } else if let Some(other) = texts.insert(words.clone(), trouble) {
            panic!("{trouble:?} is told as {other:?}: {words}");
        }
        let again = "Check again".to_owned();
        let refresh = "Refresh".to_owned();
        let access = "Allow access to remote.example…".to_owned();
        let why = "Find out why".to_owned();
        let expected = match trouble {
            Trouble::NeedsAccess => vec![access],
            Trouble::Silent => vec![again, access, why],
            Trouble::Gone | Trouble::HomeUnknown => vec![why],
            Trouble::AddressRefused(_) => vec![again, why],
            _ if trouble.is_homes() => vec![again],
            Trouble::NeedsSignature => vec![refresh, again, why, LOAD.to_owned()],
            _ => vec![refresh, again, why],
        };
        assert_eq!(drawing.buttons(), expected, "{name}");
        assert!(drawing.with_class("comparison").is_empty(), "{name}");
        let home = trouble.code().starts_with("home_");
        if home {
            assert!(words.contains("home.example"), "{name}: {words}");
        }
        assert!(
            !home || !words.contains("remote.example"),
            "{name}: {words}"
        );
    }
    check(
        "trouble timed_out",
        "remote.example took longer than ten seconds. It may be busy.",
        &["Refresh", "Check again", WHY],
    );
}

#[test]
fn a_refresh_tells_what_it_is_at_and_how_it_ended() {
    let at_work = |name: &str, said: &str| {
        check(name, said, &["Refresh", "Compare", LOAD]);
        let drawing = drawing(name);
        assert_eq!(drawing.with_class("busy").len(), 1, "{name}");
        let buttons = drawing.find(|part| part.tag() == "button");
        let resting = buttons[0].attribute("aria-disabled") == Some("true");
        assert!(resting && buttons[0].press().is_none(), "{name}");
    };
    at_work(
        "refresh asking",
        "home.example is fetching this profile from remote.example…",
    );
    at_work(
        "refresh proving",
        "Checking what home.example has stored now…",
    );
    at_work(
        "refresh waits rate_limited",
        "home.example asks for a pause. Goes on by itself at 1700000000000.",
    );
    at_work(
        "refresh waits pictures_coming",
        "home.example is up to date but for: Avatar. It tries again by itself. \
         Looks again by itself at 1700000000000.",
    );
    check(
        "refresh ended updated",
        "home.example has brought up to date: Name, Bio, Fields.",
        &["Refresh", "Compare", LOAD],
    );
    check(
        "refresh ended updated, repeated",
        "home.example has brought up to date: Name, Bio, Fields. \
         That was at 1700000000000; home.example is asked once a minute at most.",
        &["Refresh", "Compare", LOAD],
    );
    check(
        "refresh ended updated, held",
        "home.example has brought up to date: Name, Bio, Fields.",
        &["Reload the page", "Compare", LOAD],
    );
    check(
        "refresh ended old_copy",
        "home.example answered with its old copy. \
         remote.example may not have answered it. Try again later.",
        &["Try again", "Compare", WHY, LOAD],
    );
    check(
        "refresh ended pictures_kept",
        "home.example keeps an old picture: Avatar. Its address is still the same. \
         Administrators can renew it: tootctl accounts refresh ada@remote.example",
        &["Try again", "Compare", LOAD],
    );
    check(
        "refresh ended not_fetched, alone",
        "home.example could not fetch this profile. \
         remote.example may refuse home.example or be out of order, or home.example may block it.",
        &["Try again", WHY],
    );
    check(
        "refresh ended unproven, asking",
        "home.example changed nothing, \
         and without the live profile nobody can tell whether it asked.",
        &["Try again", "Compare…", WHY, LOAD],
    );
}

#[test]
fn who_was_renamed_is_found_under_the_new_name() {
    let drawing = drawing("refresh ended renamed");
    let links = drawing.find(|part| part.tag() == "a");
    assert_eq!(links[0].text(), "Open profile");
    let address = links[0].attribute("href");
    assert_eq!(address, Some("https://home.example/@ada.l@remote.example"));
}

#[test]
fn missing_marks_of_links_are_explained_to_who_looks_for_them() {
    let text = "checking this profile’s verified links again";
    assert!(drawing("refresh ended updated, open").text().contains(text));
    assert!(!drawing("refresh ended updated").text().contains(text));
}

#[test]
fn who_manages_federation_is_led_to_the_page_about_the_account() {
    let open = drawing("refresh ended updated, open");
    let links = open.find(|part| part.text() == "Moderation page on home.example");
    let address = links.iter().find_map(|link| link.attribute("href"));
    assert_eq!(address, Some("https://home.example/admin/accounts/109"));
    let ordinary = drawing("stale by one, open").text();
    assert!(!ordinary.contains("Moderation"), "{ordinary}");
}

#[test]
fn a_trouble_of_home_is_told_without_an_origin() {
    check(
        "trouble home_signed_out, nowhere",
        "Sign in to home.example to compare: it shows its copy to signed-in people only.",
        &["Check again"],
    );
}

/// The paragraphs and buttons of one of the extension's own pages.
#[track_caller]
fn check_page(name: &str, words: &[&str], buttons: &[&str]) {
    let drawing = drawing(name);
    let text = drawing.text();
    for words in words {
        assert!(text.contains(words), "{name}: {words:?} in {text:?}");
    }
    assert_eq!(drawing.buttons(), buttons, "{name}");
}

#[test]
fn the_popup_shows_what_it_sees() {
    let on = [WHY, "Stop using on home.example", "Options"];
    check_page(
        "popup not mastodon",
        &["Open this on your own Mastodon server"],
        &["Options"],
    );
    check_page(
        "popup off",
        &[
            "home.example runs Mastodon.",
            "ask once for access to home.example",
        ],
        &["Use Freshet on home.example"],
    );
    check_page(
        "popup silent",
        &["In use on home.example", "Reload this page"],
        &on,
    );
    check_page("popup no profile", &["Open the profile of somebody"], &on);
    check_page(
        "popup local",
        &["This account lives on home.example itself"],
        &on,
    );
    let mut consent = CONSENT.to_vec();
    consent.extend(on);
    check_page("popup placed", &["@ada@remote.example"], &consent);
    let shown = drawing("popup placed").text();
    assert!(!shown.contains("no place"), "{shown}");
    check_page(
        "popup not placed",
        &["This page has no place", "Asking remote.example"],
        &on,
    );
}

#[test]
fn the_question_for_access_names_every_server() {
    check_page("ask nothing", &["There is nothing to allow."], &[]);
    check_page(
        "ask one",
        &[
            "Read remote.example?",
            "without signing in and without cookies",
        ],
        &["Allow access to remote.example…"],
    );
    check_page(
        "ask two",
        &["remote.example", "bücher.example"],
        &["Allow access to remote.example…"],
    );
}

#[test]
fn the_options_list_homes_and_consents() {
    check_page("options nowhere", &["Freshet is not in use anywhere"], &[]);
    check_page(
        "options none",
        &["home.example", "0 servers may be contacted"],
        &["Stop using on home.example"],
    );
    check_page(
        "options one",
        &["1 server may be contacted", "remote.example"],
        &["Stop using on home.example", "Ask again"],
    );
    check_page(
        "options always",
        &[
            "Every server may be contacted",
            "bücher.example",
            "two.example",
        ],
        &[
            "Stop using on home.example",
            "Ask again",
            "Ask again",
            "Ask again",
            "Stop using on two.example",
            "Take back",
        ],
    );
}
