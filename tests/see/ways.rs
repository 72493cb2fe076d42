//! The ways around a refusal: the API, WebFinger, the profile page.

use freshet::step::{Failure, Outcome};
use serde_json::json;

use crate::fediverse::{Fediverse, account, actor, failed, html, json, web_finger};
use crate::{API, FINGER, FIRST, ID, OTHER, PAGE, bare, check, then};

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
    check(&fediverse, &asked, "gone: gone");
    let mut asked = first.to_vec();
    asked.extend(finger);
    asked.push(ID);
    let fediverse = moved_house(html(502)).at(ID, html(502));
    check(&fediverse, &asked, "unreachable: server_fault");
}
