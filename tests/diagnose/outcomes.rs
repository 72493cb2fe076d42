//! Every case ends as its folder says, at homes of every make, with and without access.

use std::collections::BTreeSet;

use freshet::diagnose::causes;
use freshet::view::{At, Diagnosis};

use crate::cases::{self, Case, Ends, Steps};
use crate::runs::{self, Run};
use crate::truth;

/// The homes at which every case is played besides its own.
const HOMES: [&str; 6] = [
    "home43.test",
    "home44.test",
    "home45.test",
    "glitch46.test",
    "home47.test",
    "gts.test",
];

/// What came of a diagnosis, as a case says it.
pub fn ends(view: &Diagnosis) -> Ends {
    let mut causes = view.findings.iter().map(|it| it.cause.to_owned());
    Ends {
        first: causes.next(),
        also: causes.collect(),
        certain: view.first().is_some_and(|first| first.is_certain),
        excluded: view.excluded.iter().map(|&code| code.to_owned()).collect(),
        needs_access: view.needs_access.clone(),
        near: view.near.clone(),
    }
}

/// What to do about the nearest cause.
pub fn steps(view: &Diagnosis) -> Steps {
    let advice = view.first().map_or(&[][..], |first| &first.advice);
    let of = |reader: At| {
        let steps = advice.iter().filter(|step| step.reader == reader);
        let key = |key: &'static str| key.trim_start_matches("step_").to_owned();
        steps.map(|step| key(step.does.key)).collect()
    };
    Steps {
        you: of(At::You),
        home: of(At::Home),
        origin: of(At::Origin),
    }
}

fn differs(
    name: &str,
    run: &Run,
    said: &impl std::fmt::Debug,
    wanted: &impl std::fmt::Debug,
) -> String {
    format!(
        "{name}: {said:?}\n    and not {wanted:?}\n    {}",
        run.checks()
    )
}

/// Plays a case: what is not as it should be.
fn check(case: &Case) -> Vec<String> {
    let run = runs::play(case);
    let mut wrong = truth::broken(case, &run);
    let (said, wanted) = (ends(run.view()), &case.ends);
    if said != *wanted {
        wrong.push(differs("it ends", &run, &said, wanted));
    }
    let said = steps(run.view());
    if said != case.steps {
        wrong.push(differs("its steps", &run, &said, &case.steps));
    }
    let place = format!("{} at {}", case.name, case.home);
    wrong
        .iter()
        .map(|what| format!("{place}: {what}"))
        .collect()
}

/// Plays it at another home, and without access: it ends alike, or as the case says.
fn check_elsewhere(case: &Case, home: &str, access: bool) -> Vec<String> {
    let mut case = if home == case.home {
        case.clone()
    } else {
        case.at_home(home)
    };
    let (wanted, own_access) = (case.ends.clone(), case.access);
    case.access = access;
    let run = runs::play(&case);
    let mut wrong = truth::broken(&case, &run);
    let said = ends(run.view());
    let alike =
        said.first == wanted.first && said.also == wanted.also && said.certain == wanted.certain;
    let other = case
        .without_access
        .as_ref()
        .filter(|_| access != own_access);
    let unreadable = run.view().needs_access.iter().any(|host| *host != home);
    let unknown = !access && said.first.is_none() && unreadable;
    let holds = match other {
        Some(other) => said.first == other.first && said.also == other.also,
        None => alike || unknown,
    };
    if !holds {
        wrong.push(differs("it ends", &run, &said, other.unwrap_or(&wanted)));
    }
    let place = format!("{} at {home}, access {access}", case.name);
    wrong
        .iter()
        .map(|what| format!("{place}: {what}"))
        .collect()
}

#[track_caller]
fn none(wrong: &[String]) {
    let all = wrong.join("\n");
    assert!(
        wrong.is_empty(),
        "{} are not as they should be:\n{all}",
        wrong.len()
    );
}

#[test]
fn every_case_ends_as_its_folder_says() {
    let wrong: Vec<String> = cases::all().iter().flat_map(check).collect();
    none(&wrong);
}

#[test]
fn homes_of_every_make_end_alike() {
    let all = cases::all().iter();
    let all = all.flat_map(|case| HOMES.iter().map(move |home| (case, *home)));
    let wrong = all.flat_map(|(case, home)| check_elsewhere(case, home, case.access));
    none(&wrong.collect::<Vec<_>>());
}

#[test]
fn less_access_names_the_same_or_nothing() {
    let all = cases::all().iter();
    let wrong = all.flat_map(|case| check_elsewhere(case, &case.home, !case.access));
    none(&wrong.collect::<Vec<_>>());
}

#[test]
fn every_cause_has_a_case() {
    let all = cases::all().iter();
    let made: BTreeSet<&str> = all
        .flat_map(|case| case.ends.first.iter().chain(&case.ends.also))
        .map(String::as_str)
        .collect();
    let lacking: Vec<&str> = causes::ALL
        .iter()
        .map(|cause| cause.code)
        .filter(|code| !made.contains(code))
        .collect();
    assert!(lacking.is_empty(), "no case makes {lacking:?}");
    assert!(cases::all().len() >= 60, "{} cases", cases::all().len());
    let both = cases::all().iter().filter(|case| case.e2e).count();
    assert_eq!(both, 10, "cases that are played in the browsers");
}
