//! Every outcome, brought about in the sandbox.

use freshet_sandbox::{Fault, Sandbox};

use crate::runs::{on_a_held_clock, play};
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
    assert!(
        wrong.is_empty(),
        "not as they should be:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn what_home_can_do_is_learned() {
    let learned = |name| play(scenes::named(name), &[]).refresh.learned();
    assert_eq!(learned("brought up to date"), None);
    assert_eq!(
        learned("a newer home has no endpoint of its own"),
        Some(false)
    );
    assert_eq!(
        learned("a newer home says more, and has no endpoint of its own"),
        Some(false)
    );
    assert_eq!(
        learned("a newer home says more, and has an endpoint of its own"),
        Some(true)
    );
    assert_eq!(learned("a newer home will refresh by itself"), Some(true));
    assert_eq!(learned("a newer home is busy"), Some(true));
    assert_eq!(
        learned("a newer home has its endpoint no more"),
        Some(false)
    );
}

/// A search of ours while the account's server is down: the accounts found.
fn found_while_down(address: &str) -> usize {
    on_a_held_clock(async {
        let sandbox = Sandbox::in_process().unwrap();
        sandbox.set_fault(Fault {
            drop: true,
            ..Fault::on("mastodon44.test", "/")
        });
        let bearer = format!("Bearer {}", sandbox.token("home46.test").unwrap());
        let address =
            format!("https://home46.test/api/v2/search?resolve=true&type=accounts&q={address}");
        let answer = sandbox
            .ask("GET", &address, &[("authorization", &bearer)])
            .await
            .unwrap();
        assert_eq!(answer.status, 200);
        answer.json()["accounts"].as_array().unwrap().len()
    })
}

#[test]
fn only_the_id_hides_that_home_could_not_fetch_it() {
    assert_eq!(found_while_down("https://mastodon44.test/@ada"), 0);
    assert_eq!(found_while_down("https://mastodon44.test/users/ada"), 1);
}

#[test]
fn vanished_marks_of_verified_links_are_explained() {
    let after = play(scenes::named("brought up to date"), &[]);
    assert!(
        after
            .refresh
            .view()
            .refresh
            .as_ref()
            .unwrap()
            .verifies_again
    );
    let nothing_verified = play(scenes::named("with a numeric id"), &[]);
    assert!(
        !nothing_verified
            .refresh
            .view()
            .refresh
            .as_ref()
            .unwrap()
            .verifies_again
    );
}
