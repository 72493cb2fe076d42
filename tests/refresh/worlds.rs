//! Worlds by chance: a profile, a home, an origin, what goes wrong, and when.

use freshet_sandbox::{BodyKind, Fault, Sandbox};
use serde_json::{Value, json};

use crate::browser::{Browser, Kill, Start};
use crate::random::Random;

const HOMES: [(&str, &str); 7] = [
    ("home43.test", "4.3.23"),
    ("home44.test", "4.4.22"),
    ("home45.test", "4.5.15"),
    ("home46.test", "4.6.5"),
    ("glitch46.test", "4.6.5+glitch"),
    ("home47.test", "4.7.0-alpha.2"),
    ("gts.test", "0.20.1"),
];

/// A world, and what is done in it.
pub struct World {
    pub browser: Browser,
    /// Whether the profile is looked at before the press.
    pub looks: bool,
    pub kills: Vec<Kill>,
    /// What the account says, or will say at some time.
    pub versions: Vec<Value>,
    /// Whether origin gives out copies of its own.
    pub caches: bool,
    /// Whether home's moderators have suspended the account.
    pub hidden: bool,
}

/// One in so many.
fn rarely(random: &mut Random, of: usize) -> bool {
    random.below(of) == 0
}

pub fn world(random: &mut Random) -> World {
    let sandbox = Sandbox::in_process().unwrap();
    let (home, version) = HOMES[random.below(HOMES.len())];
    let origin = random.of(&[
        "mastodon44.test",
        "mastodon45.test",
        "secure.test",
        "nocors.test",
    ]);
    let acct = format!("chance@{origin}");
    let first = profile(random);
    let live = change(random, &first);
    let mut person = json!({ "stored": first, "live": live });
    if origin == "nocors.test" {
        person["uri"] = json!("https://nocors.test/users/chance");
        person["url"] = json!("https://nocors.test/chance");
    }
    if rarely(random, 15) {
        person["renamed_to"] = json!("renamed");
    }
    if rarely(random, 10) {
        person["fixed_picture_addresses"] = json!(true);
    }
    sandbox.patch(&acct, person).unwrap();
    let ago = [60.0, 3_600.0, 23_000.0, 90_000.0][random.below(4)];
    sandbox.set_fetched_at(home, &acct, Some(sandbox.now_ms() - ago * 1000.0));
    let caches = rarely(random, 8);
    sandbox
        .configure_origin(origin, an_origin(random, home, caches))
        .unwrap();
    let configured = a_home(random, origin, &acct);
    let hidden = configured.get("suspended_accounts").is_some();
    sandbox.configure_home(home, configured).unwrap();
    for _ in 0..random.below(3) {
        sandbox.set_fault(a_fault(random, home, origin));
    }
    if rarely(random, 6) {
        sandbox.set_rate_limit_remaining(home, random.below(6) as u32);
    }
    let start = Start {
        home: home.to_owned(),
        version: version.to_owned(),
        acct: acct.clone(),
        signed_in: !rarely(random, 25),
        refused: if rarely(random, 8) {
            vec![origin.to_owned()]
        } else {
            Vec::new()
        },
        reads_all: !rarely(random, 4),
        native: None,
    };
    let mut browser = Browser::new(sandbox, start);
    let mut versions = vec![live.clone()];
    let mut said = live;
    for _ in 0..random.below(4) {
        said = event(random, &mut browser, said);
        versions.push(said.clone());
    }
    let kills = (0..random.below(3)).map(|_| Kill {
        step: random.below(20),
        asked: rarely(random, 2),
        pause: [0, 1_000, 45_000, 600_000][random.below(4)],
    });
    World {
        kills: kills.collect(),
        looks: rarely(random, 2),
        browser,
        versions,
        caches,
        hidden,
    }
}

fn profile(random: &mut Random) -> Value {
    let mut profile =
        json!({ "created": "2022-11-05", "followers": 10, "following": 20, "statuses": 30 });
    for _ in 0..12 {
        attribute(random, &mut profile);
    }
    profile
}

/// The profile with some attributes changed, or none.
fn change(random: &mut Random, profile: &Value) -> Value {
    let mut changed = profile.clone();
    for _ in 0..random.below(4) {
        attribute(random, &mut changed);
    }
    let fields = changed.get_mut("fields").and_then(Value::as_array_mut);
    for field in fields.into_iter().flatten() {
        field["verified"] = json!(false);
    }
    if rarely(random, 30) {
        changed["state"] = json!(random.of(&["suspended", "gone", "unknown"]));
    }
    changed
}

fn attribute(random: &mut Random, profile: &mut Value) {
    const NAMES: [&str; 5] = [
        "Chance",
        "Chance ✨",
        "",
        "  two  spaces ",
        "<b>not bold</b>",
    ];
    const NOTES: [&str; 6] = [
        "",
        "<p>Hello.</p>",
        "<p>Hello {#tag} and {@ada@mastodon44.test}.</p>",
        "<p>One</p><p>Two, with {https://chance.example/notes}.</p>",
        "<p>Line<br>break</p>",
        "<p>{https://chance.example/a-rather-long-address/that-is-cut-somewhere}</p>",
    ];
    // One name for an avatar and a header would be one file of two pictures.
    let picture = |random: &mut Random, which: &str| match random.below(4) {
        0 => Value::Null,
        number => json!(format!("chance-{which}-{number}")),
    };
    match random.below(12) {
        0 | 1 => profile["display_name"] = json!(random.of(&NAMES)),
        2 | 3 => profile["note"] = json!(random.of(&NOTES)),
        4 | 5 => profile["fields"] = (0..random.below(4)).map(|_| field(random)).collect(),
        6 => profile["avatar"] = picture(random, "avatar"),
        7 => profile["header"] = picture(random, "header"),
        8 => profile["locked"] = json!(rarely(random, 2)),
        9 => {
            let (bot, group) = [(false, false), (true, false), (false, true)][random.below(3)];
            profile["bot"] = json!(bot);
            profile["group"] = json!(group);
        }
        10 => {
            profile["discoverable"] =
                [json!(true), json!(false), Value::Null][random.below(3)].clone()
        }
        _ if rarely(random, 8) => profile["moved_to"] = json!("milo@mastodon44.test"),
        _ if rarely(random, 4) => profile["memorial"] = json!(rarely(random, 2)),
        _ => profile["indexable"] = json!(rarely(random, 2)),
    }
}

fn field(random: &mut Random) -> Value {
    json!({
        "name": random.of(&["Website", "Pronouns", "Tea", ""]),
        "value": random.of(&["{https://chance.example}", "{https://other.example/x}", "she/her", "green"]),
        "verified": rarely(random, 2),
    })
}

fn an_origin(random: &mut Random, home: &str, caches: bool) -> Value {
    let mut origin = json!({ "caches": caches });
    if rarely(random, 12) {
        origin["blocks_homes"] = json!([home]);
    }
    if rarely(random, 10) {
        origin["pages_are_html"] = json!(true);
    }
    if rarely(random, 10) {
        origin["host_meta_only"] = json!(true);
    }
    origin
}

fn a_home(random: &mut Random, origin: &str, acct: &str) -> Value {
    let mut home = json!({});
    if rarely(random, 3) {
        home["refresh_takes_ms"] = json!([3_000, 12_000, 40_000, 100_000][random.below(4)]);
    }
    if rarely(random, 6) {
        home["gateway_timeout_ms"] = json!(20_000);
    }
    match random.below(20) {
        0 => home["suspends"] = json!([origin]),
        1 | 2 => home["rejects_media"] = json!([origin]),
        3 => home["silences"] = json!([origin]),
        4 => home["lock_held"] = json!(true),
        5 => home["refresh_never_happens"] = json!(true),
        6 => home["suspended_accounts"] = json!([acct]),
        7 if rarely(random, 2) => home["token_scopes"] = json!("read:accounts"),
        8 if rarely(random, 2) => home["token_revoked"] = json!(true),
        _ => {}
    }
    home
}

fn a_fault(random: &mut Random, home: &str, origin: &str) -> Fault {
    let places = [
        (origin, "/"),
        (origin, "/users/"),
        (origin, "/ap/users/"),
        (origin, "/@"),
        (origin, "/.well-known/"),
        (origin, "/system/"),
        (origin, "/api/"),
        (home, "/api/v2/search"),
        (home, "/api/v1/accounts/lookup"),
        (home, "/system/"),
        (home, "/"),
    ];
    let (host, path) = places[random.below(places.len())];
    let mut fault = Fault {
        times: (!rarely(random, 3)).then(|| 1 + random.below(4) as u32),
        ..Fault::on(host, path)
    };
    let statuses = [401, 403, 404, 410, 422, 429, 500, 502, 503, 504];
    match random.below(9) {
        0..4 => fault.status = Some(statuses[random.below(statuses.len())]),
        4 => fault.drop = true,
        5 => fault.delay_ms = [2_000, 8_000, 15_000, 40_000][random.below(4)],
        6 => {
            fault.status = Some([200, 500, 503, 504][random.below(4)]);
            fault.body = Some(BodyKind::Html);
        }
        7 => fault.body = Some([BodyKind::Truncated, BodyKind::Empty][random.below(2)].clone()),
        _ => fault.redirect = Some("https://mastodon44.test/users/ada".to_owned()),
    }
    fault
}

/// Something that happens later; what the account says then.
fn event(random: &mut Random, browser: &mut Browser, said: Value) -> Value {
    let at = browser.now() + [1.0, 5.0, 20.0, 60.0, 200.0, 600.0][random.below(6)] * 1000.0;
    let Start { home, acct, .. } = browser.start.clone();
    let origin = acct.split_once('@').unwrap().1.to_owned();
    let mut says = said.clone();
    let event: Box<dyn Fn(&Sandbox)> = match random.below(7) {
        0 | 1 => {
            says = change(random, &said);
            let live = says.clone();
            Box::new(move |sandbox| sandbox.patch(&acct, whole(&live)).unwrap())
        }
        2 => Box::new(move |sandbox| sandbox.heal(&origin)),
        3 => Box::new(move |sandbox| sandbox.heal(&home)),
        4 => Box::new(move |sandbox| {
            let change = json!({ "lock_held": false, "refresh_never_happens": false });
            sandbox.configure_home(&home, change).unwrap();
        }),
        5 => {
            let status = [json!(503), json!(502), Value::Null][random.below(3)].clone();
            Box::new(move |sandbox| {
                sandbox
                    .configure_home(&home, json!({ "maintenance": status }))
                    .unwrap();
            })
        }
        _ => Box::new(move |sandbox| sandbox.set_rate_limit_remaining(&home, 0)),
    };
    browser.events.push((at, event));
    says
}

/// A change to this profile: what it does not name is removed.
fn whole(live: &Value) -> Value {
    let names = [
        "display_name",
        "note",
        "fields",
        "avatar",
        "header",
        "locked",
        "bot",
        "group",
        "discoverable",
        "indexable",
        "memorial",
        "moved_to",
        "state",
    ];
    let mut change = live.clone();
    for name in names {
        if live.get(name).is_none() {
            change[name] = Value::Null;
        }
    }
    json!({ "live": change })
}
