//! The background ends between any two steps.

use std::collections::BTreeMap;

use freshet::view::{Depth, Order, PostVerdict};
use freshet_sandbox::{Fault, Sandbox};
use serde_json::{Value, json};

use crate::browser::{Browser, Kill, on_a_held_clock};
use crate::person::{self, Person, Run};
use crate::truth;

const ACCT: &str = "killed@posts.test";

/// What is played through with every interruption.
struct Scene {
    name: &'static str,
    home: &'static str,
    posts: Value,
    known: Value,
    native: bool,
    faulty: bool,
}

fn scenes() -> Vec<Scene> {
    let kinds = json!({ "generate": {
        "count": 16, "seed": 5, "replies": 20, "private": 8, "unsupported": 8, "gone": 8,
        "pinned": 3,
    } });
    let plain = Scene {
        name: "every kind",
        home: "home46.test",
        posts: kinds.clone(),
        known: json!({ "pick": 6 }),
        native: false,
        faulty: false,
    };
    vec![
        Scene {
            name: "threads",
            posts: json!({ "generate": { "count": 20, "seed": 6, "threads": 10 } }),
            known: json!({ "newest": 0 }),
            ..scene(&plain)
        },
        Scene {
            name: "GoToSocial",
            home: "gts.test",
            ..scene(&plain)
        },
        Scene {
            name: "home's own endpoint",
            native: true,
            ..scene(&plain)
        },
        Scene {
            name: "faults",
            faulty: true,
            ..scene(&plain)
        },
        plain,
    ]
}

fn scene(like: &Scene) -> Scene {
    Scene {
        posts: like.posts.clone(),
        known: like.known.clone(),
        ..*like
    }
}

fn play(scene: &Scene, kills: &[Kill]) -> Run {
    let run = on_a_held_clock(async {
        let sandbox = Sandbox::in_process().unwrap();
        let profile = json!({ "display_name": "Killed", "created": "2022-11-05", "statuses": 30 });
        let person = json!({
            "stored": profile, "live": profile, "posts": scene.posts, "known_posts": scene.known,
        });
        sandbox.patch(ACCT, person).unwrap();
        if scene.native {
            let native = json!({ "native_backfill": "accepted" });
            sandbox.configure_home(scene.home, native).unwrap();
        }
        if scene.faulty {
            let late = Fault::on(scene.home, "/api/v2/search").gateway_timeout(20_000);
            sandbox.set_fault(Fault {
                times: Some(4),
                ..late
            });
        }
        sandbox.set_fetched_at(scene.home, ACCT, Some(sandbox.now_ms() - 60_000.0));
        let mut browser = Browser::new(sandbox, scene.home, ACCT);
        browser.native = Some(scene.native);
        browser.world.faulty = scene.faulty;
        browser.kills = kills.to_vec();
        let order = Order {
            depth: Depth::All,
            ..Order::default()
        };
        person::play(browser, Person::who_wants(order)).await
    });
    run.unwrap()
}

/// What the person is told of each post. What came by itself before home was listed was
/// there.
fn verdicts(run: &Run) -> BTreeMap<String, Option<PostVerdict>> {
    run.browser.verdicts(&run.backfill)
}

fn requests(run: &Run) -> usize {
    run.browser.trace.len()
}

/// Plays a scene as often as it has steps, and ends the background before each of them:
/// before anything was asked, and before the answer came.
#[track_caller]
fn check(part: usize) {
    let (mut plays, mut wrong) = (0, Vec::new());
    for scene in scenes().iter().skip(part).step_by(2) {
        let undisturbed = play(scene, &[]);
        assert_eq!(
            truth::broken(&undisturbed),
            Vec::<String>::new(),
            "{}",
            scene.name
        );
        let told = verdicts(&undisturbed);
        for step in 1..=undisturbed.browser.steps {
            for asked in [false, true] {
                let kill = Kill {
                    step,
                    asked,
                    pause: 0,
                };
                let run = play(scene, &[kill]);
                plays += 1;
                let mut broken = truth::broken(&run);
                if verdicts(&run) != told {
                    broken.push("other verdicts".to_owned());
                }
                // A fault may meet another request then, with what follows from it.
                let more = requests(&run).saturating_sub(requests(&undisturbed));
                if more > usize::from(asked) && !scene.faulty && !scene.native {
                    broken.push(format!("{more} more requests"));
                }
                if !broken.is_empty() {
                    wrong.push(format!("{}, {kill:?}: {}", scene.name, broken.join("; ")));
                }
            }
        }
    }
    println!("{plays} interrupted backfills");
    wrong.truncate(12);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_backfill_survives_its_background() {
    check(0);
}

#[test]
fn a_backfill_survives_its_background_in_the_second_part() {
    check(1);
}
