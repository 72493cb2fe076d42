//! Origins as plain data: their settings.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Blocks, OutboxForm, Person, Shows};
use crate::clock::Moment;

/// What kind of server an origin is.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Origin {
    /// Its host in ASCII.
    pub host: String,
    /// What it shows, for the listing.
    pub about: String,
    /// Its Mastodon version.
    pub version: String,
    /// Actor ids of the form `/ap/users/<digits>`.
    pub numeric_ids: bool,
    /// Demands signatures for ActivityPub.
    pub secure: bool,
    /// Sends no CORS headers at all and has no REST API (as Pixelfed).
    pub closed: bool,
    /// Only handles live here; WebFinger leads to this host.
    pub delegates_to: Option<String>,
    /// WebFinger is delegated by a 301 instead of a direct answer.
    pub delegates_by_redirect: bool,
    /// The proxy refuses the tunnel.
    pub refused: bool,
    /// The TLS connection is closed before anything is said.
    pub closes: bool,
    /// Serves documents of the corpus as they are.
    pub corpus: bool,
    /// The homes whose signed requests are answered with 403, whatever they want.
    pub blocks_homes: Vec<String>,
    /// Limited federation: only these homes get anything, and browsers get only WebFinger,
    /// NodeInfo and pictures.
    pub only_homes: Option<Vec<String>>,
    /// Domains that are suspended, which shows in secure mode only: 403 for signed requests.
    /// They cover their subdomains.
    pub suspends: Vec<String>,
    /// Domains that are silenced.
    pub silences: Vec<String>,
    /// Who is shown these lists.
    pub shows_blocks: Shows,
    /// The domains whose names are starred out there.
    pub obscures: Vec<String>,
    /// What is said publicly of the blocked domains.
    pub block_comments: BTreeMap<String, String>,
    /// An actor document is served for 180 s as it was first served, to signed readers too.
    pub caches: bool,
    /// A new picture of any account has the address of the old one.
    pub fixed_picture_addresses: bool,
    /// Profile pages are HTML whatever is asked for; they name the document.
    pub pages_are_html: bool,
    /// Those pages name the document in a `Link` header in place of an element.
    pub alternate_in_header: bool,
    /// WebFinger is found by way of host-meta only.
    pub host_meta_only: bool,
    /// There is no host-meta.
    pub no_host_meta: bool,
    /// There is no WebFinger; host-meta leads to it all the same.
    pub no_web_finger: bool,
    /// A web server that knows nothing of the fediverse: one page, and 404 in HTML.
    pub plain: bool,
    /// How much its clock is ahead, in milliseconds.
    pub clock_offset_ms: Moment,
    /// The software that NodeInfo names; empty for the one that `closed` implies. It decides
    /// the addresses of posts, the form of outboxes and whether there is Mastodon's API of posts:
    /// `pleroma`, `misskey`, `peertube`, `lemmy`, `wordpress`; anything else is as Mastodon.
    pub software: String,
    /// What its outboxes look like where they differ from those of the software.
    pub outbox: OutboxForm,
    /// The API answers 401 without a token (`DISALLOW_UNAUTHENTICATED_API_ACCESS`).
    pub api_closed: bool,
    /// Followers-only posts are served to signed requests.
    pub serves_private: bool,
}

impl Origin {
    /// Its list of blocked domains.
    #[must_use]
    pub fn blocks(&self) -> Blocks<'_> {
        Blocks {
            shows: self.shows_blocks,
            suspends: &self.suspends,
            silences: &self.silences,
            obscures: &self.obscures,
            comments: &self.block_comments,
        }
    }

    /// Whether it is a Mastodon of this minor version or later, as `is_mastodon(4, 3)`.
    #[must_use]
    pub fn is_mastodon(&self, major: u32, minor: u32) -> bool {
        let mut digits = self.version.split('.').map(|part| part.parse().ok());
        let own: (Option<u32>, Option<u32>) = (digits.next().flatten(), digits.next().flatten());
        let is_mastodon = !self.closed && ["", "mastodon"].contains(&self.software.as_str());
        is_mastodon && own >= (Some(major), Some(minor))
    }
}

/// The number in `api_versions` of a Mastodon from 4.3 on.
#[must_use]
pub fn api_level(version: &str) -> u32 {
    let minor = version.rsplit_once('.').map_or(version, |(minor, _)| minor);
    match minor {
        "4.3" => 2,
        "4.4" => 6,
        "4.5" => 7,
        _ if version.starts_with("4.6.0") => 10,
        _ => 11,
    }
}

/// The id of an account on its own server.
#[must_use]
pub fn origin_id(person: &Person) -> String {
    (110_000_000_000_000_000 + person.number).to_string()
}
