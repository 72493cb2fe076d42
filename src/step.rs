//! What a conversation may ask for, and what it is told: effects as values.
//!
//! A conversation hands out a [`Step`], is told its [`Outcome`], and hands out the next.
//! A request to home and a request to an origin are different types: only the first is
//! ever sent with the person's token, and it has no host of its own, so that it can go
//! nowhere but home.
//!
//! ```
//! use freshet::step::{HomeRequest, Step};
//! let step = Step::Home(HomeRequest::lookup("ada@remote.example"));
//! assert!(matches!(step, Step::Home(request) if request.path_and_query().starts_with("/api/v1/")));
//! ```
//!
//! This module must not know how a step is carried out.

use serde::{Deserialize, Serialize};

use crate::address::PublicAddress;

/// What a conversation asks for next.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// A request to home, with the person's token.
    Home(HomeRequest),
    /// A request to an origin: no token, no cookies, no referrer.
    Origin(OriginRequest),
    /// Has the person agreed that their browser contacts this server?
    MayContact(String),
    /// May the browser read this server's answers whatever its CORS headers say?
    MayRead(String),
    /// Nothing before this moment, in milliseconds since 1970.
    Wait(f64),
    /// Do these two addresses, at home and at the account's server, lead to one picture?
    SamePicture(PublicAddress, PublicAddress),
    /// Nothing more: the outcome is there.
    Done,
}

/// A request to home: a method, a path and a query, never a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HomeRequest {
    path_and_query: String,
    /// Whether it asks home to do something: `POST`, otherwise `GET`.
    acts: bool,
    time_limit: u32,
}

impl HomeRequest {
    /// `GET /api/v1/accounts/lookup`: the stored account, never fetched anew
    /// (Mastodon 4.2 to 4.7).
    pub fn lookup(acct: &str) -> Self {
        Self::reading("/api/v1/accounts/lookup", &[("acct", acct)])
    }

    /// `GET /api/v2/search` for the account at an address, which makes home fetch it
    /// (`resolve_url_service.rb`, Mastodon 4.2 to 4.7).
    pub fn resolve_account(address: &str) -> Self {
        let query = [("q", address), ("resolve", "true"), ("type", "accounts")];
        Self {
            time_limit: LONG_TIME_LIMIT,
            ..Self::reading("/api/v2/search", &query)
        }
    }

    /// `GET /api/v2/instance`: what home says it can do.
    pub fn instance() -> Self {
        Self::reading("/api/v2/instance", &[])
    }

    /// `GET /api/v2/search` for the post at an address, which makes home fetch it
    /// (`fetch_remote_status_service.rb`, Mastodon 4.2 to 4.7).
    pub fn resolve_status(address: &str) -> Self {
        let query = [("q", address), ("resolve", "true"), ("type", "statuses")];
        Self {
            time_limit: LONG_TIME_LIMIT,
            ..Self::reading("/api/v2/search", &query)
        }
    }

    /// `GET /api/v1/accounts/<id>/statuses`: posts and answers without boosts, 40 of them,
    /// the newest first, from those older than `before` on (Mastodon 4.2 to 4.7).
    pub fn statuses(id: &str, before: &str) -> Self {
        let mut query = vec![("limit", "40"), ("exclude_reblogs", "true")];
        if !before.is_empty() {
            query.push(("max_id", before));
        }
        Self::reading(&format!("/api/v1/accounts/{id}/statuses"), &query)
    }

    /// The same without answers to others.
    pub fn own_statuses(id: &str, before: &str) -> Self {
        let mut request = Self::statuses(id, before);
        request.path_and_query.push_str("&exclude_replies=true");
        request
    }

    /// `GET /api/v1/accounts/<id>/statuses?pinned=true`: the posts that the profile shows first.
    pub fn pinned(id: &str) -> Self {
        Self::reading(
            &format!("/api/v1/accounts/{id}/statuses"),
            &[("pinned", "true")],
        )
    }

    /// `GET /api/v1/statuses/<id>`: a post as it is stored.
    pub fn status(id: &str) -> Self {
        Self::reading(&format!("/api/v1/statuses/{id}"), &[])
    }

    /// `GET /api/v1/accounts/relationships`: whether the person follows the account.
    pub fn relationship(id: &str) -> Self {
        Self::reading("/api/v1/accounts/relationships", &[("id[]", id)])
    }

    /// `GET /api/v1/instance/domain_blocks`: the servers that home blocks, if it shows them
    /// (Mastodon 4.0 to 4.7; 404 where it does not).
    pub fn domain_blocks() -> Self {
        Self::reading("/api/v1/instance/domain_blocks", &[])
    }

    /// `GET /api/v1/domain_blocks`: the servers that the person blocks.
    pub fn own_domain_blocks() -> Self {
        Self::reading("/api/v1/domain_blocks", &[("limit", "200")])
    }

    /// `GET /api/v1/accounts/search`: accounts that home has stored under such a name. It
    /// asks nobody else (`account_search_service.rb`, Mastodon 4.2 to 4.7).
    pub fn near(text: &str) -> Self {
        let query = [("q", text), ("resolve", "false"), ("limit", "5")];
        Self::reading("/api/v1/accounts/search", &query)
    }

    /// `POST /api/v1/accounts/<id>/backfill`: no server is known to have it (Mastodon up to
    /// 4.7 answers 404).
    pub fn backfill(id: &str) -> Self {
        Self {
            acts: true,
            time_limit: LONG_TIME_LIMIT,
            ..Self::reading(&format!("/api/v1/accounts/{id}/backfill"), &[])
        }
    }

    /// `POST /api/v1/accounts/<id>/refresh`: no server is known to have it (Mastodon up to
    /// 4.7 answers 404); one that is newer than what is known here is asked. Nothing for an
    /// id that is none.
    pub fn refresh(id: &str) -> Option<Self> {
        is_id(id).then(|| Self {
            acts: true,
            time_limit: LONG_TIME_LIMIT,
            ..Self::reading(&format!("/api/v1/accounts/{id}/refresh"), &[])
        })
    }

    fn reading(path: &str, query: &[(&str, &str)]) -> Self {
        let mut path_and_query = path.to_owned();
        if !query.is_empty() {
            let query = url::form_urlencoded::Serializer::new(String::new())
                .extend_pairs(query)
                .finish();
            path_and_query.push('?');
            path_and_query.push_str(&query);
        }
        Self {
            path_and_query,
            acts: false,
            time_limit: TIME_LIMIT,
        }
    }

    /// The path with its query, starting with `/api/`.
    pub fn path_and_query(&self) -> &str {
        &self.path_and_query
    }

    /// `GET` or `POST`.
    pub fn method(&self) -> &'static str {
        if self.acts { "POST" } else { "GET" }
    }

    /// The longest it may take, in milliseconds.
    pub fn time_limit(&self) -> u32 {
        self.time_limit
    }
}

/// A reading request to the server of an account.
#[derive(Clone, Debug, PartialEq)]
pub struct OriginRequest {
    /// Where to.
    pub address: PublicAddress,
}

/// What a conversation is told of its step. It can be kept and told again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// An answer with its body.
    Answer(Answer),
    /// No answer that could be read.
    Failed(Failure),
    /// Yes or no, to `MayContact` and `MayRead`.
    Allowed(bool),
    /// The moment has come.
    Waited,
    /// Yes or no, to `SamePicture`; nothing if a picture could not be read.
    Same(Option<bool>),
}

/// An answer of a server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The media type, without parameters, in lower case; empty when there is none.
    /// `application/ld+json` with the profile of ActivityStreams is told as what it equals,
    /// `application/activity+json`.
    pub media_type: String,
    /// The body, at most [`BODY_LIMIT`] bytes.
    #[serde(with = "as_text")]
    pub body: Vec<u8>,
    /// How long the server asks to wait, in milliseconds (`X-RateLimit-Reset` and
    /// `Retry-After` of a 429); none if it does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<f64>,
    /// What the server says of its rate limit; none if it does not say.
    #[serde(skip)]
    pub limit: Option<RateLimit>,
    /// How far the server's clock is ahead of this machine's, in milliseconds; none if it does
    /// not say, or the browser does not show it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ahead: Option<f64>,
}

/// A server's rate limit, as its headers tell it: `X-RateLimit-Limit`, `-Remaining` and
/// `-Reset`, of the bucket that is nearest to its end (`rack_attack.rb`, Mastodon 4.2 to 4.7;
/// GoToSocial).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateLimit {
    /// How many requests a window has.
    pub limit: u32,
    /// How many of them are left.
    pub remaining: u32,
    /// When the next window begins, in milliseconds since 1970 by this machine's clock.
    pub reset: f64,
}

/// A `Content-Type` as [`Answer::media_type`] tells it.
pub fn media_type_of(content_type: &str) -> String {
    let lower = content_type.to_ascii_lowercase();
    let mut parts = lower.split(';').map(str::trim);
    let media_type = parts.next().unwrap_or_default();
    if media_type == "application/ld+json"
        && parts.any(|part| part.starts_with("profile=") && part.contains("activitystreams"))
    {
        return "application/activity+json".to_owned();
    }
    media_type.to_owned()
}

/// Whether this may stand in a path as an account's or a post's id in Mastodon's API.
pub fn is_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The largest body that is read, in bytes: Mastodon's own limit for documents
/// (`app/lib/request.rb`, 4.2 to 4.7).
pub const BODY_LIMIT: usize = 1024 * 1024;

/// The longest a request may take, in milliseconds.
pub const TIME_LIMIT: u32 = 10_000;

/// The longest a request may take for which home itself asks other servers, in
/// milliseconds. Chromium ends a background whose request takes more than 30 seconds.
pub const LONG_TIME_LIMIT: u32 = 25_000;

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// No connection, or CORS forbids to tell: browsers do not say which.
    Network,
    /// Not whole within its time limit.
    TimedOut,
    /// Larger than [`BODY_LIMIT`].
    TooLarge,
    /// It leads elsewhere; browsers do not say where, so it is not followed.
    Redirected,
}

/// Bodies are kept as text: documents are UTF-8, and arrays of numbers would be four times
/// as large.
mod as_text {
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(body: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&String::from_utf8_lossy(body))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        String::deserialize(deserializer).map(String::into_bytes)
    }
}
