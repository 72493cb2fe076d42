//! Two thousand pairs of faults by chance.

use std::collections::BTreeMap;

use crate::confusion::{self, Named};
use crate::random::Random;
use crate::runs;
use crate::truth;

/// How many pairs are played, unless `FRESHET_RUNS` says it.
const RUNS: u64 = 2000;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Plays the pair of a seed: what came of it, and what to say if that is wrong.
fn play(seed: u64) -> (Named, String) {
    let mut random = Random::new(seed);
    let pool = confusion::pool();
    loop {
        let (one, near) = &pool[random.below(pool.len())];
        let (other, far) = &pool[random.below(pool.len())];
        let Some(case) = confusion::both(one, other).filter(|_| one.name != other.name) else {
            continue;
        };
        let run = runs::play(&case);
        let mut named = confusion::named(near, far, &run);
        let broken = truth::broken(&case, &run);
        if !broken.is_empty() {
            named = Named::Wrong;
        }
        let said = format!(
            "seed {seed}: {} ({}) and {} ({}) gave {:?} {}\n  {}\n  {}\n  {}",
            one.name,
            near.cause,
            other.name,
            far.cause,
            run.causes(),
            broken.join("; "),
            one.world,
            other.world,
            run.checks()
        );
        return (named, said);
    }
}

#[test]
fn of_two_faults_the_nearer_is_named_or_both() {
    let (mut counts, mut wrong) = (BTreeMap::<Named, usize>::new(), Vec::new());
    for seed in 0..number("FRESHET_RUNS").unwrap_or(RUNS) {
        let (named, said) = play(seed);
        *counts.entry(named).or_default() += 1;
        if named == Named::Wrong {
            wrong.push(said);
        }
    }
    println!("{counts:?}");
    let first: Vec<String> = wrong.iter().take(12).cloned().collect();
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}\nFRESHET_SEED=… cargo test --test diagnose one_seed -- --nocapture plays one again",
        wrong.len(),
        first.join("\n")
    );
}

/// Plays the seed that the environment names, and tells everything about it.
#[test]
fn one_seed() {
    let seed = number("FRESHET_SEED");
    let (named, said) = play(seed.unwrap_or(1));
    if seed.is_some() {
        println!("{named:?} {said}");
    }
    assert_ne!(named, Named::Wrong, "{said}");
}
