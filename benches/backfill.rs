//! What a step of a backfill takes of our own: with a full window of posts, and to keep it.

use divan::Bencher;
use freshet::backfill::{Account, Backfill};
use freshet::step::{Answer, Outcome, Step};
use freshet::view::{Depth, Order};
use serde_json::{Value, json};

fn main() {
    divan::main();
}

/// As many posts as a window has.
const POSTS: usize = 400;

/// A backfill that has listed a full window, of which home has nothing, and its next step.
fn loading() -> Backfill {
    let account = Account {
        acct: "ada@remote.example".into(),
        local_id: "17".into(),
        uri: "https://remote.example/users/ada".into(),
        address: "https://remote.example/@ada".into(),
        total: Some(50_000),
        wishes: Vec::new(),
    };
    let mut backfill = Backfill::new("home.example", account).knowing(Some(false), None);
    backfill.choose(Order {
        depth: Depth::All,
        ..Order::default()
    });
    let mut now = 1_788_264_000_000.0;
    let mut listed = 0;
    for _ in 0..60 {
        now += 100.0;
        let outcome = match backfill.next() {
            Step::MayContact(_) => Outcome::Allowed(true),
            Step::Origin(request) if request.address.as_str().contains("lookup") => {
                answer(&json!({ "id": "1", "uri": "https://remote.example/users/ada" }))
            }
            Step::Origin(_) => {
                listed += 40;
                answer(&page(listed))
            }
            Step::Home(_) => answer(&json!([])),
            Step::Done if !backfill.is_agreed() => {
                backfill.load(now);
                continue;
            }
            Step::Wait(until) => {
                now = until;
                Outcome::Waited
            }
            _ => break,
        };
        backfill.handle(now, outcome);
        if matches!(backfill.next(), Step::Home(request) if request.path_and_query().contains("/search"))
        {
            break;
        }
    }
    assert_eq!(backfill.counts().open as usize, POSTS);
    backfill
}

fn page(listed: usize) -> Value {
    let post = |number: usize| {
        let id = 117_195_000_000_000_000_u64 - number as u64;
        let day = 28 - number / 16;
        json!({
            "id": id.to_string(), "uri": format!("https://remote.example/users/ada/statuses/{id}"),
            "created_at": format!("2026-08-{day:02}T{:02}:00:00.000Z", 23 - number % 16),
            "visibility": "public",
        })
    };
    (listed - 40..listed).map(post).collect()
}

fn answer(body: &Value) -> Outcome {
    Outcome::Answer(Answer {
        status: 200,
        media_type: "application/json".into(),
        body: body.to_string().into_bytes(),
        wait: None,
        limit: None,
        ahead: None,
    })
}

/// The answer to a search, and the next step.
#[divan::bench]
fn a_step(bencher: Bencher) {
    let backfill = loading();
    let found = answer(&json!({ "accounts": [], "statuses": [{ "id": "5" }], "hashtags": [] }));
    let work = || (backfill.clone(), found.clone());
    bencher
        .with_inputs(work)
        .bench_values(|(mut backfill, found)| {
            backfill.handle(1_788_264_060_000.0, found);
            (backfill.next(), backfill)
        });
}

/// What is shown of it.
#[divan::bench]
fn a_view(bencher: Bencher) {
    let backfill = loading();
    bencher.bench(|| backfill.view());
}

/// What is kept of it after every step.
#[divan::bench]
fn keeping(bencher: Bencher) {
    let backfill = loading();
    bencher.bench(|| serde_json::to_string(&backfill));
}

/// What was kept, read again.
#[divan::bench]
fn restoring(bencher: Bencher) {
    let kept = serde_json::to_string(&loading()).unwrap_or_default();
    bencher.bench(|| serde_json::from_str::<Backfill>(&kept));
}
