//! What goes wrong on purpose: for a host and a path prefix, how the ordinary
//! answer is delayed, replaced, cut or dropped.
//!
//! ```
//! use freshet_sandbox::Fault;
//! let fault = Fault { status: Some(503), ..Fault::on("mastodon44.test", "/users/ada") };
//! assert!(fault.covers("mastodon44.test", "/users/ada"));
//! assert!(!fault.covers("mastodon44.test", "/@ada"));
//! ```

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use futures_util::{StreamExt, stream};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::reply::{self, Reply};

/// One fault. Fields that are not set leave that part of the answer as it is.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fault {
    /// The host, lower case, or `*` for every host but the control host.
    pub host: String,
    /// The beginning of path and query; `/` covers all.
    pub path: String,
    /// The status answered.
    pub status: Option<u16>,
    /// How long to wait before answering, in milliseconds.
    pub delay_ms: u64,
    /// What stands in the body.
    pub body: Option<BodyKind>,
    /// The `Content-Type`; without it the one that fits `body`.
    pub content_type: Option<String>,
    /// Further headers, such as `retry-after`.
    pub headers: BTreeMap<String, String>,
    /// Answer with a redirect to this `Location` (302 unless `status` says otherwise).
    pub redirect: Option<String>,
    /// End the connection without any answer.
    pub drop: bool,
    /// End the connection after so many bytes of the body.
    pub kill_after: Option<usize>,
    /// How many requests it meets before it is spent; without it, all.
    pub times: Option<u32>,
}

/// What a faulty answer carries.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyKind {
    /// Nothing at all.
    Empty,
    /// An HTML page, as a login wall or a proxy's error page.
    Html,
    /// This JSON value.
    Json(Value),
    /// This text, whatever it is.
    Text(String),
    /// A JSON object of this many bytes, streamed.
    Huge(u64),
    /// JSON that begins and never ends.
    Endless,
    /// The first half of the ordinary body, as if it were all.
    Truncated,
}

impl Fault {
    /// A fault for a host and path prefix that does nothing yet.
    #[must_use]
    pub fn on(host: &str, path: &str) -> Self {
        Self {
            host: host.to_owned(),
            path: path.to_owned(),
            ..Self::default()
        }
    }

    /// Whether it concerns this request.
    #[must_use]
    pub fn covers(&self, host: &str, path_and_query: &str) -> bool {
        (self.host == "*" || self.host == host)
            && path_and_query.starts_with(&self.path)
            && self.times != Some(0)
    }

    /// Whether the answer is made without asking the site.
    #[must_use]
    pub fn replaces_all(&self) -> bool {
        self.redirect.is_some()
            || match &self.body {
                None => self.status.is_some(),
                Some(kind) => *kind != BodyKind::Truncated,
            }
    }

    /// Waits as long as the fault says.
    pub async fn wait(&self) {
        if self.delay_ms > 0 {
            tokio::time::sleep(Duration::from_millis(self.delay_ms)).await;
        }
    }

    /// The answer in place of `ordinary`.
    pub async fn applied_to(&self, ordinary: Option<Reply>) -> Reply {
        let mut reply = match (&self.redirect, &self.body, ordinary) {
            (Some(to), _, _) => reply::redirect(StatusCode::FOUND, to),
            (None, Some(BodyKind::Truncated), Some(whole)) => halved(whole).await,
            (None, Some(kind), _) => made(kind),
            (None, None, Some(whole)) => whole,
            (None, None, None) => made(&BodyKind::Json(serde_json::json!({
                "error": self.status.and_then(|s| StatusCode::from_u16(s).ok())
                    .and_then(|s| s.canonical_reason()).unwrap_or("Error")
            }))),
        };
        if let Some(status) = self.status.and_then(|s| StatusCode::from_u16(s).ok()) {
            *reply.status_mut() = status;
        }
        if let Some(content_type) = &self.content_type {
            reply::set(&mut reply, "content-type", content_type);
        }
        for (name, value) in &self.headers {
            if let (Ok(name), Ok(value)) = (
                HeaderName::try_from(name.as_str()),
                HeaderValue::from_str(value),
            ) {
                reply.headers_mut().insert(name, value);
            }
        }
        match self.kill_after {
            Some(bytes) => killed(reply, bytes).await,
            None => reply,
        }
    }
}

fn made(kind: &BodyKind) -> Reply {
    const JSON: &str = "application/activity+json; charset=utf-8";
    let ok = StatusCode::OK;
    match kind {
        BodyKind::Empty => reply::with_type(ok, JSON, ""),
        BodyKind::Html => reply::html(
            ok,
            "<!doctype html><title>Please wait</title><p>Checking your browser.</p>".to_owned(),
        ),
        BodyKind::Json(value) => reply::json_as(ok, JSON, value),
        BodyKind::Text(text) => reply::with_type(ok, JSON, text.clone()),
        BodyKind::Huge(bytes) => reply::with_type(ok, JSON, Body::from_stream(huge(*bytes))),
        BodyKind::Endless => reply::with_type(ok, JSON, Body::from_stream(endless())),
        BodyKind::Truncated => reply::with_type(ok, JSON, "{\"id\":\"https:"),
    }
}

fn huge(bytes: u64) -> impl futures_util::Stream<Item = Result<Bytes, Infallible>> + Send {
    const HEAD: &[u8] = b"{\"type\":\"Person\",\"summary\":\"";
    const TAIL: &[u8] = b"\"}";
    const BLOCK: &[u8] = &[b'x'; 65_536];
    let filling = bytes.saturating_sub((HEAD.len() + TAIL.len()) as u64);
    let whole = usize::try_from(filling / BLOCK.len() as u64).unwrap_or(usize::MAX);
    let rest = usize::try_from(filling % BLOCK.len() as u64).unwrap_or(0);
    stream::once(async { Bytes::from_static(HEAD) })
        .chain(stream::repeat(Bytes::from_static(BLOCK)).take(whole))
        .chain(stream::once(async move {
            Bytes::from_static(BLOCK).slice(..rest)
        }))
        .chain(stream::once(async { Bytes::from_static(TAIL) }))
        .map(Ok)
}

fn endless() -> impl futures_util::Stream<Item = Result<Bytes, Infallible>> + Send {
    stream::once(async { Bytes::from_static(b"{\"summary\":\"") })
        .chain(
            stream::repeat(Bytes::from_static(b"and so on ")).then(|block| async {
                tokio::time::sleep(Duration::from_millis(20)).await;
                block
            }),
        )
        .map(Ok)
}

async fn halved(whole: Reply) -> Reply {
    let (mut parts, body) = whole.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    let bytes = collected(body).await;
    let half = bytes.slice(..bytes.len() / 2);
    Reply::from_parts(parts, Body::from(half))
}

/// Sends the beginning in chunks, and ends the connection before the last one.
async fn killed(whole: Reply, bytes: usize) -> Reply {
    let (mut parts, body) = whole.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    let sent = body
        .into_data_stream()
        .scan(bytes, |left, block| {
            let kept = block.ok().filter(|_| *left > 0).map(|block| {
                let kept = block.slice(..block.len().min(*left));
                *left -= kept.len();
                kept
            });
            async move { kept }
        })
        .map(Ok)
        .chain(stream::once(async {
            // What was sent has to leave before the error ends the connection.
            tokio::time::sleep(Duration::from_millis(50)).await;
            Err(std::io::Error::other("killed on purpose"))
        }));
    Reply::from_parts(parts, Body::from_stream(sent))
}

async fn collected(body: Body) -> Bytes {
    axum::body::to_bytes(body, 64 << 20)
        .await
        .unwrap_or_default()
}
