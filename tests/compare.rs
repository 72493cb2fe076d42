//! The rows of a comparison: what is drawn of the two copies.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use freshet::compare::{Attribute, Change, Comparison, Row, Value, Verdict, compare};
use freshet::profile::{Counts, Emoji, Field, Picture, Profile, Target};
use freshet::richtext::Mark;
use freshet::software::Software;

const ATTRIBUTES: [Attribute; 19] = [
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
];

fn ada() -> Profile {
    Profile {
        handle: "@ada@remote.example".parse().ok(),
        id: "https://remote.example/users/ada".into(),
        address: "https://remote.example/@ada".into(),
        name: "Ada :star:".into(),
        bio: "<p>Counts and <a href=\"https://ada.example/\">weaves</a>.</p>".into(),
        fields: vec![field("Site", "ada.example"), field("Cat", "Countess")],
        avatar: Picture::At("https://remote.example/ada.png".into()),
        locked: Some(false),
        bot: Some(false),
        group: Some(false),
        discoverable: Some(true),
        indexable: Some(false),
        memorial: Some(false),
        created: Some("2023-03-05".into()),
        counts: Counts {
            followers: Some(1000),
            following: Some(10),
            posts: Some(7),
        },
        emojis: vec![Emoji {
            shortcode: "star".into(),
            address: "https://remote.example/s.png".into(),
        }],
        ..Profile::default()
    }
}

fn field(name: &str, value: &str) -> Field {
    Field {
        name: name.into(),
        value: value.into(),
        verified: false,
    }
}

/// Compares Ada with a changed Ada; the comparison outlives being kept.
fn check(change: impl FnOnce(&mut Profile)) -> Comparison {
    let mut live = ada();
    change(&mut live);
    let comparison = compare(&ada(), &live, &Software::from_version("4.6.5"));
    let kept = serde_json::to_string(&comparison).unwrap();
    assert_eq!(
        serde_json::from_str::<Comparison>(&kept).unwrap(),
        comparison
    );
    comparison
}

fn row(comparison: &Comparison, attribute: Attribute) -> &Row {
    comparison
        .rows
        .iter()
        .find(|row| row.attribute == attribute)
        .unwrap()
}

/// The text of a value that has this mark.
fn marked(value: &Value, mark: Mark) -> String {
    let texts = match value {
        Value::Rich(text) => vec![text],
        Value::Field(field) => vec![&field.name, &field.value],
        other => panic!("no text: {other:?}"),
    };
    let spans = texts
        .iter()
        .flat_map(|text| &text.blocks)
        .flat_map(|block| &block.spans);
    spans
        .filter(|span| span.mark == mark)
        .map(|span| span.text.as_str())
        .collect()
}

#[test]
fn every_attribute_has_a_row_in_order() {
    let comparison = check(|_| {});
    let mut attributes: Vec<Attribute> = comparison.rows.iter().map(|row| row.attribute).collect();
    attributes.dedup();
    assert_eq!(attributes, ATTRIBUTES);
    assert!(
        comparison
            .rows
            .iter()
            .all(|row| row.change == Change::Same && row.field.is_none())
    );
    assert_eq!(comparison.verdict, Verdict::Fresh);
}

#[test]
fn attributes_have_the_names_of_the_account_entity() {
    let names = serde_json::to_value(ATTRIBUTES).unwrap();
    assert_eq!(
        names,
        serde_json::json!([
            "display_name",
            "note",
            "fields",
            "avatar",
            "header",
            "locked",
            "bot",
            "group",
            "discoverable",
            "indexable",
            "moved",
            "suspended",
            "memorial",
            "url",
            "handle",
            "created_at",
            "followers_count",
            "following_count",
            "statuses_count"
        ])
    );
}

#[test]
fn changed_words_are_marked_on_both_sides() {
    let comparison = check(|live| live.bio = live.bio.replace("Counts", "Reckons"));
    let row = row(&comparison, Attribute::Note);
    assert_eq!(marked(&row.home, Mark::Removed), "Counts");
    assert_eq!(marked(&row.live, Mark::Added), "Reckons");
}

#[test]
fn an_added_field_is_marked_as_a_whole() {
    let comparison = check(|live| live.fields.insert(0, field("Dog", "Rex")));
    let row = row(&comparison, Attribute::Fields);
    assert_eq!(row.home, Value::Nothing);
    assert_eq!(marked(&row.live, Mark::Added), "DogRex");
}

#[test]
fn a_removed_field_stands_where_it_stood() {
    let comparison = check(|live| drop(live.fields.remove(0)));
    let fields: Vec<&Row> = comparison
        .rows
        .iter()
        .filter(|row| row.attribute == Attribute::Fields)
        .collect();
    assert_eq!(fields.len(), 2);
    assert_eq!(fields[0].live, Value::Nothing);
    assert_eq!(fields[1].change, Change::Same);
}

#[test]
fn only_the_field_that_moved_is_reordered() {
    let fields = |names: [&str; 4]| names.map(|name| field(name, "x")).to_vec();
    let home = Profile {
        fields: fields(["a", "b", "c", "d"]),
        ..Profile::default()
    };
    let live = Profile {
        fields: fields(["d", "a", "b", "c"]),
        ..Profile::default()
    };
    let comparison = compare(&home, &live, &Software::from_version("4.6.5"));
    let changed: Vec<usize> = comparison
        .differences()
        .map(|row| match &row.live {
            Value::Field(field) => field.position,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(changed, [0]);
}

#[test]
fn custom_emoji_are_drawn() {
    let comparison = check(|_| {});
    let Value::Rich(name) = &row(&comparison, Attribute::DisplayName).home else {
        panic!()
    };
    assert!(
        name.blocks[0]
            .spans
            .iter()
            .any(|span| span.emoji.as_deref() == Some("star"))
    );
}

#[test]
fn counts_drift_and_never_make_a_copy_stale() {
    let comparison = check(|live| {
        live.counts = Counts {
            followers: Some(1050),
            following: Some(500),
            posts: None,
        };
    });
    assert_eq!(
        row(&comparison, Attribute::FollowersCount).change,
        Change::Drift
    );
    assert_eq!(
        row(&comparison, Attribute::FollowingCount).change,
        Change::Different
    );
    assert_eq!(
        row(&comparison, Attribute::StatusesCount).change,
        Change::NotComparable
    );
    assert_eq!(
        row(&comparison, Attribute::StatusesCount).live,
        Value::Unknown
    );
    assert_eq!(
        (comparison.verdict, comparison.differing()),
        (Verdict::Fresh, vec![])
    );
}

#[test]
fn a_date_alone_makes_no_copy_stale() {
    let comparison = check(|live| live.created = Some("2020-01-01".into()));
    assert_eq!(
        row(&comparison, Attribute::CreatedAt).change,
        Change::Different
    );
    assert_eq!(comparison.verdict, Verdict::Fresh);
}

#[test]
fn moves_and_suspensions_come_before_staleness() {
    let target = Target {
        id: "https://new.example/users/ada".into(),
        ..Target::default()
    };
    let comparison = check(|live| {
        live.moved = Some(target);
        live.name = "Gone".into();
    });
    assert_eq!(comparison.verdict, Verdict::Moved);
    assert_eq!(
        comparison.differing(),
        [Attribute::DisplayName, Attribute::Moved]
    );
    let comparison = check(|live| {
        live.suspended = true;
        live.name.clear();
    });
    assert_eq!(comparison.verdict, Verdict::Suspended);
    assert_eq!(comparison.differing(), [Attribute::Suspended]);
}

#[test]
fn huge_texts_and_tables_come_to_an_end() {
    let long = |word: &str| format!("<p>{}</p>", word.repeat(4000));
    let many = |word: &str| {
        (0..1000)
            .map(|at| field(&format!("{word}{at}"), &format!("<b>{word}</b>{at}")))
            .collect()
    };
    let home = Profile {
        bio: long("a b "),
        fields: many("x"),
        ..Profile::default()
    };
    let live = Profile {
        bio: long("b c "),
        fields: many("y"),
        ..Profile::default()
    };
    let comparison = compare(&home, &live, &Software::from_version("4.2.0"));
    assert_eq!(comparison.differing(), [Attribute::Note, Attribute::Fields]);
    assert_eq!(
        comparison
            .rows
            .iter()
            .filter(|row| row.attribute == Attribute::Fields)
            .count(),
        2000
    );
}
