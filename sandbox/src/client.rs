//! A client's request without a socket: straight to the site that is asked.

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use url::Url;

use crate::asked::Asked;
use crate::server;
use crate::state::State;

/// Longest body that is read, in bytes.
const LONGEST_BODY: usize = 64 << 20;

/// What a client got.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    /// The status.
    pub status: u16,
    /// The headers in their order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The whole body.
    pub body: Vec<u8>,
}

impl Answered {
    /// The first header of this name (lower case).
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The body as JSON; null when it is none.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// One request; nothing when no connection or no whole answer is to be had.
pub async fn ask(
    state: &State,
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Option<Answered> {
    let address = Url::parse(url).ok()?;
    let mut sent = HeaderMap::new();
    for (name, value) in headers {
        sent.append(
            HeaderName::try_from(*name).ok()?,
            HeaderValue::from_str(value).ok()?,
        );
    }
    let asked = Asked {
        method: Method::from_bytes(method.as_bytes()).ok()?,
        host: address.host_str()?.to_owned(),
        path: address.path().to_owned(),
        query: address.query().unwrap_or_default().to_owned(),
        headers: sent,
        body: Bytes::copy_from_slice(body),
    };
    if address.scheme() != "https" || address.port().is_some() || !state.reachable(&asked.host) {
        state.log.arrived(server::entry(&asked, None));
        return None;
    }
    let reply = server::exchange(state, &asked).await?;
    let (parts, body) = reply.into_parts();
    let body = axum::body::to_bytes(body, LONGEST_BODY).await.ok()?;
    Some(Answered {
        status: parts.status.as_u16(),
        headers: parts
            .headers
            .iter()
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes());
                (name.to_string(), value.into_owned())
            })
            .collect(),
        body: body.to_vec(),
    })
}
