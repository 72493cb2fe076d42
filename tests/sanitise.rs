//! What a home stores, against the outputs of Mastodon's own sanitiser.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a broken test must panic

use std::path::Path;

use freshet::richtext::{parse, same, stored};
use freshet::software::Software;
use serde_json::Value;

/// What to say about a row whose output is not Mastodon's; nothing when it is, byte for byte.
fn check(home: &str, input: &str, output: &str) -> Option<String> {
    let home = Software::from_version(home);
    let made = stored(input, &home);
    if made == output {
        return None;
    }
    let verdict = match same(&parse(&made), &parse(output)) {
        true => "bytes differ",
        false => "tree differs",
    };
    Some(format!(
        "{verdict}: {input:?}\n  ours {made:?}\n  home {output:?}"
    ))
}

#[test]
fn mastodon_s_own_outputs_are_reproduced() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/oracle/sanitise.jsonl");
    let Ok(rows) = std::fs::read_to_string(&path) else {
        println!("../shared/oracle/sanitise.jsonl is absent: only tests/cases/stored is tried");
        return;
    };
    let (mut tried, mut problems) = (0, Vec::new());
    for line in rows.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| row[key].as_str().unwrap();
        tried += 1;
        if let Some(problem) = check(text("home"), text("input"), text("output")) {
            problems.push(format!("{} {} {problem}", text("home"), text("source")));
        }
    }
    let trees = problems
        .iter()
        .filter(|p| p.contains("tree differs"))
        .count();
    println!(
        "rows {tried}, byte-equal {}, trees equal {}",
        tried - problems.len(),
        tried - trees
    );
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
