//! Home or origin say no.

use freshet_sandbox::{BodyKind, Fault, Sandbox};
use serde_json::{Value, json};

use super::{HOME, ORDINARY, Scene, fault, home};

pub const SCENES: &[Scene] = &[
    Scene {
        name: "the account is deleted",
        happened: "the account was deleted",
        acct: "otto@gone.test",
        ends: "gone",
        ..ORDINARY
    },
    Scene {
        name: "deleted meanwhile",
        looked: true,
        press: |sandbox| super::patch(sandbox, super::ADA, json!({ "live": { "state": "gone" } })),
        ends: "not_fetched",
        or: &["gone"],
        ..ORDINARY
    },
    Scene {
        name: "nobody is signed in",
        happened: "nobody is signed in at home",
        signed_in: false,
        ends: "signed_out",
        ..ORDINARY
    },
    Scene {
        name: "signed out meanwhile",
        looked: true,
        press: |sandbox| home(sandbox, json!({ "token_revoked": true })),
        ends: "signed_out",
        or: &["home_refused"],
        ..ORDINARY
    },
    Scene {
        name: "the sign-in may not search",
        happened: "the page's sign-in may not search",
        world: |sandbox| home(sandbox, json!({ "token_scopes": "read:accounts" })),
        ends: "scope_refused",
        ..ORDINARY
    },
    Scene {
        name: "maintenance begins",
        happened: "home is down for maintenance",
        looked: true,
        press: |sandbox| home(sandbox, json!({ "maintenance": 503 })),
        ends: "maintenance",
        ..ORDINARY
    },
    Scene {
        name: "a proxy without its home",
        looked: true,
        press: |sandbox| home(sandbox, json!({ "maintenance": 502 })),
        ends: "maintenance",
        ..ORDINARY
    },
    Scene {
        name: "home is down before",
        happened: "home did not answer when it was asked what it has stored",
        world: |sandbox| home(sandbox, json!({ "maintenance": 503 })),
        ends: "home_down",
        ..ORDINARY
    },
    Scene {
        name: "home does not know it",
        happened: "home does not know the account",
        acct: "nobody@mastodon44.test",
        ends: "home_unknown",
        ..ORDINARY
    },
    Scene {
        name: "home refuses the sign-in",
        happened: "home refuses the page's sign-in",
        world: |sandbox| home(sandbox, json!({ "token_revoked": true })),
        ends: "home_refused",
        ..ORDINARY
    },
    Scene {
        name: "home answers with nonsense",
        happened: "what home says it has stored cannot be read",
        world: |sandbox| fault(sandbox, HOME, "/api/v1/accounts/lookup", 200, None),
        ends: "home_unreadable",
        ..ORDINARY
    },
    Scene {
        name: "a newer home has no endpoint of its own",
        version: "4.9.0",
        world: |sandbox| home(sandbox, json!({ "version": "4.9.0" })),
        ..ORDINARY
    },
    Scene {
        name: "a newer home says more, and has no endpoint of its own",
        version: "4.9.0",
        world: |sandbox| newer(sandbox, json!({ "version": "4.9.0" })),
        ..ORDINARY
    },
    Scene {
        name: "a newer home says more, and has an endpoint of its own",
        version: "4.9.0",
        world: |sandbox| {
            newer(
                sandbox,
                json!({ "version": "4.9.0", "native_refresh": "account" }),
            )
        },
        ..ORDINARY
    },
    Scene {
        name: "a newer home refreshes by itself",
        version: "4.9.0",
        native: Some(true),
        world: |sandbox| {
            home(
                sandbox,
                json!({ "version": "4.9.0", "native_refresh": "account" }),
            )
        },
        ..ORDINARY
    },
    Scene {
        name: "a newer home will refresh by itself",
        version: "4.9.0",
        native: Some(true),
        world: |sandbox| {
            home(
                sandbox,
                json!({ "version": "4.9.0", "native_refresh": "accepted" }),
            )
        },
        waits: &["slow"],
        ..ORDINARY
    },
    Scene {
        name: "a newer home is busy",
        version: "4.9.0",
        native: Some(true),
        world: |sandbox| {
            home(
                sandbox,
                json!({ "version": "4.9.0", "native_refresh": "busy" }),
            )
        },
        waits: &["rate_limited"],
        ends: "rate_limited",
        or: &[super::ALL_OF_ADA],
        ..ORDINARY
    },
    Scene {
        name: "a newer home has its endpoint no more",
        version: "4.9.0",
        native: Some(true),
        world: |sandbox| home(sandbox, json!({ "version": "4.9.0" })),
        ..ORDINARY
    },
];

/// A home that names a later `api_versions.mastodon` than is known.
fn newer(sandbox: &Sandbox, change: Value) {
    home(sandbox, change);
    let says = json!({ "version": "4.9.0", "api_versions": { "mastodon": 12 } });
    sandbox.set_fault(Fault {
        body: Some(BodyKind::Json(says)),
        ..Fault::on(HOME, "/api/v2/instance")
    });
}
