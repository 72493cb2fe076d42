//! Outboxes whose pages lead in circles, which no sandbox needs to be asked about.

use std::collections::{BTreeMap, BTreeSet};

use freshet::backfill::{Account, Backfill};
use freshet::step::{Answer, Outcome, Step};
use freshet::view::{Depth, End, Order};
use serde_json::{Value, json};

use crate::browser::searched;

const POSTS: &str = "https://remote.example/posts/";

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

/// The post of a number, 0 being the newest: when it was published.
fn published(number: u64) -> String {
    let (year, rest) = (2025 - number / 336, number % 336);
    format!(
        "{year}-{:02}-{:02}T00:00:00Z",
        12 - rest / 28,
        28 - rest % 28
    )
}

fn page(number: u64, pages: u64) -> Value {
    let post = |place: u64| {
        json!({
            "type": "Note", "id": format!("{POSTS}{place}"), "published": published(place),
            "attributedTo": "https://remote.example/ada",
            "to": "https://www.w3.org/ns/activitystreams#Public",
        })
    };
    let posts: Vec<Value> = (number * 10..number * 10 + 10).map(post).collect();
    json!({
        "type": "OrderedCollectionPage", "orderedItems": posts,
        "next": format!("https://remote.example/outbox?page={}", (number + 1) % pages),
    })
}

/// What home has of these, from the newest on, below an id.
fn listed(asked: &BTreeSet<u64>, path: &str) -> Value {
    let before = path
        .split_once("max_id=")
        .and_then(|(_, id)| id.parse().ok());
    let post = |number: &u64| {
        json!({
            "id": (100_000 - number).to_string(), "uri": format!("{POSTS}{number}"),
            "created_at": published(*number),
        })
    };
    let older = asked
        .iter()
        .filter(|number| 100_000 - **number < before.unwrap_or(u64::MAX));
    older.take(40).map(post).collect()
}

/// Loads all of an outbox of so many pages; how often its pages are asked for, and home for
/// each post.
#[track_caller]
fn check(pages: u64, most: usize) {
    let account = Account {
        acct: "ada@remote.example".into(),
        local_id: "17".into(),
        uri: "https://remote.example/ada".into(),
        address: "https://remote.example/@ada".into(),
        total: None,
        wishes: Vec::new(),
    };
    let mut backfill = Backfill::new("home.example", account).knowing(Some(false), None);
    backfill.choose(Order {
        depth: Depth::All,
        ..Order::default()
    });
    let (mut now, mut asked) = (1_788_264_000_000.0, BTreeSet::new());
    let (mut searches, mut read): (BTreeMap<u64, usize>, usize) = (BTreeMap::new(), 0);
    for _ in 0..20_000 {
        now += 100.0;
        let step = backfill.next();
        let outcome = match &step {
            Step::MayContact(_) => Outcome::Allowed(true),
            Step::Done if backfill.is_agreed() => break,
            Step::Done => {
                backfill.load(now);
                assert!(backfill.is_agreed(), "{:?}", backfill.view());
                continue;
            }
            Step::Wait(until) => {
                now = *until;
                Outcome::Waited
            }
            Step::Origin(request) if request.address.as_str().contains("lookup") => {
                answer(&json!({ "error": "This method requires an authenticated user" }))
            }
            Step::Origin(request) => match request.address.as_str().split_once("page=") {
                Some((_, number)) => {
                    read += 1;
                    answer(&page(number.parse().unwrap(), pages))
                }
                None => answer(&json!({
                    "id": "https://remote.example/ada",
                    "outbox": "https://remote.example/outbox?page=0",
                })),
            },
            Step::Home(request) => match searched(&step) {
                Some(uri) => {
                    let number: u64 = uri.strip_prefix(POSTS).unwrap().parse().unwrap();
                    asked.insert(number);
                    *searches.entry(number).or_default() += 1;
                    answer(&json!({ "statuses": [{ "id": (100_000 - number).to_string() }] }))
                }
                None => answer(&listed(&asked, request.path_and_query())),
            },
            other => panic!("{other:?}"),
        };
        backfill.handle(now, outcome);
    }
    assert_eq!(backfill.view().end(), Some(End::Done), "{pages} pages");
    assert_eq!(
        backfill.counts().arrived,
        pages as u32 * 10,
        "{:?}",
        backfill.counts()
    );
    searches.retain(|_, times| *times != 1);
    assert!(searches.is_empty(), "asked for again: {searches:?}");
    assert!(read <= most, "{pages} pages were read {read} times");
}

#[test]
fn a_list_that_goes_round_in_circles_ends() {
    check(2, 6);
    check(3, 8);
    check(25, 30);
}

#[test]
fn a_circle_that_is_larger_than_a_window_ends_too() {
    check(90, 130);
}
