//! Whom a search for a name finds among those whom home knows.

use crate::asking::{HOME, api, world};
use serde_json::{Value, json};

/// The handles that a search finds; nobody else is asked.
async fn check(path: &str, query: &str, handles: &[&str]) {
    let people = [
        "mara@mastodon44.test",
        "maran@mastodon45.test",
        "samara@secure.test",
        "mara@posts.test",
    ];
    let people = people.map(|handle| json!({ "handle": handle, "stored": {} }));
    let sandbox = world(json!({ "add_people": people }));
    let answer = api(&sandbox, HOME, &format!("{path}q={query}")).await;
    assert_eq!(answer.status, 200, "{path}: {query}");
    let body = answer.json();
    let list = body.get("accounts").unwrap_or(&body).as_array().unwrap();
    let found: Vec<&str> = list
        .iter()
        .map(|one| one["acct"].as_str().unwrap())
        .collect();
    assert_eq!(found, handles, "{path}: {query}");
    let asked = sandbox
        .log()
        .into_iter()
        .filter(|entry| entry.asked_by.is_some());
    assert_eq!(asked.count(), 0, "{path}: {query}");
}

const ACCOUNTS: &str = "/api/v1/accounts/search?";
const SEARCH: &str = "/api/v2/search?type=accounts&";

#[tokio::test(start_paused = true)]
async fn the_exact_one_comes_first_then_the_similar_ones() {
    for path in [ACCOUNTS, SEARCH] {
        let all = [
            "mara@mastodon44.test",
            "mara@posts.test",
            "maran@mastodon45.test",
            "samara@secure.test",
        ];
        check(path, "mara", &all).await;
        check(path, "MARA", &all).await;
        check(path, "@mara@nowhere.test", &all).await;
        let posts_first = [all[1], all[0], all[2], all[3]];
        check(path, "@mara@posts.test", &posts_first).await;
        check(path, "maran", &all[2..3]).await;
        check(path, "@samara@secure.test", &all[3..]).await;
        check(path, "nobody-of-that-name", &[]).await;
        check(path, "@", &[]).await;
        let two = format!("{path}limit=2&");
        check(&two, "mara", &all[..2]).await;
    }
    check(
        "/api/v2/search?resolve=true&",
        "maran",
        &["maran@mastodon45.test"],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn only_users_may_search_for_accounts() {
    let sandbox = world(json!({}));
    let address = format!("https://{HOME}{ACCOUNTS}q=ada");
    let answer = sandbox.ask("GET", &address, &[]).await.unwrap();
    assert_eq!(
        (answer.status, answer.json()["error"].is_null()),
        (401, false)
    );
    assert_eq!(answer.json()["accounts"], Value::Null);
}
