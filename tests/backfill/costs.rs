//! What a backfill asks of whom, from the sandbox's log.

use std::fmt::Write as _;

use freshet::step::Step;
use freshet::view::{Depth, End, Order};
use freshet_sandbox::{Bucket, Sandbox};
use serde_json::{Value, json};

use crate::browser::{Browser, on_a_held_clock};
use crate::person::{self, Person, Run};
use crate::truth;

const HOME: &str = "home46.test";
const ACCT: &str = "costs@posts.test";
/// What home takes for a post, in milliseconds.
const EACH: u64 = 700;

/// Loads everything of an account with these posts, of which home has some.
fn run(posts: &Value, known: &Value) -> Run {
    let sandbox = || {
        let sandbox = Sandbox::in_process().unwrap();
        let profile = json!({ "display_name": "Costs", "created": "2022-11-05", "statuses": 40 });
        let person = json!({
            "stored": profile, "live": profile, "posts": posts, "known_posts": known,
        });
        sandbox.patch(ACCT, person).unwrap();
        sandbox
    };
    load(sandbox, ACCT, Depth::Newest(40))
}

/// Loads so many posts of an account, undisturbed.
fn load(sandbox: impl Fn() -> Sandbox, acct: &str, depth: Depth) -> Run {
    let run = on_a_held_clock(async {
        let sandbox = sandbox();
        let slow = json!({ "import_takes_ms": EACH });
        sandbox.configure_home(HOME, slow).unwrap();
        sandbox.set_fetched_at(HOME, acct, Some(sandbox.now_ms() - 60_000.0));
        let browser = Browser::new(sandbox, HOME, acct);
        let order = Order {
            depth,
            ..Order::default()
        };
        person::play(browser, Person::who_wants(order)).await
    });
    let run = run.unwrap();
    assert_eq!(truth::broken(&run), Vec::<String>::new());
    run
}

/// What a backfill cost.
struct Cost {
    home: usize,
    origin: usize,
    /// Of these, what counting took, before the person was asked.
    counting: (u32, u32),
    searches: usize,
    minutes: f64,
}

fn cost(run: &Run) -> Cost {
    let requests = |host: &str| run.browser.sandbox.requests_to(host).len();
    let cost = Cost {
        home: requests(&run.browser.home),
        origin: requests(&run.browser.origin()),
        counting: (run.counted.home, run.counted.origin),
        searches: run.browser.searches().len(),
        minutes: (run.ended - run.began) / 60_000.0,
    };
    let told = run.backfill.view().cost;
    assert_eq!(
        (cost.home, cost.origin),
        (told.home as usize, told.origin as usize)
    );
    cost
}

/// The estimate is no promise that is broken.
fn check_estimate(run: &Run) {
    let (cost, estimate) = (cost(run), run.estimate.unwrap());
    let home = usize::try_from(estimate.home).unwrap();
    let origin = usize::try_from(estimate.origin).unwrap();
    assert!(
        cost.home <= home,
        "{} requests to home, {home} were said",
        cost.home
    );
    assert!(
        cost.origin <= origin,
        "{} to origin, {origin} were said",
        cost.origin
    );
    let minutes = estimate.minutes as f64;
    assert!(
        cost.minutes <= minutes + 2.0,
        "{} minutes, {minutes} were said",
        cost.minutes
    );
}

const CASES: [(&str, u64, u64, u64); 6] = [
    ("none of 40 known", 40, 0, 0),
    ("20 of 40 known", 40, 20, 0),
    ("38 of 40 known", 40, 38, 0),
    ("40 of 40 known", 40, 40, 0),
    ("a thread of 10", 10, 0, 10),
    ("4 threads of 10", 40, 0, 10),
];

fn case(posts: u64, known: u64, threads: u64) -> Run {
    let posts = json!({ "generate": { "count": posts, "seed": 9, "threads": threads } });
    run(&posts, &json!({ "pick": known, "seed": 3 }))
}

/// Every case as a row of the document.
pub fn table() -> String {
    let mut rows = "| Case | Missing | To home | of which searches | of which before the question | Said at most | To the account's server | Said at most | P + 3 |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|\n".to_owned();
    for (name, posts, known, threads) in CASES {
        let run = case(posts, known, threads);
        let cost = cost(&run);
        let (home, origin) = run
            .estimate
            .map_or((cost.counting.0.into(), cost.counting.1.into()), |said| {
                (said.home, said.origin)
            });
        writeln!(
            rows,
            "| {name} | {} | {} | {} | {} | {home} | {} | {origin} | {} |",
            posts - known,
            cost.home,
            cost.searches,
            cost.counting.0,
            cost.origin,
            posts + 3,
        )
        .unwrap();
    }
    rows
}

/// A thousand posts as a row of the document.
pub fn thousand() -> String {
    let run = load(
        || Sandbox::in_process().unwrap(),
        "thousand@posts.test",
        Depth::All,
    );
    let cost = cost(&run);
    let sandbox = &run.browser.sandbox;
    let counts = run.backfill.counts();
    check_estimate(&run);
    let lowest = |bucket| sandbox.lowest_limit(HOME, bucket).unwrap();
    let refused = run
        .browser
        .trace
        .iter()
        .filter(|entry| entry.status() == 429);
    let mut rows = "| 1,000 posts, home has none | |\n|---|--:|\n".to_owned();
    let mut row = |what: &str, value: String| writeln!(rows, "| {what} | {value} |").unwrap();
    row("arrived", counts.arrived.to_string());
    row("of these along with others", counts.along.to_string());
    row(
        "boosts, which cannot be had",
        (1000 - counts.judged()).to_string(),
    );
    row("requests to home", cost.home.to_string());
    row("requests to the account's server", cost.origin.to_string());
    row("answers of 429", refused.count().to_string());
    row(
        "least that was left of 300 requests in five minutes",
        lowest(Bucket::Token).to_string(),
    );
    row(
        "least that was left of 300 pages in a quarter of an hour",
        lowest(Bucket::Paging).to_string(),
    );
    row("minutes", format!("{:.0}", cost.minutes));
    rows
}

#[test]
fn the_estimate_is_never_below_what_it_takes() {
    for (name, posts, known, threads) in CASES {
        let run = case(posts, known, threads);
        println!("{name}: {:?}", run.estimate);
        if known < posts {
            check_estimate(&run);
        }
    }
}

#[test]
fn what_home_has_costs_no_search() {
    let run = case(40, 40, 0);
    assert_eq!(run.end(), Some(End::NothingMissing));
    assert_eq!(cost(&run).searches, 0);
    let searches = cost(&case(40, 38, 0)).searches;
    assert_eq!(searches, 2);
}

#[test]
fn a_thread_costs_a_search() {
    assert_eq!(cost(&case(10, 0, 10)).searches, 1);
    assert_eq!(cost(&case(40, 0, 10)).searches, 4);
}

#[test]
fn a_thousand_posts_leave_the_reserve_alone() {
    let run = load(
        || Sandbox::in_process().unwrap(),
        "thousand@posts.test",
        Depth::All,
    );
    let sandbox = &run.browser.sandbox;
    assert!(sandbox.lowest_limit(HOME, Bucket::Token) >= Some(100));
    assert!(sandbox.lowest_limit(HOME, Bucket::Paging) >= Some(100));
    let refused = |entry: &&crate::browser::Entry| entry.status() == 429;
    assert_eq!(run.browser.trace.iter().filter(refused).count(), 0);
    assert_eq!(run.end(), Some(End::Done));
    let posts = |entry: &&crate::browser::Entry| matches!(entry.step, Step::Origin(_));
    println!(
        "{} requests to origin",
        run.browser.trace.iter().filter(posts).count()
    );
}
