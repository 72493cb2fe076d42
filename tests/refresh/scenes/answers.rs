//! Home answered, and did not fetch the profile.

use freshet_sandbox::Fault;
use serde_json::json;

use super::{BEA, HOME, ORDINARY, ORIGIN, Scene, fault, home, origin};

pub const SCENES: &[Scene] = &[
    Scene {
        name: "origin is down for everybody",
        happened: "the account's server did not answer home, which then shows its old copy",
        world: |sandbox| fault(sandbox, ORIGIN, "/", 503, None),
        ends: "old_copy",
        ..ORDINARY
    },
    Scene {
        name: "origin is down while home asks",
        looked: true,
        press: |sandbox| fault(sandbox, ORIGIN, "/", 503, Some(2)),
        ends: "old_copy",
        or: &[super::ALL_OF_ADA],
        ..ORDINARY
    },
    Scene {
        name: "origin cannot be reached",
        acct: "jon@dead.test",
        ends: "old_copy",
        ..ORDINARY
    },
    Scene {
        name: "GoToSocial fails while stale",
        home: "gts.test",
        version: "0.20.1",
        looked: true,
        world: |sandbox| {
            super::gotosocial(sandbox);
            sandbox.set_fetched_at(
                "gts.test",
                super::ADA,
                Some(sandbox.now_ms() - 22_000_000.0),
            );
        },
        press: |sandbox| fault(sandbox, ORIGIN, "/", 503, Some(2)),
        ends: "too_soon",
        or: &[super::ALL_OF_ADA],
        ..ORDINARY
    },
    Scene {
        name: "origin blocks home",
        happened: "the account's server refuses home, home blocks it, or what it says is unusable",
        world: |sandbox| origin(sandbox, json!({ "blocks_homes": [HOME] })),
        ends: "not_fetched",
        ..ORDINARY
    },
    Scene {
        name: "home suspends the server",
        world: |sandbox| home(sandbox, json!({ "suspends": [ORIGIN] })),
        ends: "not_fetched",
        ..ORDINARY
    },
    Scene {
        name: "limited federation",
        world: |sandbox| home(sandbox, json!({ "allows_only": ["secure.test"] })),
        ends: "not_fetched",
        ..ORDINARY
    },
    Scene {
        name: "WebFinger leads nowhere",
        world: |sandbox| fault(sandbox, ORIGIN, "/.well-known/", 404, None),
        ends: "not_fetched",
        ..ORDINARY
    },
    Scene {
        name: "WebFinger does not answer: 503",
        world: |sandbox| {
            sandbox.set_fault(Fault {
                drop: true,
                ..Fault::on(ORIGIN, "/.well-known/")
            });
        },
        ends: "not_fetched",
        ..ORDINARY
    },
    Scene {
        name: "WebFinger leads inside: 422",
        world: |sandbox| {
            sandbox.set_fault(Fault {
                redirect: Some("https://127.0.0.1/".to_owned()),
                ..Fault::on(ORIGIN, "/.well-known/webfinger")
            });
        },
        ends: "not_fetched",
        ..ORDINARY
    },
    Scene {
        name: "the account is not found at origin",
        acct: "rosa@notfound.test",
        ends: "not_fetched",
        ..ORDINARY
    },
    Scene {
        name: "no consent, and home did not change",
        happened: "home changed nothing, and the browser could not read the account's server",
        acct: BEA,
        refused: &[ORIGIN],
        ends: "unproven",
        ..ORDINARY
    },
    Scene {
        name: "origin cannot be read, and home did not change",
        acct: "sol@nocors.test",
        reads_all: false,
        world: |sandbox| {
            let live = sandbox.person("sol@nocors.test").unwrap().live;
            super::patch(sandbox, "sol@nocors.test", json!({ "stored": live }));
        },
        ends: "unproven",
        ..ORDINARY
    },
    Scene {
        name: "suspended at home",
        happened: "home's moderators suspended the account, which home shows to nobody since",
        world: |sandbox| home(sandbox, json!({ "suspended_accounts": [super::ADA] })),
        waits: &["origin_caches: suspended"],
        ends: "still_differs: ; left suspended",
        ..ORDINARY
    },
];
