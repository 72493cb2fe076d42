//! The background ends between any two steps.

use crate::browser::Kill;
use crate::runs::play;
use crate::scenes::{self, Scene};
use crate::truth;

/// Plays a scene as often as it has steps and more, and ends the background before each of
/// them: before anything was asked, and before the answer came. How many plays that makes,
/// and what was wrong.
fn check(scene: &Scene) -> (usize, Vec<String>) {
    let undisturbed = play(scene, &[]);
    let (mut plays, mut wrong) = (0, Vec::new());
    for step in 0..undisturbed.steps {
        for asked in [false, true] {
            for pause in [0, 45_000] {
                let kill = Kill { step, asked, pause };
                let run = play(scene, &[kill]);
                plays += 1;
                let mut broken = truth::broken(&run);
                if run.searches() > undisturbed.searches() + 1 {
                    broken.push(format!("{} searches", run.searches()));
                }
                if run.ends != undisturbed.ends && !scene.or.contains(&run.ends.as_str()) {
                    broken.push(format!("ends {}", run.ends));
                }
                if !broken.is_empty() {
                    wrong.push(format!("{}, {kill:?}: {}", scene.name, broken.join("; ")));
                }
            }
        }
    }
    (plays, wrong)
}

/// The scenes of one part in four, so that the cores share them.
#[track_caller]
fn check_part(part: usize) {
    let scenes = scenes::all().skip(part).step_by(4);
    let (plays, wrong): (Vec<usize>, Vec<Vec<String>>) = scenes.map(check).unzip();
    println!("{} interrupted refreshes", plays.iter().sum::<usize>());
    let wrong = wrong.concat();
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn a_refresh_survives_its_background() {
    check_part(0);
}

#[test]
fn a_refresh_survives_its_background_in_the_second_part() {
    check_part(1);
}

#[test]
fn a_refresh_survives_its_background_in_the_third_part() {
    check_part(2);
}

#[test]
fn a_refresh_survives_its_background_in_the_last_part() {
    check_part(3);
}
