//! Home fetched the profile.

use freshet_sandbox::picture::file_name;
use serde_json::json;

use super::{ADA, BEA, ORDINARY, ORIGIN, Scene, fault, gotosocial, home, origin, patch};

pub const SCENES: &[Scene] = &[
    Scene {
        name: "brought up to date",
        happened: "home fetched the profile, and has what the account says now",
        ..ORDINARY
    },
    Scene {
        name: "brought up to date after a look",
        looked: true,
        ..ORDINARY
    },
    Scene {
        name: "at an old home",
        home: "home43.test",
        version: "4.3.23",
        ..ORDINARY
    },
    Scene {
        name: "at glitch-soc",
        home: "glitch46.test",
        version: "4.6.5+glitch",
        ..ORDINARY
    },
    Scene {
        name: "with a numeric id",
        acct: "eva@mastodon45.test",
        ends: "updated: note fields",
        ..ORDINARY
    },
    Scene {
        name: "with a handle of another domain",
        acct: "gia@handles.test",
        ends: "updated: note",
        ..ORDINARY
    },
    Scene {
        name: "at an origin whose pages are HTML",
        world: |sandbox| origin(sandbox, json!({ "pages_are_html": true })),
        ..ORDINARY
    },
    Scene {
        name: "only a picture",
        acct: "dana@mastodon44.test",
        ends: "updated: avatar",
        ..ORDINARY
    },
    Scene {
        name: "a picture that home had lost",
        acct: "pat@mastodon44.test",
        ends: "updated: avatar",
        ..ORDINARY
    },
    Scene {
        name: "only flags",
        acct: "cyd@mastodon44.test",
        ends: "updated: bot discoverable indexable",
        ..ORDINARY
    },
    Scene {
        name: "a silenced server",
        world: |sandbox| home(sandbox, json!({ "silences": [ORIGIN] })),
        ..ORDINARY
    },
    Scene {
        name: "a secure origin",
        acct: "ines@secure.test",
        ends: "updated: note fields",
        ..ORDINARY
    },
    Scene {
        name: "moved",
        acct: "milo@moved.test",
        ends: "updated: moved",
        ..ORDINARY
    },
    Scene {
        name: "suspended at origin",
        acct: "quin@suspended.test",
        ends: "updated: suspended",
        ..ORDINARY
    },
    Scene {
        name: "no consent, and home changed",
        refused: &[ORIGIN],
        happened: "the person keeps the browser from the account's server, and home's own copy changed",
        ..ORDINARY
    },
    Scene {
        name: "GoToSocial after its six hours",
        home: "gts.test",
        version: "0.20.1",
        world: |sandbox| {
            gotosocial(sandbox);
            sandbox.set_fetched_at("gts.test", ADA, Some(sandbox.now_ms() - 22_000_000.0));
        },
        ..ORDINARY
    },
    Scene {
        name: "already fresh",
        happened: "nothing had changed",
        acct: BEA,
        ends: "already_fresh",
        ..ORDINARY
    },
    Scene {
        name: "a picture with the address of the old one",
        happened: "the account has a new picture at the address of the old one, which Mastodon never loads again",
        acct: BEA,
        world: |sandbox| {
            origin(sandbox, json!({ "fixed_picture_addresses": true }));
            let file = file_name(&format!("{ORIGIN} avatars {BEA}"));
            let icon = json!({ "url": format!("https://{ORIGIN}/system/avatars/bea/{file}.png") });
            patch(sandbox, BEA, json!({ "actor": { "icon": icon } }));
        },
        fetched: true,
        press: |sandbox| {
            patch(
                sandbox,
                BEA,
                json!({ "live": { "avatar": "bea-new", "note": "<p>New</p>" } }),
            );
        },
        ends: "pictures_kept: note; kept avatar",
        ..ORDINARY
    },
    Scene {
        name: "pictures that come late",
        happened: "home could not load a picture at once, and tries again by itself",
        press: |sandbox| fault(sandbox, ORIGIN, "/system/", 503, Some(2)),
        waits: &[
            "pictures_coming: avatar header",
            "pictures_coming: avatar header",
            "pictures_coming: avatar header",
        ],
        looked: true,
        ..ORDINARY
    },
    Scene {
        name: "pictures that never come",
        happened: "home cannot load a picture, or does not want it",
        press: |sandbox| fault(sandbox, ORIGIN, "/system/", 503, None),
        looked: true,
        waits: &[
            "pictures_coming: avatar header",
            "pictures_coming: avatar header",
            "pictures_coming: avatar header",
            "pictures_coming: avatar header",
        ],
        ends: "pictures_missing: display_name note fields avatar header locked; missing avatar header",
        ..ORDINARY
    },
    Scene {
        name: "a picture that home does not want",
        acct: "pat@mastodon44.test",
        world: |sandbox| home(sandbox, json!({ "rejects_media": [ORIGIN] })),
        waits: &[
            "pictures_coming: avatar",
            "pictures_coming: avatar",
            "pictures_coming: avatar",
            "pictures_coming: avatar",
        ],
        ends: "pictures_missing: ; missing avatar",
        ..ORDINARY
    },
    Scene {
        name: "two pictures that home does not want",
        acct: "pat@mastodon44.test",
        world: |sandbox| {
            home(sandbox, json!({ "rejects_media": [ORIGIN] }));
            let live = json!({ "header": "pat-new-header" });
            patch(sandbox, "pat@mastodon44.test", json!({ "live": live }));
        },
        waits: &[
            "pictures_coming: avatar",
            "pictures_coming: avatar",
            "pictures_coming: avatar",
            "pictures_coming: avatar",
        ],
        ends: "pictures_missing: ; missing avatar header",
        ..ORDINARY
    },
    Scene {
        name: "a new picture that home does not want",
        acct: "dana@mastodon44.test",
        world: |sandbox| home(sandbox, json!({ "rejects_media": [ORIGIN] })),
        ends: "pictures_missing: ; missing avatar",
        ..ORDINARY
    },
    Scene {
        // Its old pictures are not looked at: that the words are new shows that home fetched it.
        name: "the words of a server whose pictures home does not want",
        world: |sandbox| home(sandbox, json!({ "rejects_media": [ORIGIN] })),
        ends: "updated: display_name note fields locked",
        ..ORDINARY
    },
    Scene {
        name: "origin gives out a copy of its own",
        happened: "the account's server gave home a copy of its own, which it keeps for three minutes",
        acct: "ines@secure.test",
        world: |sandbox| {
            sandbox
                .configure_origin("secure.test", json!({ "caches": true }))
                .unwrap();
        },
        fetched: true,
        press: |sandbox| {
            patch(
                sandbox,
                "ines@secure.test",
                json!({ "live": { "note": "<p>Newest</p>" } }),
            );
        },
        waits: &["origin_caches: note"],
        ends: "updated: note",
        ..ORDINARY
    },
    Scene {
        name: "home stores something else",
        happened: "home fetched the profile and stored something else than the account says",
        world: |sandbox| {
            patch(
                sandbox,
                ADA,
                json!({ "actor": { "name": "Ada of the document" } }),
            )
        },
        waits: &["origin_caches: display_name"],
        ends: "still_differs: display_name note fields avatar header locked; left display_name",
        ..ORDINARY
    },
    Scene {
        name: "renamed before 4.7",
        happened: "the account changed its name, and home has stored it under the new one",
        world: |sandbox| patch(sandbox, ADA, json!({ "renamed_to": "lovelace" })),
        ends: "renamed: @lovelace@mastodon44.test",
        ..ORDINARY
    },
    Scene {
        name: "renamed at 4.7",
        version: "4.7.0",
        world: |sandbox| {
            home(sandbox, json!({ "version": "4.7.0" }));
            patch(sandbox, ADA, json!({ "renamed_to": "lovelace" }));
        },
        ends: "renamed: @lovelace@mastodon44.test",
        ..ORDINARY
    },
];
