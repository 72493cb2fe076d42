//! A folder for each quirk: a page, and what must come out of it.

use freshet::address::PublicAddress;

use crate::{check, parsed, project, within};

/// Where every case's page was asked for, and whose it is.
const ASKED: &str = "https://remote.example/users/ada/outbox?page=true";
const ACTOR: &str = "https://remote.example/users/ada";

#[test]
fn every_case_gives_what_it_says() {
    let asked = PublicAddress::parse(ASKED).unwrap();
    let (mut tried, mut failed) = (0, Vec::new());
    for folder in within(&project().join("tests/cases/posts")) {
        tried += 1;
        let found = check(&parsed(&folder.join("page.json")), &asked, ACTOR);
        let expected = parsed(&folder.join("expected.json"));
        if found != expected {
            let name = folder.display();
            failed.push(format!("{name}\n  expected {expected}\n  found    {found}"));
        }
    }
    println!("cases tried {tried}, failed {}", failed.len());
    assert!(tried > 10, "only {tried} cases");
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
