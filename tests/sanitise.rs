//! What a home stores: against the project's own cases, against the outputs of Mastodon's own
//! sanitiser, and on input that is meant to break a parser.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a broken test must panic

use std::fs;
use std::path::{Path, PathBuf};

use freshet::richtext::{Node, RichText, parse, same, stored};
use freshet::software::Software;
use serde_json::Value;

fn below_root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// What to say about an output that is not the expected one; nothing when it is, byte for byte.
fn check(home: &str, input: &str, output: &str) -> Option<String> {
    let made = stored(input, &Software::from_version(home));
    if made == output {
        return None;
    }
    let verdict = if same(&parse(&made), &parse(output)) {
        "bytes differ"
    } else {
        "tree differs"
    };
    Some(format!(
        "{verdict}: {home} {input:?}\n  ours {made:?}\n  home {output:?}"
    ))
}

/// Runs `check` over many and fails on any; prints how many there were.
fn check_all<'a>(what: &str, questions: impl Iterator<Item = (&'a str, &'a str, &'a str)>) {
    let (mut tried, mut problems) = (0, Vec::new());
    for (home, input, output) in questions {
        tried += 1;
        problems.extend(check(home, input, output));
    }
    let is_tree = |problem: &&String| problem.starts_with("tree differs");
    let trees = tried - problems.iter().filter(is_tree).count();
    let bytes = tried - problems.len();
    println!("{what}: {tried} tried, {bytes} equal as bytes, {trees} equal as trees");
    assert!(tried > 0 && problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn own_cases_come_out_as_written() {
    let mut cases = Vec::new();
    for folder in fs::read_dir(below_root("tests/cases/stored")).unwrap() {
        let folder = folder.unwrap().path();
        if !folder.is_dir() {
            continue;
        }
        let read = |name: &str| {
            let text = fs::read_to_string(folder.join(name)).unwrap();
            text.strip_suffix('\n').unwrap_or(&text).to_owned()
        };
        cases.push((read("home.txt"), read("input.html"), read("output.html")));
    }
    let questions = cases.iter().flat_map(|(homes, input, output)| {
        homes
            .lines()
            .map(move |home| (home, input.as_str(), output.as_str()))
    });
    check_all("own cases", questions);
}

#[test]
fn mastodon_s_own_outputs_are_reproduced() {
    let Ok(text) = fs::read_to_string(below_root("../shared/oracle/sanitise.jsonl")) else {
        println!("../shared/oracle/sanitise.jsonl is absent: only the own cases were tried");
        return;
    };
    let rows: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    fn value<'a>(row: &'a Value, key: &str) -> &'a str {
        row[key].as_str().unwrap()
    }
    let first = rows.iter();
    check_all(
        "oracle",
        first.map(|row| {
            (
                value(row, "home"),
                value(row, "input"),
                value(row, "output"),
            )
        }),
    );
    // Sanitising what home serves changes some of it again, and the oracle says how.
    let second = rows.iter().map(|row| {
        let again = row.get("second_pass").and_then(Value::as_str);
        let output = value(row, "output");
        (value(row, "home"), output, again.unwrap_or(output))
    });
    check_all("oracle, second pass", second);
}

/// Levels of nesting of the first child.
fn depth(nodes: &[Node]) -> usize {
    let mut deepest = 0;
    let mut level = nodes;
    while let Some(Node::Element { children, .. }) = level.first() {
        deepest += 1;
        level = children;
    }
    deepest
}

#[test]
fn beyond_the_parser_s_limits_nothing_is_stored() {
    let nested = |levels: usize| format!("{}x", "<b>".repeat(levels));
    let with_attributes = |count: usize| {
        let attributes: String = (0..count).map(|number| format!(" a{number}")).collect();
        format!("<p{attributes}>x</p>")
    };
    let kept = format!("{}x{}", "<b>".repeat(399), "</b>".repeat(399));
    let questions = [
        (nested(399), kept.as_str()),
        (nested(400), ""),
        (nested(100_000), ""),
        (with_attributes(400), "<p>x</p>"),
        (with_attributes(401), ""),
    ];
    let questions = questions
        .iter()
        .map(|(input, output)| ("4.6.5", input.as_str(), *output));
    check_all("limits", questions);
}

#[test]
fn deep_nesting_is_flattened_where_nothing_is_stored() {
    let html = format!("{}x", "<div>".repeat(100_000));
    let nodes = parse(&html);
    assert!((300..=512).contains(&depth(&nodes)), "{}", depth(&nodes));
    assert!(same(&nodes, &nodes.clone()));
    assert_eq!(RichText::from_html(&html).plain(), "x");
}

#[test]
fn hostile_sizes_end_in_an_answer() {
    let home = Software::from_version("glitch-4.6");
    let formatting: String = (0..390).map(|number| format!("<b a={number}>")).collect();
    let inputs = [
        "<a><b><div></a>".repeat(20_000),
        "<table>".repeat(50_000),
        "<svg>".repeat(50_000),
        "<template>".repeat(50_000),
        "<select><option>".repeat(20_000),
        "<!--".repeat(100_000),
        "&".repeat(200_000),
        "<".repeat(200_000),
        "x ".repeat(500_000),
        "\0".repeat(200_000),
        format!(
            "<p {}>",
            (0..100_000)
                .map(|number| format!("a{number} "))
                .collect::<String>()
        ),
        // Every paragraph reopens 390 elements.
        format!("<p>{formatting}</p>{}", "<p>x</p>".repeat(20_000)),
        format!("{}{}", "<h1><div>".repeat(150), "<i>x</i>".repeat(5_000)),
    ];
    for input in &inputs {
        let output = stored(input, &home);
        let text = RichText::from_html(input).plain();
        assert!(output.len() + text.len() < 20_000_000, "{}", output.len());
        parse(input);
    }
}

#[test]
fn comparing_ignores_what_a_reader_cannot_see() {
    let equal = |one: &str, other: &str| same(&parse(one), &parse(other));
    assert!(equal(
        r#"<a href="x" rel="me" class="">t</a>"#,
        r#"<a target="_blank" href="x">t</a>"#
    ));
    assert!(equal("a<!--b-->c", "ac"));
    assert!(equal(
        r#"<p lang="de" class="x">t</p>"#,
        r#"<p class="x" lang="de">t</p>"#
    ));
    for (one, other) in [
        ("<p>a</p>", "<p>a </p>"),
        ("<p>a</p>", "a"),
        (r#"<a href="x">t</a>"#, r#"<a href="y">t</a>"#),
        (r#"<p class="x">t</p>"#, "<p>t</p>"),
        (r#"<p lang="de">t</p>"#, "<p>t</p>"),
        ("<b>t</b>", "<i>t</i>"),
        ("a", "a<br>"),
    ] {
        assert!(!equal(one, other), "{one} {other}");
    }
}
