//! `docs/refresh.md` is what the scenes show.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::document;
use crate::runs::{Run, play};
use crate::scenes::{self, Scene};

/// Where the tables stand in the document.
const ENDINGS: &str = "endings";
const WAITS: &str = "waits";
const COSTS: &str = "costs";

#[track_caller]
fn check(part: &str, rows: &str) {
    document::check("refresh", part, rows);
}

fn told(scene: &Scene) -> Option<Run> {
    (!scene.happened.is_empty()).then(|| play(scene, &[]))
}

fn code(text: &str) -> &str {
    text.split(':').next().unwrap_or(text)
}

#[test]
fn the_document_tells_how_a_refresh_ends() {
    let mut rows =
        "| Outcome | What happened | What the person reads |\n|---|---|---|\n".to_owned();
    for scene in scenes::all() {
        if let Some(run) = told(scene) {
            let code = code(&run.ends);
            writeln!(rows, "| `{code}` | {} | {} |", scene.happened, run.said).unwrap();
        }
    }
    check(ENDINGS, &rows);
}

#[test]
fn the_document_tells_why_a_refresh_waits() {
    let mut rows =
        "| Waiting | What happened | What the person reads |\n|---|---|---|\n".to_owned();
    let mut seen = BTreeSet::new();
    for scene in scenes::all() {
        let Some(run) = told(scene) else { continue };
        for (why, said) in &run.waits {
            if seen.insert(code(why).to_owned()) {
                writeln!(rows, "| `{}` | {} | {said} |", code(why), scene.happened).unwrap();
            }
        }
    }
    check(WAITS, &rows);
}

#[test]
fn the_document_tells_what_a_refresh_costs() {
    check(COSTS, &crate::costs::table());
}

#[test]
fn every_outcome_is_brought_about() {
    let seen: BTreeSet<String> = scenes::all()
        .map(|scene| code(scene.ends).to_owned())
        .collect();
    let told = scenes::all().filter(|scene| !scene.happened.is_empty());
    let told: BTreeSet<String> = told.map(|scene| code(scene.ends).to_owned()).collect();
    let all = [
        "updated",
        "changed",
        "already_fresh",
        "old_copy",
        "unproven",
        "not_fetched",
        "gone",
        "pictures_kept",
        "pictures_missing",
        "still_differs",
        "renamed",
        "too_soon",
        "slow",
        "rate_limited",
        "signed_out",
        "scope_refused",
        "maintenance",
        "home_unknown",
        "home_refused",
        "home_down",
        "home_unreadable",
    ];
    let all: BTreeSet<String> = all.into_iter().map(str::to_owned).collect();
    assert_eq!(seen, all, "the endings of the scenes");
    assert_eq!(told, all, "the endings of the document");
}
