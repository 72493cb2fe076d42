//! `GET /api/v1/accounts/:id/statuses` at origins and at homes.

use crate::asking::{HOME, account, api, get, hours_ago, stored, with_posts};
use freshet_sandbox::{Answered, Sandbox, Takeable};
use serde_json::{Value, json};

const HALF: &str = "half@posts.test";

/// One page of somebody's posts at origin: the entries and the answer.
async fn check(
    sandbox: &Sandbox,
    handle: &str,
    query: &str,
    count: usize,
) -> (Vec<Value>, Answered) {
    let (name, host) = handle.split_once('@').unwrap();
    let lookup = format!("https://{host}/api/v1/accounts/lookup?acct={name}");
    let found = get(sandbox, &lookup, "application/json").await.json();
    let id = found["id"].as_str().unwrap().to_owned();
    let address = format!("https://{host}/api/v1/accounts/{id}/statuses?{query}");
    let answer = get(sandbox, &address, "application/json").await;
    assert_eq!(answer.status, 200, "{address}");
    let entries = answer.json().as_array().unwrap().clone();
    assert_eq!(entries.len(), count, "{address}");
    (entries, answer)
}

fn ids(entries: &[Value]) -> Vec<u64> {
    let ids = entries.iter().map(|entry| entry["id"].as_str().unwrap());
    ids.map(|id| id.parse().unwrap()).collect()
}

/// The address behind `rel` in a `Link`.
fn linked(answer: &Answered, rel: &str) -> Option<String> {
    let links = answer.header("link")?.split(", ");
    let mut links = links.filter(|link| link.ends_with(&format!("rel=\"{rel}\"")));
    let (address, _) = links.next()?.split_once('>')?;
    Some(address.trim_start_matches('<').to_owned())
}

#[tokio::test(start_paused = true)]
async fn pages_lead_through_everything_once_and_newest_first() {
    let sandbox = Sandbox::in_process().unwrap();
    let mut truth = sandbox.posts_at_origin(HALF);
    truth.retain(|post| post.is_listed && post.takeable != Takeable::Boost);
    let (mut seen, mut answer) = check(&sandbox, HALF, "limit=40&exclude_reblogs=true", 40).await;
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    while let Some(next) = linked(&answer, "next") {
        assert!(
            next.contains("limit=40&exclude_reblogs=true&max_id="),
            "{next}"
        );
        answer = get(&sandbox, &next, "application/json").await;
        seen.extend(answer.json().as_array().unwrap().clone());
    }
    let seen: Vec<&str> = seen
        .iter()
        .map(|post| post["uri"].as_str().unwrap())
        .collect();
    let truth: Vec<&str> = truth.iter().map(|post| post.uri.as_str()).collect();
    assert_eq!(seen, truth);
}

#[tokio::test(start_paused = true)]
async fn limits_and_ids_choose_the_page() {
    let sandbox = Sandbox::in_process().unwrap();
    let many = "many@posts.test";
    let (page, _) = check(&sandbox, many, "", 20).await;
    check(&sandbox, many, "limit=0", 0).await;
    check(&sandbox, many, "limit=100", 40).await;
    let at = ids(&page);
    assert!(at.is_sorted_by(|newer, older| newer > older));
    let (older, _) = check(&sandbox, many, &format!("max_id={}&limit=2", at[2]), 2).await;
    assert_eq!(ids(&older), at[3..5]);
    let (newest, _) = check(&sandbox, many, &format!("since_id={}&limit=2", at[9]), 2).await;
    assert_eq!(ids(&newest), at[..2]);
    let (next, _) = check(&sandbox, many, &format!("min_id={}&limit=2", at[9]), 2).await;
    assert_eq!(ids(&next), at[7..9]);
    let (_, last) = check(&sandbox, many, &format!("since_id={}", at[1]), 1).await;
    assert_eq!(linked(&last, "next"), None);
    assert!(
        linked(&last, "prev")
            .unwrap()
            .contains(&format!("min_id={}", at[0]))
    );
}

#[tokio::test(start_paused = true)]
async fn filters_leave_out_what_is_not_wanted() {
    let sandbox = with_posts(json!({ "list": [
        { "published": hours_ago(60.0), "text": "plain", "pinned": true },
        { "published": hours_ago(59.0), "text": "to myself", "in_reply_to": "previous", "media": 1 },
        { "published": hours_ago(58.0), "text": "to somebody", "in_reply_to": "https://mastodon44.test/users/ada/statuses/1" },
        { "published": hours_ago(57.0), "boost_of": "https://mastodon44.test/users/ada/statuses/1" },
        { "published": hours_ago(56.0), "text": "followers", "visibility": "private" },
        { "published": hours_ago(55.0), "text": "quiet", "visibility": "unlisted" },
        { "published": hours_ago(54.0), "text": "gone", "tombstone": true },
    ]}));
    let pia = "pia@posts.test";
    check(&sandbox, pia, "", 5).await;
    let (boost, _) = check(&sandbox, pia, "exclude_replies=true", 4).await;
    assert_eq!(
        boost[1]["reblog"]["uri"],
        "https://mastodon44.test/users/ada/statuses/1"
    );
    check(&sandbox, pia, "exclude_reblogs=true", 4).await;
    let (media, _) = check(&sandbox, pia, "only_media=true", 1).await;
    assert!(media[0]["in_reply_to_account_id"] == media[0]["account"]["id"]);
    check(&sandbox, pia, "pinned=true", 1).await;
    let (all, _) = check(&sandbox, pia, "limit=1", 1).await;
    assert_eq!(all[0]["account"]["statuses_count"], 6);
    assert_eq!(all[0]["visibility"], "unlisted");
}

#[tokio::test(start_paused = true)]
async fn homes_list_what_they_have_by_their_own_ids() {
    let sandbox = Sandbox::in_process().unwrap();
    let had = stored(&sandbox, HOME, HALF);
    let half = account(&sandbox, HOME, HALF).await;
    let path = format!("/api/v1/accounts/{}/statuses", half["id"].as_str().unwrap());
    let mut seen = Vec::new();
    let mut answer = api(&sandbox, "GET", HOME, &format!("{path}?limit=25")).await;
    loop {
        let page = answer.json().as_array().unwrap().clone();
        seen.extend(page);
        let Some(next) = linked(&answer, "next") else {
            break;
        };
        let path = next.strip_prefix("https://home46.test").unwrap();
        answer = api(&sandbox, "GET", HOME, path).await;
    }
    let uris: Vec<&str> = seen
        .iter()
        .map(|post| post["uri"].as_str().unwrap())
        .collect();
    assert_eq!(uris, had);
    assert_eq!(uris.len(), 60);
    assert!(ids(&seen).is_sorted_by(|newer, older| newer > older));
    let one = format!("/api/v1/statuses/{}", seen[7]["id"].as_str().unwrap());
    assert_eq!(
        api(&sandbox, "GET", HOME, &one).await.json()["uri"],
        uris[7]
    );
}

#[tokio::test(start_paused = true)]
async fn people_without_posts_of_their_own_show_what_they_always_did() {
    let sandbox = Sandbox::in_process().unwrap();
    check(&sandbox, "ada@mastodon44.test", "", 5).await;
    assert!(sandbox.posts_at_origin("ada@mastodon44.test").is_empty());
}
