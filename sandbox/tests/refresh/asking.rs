//! What all tests here ask, and for whom.

use std::time::Duration;

use freshet_sandbox::{Answered, Event, Fault, Sandbox, What};
use serde_json::Value;

pub const HOME: &str = "home46.test";
pub const ADA: &str = "ada@mastodon44.test";
pub const ADA_ID: &str = "https://mastodon44.test/users/ada";
pub const ADA_URL: &str = "https://mastodon44.test/@ada";

/// One request of tester at a home.
pub async fn api(sandbox: &Sandbox, method: &str, home: &str, path: &str) -> Answered {
    let token = format!("Bearer {}", sandbox.token(home).unwrap());
    let address = format!("https://{home}{path}");
    let answer = sandbox
        .ask(method, &address, &[("authorization", &token)])
        .await;
    answer.unwrap_or_else(|| panic!("{address}: no answer"))
}

/// A search for an account that is to be resolved.
pub async fn search(sandbox: &Sandbox, home: &str, query: &str) -> Answered {
    let path = format!("/api/v2/search?resolve=true&type=accounts&q={query}");
    api(sandbox, "GET", home, &path).await
}

/// What a search finds: the account, or null for an empty list.
pub async fn found(sandbox: &Sandbox, home: &str, query: &str) -> Value {
    let answer = search(sandbox, home, query).await;
    assert_eq!(answer.status, 200, "{home}: {query}: {}", answer.json());
    answer.json()["accounts"][0].clone()
}

/// What a home shows of an account; null for 404.
pub async fn lookup(sandbox: &Sandbox, home: &str, handle: &str) -> Value {
    let path = format!("/api/v1/accounts/lookup?acct={handle}");
    let answer = api(sandbox, "GET", home, &path).await;
    if answer.status == 404 {
        return Value::Null;
    }
    assert_eq!(answer.status, 200, "{path}");
    answer.json()
}

/// How often a home refreshed an account.
pub fn refreshes(sandbox: &Sandbox, home: &str, handle: &str) -> usize {
    events(sandbox, home, handle)
        .iter()
        .filter(|event| event.what == What::Refreshed)
        .count()
}

/// What happened to a copy.
pub fn events(sandbox: &Sandbox, home: &str, handle: &str) -> Vec<Event> {
    let mut events = sandbox.history(home);
    events.retain(|event| event.handle == handle);
    events
}

/// The paths that a home asked for on its own, pictures and collections left out.
pub fn asked_by(sandbox: &Sandbox, home: &str) -> Vec<String> {
    let mut log = sandbox.log();
    log.retain(|entry| entry.asked_by.as_deref() == Some(home));
    let of_the_profile = |path: &String| {
        !path.starts_with("/system/")
            && !["/outbox", "/followers", "/following"]
                .iter()
                .any(|end| path.ends_with(end))
    };
    log.into_iter()
        .map(|entry| entry.path)
        .filter(of_the_profile)
        .collect()
}

/// A fault with a status.
pub fn status(host: &str, path: &str, status: u16) -> Fault {
    Fault {
        status: Some(status),
        ..Fault::on(host, path)
    }
}

/// A fault that drops the connection.
pub fn dropped(host: &str, path: &str) -> Fault {
    Fault {
        drop: true,
        ..Fault::on(host, path)
    }
}

/// Lets time pass.
pub async fn pass(seconds: u64) {
    tokio::time::advance(Duration::from_secs(seconds)).await;
}
