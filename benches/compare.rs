//! Comparisons per second: reading both documents, sanitising, comparing, marking words.
//! On the oracle's pairs; on the project's own cases where the oracle is absent.

use std::fs;
use std::path::Path;

use divan::Bencher;
use divan::counter::ItemsCount;
use freshet::compare::compare;
use freshet::software::Software;
use freshet::{actor, cached};
use serde_json::Value;

fn main() {
    divan::main();
}

/// Everything from parsed JSON to the rows.
#[divan::bench]
fn read_and_compare(bencher: Bencher) {
    let pairs = pairs();
    bencher.counter(ItemsCount::new(pairs.len())).bench(|| {
        for (account, document, home) in &pairs {
            if let (Ok(account), Ok(live)) = (cached::read(account), actor::read(document, home)) {
                divan::black_box(compare(&account.profile, &live.profile, home));
            }
        }
    });
}

/// The comparison alone.
#[divan::bench]
fn compare_only(bencher: Bencher) {
    let read = |(account, document, home): (Value, Value, Software)| {
        Some((
            cached::read(&account).ok()?.profile,
            actor::read(&document, &home).ok()?.profile,
            home,
        ))
    };
    let pairs: Vec<_> = pairs().into_iter().filter_map(read).collect();
    bencher.counter(ItemsCount::new(pairs.len())).bench(|| {
        for (cached, live, home) in &pairs {
            divan::black_box(compare(cached, live, home));
        }
    });
}

fn pairs() -> Vec<(Value, Value, Software)> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let oracle = project.join("../shared/oracle/pairs");
    let folder = if oracle.is_dir() {
        oracle
    } else {
        project.join("tests/cases/compare")
    };
    let document =
        |path: &Path| -> Option<Value> { serde_json::from_slice(&fs::read(path).ok()?).ok() };
    let pair = |path: &Path| {
        let meta = document(&path.join("meta.json"))?;
        let home = Software::from_version(meta.get("home")?.as_str()?);
        Some((
            document(&path.join("account.json"))?,
            document(&path.join("actor.json"))?,
            home,
        ))
    };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| pair(&entry.path())).collect()
}
