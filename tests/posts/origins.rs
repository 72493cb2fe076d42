//! The sandbox's origins, read to the end: what comes out is what they have.

use std::collections::BTreeMap;

use freshet::address::PublicAddress;
use freshet::posts::{self, Answers, Barrier, Page};
use freshet_sandbox::{PostAtOrigin, Sandbox, Takeable};
use serde_json::{Value, json};

const HALF: &str = "half@posts.test";
const HOME: &str = "home46.test";

/// How much of a post an outbox tells.
#[derive(Clone, Copy, PartialEq)]
enum Tells {
    All,
    /// Its id and when it was published: an activity with the id alone.
    Moment,
    Id,
}

#[tokio::test(start_paused = true)]
async fn an_outbox_of_every_software_gives_every_post_that_is_listed() {
    // Where pages are not numbered, the last one that has entries leads to an empty one.
    for (handle, tells, requests) in [
        (HALF, Tells::All, 1 + 10 + 1),
        ("piet@pleroma-posts.test", Tells::All, 1 + 3 + 1),
        ("mika@misskey-posts.test", Tells::All, 1 + 3 + 1),
        ("vera@peertube-posts.test", Tells::Moment, 1 + 3),
        ("will@wordpress-posts.test", Tells::All, 1 + 4),
    ] {
        let sandbox = Sandbox::in_process().unwrap();
        let (pages, posts) = check(&sandbox, handle, tells).await;
        assert_eq!(pages, requests, "{handle}");
        assert!(posts >= 25, "{handle}: {posts}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_outbox_that_is_always_empty_has_no_next_page() {
    let sandbox = Sandbox::in_process().unwrap();
    let pages = outbox(&sandbox, "lea@lemmy-posts.test").await;
    let empty = Page {
        total: Some(0),
        ..Page::default()
    };
    assert_eq!(pages, [empty]);
}

#[tokio::test(start_paused = true)]
async fn an_outbox_is_read_in_every_form() {
    for (form, tells) in [
        (json!({ "first": "embedded" }), Tells::All),
        (json!({ "first": "root", "key": "items" }), Tells::All),
        (json!({ "items": "address", "per_page": 7 }), Tells::Id),
        (
            json!({ "items": "referenced", "empty_pages": 2 }),
            Tells::Moment,
        ),
        (json!({ "items": "object", "key": "items" }), Tells::All),
    ] {
        let sandbox = Sandbox::in_process().unwrap();
        let settings = json!({ "outbox": form });
        sandbox.configure_origin("posts.test", settings).unwrap();
        check(&sandbox, HALF, tells).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_total_that_is_wrong_or_missing_is_told_as_it_is() {
    for (form, total) in [
        (json!({ "total": 7 }), Some(7)),
        (json!({ "total": 7, "first": "embedded" }), Some(7)),
        (json!({ "without_total": true }), None),
    ] {
        let sandbox = Sandbox::in_process().unwrap();
        let settings = json!({ "outbox": form });
        sandbox.configure_origin("posts.test", settings).unwrap();
        assert_eq!(outbox(&sandbox, HALF).await[0].total, total);
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_that_leads_to_itself_has_no_next_page() {
    let sandbox = Sandbox::in_process().unwrap();
    let settings = json!({ "outbox": { "next": "loops" } });
    sandbox.configure_origin("posts.test", settings).unwrap();
    assert_eq!(outbox(&sandbox, HALF).await.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_api_lists_every_post_with_what_it_answers() {
    let sandbox = Sandbox::in_process().unwrap();
    // One that answers somebody else, beside those that answer own ones.
    let answer = json!({ "in_reply_to": "https://mastodon44.test/users/ada/statuses/1" });
    let it = listed(&sandbox, HALF)[5].id;
    sandbox.change_post(HALF, it, &answer).unwrap();
    let truth = listed(&sandbox, HALF);
    let lookup = "https://posts.test/api/v1/accounts/lookup?acct=half";
    let account = json_of(&sandbox, lookup, &[]).await["id"].clone();
    let account = account.as_str().unwrap();
    for (filter, boosts) in [("", true), ("&exclude_reblogs=true", false)] {
        let list = format!("https://posts.test/api/v1/accounts/{account}/statuses?limit=40");
        let (mut found, mut boosted, mut before) = (Vec::new(), 0, String::new());
        loop {
            let page = json_of(&sandbox, &format!("{list}{filter}{before}"), &[]).await;
            let page = posts::statuses(&page, account).unwrap();
            assert_eq!((page.unreadable, page.total), (0, None));
            found.extend(page.posts);
            boosted += page.boosts;
            let Some(next) = page.next else { break };
            before = format!("&max_id={next}");
        }
        assert_eq!(boosted > 0, boosts);
        assert_eq!(found.len(), truth.len());
        let (mut own, mut other) = (0, 0);
        let all = sandbox.posts_at_origin(HALF);
        // The sandbox also has answers to own boosts, by the boost's number.
        let own_uri = |post: &PostAtOrigin| post.uri.replace("/activity", "");
        let numbers: BTreeMap<_, _> = all.iter().map(|post| (own_uri(post), post.id)).collect();
        for (post, truth) in found.iter().zip(&truth) {
            assert_eq!(post.uri, truth.uri);
            assert_eq!(post.id, truth.id.to_string());
            assert_eq!(post.at, Some(truth.published as u64 / 1000));
            assert_eq!(post.barrier, None);
            let parent = truth.in_reply_to.as_ref();
            match (&post.answers, parent.map(|parent| numbers.get(parent))) {
                (Answers::Nobody, None) => {}
                (Answers::Own(id), Some(Some(number))) => {
                    assert_eq!(*id, number.to_string());
                    own += 1;
                }
                (Answers::Other(id), Some(None)) => {
                    assert!(!id.is_empty());
                    other += 1;
                }
                (answers, parent) => panic!("{answers:?} in place of {parent:?}"),
            }
        }
        assert!(own > 5 && other == 1, "{own} own, {other} other");
    }
}

#[tokio::test(start_paused = true)]
async fn what_home_lists_is_what_it_has() {
    let sandbox = Sandbox::in_process().unwrap();
    let token = format!("Bearer {}", sandbox.token(HOME).unwrap());
    let headers = [("authorization", token.as_str())];
    let lookup = format!("https://{HOME}/api/v1/accounts/lookup?acct={HALF}");
    let account = json_of(&sandbox, &lookup, &headers).await["id"].clone();
    let account = account.as_str().unwrap();
    let list = format!("https://{HOME}/api/v1/accounts/{account}/statuses?limit=40");
    let (mut found, mut before) = (Vec::new(), String::new());
    loop {
        let page = json_of(&sandbox, &format!("{list}{before}"), &headers).await;
        let page = posts::stored(&page).unwrap();
        let Some(last) = page.last() else { break };
        before = format!("&max_id={}", last.id);
        found.extend(page);
    }
    let truth = sandbox.posts(HOME, HALF);
    assert_eq!((found.len(), truth.len()), (60, 60));
    for (post, truth) in found.iter().zip(&truth) {
        assert_eq!(post.id, truth.id.to_string());
        assert_eq!(post.uri, truth.uri);
        assert_eq!(post.at, Some(truth.published as u64 / 1000));
    }
}

#[tokio::test(start_paused = true)]
async fn every_document_says_why_home_does_not_take_it() {
    let sandbox = Sandbox::in_process().unwrap();
    let settings = json!({ "serves_private": true });
    sandbox.configure_origin("posts.test", settings).unwrap();
    let foreign = json!({ "attributed_to": "https://mastodon44.test/users/ada" });
    let posts = sandbox.posts_at_origin(HALF);
    let it = posts.iter().find(|post| post.takeable == Takeable::Yes);
    let it = it.unwrap().id;
    sandbox.change_post(HALF, it, &foreign).unwrap();
    let mut met = BTreeMap::new();
    for post in sandbox.posts_at_origin(HALF) {
        // What is direct is served to nobody: its address says nothing.
        let barrier = match post.takeable {
            _ if post.visibility.word() == "direct" => None,
            Takeable::Boost => continue,
            takeable => expected(takeable),
        };
        let document = json_of(&sandbox, &post.uri, &[("signature", "home's")]).await;
        let said = posts::barrier(&document, &post.uri, "https://posts.test/users/half");
        assert_eq!(said, barrier, "{}: {document}", post.uri);
        *met.entry(format!("{barrier:?}")).or_insert(0) += 1;
    }
    assert_eq!(met.len(), 5, "{met:?}");
}

/// Reads an outbox to its end and holds it against the truth; how many requests that took,
/// and how many posts it gave.
async fn check(sandbox: &Sandbox, handle: &str, tells: Tells) -> (usize, usize) {
    let pages = outbox(sandbox, handle).await;
    let truth = listed(sandbox, handle);
    let found: Vec<_> = pages.iter().flat_map(|page| &page.posts).collect();
    let uris: Vec<&String> = found.iter().map(|post| &post.uri).collect();
    let listed: Vec<&String> = truth.iter().map(|post| &post.uri).collect();
    assert_eq!(uris, listed, "{handle}");
    for (post, truth) in found.into_iter().zip(&truth) {
        let at = (tells != Tells::Id).then_some(truth.published as u64 / 1000);
        assert_eq!(post.at, at, "{}", post.uri);
        let is_told = tells == Tells::All;
        let parent = match &post.answers {
            Answers::Nobody => None,
            Answers::Own(uri) | Answers::Other(uri) => Some(uri),
        };
        let answered = truth.in_reply_to.as_ref();
        assert_eq!(parent, answered.filter(|_| is_told), "{}", post.uri);
        // A listing that is behind does not know what was deleted.
        let barrier = expected(truth.takeable).filter(|barrier| *barrier != Barrier::Gone);
        assert_eq!(post.barrier, barrier.filter(|_| is_told), "{}", post.uri);
    }
    for page in &pages {
        let here = |uri: &str| page.posts.iter().any(|post| post.uri == uri);
        for post in &page.posts {
            match &post.answers {
                Answers::Own(parent) => assert!(here(parent), "{parent}"),
                Answers::Other(parent) => assert!(!here(parent), "{parent}"),
                Answers::Nobody => {}
            }
        }
    }
    let posts = sandbox.posts_at_origin(handle);
    let boosted = posts.iter().filter(|post| post.takeable == Takeable::Boost);
    let boosts: u32 = pages.iter().map(|page| page.boosts).sum();
    assert_eq!(boosts as usize, boosted.count(), "{handle}");
    assert!(pages.iter().all(|page| page.unreadable == 0), "{handle}");
    assert!(pages[0].total.is_some(), "{handle}");
    (pages.len(), truth.len())
}

/// An outbox from its root to its end.
async fn outbox(sandbox: &Sandbox, handle: &str) -> Vec<Page> {
    let (name, host) = handle.split_once('@').unwrap();
    let actor = format!("https://{host}/users/{name}");
    let document = json_of(sandbox, &actor, &[]).await;
    let mut asked = PublicAddress::parse(document["outbox"].as_str().unwrap()).unwrap();
    let mut pages = Vec::new();
    loop {
        let document = json_of(sandbox, asked.as_str(), &[]).await;
        let page = posts::outbox(&document, &asked, &actor).unwrap();
        let next = page.next.clone();
        pages.push(page);
        assert!(pages.len() < 100, "{handle} does not end");
        let Some(next) = next else { return pages };
        asked = PublicAddress::parse(&next).unwrap();
    }
}

async fn json_of(sandbox: &Sandbox, address: &str, headers: &[(&str, &str)]) -> Value {
    let accept = [("accept", "application/activity+json")];
    let headers = [&accept, headers].concat();
    let answer = sandbox.ask("GET", address, &headers).await;
    answer.unwrap_or_else(|| panic!("{address}")).json()
}

fn listed(sandbox: &Sandbox, handle: &str) -> Vec<PostAtOrigin> {
    let posts = sandbox.posts_at_origin(handle).into_iter();
    posts
        .filter(|post| post.is_listed && post.takeable != Takeable::Boost)
        .collect()
}

fn expected(takeable: Takeable) -> Option<Barrier> {
    match takeable {
        Takeable::Yes | Takeable::Boost => None,
        Takeable::NotPublic => Some(Barrier::NotPublic),
        Takeable::Kind => Some(Barrier::Kind),
        Takeable::Gone => Some(Barrier::Gone),
        Takeable::Author => Some(Barrier::OtherAuthor),
    }
}
