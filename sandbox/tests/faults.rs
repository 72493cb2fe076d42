//! What goes wrong on purpose, how often, and by chance.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test says what went wrong by failing.

use std::time::Duration;

use freshet_sandbox::{Answered, Fault, Sandbox};
use serde_json::json;

const HOME: &str = "home46.test";
const ORIGIN: &str = "posts.test";
const FEW: &str = "few@posts.test";
const LOOKUP: &str = "/api/v1/accounts/lookup?acct=few@posts.test";

fn api(host: &str) -> Fault {
    Fault::on(host, "/api/")
}

/// One request to a host: tester's at a home, anybody's at an origin.
async fn asked(sandbox: &Sandbox, host: &str, path: &str) -> Option<Answered> {
    let token = sandbox.token(host);
    let token = token.map(|token| format!("Bearer {token}"));
    let mut headers = vec![("origin", "https://elsewhere.test")];
    headers.extend(token.as_deref().map(|token| ("authorization", token)));
    let address = format!("https://{host}{path}");
    sandbox.ask("GET", &address, &headers).await
}

/// What a fault makes of a request: the answer, after so many milliseconds.
async fn check(fault: Fault, status: Option<u16>, took_ms: f64) -> Option<Answered> {
    let sandbox = Sandbox::in_process().unwrap();
    let host = fault.host.clone();
    let host = host.as_str();
    sandbox.set_fault(Fault {
        times: Some(1),
        ..fault
    });
    let before = sandbox.now_ms();
    let answer = asked(&sandbox, host, LOOKUP).await;
    assert_eq!(answer.as_ref().map(|answer| answer.status), status);
    let took = sandbox.now_ms() - before;
    assert!((took - took_ms).abs() < 3.0, "{took}");
    if let Some(answer) = &answer {
        let allowed = answer.header("access-control-allow-origin");
        assert_eq!(allowed, Some("*"), "a client can read the failure");
    }
    let next = asked(&sandbox, host, LOOKUP).await.unwrap();
    assert_eq!(next.status, 200, "it was for once");
    answer
}

#[tokio::test(start_paused = true)]
async fn each_failure_has_the_shape_of_its_server() {
    for host in [HOME, ORIGIN] {
        check(api(host).dropped(), None, 0.0).await;
        let late = check(api(host).late(45_000), Some(200), 45_000.0).await;
        assert_eq!(late.unwrap().json()["username"], "few");
        for (fault, status, text) in [
            (
                api(host).could_not_fetch(),
                503,
                "Remote data could not be fetched",
            ),
            (
                api(host).temporary_problem(),
                503,
                "There was a temporary problem serving your request, please try again",
            ),
            (api(host).error(500, "Oops"), 500, "Oops"),
            (
                api(host).too_many_requests(90_000),
                429,
                "Too many requests",
            ),
        ] {
            let answer = check(fault, Some(status), 0.0).await.unwrap();
            assert_eq!(answer.json(), json!({ "error": text }));
            let kind = answer.header("content-type").unwrap();
            assert!(kind.starts_with("application/json"), "{kind}");
        }
        for fault in [api(host).page(502), api(host).gateway_timeout(0)] {
            let status = fault.status;
            let answer = check(fault, status, 0.0).await.unwrap();
            assert!(
                answer
                    .header("content-type")
                    .unwrap()
                    .starts_with("text/html")
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_429_says_when_to_come_back() {
    let fault = api(HOME).too_many_requests(90_000);
    let answer = check(fault, Some(429), 0.0).await.unwrap();
    assert_eq!(answer.header("x-ratelimit-remaining"), Some("0"));
    let reset = answer.header("x-ratelimit-reset").unwrap();
    assert_eq!(reset, "2026-09-01T12:01:30.000000Z");
}

#[tokio::test(start_paused = true)]
async fn a_home_goes_on_behind_a_504() {
    let sandbox = Sandbox::in_process().unwrap();
    let stored = sandbox.posts(HOME, FEW).len();
    let truth = sandbox.posts_at_origin(FEW);
    let missing = truth.iter().find(|post| {
        !sandbox
            .posts(HOME, FEW)
            .iter()
            .any(|had| had.uri == post.uri)
    });
    let missing = missing.unwrap();
    sandbox.set_fault(Fault {
        times: Some(1),
        delay_ms: 5_000,
        ..Fault::on(HOME, "/api/v2/search").gateway_timeout(60_000)
    });
    let path = format!(
        "/api/v2/search?resolve=true&type=statuses&q={}",
        missing.uri
    );
    let answer = asked(&sandbox, HOME, &path).await.unwrap();
    assert_eq!(answer.status, 504);
    assert_eq!(sandbox.posts(HOME, FEW).len(), stored, "not yet");
    tokio::time::advance(Duration::from_secs(54)).await;
    assert_eq!(sandbox.posts(HOME, FEW).len(), stored, "not yet");
    tokio::time::advance(Duration::from_secs(2)).await;
    assert_eq!(sandbox.posts(HOME, FEW).len(), stored + 1);
    // So does a home whose connection breaks.
    sandbox.set_fault(Fault {
        late_effect_ms: Some(0),
        ..Fault::on(HOME, "/api/v2/search").dropped()
    });
    let path = "/api/v2/search?resolve=true&type=accounts&q=https://posts.test/users/half";
    assert_eq!(asked(&sandbox, HOME, path).await, None);
    assert!(sandbox.fetched_at(HOME, "half@posts.test").is_some());
}

#[tokio::test(start_paused = true)]
async fn a_dropped_request_without_late_effect_did_nothing() {
    let sandbox = Sandbox::in_process().unwrap();
    sandbox.set_fault(Fault::on(HOME, "/api/v2/search").dropped());
    let path = "/api/v2/search?resolve=true&type=accounts&q=https://posts.test/users/half";
    assert_eq!(asked(&sandbox, HOME, path).await, None);
    assert_eq!(sandbox.fetched_at(HOME, "half@posts.test"), None);
}

/// Which of so many requests a fault by chance met.
async fn met(chance: f64, seed: u64, times: Option<u32>) -> Vec<bool> {
    let sandbox = Sandbox::in_process().unwrap();
    let fault = api(HOME).error(500, "Oops").by_chance(chance, seed);
    sandbox.set_fault(Fault { times, ..fault });
    let mut met = Vec::new();
    for _ in 0..200 {
        met.push(asked(&sandbox, HOME, LOOKUP).await.unwrap().status == 500);
    }
    met
}

fn count(met: &[bool]) -> usize {
    met.iter().filter(|met| **met).count()
}

#[tokio::test(start_paused = true)]
async fn chance_follows_from_its_seed() {
    let some = met(0.3, 7, None).await;
    assert!((40..80).contains(&count(&some)), "{}", count(&some));
    assert_eq!(met(0.3, 7, None).await, some, "the same seed");
    assert_ne!(met(0.3, 8, None).await, some, "another seed");
    assert_eq!(count(&met(0.0, 7, None).await), 0);
    assert_eq!(count(&met(1.0, 7, None).await), 200);
    let few = met(0.3, 7, Some(5)).await;
    assert_eq!(count(&few), 5, "only what it meets is counted");
    let fifth = some.iter().enumerate().filter(|(_, met)| **met).nth(4);
    assert_eq!(few.iter().rposition(|met| *met), fifth.map(|(at, _)| at));
}

#[tokio::test(start_paused = true)]
async fn what_one_fault_lets_pass_another_may_meet() {
    let sandbox = Sandbox::in_process().unwrap();
    sandbox.set_fault(api(HOME).error(500, "always"));
    sandbox.set_fault(api(HOME).error(502, "sometimes").by_chance(0.5, 1));
    let mut seen = [0, 0];
    for _ in 0..100 {
        match asked(&sandbox, HOME, LOOKUP).await.unwrap().status {
            500 => seen[0] += 1,
            502 => seen[1] += 1,
            status => panic!("{status}"),
        }
    }
    assert!(seen[0] > 25 && seen[1] > 25, "{seen:?}");
}

#[tokio::test(start_paused = true)]
async fn homes_meet_the_faults_of_origins_by_chance_too() {
    let sandbox = Sandbox::in_process().unwrap();
    sandbox.set_fault(Fault::on(ORIGIN, "/users/").page(503).by_chance(0.5, 3));
    let mut found = [0, 0];
    for post in sandbox.posts_at_origin("threads@posts.test") {
        let path = format!("/api/v2/search?resolve=true&type=statuses&q={}", post.uri);
        let answer = asked(&sandbox, HOME, &path).await.unwrap();
        let is_found = answer.json()["statuses"][0].is_object();
        found[usize::from(is_found)] += 1;
    }
    assert!(found[0] > 20 && found[1] > 20, "{found:?}");
}
