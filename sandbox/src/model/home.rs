//! Homes as plain data: their settings, and the rows in which they store accounts.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Blocks, Copies, Person, Profile, Shows, covers};
use crate::clock::Moment;

/// A home: a server with its own copies; a Mastodon with a web UI unless it says otherwise.
///
/// Everything below `glitch` is off in the seed and belongs to tests.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Home {
    /// Its host.
    pub host: String,
    /// The exact version, such as `4.6.5`.
    pub version: String,
    /// Whether it is glitch-soc.
    pub glitch: bool,
    /// `gotosocial`, or empty for Mastodon.
    pub software: String,
    /// What tester's token may do, such as `read:accounts write`; without it everything.
    pub token_scopes: Option<String>,
    /// Tester's token is not valid any more.
    pub token_revoked: bool,
    /// Tester's token is an application's own: nobody is signed in with it.
    pub token_without_user: bool,
    /// Tester's login is disabled.
    pub login_disabled: bool,
    /// Domains that are suspended: asked, then not stored. They cover their subdomains. Whoever
    /// was known before is blank only if `suspended_accounts` says so.
    pub suspends: Vec<String>,
    /// Domains that are silenced: accounts are `limited`. It changes nothing for a refresh.
    pub silences: Vec<String>,
    /// Who is shown these lists.
    pub shows_blocks: Shows,
    /// The domains whose names are starred out there.
    pub obscures: Vec<String>,
    /// What is said publicly of the blocked domains.
    pub block_comments: BTreeMap<String, String>,
    /// Domains whose pictures are not taken.
    pub rejects_media: Vec<String>,
    /// Limited federation: only these domains.
    pub allows_only: Option<Vec<String>>,
    /// Handles of accounts that the home's moderators suspended.
    pub suspended_accounts: Vec<String>,
    /// Handles of accounts that the home's moderators limited.
    pub silenced_accounts: Vec<String>,
    /// The handles whom tester blocks.
    pub blocks: Vec<String>,
    /// The handles who block tester.
    pub blocked_by: Vec<String>,
    /// The domains that tester blocks.
    pub blocks_domains: Vec<String>,
    /// Hosts to which its network does not lead, by DNS, route or firewall.
    pub cannot_reach: Vec<String>,
    /// How much its clock is ahead, in milliseconds.
    pub clock_offset_ms: Moment,
    /// Some other process holds the lock of every account.
    pub lock_held: bool,
    /// Everything is answered with this status and HTML.
    pub maintenance: Option<u16>,
    /// What a refresh takes beyond its requests, in milliseconds; it takes effect at the end.
    pub refresh_takes_ms: Moment,
    /// A refresh is answered when it should be finished, and has no effect.
    pub refresh_never_happens: bool,
    /// After how many milliseconds the proxy before home answers 504 in its place.
    pub gateway_timeout_ms: Option<Moment>,
    /// An endpoint `POST /api/v1/accounts/:id/refresh`.
    pub native_refresh: Option<NativeRefresh>,
    /// What taking a post takes beyond its requests, in milliseconds.
    pub import_takes_ms: Moment,
    /// An import is answered with 504 when it should be finished, and has no effect.
    pub imports_never_happen: bool,
    /// The handles that tester follows from the start, whose followers-only posts tester sees.
    /// Pressing the button of the web UI changes it.
    pub follows: Vec<String>,
    /// The handles of locked accounts that tester has asked and that have not answered.
    pub requested: Vec<String>,
    /// The handles that follow tester; without it everybody does.
    pub followers: Option<Vec<String>>,
    /// An endpoint `POST /api/v1/accounts/:id/backfill`.
    pub native_backfill: Option<NativeBackfill>,
    /// How much longer than usual it takes what it is asked now, in milliseconds.
    #[serde(skip)]
    pub late_ms: Moment,
    /// The posts it has, of people who have some.
    #[serde(skip)]
    pub posts: Arc<Copies>,
    /// What it has stored, by the handle it knows.
    #[serde(skip)]
    pub stored: Arc<BTreeMap<String, Stored>>,
}

/// How a home's own refresh endpoint answers.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NativeRefresh {
    /// 200 with the account, after a full refresh.
    Account,
    /// 202; the refresh takes effect 5 s later.
    Accepted,
    /// 429 with `Retry-After`.
    Busy,
}

/// How a home's own backfill endpoint answers.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NativeBackfill {
    /// 202, once per account and hour, then 429; the posts come one each second.
    Accepted,
    /// 422: this account cannot be backfilled.
    Unprocessable,
    /// 429 with `Retry-After`.
    Busy,
}

impl Home {
    /// The home without its copies.
    #[must_use]
    pub fn bare(&self) -> Self {
        Self {
            stored: Arc::default(),
            posts: Arc::default(),
            ..self.clone()
        }
    }

    /// Whether it is a GoToSocial.
    #[must_use]
    pub fn is_gotosocial(&self) -> bool {
        self.software == "gotosocial"
    }

    /// Whether tester's token may do this, such as `read:search`.
    #[must_use]
    pub fn permits(&self, scope: &str) -> bool {
        let whole = scope.split(':').next().unwrap_or_default();
        self.token_scopes.as_ref().is_none_or(|scopes| {
            scopes.split_whitespace().any(|given| {
                given == scope
                    || given == whole
                    || (given == "follow"
                        && [":follows", ":blocks"]
                            .iter()
                            .any(|end| scope.ends_with(end)))
            })
        })
    }

    /// Whether accounts of a domain are refused.
    #[must_use]
    pub fn refuses(&self, domain: &str) -> bool {
        let stranger = self
            .allows_only
            .as_ref()
            .is_some_and(|allowed| !covers(allowed, domain));
        stranger || covers(&self.suspends, domain)
    }

    /// Its list of blocked domains.
    #[must_use]
    pub fn domain_blocks(&self) -> Blocks<'_> {
        Blocks {
            shows: self.shows_blocks,
            suspends: &self.suspends,
            silences: &self.silences,
            obscures: &self.obscures,
            comments: &self.block_comments,
        }
    }

    /// Whether moderators limited an account or the domain it is on.
    #[must_use]
    pub fn limits_account(&self, handle: &str) -> bool {
        let domain = handle.split_once('@').map_or("", |(_, domain)| domain);
        self.silenced_accounts.iter().any(|known| known == handle) || covers(&self.silences, domain)
    }

    /// Whether pictures of a domain are refused.
    #[must_use]
    pub fn refuses_pictures(&self, domain: &str) -> bool {
        covers(&self.rejects_media, domain)
    }

    /// Major and minor version, such as `4.6`.
    #[must_use]
    pub fn minor(&self) -> &str {
        self.version
            .rsplit_once('.')
            .map_or(&self.version, |(minor, _)| minor)
    }

    /// Whether the version is this or later, as `at_least(4)` for 4.4.
    #[must_use]
    pub fn at_least(&self, minor: u32) -> bool {
        self.minor()
            .split('.')
            .nth(1)
            .and_then(|digits| digits.parse().ok())
            .is_some_and(|own: u32| own >= minor)
    }

    /// The token of the user `tester` at this home.
    #[must_use]
    pub fn token(&self) -> String {
        format!("token-of-tester-at-{}", self.host.replace('.', "-"))
    }
}

/// A home's copy of a profile: a row of its table of accounts.
#[derive(Clone, Debug, Default)]
pub struct Stored {
    /// What was stored at the last refresh; its pictures are those of which there is a file.
    pub profile: Profile,
    /// The person's handle in the world where the home knows them by another one.
    pub person: Option<String>,
    /// The number in the local id where it is not the person's.
    pub number: Option<u64>,
    /// When origin was asked last; nothing for rows of old.
    pub fetched_at: Option<Moment>,
    /// The avatar's file.
    pub avatar: PictureFile,
    /// The header's file.
    pub header: PictureFile,
    /// The `last_status_at` of somebody who has posts.
    pub last_status_at: Option<Moment>,
    /// When the link of a field's value was verified, where the seed does not say it.
    pub verified: BTreeMap<String, Moment>,
}

/// A picture as a home keeps it.
#[derive(Clone, Debug, Default)]
pub struct PictureFile {
    /// The address it was taken from, or was to be; nothing for the one that origin
    /// had for the stored picture.
    pub remote: Option<String>,
    /// Counts the downloads: the file's name changes with it.
    pub downloads: u32,
}

/// The id of an account at a home.
#[must_use]
pub fn home_id(person: &Person, row: &Stored) -> String {
    (109_000_000_000_000_000 + row.number.unwrap_or(person.number)).to_string()
}
