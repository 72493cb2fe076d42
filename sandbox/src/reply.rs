//! Short ways to build answers.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};

/// An answer of a site.
pub type Reply = Response<Body>;

/// JSON with a status and a content type.
#[must_use]
pub fn json_as(status: StatusCode, content_type: &'static str, value: &Value) -> Reply {
    // Not `to_string`, which looks for the end of a character in every piece again.
    let body = serde_json::to_vec(value).unwrap_or_default();
    with_type(status, content_type, body)
}

/// The text of a 503 when another server could not be connected to.
pub const COULD_NOT_FETCH: &str = "Remote data could not be fetched";
/// The text of a 503 when a lock is held or the storage is in trouble.
pub const TEMPORARY_PROBLEM: &str =
    "There was a temporary problem serving your request, please try again";
/// The page of a proxy that has waited long enough.
pub const GATEWAY_TIMEOUT: &str = "<html>\r\n<head><title>504 Gateway Time-out</title></head>\r\n<body>\r\n\
    <center><h1>504 Gateway Time-out</h1></center>\r\n<hr><center>nginx</center>\r\n\
    </body>\r\n</html>\r\n";
/// How Rails says that it is JSON.
const JSON: &str = "application/json; charset=utf-8";

/// JSON as Rails sends it.
#[must_use]
pub fn json(status: StatusCode, value: &Value) -> Reply {
    json_as(status, JSON, value)
}

/// A list of entities that all carry the same account, which is written once.
#[must_use]
pub fn json_statuses(statuses: &[Value], account: &Value) -> Reply {
    let account = account.to_string();
    let with_account = |status: &Value| {
        let written = status.to_string();
        let fields = written.strip_prefix('{').unwrap_or_default();
        format!("{{\"account\":{account},{fields}")
    };
    let written: Vec<String> = statuses.iter().map(with_account).collect();
    let body = format!("[{}]", written.join(","));
    with_type(StatusCode::OK, JSON, body)
}

/// The error shape of Mastodon's API.
#[must_use]
pub fn error(status: StatusCode, text: &str) -> Reply {
    json(status, &json!({ "error": text }))
}

/// 401 where only a user of the server may ask.
#[must_use]
pub fn user_needed() -> Reply {
    error(
        StatusCode::UNAUTHORIZED,
        "This method requires an authenticated user",
    )
}

/// A list of blocked domains, or the empty 404 of one that is not shown.
#[must_use]
pub fn blocks(shown: Option<Value>) -> Reply {
    match shown {
        Some(list) => json(StatusCode::OK, &list),
        None => with_type(StatusCode::NOT_FOUND, JSON, ""),
    }
}

/// HTML.
#[must_use]
pub fn html(status: StatusCode, text: String) -> Reply {
    with_type(status, "text/html; charset=utf-8", text)
}

/// A redirect with an empty body.
#[must_use]
pub fn redirect(status: StatusCode, to: &str) -> Reply {
    let mut reply = with_type(status, "text/html; charset=utf-8", "");
    set(&mut reply, "location", to);
    reply
}

/// Any body with a content type.
#[must_use]
pub fn with_type(status: StatusCode, content_type: &'static str, body: impl Into<Body>) -> Reply {
    let mut reply = Response::new(body.into());
    *reply.status_mut() = status;
    reply
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    reply
}

/// Sets a header; a value that HTTP cannot carry is left out.
pub fn set(reply: &mut Reply, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        reply.headers_mut().insert(name, value);
    }
}
