//! The look at a profile, played against a scripted fediverse: what is asked of whom, in
//! which order, and how it ends.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

mod fediverse;

use freshet::compare::Attribute;
use freshet::step::{Failure, Outcome, Step};
use freshet::view::Stage;
use serde_json::{Value, json};

use fediverse::{Fediverse, account, actor, failed, html, json, web_finger};

const ID: &str = "https://remote.example/users/ada";
const PAGE: &str = "https://remote.example/@ada";
const API: &str = "https://remote.example/api/v1/accounts/lookup?acct=ada";
const FINGER: &str =
    "https://remote.example/.well-known/webfinger?resource=acct%3Aada%40remote.example";
const OTHER: &str = "https://remote.example/ap/actor/7";

/// Plays a look to its end, and says what was asked and how it ended. Every other promise
/// of a look is held against it on the way: see [`fediverse::play`].
#[track_caller]
fn check(fediverse: &Fediverse, asked: &[&str], ends: &str) {
    let played = fediverse::play(fediverse);
    assert_eq!(played.asked, asked, "what was asked");
    assert_eq!(played.ends, ends, "how it ended");
}

/// Where the ordinary account of [`account`] lives, before any answer of its own.
const FIRST: [&str; 3] = ["home", "contact remote.example", ID];

/// The ordinary first steps and these after them.
fn then(more: &[&'static str]) -> Vec<&'static str> {
    FIRST.iter().chain(more).copied().collect()
}

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
fn nobody_is_asked_before_the_person_agreed() {
    let fediverse = Fediverse::new()
        .refuses("remote.example")
        .at(ID, json(200, actor()));
    check(
        &fediverse,
        &["home", "contact remote.example"],
        "asking remote.example",
    );
}

#[test]
fn no_is_no_answer_for_ever() {
    let fediverse = Fediverse::new()
        .refuses("remote.example")
        .at(ID, json(200, actor()));
    let mut see = fediverse::play(&fediverse).see;
    for wrong in [
        Outcome::Allowed(false),
        failed(Failure::Network),
        json(200, actor()),
    ] {
        see.handle(2.0, wrong);
        assert_eq!(see.next(), Step::MayContact("remote.example".to_owned()));
        assert_eq!(see.view().stage, Stage::AskingConsent);
    }
    see.handle(3.0, Outcome::Allowed(true));
    assert!(matches!(see.next(), Step::Origin(_)), "it goes on at once");
}

#[test]
fn each_further_host_is_a_question_of_its_own() {
    let split = "https://social.remote.example/users/ada";
    let page = "https://social.remote.example/@ada";
    let mut account = account();
    account["url"] = json!(page);
    let mut live = actor();
    live["id"] = json!(split);
    live["url"] = json!(page);
    let fediverse = Fediverse::new()
        .home(json(200, account))
        .at(ID, html(404))
        .at(FINGER, json(200, web_finger(split)))
        .at(split, json(200, live));
    check(
        &fediverse,
        &then(&[FINGER, "contact social.remote.example", split]),
        "fresh",
    );
    check(
        &fediverse.refuses("social.remote.example"),
        &then(&[FINGER, "contact social.remote.example"]),
        "asking social.remote.example",
    );
}

#[test]
fn another_port_is_another_host() {
    let odd = "https://remote.example:8443/users/ada";
    let mut live = actor();
    live["id"] = json!(odd);
    check(
        &Fediverse::new()
            .at(ID, html(404))
            .at(FINGER, json(200, web_finger(odd)))
            .at(odd, json(200, live)),
        &then(&[FINGER, "contact remote.example:8443", odd]),
        "fresh",
    );
}

#[test]
fn a_refused_actor_is_read_from_the_api() {
    let mut account = account();
    account["acct"] = json!("ada");
    for status in [401, 403] {
        check(
            &Fediverse::new()
                .at(ID, json(status, json!({"error": "Request not signed"})))
                .at(API, json(200, account.clone())),
            &then(&[API]),
            "fresh",
        );
    }
    account["note"] = json!("<p>New words</p>");
    check(
        &Fediverse::new()
            .at(ID, html(401))
            .at(API, json(200, account)),
        &then(&[API]),
        "stale",
    );
}

#[test]
fn a_closed_api_too_means_hidden() {
    for closed in [
        json(
            401,
            json!({"error": "This method requires an authenticated user"}),
        ),
        json(404, json!({"error": "Record not found"})),
        html(200),
        json(200, json!({"error": "x"})),
        failed(Failure::Network),
        failed(Failure::TimedOut),
    ] {
        check(
            &Fediverse::new().at(ID, html(401)).at(API, closed.clone()),
            &then(&[API]),
            "hidden: needs_signature",
        );
        // Who refuses without speaking of signatures may have other reasons.
        check(
            &Fediverse::new().at(ID, html(403)).at(API, closed),
            &then(&[API]),
            "unreachable: refused",
        );
    }
}

/// What Akkoma, Friendica and Sharkey show to those who do not sign.
fn bare() -> Value {
    json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": ID,
        "type": "Person",
        "preferredUsername": "ada",
        "inbox": "https://remote.example/users/ada/inbox",
        "url": PAGE,
        "publicKey": {"id": "https://remote.example/users/ada#main-key", "publicKeyPem": "x"},
    })
}

#[test]
fn a_bare_actor_does_not_make_a_full_copy_stale() {
    check(
        &Fediverse::new().at(ID, json(200, bare())),
        &then(&[API]),
        "hidden: needs_signature",
    );
    let mut account = account();
    account["acct"] = json!("ada");
    check(
        &Fediverse::new()
            .at(ID, json(200, bare()))
            .at(API, json(200, account)),
        &then(&[API]),
        "fresh",
    );
}

#[test]
fn a_bare_actor_is_compared_where_homes_copy_is_bare_too() {
    let mut account = account();
    account["note"] = json!("");
    account["fields"] = json!([]);
    account["avatar"] = json!("https://home.example/avatars/original/missing.png");
    account["display_name"] = json!("");
    account["discoverable"] = json!(false);
    check(
        &Fediverse::new()
            .home(json(200, account))
            .at(ID, json(200, bare())),
        &FIRST,
        "fresh",
    );
}

#[test]
fn an_unknown_id_is_looked_up_by_web_finger() {
    let mut live = actor();
    live["id"] = json!(OTHER);
    for unknown in [html(404), failed(Failure::Redirected)] {
        check(
            &Fediverse::new()
                .at(ID, unknown)
                .at(FINGER, json(200, web_finger(OTHER)))
                .at(OTHER, json(200, live.clone())),
            &then(&[FINGER, OTHER]),
            "fresh",
        );
    }
}

#[test]
fn a_web_finger_that_leads_nowhere_new_leaves_the_first_trouble() {
    let first = [
        (html(404), "unreachable: not_found"),
        (failed(Failure::Redirected), "unreachable: redirected"),
    ];
    let leads = [
        json(200, web_finger(ID)),
        json(200, web_finger(FINGER)),
        json(200, json!({"subject": "acct:ada@remote.example"})),
        json(200, json!({"links": [{"rel": "self"}, 7, null]})),
        json(404, json!({})),
        html(200),
        failed(Failure::Network),
        failed(Failure::TooLarge),
        Outcome::Allowed(true),
    ];
    for (answer, ends) in &first {
        for lead in &leads {
            check(
                &Fediverse::new()
                    .at(ID, answer.clone())
                    .at(FINGER, lead.clone()),
                &then(&[FINGER]),
                ends,
            );
        }
    }
}

#[test]
fn only_an_activity_link_of_web_finger_counts() {
    let mut live = actor();
    live["id"] = json!(OTHER);
    let found = json!({"links": [
        {"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": "https://a.example/"},
        {"rel": "self", "type": "text/html", "href": "https://b.example/"},
        {"rel": "self", "type": "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"", "href": OTHER},
    ]});
    check(
        &Fediverse::new()
            .at(ID, html(404))
            .at(FINGER, json(200, found))
            .at(OTHER, json(200, live)),
        &then(&[FINGER, OTHER]),
        "fresh",
    );
}

#[test]
fn a_silent_actor_without_permission_is_sought_where_cors_is_usual() {
    // What answers WebFinger is alive: it is the browser that may not read.
    check(
        &Fediverse::new().at(FINGER, json(200, web_finger(ID))),
        &then(&["read remote.example", FINGER]),
        "unknown: needs_access",
    );
    // Nothing answers: it may be down, or keep its answers from browsers.
    check(
        &Fediverse::new(),
        &then(&["read remote.example", FINGER]),
        "unknown: silent",
    );
}

#[test]
fn a_silent_opaque_actor_is_read_at_its_profile_page() {
    let id = "https://remote.example/opaque/7";
    let mut account = account();
    account["uri"] = json!(id);
    let mut live = actor();
    live["id"] = json!(id);
    check(
        &Fediverse::new()
            .home(json(200, account.clone()))
            .at(PAGE, json(200, live)),
        &[
            "home",
            "contact remote.example",
            id,
            "read remote.example",
            PAGE,
        ],
        "fresh",
    );
    check(
        &Fediverse::new().home(json(200, account)),
        &[
            "home",
            "contact remote.example",
            id,
            "read remote.example",
            PAGE,
            "read remote.example",
            FINGER,
        ],
        "unknown: silent",
    );
}

#[test]
fn silence_despite_permission_is_no_answer() {
    check(
        &Fediverse::new().may_read("remote.example"),
        &then(&["read remote.example"]),
        "unreachable: no_answer",
    );
}

#[test]
fn a_dead_web_host_leaves_the_host_of_the_handle() {
    let id = "https://social.remote.example/users/ada";
    let mut account = account();
    account["uri"] = json!(id);
    account["url"] = json!("https://social.remote.example/@ada");
    let first = ["home", "contact social.remote.example", id];
    let finger = ["contact remote.example", FINGER];
    let mut live = actor();
    live["url"] = json!("https://social.remote.example/@ada");
    let moved_house = |dead: Outcome| {
        Fediverse::new()
            .home(json(200, account.clone()))
            .may_read("social.remote.example")
            .at(id, dead)
            .at(FINGER, json(200, web_finger(ID)))
    };
    let mut asked = first.to_vec();
    asked.push("read social.remote.example");
    asked.extend(finger);
    asked.push(ID);
    let fediverse = moved_house(failed(Failure::Network)).at(ID, json(410, json!({})));
    check(&fediverse, &asked, "unreachable: no_answer");
    let mut asked = first.to_vec();
    asked.extend(finger);
    asked.push(ID);
    let fediverse = moved_house(html(502)).at(ID, html(502));
    check(&fediverse, &asked, "unreachable: server_fault");
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

/// Addresses that must never be requested, with the code of the refusal.
const REFUSED: [(&str, &str); 11] = [
    ("http://remote.example/users/ada", "address_not_https"),
    ("ftp://remote.example/users/ada", "address_not_https"),
    ("javascript:alert(1)", "address_not_https"),
    ("https://127.0.0.1/users/ada", "address_ip_address"),
    ("https://2130706433/users/ada", "address_ip_address"),
    ("https://[::1]/users/ada", "address_ip_address"),
    ("https://169.254.169.254/latest", "address_ip_address"),
    ("https://localhost/users/ada", "address_private_host"),
    ("https://printer.local/users/ada", "address_private_host"),
    (
        "https://me:secret@remote.example/users/ada",
        "address_credentials",
    ),
    ("not an address", "address_malformed"),
];

#[test]
fn an_address_that_is_not_public_is_never_asked() {
    for (address, code) in REFUSED {
        let mut account = account();
        account["uri"] = json!(address);
        account["url"] = json!(address);
        check(
            &Fediverse::new().home(json(200, account)),
            &["home"],
            &format!("unknown: {code}"),
        );
    }
}

#[test]
fn an_address_that_is_not_public_is_not_asked_for_web_fingers_sake_either() {
    for (address, _) in REFUSED {
        check(
            &Fediverse::new()
                .at(ID, html(404))
                .at(FINGER, json(200, web_finger(address))),
            &then(&[FINGER]),
            "unreachable: not_found",
        );
    }
}

#[test]
fn a_handle_on_a_private_host_is_not_looked_up() {
    for host in ["127.0.0.1", "printer.local", "localhost", "[::1]"] {
        let mut fediverse = Fediverse::new().at(ID, html(404));
        fediverse.handle = freshet::handle::Handle::new("ada", host).unwrap();
        check(&fediverse, &FIRST, "unreachable: not_found");
    }
}

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
        let mut other = played.see.again();
        for outcome in played.see.told() {
            other.handle(fediverse::NOW, outcome.clone());
        }
        assert_eq!(other.view(), played.see.view());
        assert_eq!(other.next(), Step::Done);
    }
}
