//! Real outboxes and posts of many servers.

use std::collections::BTreeMap;

use freshet::address::PublicAddress;
use serde_json::{Value, json};

use crate::{check, parsed, project, within};

#[test]
fn every_real_collection_is_read() {
    let folder = project().join("../shared/corpus/outbox");
    if !folder.is_dir() {
        println!("the corpus is absent: only the project's own cases are read");
        return;
    }
    let mut found = BTreeMap::new();
    for path in within(&folder) {
        let document = parsed(&path);
        let id = document["id"].as_str().unwrap();
        let asked = PublicAddress::parse(id)
            .unwrap_or_else(|_| PublicAddress::parse("https://remote.example/outbox").unwrap());
        let page = check(&document, &asked, &actor_of(&document));
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        println!("{name}: {page}");
        assert!(page["posts"].is_array(), "{name} was not read");
        found.insert(name, page);
    }
    assert!(found.len() > 25, "only {} documents", found.len());
    let sum = |name: &str| {
        let page = &found[name];
        let posts = page["posts"].as_array().unwrap().iter();
        let barriers: Vec<&Value> = posts.clone().map(|post| &post["barrier"]).collect();
        json!([
            posts.len(),
            page["boosts"],
            page["unreadable"],
            page["total"],
            barriers
        ])
    };
    let named = |name: &str, expected: Value| assert_eq!(sum(name), expected, "{name}");
    let (other, none) = ("other_author", Value::Null);
    let free = |count: usize| vec![none.clone(); count];
    named(
        "mastodon-glitch--hazel-outbox-page",
        json!([2, 1, null, null, free(2)]),
    );
    named(
        "firefish--enbylife-outbox-page",
        json!([5, null, null, 5, free(5)]),
    );
    named("lemmy--group-outbox", json!([0, 2, null, 2, []]));
    named(
        "lemmy--group-featured",
        json!([2, null, null, 2, [other, other]]),
    );
    named("lemmy--person-outbox", json!([0, null, null, 0, []]));
    named(
        "mastodon--lemmydev-featured",
        json!([1, null, null, 1, free(1)]),
    );
    named(
        "mastodon--featured-alisaie",
        json!([1, null, null, 5, free(1)]),
    );
    // Not https, not public, or without an id.
    named("friendica--featured-page", json!([0, null, 1, 0, []]));
    named(
        "gotosocial--admin-featured-testrig",
        json!([0, null, 2, 2, []]),
    );
    named("fedify--inline-paged", json!([0, null, 1, null, []]));
    let next = |name: &str, expected: &str| assert_eq!(found[name]["next"], expected, "{name}");
    let (koehler, enby) = ("https://mastodon.koehlercode.dev", "https://enby.life");
    next(
        "mastodon-glitch--hazel-outbox",
        &format!("{koehler}/users/hazel/outbox?page=true"),
    );
    next(
        "mastodon-glitch--hazel-outbox-page",
        &format!("{koehler}/users/hazel/outbox?max_id=110765596677856803&page=true"),
    );
    next(
        "firefish--enbylife-outbox",
        &format!("{enby}/users/9fpnzspgtp/outbox?page=true"),
    );
    next("fedify--inline-paged", "https://example.com/inline-paged/a");
    next(
        "kbin--eee-outbox",
        "https://dev.karab.in/u/eee/outbox?page=1",
    );
    next(
        "gotosocial--official-outbox",
        "https://gts.superseriousbusiness.org/users/gotosocial/outbox?limit=40",
    );
    let thread = &found["mastodon-glitch--hazel-outbox-page"]["posts"];
    assert_eq!(thread[0]["own"], thread[1]["uri"]);
}

/// Whose collection it is: the actor of its activities, otherwise the address before the
/// collection's own part.
fn actor_of(document: &Value) -> String {
    let listed = document["orderedItems"].as_array().into_iter().flatten();
    let mut actors = listed.filter_map(|entry| entry["actor"].as_str());
    let id = document["id"].as_str().unwrap();
    let cut = ["/outbox", "/collections/", "/featured", "/followers"];
    let before = cut.iter().filter_map(|part| id.split_once(part)).next();
    let owner = before.map_or(id, |(owner, _)| owner);
    actors.next().unwrap_or(owner).to_owned()
}

#[test]
fn every_real_post_is_taken_unless_it_says_why_not() {
    let folder = project().join("../shared/corpus/notes");
    if !folder.is_dir() {
        println!("the corpus is absent: only the project's own cases are read");
        return;
    }
    let mut found = BTreeMap::new();
    for path in within(&folder) {
        let document = parsed(&path);
        let author = match &document["attributedTo"] {
            Value::Array(several) => several[0].clone(),
            single => single.clone(),
        };
        let author = author.as_str().or(author["id"].as_str()).unwrap_or("");
        let asked = PublicAddress::parse("https://remote.example/").unwrap();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let said = check(&document, &asked, author);
        println!("{name}: {said}");
        found.insert(name, said["barrier"].clone());
    }
    assert!(found.len() > 40, "only {} documents", found.len());
    found.retain(|_, barrier| !barrier.is_null());
    // The first two name no audience at all, the others nobody with an id.
    let expected = json!({
        "discourse--page-socialhub": "not_public",
        "peertube--video-granary-trimmed": "not_public",
        "ghost--article-testing-activitypub": "other_author",
        "mastodon--question-multiple": "other_author",
    });
    assert_eq!(json!(found), expected);
}
