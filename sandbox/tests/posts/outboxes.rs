//! Outboxes in the forms of several softwares.

use std::collections::BTreeSet;

use crate::asking::{get, takeable};
use freshet_sandbox::{Answered, Sandbox};
use serde_json::{Value, json};

const ACTIVITY: &str = "application/activity+json";

/// A document of an outbox.
async fn check(sandbox: &Sandbox, address: &str) -> (Value, Answered) {
    let answer = get(sandbox, address, ACTIVITY).await;
    assert_eq!(answer.status, 200, "{address}");
    (answer.json(), answer)
}

/// The addresses of own posts in all pages, and how many pages there were.
async fn read(sandbox: &Sandbox, actor: &str) -> (Vec<String>, usize) {
    let (mut page, _) = check(sandbox, &format!("{actor}/outbox")).await;
    let (mut found, mut pages) = (Vec::new(), 0);
    let mut seen = BTreeSet::new();
    loop {
        let items = page["orderedItems"].as_array().or(page["items"].as_array());
        for item in items
            .into_iter()
            .flatten()
            .filter(|item| item["type"] != "Announce")
        {
            let object = &item["object"];
            let address = item.as_str().or(object.as_str()).or(object["id"].as_str());
            found.push(address.or(item["id"].as_str()).unwrap().to_owned());
        }
        let next = match &page["first"] {
            Value::Null => page["next"].clone(),
            first => first.clone(),
        };
        pages += 1;
        match next {
            Value::String(next) if seen.insert(next.clone()) => {
                page = check(sandbox, &next).await.0
            }
            Value::Object(_) => page = next,
            _ => return (found, pages),
        }
    }
}

async fn reads_all(sandbox: &Sandbox, handle: &str) -> usize {
    let (name, host) = handle.split_once('@').unwrap();
    let truth: Vec<String> = takeable(sandbox, handle)
        .into_iter()
        .map(|post| post.uri)
        .collect();
    let (found, pages) = read(sandbox, &format!("https://{host}/users/{name}")).await;
    assert_eq!(found, truth, "{handle}");
    pages
}

#[tokio::test(start_paused = true)]
async fn each_software_lists_its_posts_in_its_own_form() {
    let sandbox = Sandbox::in_process().unwrap();
    assert_eq!(reads_all(&sandbox, "threads@posts.test").await, 1 + 5 + 1);
    reads_all(&sandbox, "piet@pleroma-posts.test").await;
    reads_all(&sandbox, "mika@misskey-posts.test").await;
    assert_eq!(reads_all(&sandbox, "vera@peertube-posts.test").await, 1 + 3);
    assert_eq!(
        reads_all(&sandbox, "will@wordpress-posts.test").await,
        1 + 4
    );
    let (lea, _) = check(&sandbox, "https://lemmy-posts.test/users/lea/outbox").await;
    assert_eq!(
        (&lea["orderedItems"], &lea["totalItems"]),
        (&json!([]), &json!(0))
    );
}

#[tokio::test(start_paused = true)]
async fn only_some_may_be_read_by_a_page() {
    let sandbox = Sandbox::in_process().unwrap();
    for (actor, shared) in [
        ("https://posts.test/users/half", None),
        ("https://pleroma-posts.test/users/piet", Some("*")),
        ("https://misskey-posts.test/users/mika", Some("*")),
        ("https://wordpress-posts.test/users/will", None),
    ] {
        let (_, answer) = check(&sandbox, &format!("{actor}/outbox")).await;
        assert_eq!(
            answer.header("access-control-allow-origin"),
            shared,
            "{actor}"
        );
        let (name, host) = (actor.rsplit_once('/').unwrap().1, &actor[8..]);
        let handle = format!("{name}@{}", host.split_once('/').unwrap().0);
        let post = takeable(&sandbox, &handle).remove(0).uri;
        let (_, answer) = check(&sandbox, &post).await;
        assert_eq!(
            answer.header("access-control-allow-origin"),
            shared,
            "{post}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn other_forms_can_be_asked_for() {
    for form in [
        json!({ "first": "embedded" }),
        json!({ "first": "root", "key": "items" }),
        json!({ "items": "address" }),
        json!({ "items": "referenced", "empty_pages": 2 }),
        json!({ "items": "object", "next": "ordinary", "without_total": true }),
    ] {
        let sandbox = Sandbox::in_process().unwrap();
        let settings = json!({ "outbox": form });
        sandbox.configure_origin("posts.test", settings).unwrap();
        reads_all(&sandbox, "nobot@posts.test").await;
    }
}

#[tokio::test(start_paused = true)]
async fn pages_may_end_early_or_lead_in_circles_and_totals_may_lie() {
    for (next, count, pages) in [("missing", 20, 2), ("loops", 20, 2)] {
        let sandbox = Sandbox::in_process().unwrap();
        let settings = json!({ "outbox": { "next": next, "total": 7 } });
        sandbox.configure_origin("posts.test", settings).unwrap();
        let (found, seen) = read(&sandbox, "https://posts.test/users/shy").await;
        assert_eq!((found.len(), seen), (count, pages), "{next}");
        let (root, _) = check(&sandbox, "https://posts.test/users/shy/outbox").await;
        assert_eq!(root["totalItems"], 7);
    }
}
