//! What goes wrong on purpose: for a host and a path prefix, how the ordinary
//! answer is delayed, replaced, cut or dropped.
//!
//! ```
//! use freshet_sandbox::Fault;
//! let fault = Fault { status: Some(503), ..Fault::on("mastodon44.test", "/users/ada") };
//! assert!(fault.covers("mastodon44.test", "/users/ada"));
//! assert!(!fault.covers("mastodon44.test", "/@ada"));
//! let fault: Fault = serde_json::from_str(r#"{
//!     "host": "mastodon44.test", "path": "/users/ada", "from": "home",
//!     "body": { "merged": { "inbox": null } }
//! }"#).unwrap();
//! assert!(!fault.replaces_all(), "the rest of the document stays");
//! ```

mod body;

use std::collections::BTreeMap;
use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::json;

pub use body::BodyKind;

use crate::chance::share;
use crate::clock::{Moment, iso_micro};
use crate::reply::{self, COULD_NOT_FETCH, GATEWAY_TIMEOUT, Reply, TEMPORARY_PROBLEM};

/// One fault. Fields that are not set leave that part of the answer as it is.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fault {
    /// The host, lower case, or `*` for every host but the control host.
    pub host: String,
    /// The beginning of path and query; `/` covers all.
    pub path: String,
    /// Whose requests it meets.
    pub from: Asker,
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
    /// How likely it meets a request that it covers, from 0 to 1; without it, always.
    pub chance: Option<f64>,
    /// Another seed, other requests: which ones follows from it and from their order.
    pub seed: u64,
    /// How many requests it covered so far.
    pub covered: u64,
    /// A home does what is asked all the same, so many milliseconds later than it usually takes
    /// to refresh or to import; its answer is lost, and is 504 unless the fault says otherwise.
    pub late_effect_ms: Option<u64>,
    /// The headers `X-RateLimit-*` say that nothing is left for so many milliseconds.
    pub reset_after_ms: Option<u64>,
}

/// Whose requests a fault meets.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Asker {
    /// Everybody's.
    #[default]
    #[serde(rename = "")]
    Everybody,
    /// Only what homes ask on their own, which is signed.
    Home,
    /// Only what clients ask.
    Browser,
}

impl Asker {
    /// Whether the requests of somebody are meant; homes ask on their own, or clients do.
    #[must_use]
    pub fn means(self, by_home: bool) -> bool {
        match self {
            Self::Everybody => true,
            Self::Home => by_home,
            Self::Browser => !by_home,
        }
    }
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

    /// Ends the connection without an answer.
    #[must_use]
    pub fn dropped(self) -> Self {
        Self { drop: true, ..self }
    }

    /// Answers so many milliseconds late.
    #[must_use]
    pub fn late(self, delay_ms: u64) -> Self {
        Self { delay_ms, ..self }
    }

    /// Answers with a status and an HTML page, as a proxy does.
    #[must_use]
    pub fn page(self, status: u16) -> Self {
        Self {
            status: Some(status),
            body: Some(BodyKind::Html),
            ..self
        }
    }

    /// Answers with a status and the error shape of Mastodon's API.
    #[must_use]
    pub fn error(self, status: u16, text: &str) -> Self {
        Self {
            status: Some(status),
            body: Some(BodyKind::Json(json!({ "error": text }))),
            content_type: Some("application/json; charset=utf-8".to_owned()),
            ..self
        }
    }

    /// 503 as Mastodon says it when a server could not be connected to.
    #[must_use]
    pub fn could_not_fetch(self) -> Self {
        self.error(503, COULD_NOT_FETCH)
    }

    /// 503 as Mastodon says it when a lock is held or the storage is in trouble.
    #[must_use]
    pub fn temporary_problem(self) -> Self {
        self.error(503, TEMPORARY_PROBLEM)
    }

    /// 504 of the proxy before a home, which goes on; see `late_effect_ms`.
    #[must_use]
    pub fn gateway_timeout(self, late_effect_ms: u64) -> Self {
        Self {
            status: Some(504),
            body: Some(BodyKind::Text(GATEWAY_TIMEOUT.to_owned())),
            content_type: Some("text/html; charset=utf-8".to_owned()),
            late_effect_ms: Some(late_effect_ms),
            ..self
        }
    }

    /// 429 with headers that say when to come back.
    #[must_use]
    pub fn too_many_requests(self, reset_after_ms: u64) -> Self {
        Self {
            reset_after_ms: Some(reset_after_ms),
            ..self.error(429, "Too many requests")
        }
    }

    /// Meets only some of the requests: those that the seed draws.
    #[must_use]
    pub fn by_chance(self, chance: f64, seed: u64) -> Self {
        Self {
            chance: Some(chance),
            seed,
            ..self
        }
    }

    /// Whether it concerns this request.
    #[must_use]
    pub fn covers(&self, host: &str, path_and_query: &str) -> bool {
        (self.host == "*" || self.host == host)
            && path_and_query.starts_with(&self.path)
            && self.times != Some(0)
    }

    /// Whether it meets the next request that it covers; then one of its `times` is spent.
    pub fn meets_next(&mut self) -> bool {
        self.covered += 1;
        let chance = self.chance;
        let meets = chance.is_none_or(|chance| share(self.seed, self.covered) < chance);
        if let Some(times) = self.times.as_mut().filter(|_| meets) {
            *times = times.saturating_sub(1);
        }
        meets
    }

    /// Whether the answer is made without the site's.
    #[must_use]
    pub fn replaces_all(&self) -> bool {
        self.redirect.is_some()
            || self.late_effect_ms.is_some()
            || match &self.body {
                None => self.status.is_some(),
                Some(BodyKind::Truncated | BodyKind::Merged(_)) => false,
                Some(_) => true,
            }
    }

    /// Waits as long as the fault says.
    pub async fn wait(&self) {
        if self.delay_ms > 0 {
            tokio::time::sleep(Duration::from_millis(self.delay_ms)).await;
        }
    }

    /// The answer in place of `ordinary`, at a moment.
    pub async fn applied_to(&self, ordinary: Option<Reply>, now: Moment) -> Reply {
        let mut reply = match (&self.redirect, &self.body, ordinary) {
            (Some(to), _, _) => reply::redirect(StatusCode::FOUND, to),
            (None, Some(BodyKind::Truncated), Some(whole)) => body::halved(whole).await,
            (None, Some(BodyKind::Merged(change)), Some(whole)) => {
                body::merged(whole, change).await
            }
            (None, Some(kind), _) => body::made(kind),
            (None, None, Some(whole)) => whole,
            (None, None, None) => body::made(&BodyKind::Json(json!({
                "error": self.status.and_then(|s| StatusCode::from_u16(s).ok())
                    .and_then(|s| s.canonical_reason()).unwrap_or("Error")
            }))),
        };
        let lost = self.late_effect_ms.map(|_| 504);
        let status = self.status.or(lost);
        if let Some(status) = status.and_then(|s| StatusCode::from_u16(s).ok()) {
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
        if let Some(after) = self.reset_after_ms {
            let after = Moment::try_from(after).unwrap_or(0);
            reply::set(&mut reply, "x-ratelimit-limit", "300");
            reply::set(&mut reply, "x-ratelimit-remaining", "0");
            reply::set(&mut reply, "x-ratelimit-reset", &iso_micro(now + after));
        }
        match self.kill_after {
            Some(bytes) => body::killed(reply, bytes).await,
            None => reply,
        }
    }
}
