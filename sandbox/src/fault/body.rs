//! What faulty answers carry in place of the ordinary body.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{StatusCode, header};
use futures_util::{StreamExt, stream};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::reply::{self, Reply};
use crate::world::merge;

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
    /// The ordinary JSON body with this merged into it (RFC 7396: null removes). A body that is
    /// no JSON stays as it is.
    Merged(Value),
}

/// The answer that a kind of body makes by itself, with status 200.
pub fn made(kind: &BodyKind) -> Reply {
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
        BodyKind::Merged(value) => {
            let mut whole = json!({});
            merge(&mut whole, value);
            reply::json_as(ok, JSON, &whole)
        }
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

/// The answer with the first half of its body.
pub async fn halved(whole: Reply) -> Reply {
    let (mut parts, body) = whole.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    let bytes = collected(body).await;
    let half = bytes.slice(..bytes.len() / 2);
    Reply::from_parts(parts, Body::from(half))
}

/// The answer with something merged into its JSON.
pub async fn merged(whole: Reply, change: &Value) -> Reply {
    let (mut parts, body) = whole.into_parts();
    let mut bytes = collected(body).await;
    if let Ok(mut value) = serde_json::from_slice(&bytes) {
        merge(&mut value, change);
        bytes = value.to_string().into();
        parts.headers.remove(header::CONTENT_LENGTH);
    }
    Reply::from_parts(parts, Body::from(bytes))
}

/// Sends the beginning in chunks, and ends the connection before the last one.
pub async fn killed(whole: Reply, bytes: usize) -> Reply {
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
