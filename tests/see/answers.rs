//! What every answer of home and of origin means.

use freshet::compare::Attribute;
use freshet::step::{Failure, Outcome};
use serde_json::json;

use crate::fediverse::{self, Fediverse, account, actor, failed, html, json};
use crate::{FIRST, ID, PAGE, check};

#[test]
fn an_ordinary_look_costs_one_request_to_home_and_one_to_origin() {
    check(
        &Fediverse::new().at(ID, json(200, actor())),
        &FIRST,
        "fresh",
    );
}

#[test]
fn what_home_lacks_makes_its_copy_stale() {
    let mut live = actor();
    live["summary"] = json!("<p>New words</p>");
    let fediverse = Fediverse::new().at(ID, json(200, live));
    check(&fediverse, &FIRST, "stale");
    let see = fediverse::play(&fediverse).see;
    let comparison = see.view().report.clone().unwrap().comparison.unwrap();
    assert_eq!(comparison.differing(), [Attribute::Note]);
}

#[test]
fn the_profile_of_another_account_is_no_live_copy() {
    let mut other = actor();
    other["id"] = json!("https://remote.example/users/somebody-else");
    check(
        &Fediverse::new().at(ID, json(200, other)),
        &FIRST,
        "unreachable: other_account",
    );
}

#[test]
fn the_media_type_is_not_believed() {
    let mut typed_wrongly = json(200, actor());
    if let Outcome::Answer(answer) = &mut typed_wrongly {
        answer.media_type = "text/html".to_owned();
        answer.body.splice(0..0, *b"\xef\xbb\xbf");
    }
    check(&Fediverse::new().at(ID, typed_wrongly), &FIRST, "fresh");
}

#[test]
fn a_numeric_actor_is_read_at_its_profile_page() {
    let id = "https://remote.example/ap/users/116";
    let mut live = actor();
    live["id"] = json!(id);
    let known = |address: &str| {
        let mut account = account();
        account["uri"] = json!(id);
        account["url"] = json!(address);
        Fediverse::new().home(json(200, account))
    };
    check(
        &known(PAGE).at(PAGE, json(200, live.clone())),
        &["home", "contact remote.example", PAGE],
        "fresh",
    );
    // Only a page of the same host, and of Mastodon's form.
    live["url"] = json!("https://remote.example/people/ada");
    check(
        &known("https://remote.example/people/ada").at(id, json(200, live)),
        &["home", "contact remote.example", id],
        "fresh",
    );
    check(
        &known("https://elsewhere.example/@ada").at(id, json(410, json!({}))),
        &["home", "contact remote.example", id],
        "gone: gone",
    );
}

#[test]
fn an_account_without_an_id_is_read_at_its_page() {
    let mut account = account();
    account.as_object_mut().unwrap().remove("uri");
    check(
        &Fediverse::new()
            .home(json(200, account))
            .at(PAGE, json(200, actor())),
        &["home", "contact remote.example", PAGE],
        "fresh",
    );
}

#[test]
fn every_answer_of_home_has_its_code() {
    let cases: Vec<(bool, Outcome, &str)> = vec![
        (false, json(401, json!({"error": "x"})), "home_signed_out"),
        (false, json(403, json!({"error": "x"})), "home_signed_out"),
        (true, json(401, json!({"error": "x"})), "home_refused"),
        (true, json(403, json!({"error": "x"})), "home_refused"),
        (true, json(404, json!({"error": "x"})), "home_unknown"),
        (true, json(410, json!({"error": "x"})), "home_unknown"),
        (true, json(429, json!({"error": "x"})), "home_rate_limited"),
        (true, json(500, json!({"error": "x"})), "home_down"),
        (true, html(503), "home_down"),
        (true, html(599), "home_down"),
        (true, html(200), "home_unreadable"),
        (true, json(200, json!([])), "home_unreadable"),
        (true, json(200, json!(null)), "home_unreadable"),
        (true, json(200, json!({"error": "x"})), "home_unreadable"),
        (true, json(206, account()), "home_unreadable"),
        (true, json(418, account()), "home_unreadable"),
        (true, failed(Failure::Network), "home_down"),
        (true, failed(Failure::TimedOut), "home_down"),
        (true, failed(Failure::Redirected), "home_down"),
        (true, failed(Failure::TooLarge), "home_down"),
    ];
    for (signed_in, answer, code) in cases {
        let mut fediverse = Fediverse::new().home(answer);
        fediverse.signed_in = signed_in;
        check(&fediverse, &["home"], &format!("unknown: {code}"));
    }
}

#[test]
fn what_is_gone_is_gone() {
    let tombstone = json!({"type": "Tombstone", "id": ID});
    check(&Fediverse::new().at(ID, html(410)), &FIRST, "gone: gone");
    check(
        &Fediverse::new().at(ID, json(200, tombstone.clone())),
        &FIRST,
        "gone: gone",
    );
    check(
        &Fediverse::new().at(ID, json(410, tombstone)),
        &FIRST,
        "gone: gone",
    );
}

#[test]
fn every_other_answer_of_origin_has_its_code() {
    let cases: Vec<(Outcome, &str)> = vec![
        (html(500), "server_fault"),
        (json(503, json!({"error": "x"})), "server_fault"),
        (json(429, json!({"error": "x"})), "rate_limited"),
        (failed(Failure::TooLarge), "too_large"),
        (failed(Failure::TimedOut), "timed_out"),
        (html(200), "not_json"),
        (html(204), "not_json"),
        (json(200, json!([])), "not_an_actor"),
        (json(200, json!({"type": "Note", "id": ID})), "not_an_actor"),
        (json(200, json!({"error": "x"})), "not_an_actor"),
        (json(406, json!({})), "refused"),
        (json(304, json!({})), "refused"),
        (json(0, json!({})), "refused"),
        (Outcome::Allowed(true), "no_answer"),
    ];
    for (answer, code) in cases {
        check(
            &Fediverse::new().at(ID, answer),
            &FIRST,
            &format!("unreachable: {code}"),
        );
    }
}
