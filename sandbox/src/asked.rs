//! A request as every site of the sandbox reads it.

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, Method};
use percent_encoding::percent_decode_str;
use url::{Url, form_urlencoded};

/// The key of a home's instance actor, as it stands in a signature.
#[must_use]
pub fn key_of(home: &str) -> String {
    format!("https://{home}/actor#main-key")
}

/// A request: host in lower case without a port, path and query apart, body read.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The method.
    pub method: Method,
    /// The host of the `Host` header, lower case, without a port.
    pub host: String,
    /// The path, still percent-encoded.
    pub path: String,
    /// The query without its question mark.
    pub query: String,
    /// All headers.
    pub headers: HeaderMap,
    /// The body, at most one megabyte.
    pub body: Bytes,
}

impl Asked {
    /// A `GET` of an address that a home signs; nothing for an address without a host.
    #[must_use]
    pub fn signed(home: &str, address: &Url, accept: &'static str) -> Option<Self> {
        let mut headers = HeaderMap::new();
        headers.insert("accept", HeaderValue::from_static(accept));
        headers.insert(
            "signature",
            HeaderValue::from_str(&format!("keyId=\"{}\"", key_of(home))).ok()?,
        );
        Some(Self {
            method: Method::GET,
            host: address.host_str()?.to_owned(),
            path: address.path().to_owned(),
            query: address.query().unwrap_or_default().to_owned(),
            headers,
            body: Bytes::new(),
        })
    }

    /// Path and query as they were sent.
    #[must_use]
    pub fn path_and_query(&self) -> String {
        if self.query.is_empty() {
            self.path.clone()
        } else {
            format!("{}?{}", self.path, self.query)
        }
    }

    /// The decoded segments of the path; empty ones are left out.
    #[must_use]
    pub fn segments(&self) -> Vec<String> {
        self.path
            .split('/')
            .filter(|segment| !segment.is_empty())
            .map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned())
            .collect()
    }

    /// The decoded value of a query parameter, the first if there are several.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<String> {
        form_urlencoded::parse(self.query.as_bytes())
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.into_owned())
    }

    /// All decoded values of a query parameter.
    #[must_use]
    pub fn parameters(&self, name: &str) -> Vec<String> {
        form_urlencoded::parse(self.query.as_bytes())
            .filter(|(known, _)| known == name)
            .map(|(_, value)| value.into_owned())
            .collect()
    }

    /// A header as text; empty when absent or not text.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// A cookie's value.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.header("cookie").split(';').find_map(|pair| {
            let (known, value) = pair.trim().split_once('=')?;
            (known == name).then_some(value)
        })
    }

    /// Whether a Mastodon answers this with ActivityPub instead of HTML.
    ///
    /// Rails takes a list that contains `*/*` for a browser's and answers HTML.
    #[must_use]
    pub fn wants_activity(&self) -> bool {
        let accept = self.header("accept");
        let from_a_browser = accept.contains(',') && accept.contains("*/*");
        !from_a_browser
            && [
                "application/activity+json",
                "application/ld+json",
                "application/json",
            ]
            .iter()
            .any(|known| accept.contains(known))
    }
}
