//! Every way in which a backfill waits, halts and ends, and the world that brings it about.

use freshet::view::{Course, Delay, Depth, End, Halt, Order};
use freshet_sandbox::{Bucket, Fault, Sandbox};
use serde_json::{Value, json};

use crate::browser::{Browser, on_a_held_clock};
use crate::person::{self, Person, Run};

/// Changes the world before anything is asked.
pub type Change = fn(&mut Browser, &mut Person);

/// A world, a person in front of it, and what comes of a backfill.
#[derive(Clone, Copy)]
pub struct Scene {
    /// What happened, as a clause of the document.
    pub happened: &'static str,
    pub home: &'static str,
    /// The host of the account's server.
    pub origin: &'static str,
    /// Twenty posts, six hours old and older, unless it says otherwise.
    pub posts: fn() -> Value,
    pub world: Change,
    /// Every phase after counting, in order, by its code: see [`codes`].
    pub phases: &'static [&'static str],
    /// How many posts there are of each verdict: arrived, there, gone, not public, refused, not
    /// answered, too young.
    pub counts: [u32; 7],
}

const HOME: &str = "home46.test";
const POSTS: &str = "posts.test";

const ORDINARY: Scene = Scene {
    happened: "",
    home: HOME,
    origin: POSTS,
    posts: twenty,
    world: |_, _| {},
    phases: &["done"],
    counts: [20, 0, 0, 0, 0, 0, 0],
};

fn twenty() -> Value {
    json!({ "generate": { "count": 20, "seed": 8 } })
}

fn none() -> Value {
    json!({ "list": [] })
}

fn home(browser: &Browser, change: Value) {
    browser
        .sandbox
        .configure_home(&browser.home, change)
        .unwrap();
}

fn origin(browser: &Browser, change: Value) {
    browser
        .sandbox
        .configure_origin(&browser.origin(), change)
        .unwrap();
}

fn known(browser: &Browser, known: Value) {
    let change = json!({ "known_posts": known });
    browser.sandbox.patch(&browser.acct, change).unwrap();
}

fn at(browser: &mut Browser, seconds: f64, event: fn(&Sandbox)) {
    let at = browser.now() + seconds * 1000.0;
    browser.events.push((at, Box::new(event)));
}

fn times(times: u32, fault: Fault) -> Fault {
    Fault {
        times: Some(times),
        ..fault
    }
}

/// Everything but what `chance` finds by itself.
pub const SCENES: &[Scene] = &[
    Scene {
        happened: "home had none of the newest 20",
        ..ORDINARY
    },
    Scene {
        happened: "home had all of them",
        world: |browser, _| known(browser, json!({ "newest": 20 })),
        phases: &["nothing_missing"],
        counts: [0, 20, 0, 0, 0, 0, 0],
        ..ORDINARY
    },
    Scene {
        happened: "home had some of them",
        world: |browser, _| known(browser, json!({ "pick": 8 })),
        counts: [12, 8, 0, 0, 0, 0, 0],
        ..ORDINARY
    },
    Scene {
        happened: "they were threads, which home follows by itself",
        posts: || json!({ "generate": { "count": 20, "seed": 8, "threads": 10 } }),
        phases: &["waits arriving", "done"],
        ..ORDINARY
    },
    Scene {
        happened: "three of them are shown first on the profile",
        posts: || json!({ "generate": { "count": 20, "seed": 8, "pinned": 3 } }),
        phases: &["waits arriving", "done"],
        ..ORDINARY
    },
    Scene {
        happened: "some were deleted, or are of a kind that homes do not take",
        posts: || json!({ "generate": { "count": 20, "seed": 8, "gone": 20, "unsupported": 20 } }),
        counts: [11, 0, 7, 0, 2, 0, 0],
        ..ORDINARY
    },
    Scene {
        happened: "the newest are younger than six hours",
        posts: || json!({ "generate": { "count": 20, "seed": 8, "until": "2026-09-01T11:30:00Z" } }),
        counts: [14, 0, 0, 0, 0, 0, 6],
        ..ORDINARY
    },
    Scene {
        happened: "the person wants those of the last six hours too",
        posts: || json!({ "generate": { "count": 20, "seed": 8, "until": "2026-09-01T11:30:00Z" } }),
        world: |_, person| person.orders[0].young = true,
        ..ORDINARY
    },
    Scene {
        happened: "the person wants the newest five",
        world: |_, person| person.orders[0].depth = Depth::Newest(5),
        counts: [5, 0, 0, 0, 0, 0, 0],
        ..ORDINARY
    },
    Scene {
        happened: "the person wants those since a moment",
        world: |browser, person| {
            person.orders[0].depth = Depth::Since(browser.now() - 29.5 * 3_600_000.0);
        },
        counts: [6, 0, 0, 0, 0, 0, 0],
        ..ORDINARY
    },
    Scene {
        happened: "the person wants no answers to others",
        posts: || {
            json!({ "generate": {
            "count": 20, "seed": 8, "replies": 40,
            "reply_to": ["https://mastodon44.test/users/ada/statuses/1"],
        } })
        },
        world: |_, person| person.orders[0].replies = false,
        counts: [10, 0, 0, 0, 0, 0, 0],
        ..ORDINARY
    },
    Scene {
        happened: "the account asks programs to stay away, and the person did not insist",
        world: |browser, person| {
            let said = json!({ "note": "<p>Leave me alone. #<span>nobot</span></p>" });
            browser
                .sandbox
                .patch(&browser.acct, json!({ "stored": said, "live": said }))
                .unwrap();
            person.orders[0].anyway = false;
        },
        phases: &["stopped"],
        counts: [0, 0, 0, 0, 0, 0, 0],
        ..ORDINARY
    },
    Scene {
        happened: "home runs GoToSocial",
        home: "gts.test",
        ..ORDINARY
    },
    Scene {
        happened: "home runs Mastodon 4.3",
        home: "home43.test",
        ..ORDINARY
    },
    Scene {
        happened: "the account lives on a Pleroma",
        origin: "pleroma-posts.test",
        ..ORDINARY
    },
    Scene {
        happened: "on a Misskey, which has no such API: its outbox is read",
        origin: "misskey-posts.test",
        ..ORDINARY
    },
    Scene {
        happened: "on a PeerTube",
        origin: "peertube-posts.test",
        ..ORDINARY
    },
    Scene {
        happened: "on a WordPress",
        origin: "wordpress-posts.test",
        ..ORDINARY
    },
    Scene {
        happened: "its outbox goes round in circles",
        origin: "misskey-posts.test",
        world: |browser, person| {
            origin(
                browser,
                json!({ "outbox": { "next": "loops", "per_page": 20 } }),
            );
            person.orders[0].depth = Depth::All;
        },
        ..ORDINARY
    },
    Scene {
        happened: "its outbox has empty pages and says a wrong number",
        origin: "misskey-posts.test",
        world: |browser, _| {
            origin(
                browser,
                json!({ "outbox": { "empty_pages": 3, "per_page": 7, "total": 9000 } }),
            );
        },
        ..ORDINARY
    },
    Scene {
        happened: "on a Lemmy, whose outbox is always empty",
        origin: "lemmy-posts.test",
        phases: &["not_listed"],
        counts: [0, 0, 0, 0, 0, 0, 0],
        ..ORDINARY
    },
    Scene {
        happened: "its server demands signatures, but has an open API",
        origin: "secure.test",
        ..ORDINARY
    },
    Scene {
        happened: "its API is closed: its outbox is read",
        world: |browser, _| origin(browser, json!({ "api_closed": true })),
        ..ORDINARY
    },
    Scene {
        happened: "its API is closed, and the browser may not read its outbox",
        world: |browser, _| {
            origin(browser, json!({ "api_closed": true }));
            browser.reads_all = false;
        },
        phases: &["needs_access"],
        counts: [0, 0, 0, 0, 0, 0, 0],
        ..ORDINARY
    },
    Scene {
        happened: "its API is closed, and its server demands signatures",
        world: |browser, _| origin(browser, json!({ "api_closed": true, "secure": true })),
        phases: &["not_listed"],
        counts: [0, 0, 0, 0, 0, 0, 0],
        ..ORDINARY
    },
    Scene {
        happened: "the person has not agreed that its server is contacted",
        world: |browser, _| browser.refused.push(POSTS.to_owned()),
        phases: &["needs_consent"],
        counts: [0, 0, 0, 0, 0, 0, 0],
        ..ORDINARY
    },
    Scene {
        happened: "its server is down",
        world: |browser, _| browser.sandbox.set_fault(Fault::on(POSTS, "/").dropped()),
        phases: &["origin_down"],
        counts: [0, 0, 0, 0, 0, 0, 0],
        ..ORDINARY
    },
    Scene {
        happened: "its server goes down after the first page",
        posts: || json!({ "generate": { "count": 100, "seed": 8 } }),
        world: |browser, person| {
            person.orders[0].depth = Depth::All;
            let down = Fault::on(
                POSTS,
                "/api/v1/accounts/110000000000000087/statuses?limit=40&exclude_reblogs=true&max_id",
            )
            .page(502);
            browser.sandbox.set_fault(down);
        },
        phases: &["origin_down"],
        counts: [40, 0, 0, 0, 0, 0, 0],
        ..ORDINARY
    },
    Scene {
        happened: "it has no posts",
        posts: none,
        phases: &["nothing_missing"],
        counts: [0, 0, 0, 0, 0, 0, 0],
        ..ORDINARY
    },
    Scene {
        happened: "home blocks its server",
        world: |browser, _| {
            home(browser, json!({ "suspends": [POSTS] }));
            browser.world.blocks = true;
        },
        phases: &["waits patience", "nothing_taken"],
        counts: [0, 0, 0, 0, 5, 0, 0],
        ..ORDINARY
    },
    Scene {
        happened: "its server blocks home",
        world: |browser, _| {
            origin(browser, json!({ "blocks_homes": [HOME] }));
            browser.world.blocks = true;
        },
        phases: &["waits patience", "nothing_taken"],
        counts: [0, 0, 0, 0, 5, 0, 0],
        ..ORDINARY
    },
    Scene {
        happened: "its server blocks home, which lacks two",
        world: |browser, person| {
            origin(browser, json!({ "blocks_homes": [HOME] }));
            person.orders[0].depth = Depth::Newest(2);
            browser.world.blocks = true;
        },
        phases: &["waits patience", "done"],
        counts: [0, 0, 0, 0, 2, 0, 0],
        ..ORDINARY
    },
    Scene {
        happened: "the person was signed out meanwhile",
        world: |browser, _| {
            home(browser, json!({ "import_takes_ms": 1000 }));
            at(browser, 5.0, |sandbox| {
                sandbox
                    .configure_home(HOME, json!({ "token_revoked": true }))
                    .unwrap();
            });
            at(browser, 60.0, |sandbox| {
                sandbox
                    .configure_home(HOME, json!({ "token_revoked": false }))
                    .unwrap();
            });
        },
        phases: &["halts signed_out", "done"],
        ..ORDINARY
    },
    Scene {
        happened: "the page's sign-in may not search",
        world: |browser, _| {
            home(
                browser,
                json!({ "token_scopes": "read:accounts read:statuses" }),
            )
        },
        phases: &["scope_refused"],
        counts: [0, 0, 0, 0, 0, 0, 0],
        ..ORDINARY
    },
    Scene {
        happened: "home does not tell what it has",
        world: |browser, _| {
            browser
                .sandbox
                .set_fault(Fault::on(HOME, "/api/v1/accounts/109").page(503));
        },
        phases: &["waits home_down", "home_unreadable"],
        counts: [0, 0, 0, 0, 0, 0, 0],
        ..ORDINARY
    },
    Scene {
        happened: "the web UI left only the reserve of home's limit",
        world: |browser, _| browser.sandbox.set_limit(HOME, Bucket::Token, 110),
        phases: &["waits reserve", "done"],
        ..ORDINARY
    },
    Scene {
        happened: "home asked for a pause (429)",
        world: |browser, _| {
            let fault = Fault::on(HOME, "/api/v2/search").too_many_requests(60_000);
            browser.sandbox.set_fault(times(1, fault));
        },
        phases: &["waits home_limited", "done"],
        ..ORDINARY
    },
    Scene {
        happened: "home asked for a second pause, and the person waited for it",
        world: |browser, _| {
            let fault = Fault::on(HOME, "/api/v2/search").too_many_requests(60_000);
            browser.sandbox.set_fault(times(2, fault));
        },
        phases: &["waits home_limited", "halts home_limited", "done"],
        ..ORDINARY
    },
    Scene {
        happened: "its server asked for a pause (429)",
        posts: || json!({ "generate": { "count": 20, "seed": 8, "gone": 10 } }),
        world: |browser, _| {
            let fault = Fault::on(POSTS, "/api/v1/statuses/").too_many_requests(60_000);
            browser.sandbox.set_fault(times(1, fault));
        },
        phases: &["waits origin_limited", "done"],
        counts: [19, 0, 1, 0, 0, 0, 0],
        ..ORDINARY
    },
    Scene {
        happened: "home was down for maintenance for a minute",
        world: |browser, _| {
            home(browser, json!({ "import_takes_ms": 1000 }));
            at(browser, 5.0, |sandbox| {
                sandbox
                    .configure_home(HOME, json!({ "maintenance": 503 }))
                    .unwrap();
            });
            at(browser, 65.0, |sandbox| {
                sandbox
                    .configure_home(HOME, json!({ "maintenance": null }))
                    .unwrap();
            });
        },
        phases: &["waits home_down", "waits patience", "done"],
        ..ORDINARY
    },
    Scene {
        happened: "home was down for hours, and the person came back",
        world: |browser, _| {
            home(browser, json!({ "import_takes_ms": 1000 }));
            at(browser, 5.0, |sandbox| {
                sandbox
                    .configure_home(HOME, json!({ "maintenance": 503 }))
                    .unwrap();
            });
            at(browser, 3_000.0, |sandbox| {
                sandbox
                    .configure_home(HOME, json!({ "maintenance": null }))
                    .unwrap();
            });
        },
        phases: &[
            "waits home_down",
            "halts home_down",
            "waits patience",
            "done",
        ],
        ..ORDINARY
    },
    Scene {
        happened: "the server before home gave up on three of them (504), home went on",
        world: |browser, _| {
            let fault = Fault::on(HOME, "/api/v2/search").gateway_timeout(30_000);
            browser.sandbox.set_fault(times(3, fault));
        },
        phases: &["waits home_down", "done"],
        ..ORDINARY
    },
    Scene {
        happened: "home never gave an answer that helps for one of them",
        world: |browser, person| {
            let posts = browser.sandbox.posts_at_origin(&browser.acct);
            let id = posts[3].id;
            let path = format!(
                "/api/v2/search?q=https%3A%2F%2Fposts.test%2Fusers%2Fscene%2Fstatuses%2F{id}&"
            );
            browser.sandbox.set_fault(Fault::on(HOME, &path).page(502));
            browser.world.faulty = true;
            person.retries = 0;
        },
        phases: &["waits patience", "done"],
        counts: [19, 0, 0, 0, 0, 1, 0],
        ..ORDINARY
    },
    Scene {
        happened: "and the person asked for it again, when home was well",
        world: |browser, person| {
            let posts = browser.sandbox.posts_at_origin(&browser.acct);
            let id = posts[3].id;
            let path = format!(
                "/api/v2/search?q=https%3A%2F%2Fposts.test%2Fusers%2Fscene%2Fstatuses%2F{id}&"
            );
            browser.sandbox.set_fault(Fault::on(HOME, &path).page(502));
            person.retries = 1;
        },
        phases: &["waits patience", "done", "done"],
        ..ORDINARY
    },
    Scene {
        happened: "a moderator of home deleted one of them at once",
        world: |browser, _| {
            home(browser, json!({ "import_takes_ms": 1000 }));
            browser.world.faulty = true;
            at(browser, 5.0, |sandbox| {
                let posts = sandbox.posts(HOME, "scene@posts.test");
                assert!(sandbox.delete_post(HOME, &posts[0].uri));
            });
        },
        phases: &["waits patience", "done"],
        counts: [19, 0, 0, 0, 0, 1, 0],
        ..ORDINARY
    },
    Scene {
        happened: "home does it by itself (202)",
        world: |browser, _| {
            browser.native = None;
            home(browser, json!({ "native_backfill": "accepted" }));
        },
        phases: &["waits arriving", "done"],
        ..ORDINARY
    },
    Scene {
        happened: "home does it by itself, but not for this account (422), and the person went on",
        world: |browser, _| {
            browser.native = None;
            home(browser, json!({ "native_backfill": "unprocessable" }));
        },
        phases: &["halts native_refused", "done"],
        ..ORDINARY
    },
    Scene {
        happened: "home did it lately (429), and the person went on",
        world: |browser, _| {
            browser.native = Some(true);
            home(browser, json!({ "native_backfill": "busy" }));
        },
        phases: &["halts native_limited", "waits arriving", "done"],
        ..ORDINARY
    },
    Scene {
        happened: "the person paused it, and let it go on",
        world: |_, person| person.pauses = vec![(10, 3_600_000)],
        phases: &["halts wished", "done"],
        ..ORDINARY
    },
    Scene {
        happened: "the person stopped it",
        world: |_, person| person.stops = Some(10),
        phases: &["stopped"],
        counts: [0, 0, 0, 0, 0, 0, 0],
        ..ORDINARY
    },
];

impl Scene {
    /// Plays it.
    pub fn play(&self) -> Run {
        let run = on_a_held_clock(async {
            let sandbox = Sandbox::in_process().unwrap();
            let acct = format!("scene@{}", self.origin);
            let statuses = if (self.posts)()["list"].is_array() {
                0
            } else {
                20
            };
            let profile =
                json!({ "display_name": "Scene", "created": "2022-11-05", "statuses": statuses });
            let person = json!({
                "stored": profile, "live": profile, "posts": (self.posts)(),
                "known_posts": { "newest": 0 },
            });
            sandbox.patch(&acct, person).unwrap();
            sandbox.set_fetched_at(self.home, &acct, Some(sandbox.now_ms() - 60_000.0));
            let mut browser = Browser::new(sandbox, self.home, &acct);
            let order = Order {
                depth: Depth::Newest(40),
                ..Order::default()
            };
            let mut person = Person::who_wants(order);
            (self.world)(&mut browser, &mut person);
            person::play(browser, person).await
        });
        run.unwrap_or_else(|| panic!("{}: home does not show the account", self.happened))
    }
}

/// What happened after counting, without repetitions.
pub fn codes(run: &Run) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for phase in &run.phases {
        let code = match phase {
            Course::Waiting(delay, _) => format!("waits {}", delay_code(*delay)),
            Course::Paused(halt) => format!("halts {}", halt_code(*halt)),
            Course::Ended(end) => end_code(*end).to_owned(),
            _ => continue,
        };
        if codes.last() != Some(&code) || !code.starts_with("waits") {
            codes.push(code);
        }
    }
    // It was stopped where nobody could go on.
    match run.stuck {
        Some(stuck) => vec![stuck.to_owned()],
        None => codes,
    }
}

pub fn delay_code(delay: Delay) -> &'static str {
    match delay {
        Delay::Reserve => "reserve",
        Delay::HomeLimited => "home_limited",
        Delay::OriginLimited => "origin_limited",
        Delay::HomeDown => "home_down",
        Delay::Arriving => "arriving",
        Delay::Patience => "patience",
    }
}

pub fn halt_code(halt: Halt) -> &'static str {
    match halt {
        Halt::Wished => "wished",
        Halt::HomeLimited(_) => "home_limited",
        Halt::HomeDown => "home_down",
        Halt::SignedOut => "signed_out",
        Halt::NativeRefused => "native_refused",
        Halt::NativeLimited(_) => "native_limited",
    }
}

pub fn end_code(end: End) -> &'static str {
    match end {
        End::Done => "done",
        End::Stopped => "stopped",
        End::NothingMissing => "nothing_missing",
        End::NotListed => "not_listed",
        End::OriginDown => "origin_down",
        End::NothingTaken => "nothing_taken",
        End::ScopeRefused => "scope_refused",
        End::HomeUnreadable => "home_unreadable",
    }
}
