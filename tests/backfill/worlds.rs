//! Worlds by chance: an account and its posts, a home, an origin, what goes wrong, and when.

use freshet::view::{Depth, Order};
use freshet_sandbox::{BodyKind, Bucket, Fault, Sandbox};
use serde_json::{Value, json};

use crate::browser::{Browser, Kill};
use crate::person::Person;
use crate::random::Random;

const HOMES: [&str; 7] = [
    "home43.test",
    "home44.test",
    "home45.test",
    "home46.test",
    "glitch46.test",
    "home47.test",
    "gts.test",
];

const ORIGINS: [&str; 11] = [
    "posts.test",
    "posts.test",
    "posts.test",
    "mastodon44.test",
    "mastodon45.test",
    "secure.test",
    "pleroma-posts.test",
    "misskey-posts.test",
    "peertube-posts.test",
    "lemmy-posts.test",
    "wordpress-posts.test",
];

/// One in so many.
fn rarely(random: &mut Random, of: usize) -> bool {
    random.below(of) == 0
}

/// A browser in a world, and the person before it.
pub fn world(random: &mut Random) -> (Browser, Person) {
    let sandbox = Sandbox::in_process().unwrap();
    let home = random.of(&HOMES);
    let origin = random.of(&ORIGINS);
    let acct = format!("chance@{origin}");
    let now = sandbox.now_ms() as i64;
    let count = match random.below(12) {
        0 => 80 + random.below(41),
        1 | 2 => 41 + random.below(40),
        _ => 5 + random.below(30),
    };
    let is_api = !lists_whole_posts(origin);
    let posts = posts(random, now, count, is_api);
    let mut person = profile(random);
    person["posts"] = json!({ "list": posts });
    person["known_posts"] = match random.below(4) {
        0 => json!({ "newest": 0 }),
        1 => json!({ "newest": random.below(count) }),
        _ => json!({ "pick": random.below(count), "seed": random.below(1000) }),
    };
    sandbox.patch(&acct, person).unwrap();
    let ago = [60.0, 3_600.0, 90_000.0][random.below(3)];
    sandbox.set_fetched_at(home, &acct, Some(sandbox.now_ms() - ago * 1000.0));
    let mut browser = Browser::new(sandbox, home, &acct);
    configure(random, &mut browser, origin);
    let faults = [0, 0, 1, 1, 2][random.below(5)];
    for _ in 0..faults {
        browser.sandbox.set_fault(a_fault(random, home, origin));
        browser.world.faulty = true;
    }
    limits(random, &browser, origin);
    for _ in 0..random.below(3) {
        event(random, &mut browser, origin);
    }
    browser.reads_all = !rarely(random, 6);
    if rarely(random, 40) {
        browser.refused.push(origin.to_owned());
    }
    browser.native = [Some(false), Some(false), None, Some(true)][random.below(4)];
    browser.kills = (0..random.below(4))
        .map(|_| Kill {
            step: random.below(60),
            asked: rarely(random, 2),
            pause: [0, 1_000, 45_000, 600_000][random.below(4)],
        })
        .collect();
    let person = a_person(random, now as f64);
    (browser, person)
}

fn a_person(random: &mut Random, now: f64) -> Person {
    let orders = (0..1 + random.below(2)).map(|_| an_order(random, now));
    Person {
        orders: orders.collect(),
        pauses: (0..random.below(3))
            .map(|_| {
                let time = [500, 40_000, 700_000, 8_000_000][random.below(4)];
                (random.below(80), time)
            })
            .collect(),
        stops: rarely(random, 20).then(|| random.below(80)),
        patience: 6,
        retries: random.below(2),
    }
}

fn an_order(random: &mut Random, now: f64) -> Order {
    let depth = match random.below(5) {
        0 => Depth::Newest(20),
        1 => Depth::Newest(40),
        2 => Depth::Since(now - random.below(100) as f64 * 3_600_000.0),
        3 => Depth::Newest(100),
        _ => Depth::All,
    };
    Order {
        depth,
        replies: !rarely(random, 3),
        young: rarely(random, 5),
        anyway: true,
    }
}

fn profile(random: &mut Random) -> Value {
    let stored = json!({
        "display_name": "Chance", "created": "2022-11-05", "statuses": 30,
        "note": random.of(&["<p>Hello.</p>", "<p>Leave me alone. #<span>nobot</span></p>"]),
        "indexable": rarely(random, 2), "discoverable": true,
    });
    json!({ "stored": stored, "live": stored })
}

/// So many posts, from the oldest to the newest.
fn posts(random: &mut Random, now: i64, count: usize, dated: bool) -> Vec<Value> {
    let minutes = [1, 10, 60, 700][random.below(4)];
    let newest = if rarely(random, 3) { 5 } else { 6 * 60 + 5 };
    let is_thread = rarely(random, 6);
    let mut ids: Vec<u64> = Vec::new();
    let mut posts = Vec::new();
    for place in 0..count {
        let age = newest + (count - 1 - place) as i64 * minutes;
        let published = now - age * 60_000 - random.below(20_000) as i64;
        let id = (published as u64) << 16 | random.below(0x10000) as u64;
        let mut post =
            json!({ "id": id, "published": published, "text": format!("Post {place}.") });
        let lot = if is_thread {
            40 + random.below(30)
        } else {
            random.below(120)
        };
        let earlier = |back: usize| {
            ids.len()
                .checked_sub(back + 1)
                .map(|at| ids[at].to_string())
        };
        match lot {
            0..6 => {
                post["boost_of"] = json!(format!(
                    "https://mastodon44.test/users/ada/statuses/{place}"
                ))
            }
            6..10 => post["visibility"] = json!("private"),
            10..12 => post["visibility"] = json!("direct"),
            12..17 => post["kind"] = json!(random.of(&["Bookmark", "Listen", "Review"])),
            17..21 => (post["tombstone"], post["still_listed"]) = (json!(true), json!(true)),
            21..23 => (post["missing"], post["still_listed"]) = (json!(true), json!(true)),
            23..25 => post["tombstone"] = json!(true),
            25..29 => post["pinned"] = json!(true),
            29..32 => {
                post["in_reply_to"] = json!(format!(
                    "https://mastodon44.test/users/ada/statuses/{place}"
                ))
            }
            32..34 => post["attributed_to"] = json!("https://odd.test/users/ada"),
            34..36 if !dated => post["published_as"] = json!(""),
            36..40 => {
                post["kind"] = json!(random.of(&["Question", "Article", "Page", "Video", "Event"]))
            }
            40..62 => post["in_reply_to"] = json!(earlier(0)),
            62..70 => post["in_reply_to"] = json!(earlier(random.below(6))),
            70..74 => post["media"] = json!(1),
            74..76 => post["mentions"] = json!(["tester@home46.test"]),
            76..82 => post["visibility"] = json!("unlisted"),
            _ => {}
        }
        if post.get("published_as").is_none() && rarely(random, 15) && is_thread {
            (post["tombstone"], post["still_listed"]) = (json!(true), json!(true));
        }
        // What home fetches by itself it takes for new, if it does not say when it was written.
        if post.get("published_as").is_none() {
            ids.push(id);
        }
        posts.push(post);
    }
    posts
}

/// Whether the software has no API of posts for everybody, but whole posts in its outboxes: an
/// API always tells the date.
fn lists_whole_posts(origin: &str) -> bool {
    ["misskey", "wordpress"]
        .iter()
        .any(|name| origin.starts_with(name))
}

fn configure(random: &mut Random, browser: &mut Browser, origin: &str) {
    let mut home = json!({});
    if rarely(random, 3) {
        home["import_takes_ms"] = json!([500, 3_000, 12_000, 40_000][random.below(4)]);
    }
    if rarely(random, 8) {
        home["gateway_timeout_ms"] = json!(10_000);
    }
    if rarely(random, 6) {
        home["native_backfill"] = json!(random.of(&["accepted", "unprocessable", "busy"]));
    }
    if rarely(random, 40) {
        home["imports_never_happen"] = json!(true);
        browser.world.faulty = true;
    }
    if rarely(random, 40) {
        home["token_scopes"] = json!("read:accounts read:statuses");
    }
    if rarely(random, 25) {
        home["suspends"] = json!([origin]);
        browser.world.blocks = true;
    }
    browser.sandbox.configure_home(&browser.home, home).unwrap();
    // What takes longer than the browser waits is lost.
    browser.world.faulty = true;
    let mut there = json!({});
    browser.world.hides = origin.starts_with("lemmy");
    if rarely(random, 15) {
        there["blocks_homes"] = json!([browser.home]);
        browser.world.blocks = true;
    }
    if rarely(random, 8) {
        there["api_closed"] = json!(true);
    }
    if rarely(random, 12) {
        there["secure"] = json!(true);
    }
    if rarely(random, 4) {
        let next = random.of(&["ordinary", "ordinary", "loops"]);
        browser.world.hides |= next == "loops";
        there["outbox"] = json!({
            "first": random.of(&["address", "embedded", "root"]),
            "items": random.of(&["embedded", "object"]),
            "key": random.of(&["orderedItems", "items"]),
            "per_page": 1 + random.below(30),
            "next": next,
            "empty_pages": random.below(3),
            "without_total": rarely(random, 2),
            "cors": true,
        });
    }
    browser.sandbox.configure_origin(origin, there).unwrap();
}

fn limits(random: &mut Random, browser: &Browser, origin: &str) {
    let levels = [0, 5, 99, 100, 101, 105, 130, 200];
    let home = &browser.home;
    for bucket in [Bucket::Token, Bucket::Paging, Bucket::Address] {
        if rarely(random, 4) {
            let host = if bucket == Bucket::Address && home != "gts.test" {
                origin
            } else {
                home
            };
            browser
                .sandbox
                .set_limit(host, bucket, levels[random.below(levels.len())]);
        }
    }
    if rarely(random, 3) {
        for _ in 0..random.below(6) {
            let after = random.below(600_000) as u64;
            browser
                .sandbox
                .browse_later(home, after, 1 + random.below(120) as u32);
        }
    }
}

fn a_fault(random: &mut Random, home: &str, origin: &str) -> Fault {
    let places = [
        (home, "/api/v2/search"),
        (home, "/api/v2/search"),
        (home, "/api/v1/accounts/"),
        (home, "/api/v1/statuses/"),
        (home, "/api/"),
        (origin, "/api/v1/accounts/"),
        (origin, "/api/v1/statuses/"),
        (origin, "/users/"),
        (origin, "/"),
    ];
    let (host, path) = places[random.below(places.len())];
    let fault = Fault::on(host, path);
    let seed = random.below(1_000_000) as u64;
    let mut fault = match random.below(10) {
        0 => fault.page(502),
        1 => fault.page(503),
        2 => fault.dropped(),
        3 => fault.late([3_000, 12_000, 30_000][random.below(3)]),
        4 => fault.could_not_fetch(),
        5 => fault.temporary_problem(),
        6 if host == home => fault.gateway_timeout([1_000, 20_000, 90_000][random.below(3)]),
        7 => fault.too_many_requests([1_000, 30_000, 280_000][random.below(3)]),
        8 => Fault {
            body: Some(BodyKind::Truncated),
            ..fault
        },
        _ => fault.error(500, "Internal Server Error"),
    };
    match random.below(4) {
        0 => fault.times = Some(1 + random.below(4) as u32),
        1 => fault.times = Some(1),
        _ => fault = fault.by_chance([0.02, 0.1, 0.3][random.below(3)], seed),
    }
    fault
}

fn event(random: &mut Random, browser: &mut Browser, origin: &str) {
    let at = browser.now() + [1.0, 5.0, 20.0, 60.0, 200.0, 600.0][random.below(6)] * 1000.0;
    let home = browser.home.clone();
    let origin = origin.to_owned();
    let acct = browser.acct.clone();
    let event: crate::browser::Event = match random.below(6) {
        0 => Box::new(move |sandbox| sandbox.heal(&home)),
        1 => Box::new(move |sandbox| sandbox.heal(&origin)),
        2 => {
            let status = [json!(503), json!(502), Value::Null][random.below(3)].clone();
            Box::new(move |sandbox| {
                let change = json!({ "maintenance": status });
                sandbox.configure_home(&home, change).unwrap();
            })
        }
        3 => Box::new(move |sandbox| sandbox.set_limit(&home, Bucket::Token, 0)),
        4 => {
            // A post is deleted meanwhile.
            let lot = random.below(1000);
            browser.world.hides = true;
            Box::new(move |sandbox| {
                let posts = sandbox.posts_at_origin(&acct);
                let post = &posts[lot % posts.len()];
                let gone = json!({ "tombstone": true });
                sandbox.change_post(&acct, post.id, &gone).unwrap();
            })
        }
        _ => {
            let gone = rarely(random, 2);
            Box::new(move |sandbox| {
                let change = json!({ "token_revoked": gone });
                sandbox.configure_home(&home, change).unwrap();
            })
        }
    };
    browser.events.push((at, event));
}
