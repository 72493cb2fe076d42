//! Backfills as pages know them: what is asked, kept and shown.

use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use super::background::{ACTOR, PAGE, asked, contact, fediverse, press, said, shown, tell};
use super::double::Double;
use crate::web::background::{alarm, port_closed};
use crate::web::browser::Port;
use crate::web::{backfill, store};

const HOME_LIST: &str =
    "https://home.example/api/v1/accounts/1/statuses?limit=40&exclude_reblogs=true";
const NATIVE: &str = "https://home.example/api/v1/accounts/1/backfill";
const THERE: &str = "https://remote.example/api/v1/accounts/lookup?acct=ada";
const LIST: &str =
    "https://remote.example/api/v1/accounts/9/statuses?limit=40&exclude_reblogs=true";

fn post(number: u8) -> Value {
    json!({
        "id": format!("10{number}"), "uri": format!("{ACTOR}/statuses/{number}"),
        "url": format!("https://remote.example/@ada/{number}"),
        "created_at": format!("2026-01-0{number}T00:00:00.000Z"),
        "visibility": "public", "in_reply_to_id": null, "reblog": null,
    })
}

fn search(number: u8) -> String {
    format!(
        "https://home.example/api/v2/search?q=https%3A%2F%2Fremote.example%2Fusers%2Fada%2Fstatuses%2F{number}&resolve=true&type=statuses"
    )
}

fn found(number: u8) -> String {
    json!({"accounts": [], "statuses": [post(number)], "hashtags": []}).to_string()
}

/// A page of home that shows Ada, whose two posts home lacks.
async fn page() -> (Double, Port) {
    let double = fediverse().await;
    backfill::leave("home.example");
    let json = "application/json";
    let account = json!({"id": "9", "uri": ACTOR, "statuses_count": 2});
    double.at(THERE, "200", json, &account.to_string());
    double.at(LIST, "200", json, &json!([post(2), post(1)]).to_string());
    double.at(&format!("{LIST}&max_id=101"), "200", json, "[]");
    double.at(HOME_LIST, "200", json, "[]");
    double.at(NATIVE, "404", json, "{}");
    let port = shown(&double).await;
    tell(&double, &port, contact("server")).await;
    (double, port)
}

/// Lets a backfill go as far as it gets: it takes more turns than a look.
async fn settled(double: &Double) {
    for _ in 0..20 {
        double.settle().await;
    }
}

async fn pressed(double: &Double, port: &Port, action: &str) {
    tell(double, port, press(json!(action))).await;
    settled(double).await;
}

/// From now on home takes both posts, and has them.
fn home_takes(double: &Double) {
    let json = "application/json";
    for number in [1, 2] {
        double.at(&search(number), "200", json, &found(number));
    }
    double.at(
        HOME_LIST,
        "200",
        json,
        &json!([post(2), post(1)]).to_string(),
    );
}

#[wasm_bindgen_test]
async fn nothing_is_asked_of_home_before_the_cost_is_agreed_to() {
    let (double, port) = page().await;
    let before = asked(&double).len();
    pressed(&double, &port, "backfill").await;
    assert_eq!(
        asked(&double)[before..],
        [THERE, LIST, &format!("{LIST}&max_id=101"), HOME_LIST]
    );
    let words = said(&double, &port);
    assert!(words.contains("home.example lacks 2"), "{words}");
    assert!(!double.stored("local").contains("s3cr3t"));

    home_takes(&double);
    pressed(&double, &port, "load").await;
    let words = said(&double, &port);
    assert!(words.contains("2 older posts arrived"), "{words}");
    let asked = asked(&double);
    assert_eq!(
        asked[before + 4..before + 8],
        [NATIVE, &search(2), &search(1), HOME_LIST],
        "the newest first, and then its list"
    );
    for asked in double.asked() {
        let home = asked["url"].as_str().unwrap().starts_with("https://home.");
        let token = asked["headers"].get("authorization").is_some();
        assert_eq!(token, home, "the token goes to home alone");
    }
    let mut reloads = double.sent(&port);
    reloads.retain(|message| message["kind"] == "reload");
    assert_eq!(reloads, [json!({"kind": "reload", "force": false})]);
}

#[wasm_bindgen_test]
async fn a_cancelled_dialog_leaves_nothing_behind() {
    let (double, port) = page().await;
    pressed(&double, &port, "backfill").await;
    assert!(double.stored("local").contains("backfill home.example"));
    pressed(&double, &port, "cancel").await;
    assert!(!double.stored("local").contains("backfill home.example"));
    assert!(!said(&double, &port).contains("lacks 2"));
}

#[wasm_bindgen_test]
async fn it_is_taken_up_where_the_background_was_ended_once_a_page_is_there() {
    let (double, port) = page().await;
    pressed(&double, &port, "backfill").await;
    double.at(&search(2), "stalls", "", "");
    pressed(&double, &port, "load").await;
    port_closed(&port);
    backfill::leave("home.example");
    settled(&double).await;
    let before = asked(&double).len();

    // The alarm rings, and there is no page of home: without a sign-in it waits.
    home_takes(&double);
    alarm().await;
    settled(&double).await;
    assert_eq!(asked(&double).len(), before);

    let page = double.port("page", PAGE, 0);
    let show = json!({"show": {"path": "/@ada@remote.example", "home": {
        "version": "4.6.5", "locale": "en", "domain": "home.example", "token": "s3cr3t",
    }}});
    tell(&double, &page, show).await;
    settled(&double).await;
    let words = said(&double, &page);
    assert!(words.contains("2 older posts arrived"), "{words}");
    let again = asked(&double);
    let again = again.iter().filter(|asked| **asked == search(2)).count();
    assert_eq!(again, 2, "the one whose answer was lost, and no other");
}

#[wasm_bindgen_test]
async fn the_list_is_shown_and_copied_as_it_is_filtered() {
    let (double, port) = page().await;
    pressed(&double, &port, "backfill").await;
    home_takes(&double);
    pressed(&double, &port, "load").await;
    let list = json!({"list": {"open": true, "filter": "arrived", "shown": 1}});
    tell(&double, &port, press(list)).await;
    settled(&double).await;
    let words = said(&double, &port);
    assert!(
        words.contains("/statuses/2") && !words.contains("/statuses/1"),
        "{words}"
    );
    pressed(&double, &port, "copy_list").await;
    let sent = double.sent(&port);
    let copied = sent
        .iter()
        .rfind(|message| message["kind"] == "copy")
        .unwrap();
    assert_eq!(
        copied["text"],
        format!(
            "arrived\t2026-01-02T00:00:00.000Z\t{ACTOR}/statuses/2\narrived\t2026-01-01T00:00:00.000Z\t{ACTOR}/statuses/1\n"
        )
    );
}

#[wasm_bindgen_test]
async fn what_is_broken_on_disk_is_no_backfill() {
    let (double, port) = page().await;
    for broken in [
        "",
        "{}",
        "null",
        r#"{"home": "home.example", "backfill": "1\r"}"#,
    ] {
        double.put("local", "backfill home.example ada@remote.example", broken);
        backfill::leave("home.example");
        alarm().await;
        settled(&double).await;
    }
    pressed(&double, &port, "backfill").await;
    assert!(said(&double, &port).contains("lacks 2"));
    store::remove_home("home.example").await;
    assert!(!double.stored("local").contains("backfill"));
}
