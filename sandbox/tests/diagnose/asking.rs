//! What all tests here ask, and for whom.

use freshet_sandbox::{Answered, Sandbox};
use serde_json::Value;

pub const HOME: &str = "home46.test";
pub const ADA: &str = "ada@mastodon44.test";
pub const ADA_ID: &str = "https://mastodon44.test/users/ada";

/// A world made with one value.
pub fn world(change: Value) -> Sandbox {
    let sandbox = Sandbox::in_process().unwrap();
    let done = sandbox.change(&change);
    done.unwrap_or_else(|error| panic!("{change}: {error:#}"));
    sandbox
}

/// One request of tester at a home.
pub async fn api(sandbox: &Sandbox, home: &str, path: &str) -> Answered {
    let token = format!("Bearer {}", sandbox.token(home).unwrap());
    let address = format!("https://{home}{path}");
    let headers = [("authorization", token.as_str())];
    let answer = sandbox.ask("GET", &address, &headers).await;
    answer.unwrap_or_else(|| panic!("{address}: no answer"))
}

/// One request of a browser without a token.
pub async fn browser(sandbox: &Sandbox, address: &str, accept: &str) -> Option<Answered> {
    let headers = [("accept", accept), ("origin", "https://home46.test")];
    sandbox.ask("GET", address, &headers).await
}

/// A search for an account that is to be resolved.
pub async fn search(sandbox: &Sandbox, home: &str, query: &str) -> Answered {
    let path = format!("/api/v2/search?resolve=true&type=accounts&q={query}");
    api(sandbox, home, &path).await
}

/// What a search finds: the account, or null for an empty list.
pub async fn found(sandbox: &Sandbox, home: &str, query: &str) -> Value {
    let answer = search(sandbox, home, query).await;
    assert_eq!(answer.status, 200, "{home}: {query}: {}", answer.json());
    answer.json()["accounts"][0].clone()
}
