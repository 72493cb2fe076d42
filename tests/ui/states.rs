//! What each drawing says, and which buttons it shows.

use freshet::trouble::Trouble;

use crate::reading::{Part, catalogue, spoken};
use crate::samples::{TROUBLES, sample};

fn drawing(name: &str) -> Part {
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
        &["Compare…"],
    );
    check("reading origin", "Asking remote.example…", &[]);
    check("reading origin, open", "Asking remote.example…", &[]);
    for name in ["reading home", "reading origin"] {
        assert_eq!(drawing(name).with_class("busy").len(), 1, "{name}");
    }
}

#[test]
fn a_line_tells_the_verdict() {
    check("fresh, closed", "home.example is up to date.", &["Compare"]);
    check("fresh, open", "home.example is up to date.", &["Close"]);
    check(
        "stale by one, closed",
        "home.example is out of date: 1 difference",
        &["Compare"],
    );
    check(
        "stale by two, closed",
        "home.example is out of date: 2 differences",
        &["Compare"],
    );
    check(
        "moved to a handle, closed",
        "This account has moved to @eva@new.example. home.example does not know yet.",
        &["Compare"],
    );
    check(
        "moved to a page, closed",
        "This account has moved to https://new.example/@eva. home.example does not know yet.",
        &["Compare"],
    );
    check(
        "suspended, closed",
        "remote.example has suspended this account. home.example does not know yet.",
        &["Compare"],
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
        let access = "Allow access to remote.example…".to_owned();
        let expected = match trouble {
            Trouble::NeedsAccess => vec![access],
            Trouble::Silent => vec![again, access],
            Trouble::Gone | Trouble::HomeUnknown => vec![],
            _ => vec![again],
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
        &["Check again"],
    );
}

#[test]
fn a_trouble_of_home_is_told_without_an_origin() {
    check(
        "trouble home_signed_out, nowhere",
        "Sign in to home.example to compare: it shows its copy to signed-in people only.",
        &["Check again"],
    );
}

/// The rows of an open comparison as `name | home | live`, and the buttons below it.
#[track_caller]
fn check_rows(name: &str, rows: &[&str], buttons: &[&str]) {
    let drawing = drawing(name);
    let comparison = drawing.with_class("comparison");
    assert_eq!(comparison.len(), 1, "{name}: one comparison");
    let found: Vec<String> = comparison[0]
        .with_class("row")
        .into_iter()
        .map(|row| {
            let parts = row.children().iter();
            let texts = parts.map(|part| {
                let text = part.text();
                let side = part.with_class("side");
                let side = side.first().map(|side| side.text()).unwrap_or_default();
                text.strip_prefix(&side).unwrap().to_owned()
            });
            texts.collect::<Vec<_>>().join(" | ")
        })
        .collect();
    assert_eq!(found, rows, "{name}");
    assert_eq!(comparison[0].buttons(), buttons, "{name}");
}

#[test]
fn a_comparison_shows_only_differences_at_first() {
    check_rows(
        "stale by one, open",
        &["Name | Ada | Ada Lovelace"],
        &["Show 1 row without a difference", "Check again"],
    );
    check_rows(
        "stale by one, all",
        &["Name | Ada | Ada Lovelace", "Approves followers | no | no"],
        &["Differences only", "Check again"],
    );
    check_rows(
        "fresh, open",
        &[],
        &["Show 2 rows without a difference", "Check again"],
    );
    check_rows("fresh, no row, open", &[], &["Check again"]);
    assert!(
        drawing("stale by one, closed")
            .with_class("comparison")
            .is_empty()
    );
    for (name, said) in [
        ("fresh, open", true),
        ("fresh, all", false),
        ("stale by one, open", false),
    ] {
        let found = drawing(name).text().contains("There is no difference.");
        assert_eq!(found, said, "{name}");
    }
}

#[test]
fn pictures_are_shown_though_nobody_can_tell_whether_they_differ() {
    check_rows(
        "fresh, pictures, open",
        &["Avatar · compare by eye | Loading the picture… | Loading the picture…"],
        &["Show 1 row without a difference", "Check again"],
    );
}

#[test]
fn every_attribute_has_a_name_of_its_own() {
    let drawing = drawing("attributes, open");
    let names: Vec<String> = drawing
        .with_class("name")
        .iter()
        .map(|name| name.text())
        .collect();
    let different: std::collections::BTreeSet<_> = names.iter().collect();
    assert_eq!((names.len(), different.len()), (19, 19), "{names:?}");
    for cell in drawing.with_class("cell") {
        let text = cell.text();
        assert!(
            matches!(text.as_str(), "Homenone" | "Livenot known"),
            "{text}"
        );
    }
}

#[test]
fn what_happened_to_a_field_is_told() {
    check_rows(
        "fields, all",
        &[
            "Field · new | none | Siteada.example",
            "Field · removed | Siteada.example | none",
            "Field · renamed | Ax | Bx",
            "Field · changed | Ax | Ay",
            "Field · link changed | Siteada.example | Siteada.example",
            "Field · at another place | Siteada.example | Siteada.example",
            "Field | Siteada.example | Siteada.example",
        ],
        &["Differences only", "Check again"],
    );
}

#[test]
fn how_values_relate_is_told() {
    check_rows(
        "changes, all",
        &[
            "Approves followers | no | no",
            "Automated | no | yes",
            "Followers · differs as counts always do | 1 | 12345",
            "In memoriam · cannot be compared | no | yes",
        ],
        &["Differences only", "Check again"],
    );
}

#[test]
fn values_are_told_by_their_kind() {
    check_rows(
        "plain values, open",
        &[
            "Profile address | http://remote.example/@ada | HTTPS://xn--bcher-kva.example/?a=\"<b>\"",
            // In words of the language; bare milliseconds here.
            "Created | 1577923200000 | -86400000",
            "Posts | 18446744073709551615 | 1234567",
            "Handle | @ada@remote.example | @ada@bücher.example",
        ],
        &["Check again"],
    );
    let drawing = drawing("plain values, open");
    let links = drawing.find(|part| part.tag() == "a");
    let links: Vec<_> = links
        .iter()
        .map(|link| link.attribute("href").unwrap())
        .collect();
    assert_eq!(
        links,
        [
            "http://remote.example/@ada",
            "https://xn--bcher-kva.example/?a=%22%3Cb%3E%22"
        ]
    );
}

#[test]
fn rich_text_keeps_its_form() {
    let drawing = drawing("rich, open");
    for tag in [
        "strong",
        "em",
        "u",
        "s",
        "code",
        "sup",
        "sub",
        "blockquote",
        "pre",
        "br",
        "ins",
        "del",
    ] {
        assert!(
            !drawing.find(|part| part.tag() == tag).is_empty(),
            "<{tag}>"
        );
    }
    let items = drawing.with_class("item");
    let items: Vec<String> = items.iter().map(|item| item.text()).collect();
    assert_eq!(
        items,
        ["• Dot", "1. First", "2. Second", "4294967295. ruby"]
    );
    let links = drawing.find(|part| part.tag() == "a");
    let links: Vec<_> = links
        .iter()
        .map(|link| link.attribute("href").unwrap())
        .collect();
    assert_eq!(
        links,
        [
            "https://remote.example/@ada",
            "https://remote.example/tags/x",
            "http://plain.example/"
        ]
    );
}

#[test]
fn pictures_are_told_in_every_state() {
    let both = |name: &str| {
        let drawing = drawing(&format!("pictures {name}, open"));
        let cells = drawing.with_class("cell");
        let texts = cells.iter().map(|cell| cell.text()[4..].to_owned());
        (texts.collect::<Vec<_>>(), drawing)
    };
    assert_eq!(both("waiting").0, ["Loading the picture…"; 4]);
    assert_eq!(both("unreadable").0, ["This picture could not be read."; 4]);
    let (texts, drawing) = both("needing access");
    let needed = "Your browser may not read pictures of files.remote.example without your \
        permission.Allow access to files.remote.example…";
    assert_eq!(texts, [needed; 4]);
    assert_eq!(
        drawing
            .buttons()
            .iter()
            .filter(|text| text.starts_with("Allow"))
            .count(),
        4
    );
    let (texts, drawing) = both("shown");
    assert_eq!(texts, [""; 4]);
    let pictures = drawing.find(|part| part.tag() == "img");
    let alts: Vec<_> = pictures
        .iter()
        .map(|picture| picture.attribute("alt").unwrap())
        .collect();
    assert_eq!(
        alts,
        [
            "The stored avatar",
            "The live avatar",
            "The stored header picture",
            "The live header picture"
        ]
    );
}

#[test]
fn hostile_texts_are_shown_as_they_are() {
    let drawing = drawing("hostile, open");
    let text = drawing.text();
    for written in [
        "<script>alert(1)</script>",
        "onerror=alert(1)",
        "$home$ $1 $$",
        "&lt;b&gt;",
    ] {
        assert!(text.contains(written), "{written} is shown");
    }
    let links = drawing.find(|part| part.tag() == "a");
    let links: Vec<_> = links
        .iter()
        .map(|link| link.attribute("href").unwrap())
        .collect();
    // The bio's one good link and its scheme-less one, once in the bio and once in the field.
    for link in &links {
        let host = url::Url::parse(link)
            .unwrap()
            .host_str()
            .unwrap()
            .to_owned();
        assert!(host == "good.example" || host == "evil.example", "{link}");
    }
    assert!(!links.is_empty());
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
    let on = ["Stop using on home.example", "Options"];
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
