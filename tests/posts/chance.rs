//! Listings changed by chance: nothing panics, nothing is lost, and what comes out keeps its
//! promises.

use std::collections::BTreeMap;

use freshet::address::PublicAddress;
use freshet::posts::{self, Page};
use serde_json::{Value, json};

use crate::random::Random;
use crate::{parsed, project, within};

const ASKED: &str = "https://remote.example/users/ada/outbox?page=true";
const ACTOR: &str = "https://remote.example/users/ada";
/// How often each document is changed.
const CHANGES: usize = 1_000;

#[test]
fn changed_documents_are_read_or_counted() {
    let documents: Vec<Value> = within(&project().join("tests/cases/posts"))
        .iter()
        .map(|folder| parsed(&folder.join("page.json")))
        .collect();
    let mut met = BTreeMap::new();
    for (seed, document) in documents.iter().enumerate() {
        let mut random = Random::new(seed as u64);
        let mut changed = document.clone();
        for turn in 0..CHANGES {
            // Changes add up for a while.
            if turn % 4 == 0 {
                changed = document.clone();
            }
            let other = &documents[random.below(documents.len())];
            change(&mut changed, other, &mut random);
            *met.entry(check(&changed)).or_insert(0) += 1;
        }
    }
    println!("{met:?}");
    assert!(met.values().all(|count| *count > 1_000), "{met:?}");
    assert_eq!(met.len(), 3, "{met:?}");
}

/// Reads a document as everything it might be; what it was.
fn check(document: &Value) -> &'static str {
    let asked = PublicAddress::parse(ASKED).unwrap();
    let barrier = posts::barrier(document, ASKED, ACTOR);
    assert!(barrier.is_none() || document.get("type").is_some());
    if let Some(page) = posts::statuses(document, "1") {
        let entries = document.as_array().unwrap().len();
        sound(&page, document);
        let told = page.posts.len() + page.boosts as usize + page.unreadable as usize;
        assert_eq!(told, entries, "{document}");
        assert!(posts::stored(document).unwrap().len() <= entries);
        return "listing";
    }
    let Some(page) = posts::outbox(document, &asked, ACTOR) else {
        return "no collection";
    };
    sound(&page, document);
    if let Some(next) = &page.next {
        let next = PublicAddress::parse(next).unwrap();
        assert!(next.same_host(&asked) && next != asked, "{document}");
    }
    "outbox"
}

fn sound(page: &Page, document: &Value) {
    for post in &page.posts {
        assert!(PublicAddress::parse(&post.uri).is_ok(), "{document}");
    }
}

/// Puts something else in one place: another value, a part of another document, a list of
/// what was there, nothing.
fn change(document: &mut Value, other: &Value, random: &mut Random) {
    let mut part = other;
    for _ in 0..random.below(4) {
        part = inside(part, random).unwrap_or(part);
    }
    let place = place(document, random);
    *place = match random.below(8) {
        0 => Value::Null,
        1 => json!(random.below(3)),
        2 => json!(""),
        3 => json!([place.take()]),
        4 => json!({ "id": place.take() }),
        5 => json!({ "type": "Create", "object": place.take() }),
        6 => json!(random.of(&["é/ü", "https://", "Z", "[", "//x", "9999-12-31T23:59:60Z"])),
        _ => part.clone(),
    };
}

fn inside<'a>(value: &'a Value, random: &mut Random) -> Option<&'a Value> {
    let inner: Vec<&Value> = match value {
        Value::Array(several) => several.iter().collect(),
        Value::Object(object) => object.values().collect(),
        _ => return None,
    };
    (!inner.is_empty()).then(|| inner[random.below(inner.len())])
}

fn place<'a>(value: &'a mut Value, random: &mut Random) -> &'a mut Value {
    let count = match value {
        Value::Array(several) => several.len(),
        Value::Object(object) => object.len(),
        _ => 0,
    };
    if count == 0 || random.below(16) == 0 {
        return value;
    }
    let chosen = random.below(count);
    let inner = match value {
        Value::Array(several) => several.get_mut(chosen),
        Value::Object(object) => object.values_mut().nth(chosen),
        _ => None,
    };
    place(inner.unwrap(), random)
}
