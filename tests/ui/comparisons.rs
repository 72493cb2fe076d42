//! What an open comparison shows, row by row.

use crate::states::drawing;

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
        &["Show 1 row without a difference", "Check again", "Refresh"],
    );
    check_rows(
        "stale by one, all",
        &["Name | Ada | Ada Lovelace", "Approves followers | no | no"],
        &["Differences only", "Check again", "Refresh"],
    );
    check_rows(
        "fresh, open",
        &[],
        &["Show 2 rows without a difference", "Check again", "Refresh"],
    );
    check_rows("fresh, no row, open", &[], &["Check again", "Refresh"]);
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
        &["Show 1 row without a difference", "Check again", "Refresh"],
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
        &["Differences only", "Check again", "Refresh"],
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
        &["Differences only", "Check again", "Refresh"],
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
        &["Check again", "Refresh"],
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
