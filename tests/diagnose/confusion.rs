//! Two faults at once: which of them is named.
//!
//! The nearer one (earlier in the order of causes) must be named first, or both must be named.
//! One fault can hide another: where the checks that show the nearer one by itself were not
//! made, or got another answer, since the other one stopped the diagnosis or spoilt the answer,
//! the other one must be named first. A third cause is never right.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_json::Value;

use crate::cases::{self, Case};
use crate::runs::{self, Run};

/// The account that most cases are about, so that their worlds can be one.
const ASKS: &str = "@ada@mastodon44.test";

/// What came of two faults at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    /// The nearer one is named first.
    Nearer,
    /// Both are named.
    Both,
    /// The nearer one cannot be seen beside the other, which is named first.
    Hidden,
    /// Anything else.
    Wrong,
}

/// The cases that can be combined, each with how it is by itself.
pub fn pool() -> &'static [(Case, Alone)] {
    static POOL: OnceLock<Vec<(Case, Alone)>> = OnceLock::new();
    POOL.get_or_init(|| {
        let fits = |case: &&Case| {
            let plain = case.signed_in && case.access && case.refused.is_empty();
            plain && case.asks == ASKS && case.ends.first.is_some()
        };
        let cases = cases::all().iter().filter(fits);
        cases.map(|case| (case.clone(), alone(case))).collect()
    })
}

/// How a case is by itself.
#[derive(Clone, Debug)]
pub struct Alone {
    /// The nearest cause.
    pub cause: &'static str,
    /// Its place in the order.
    pub rank: usize,
    /// What the checks that show it got.
    shown_by: Vec<String>,
}

fn alone(case: &Case) -> Alone {
    let run = runs::play(case);
    let first = run
        .view()
        .first()
        .expect("every case of the pool has a cause");
    Alone {
        cause: first.cause,
        rank: cases::rank(first.cause).unwrap(),
        shown_by: run.answers_to(&first.evidence),
    }
}

/// Both worlds as one; nothing where they contradict each other.
pub fn merged(one: &Value, other: &Value) -> Option<Value> {
    Some(match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let mut whole = one.clone();
            for (key, value) in other {
                let merged = match one.get(key) {
                    Some(known) => merged(known, value)?,
                    None => value.clone(),
                };
                whole.insert(key.clone(), merged);
            }
            Value::Object(whole)
        }
        (Value::Array(one), Value::Array(other)) => {
            one.iter().chain(other).cloned().collect::<Vec<_>>().into()
        }
        (one, other) => (one == other).then(|| one.clone())?,
    })
}

/// Both cases as one.
pub fn both(one: &Case, other: &Case) -> Option<Case> {
    Some(Case {
        name: format!("{} and {}", one.name, other.name),
        world: merged(&one.world, &other.world)?,
        ..one.clone()
    })
}

/// What came of it.
pub fn named(one: &Alone, other: &Alone, run: &Run) -> Named {
    let (near, far) = if one.rank <= other.rank {
        (one, other)
    } else {
        (other, one)
    };
    let causes = run.causes();
    let first = causes.first().copied();
    if first == Some(near.cause) {
        return Named::Nearer;
    }
    if causes.contains(&near.cause) && causes.contains(&far.cause) {
        return Named::Both;
    }
    let answers = run.answers();
    let is_seen = near.shown_by.iter().all(|answer| answers.contains(answer));
    match first == Some(far.cause) && !is_seen {
        true => Named::Hidden,
        false => Named::Wrong,
    }
}

/// Every pair once, in the order of the pool: how often each is named so, by nearer cause.
pub fn table() -> BTreeMap<(usize, &'static str), BTreeMap<Named, Vec<&'static str>>> {
    let mut table: BTreeMap<_, BTreeMap<Named, Vec<&'static str>>> = BTreeMap::new();
    for (at, (one, alone)) in pool().iter().enumerate() {
        for (other, far) in pool().iter().skip(at + 1) {
            let Some(case) = both(one, other) else {
                continue;
            };
            let named = named(alone, far, &runs::play(&case));
            let row = table.entry((alone.rank, alone.cause)).or_default();
            row.entry(named).or_default().push(far.cause);
        }
    }
    table
}
