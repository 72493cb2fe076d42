//! What a diagnosis takes of our own: all of it told again, and a long list of blocked servers.

use divan::Bencher;
use freshet::diagnose::{Asks, Diagnose};
use freshet::refresh::Told;
use freshet::step::{Answer, Outcome, Step};
use freshet::view::Check;
use serde_json::{Value, json};

fn main() {
    divan::main();
}

const BEGAN: f64 = 1_788_264_000_000.0;

/// As many servers as a long list has.
const BLOCKED: usize = 2000;

const ASKS: Asks<'_> = Asks {
    home: "home.example",
    domain: "home.example",
    signed_in: true,
};

fn new() -> Diagnose {
    Diagnose::new(&ASKS, "@ada@remote.example", BEGAN)
}

fn answer(media_type: &str, body: &Value) -> Outcome {
    Outcome::Answer(Answer {
        status: 200,
        media_type: media_type.into(),
        body: body.to_string().into_bytes(),
        wait: None,
        limit: None,
        ahead: None,
    })
}

fn account() -> Value {
    json!({
        "id": "17", "username": "ada", "acct": "ada@remote.example", "display_name": "Ada",
        "note": "<p>I write about looms.</p>", "fields": [], "emojis": [],
        "uri": "https://remote.example/users/ada", "url": "https://remote.example/@ada",
    })
}

/// What servers answer with which nothing is wrong.
fn answered(step: &Step, blocked: &Value) -> Outcome {
    let path = match step {
        Step::MayContact(_) => return Outcome::Allowed(true),
        Step::Home(request) => request.path_and_query(),
        Step::Origin(request) => request.address.path(),
        _ => return Outcome::Allowed(false),
    };
    let json = |body: &Value| answer("application/json", body);
    let path = path.split('?').next().unwrap_or(path);
    match path {
        "/api/v1/accounts/lookup" => json(&account()),
        "/api/v2/instance" => json(&json!({ "version": "4.6.5" })),
        "/api/v1/instance/domain_blocks" => json(blocked),
        "/api/v1/accounts/relationships" => json(&json!([{ "id": "17" }])),
        "/api/v2/search" => json(&json!({ "accounts": [account()] })),
        "/.well-known/webfinger" => json(&json!({
            "subject": "acct:ada@remote.example",
            "links": [{
                "rel": "self", "type": "application/activity+json",
                "href": "https://remote.example/users/ada",
            }],
        })),
        _ => answer(
            "application/activity+json",
            &json!({
                "@context": "https://www.w3.org/ns/activitystreams", "type": "Person",
                "id": "https://remote.example/users/ada", "preferredUsername": "ada",
                "name": "Ada", "summary": "<p>I write about looms.</p>",
                "inbox": "https://remote.example/users/ada/inbox",
                "url": "https://remote.example/@ada",
            }),
        ),
    }
}

/// A diagnosis to its end.
fn whole(blocked: &Value) -> Diagnose {
    let mut diagnosis = new();
    for at in 1..30 {
        let step = diagnosis.next();
        if step == Step::Done {
            break;
        }
        diagnosis.handle(BEGAN + f64::from(at) * 100.0, answered(&step, blocked));
    }
    assert_eq!(diagnosis.view().findings[0].cause, "nothing_wrong");
    diagnosis
}

/// A diagnosis told all of its answers again, as every restart of the background does.
#[divan::bench]
fn replaying(bencher: Bencher) {
    let told: Vec<Told> = whole(&json!([])).told().to_vec();
    let work = || (new(), told.clone());
    let play = |(diagnosis, told): (Diagnose, Vec<Told>)| diagnosis.replayed(told);
    bencher.with_inputs(work).bench_values(play);
}

/// The answer with a long list of blocked servers, in which the account's is not.
#[divan::bench]
fn a_long_list(bencher: Bencher) {
    let entry = |number: usize| {
        json!({
            "domain": format!("blo**ed{number}.example"), "digest": format!("{number:064x}"),
            "severity": "suspend", "comment": null,
        })
    };
    let blocked: Value = (0..BLOCKED).map(entry).collect();
    let mut before = new();
    while before
        .view()
        .checks
        .last()
        .is_none_or(|it| it.check != Check::HomeBlocks)
    {
        let step = before.next();
        before.handle(BEGAN, answered(&step, &blocked));
    }
    let list = answer("application/json", &blocked);
    let work = || (before.clone(), list.clone());
    bencher
        .with_inputs(work)
        .bench_values(|(mut diagnosis, list)| {
            diagnosis.handle(BEGAN, list);
            diagnosis
        });
}
