//! What all tests here ask, and for whom.

use std::time::Duration;

use freshet_sandbox::{Answered, PostAtOrigin, Sandbox, Takeable, What};
use serde_json::{Value, json};

pub const HOME: &str = "home46.test";
pub const PIA: &str = "pia@posts.test";
pub const PIA_ID: &str = "https://posts.test/users/pia";

/// A sandbox in which pia has these posts, and homes know her but none of them.
pub fn with_posts(posts: Value) -> Sandbox {
    let sandbox = Sandbox::in_process().unwrap();
    let change = json!({
        "posts": posts,
        "live": { "display_name": "Pia", "created": "2022-01-02" },
        "stored": { "display_name": "Pia", "created": "2022-01-02" },
    });
    sandbox.patch(PIA, change).unwrap();
    sandbox
}

/// A moment so many hours before the start, as dates have it.
pub fn hours_ago(hours: f64) -> i64 {
    1_788_264_000_000 - (hours * 3_600_000.0) as i64
}

/// One request of tester at a home.
pub async fn api(sandbox: &Sandbox, method: &str, home: &str, path: &str) -> Answered {
    let token = format!("Bearer {}", sandbox.token(home).unwrap());
    let address = format!("https://{home}{path}");
    let answer = sandbox
        .ask(method, &address, &[("authorization", &token)])
        .await;
    answer.unwrap_or_else(|| panic!("{address}: no answer"))
}

/// One request of anybody, with an `Accept`.
pub async fn get(sandbox: &Sandbox, address: &str, accept: &str) -> Answered {
    let headers = [("accept", accept), ("origin", "https://home46.test")];
    let answer = sandbox.ask("GET", address, &headers).await;
    answer.unwrap_or_else(|| panic!("{address}: no answer"))
}

/// A search for a post that is to be resolved.
pub async fn search(sandbox: &Sandbox, home: &str, query: &str) -> Answered {
    let path = format!("/api/v2/search?resolve=true&type=statuses&q={query}");
    api(sandbox, "GET", home, &path).await
}

/// What a search finds: the post, or null for an empty list.
pub async fn found(sandbox: &Sandbox, home: &str, query: &str) -> Value {
    let answer = search(sandbox, home, query).await;
    assert_eq!(answer.status, 200, "{home}: {query}: {}", answer.json());
    answer.json()["statuses"][0].clone()
}

/// The address of an own post of pia's by its place in the list.
pub fn uri(sandbox: &Sandbox, text: &str) -> String {
    let posts = sandbox.person(PIA).unwrap().posts.unwrap();
    let post = posts.newest_first().find(|post| post.text == text);
    format!("{PIA_ID}/statuses/{}", post.unwrap().id)
}

/// What happened to pia's copy at a home that concerns posts.
pub fn events(sandbox: &Sandbox, home: &str) -> Vec<What> {
    let events = sandbox.history(home).into_iter().map(|event| event.what);
    events
        .filter(|what| {
            !matches!(
                what,
                What::Refreshed | What::PictureTaken(_) | What::PictureDropped(_)
            )
        })
        .collect()
}

/// The addresses of what a home has of somebody.
pub fn stored(sandbox: &Sandbox, home: &str, handle: &str) -> Vec<String> {
    let posts = sandbox.posts(home, handle).into_iter();
    posts.map(|post| post.uri).collect()
}

/// The addresses of what a home could take.
pub fn takeable(sandbox: &Sandbox, handle: &str) -> Vec<PostAtOrigin> {
    let mut posts = sandbox.posts_at_origin(handle);
    posts.retain(|post| post.takeable == Takeable::Yes);
    posts
}

/// The Account entity at a home.
pub async fn account(sandbox: &Sandbox, home: &str, handle: &str) -> Value {
    let path = format!("/api/v1/accounts/lookup?acct={handle}");
    api(sandbox, "GET", home, &path).await.json()
}

/// The paths that a home asked for on its own.
pub fn asked_by(sandbox: &Sandbox, home: &str) -> Vec<String> {
    let mut log = sandbox.log();
    log.retain(|entry| entry.asked_by.as_deref() == Some(home));
    log.into_iter().map(|entry| entry.path).collect()
}

/// Lets time pass.
pub async fn pass(seconds: u64) {
    tokio::time::advance(Duration::from_secs(seconds)).await;
}
