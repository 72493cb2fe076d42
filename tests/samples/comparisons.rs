//! Comparisons: every verdict, and every kind of value, change and picture.

use freshet::compare::{
    AccountValue, Attribute, Change, Comparison, FieldChange, FieldValue, Row, Value, Verdict,
};
use freshet::handle::Handle;
use freshet::richtext::{Block, BlockKind, RichText, Span, Style, mark_words};
use freshet::view::{PictureState, Pictures, Side};

/// A picture of one pixel, as pictures are handed on.
pub const DATA: &str = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// What people put into names to see what breaks: markup, quotes, placeholders of ours,
/// characters that turn the direction, emoji of many parts, and no end.
pub fn hostile() -> String {
    format!(
        "<img src=x onerror=alert(1)>\"'><script>alert(1)</script>&lt;b&gt; $home$ $1 $$ {{{{7*7}}}} \
         \u{202e}gnp.exe\u{2069}\u{2066} \u{200f}عربي \u{0}\u{feff} 👩🏽‍💻 Z\u{0351}\u{036b}\u{0343} {}",
        "long".repeat(2000)
    )
}

const HOSTILE_HTML: &str = "<p style=\"position:fixed\" onclick=\"alert(1)\">Hi \
    <a href=\"javascript:alert(1)\">a</a> <a href=\"data:text/html,x\">b</a> \
    <a href=\"https://good.example/?q=%22&amp;x='\" onmouseover=\"alert(1)\" target=\"_self\">c</a>\
    <a href=\"//evil.example\">d</a><a href=\"https://me:pw@evil.example/\">e</a></p>\
    <img src=\"https://evil.example/pixel.png\"><svg onload=\"alert(1)\"><style>*{display:none}</style></svg>\
    <iframe src=\"https://evil.example/\"></iframe><form action=\"https://evil.example/\"><input></form>\
    <script>alert(1)</script><plaintext>rest";

const RICH_HTML: &str = "<p>One<br>two <strong>bold</strong> <em>italic</em> <u>under</u> \
    <del>struck</del> <code>code</code> x<sup>2</sup> y<sub>1</sub></p>\
    <blockquote><p>Quoted</p></blockquote><pre><code>let a;\n  b</code></pre>\
    <ul><li>Dot</li></ul><ol><li>First</li><li>Second</li></ol>\
    <p><a href=\"https://remote.example/@ada\" class=\"u-url mention\">@ada</a> \
    <a href=\"https://remote.example/tags/x\" class=\"mention hashtag\">#x</a> \
    <a href=\"http://plain.example/\">plain</a> :blobcat:</p>";

/// One of each verdict that comes with a comparison, by name.
pub fn verdicts() -> Vec<(&'static str, Comparison)> {
    let same = || flag(Attribute::Locked, Change::Same);
    let name = || text_row(Attribute::DisplayName, "Ada", "Ada Lovelace");
    let comparison = |verdict, rows| Comparison { verdict, rows };
    let moved = |handle: Option<&str>, address: &str| {
        let live = Value::Account(AccountValue {
            handle: handle.map(|handle| handle.parse::<Handle>().unwrap()),
            address: address.to_owned(),
        });
        let row = row(Attribute::Moved, Value::Nothing, live, Change::Different);
        comparison(Verdict::Moved, vec![row, same()])
    };
    vec![
        ("fresh", comparison(Verdict::Fresh, vec![same(), same()])),
        ("fresh, one row", comparison(Verdict::Fresh, vec![same()])),
        ("fresh, no row", comparison(Verdict::Fresh, vec![])),
        (
            "fresh, pictures",
            comparison(
                Verdict::Fresh,
                vec![pictures(Attribute::Avatar, Change::NotComparable), same()],
            ),
        ),
        (
            "stale by one",
            comparison(Verdict::Stale, vec![name(), same()]),
        ),
        (
            "stale by two",
            comparison(
                Verdict::Stale,
                vec![name(), flag(Attribute::Bot, Change::Different)],
            ),
        ),
        ("moved to a handle", moved(Some("eva@new.example"), "")),
        ("moved to a page", moved(None, "https://new.example/@eva")),
        ("moved, hostile", moved(None, &hostile())),
        ("moved to nowhere", comparison(Verdict::Moved, vec![same()])),
        (
            "suspended",
            comparison(
                Verdict::Suspended,
                vec![flag(Attribute::Suspended, Change::Different), same()],
            ),
        ),
    ]
}

/// Every attribute, kind of value, change, and state of a picture.
pub fn values() -> Vec<(String, Comparison, Pictures)> {
    let mut values = Vec::new();
    let mut add = |name: &str, rows: Vec<Row>, pictures: Pictures| {
        let verdict = Verdict::Stale;
        values.push((name.to_owned(), Comparison { verdict, rows }, pictures));
    };
    add("attributes", attributes(), Pictures::default());
    add("fields", fields(), Pictures::default());
    add("changes", changes(), Pictures::default());
    add("rich", rich(), Pictures::default());
    add("hostile", mean(), Pictures::default());
    add("plain values", plain(), Pictures::default());
    let waiting = || {
        vec![
            pictures(Attribute::Avatar, Change::Different),
            pictures(Attribute::Header, Change::NotComparable),
        ]
    };
    add("pictures waiting", waiting(), Pictures::default());
    let host = || "files.remote.example".to_owned();
    for (name, state) in [
        ("shown", PictureState::Shown(DATA.to_owned())),
        ("needing consent", PictureState::NeedsConsent(host())),
        ("needing access", PictureState::NeedsAccess(host())),
        ("unreadable", PictureState::Unreadable),
    ] {
        let mut pictures = Pictures::default();
        for side in [Side::Home, Side::Live] {
            for attribute in [Attribute::Avatar, Attribute::Header] {
                pictures.set(side, attribute, state.clone());
            }
        }
        add(&format!("pictures {name}"), waiting(), pictures);
    }
    values
}

fn row(attribute: Attribute, home: Value, live: Value, change: Change) -> Row {
    Row {
        attribute,
        home,
        live,
        change,
        field: None,
    }
}

fn flag(attribute: Attribute, change: Change) -> Row {
    let live = change != Change::Same;
    row(attribute, Value::Flag(false), Value::Flag(live), change)
}

fn text_row(attribute: Attribute, home: &str, live: &str) -> Row {
    let (home, live) = mark_words(&RichText::from_text(home), &RichText::from_text(live));
    row(
        attribute,
        Value::Rich(home),
        Value::Rich(live),
        Change::Different,
    )
}

fn pictures(attribute: Attribute, change: Change) -> Row {
    let at = |address: &str| Value::Picture(address.to_owned());
    row(
        attribute,
        at("https://home.example/a.png"),
        at("javascript:alert(1)"),
        change,
    )
}

fn attributes() -> Vec<Row> {
    [
        Attribute::DisplayName,
        Attribute::Note,
        Attribute::Fields,
        Attribute::Avatar,
        Attribute::Header,
        Attribute::Locked,
        Attribute::Bot,
        Attribute::Group,
        Attribute::Discoverable,
        Attribute::Indexable,
        Attribute::Moved,
        Attribute::Suspended,
        Attribute::Memorial,
        Attribute::Url,
        Attribute::Handle,
        Attribute::CreatedAt,
        Attribute::FollowersCount,
        Attribute::FollowingCount,
        Attribute::StatusesCount,
    ]
    .map(|attribute| row(attribute, Value::Nothing, Value::Unknown, Change::Different))
    .into()
}

fn fields() -> Vec<Row> {
    let value = |name: &str, html: &str| {
        Value::Field(FieldValue {
            name: RichText::from_text(name),
            value: RichText::from_html(html),
            verified: false,
            position: 0,
        })
    };
    let site = || value("Site", "<a href=\"https://ada.example/\">ada.example</a>");
    let changes = [
        (FieldChange::Added, Value::Nothing, site()),
        (FieldChange::Removed, site(), Value::Nothing),
        (FieldChange::Renamed, value("A", "x"), value("B", "x")),
        (FieldChange::Changed, value("A", "x"), value("A", "y")),
        (
            FieldChange::LinkChanged,
            site(),
            value("Site", "ada.example"),
        ),
        (FieldChange::Reordered, site(), site()),
    ];
    let mut rows: Vec<Row> = changes
        .into_iter()
        .map(|(change, home, live)| {
            let mut row = row(Attribute::Fields, home, live, Change::Different);
            row.field = Some(change);
            row
        })
        .collect();
    rows.push(row(Attribute::Fields, site(), site(), Change::Same));
    rows
}

fn changes() -> Vec<Row> {
    vec![
        flag(Attribute::Locked, Change::Same),
        flag(Attribute::Bot, Change::Different),
        row(
            Attribute::FollowersCount,
            Value::Count(1),
            Value::Count(12_345),
            Change::Drift,
        ),
        flag(Attribute::Memorial, Change::NotComparable),
    ]
}

fn rich() -> Vec<Row> {
    let (home, live) = mark_words(
        &RichText::from_html("<p>Old words here</p>"),
        &RichText::from_html(RICH_HTML),
    );
    let mut note = row(
        Attribute::Note,
        Value::Rich(home.with_emojis(&["blobcat"])),
        Value::Rich(live.with_emojis(&["blobcat"])),
        Change::Different,
    );
    note.field = None;
    let ruby = Span {
        text: "ruby".to_owned(),
        style: Style {
            ruby: true,
            ..Style::default()
        },
        ..Span::default()
    };
    let kind = BlockKind::Item {
        depth: 200,
        number: Some(u32::MAX),
    };
    let deep = Block {
        kind,
        spans: vec![ruby],
    };
    let blocks = vec![deep];
    let empty = row(
        Attribute::DisplayName,
        Value::Rich(RichText::default()),
        Value::Rich(RichText { blocks }),
        Change::Different,
    );
    vec![note, empty]
}

fn mean() -> Vec<Row> {
    let hostile = hostile();
    let address = |address: &str| Value::Address(address.to_owned());
    let account = |address: &str| {
        Value::Account(AccountValue {
            handle: None,
            address: address.to_owned(),
        })
    };
    let different = Change::Different;
    let field = Value::Field(FieldValue {
        name: RichText::from_text(&hostile),
        value: RichText::from_html(HOSTILE_HTML),
        verified: true,
        position: usize::MAX,
    });
    vec![
        text_row(Attribute::DisplayName, "Ada", &hostile),
        row(
            Attribute::Note,
            Value::Rich(RichText::from_html(HOSTILE_HTML)),
            Value::Rich(RichText::from_text(&hostile)),
            different,
        ),
        row(Attribute::Fields, Value::Nothing, field, different),
        row(
            Attribute::Url,
            address("javascript:alert(1)//https://x.example/"),
            address("data:text/html,<script>alert(1)</script>"),
            different,
        ),
        row(
            Attribute::Url,
            address("https://me:pw@evil.example/"),
            address("https://:pw@evil.example/"),
            different,
        ),
        row(Attribute::Url, address(&hostile), address(""), different),
        row(
            Attribute::Moved,
            account("vbscript:x"),
            account(&hostile),
            different,
        ),
        row(
            Attribute::CreatedAt,
            Value::Date(hostile.clone()),
            Value::Date("9999999-99-99".to_owned()),
            different,
        ),
    ]
}

fn plain() -> Vec<Row> {
    let different = Change::Different;
    let address = |address: &str| Value::Address(address.to_owned());
    let account = |handle: &str| {
        Value::Account(AccountValue {
            handle: Some(handle.parse().unwrap()),
            address: String::new(),
        })
    };
    vec![
        row(
            Attribute::Url,
            address("http://remote.example/@ada"),
            address("HTTPS://xn--bcher-kva.example/?a=\"<b>\""),
            different,
        ),
        row(
            Attribute::CreatedAt,
            Value::Date("2020-01-02".to_owned()),
            Value::Date("1969-12-31".to_owned()),
            different,
        ),
        row(
            Attribute::StatusesCount,
            Value::Count(u64::MAX),
            Value::Count(1_234_567),
            different,
        ),
        row(
            Attribute::Handle,
            account("ada@remote.example"),
            account("ada@xn--bcher-kva.example"),
            different,
        ),
    ]
}
