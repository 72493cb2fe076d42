//! Thousands of backfills by chance: none of them says what the sandbox does not know to be
//! true, and all of them end.

use std::collections::BTreeMap;

use crate::browser::on_a_held_clock;
use crate::person::{self, Run};
use crate::random::Random;
use crate::truth;
use crate::worlds::world;

/// How many backfills each of two parts plays, unless `FRESHET_RUNS` says it.
const EACH: u64 = 1000;

/// Tells which run it was that panicked.
struct Seed(u64);

impl Drop for Seed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", how_to_repeat(self.0));
        }
    }
}

fn how_to_repeat(seed: u64) -> String {
    format!("FRESHET_SEED={seed} cargo test --test backfill one_seed -- --nocapture plays it again")
}

fn play(seed: u64) -> Option<Run> {
    let _seed = Seed(seed);
    on_a_held_clock(async {
        let (browser, person) = world(&mut Random::new(seed));
        person::play(browser, person).await
    })
}

/// What was asked, when, and what came of it.
fn trace(run: &Run) -> Vec<(f64, String, u16)> {
    let entries = run.browser.trace.iter();
    entries
        .map(|entry| (entry.at.0, format!("{:?}", entry.step), entry.status()))
        .collect()
}

/// Plays these seeds; says how often each end came.
#[track_caller]
fn check(seeds: impl Iterator<Item = u64>) {
    let (mut ends, mut wrong) = (BTreeMap::<String, usize>::new(), Vec::new());
    let mut steps = 0;
    for seed in seeds {
        let Some(run) = play(seed) else {
            *ends.entry("unknown at home".to_owned()).or_default() += 1;
            continue;
        };
        let end = run.phases.last().map(|phase| format!("{phase:?}"));
        *ends.entry(end.unwrap_or_default()).or_default() += 1;
        steps += run.browser.steps;
        let mut broken = truth::broken(&run);
        if seed.is_multiple_of(50) {
            let again = play(seed).unwrap();
            let same = trace(&again) == trace(&run) && again.backfill == run.backfill;
            if !same {
                broken.push("another run of the same seed was another one".to_owned());
            }
        }
        if !broken.is_empty() {
            broken.truncate(6);
            wrong.push(format!("{}\n{}", broken.join("\n"), how_to_repeat(seed)));
        }
    }
    println!("{ends:?}, {steps} steps");
    let first: Vec<String> = wrong.iter().take(12).cloned().collect();
    let first = first.join("\n");
    assert!(wrong.is_empty(), "{} wrong:\n{first}", wrong.len());
}

/// One part of two, so that the cores share them.
#[track_caller]
fn check_part(part: u64) {
    let runs = std::env::var("FRESHET_RUNS").ok();
    let each = runs.and_then(|runs| runs.parse().ok()).unwrap_or(EACH);
    check(part * each..(part + 1) * each);
}

#[test]
fn every_verdict_is_true_and_it_ends() {
    check_part(0);
}

#[test]
fn every_verdict_is_true_and_it_ends_in_the_second_part() {
    check_part(1);
}

/// Plays the seed that the environment names, and tells everything about it.
#[test]
fn one_seed() {
    let seed = std::env::var("FRESHET_SEED").ok();
    let seed = seed.and_then(|seed| seed.parse().ok());
    let Some(run) = play(seed.unwrap_or(1)) else {
        return;
    };
    if seed.is_some() {
        println!("{} {} {:?}", run.browser.home, run.browser.acct, run.person);
        println!("{:?} {:?}", run.browser.world, run.browser.kills);
        for entry in &run.browser.trace {
            let after = (entry.at.0 - run.began) / 1000.0;
            let limit = entry
                .limit()
                .map(|limit| (limit.remaining, (limit.reset - run.began) / 1000.0));
            println!("{after:8.1} {} {limit:?} {:?}", entry.status(), entry.step);
        }
        println!("{:?}", run.phases);
        for row in run.browser.rows(&run.backfill) {
            println!("{:?}", row);
        }
        for event in run.browser.sandbox.history(&run.browser.home) {
            println!("{:8.1} {:?}", (event.at - run.began) / 1000.0, event.what);
        }
    }
    let broken = truth::broken(&run);
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
