//! Real documents of many servers, and broken ones: reading never panics.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use freshet::compare::compare;
use freshet::oddity::{Reading, Unreadable};
use freshet::profile::Profile;
use freshet::software::Software;
use freshet::{actor, cached};
use serde_json::{Value, json};

/// Homes whose rules differ.
const HOMES: [&str; 4] = [
    "hometown-4.2",
    "vanilla-4.3",
    "glitch-4.6",
    "0.20.1+git-4e0aa4f",
];

#[test]
fn every_real_document_is_read() {
    let corpus = project().join("../shared/corpus");
    if !corpus.is_dir() {
        println!("the corpus is absent: its documents are not read, only the project's own cases");
        return;
    }
    let mut tally = Tally::default();
    for folder in ["actors", "accounts"] {
        for path in documents_in(&corpus.join(folder)) {
            let document = parsed(&path).unwrap_or_else(|| panic!("{} is no JSON", path.display()));
            let reading = check(&document, folder == "accounts", &HOMES);
            tally.add(folder, reading);
        }
    }
    tally.print();
    assert!(tally.read > 100, "too few documents: {}", tally.read);
    assert!(tally.unreadable.is_empty(), "{:?}", tally.unreadable);
}

#[test]
fn every_other_document_is_refused_or_read_by_both_readers() {
    let corpus = project().join("../shared/corpus");
    let mut folders = vec![project().join("tests/cases")];
    if corpus.is_dir() {
        folders.push(corpus);
    } else {
        println!("the corpus is absent: only the project's own cases are tried");
    }
    let (mut tried, mut refused) = (0, BTreeMap::<String, usize>::new());
    for path in folders.iter().flat_map(|folder| documents_in(folder)) {
        // Some documents of the corpus are broken on purpose: they come as text.
        let text =
            || Value::String(String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned());
        let document = parsed(&path).unwrap_or_else(text);
        for is_account in [false, true] {
            tried += 1;
            if let Err(unreadable) = check(&document, is_account, &HOMES[1..3]) {
                *refused.entry(code(&unreadable.code)).or_default() += 1;
            }
        }
    }
    println!("readings tried {tried}, refused {refused:?}");
    assert!(tried > 0 && !refused.is_empty());
}

#[test]
fn every_key_may_hold_anything() {
    let case = project().join("tests/cases/compare/fresh");
    let base = |name: &str| parsed(&case.join(name)).unwrap();
    let (mut account, mut document) = (base("account.json"), base("actor.json"));
    // Keys that the ordinary case lacks.
    for key in [
        "moved",
        "memorial",
        "suspended",
        "limited",
        "invalid_handle",
        "error",
    ] {
        account[key] = Value::Null;
    }
    for key in [
        "image",
        "movedTo",
        "memorial",
        "suspended",
        "webfinger",
        "followers",
        "following",
        "nameMap",
        "publicKey",
        "error",
    ] {
        document[key] = Value::Null;
    }
    let mut tried = 0;
    for (base, is_account) in [(&account, true), (&document, false)] {
        for pointer in pointers(base) {
            for value in strange_values() {
                let mut broken = base.clone();
                *broken.pointer_mut(&pointer).unwrap() = value;
                // Either outcome is right; that there is one is what is tested.
                let _ = check(&broken, is_account, &HOMES[2..3]);
                tried += 1;
            }
        }
    }
    println!("broken documents tried {tried}");
    assert!(tried > 1000);
}

/// Reads a document for some homes; compares it with itself and with nothing.
fn check(document: &Value, is_account: bool, homes: &[&str]) -> Result<Reading, Unreadable> {
    let mut first = None;
    for home in homes.iter().map(|home| Software::from_version(home)) {
        let reading = if is_account {
            let _ = cached::read_live(document, &home);
            cached::read(document)
        } else {
            actor::read(document, &home)
        };
        if let Ok(Reading { profile, .. }) = &reading {
            let itself = compare(profile, profile, &home);
            assert_eq!(
                itself.differing(),
                [],
                "a profile differs from itself: {profile:?}"
            );
            let _ = compare(profile, &Profile::default(), &home);
            let _ = compare(&Profile::default(), profile, &home);
            let kept = serde_json::to_string(profile).unwrap();
            assert_eq!(&serde_json::from_str::<Profile>(&kept).unwrap(), profile);
        }
        first.get_or_insert(reading);
    }
    first.unwrap()
}

/// What stands in for a key's value.
fn strange_values() -> Vec<Value> {
    let mut deep = json!("x");
    let mut deep_objects = json!({"type": "Image"});
    for _ in 0..100 {
        deep = json!([deep]);
        deep_objects = json!({"type": "Image", "url": deep_objects});
    }
    vec![
        Value::Null,
        json!([]),
        json!({}),
        json!(1),
        json!(-1),
        json!(1.5),
        json!(u64::MAX),
        json!("x"),
        json!(""),
        json!(true),
        json!(false),
        json!([null]),
        json!([[]]),
        json!([{}]),
        json!(["x", 1]),
        json!({"type": "Image", "url": null}),
        json!("\0\u{202e}\u{feff}é̄"),
        json!("https://"),
        json!("https://[::1"),
        json!("http://:80"),
        json!("@@"),
        json!("é"),
        json!("2023-13-45"),
        json!("9999-12-31T23:59:59-23:59"),
        json!("&#xD800;<p><"),
        deep,
        deep_objects,
    ]
}

/// Every place in a document, itself included.
fn pointers(value: &Value) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut inside = |key: String, value: &Value| {
        let key = key.replace('~', "~0").replace('/', "~1");
        found.extend(
            pointers(value)
                .into_iter()
                .map(|rest| format!("/{key}{rest}")),
        );
    };
    match value {
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(at, item)| inside(at.to_string(), item)),
        Value::Object(object) => object
            .iter()
            .for_each(|(key, item)| inside(key.clone(), item)),
        _ => {}
    }
    found
}

/// Documents read, and oddities by kind.
#[derive(Default)]
struct Tally {
    read: usize,
    unreadable: Vec<String>,
    oddities: BTreeMap<(String, String), usize>,
}

impl Tally {
    fn add(&mut self, folder: &str, reading: Result<Reading, Unreadable>) {
        match reading {
            Ok(reading) => {
                self.read += 1;
                for oddity in reading.oddities {
                    *self
                        .oddities
                        .entry((folder.to_owned(), code(&oddity.code)))
                        .or_default() += 1;
                }
            }
            Err(unreadable) => self.unreadable.push(unreadable.to_string()),
        }
    }

    fn print(&self) {
        println!(
            "documents read {}, unreadable {}",
            self.read,
            self.unreadable.len()
        );
        for ((folder, code), times) in &self.oddities {
            println!("  {folder}: {code} {times}");
        }
    }
}

fn code(code: &impl serde::Serialize) -> String {
    serde_json::to_value(code)
        .unwrap()
        .as_str()
        .unwrap()
        .to_owned()
}

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn parsed(path: &Path) -> Option<Value> {
    serde_json::from_slice(&fs::read(path).unwrap()).ok()
}

/// Every file ending in `.json`, below the folder too.
fn documents_in(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(documents_in(&path));
        } else if path.extension().is_some_and(|ending| ending == "json") {
            found.push(path);
        }
    }
    found.sort();
    found
}
