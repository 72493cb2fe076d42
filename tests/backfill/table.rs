//! `docs/backfill.md` is what the scenes show.

use std::fmt::Write as _;

use freshet::view::{Course, PostVerdict};

use crate::document;
use crate::scenes::{self, SCENES};
use crate::words;

#[track_caller]
fn check(part: &str, rows: &str) {
    document::check("backfill", part, rows);
}

#[test]
fn the_document_tells_how_a_backfill_ends() {
    let mut rows =
        "| Outcome | What happened | Verdicts | What the person reads |\n|---|---|---|---|\n"
            .to_owned();
    for scene in SCENES {
        let run = scene.play();
        let codes = scenes::codes(&run);
        let last = codes.last().unwrap();
        let counts = run.backfill.counts();
        let told = PostVerdict::ALL
            .iter()
            .filter(|verdict| counts.of(**verdict) > 0);
        let told: Vec<String> = told
            .map(|verdict| format!("{} {}", counts.of(*verdict), verdict.code()))
            .collect();
        let stuck = |phase: &&Course| match phase {
            Course::NeedsConsent(_) => run.stuck == Some("needs_consent"),
            Course::NeedsAccess(_) => run.stuck == Some("needs_access"),
            _ => false,
        };
        let phase = run.phases.iter().find(stuck);
        let phase = phase.unwrap_or(run.phases.last().unwrap());
        let said = words::said(&run, phase);
        writeln!(
            rows,
            "| `{last}` | {} | {} | {said} |",
            scene.happened,
            told.join(", ")
        )
        .unwrap();
    }
    check("endings", &rows);
}

#[test]
fn the_document_tells_why_a_backfill_waits() {
    let mut rows = "| Code | What happened | What the person reads |\n|---|---|---|\n".to_owned();
    let mut seen = Vec::new();
    for scene in SCENES {
        let run = scene.play();
        for phase in &run.phases {
            let code = match phase {
                Course::Waiting(delay, _) => format!("waits {}", scenes::delay_code(*delay)),
                Course::Paused(halt) => format!("halts {}", scenes::halt_code(*halt)),
                _ => continue,
            };
            if !seen.contains(&code) {
                let said = words::said(&run, phase);
                writeln!(rows, "| `{code}` | {} | {said} |", scene.happened).unwrap();
                seen.push(code);
            }
        }
    }
    check("waits", &rows);
}

#[test]
fn the_document_tells_what_a_backfill_costs() {
    check("costs", &crate::costs::table());
    check("thousand", &crate::costs::thousand());
}
