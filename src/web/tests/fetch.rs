//! Requests: what they carry, and every way an answer can go wrong.

use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::AbortController;

use super::double::Double;
use crate::address::PublicAddress;
use crate::step::{Answer, BODY_LIMIT, Failure, HomeRequest, OriginRequest, Outcome};
use crate::web::fetch::{self, Home, Token};

const ADDRESS: &str = "https://remote.example/users/ada";

fn abort() -> AbortController {
    AbortController::new().unwrap()
}

async fn origin(abort: &AbortController) -> Outcome {
    let address = PublicAddress::parse(ADDRESS).unwrap();
    fetch::origin(&OriginRequest { address }, abort).await
}

/// Asks an origin that answers in this way.
async fn check(how: &str, media_type: &str, body: &str, expected: Outcome) {
    let double = Double::new();
    double.at(ADDRESS, how, media_type, body);
    let outcome = origin(&abort()).await;
    assert_eq!(outcome, expected, "{how}");
    assert_eq!(double.addresses(), [ADDRESS], "one request");
    for body in double.bodies() {
        let given = body["given"].as_u64().unwrap() as usize;
        assert!(
            given <= BODY_LIMIT / 65536 + 3,
            "{how}: {given} pieces were read"
        );
        let whole = matches!(expected, Outcome::Answer(_));
        assert_eq!(
            body["stopped"],
            json!(!whole),
            "{how}: the rest is not sent"
        );
    }
}

fn answer(status: u16, media_type: &str, body: impl Into<Vec<u8>>) -> Outcome {
    Outcome::Answer(Answer {
        status,
        media_type: media_type.to_owned(),
        body: body.into(),
        wait: None,
        limit: None,
        ahead: None,
    })
}

/// How long a home that answers 429 with these headers asks to wait.
async fn pause(headers: serde_json::Value) -> Option<f64> {
    let double = Double::new();
    double.at(ADDRESS, "pause", "", &headers.to_string());
    match origin(&abort()).await {
        Outcome::Answer(answer) => answer.wait,
        outcome => panic!("{outcome:?}"),
    }
}

#[wasm_bindgen_test]
async fn what_a_server_says_of_its_limit_is_told_by_this_machines_clock() {
    let limit = async |headers: serde_json::Value| {
        let double = Double::new();
        double.at(ADDRESS, "pause", "", &headers.to_string());
        match origin(&abort()).await {
            Outcome::Answer(answer) => answer.limit,
            outcome => panic!("{outcome:?}"),
        }
    };
    let told = limit(json!({
        "x-ratelimit-limit": "300", "x-ratelimit-remaining": "12",
        "x-ratelimit-reset": "2026-11-21T12:03:20.000000Z", "date": "Sat, 21 Nov 2026 12:00:00 GMT",
    }));
    let before = js_sys::Date::now();
    let told = told.await.unwrap();
    assert_eq!((told.limit, told.remaining), (300, 12));
    let left = told.reset - before;
    assert!((200_000.0..260_000.0).contains(&left), "{left}");
    for missing in [
        json!({}),
        json!({"x-ratelimit-limit": "300", "x-ratelimit-remaining": "12"}),
        json!({"x-ratelimit-limit": "-1", "x-ratelimit-remaining": "12", "x-ratelimit-reset": "2026-11-21T12:03:20Z"}),
    ] {
        assert_eq!(limit(missing).await, None);
    }
}

#[wasm_bindgen_test]
async fn a_pause_is_as_long_as_the_servers_own_clock_says() {
    let date = "Sat, 21 Nov 2026 12:00:00 GMT";
    let reset = "2026-11-21T12:03:20.000000Z";
    for (headers, expected) in [
        (
            json!({"x-ratelimit-reset": reset, "date": date}),
            Some(200_000.0),
        ),
        (json!({"retry-after": "90"}), Some(90_000.0)),
        (
            json!({"retry-after": "90", "x-ratelimit-reset": reset, "date": date}),
            Some(90_000.0),
        ),
        (
            json!({"x-ratelimit-reset": "2026-11-21T11:00:00Z", "date": date}),
            Some(0.0),
        ),
        (json!({"x-ratelimit-reset": "soon", "date": date}), None),
        (json!({"retry-after": "soon"}), None),
        (json!({"date": date}), None),
    ] {
        assert_eq!(pause(headers.clone()).await, expected, "{headers}");
    }
    // Without a date of its own, this browser's clock is as good as any.
    assert!(pause(json!({"x-ratelimit-reset": "2999-01-01T00:00:00Z"})).await > Some(0.0));
}

#[wasm_bindgen_test]
async fn home_is_asked_to_act_by_a_post() {
    let double = Double::new();
    let address = "https://home.example/api/v1/accounts/109/refresh";
    double.at(address, "202", "application/json", "{}");
    let home = Home {
        host: "home.example".to_owned(),
        token: Token::new("s3cr3t".to_owned()),
    };
    let request = HomeRequest::refresh("109").unwrap();
    fetch::home(&home, &request, &abort()).await;
    assert_eq!(double.asked()[0]["method"], "POST");
    for id in ["", "1/2", "..", "1?x", "ü"] {
        assert_eq!(HomeRequest::refresh(id), None, "{id:?}");
    }
}

#[wasm_bindgen_test]
async fn an_origin_learns_nothing_about_the_person() {
    let double = Double::new();
    double.at(ADDRESS, "200", "", "{}");
    origin(&abort()).await;
    let expected = json!([{
        "url": ADDRESS,
        "method": "GET",
        "credentials": "omit",
        "referrerPolicy": "no-referrer",
        "redirect": "manual",
        "cache": "no-store",
        "headers": {"accept": "application/activity+json"},
    }]);
    assert_eq!(json!(double.asked()), expected);
}

/// The headers of a request to home with this token.
async fn headers_to_home(token: Option<&str>) -> (serde_json::Value, Outcome) {
    let double = Double::new();
    let address = "https://home.example/api/v1/accounts/lookup?acct=ada%40remote.example";
    double.at(address, "200", "application/json", "{}");
    let home = Home {
        host: "home.example".to_owned(),
        token: token.and_then(|token| Token::new(token.to_owned())),
    };
    let request = HomeRequest::lookup("ada@remote.example");
    let outcome = fetch::home(&home, &request, &abort()).await;
    let asked = double.asked();
    for asked in &asked {
        assert_eq!(asked["url"], address);
        assert_eq!(asked["credentials"], "omit");
        assert_eq!(asked["redirect"], "manual");
    }
    let headers = asked.first().map(|asked| asked["headers"].clone());
    (headers.unwrap_or_default(), outcome)
}

#[wasm_bindgen_test]
async fn home_is_asked_with_the_token_if_there_is_one() {
    let (headers, _) = headers_to_home(Some("s3cr3t")).await;
    let expected = json!({"accept": "application/json", "authorization": "Bearer s3cr3t"});
    assert_eq!(headers, expected);
    let (headers, _) = headers_to_home(None).await;
    assert_eq!(headers, json!({"accept": "application/json"}));
}

#[wasm_bindgen_test]
async fn a_token_that_is_none_is_not_sent() {
    for token in ["", "a\nb", "a\r\nX-Evil: 1", "a\0b", "schlüssel 🔑", "a b"] {
        let (headers, outcome) = headers_to_home(Some(token)).await;
        assert_eq!(headers, json!({"accept": "application/json"}), "{token:?}");
        assert!(matches!(outcome, Outcome::Answer(_)), "{token:?}");
    }
}

#[wasm_bindgen_test]
async fn answers_come_with_status_type_and_body() {
    let typed = "Application/Activity+JSON; charset=utf-8";
    check(
        "200",
        typed,
        "{}",
        answer(200, "application/activity+json", "{}"),
    )
    .await;
    check("404", "text/html", "<p>", answer(404, "text/html", "<p>")).await;
    check("503", "", "", answer(503, "text/plain", "")).await;
    check("204", "", "", answer(204, "", "")).await;
    check("410", "x", "\u{0}ü", answer(410, "x", "\u{0}ü")).await;
}

#[wasm_bindgen_test]
async fn no_answer_is_a_failure() {
    let double = Double::new();
    assert_eq!(origin(&abort()).await, Outcome::Failed(Failure::Network));
    drop(double);
    check("cut", "", "", Outcome::Failed(Failure::Network)).await;
}

#[wasm_bindgen_test]
async fn a_redirect_is_not_followed() {
    check("redirect", "", "", Outcome::Failed(Failure::Redirected)).await;
}

#[wasm_bindgen_test]
async fn what_is_not_whole_in_time_is_given_up() {
    check("never", "", "", Outcome::Failed(Failure::TimedOut)).await;
    check("stuck", "", "", Outcome::Failed(Failure::TimedOut)).await;
}

#[wasm_bindgen_test]
async fn what_is_too_large_is_given_up() {
    let too_large = || Outcome::Failed(Failure::TooLarge);
    check("endless", "", "", too_large()).await;
    check("understated", "", "", too_large()).await;
    check("pieces", "", "17", too_large()).await;
    let whole = answer(200, "", vec![b' '; BODY_LIMIT]);
    check("pieces", "", "16", whole).await;
}

#[wasm_bindgen_test]
async fn what_says_that_it_is_too_large_is_not_read() {
    let double = Double::new();
    double.at(ADDRESS, "declared", "", "50000000");
    assert_eq!(origin(&abort()).await, Outcome::Failed(Failure::TooLarge));
    let body = double.bodies().remove(0);
    assert!(body["given"].as_u64().unwrap() <= 1, "{body}");
    assert_eq!(body["stopped"], true);
}

#[wasm_bindgen_test]
async fn a_look_that_was_left_ends_its_request() {
    let double = Double::new();
    double.at(ADDRESS, "never", "", "");
    let abort = abort();
    abort.abort();
    assert_eq!(origin(&abort).await, Outcome::Failed(Failure::Network));
}

#[wasm_bindgen_test]
async fn a_picture_has_a_limit_of_its_own() {
    let double = Double::new();
    double.at(ADDRESS, "pieces", "", "2");
    let address = PublicAddress::parse(ADDRESS).unwrap();
    let outcome = fetch::picture(&address, 65536, &abort()).await;
    assert_eq!(outcome, Outcome::Failed(Failure::TooLarge));
    let asked = double.asked().remove(0);
    assert_eq!(asked["credentials"], "omit");
    assert_eq!(asked["referrerPolicy"], "no-referrer");
    assert_eq!(asked["redirect"], "manual");
    assert_eq!(asked["headers"].get("authorization"), None);
}
