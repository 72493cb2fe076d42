//! The oracle: pairs of cached and live copies whose differences are known, made with
//! Mastodon's own code. A fresh copy yields no difference, a stale one exactly its own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use freshet::compare::compare;
use freshet::software::Software;
use freshet::{actor, cached};
use serde_json::Value;

/// Differences of image addresses: home never tells which address it fetched.
const INVISIBLE: [&str; 2] = ["avatar_url_changed", "header_url_changed"];

#[test]
fn a_fresh_copy_has_no_difference_and_a_stale_one_exactly_its_own() {
    let pairs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/oracle/pairs");
    let Ok(folders) = fs::read_dir(&pairs) else {
        println!("the oracle is absent: its pairs are not tried, only the project's own cases");
        return;
    };
    let mut folders: Vec<PathBuf> = folders.map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let (mut tried, mut false_differences, mut missed_differences) = (0, 0, 0);
    for folder in folders {
        let (false_here, missed_here) = check(&folder);
        tried += 1;
        false_differences += false_here;
        missed_differences += missed_here;
    }
    println!(
        "pairs tried {tried}, false differences {false_differences}, missed differences {missed_differences}"
    );
    assert!(tried > 0, "the oracle's folder is empty");
    assert_eq!((false_differences, missed_differences), (0, 0));
}

/// How many differences are false, and how many are missed, in one pair.
fn check(folder: &Path) -> (usize, usize) {
    let document = |name: &str| -> Value {
        serde_json::from_slice(&fs::read(folder.join(name)).unwrap()).unwrap()
    };
    let meta = document("meta.json");
    let home = Software::from_version(meta["home"].as_str().unwrap());
    let cached = cached::read(&document("account.json")).unwrap();
    let live = actor::read(&document("actor.json"), &home).unwrap();
    let comparison = compare(&cached.profile, &live.profile, &home);
    let found: BTreeSet<String> = comparison
        .differing()
        .into_iter()
        .map(|attribute| {
            serde_json::to_value(attribute)
                .unwrap()
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    let names = |key: &str| -> BTreeSet<String> {
        let names = meta[key].as_array().cloned().unwrap_or_default();
        names
            .iter()
            .map(|name| name.as_str().unwrap().to_owned())
            .collect()
    };
    let mut wanted = names("differs");
    wanted.retain(|name| !INVISIBLE.contains(&name.as_str()));
    let implied = names("implied");
    let false_here: Vec<&String> = found
        .difference(&wanted)
        .filter(|name| !implied.contains(*name))
        .collect();
    let missed_here: Vec<&String> = wanted.difference(&found).collect();
    if !false_here.is_empty() || !missed_here.is_empty() {
        println!(
            "{}: false {false_here:?}, missed {missed_here:?}",
            folder.display()
        );
    }
    (false_here.len(), missed_here.len())
}
