//! What comes of a backfill in every scene.

use std::collections::BTreeSet;

use freshet::view::PostVerdict;

use crate::scenes::{self, SCENES, Scene};
use crate::truth;

fn check(scene: &Scene) -> Option<String> {
    let run = scene.play();
    let mut broken = truth::broken(&run);
    let codes = scenes::codes(&run);
    if codes != scene.phases {
        broken.push(format!("{codes:?}"));
    }
    let counts = run.backfill.counts();
    let counts = PostVerdict::ALL.map(|verdict| counts.of(verdict));
    let skips = matches!(codes.last().map(String::as_str), Some("stopped"));
    if counts != scene.counts && !skips {
        broken.push(format!("{counts:?}"));
    }
    (!broken.is_empty()).then(|| format!("{}: {}", scene.happened, broken.join("; ")))
}

#[test]
fn every_scene_ends_as_it_says() {
    let wrong: Vec<String> = SCENES.iter().filter_map(check).collect();
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn everything_that_can_happen_is_brought_about() {
    let seen: BTreeSet<&str> = SCENES
        .iter()
        .flat_map(|scene| scene.phases)
        .copied()
        .collect();
    let all = [
        "done",
        "stopped",
        "nothing_missing",
        "not_listed",
        "origin_down",
        "nothing_taken",
        "scope_refused",
        "home_unreadable",
        "needs_consent",
        "needs_access",
        "waits reserve",
        "waits home_limited",
        "waits origin_limited",
        "waits home_down",
        "waits arriving",
        "waits patience",
        "halts wished",
        "halts home_limited",
        "halts home_down",
        "halts signed_out",
        "halts native_refused",
        "halts native_limited",
    ];
    assert_eq!(seen, BTreeSet::from(all));
    for (place, verdict) in PostVerdict::ALL.iter().enumerate() {
        let told = SCENES.iter().any(|scene| scene.counts[place] > 0);
        // What is not public is never listed, but by servers in disorder: `asking` has it.
        assert!(told || *verdict == PostVerdict::NotPublic, "{verdict:?}");
    }
}
