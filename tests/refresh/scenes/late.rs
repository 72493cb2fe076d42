//! Home takes its time, or asks for a pause.

use serde_json::json;

use super::{HOME, ORDINARY, Scene, home};
use freshet_sandbox::Fault;

pub const SCENES: &[Scene] = &[
    Scene {
        name: "504 and a late effect",
        happened: "the server in front of home gave up waiting (504), home went on",
        world: |sandbox| {
            home(
                sandbox,
                json!({ "gateway_timeout_ms": 20_000, "refresh_takes_ms": 75_000 }),
            )
        },
        waits: &["slow", "slow", "slow"],
        ..ORDINARY
    },
    Scene {
        name: "504 and no effect",
        happened: "home gave up on it",
        world: |sandbox| {
            let change = json!({ "gateway_timeout_ms": 20_000, "refresh_takes_ms": 30_000, "refresh_never_happens": true });
            home(sandbox, change);
        },
        waits: &["slow", "slow", "slow", "slow"],
        ends: "slow",
        ..ORDINARY
    },
    Scene {
        name: "slower than the browser waits",
        happened: "home took longer than the browser waits, and went on",
        world: |sandbox| home(sandbox, json!({ "refresh_takes_ms": 40_000 })),
        waits: &["slow", "slow"],
        ..ORDINARY
    },
    Scene {
        name: "the lock is held for a while",
        happened: "home is at it already for somebody else",
        world: |sandbox| home(sandbox, json!({ "lock_held": true })),
        later: &[(60.0, |sandbox| home(sandbox, json!({ "lock_held": false })))],
        waits: &["slow", "slow", "slow", "slow"],
        or: &["slow"],
        ..ORDINARY
    },
    Scene {
        name: "the lock is held for ever",
        world: |sandbox| home(sandbox, json!({ "lock_held": true })),
        waits: &["slow", "slow", "slow", "slow", "slow", "slow"],
        ends: "slow",
        ..ORDINARY
    },
    Scene {
        name: "rate limited at the first look",
        happened: "the person's requests to home were used up for now (429)",
        world: |sandbox| sandbox.set_rate_limit_remaining(HOME, 0),
        waits: &["rate_limited"],
        ..ORDINARY
    },
    Scene {
        name: "rate limited at the search",
        world: |sandbox| sandbox.set_rate_limit_remaining(HOME, 1),
        waits: &["rate_limited"],
        ..ORDINARY
    },
    Scene {
        name: "rate limited at the proof",
        world: |sandbox| sandbox.set_rate_limit_remaining(HOME, 2),
        waits: &["rate_limited"],
        ..ORDINARY
    },
    Scene {
        name: "rate limited twice",
        happened: "home asked for a second pause",
        world: |sandbox| {
            sandbox.set_fault(Fault {
                status: Some(429),
                headers: [("retry-after".to_owned(), "120".to_owned())].into(),
                ..Fault::on(HOME, "/api/v2/search")
            });
        },
        waits: &["rate_limited"],
        ends: "rate_limited",
        ..ORDINARY
    },
    Scene {
        name: "GoToSocial within its six hours",
        happened: "home runs GoToSocial, which leaves a profile alone for six hours",
        home: "gts.test",
        version: "0.20.1",
        world: |sandbox| {
            super::gotosocial(sandbox);
            sandbox.set_fetched_at("gts.test", super::ADA, Some(sandbox.now_ms() - 60_000.0));
        },
        ends: "too_soon",
        ..ORDINARY
    },
];
