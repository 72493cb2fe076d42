//! Accounts with which nothing is wrong: none of them is given a cause.

use freshet_sandbox::Sandbox;
use serde_json::Value;

use crate::cases::{Case, Ends, Steps};
use crate::runs::{self, Run};
use crate::truth;

const HOME: &str = "home46.test";

fn case(handle: &str, access: bool) -> Case {
    Case {
        name: handle.to_owned(),
        about: String::new(),
        home: HOME.to_owned(),
        asks: format!("@{handle}"),
        signed_in: true,
        access,
        refused: Vec::new(),
        world: Value::Object(serde_json::Map::new()),
        ends: Ends::default(),
        steps: Steps::default(),
        e2e: false,
        at: std::collections::BTreeMap::new(),
        without_access: None,
    }
}

/// What was said of an account, and by what checks.
fn told(handle: &str, access: bool, run: &Run) -> String {
    format!(
        "{handle}, access {access}: {:?} by {}",
        run.causes(),
        run.checks()
    )
}

#[test]
fn probe() {
    let handles = runs::on_a_held_clock(async { Sandbox::in_process().unwrap().handles() });
    for handle in handles.iter().filter(|it| it.contains('@')) {
        for access in [true, false] {
            let case = case(handle, access);
            let run = runs::play(&case);
            println!(
                "{} {:?}",
                told(handle, access, &run),
                truth::broken(&case, &run)
            );
        }
    }
}

#[tokio::test]
async fn probe_corpus() {
    let sandbox = runs::with_corpus().await;
    let seeded = Sandbox::in_process().unwrap().handles();
    for handle in sandbox.handles() {
        if seeded.contains(&handle) {
            continue;
        }
        for access in [true, false] {
            sandbox.reset();
            let case = case(&handle, access);
            let run = runs::played(&sandbox, &case).await;
            println!(
                "{} {:?}",
                told(&handle, access, &run),
                truth::broken(&case, &run)
            );
        }
    }
}
