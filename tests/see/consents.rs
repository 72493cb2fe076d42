//! Who is asked, and who never: consents, and addresses that are not public.

use freshet::step::{Failure, Outcome, Step};
use freshet::view::Stage;
use serde_json::json;

use crate::fediverse::{self, Fediverse, account, actor, failed, html, json, web_finger};
use crate::{FINGER, FIRST, ID, check, then};

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
