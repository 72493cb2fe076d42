//! `GET /api/v1/statuses/:id` and the pages of listings, at homes and at origins alike.

use crate::asking::{HOME, PIA, account, api, found, get, hours_ago, stored, uri, with_posts};
use freshet_sandbox::{Answered, Bucket, Sandbox};
use serde_json::{Value, json};

/// Posts of each sort, all of which home has that it can take.
async fn posts() -> Sandbox {
    let sandbox = with_posts(json!({ "list": [
        { "published": hours_ago(60.0), "text": "plain", "pinned": true },
        { "published": hours_ago(59.0), "text": "to myself", "in_reply_to": "previous" },
        { "published": hours_ago(58.0), "text": "to somebody", "in_reply_to": "https://mastodon44.test/users/ada/statuses/1" },
        { "published": hours_ago(57.0), "text": "boost", "boost_of": "https://mastodon44.test/users/ada/statuses/1" },
        { "published": hours_ago(56.0), "text": "followers", "visibility": "private" },
        { "published": hours_ago(55.0), "text": "quiet", "visibility": "unlisted" },
        { "published": hours_ago(54.0), "text": "gone", "tombstone": true, "still_listed": true },
        { "published": hours_ago(53.0), "text": "missing", "missing": true },
    ]}));
    for text in ["plain", "to myself", "to somebody", "quiet"] {
        let address = uri(&sandbox, text);
        assert!(found(&sandbox, HOME, &address).await.is_object(), "{text}");
    }
    sandbox
}

/// The number of a post of pia's at its origin.
fn number(sandbox: &Sandbox, text: &str) -> String {
    let uri = uri(sandbox, text);
    uri.rsplit_once('/').unwrap().1.to_owned()
}

/// What anybody gets of a post at its origin.
async fn check(sandbox: &Sandbox, id: &str, status: u16) -> Answered {
    let address = format!("https://posts.test/api/v1/statuses/{id}");
    let answer = get(sandbox, &address, "application/json").await;
    assert_eq!(answer.status, status, "{id}: {}", answer.json());
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    assert!(answer.header("x-ratelimit-remaining").is_some());
    if status == 404 {
        assert_eq!(answer.json()["error"], "Record not found");
    }
    answer
}

#[tokio::test(start_paused = true)]
async fn origins_show_one_post_to_everybody_who_may_see_it() {
    let sandbox = posts().await;
    for text in ["plain", "to myself", "quiet"] {
        let id = number(&sandbox, text);
        let post = check(&sandbox, &id, 200).await.json();
        assert_eq!(
            (post["id"].as_str(), &post["uri"]),
            (Some(id.as_str()), &json!(uri(&sandbox, text)))
        );
        assert_eq!(post["account"]["username"], "pia");
    }
    let boost = check(&sandbox, &number(&sandbox, "boost"), 200)
        .await
        .json();
    assert!(boost["reblog"]["uri"].is_string());
    for text in ["followers", "gone", "missing"] {
        check(&sandbox, &number(&sandbox, text), 404).await;
    }
    for id in ["1", "plain", ""] {
        let address = format!("https://posts.test/api/v1/statuses/{id}");
        assert_eq!(
            get(&sandbox, &address, "application/json").await.status,
            404
        );
    }
    let id = number(&sandbox, "plain");
    sandbox
        .patch(PIA, json!({ "live": { "state": "suspended" } }))
        .unwrap();
    check(&sandbox, &id, 404).await;
    let closed = json!({ "api_closed": true });
    sandbox.configure_origin("posts.test", closed).unwrap();
    check(&sandbox, &id, 401).await;
}

#[tokio::test(start_paused = true)]
async fn one_post_is_what_the_listing_shows() {
    let sandbox = posts().await;
    let lookup = "https://posts.test/api/v1/accounts/lookup?acct=pia";
    let id = get(&sandbox, lookup, "application/json").await.json()["id"].clone();
    let address = format!(
        "https://posts.test/api/v1/accounts/{}/statuses",
        id.as_str().unwrap()
    );
    let listed = get(&sandbox, &address, "application/json").await.json();
    assert_eq!(listed.as_array().unwrap().len(), 6);
    for post in listed.as_array().unwrap() {
        let id = post["id"].as_str().unwrap();
        // A listing may be behind.
        let status = if id == number(&sandbox, "gone") {
            404
        } else {
            200
        };
        let one = check(&sandbox, id, status).await.json();
        assert!(status == 404 || one == *post, "{post}");
    }
}

#[tokio::test(start_paused = true)]
async fn software_without_the_api_of_posts_has_no_single_ones() {
    let sandbox = Sandbox::in_process().unwrap();
    for handle in ["mika@misskey-posts.test", "vera@peertube-posts.test"] {
        let (_, host) = handle.split_once('@').unwrap();
        let id = sandbox.posts_at_origin(handle)[0].id;
        let address = format!("https://{host}/api/v1/statuses/{id}");
        assert_eq!(
            get(&sandbox, &address, "application/json").await.status,
            404
        );
    }
}

#[tokio::test(start_paused = true)]
async fn homes_show_one_post_until_it_is_deleted() {
    let sandbox = posts().await;
    let all = listed(&sandbox, "").await;
    assert_eq!(texts(&all), ["quiet", "to somebody", "to myself", "plain"]);
    for post in &all {
        let path = format!("/api/v1/statuses/{}", post["id"].as_str().unwrap());
        let answer = api(&sandbox, "GET", HOME, &path).await;
        assert_eq!((answer.status, &answer.json()), (200, post));
        let unsigned = get(
            &sandbox,
            &format!("https://{HOME}{path}"),
            "application/json",
        )
        .await;
        assert_eq!(unsigned.status, 200);
    }
    let path = format!("/api/v1/statuses/{}", all[0]["id"].as_str().unwrap());
    let suspended = json!({ "suspended_accounts": [PIA] });
    sandbox.configure_home(HOME, suspended).unwrap();
    assert_eq!(api(&sandbox, "GET", HOME, &path).await.status, 404);
    let open = json!({ "suspended_accounts": [] });
    sandbox.configure_home(HOME, open).unwrap();
    sandbox.delete_post(HOME, all[0]["uri"].as_str().unwrap());
    let gone = api(&sandbox, "GET", HOME, &path).await;
    assert_eq!(
        (gone.status, gone.json()),
        (404, json!({ "error": "Record not found" }))
    );
    assert_eq!(
        api(&sandbox, "GET", HOME, "/api/v1/statuses/x")
            .await
            .status,
        404
    );
}

/// What home lists of pia.
async fn listed(sandbox: &Sandbox, query: &str) -> Vec<Value> {
    let pia = account(sandbox, HOME, PIA).await;
    let id = pia["id"].as_str().unwrap();
    let path = format!("/api/v1/accounts/{id}/statuses?{query}");
    let answer = api(sandbox, "GET", HOME, &path).await;
    assert_eq!(answer.status, 200, "{path}");
    assert!(answer.header("x-ratelimit-remaining").is_some());
    answer.json().as_array().unwrap().clone()
}

fn texts(posts: &[Value]) -> Vec<&str> {
    let contents = posts.iter().map(|post| post["content"].as_str().unwrap());
    contents
        .map(|html| html.trim_start_matches("<p>").trim_end_matches("</p>"))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn homes_filter_and_page_what_they_have() {
    let sandbox = posts().await;
    let all = listed(&sandbox, "limit=40").await;
    let id = |place: usize| all[place]["id"].as_str().unwrap();
    for (query, expected) in [
        (
            "exclude_reblogs=true".to_owned(),
            vec!["quiet", "to somebody", "to myself", "plain"],
        ),
        (
            "exclude_replies=true".to_owned(),
            vec!["quiet", "to myself", "plain"],
        ),
        (format!("max_id={}", id(1)), vec!["to myself", "plain"]),
        (format!("max_id={}&limit=1", id(1)), vec!["to myself"]),
        (format!("since_id={}", id(2)), vec!["quiet", "to somebody"]),
        (format!("since_id={}&limit=1", id(2)), vec!["quiet"]),
        (format!("min_id={}&limit=1", id(2)), vec!["to somebody"]),
        (
            format!("min_id={}&max_id={}", id(3), id(0)),
            vec!["to somebody", "to myself"],
        ),
        (format!("since_id={}", id(0)), vec![]),
        ("pinned=true".to_owned(), vec![]),
    ] {
        let found = listed(&sandbox, &query).await;
        assert_eq!(texts(&found), expected, "{query}");
    }
    // Which posts are pinned, home learns by a refresh.
    let refresh = format!(
        "/api/v2/search?resolve=true&type=accounts&q={}",
        crate::asking::PIA_ID
    );
    assert_eq!(api(&sandbox, "GET", HOME, &refresh).await.status, 200);
    crate::asking::pass(10).await;
    assert_eq!(texts(&listed(&sandbox, "pinned=true").await), ["plain"]);
    assert_eq!(stored(&sandbox, HOME, PIA).len(), 4);
}

#[tokio::test(start_paused = true)]
async fn forty_are_the_most_of_a_page() {
    let sandbox = Sandbox::in_process().unwrap();
    let half = account(&sandbox, HOME, "half@posts.test").await;
    let path = format!("/api/v1/accounts/{}/statuses", half["id"].as_str().unwrap());
    for (limit, count) in [
        ("?limit=40", 40),
        ("?limit=80", 40),
        ("", 20),
        ("?limit=0", 0),
    ] {
        let page = api(&sandbox, "GET", HOME, &format!("{path}{limit}")).await;
        assert_eq!(page.json().as_array().unwrap().len(), count, "{limit}");
    }
}

#[tokio::test(start_paused = true)]
async fn reading_posts_counts_in_the_buckets_of_its_reader() {
    let sandbox = posts().await;
    let plain = number(&sandbox, "plain");
    for bucket in [Bucket::Address, Bucket::AddressPaging] {
        sandbox.set_limit("posts.test", bucket, 2);
    }
    check(&sandbox, &plain, 200).await;
    check(&sandbox, &plain, 200).await;
    assert_eq!(sandbox.lowest_limit("posts.test", Bucket::Address), Some(0));
    assert_eq!(
        sandbox.lowest_limit("posts.test", Bucket::AddressPaging),
        None
    );
    check(&sandbox, &plain, 429).await;
    let id = listed(&sandbox, "").await[0]["id"].clone();
    sandbox.set_limit(HOME, Bucket::Paging, 1);
    listed(&sandbox, &format!("max_id={}", id.as_str().unwrap())).await;
    assert_eq!(sandbox.lowest_limit(HOME, Bucket::Paging), Some(0));
    sandbox.set_limit(HOME, Bucket::Token, 1);
    let path = format!("/api/v1/statuses/{}", id.as_str().unwrap());
    assert_eq!(api(&sandbox, "GET", HOME, &path).await.status, 200);
    let over = api(&sandbox, "GET", HOME, &path).await;
    assert_eq!(
        (over.status, over.header("x-ratelimit-limit")),
        (429, Some("300"))
    );
    let unsigned = get(
        &sandbox,
        &format!("https://{HOME}{path}"),
        "application/json",
    )
    .await;
    assert_eq!(unsigned.status, 200, "another bucket");
}
