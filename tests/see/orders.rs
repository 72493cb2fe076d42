//! Looks that end, go on, are cut off and told again; every order of answers.

use freshet::step::{Failure, Outcome, Step};
use serde_json::json;

use crate::fediverse::{self, Fediverse, account, actor, failed, html, json, web_finger};
use crate::{API, FINGER, FIRST, ID, OTHER, bare, check};

#[test]
fn a_way_that_was_gone_is_not_gone_again() {
    // The API's own address as the actor's id, and WebFinger's as the actor it names.
    let mut account = account();
    account["uri"] = json!(API);
    check(
        &Fediverse::new()
            .home(json(200, account.clone()))
            .at(API, html(401)),
        &["home", "contact remote.example", API],
        "hidden: needs_signature",
    );
    account["uri"] = json!(FINGER);
    check(
        &Fediverse::new()
            .home(json(200, account))
            .at(FINGER, html(404)),
        &["home", "contact remote.example", FINGER],
        "unreachable: not_found",
    );
}

#[test]
fn a_look_that_is_over_takes_in_nothing_more() {
    let fediverse = Fediverse::new().at(ID, json(200, actor()));
    let mut see = fediverse::play(&fediverse).see;
    let view = see.view().clone();
    for late in [
        json(410, json!({})),
        failed(Failure::Network),
        Outcome::Allowed(true),
    ] {
        see.handle(9.0, late);
        assert_eq!(see.next(), Step::Done);
        assert_eq!(see.view(), &view);
    }
}

#[test]
fn a_look_again_is_the_same_look_from_its_beginning() {
    let fediverse = Fediverse::new().at(ID, json(200, actor()));
    let first = fediverse::play(&fediverse);
    let played = fediverse::play_again(&fediverse, &first);
    assert_eq!(played.asked, FIRST);
    assert_eq!(played.ends, "fresh");
}

#[test]
fn a_look_that_is_cut_off_anywhere_ends_the_same_the_next_time() {
    let opaque = "https://remote.example/opaque/7";
    let mut account = account();
    account["uri"] = json!(opaque);
    let mut live = actor();
    live["id"] = json!(OTHER);
    let fediverse = Fediverse::new()
        .home(json(200, account))
        .at(FINGER, json(200, web_finger(OTHER)))
        .at(OTHER, json(200, live));
    let whole = fediverse::play(&fediverse);
    assert_eq!(whole.asked.len(), 8, "a long way: {:?}", whole.asked);
    for cut in 0..whole.asked.len() {
        let before = fediverse::play_until(&fediverse, cut);
        assert_eq!(before.asked, whole.asked[..cut]);
        // Reading is all that a look does: to read once more does no harm.
        let after = fediverse::play_again(&fediverse, &before);
        assert_eq!(after.ends, whole.ends, "cut after {cut}");
        assert_eq!(after.asked, whole.asked);
        // A background that lost even the look begins anew, with what was kept of consents.
        assert_eq!(fediverse::play(&fediverse).asked, whole.asked);
    }
}

#[test]
fn every_answer_at_every_step_leads_to_an_end() {
    let mut account = account();
    account["uri"] = json!("https://remote.example/opaque/7");
    let mut outcomes = vec![
        json(200, actor()),
        json(200, bare()),
        json(200, account.clone()),
        json(200, json!({"type": "Tombstone"})),
        json(200, web_finger(OTHER)),
        json(200, web_finger("https://other.example/users/ada")),
        html(200),
        Outcome::Allowed(true),
        Outcome::Allowed(false),
    ];
    outcomes.extend([401, 404, 429, 500].map(html));
    outcomes.extend([Failure::Network, Failure::TimedOut].map(failed));
    outcomes.push(failed(Failure::Redirected));
    let (looks, longest) = fediverse::play_every_way(account, &outcomes);
    println!("{looks} looks, the longest of {longest} steps");
    assert!(looks > 10_000, "{looks}");
    assert_eq!(longest, 10, "the longest way of a look");
}

#[test]
fn arbitrary_answers_never_lead_astray() {
    let mut played = fediverse::Random::new(0x5eed_f00d);
    let mut ends = std::collections::BTreeMap::<String, u32>::new();
    let mut longest = 0;
    for _ in 0..10_000 {
        let end = fediverse::play_randomly(&mut played);
        longest = longest.max(end.asked.len());
        *ends.entry(end.ends).or_default() += 1;
    }
    println!("10000 looks, the longest of {longest} steps; ended: {ends:?}");
    for expected in [
        "fresh",
        "stale",
        "moved",
        "suspended",
        "gone: gone",
        "hidden: needs_signature",
        "unknown: silent",
        "unknown: needs_access",
        "unreachable: no_answer",
        "unreachable: redirected",
    ] {
        assert!(ends.contains_key(expected), "{expected} was never reached");
    }
}

#[test]
fn what_a_look_was_told_leads_another_one_to_the_same_view() {
    let fediverse = Fediverse::new().at(ID, json(200, actor()));
    let first = fediverse::play(&fediverse);
    for played in [fediverse::play_again(&fediverse, &first), first] {
        let told = played.see.told().to_vec();
        let replayed = played.see.replay(fediverse::NOW, told.clone());
        assert_eq!(replayed.as_ref(), Some(played.see.view()));
        let cut = told.iter().take(1).cloned().collect();
        assert_eq!(played.see.replay(fediverse::NOW, cut), None, "no end");
        let longer = told.iter().chain(&told).cloned().collect();
        assert_eq!(played.see.replay(fediverse::NOW, longer), None, "too much");
    }
}
