//! Two faults at once: which of them is named.
//!
//! The nearer one (earlier in the order of causes) must be named first, or both must be named.
//! But a diagnosis knows answers only, and one fault can change the answers that show another:
//!
//! - where a check that shows the nearer one by itself was not made, or got another answer, the
//!   other one may be named first;
//! - where that holds of both, nothing may be named;
//! - where all that shows a third cause by itself is what was answered here, that one may be
//!   named: nobody could tell the two worlds apart.
//!
//! Of an account that home does not know, some faults look like others: see [`as_seen`].

use std::collections::BTreeMap;
use std::sync::OnceLock;

use freshet::step::Failure;
use freshet::view::{Came, Check, Finding};
use serde_json::Value;

use crate::cases::{self, Case};
use crate::runs::{self, Answered, Run};

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
    /// Neither can be seen beside the other, and nothing is named.
    Neither,
    /// Both together answer as a third one does by itself, which is named.
    Alike,
    /// Anything else.
    Wrong,
}

/// Every case that is seen with full access, each with how it is by itself.
fn every() -> &'static [(Case, Alone)] {
    static EVERY: OnceLock<Vec<(Case, Alone)>> = OnceLock::new();
    EVERY.get_or_init(|| {
        let fits = |case: &&Case| {
            let plain = case.signed_in && case.access && case.refused.is_empty();
            plain && case.ends.first.is_some()
        };
        let cases = cases::all().iter().filter(fits);
        cases.map(|case| (case.clone(), alone(case))).collect()
    })
}

/// The cases that can be combined.
pub fn pool() -> &'static [(Case, Alone)] {
    static POOL: OnceLock<Vec<(Case, Alone)>> = OnceLock::new();
    POOL.get_or_init(|| {
        let every = every().iter().cloned();
        every.filter(|(case, _)| case.asks == ASKS).collect()
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
    shown_by: Vec<Answered>,
}

fn alone(case: &Case) -> Alone {
    let run = runs::play(case);
    let first = run
        .view()
        .first()
        .expect("every case of the pool has a cause");
    // What home suggests shows nothing.
    let mut evidence = first.evidence.clone();
    evidence.retain(|check| *check != Check::Near);
    Alone {
        cause: first.cause,
        rank: cases::rank(first.cause).unwrap(),
        shown_by: run.answers_to(&evidence),
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
            let mut all: Vec<Value> = one.iter().chain(other).cloned().collect();
            // The last fault counts: what befalls a whole server befalls all of it.
            all.sort_by_key(|fault| fault["path"].as_str().map(|path| usize::MAX - path.len()));
            all.into()
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

/// What a cause looks like in a world where there is something else, too.
fn as_seen(cause: &'static str, run: &Run) -> &'static str {
    let mut checks = run.view().checks.iter();
    let is_unknown = checks.clone().any(|it| {
        let found = it.found.as_ref().map(|found| found.key);
        it.check == Check::HomeAccount && found == Some("found_home_unknown")
    });
    let shows_document = checks.any(|it| {
        let shows = [Came::Status(200), Came::Failed(Failure::TooLarge)].contains(&it.came);
        matches!(it.check, Check::Actor | Check::OriginApi) && shows
    });
    match cause {
        // Home has no copy: no id by which the account could be found under another name, or
        // the document that belies WebFinger, and nothing that home could give.
        "vanished" | "renamed" if is_unknown => "not_found",
        "left_fediverse" if is_unknown => "not_fediverse",
        "home_network" | "home_suspended" if is_unknown => "only_home_fails",
        "web_finger_gone" if is_unknown => "deleted",
        // A document in spite of it.
        "deleted" if shows_document => "web_finger_gone",
        _ => cause,
    }
}

/// What came of it.
pub fn named(one: &Alone, other: &Alone, run: &Run) -> Named {
    let (near, far) = if one.rank <= other.rank {
        (one, other)
    } else {
        (other, one)
    };
    let causes = run.causes();
    // What home or the server limits keeps nobody from anything.
    let is_cause = |finding: &&Finding| !finding.cause.contains("_limits");
    let Some(first) = run.view().findings.iter().find(is_cause) else {
        let is_seen = is_seen(near, run) || is_seen(far, run);
        return if is_seen {
            Named::Wrong
        } else {
            Named::Neither
        };
    };
    let [near_cause, far_cause] = [near, far].map(|alone| as_seen(alone.cause, run));
    if [near.cause, near_cause].contains(&first.cause) || causes.first() == Some(&near.cause) {
        return Named::Nearer;
    }
    // Or one that is as doubtful.
    let with_near = causes.contains(&far_cause) || !first.is_certain;
    if causes.contains(&near_cause) && with_near {
        return Named::Both;
    }
    if first.cause == far_cause && !is_seen(near, run) {
        return Named::Hidden;
    }
    let answers = run.answers();
    let is_alike = |alone: &Alone| {
        let mut shown_by = alone.shown_by.iter();
        shown_by.all(|shown| answers.iter().any(|answer| answer.is_like(shown)))
    };
    let mut like = every().iter().filter(|(_, it)| it.cause == first.cause);
    match like.any(|(_, alone)| is_alike(alone)) {
        true => Named::Alike,
        false => Named::Wrong,
    }
}

/// Whether all that shows it by itself was answered here.
fn is_seen(alone: &Alone, run: &Run) -> bool {
    let answers = run.answers();
    alone.shown_by.iter().all(|shown| answers.contains(shown))
}

/// What came of the pairs of one cause with the farther ones.
pub type Row = BTreeMap<Named, usize>;

/// Every pair of the pool once, by the nearer cause, in the order of causes; and how many pairs
/// contradict each other.
pub fn every_pair() -> (BTreeMap<(usize, &'static str), Row>, usize) {
    let (mut rows, mut apart) = (BTreeMap::<_, Row>::new(), 0);
    for (at, (one, near)) in pool().iter().enumerate() {
        for (other, far) in pool().iter().skip(at + 1) {
            let Some(case) = both(one, other) else {
                apart += 1;
                continue;
            };
            let named = named(near, far, &runs::play(&case));
            assert_ne!(named, Named::Wrong, "{}", case.name);
            let row: &mut Row = rows.entry((near.rank, near.cause)).or_default();
            *row.entry(named).or_default() += 1;
        }
    }
    (rows, apart)
}
