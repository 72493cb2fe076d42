//! Refreshes as pages know them: what is asked, kept, and told to the page.

use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use super::background::{ACTOR, LOOKUP, PAGE, asked, contact, fediverse, press, said, shown, tell};
use super::double::Double;
use crate::web::background::{alarm, port_closed, port_message};
use crate::web::browser::{Port, to_js};
use crate::web::look::now;
use crate::web::{refresh, store};

const SEARCH: &str = "https://home.example/api/v2/search?q=https%3A%2F%2Fremote.example%2F%40ada&resolve=true&type=accounts";

fn account(note: &str) -> Value {
    json!({
        "id": "1", "acct": "ada@remote.example", "username": "ada", "display_name": "Ada",
        "uri": ACTOR, "url": "https://remote.example/@ada", "note": note,
        "avatar": "https://home.example/avatars/original/missing.png",
        "header": "https://home.example/headers/original/missing.png",
    })
}

/// Home answers a search with the account.
fn home_finds(double: &Double) {
    let found = json!({"accounts": [account("<p>New</p>")], "statuses": [], "hashtags": []});
    double.at(SEARCH, "200", "application/json", &found.to_string());
}

/// From now on home has what the account says.
fn home_has_it(double: &Double) {
    let fresh = account("<p>New</p>").to_string();
    double.at(LOOKUP, "200", "application/json", &fresh);
}

/// A page of home on which Ada's profile was found to be out of date.
async fn stale() -> (Double, Port) {
    let double = fediverse().await;
    refresh::leave("home.example");
    let port = shown(&double).await;
    tell(&double, &port, contact("server")).await;
    assert!(said(&double, &port).starts_with("home.example is out of date"));
    home_finds(&double);
    (double, port)
}

/// A refresh is begun, and has come as far as it gets: it takes more turns than a look.
async fn pressed(double: &Double, port: &Port) {
    tell(double, port, refresh_pressed()).await;
    for _ in 0..4 {
        double.settle().await;
    }
}

fn refresh_pressed() -> Value {
    press(json!("refresh"))
}

fn calls(double: &Double, name: &str) -> Vec<Value> {
    let mut calls = double.calls();
    calls.retain(|call| call["name"] == name);
    calls
}

/// The background is ended: what it had in memory is gone.
async fn ended(double: &Double, port: &Port) {
    port_closed(port);
    refresh::leave("home.example");
    double.settle().await;
}

#[wasm_bindgen_test]
async fn a_press_goes_from_the_page_to_the_proof() {
    let (double, port) = stale().await;
    home_has_it(&double);
    pressed(&double, &port).await;
    let words = said(&double, &port);
    assert!(
        words.starts_with("home.example has brought up to date: Bio."),
        "{words}"
    );
    assert_eq!(asked(&double)[2..], [SEARCH, LOOKUP, ACTOR]);
    for asked in double.asked() {
        let home = asked["url"].as_str().unwrap().starts_with("https://home.");
        let token = asked["headers"].get("authorization").is_some();
        assert_eq!(token, home, "the token goes to home alone");
    }
    let kept = double.stored("local") + &double.stored("session");
    assert!(!kept.contains("s3cr3t"), "nor is it kept");

    let told = calls(&double, "executeScript");
    let told = &told[0]["values"][0];
    assert_eq!(told["target"], json!({"tabId": 7}));
    assert_eq!(told["world"], "MAIN");
    let text = told["args"][1].as_str().unwrap();
    assert_eq!(told["args"][0], "home.example");
    let sent: Value = serde_json::from_str(text).unwrap();
    assert_eq!(sent, account("<p>New</p>"), "as home answered it");
    assert!(
        !calls(&double, "alarms.create").is_empty(),
        "it would have been woken"
    );
    let last = double.calls();
    let last = last.iter().rfind(|call| {
        let name = call["name"].as_str().unwrap();
        name.starts_with("alarms.")
    });
    assert_eq!(last.unwrap()["name"], "alarms.clear", "and is no longer");
}

#[wasm_bindgen_test]
async fn a_second_press_within_a_minute_shows_the_outcome_again() {
    let (double, port) = stale().await;
    home_has_it(&double);
    pressed(&double, &port).await;
    let before = asked(&double).len();
    pressed(&double, &port).await;
    assert_eq!(asked(&double).len(), before);
    let words = said(&double, &port);
    assert!(
        words.starts_with("home.example has brought up to date: Bio. That was at "),
        "{words}"
    );
    // To look again is another wish.
    tell(&double, &port, press(json!("check_again"))).await;
    assert_eq!(asked(&double)[before..], [LOOKUP, ACTOR]);
    assert!(said(&double, &port).starts_with("home.example is up to date."));
}

#[wasm_bindgen_test]
async fn it_is_taken_up_where_the_background_was_ended() {
    let (double, port) = stale().await;
    // Home is busy: the refresh waits.
    let busy = json!({"error": "There was a temporary problem serving your request"});
    double.at(SEARCH, "503", "application/json", &busy.to_string());
    pressed(&double, &port).await;
    assert!(said(&double, &port).starts_with("home.example is still working on it."));
    let before = asked(&double).len();
    ended(&double, &port).await;
    assert!(
        double
            .stored("local")
            .contains("refresh home.example ada@remote.example")
    );

    // Its alarm rings, and there is no page of home: without a sign-in it waits.
    home_has_it(&double);
    alarm().await;
    double.settle().await;
    assert_eq!(asked(&double).len(), before);
    assert_eq!(
        calls(&double, "tabs.sendMessage").len(),
        1,
        "it looked for one"
    );

    // A page of home is there again, and the moment has come.
    let page = double.port("page", PAGE, 0);
    tell(&double, &page, show_again()).await;
    assert!(said(&double, &page).starts_with("home.example is still working on it."));
    double.late();
    double.settle().await;
    // Not yet: the moment is some seconds away, whatever a timer says.
    assert_eq!(asked(&double).len(), before);
}

fn show_again() -> Value {
    json!({"show": {"path": "/@ada@remote.example", "home": {
        "version": "4.6.5", "locale": "en", "domain": "home.example", "token": "s3cr3t",
    }}})
}

#[wasm_bindgen_test]
async fn a_search_whose_answer_was_lost_is_looked_for_before_it_is_asked_again() {
    let (double, port) = stale().await;
    // No answer comes: the background is ended in the middle of it.
    double.at(SEARCH, "stalls", "", "");
    let message = to_js(&refresh_pressed());
    port_message(port.clone(), message).await;
    ended(&double, &port).await;
    let before = asked(&double).len();

    let who = json!({"path": "/home", "placed": false, "home": {
        "version": "4.6.5", "locale": "en", "domain": "home.example", "token": "s3cr3t",
    }});
    double.tab(&who, true);
    home_has_it(&double);
    alarm().await;
    double.settle().await;
    let kept = store::refreshes(now()).await;
    let accounts: Vec<&str> = kept.iter().map(|kept| kept.start.acct.as_str()).collect();
    assert_eq!(accounts, ["ada@remote.example"], "it goes on");
    assert_eq!(asked(&double).len(), before, "in some seconds");
}

#[wasm_bindgen_test]
async fn a_page_whose_store_takes_nothing_is_loaded_anew_unless_it_is_written_in() {
    let (double, port) = stale().await;
    double.tab(&Value::Null, false);
    home_has_it(&double);
    pressed(&double, &port).await;
    let reloads = |double: &Double| {
        let mut sent = double.sent(&port);
        sent.retain(|message| message["kind"] == "reload");
        sent
    };
    assert_eq!(
        reloads(&double),
        [json!({"kind": "reload", "force": false})]
    );
    assert!(!said(&double, &port).contains("Reload the page"));
    tell(&double, &port, json!("held")).await;
    assert!(said(&double, &port).contains("Reload the page"));
    tell(&double, &port, press(json!("reload"))).await;
    assert_eq!(
        reloads(&double)[1],
        json!({"kind": "reload", "force": true})
    );
}

#[wasm_bindgen_test]
async fn what_is_broken_on_disk_is_no_refresh() {
    let (double, port) = stale().await;
    for broken in ["", "{}", "[]", r#"{"start": {}, "told": 7}"#, "null"] {
        double.put("local", "refresh home.example ada@remote.example", broken);
        alarm().await;
        double.settle().await;
    }
    home_has_it(&double);
    pressed(&double, &port).await;
    assert!(said(&double, &port).starts_with("home.example has brought up to date"));
}
