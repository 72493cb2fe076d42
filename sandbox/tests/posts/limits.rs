//! All throttles, what their headers say, and how close to them anybody came.

use crate::asking::{HOME, account, api, get, pass};
use freshet_sandbox::{Bucket, Sandbox};

const INSTANCE: &str = "/api/v2/instance";

/// One request at home, and what the headers say is left of what.
async fn check(sandbox: &Sandbox, path: &str, status: u16, left: u32, limit: u32) {
    let answer = api(sandbox, "GET", HOME, path).await;
    let number = |name: &str| answer.header(name).unwrap().parse::<u32>().unwrap();
    let told = (number("x-ratelimit-remaining"), number("x-ratelimit-limit"));
    assert_eq!((answer.status, told), (status, (left, limit)), "{path}");
    assert!(answer.header("x-ratelimit-reset").unwrap().ends_with('Z'));
}

#[tokio::test(start_paused = true)]
async fn the_headers_describe_the_tightest_bucket() {
    let sandbox = Sandbox::in_process().unwrap();
    check(&sandbox, INSTANCE, 200, 299, 300).await;
    sandbox.set_limit(HOME, Bucket::User, 5);
    check(&sandbox, INSTANCE, 200, 4, 1500).await;
    sandbox.set_limit(HOME, Bucket::User, 100);
    let half = account(&sandbox, HOME, "half@posts.test").await;
    let page = format!(
        "/api/v1/accounts/{}/statuses?max_id=9",
        half["id"].as_str().unwrap()
    );
    sandbox.set_limit(HOME, Bucket::Paging, 2);
    check(&sandbox, &page, 200, 1, 300).await;
    check(&sandbox, &page, 200, 0, 300).await;
    check(&sandbox, &page, 429, 0, 300).await;
    sandbox.set_limit(HOME, Bucket::User, 1);
    check(&sandbox, INSTANCE, 200, 0, 1500).await;
    check(&sandbox, INSTANCE, 429, 0, 1500).await;
    pass(300).await;
    check(&sandbox, INSTANCE, 200, 299, 300).await;
    check(&sandbox, &page, 429, 0, 300).await;
    pass(600).await;
    check(&sandbox, &page, 200, 299, 300).await;
}

#[tokio::test(start_paused = true)]
async fn the_lowest_mark_is_kept() {
    let sandbox = Sandbox::in_process().unwrap();
    assert_eq!(sandbox.lowest_limit(HOME, Bucket::Token), None);
    for left in [299, 298, 297] {
        check(&sandbox, INSTANCE, 200, left, 300).await;
    }
    pass(400).await;
    check(&sandbox, INSTANCE, 200, 299, 300).await;
    assert_eq!(sandbox.lowest_limit(HOME, Bucket::Token), Some(297));
    assert_eq!(sandbox.lowest_limit(HOME, Bucket::User), Some(1497));
    assert_eq!(sandbox.lowest_limit(HOME, Bucket::Paging), None);
    sandbox.reset();
    assert_eq!(sandbox.lowest_limit(HOME, Bucket::Token), None);
}

#[tokio::test(start_paused = true)]
async fn pages_of_outboxes_count_for_unsigned_readers() {
    let sandbox = Sandbox::in_process().unwrap();
    let page = "https://posts.test/users/half/outbox?page=true";
    let accept = "application/activity+json";
    sandbox.set_limit("posts.test", Bucket::AddressPaging, 1);
    assert_eq!(get(&sandbox, page, accept).await.status, 200);
    assert_eq!(get(&sandbox, page, accept).await.status, 429);
    let signed = [
        ("accept", accept),
        ("signature", "keyId=\"https://home46.test/actor#main-key\""),
    ];
    assert_eq!(sandbox.ask("GET", page, &signed).await.unwrap().status, 200);
}

#[tokio::test(start_paused = true)]
async fn origins_count_addresses_and_their_pages() {
    let sandbox = Sandbox::in_process().unwrap();
    let lookup = "https://posts.test/api/v1/accounts/lookup?acct=half";
    let first = get(&sandbox, lookup, "application/json").await;
    assert_eq!(first.header("x-ratelimit-remaining"), Some("299"));
    let exposed = first.header("access-control-expose-headers").unwrap();
    assert!(exposed.contains("X-RateLimit-Remaining") && exposed.contains("Link"));
    let id = first.json()["id"].as_str().unwrap().to_owned();
    let page = format!("https://posts.test/api/v1/accounts/{id}/statuses?max_id=9");
    sandbox.set_limit("posts.test", Bucket::AddressPaging, 1);
    assert_eq!(get(&sandbox, &page, "application/json").await.status, 200);
    let over = get(&sandbox, &page, "application/json").await;
    assert_eq!(
        (over.status, over.header("x-ratelimit-remaining")),
        (429, Some("0"))
    );
    assert_eq!(get(&sandbox, lookup, "application/json").await.status, 200);
    pass(900).await;
    assert_eq!(get(&sandbox, &page, "application/json").await.status, 200);
}
