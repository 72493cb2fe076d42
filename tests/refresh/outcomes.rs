//! Every outcome, brought about in the sandbox.

use crate::runs::play;
use crate::scenes::{self, Scene};
use crate::truth;

/// Plays a scene: what was not as it should be.
fn check(scene: &Scene) -> Option<String> {
    let run = play(scene, &[]);
    let waits: Vec<&str> = run.waits.iter().map(|(why, _)| why.as_str()).collect();
    let broken = truth::broken(&run);
    (waits != scene.waits || run.ends != scene.ends || !broken.is_empty()).then(|| {
        format!(
            "{}: waits {waits:?}, ends {:?}, says {:?}; {}",
            scene.name,
            run.ends,
            run.said,
            broken.join("; ")
        )
    })
}

#[test]
fn every_refresh_ends_as_its_world_wants() {
    let wrong: Vec<String> = scenes::all().filter_map(check).collect();
    assert!(wrong.is_empty(), "not as they should be:\n{}", wrong.join("\n"));
}
