//! The background as pages and surfaces know it: messages in, drawings out.

use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::double::Double;
use super::language::with_catalogues;
use crate::web::background::{forbidden, port_closed, port_message};
use crate::web::browser::{Port, from_js, to_js};
use crate::web::{session, store};

pub const PAGE: &str = "https://home.example/@ada@remote.example";
pub const LOOKUP: &str = "https://home.example/api/v1/accounts/lookup?acct=ada%40remote.example";
pub const ACTOR: &str = "https://remote.example/users/ada";
const POPUP: &str = "chrome-extension://freshet/extension/popup.html";

/// A fediverse of two servers, and a home that is switched on.
pub async fn fediverse() -> Double {
    let double = with_catalogues();
    for id in session::all() {
        if let Some(port) = session::with(id, |session| session.port.clone()) {
            session::close(&port);
        }
    }
    let account = json!({
        "id": "1", "acct": "ada@remote.example", "username": "ada", "display_name": "Ada",
        "uri": ACTOR, "url": "https://remote.example/@ada", "note": "<p>Old</p>",
        "avatar": "https://home.example/avatars/original/missing.png",
        "header": "https://home.example/headers/original/missing.png",
    });
    let actor = json!({
        "id": ACTOR, "type": "Person", "preferredUsername": "ada", "name": "Ada",
        "inbox": "https://remote.example/inbox", "url": "https://remote.example/@ada",
        "summary": "<p>New</p>",
    });
    double.at(LOOKUP, "200", "application/json", &account.to_string());
    double.at(
        ACTOR,
        "200",
        "application/activity+json",
        &actor.to_string(),
    );
    let sheet = "chrome-extension://freshet/extension/panel.css";
    double.at(sheet, "200", "text/css", ".line { }");
    store::add_home("home.example").await;
    double
}

fn show(path: &str) -> Value {
    json!({"show": {"path": path, "home": {
        "version": "4.6.5", "locale": "en", "domain": "home.example", "token": "s3cr3t",
    }}})
}

pub fn press(action: Value) -> Value {
    json!({"press": {"action": action}})
}

pub fn contact(scope: &str) -> Value {
    press(json!({"contact": {"server": "remote.example", "scope": scope}}))
}

pub async fn tell(double: &Double, port: &Port, message: Value) {
    port_message(port.clone(), to_js(&message)).await;
    double.settle().await;
}

/// What the line says in the last drawing that was sent.
pub fn said(double: &Double, port: &Port) -> String {
    fn words(node: &Value) -> String {
        match node {
            Value::String(text) => text.replace(['\u{2068}', '\u{2069}'], ""),
            Value::Object(element) => {
                let children = element.get("children").and_then(Value::as_array);
                children.into_iter().flatten().map(words).collect()
            }
            _ => String::new(),
        }
    }
    let sent = double.sent(port);
    let drawing = sent.iter().rfind(|message| message["kind"] == "draw");
    let tree = drawing.map(|drawing| drawing["tree"].as_array().unwrap().clone());
    tree.unwrap_or_default().iter().map(words).collect()
}

/// The requests to other servers than the extension's own files.
pub fn asked(double: &Double) -> Vec<String> {
    let mut addresses = double.addresses();
    addresses.retain(|address| !address.starts_with("chrome-extension:"));
    addresses
}

/// Shows Ada's profile in a page of home, as it is when the question stands.
pub async fn shown(double: &Double) -> Port {
    let port = double.port("page", PAGE, 0);
    tell(double, &port, show("/@ada@remote.example")).await;
    port
}

#[wasm_bindgen_test]
async fn a_look_goes_from_the_page_to_the_verdict() {
    let double = fediverse().await;
    let port = shown(&double).await;
    assert_eq!(
        double.sent(&port)[0],
        json!({"kind": "sheet", "css": ".line { }"})
    );
    assert!(said(&double, &port).starts_with("Compare this profile with remote.example?"));
    assert_eq!(asked(&double), [LOOKUP], "nobody else before the answer");
    tell(&double, &port, contact("once")).await;
    assert!(
        said(&double, &port).starts_with("home.example is out of date: 1 difference"),
        "{}",
        said(&double, &port)
    );
    assert_eq!(asked(&double), [LOOKUP, ACTOR]);
    assert_eq!(
        store::consents("home.example").await.servers,
        [""; 0],
        "once is not kept"
    );
    for asked in double.asked() {
        let token = asked["headers"].get("authorization").is_some();
        assert_eq!(
            token,
            asked["url"] == LOOKUP,
            "the token goes to home alone"
        );
    }
    let kept = double.stored("local") + &double.stored("session");
    let sent = json!(double.sent(&port)).to_string();
    assert!(
        !kept.contains("s3cr3t") && !sent.contains("s3cr3t"),
        "nor is it kept or drawn"
    );
    tell(&double, &port, press(json!({"open": true}))).await;
    let said = said(&double, &port);
    assert!(
        said.contains("Bio") && said.contains("Old") && said.contains("New"),
        "{said}"
    );
    let last = double.sent(&port).pop().unwrap();
    assert_eq!(
        last["memory"],
        json!({"open": true, "all": false, "later": false, "held": false,
            "diagnosis": false, "details": false, "admins": false})
    );
    assert_eq!((&last["lang"], &last["dir"]), (&json!("en"), &json!("ltr")));
}

#[wasm_bindgen_test]
async fn a_verdict_of_the_last_minutes_asks_nobody() {
    let double = fediverse().await;
    let first = shown(&double).await;
    tell(&double, &first, contact("server")).await;
    port_closed(&first);
    let second = shown(&double).await;
    assert!(said(&double, &second).starts_with("home.example is out of date"));
    assert_eq!(asked(&double).len(), 2);
    tell(&double, &second, press(json!("check_again"))).await;
    assert!(said(&double, &second).starts_with("home.example is out of date"));
    assert_eq!(
        asked(&double),
        [LOOKUP, ACTOR, LOOKUP, ACTOR],
        "the consent was kept"
    );
}

#[wasm_bindgen_test]
async fn a_verdict_of_a_second_look_asks_nobody_either() {
    let double = fediverse().await;
    let first = shown(&double).await;
    tell(&double, &first, contact("server")).await;
    // The second look knows the consent already, and is told one thing less.
    tell(&double, &first, press(json!("check_again"))).await;
    port_closed(&first);
    let second = shown(&double).await;
    let said = said(&double, &second);
    assert!(said.starts_with("home.example is out of date"), "{said}");
    assert_eq!(asked(&double), [LOOKUP, ACTOR, LOOKUP, ACTOR]);
}

#[wasm_bindgen_test]
async fn a_consent_for_once_does_not_outlive_its_look() {
    let double = fediverse().await;
    let first = shown(&double).await;
    tell(&double, &first, contact("once")).await;
    port_closed(&first);
    let second = shown(&double).await;
    assert!(said(&double, &second).starts_with("home.example is out of date"));
    tell(&double, &second, press(json!("check_again"))).await;
    let said = said(&double, &second);
    assert!(said.starts_with("Compare this profile with"), "{said}");
    assert_eq!(asked(&double), [LOOKUP, ACTOR, LOOKUP]);
}

#[wasm_bindgen_test]
async fn what_was_kept_and_no_longer_leads_to_an_end_is_not_used() {
    let double = fediverse().await;
    let key = "look home.example ada@remote.example";
    let now = js_sys::Date::now();
    for told in [
        json!([]),
        json!([{"allowed": true}, {"allowed": true}]),
        json!([{"failed": "network"}]),
    ] {
        double.put(
            "session",
            key,
            &json!({"told": told, "at": now}).to_string(),
        );
        let port = shown(&double).await;
        port_closed(&port);
    }
    // Nothing is no end, and after an end comes nothing; home's failure is one.
    assert_eq!(asked(&double), [LOOKUP, LOOKUP]);
}

#[wasm_bindgen_test]
async fn not_now_is_drawn_and_undone() {
    let double = fediverse().await;
    let port = shown(&double).await;
    tell(&double, &port, press(json!({"later": true}))).await;
    assert!(said(&double, &port).starts_with("Not compared with remote.example."));
    tell(&double, &port, press(json!({"later": false}))).await;
    assert!(said(&double, &port).starts_with("Compare this profile"));
    assert_eq!(asked(&double), [LOOKUP]);
}

#[wasm_bindgen_test]
async fn only_pages_of_homes_are_served() {
    let double = fediverse().await;
    for (url, frame, told) in [
        (
            "https://other.example/@ada@remote.example",
            0,
            json!([{"kind": "leave"}]),
        ),
        (
            "https://home.example.evil.example/@ada@remote.example",
            0,
            json!([{"kind": "leave"}]),
        ),
        (
            "https://home.example:8443/@ada@remote.example",
            0,
            json!([{"kind": "leave"}]),
        ),
        ("http://home.example/@ada@remote.example", 0, json!([])),
        (PAGE, 3, json!([])),
        ("about:blank", 0, json!([])),
    ] {
        let port = double.port("page", url, frame);
        tell(&double, &port, show("/@ada@remote.example")).await;
        assert_eq!(json!(double.sent(&port)), told, "{url} in frame {frame}");
    }
    for path in [
        "/home",
        "/@ada",
        "/@ada@home.example",
        "/",
        "",
        "//",
        "/@@",
        "/@ada@",
    ] {
        let port = double.port("page", PAGE, 0);
        tell(&double, &port, show(path)).await;
        assert_eq!(json!(double.sent(&port)), json!([]), "{path}");
    }
    assert_eq!(asked(&double), [""; 0]);
}

#[wasm_bindgen_test]
async fn a_page_cannot_press_what_is_the_surfaces() {
    let double = fediverse().await;
    let port = shown(&double).await;
    double.grant("https://evil.example/*");
    for action in [
        json!({"switch_on": {"home": "evil.example", "ask": ["https://evil.example/*"]}}),
        json!({"switch_off": "home.example"}),
        json!({"grant": {"ask": ["https://evil.example/*"]}}),
        json!({"forget": {"home": "home.example", "server": "remote.example"}}),
        json!("options"),
    ] {
        tell(&double, &port, press(action)).await;
    }
    let opened = json!({"open": {"tab": 7, "hosts": ["evil.example"]}});
    let popup = double.port("popup", PAGE, 0);
    tell(&double, &popup, opened).await;
    assert_eq!(
        double.sent(&popup),
        [json!(null); 0],
        "nor call itself the popup"
    );
    assert_eq!(store::homes().await, ["home.example"]);
    let calls = double.calls();
    let badge = |call: &Value| call["name"] == "setBadgeText";
    assert!(calls.iter().all(badge), "{calls:?}");
}

#[wasm_bindgen_test]
async fn the_popup_switches_a_home_off_with_all_that_was_kept() {
    let double = fediverse().await;
    double.grant("https://home.example/*");
    double.grant("https://remote.example/*");
    let page = shown(&double).await;
    tell(&double, &page, contact("server")).await;
    let popup = double.port("popup", POPUP, 0);
    tell(&double, &popup, json!({"open": {"tab": 7}})).await;
    let before = said(&double, &popup);
    assert!(
        before.starts_with("In Gebrauch auf") || before.contains("home.example"),
        "{before}"
    );
    let off = press(json!({"switch_off": "home.example"}));
    tell(&double, &popup, off).await;
    assert_eq!(double.stored("local"), r#"{"homes":"[]"}"#);
    let kept = double.stored("session");
    assert!(!kept.contains("look "), "{kept}");
    let calls = double.calls();
    let given_back = calls
        .iter()
        .filter(|call| call["name"] == "permissions.remove");
    assert_eq!(
        given_back.count(),
        2,
        "home's access, then all that is left"
    );
}

#[wasm_bindgen_test]
async fn access_taken_away_in_the_browser_switches_off() {
    let double = fediverse().await;
    forbidden().await;
    assert_eq!(store::homes().await, [""; 0]);
    assert_eq!(double.stored("local"), r#"{"homes":"[]"}"#);
}

#[wasm_bindgen_test]
async fn a_connection_that_closes_ends_what_was_under_way() {
    let double = fediverse().await;
    let port = shown(&double).await;
    double.disconnected(&port);
    // A press that was under way: nobody is there to be told, and nothing breaks.
    tell(&double, &port, contact("once")).await;
    port_closed(&port);
    port_closed(&port);
    let asked_before = asked(&double).len();
    tell(&double, &port, press(json!("check_again"))).await;
    assert_eq!(asked(&double).len(), asked_before);
}

#[wasm_bindgen_test]
async fn a_token_in_a_message_of_another_shape_is_not_told() {
    let double = fediverse().await;
    let port = double.port("page", PAGE, 0);
    let mut message = show("/@ada@remote.example");
    message["show"]["home"]["version"] = json!(null);
    tell(&double, &port, message).await;
    assert_eq!(double.told(), "freshet: unknown message: show");
}

#[wasm_bindgen_test]
async fn messages_of_another_shape_are_told_and_survived() {
    let double = fediverse().await;
    let port = double.port("page", PAGE, 0);
    let cyclic =
        js_sys::eval("(() => { const a = {show: 'lost'}; a.a = a; return a; })()").unwrap();
    for message in [
        JsValue::NULL,
        JsValue::UNDEFINED,
        JsValue::from_f64(7.0),
        JsValue::from_str("show"),
        js_sys::Object::new().into(),
        js_sys::Function::new_no_args("").into(),
        js_sys::BigInt::from(7).into(),
        cyclic.clone(),
    ] {
        port_message(port.clone(), message).await;
    }
    let told = double.told();
    assert_eq!(told.matches("unknown message").count(), 8, "{told}");
    assert_eq!(double.sent(&port), [json!(null); 0]);
    assert_eq!(from_js::<Value>(&cyclic), None);
    let message = show("/x");
    assert_eq!(from_js::<Value>(&to_js(&message)), Some(message));
}
