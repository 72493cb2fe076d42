//! The project's own cases: a folder each, with what the two copies say and what must come out.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use std::fs;
use std::path::{Path, PathBuf};

use freshet::compare::{Change, FieldChange, compare};
use freshet::oddity::{Oddity, Reading, Unreadable};
use freshet::software::Software;
use freshet::{actor, cached};
use serde_json::{Value, json};

#[test]
fn every_case_gives_what_it_says() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/compare");
    let mut folders: Vec<PathBuf> = fs::read_dir(&cases)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    let failed: Vec<String> = folders
        .iter()
        .filter_map(|folder| check(folder).err())
        .collect();
    println!("cases tried {}, failed {}", folders.len(), failed.len());
    assert!(folders.len() > 1, "there are no cases");
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// Compares one case with its `expected.json`.
fn check(folder: &Path) -> Result<(), String> {
    let document = |name: &str| -> Value {
        let text = fs::read(folder.join(name)).unwrap();
        serde_json::from_slice(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
    };
    let meta = document("meta.json");
    let home = Software::from_version(meta["home"].as_str().unwrap());
    let account = cached::read(&document("account.json"));
    let live_document = document("actor.json");
    let live = if meta["live"] == "account" {
        cached::read_live(&live_document, &home)
    } else {
        actor::read(&live_document, &home)
    };
    let found = outcome(account, live, &home);
    let expected = document("expected.json");
    if found == expected {
        return Ok(());
    }
    Err(format!(
        "{}\n  expected {expected}\n  found    {found}",
        folder.display()
    ))
}

fn outcome(
    account: Result<Reading, Unreadable>,
    live: Result<Reading, Unreadable>,
    home: &Software,
) -> Value {
    let (account, live) = match (account, live) {
        (Ok(account), Ok(live)) => (account, live),
        (Err(unreadable), _) => return json!({"error": {"in": "account", "code": unreadable.code}}),
        (_, Err(unreadable)) => return json!({"error": {"in": "live", "code": unreadable.code}}),
    };
    let comparison = compare(&account.profile, &live.profile, home);
    let fields: Vec<FieldChange> = comparison.rows.iter().filter_map(|row| row.field).collect();
    let uncertain: Vec<_> = comparison
        .rows
        .iter()
        .filter(|row| row.change == Change::NotComparable)
        .map(|row| row.attribute)
        .collect();
    let mut outcome = json!({
        "verdict": comparison.verdict,
        "differences": comparison.differing(),
    });
    // Named only where there are some, so that a case shows what it is about.
    let mut add = |key: &str, value: Value| {
        if value.as_array().is_some_and(|items| !items.is_empty()) {
            outcome[key] = value;
        }
    };
    add("fields", json!(fields));
    add("not_comparable", json!(uncertain));
    add("oddities_of_account", codes(&account.oddities));
    add("oddities_of_live", codes(&live.oddities));
    outcome
}

fn codes(oddities: &[Oddity]) -> Value {
    json!(
        oddities
            .iter()
            .map(|oddity| oddity.code)
            .collect::<Vec<_>>()
    )
}
