//! Accounts with which nothing is wrong: none of them is given a cause. And those of the sandbox
//! and the corpus with which something is: judged one by one.

use std::collections::BTreeMap;
use std::path::Path;

use freshet_sandbox::Sandbox;
use serde_json::json;

use crate::cases::{Case, Ends, Steps};
use crate::runs::{self, Run};
use crate::truth;

const HOME: &str = "home46.test";

/// The hosts and accounts with which something is wrong, what may be said of them, and why.
const ILL: [(&str, &str); 28] = [
    ("redirect.test", "actor_redirected"),
    ("wrongtype.test", "actor_type"),
    // Nothing at all under a document's address, or the document of somebody else.
    ("empty@wrongtype.test", "actor_not_json"),
    ("other@wrongtype.test", "actor_no_inbox"),
    ("odd.test", "private_host"),
    // A port at which nobody answers.
    ("port@odd.test", "no_connection"),
    ("moved.test", "moved"),
    ("suspended.test", "suspended"),
    ("gone.test", "deleted"),
    ("notfound.test", "vanished"),
    ("limited.test", "origin_rate_limited"),
    ("slow.test", "origin_slow"),
    ("endless.test", "origin_slow"),
    ("error500.test", "origin_down"),
    ("error503.test", "origin_down"),
    ("html.test", "left_fediverse"),
    ("huge.test", "actor_too_large"),
    ("truncated.test", "web_finger_not_json"),
    ("killed.test", "no_connection"),
    ("dropped.test", "no_connection"),
    ("dead.test", "no_connection"),
    ("closed.test", "no_connection"),
    // Its name is a map: the sandbox's homes go on showing the one they had.
    ("types@hostile.test", "home_copy_stuck"),
    // Bridgy Fed's own account: no inbox in the document.
    ("ap.brid.gy@ap.brid.gy", "actor_no_inbox"),
    // Documents of Lemmy's tests, without a context.
    ("enterprise.lemmy.ml", "actor_context"),
    // Microblog.pub's document has no context, and moved to an account that is not there.
    ("localhost.jambor.dev", "moved"),
    // Its id has no path: the sandbox's homes take `https://host` and `https://host/` for two.
    ("mbp.example.com", "only_home_fails"),
    // A document with a context.
    ("Nutomic@enterprise.lemmy.ml", "nothing_wrong"),
];

/// What may be said of an account besides that nothing is wrong.
fn ill(handle: &str) -> Option<&'static str> {
    let host = handle.split('@').next_back();
    let of = |name: &str| ILL.iter().find(|(ill, _)| *ill == name);
    of(handle).or_else(|| of(host?)).map(|(_, cause)| *cause)
}

fn case(handle: &str, access: bool) -> Case {
    Case {
        name: handle.to_owned(),
        about: String::new(),
        home: HOME.to_owned(),
        asks: format!("@{handle}"),
        signed_in: true,
        access,
        refused: Vec::new(),
        world: json!({}),
        ends: Ends::default(),
        steps: Steps::default(),
        e2e: false,
        at: BTreeMap::new(),
        without_access: None,
    }
}

/// What is said of an account that should not be.
fn wrong(case: &Case, run: &Run) -> Vec<String> {
    let mut wrong = truth::broken(case, run);
    let may = [
        Some("nothing_wrong"),
        Some("signed_only"),
        None,
        ill(&case.name),
    ];
    if !may.contains(&run.first()) || run.first().is_none() && run.view().excluded.is_empty() {
        wrong.push(format!("{:?} is named", run.causes()));
    }
    let place = |what: &String| {
        format!(
            "{}, access {}: {what} {}",
            case.name,
            case.access,
            run.checks()
        )
    };
    wrong.iter().map(place).collect()
}

#[track_caller]
fn none(wrong: &[String]) {
    assert!(
        wrong.is_empty(),
        "{} are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn nobody_of_the_seed_is_given_a_cause_who_has_none() {
    let handles = runs::on_a_held_clock(async { Sandbox::in_process().unwrap().handles() });
    let (mut found, mut fine) = (Vec::new(), 0);
    for handle in handles.iter().filter(|handle| handle.contains('@')) {
        for access in [true, false] {
            let case = case(handle, access);
            let run = runs::play(&case);
            found.extend(wrong(&case, &run));
            let said = run.first();
            fine += usize::from(said == Some("nothing_wrong"));
            let unread = !access && !run.view().needs_access.is_empty();
            if ill(handle).is_none() && said.is_none() && !unread {
                found.push(format!(
                    "{handle} is not known to be well: {}",
                    run.checks()
                ));
            }
        }
    }
    none(&found);
    assert!(fine > 50, "{fine} are well");
}

#[tokio::test]
async fn nobody_of_the_corpus_is_given_a_cause_who_has_none() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/actors");
    if !corpus.is_dir() {
        println!("there is no corpus beside the project: the seed's accounts are enough then");
        return;
    }
    let sandbox = runs::with_corpus().await;
    let seeded = Sandbox::in_process().unwrap().handles();
    let (mut found, mut played) = (Vec::new(), 0);
    for handle in sandbox.handles() {
        if seeded.contains(&handle) {
            continue;
        }
        for access in [true, false] {
            sandbox.reset();
            let case = case(&handle, access);
            let run = runs::played(&sandbox, &case).await;
            found.extend(wrong(&case, &run));
            played += 1;
        }
    }
    none(&found);
    assert!(played > 100, "{played} were played");
}
