//! Diagnosis, played to its end against the sandbox: which cause is named first, on what
//! evidence, at what cost.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

#[path = "../network/mod.rs"]
mod network;

use freshet::diagnose::{Asks, Diagnose};
use freshet::step::Step;
use freshet_sandbox::Sandbox;
use network::Network;

const HOME: &str = "home46.test";

async fn played(sandbox: &Sandbox, text: &str, reads_all: bool) -> Diagnose {
    let token = sandbox.token(HOME);
    let network = Network {
        sandbox,
        home: HOME,
        token: token.as_deref(),
        refused: &[],
        reads_all,
    };
    let asks = Asks {
        home: HOME,
        domain: HOME,
        signed_in: true,
    };
    let mut diagnosis = Diagnose::new(&asks, text, network.now());
    for _ in 0..60 {
        let step = diagnosis.next();
        if step == Step::Done {
            return diagnosis;
        }
        let outcome = network.perform(&step).await;
        diagnosis.handle(network.now(), outcome);
    }
    panic!("it does not end");
}

#[tokio::test(start_paused = true)]
async fn smoke() {
    let sandbox = Sandbox::in_process().unwrap();
    let mut handles = sandbox.handles();
    handles.extend([
        "ada@nowhere.example".into(),
        "nobody@mastodon44.test".into(),
        "ada".into(),
        "xx".into(),
        "https://mastodon44.test/@ada".into(),
        "@@ada@@mastodon44.test".into(),
    ]);
    let mut seen = std::collections::BTreeMap::new();
    for handle in handles {
        let host = handle.split('@').next_back().unwrap().to_owned();
        let n = seen.entry(host.clone()).or_insert(0);
        *n += 1;
        if *n > 2 && host.contains("posts") || *n > 4 {
            continue;
        }
        for all in [false, true] {
            let d = played(&sandbox, &handle, all).await;
            let v = d.view();
            println!(
                "{handle} [{}] -> {:?} excluded {:?} | {}+{} | {}",
                if all { "all" } else { "cors" },
                v.findings.iter().map(|f| f.cause).collect::<Vec<_>>(),
                if v.findings.is_empty() {
                    v.excluded.clone()
                } else {
                    vec![]
                },
                v.cost.home,
                v.cost.origin,
                v.checks
                    .iter()
                    .map(|c| format!(
                        "{}:{}",
                        c.check.code(),
                        c.found
                            .as_ref()
                            .map_or("-", |f| f.key.trim_start_matches("found_"))
                    ))
                    .collect::<Vec<_>>()
                    .join(" ")
            );
        }
    }
}
