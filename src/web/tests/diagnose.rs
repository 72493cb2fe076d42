//! Diagnoses as pages and the popup know them: what is asked, of whom, kept, and copied.

use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use super::background::{ACTOR, asked, contact, fediverse, press, shown, tell};
use super::double::Double;
use crate::web::background::{permitted, port_closed};
use crate::web::browser::Port;
use crate::web::look::now;
use crate::web::store;

const SEARCH: &str = "https://home.example/search?q=%40ada%40remote.example";
const FINGER: &str =
    "https://remote.example/.well-known/webfinger?resource=acct%3Aada%40remote.example";
const RESOLVE: &str = "https://home.example/api/v2/search?q=https%3A%2F%2Fremote.example%2F%40ada&resolve=true&type=accounts";

/// The two servers, as far as a diagnosis asks them; home gives nothing when it is to fetch.
async fn troubled() -> Double {
    let double = fediverse().await;
    let home = |path: &str| format!("https://home.example{path}");
    let json = |address: &str, body: Value| {
        double.at(address, "200", "application/json", &body.to_string());
    };
    let actor = json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": ACTOR, "type": "Person", "preferredUsername": "ada", "name": "Ada",
        "inbox": "https://remote.example/inbox", "url": "https://remote.example/@ada",
        "summary": "<p>New</p>",
    });
    double.at(
        ACTOR,
        "200",
        "application/activity+json",
        &actor.to_string(),
    );
    json(&home("/api/v2/instance"), json!({"version": "4.6.5"}));
    json(&home("/api/v1/instance/domain_blocks"), json!([]));
    json(
        &home("/api/v1/accounts/relationships?id%5B%5D=1"),
        json!([{}]),
    );
    json(
        FINGER,
        json!({"subject": "acct:ada@remote.example", "links": [
            {"rel": "self", "type": "application/activity+json", "href": ACTOR},
        ]}),
    );
    json(
        RESOLVE,
        json!({"accounts": [], "statuses": [], "hashtags": []}),
    );
    double.at(
        "https://remote.example/api/v1/instance/domain_blocks",
        "404",
        "application/json",
        "",
    );
    double
}

async fn pressed(double: &Double, port: &Port, action: Value) {
    tell(double, port, press(action)).await;
    ended(double, port).await;
}

/// Lets a diagnosis go on until it waits for the person, or is over: it takes more turns than
/// a look.
async fn ended(double: &Double, port: &Port) {
    for _ in 0..8 {
        let drawn = drawn(double, port);
        if drawn.contains("copy_report") || drawn.contains(r#""without":"#) {
            return;
        }
        double.settle().await;
    }
}

/// The last drawing, as it was sent.
fn drawn(double: &Double, port: &Port) -> String {
    let sent = double.sent(port);
    let drawing = sent.iter().rfind(|message| message["kind"] == "draw");
    drawing.map(Value::to_string).unwrap_or_default()
}

fn home_alone_was_asked(double: &Double) {
    let asked = asked(double);
    let homes = |one: &String| one.starts_with("https://home.example/");
    assert!(asked.iter().all(homes), "{asked:?}");
}

/// A page of home that shows this path, with what its last drawing left.
async fn page(double: &Double, path: &str, memory: Option<Value>) -> Port {
    let port = double.port("page", &format!("https://home.example{path}"), 0);
    let show = json!({"show": {"path": path, "memory": memory, "home": {
        "version": "4.6.5", "locale": "en", "domain": "home.example", "token": "s3cr3t",
    }}});
    tell(double, &port, show).await;
    port
}

#[wasm_bindgen_test]
async fn nobody_else_is_asked_before_the_answer_and_the_token_goes_to_home_alone() {
    let double = troubled().await;
    let port = shown(&double).await;
    pressed(&double, &port, json!("diagnose")).await;
    home_alone_was_asked(&double);
    assert!(drawn(&double, &port).contains(r#""without":"remote.example""#));
    tell(&double, &port, contact("once")).await;
    ended(&double, &port).await;
    assert!(
        asked(&double).contains(&RESOLVE.to_owned()),
        "{:?}",
        asked(&double)
    );
    assert!(drawn(&double, &port).contains("copy_report"));
    for asked in double.asked() {
        let home = asked["url"].as_str().unwrap().starts_with("https://home.");
        let token = asked["headers"].get("authorization").is_some();
        assert_eq!(token, home, "{}", asked["url"]);
    }
    let kept = double.stored("local") + &double.stored("session");
    assert!(!kept.contains("s3cr3t"), "nor is it kept");
    pressed(&double, &port, json!("copy_report")).await;
    let sent = double.sent(&port);
    let copied = sent
        .iter()
        .rfind(|message| message["kind"] == "copy")
        .unwrap();
    let text = copied["text"].as_str().unwrap();
    assert!(text.contains("ada@remote.example"), "{text}");
    assert!(
        !text.contains("s3cr3t") && !text.contains("Bearer"),
        "{text}"
    );
}

#[wasm_bindgen_test]
async fn without_that_server_it_goes_on_with_home_alone() {
    let double = troubled().await;
    let port = shown(&double).await;
    pressed(&double, &port, json!("diagnose")).await;
    pressed(&double, &port, json!({"without": "remote.example"})).await;
    home_alone_was_asked(&double);
    assert!(
        drawn(&double, &port).contains("copy_report"),
        "it came to its end"
    );
}

#[wasm_bindgen_test]
async fn what_was_found_is_shown_again_when_the_background_was_ended() {
    let double = troubled().await;
    let port = shown(&double).await;
    tell(&double, &port, contact("server")).await;
    pressed(&double, &port, json!("diagnose")).await;
    let before = drawn(&double, &port);
    assert!(before.contains("copy_report"), "{before}");
    port_closed(&port);
    let count = asked(&double).len();
    let memory = json!({"diagnosis": true});
    let port = page(&double, "/@ada@remote.example", Some(memory)).await;
    assert!(drawn(&double, &port).contains("copy_report"));
    let asked_since = asked(&double).split_off(count);
    assert!(
        !asked_since.contains(&RESOLVE.to_owned()),
        "{asked_since:?}"
    );
    // Closed, it is gone, and forgotten.
    pressed(&double, &port, json!("close_diagnosis")).await;
    assert!(!drawn(&double, &port).contains("copy_report"));
    assert!(store::diagnosis("home.example", now()).await.is_none());
}

#[wasm_bindgen_test]
async fn a_search_that_may_be_for_an_account_is_offered_a_diagnosis_and_others_are_not() {
    let double = troubled().await;
    let path = SEARCH.trim_start_matches("https://home.example");
    let port = page(&double, path, None).await;
    assert!(drawn(&double, &port).contains(r#""press":"diagnose""#));
    assert!(asked(&double).is_empty(), "nothing is asked by itself");
    pressed(&double, &port, json!("diagnose")).await;
    assert!(!asked(&double).is_empty());
    let port = page(&double, "/search?q=rain", None).await;
    assert_eq!(drawn(&double, &port), "");
}

#[wasm_bindgen_test]
async fn what_may_be_read_since_is_asked_again() {
    let double = troubled().await;
    double.at(FINGER, "cut", "", "");
    double.at(ACTOR, "cut", "", "");
    let port = shown(&double).await;
    tell(&double, &port, contact("server")).await;
    pressed(&double, &port, json!("diagnose")).await;
    assert!(drawn(&double, &port).contains(r#""access":["remote.example"]"#));
    double.grant("https://remote.example/*");
    let count = asked(&double).len();
    permitted().await;
    double.settle().await;
    ended(&double, &port).await;
    let since = asked(&double).split_off(count);
    assert!(since.contains(&FINGER.to_owned()), "{since:?}");
    assert!(!drawn(&double, &port).contains(r#""access":["#));
}
