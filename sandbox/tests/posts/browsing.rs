//! Somebody uses the web UI meanwhile.

use crate::asking::{HOME, api, pass};
use freshet_sandbox::{Bucket, Sandbox};

const INSTANCE: &str = "/api/v2/instance";

/// What the headers of a request of the client under test say is left.
async fn check(sandbox: &Sandbox, status: u16, left: u32) {
    let answer = api(sandbox, "GET", HOME, INSTANCE).await;
    let told = answer.header("x-ratelimit-remaining").unwrap();
    assert_eq!((answer.status, told), (status, left.to_string().as_str()));
}

#[tokio::test(start_paused = true)]
async fn browsing_spends_the_same_token() {
    let sandbox = Sandbox::in_process().unwrap();
    check(&sandbox, 200, 299).await;
    assert_eq!(sandbox.browse(HOME, 100), 0);
    check(&sandbox, 200, 198).await;
    assert_eq!(sandbox.browse("home45.test", 7), 0, "another home's");
    check(&sandbox, 200, 197).await;
    assert_eq!(sandbox.requests_to(HOME).len(), 3, "of clients");
    let log = sandbox.log().into_iter();
    let of_tester = log.filter(|entry| entry.asked_by.as_deref() == Some("tester"));
    assert_eq!(of_tester.filter(|entry| entry.host == HOME).count(), 100);
    assert_eq!(sandbox.browse("no-such-host.test", 3), 0);
}

#[tokio::test(start_paused = true)]
async fn a_quarter_of_it_counts_as_paging() {
    let sandbox = Sandbox::in_process().unwrap();
    sandbox.set_limit(HOME, Bucket::Paging, 10);
    assert_eq!(sandbox.browse(HOME, 40), 0);
    assert_eq!(sandbox.browse(HOME, 4), 1);
    assert_eq!(sandbox.refused_browsing(HOME), 1);
}

#[tokio::test(start_paused = true)]
async fn browsing_that_was_arranged_happens_at_its_time() {
    let sandbox = Sandbox::in_process().unwrap();
    for minute in 1..=3 {
        sandbox.browse_later(HOME, minute * 60_000, 50);
    }
    check(&sandbox, 200, 299).await;
    pass(59).await;
    check(&sandbox, 200, 298).await;
    pass(1).await;
    check(&sandbox, 200, 247).await;
    pass(130).await;
    check(&sandbox, 200, 146).await;
    // Those of the second window open it when they come, not when somebody looks.
    sandbox.browse_later(HOME, 200_000, 10);
    pass(300).await;
    check(&sandbox, 200, 289).await;
    pass(200).await;
    check(&sandbox, 200, 299).await;
}

#[tokio::test(start_paused = true)]
async fn browsing_leaves_the_lowest_mark_to_the_client() {
    let sandbox = Sandbox::in_process().unwrap();
    check(&sandbox, 200, 299).await;
    sandbox.browse(HOME, 299);
    assert_eq!(sandbox.lowest_limit(HOME, Bucket::Token), Some(299));
    assert_eq!(sandbox.refused_browsing(HOME), 0);
    assert_eq!(sandbox.browse(HOME, 5), 5);
    assert_eq!(sandbox.refused_browsing(HOME), 5);
    check(&sandbox, 429, 0).await;
    assert_eq!(sandbox.lowest_limit(HOME, Bucket::Token), Some(0));
    sandbox.clear_log();
    assert_eq!(sandbox.refused_browsing(HOME), 0);
}
