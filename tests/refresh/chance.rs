//! Thousands of refreshes by chance: none of them says what the sandbox's database does
//! not show.

use std::collections::BTreeMap;

use freshet::step::{Outcome, Step};
use freshet_sandbox::Profile;

use crate::random::Random;
use crate::runs::{self, Run, on_a_held_clock};
use crate::truth;
use crate::worlds::world;

/// How many refreshes each of four parts plays, unless `FRESHET_RUNS` says it.
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
    format!("FRESHET_SEED={seed} cargo test --test refresh one_seed -- --nocapture plays it again")
}

fn play(seed: u64) -> Run {
    let _seed = Seed(seed);
    on_a_held_clock(async {
        let mut world = world(&mut Random::new(seed));
        let look = if world.looks {
            world.browser.look().await
        } else {
            Vec::new()
        };
        let mut run = runs::run(world.browser, &look, &world.kills).await;
        run.hidden = world.hidden;
        if world.caches {
            let version = |version| serde_json::from_value::<Profile>(version).unwrap();
            run.versions = world.versions.into_iter().map(version).collect();
        }
        run
    })
}

fn log(run: &Run) -> Vec<(String, String, u16)> {
    let entry = |asked: &freshet_sandbox::LoggedRequest| {
        (asked.host.clone(), asked.path.clone(), asked.status)
    };
    run.log.iter().map(entry).collect()
}

/// Plays these seeds; says how often each outcome came.
#[track_caller]
fn check(seeds: impl Iterator<Item = u64>) {
    let (mut endings, mut wrong) = (BTreeMap::<String, usize>::new(), Vec::new());
    for seed in seeds {
        let run = play(seed);
        *endings.entry(run.ending().code().to_owned()).or_default() += 1;
        let mut broken = truth::broken(&run);
        if seed.is_multiple_of(50) {
            let again = play(seed);
            if log(&again) != log(&run) || again.ends != run.ends {
                broken.push("another run of the same seed was another one".to_owned());
            }
        }
        if !broken.is_empty() {
            wrong.push(format!("{}\n{}", broken.join("\n"), how_to_repeat(seed)));
        }
    }
    println!("{endings:?}");
    let first: Vec<String> = wrong.iter().take(12).cloned().collect();
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        first.join("\n")
    );
}

/// One part of four, so that the cores share them.
#[track_caller]
fn check_part(part: u64) {
    let each = std::env::var("FRESHET_RUNS")
        .ok()
        .and_then(|runs| runs.parse().ok());
    let each = each.unwrap_or(EACH);
    check(part * each..(part + 1) * each);
}

#[test]
fn nothing_is_said_that_the_database_does_not_show() {
    check_part(0);
}

#[test]
fn nothing_is_said_that_the_database_does_not_show_in_the_second_part() {
    check_part(1);
}

#[test]
fn nothing_is_said_that_the_database_does_not_show_in_the_third_part() {
    check_part(2);
}

#[test]
fn nothing_is_said_that_the_database_does_not_show_in_the_last_part() {
    check_part(3);
}

/// Plays the seed that the environment names, and tells everything about it.
#[test]
fn one_seed() {
    let seed = std::env::var("FRESHET_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok());
    let run = play(seed.unwrap_or(0));
    if seed.is_some() {
        println!("{:?}", run.browser.start);
        for entry in &run.browser.trace {
            let (at, says) = (entry.at, outcome(entry.outcome.as_ref()));
            println!("{at} {} -> {says}", step(&entry.step));
            println!("      stored {}", profile(entry.stored.as_ref()));
            println!("      live   {}", profile(entry.live.as_ref()));
        }
        for asked in run.log.iter().filter(|asked| asked.asked_by.is_some()) {
            println!(
                "{} {}{} {}",
                asked.method, asked.host, asked.path, asked.status
            );
        }
        for event in run.browser.sandbox.history(&run.browser.start.home) {
            println!("{event:?}");
        }
        println!("{}: {}", run.ends, run.said);
    }
    assert_eq!(truth::broken(&run), Vec::<String>::new());
}

fn step(step: &Step) -> String {
    match step {
        Step::Home(request) => format!("{} {}", request.method(), request.path_and_query()),
        Step::Origin(request) => request.address.to_string(),
        Step::Wait(until) => format!("wait until {until}"),
        step => format!("{step:?}"),
    }
}

fn outcome(outcome: Option<&Outcome>) -> String {
    match outcome {
        Some(Outcome::Answer(answer)) => format!("{} {} bytes", answer.status, answer.body.len()),
        outcome => format!("{outcome:?}"),
    }
}

fn profile(profile: Option<&Profile>) -> String {
    let profile = serde_json::to_value(profile).unwrap();
    let told = profile.as_object().into_iter().flatten();
    let told = told.filter(|(_, value)| !value.is_null() && **value != false);
    let told = told.filter(|(name, _)| {
        !["created", "followers", "following", "statuses"].contains(&name.as_str())
    });
    told.map(|(name, value)| format!("{name} {value}; "))
        .collect()
}
