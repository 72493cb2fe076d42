//! The plain data of the world: profiles, people, origins, homes and their copies.
//!
//! What a site makes of them is its own matter.
//!
//! ```
//! use freshet_sandbox::Person;
//! let ada = Person { handle: "ada@mastodon44.test".to_owned(), ..Person::default() };
//! assert_eq!((ada.username(), ada.domain()), ("ada", "mastodon44.test"));
//! ```

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::clock::Moment;

/// What a profile says; pictures are names for [`crate::picture`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Profile {
    /// The display name, plain text.
    pub display_name: String,
    /// The bio as HTML.
    pub note: String,
    /// The fields in their order.
    pub fields: Vec<Field>,
    /// The avatar, if there is one.
    pub avatar: Option<String>,
    /// The header, if there is one.
    pub header: Option<String>,
    /// `manuallyApprovesFollowers`.
    pub locked: bool,
    /// An actor of type Service.
    pub bot: bool,
    /// An actor of type Group.
    pub group: bool,
    /// Opted into discovery; `null` for rows never refreshed.
    pub discoverable: Option<bool>,
    /// Opted into search.
    pub indexable: Option<bool>,
    /// In memoriam.
    pub memorial: bool,
    /// The day of creation, `YYYY-MM-DD`.
    pub created: String,
    /// How many follow them.
    pub followers: u64,
    /// How many they follow.
    pub following: u64,
    /// How many posts they wrote.
    pub statuses: u64,
    /// The handle they moved to.
    pub moved_to: Option<String>,
    /// Older addresses of theirs.
    pub also_known_as: Vec<String>,
    /// Whether the account can be had at all.
    pub state: AccountState,
}

/// A row of a profile's table.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Field {
    /// The label, plain text.
    pub name: String,
    /// The value as HTML.
    pub value: String,
    /// Whether home has verified the link.
    pub verified: bool,
}

/// What has become of an account.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    /// Served as usual.
    #[default]
    Normal,
    /// Temporarily suspended: 200, blank.
    Suspended,
    /// Deleted: 410.
    Gone,
    /// Unknown: 404.
    Unknown,
}

/// An account that is not local to a home.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Person {
    /// `user@host`, the host in its ASCII form; a local account has no host.
    pub handle: String,
    /// The host that serves the account; differs from the handle's where handles have a domain of their own.
    pub web_host: String,
    /// The actor id, when the software's ordinary one is not meant.
    pub uri: Option<String>,
    /// The profile page, when the software's ordinary one is not meant.
    pub url: Option<String>,
    /// What it says now.
    pub live: Profile,
    /// Merged over the actor document (RFC 7396).
    pub actor: Value,
    /// Merged over the Account entity at every home (RFC 7396).
    pub account: Value,
    /// A counter that is part of every id.
    pub number: u64,
    /// A document served as it is, in place of the one made from `live`.
    pub document: Option<Value>,
    /// Not stored at any home to begin with.
    pub unknown_at_home: bool,
    /// The name that the account has now; the actor id stays as it was.
    pub renamed_to: Option<String>,
    /// A new picture has the address of the old one.
    pub fixed_picture_addresses: bool,
}

impl Person {
    /// The part before the `@`.
    #[must_use]
    pub fn username(&self) -> &str {
        self.handle.split('@').next().unwrap_or_default()
    }

    /// The name that the account's own server uses now.
    #[must_use]
    pub fn live_username(&self) -> &str {
        self.renamed_to.as_deref().unwrap_or(self.username())
    }

    /// The host of the handle; empty for a local account.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.handle.split_once('@').map_or("", |(_, host)| host)
    }

    /// Whether the account belongs to the home that shows it.
    #[must_use]
    pub fn is_local(&self) -> bool {
        !self.handle.contains('@')
    }
}

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
    /// The homes whose signed requests are answered with 403.
    pub blocks_homes: Vec<String>,
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
    /// The software that NodeInfo names; empty for the one that `closed` implies.
    pub software: String,
}

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
    /// Tester's login is disabled.
    pub login_disabled: bool,
    /// Domains that are suspended: asked, then not stored. They cover their subdomains.
    pub suspends: Vec<String>,
    /// Domains that are silenced, which changes nothing for a refresh.
    pub silences: Vec<String>,
    /// Domains whose pictures are not taken.
    pub rejects_media: Vec<String>,
    /// Limited federation: only these domains.
    pub allows_only: Option<Vec<String>>,
    /// Handles of accounts that the home's moderators suspended.
    pub suspended_accounts: Vec<String>,
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

impl Home {
    /// The home without its copies.
    #[must_use]
    pub fn bare(&self) -> Self {
        Self {
            stored: Arc::default(),
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
            scopes
                .split_whitespace()
                .any(|given| given == scope || given == whole)
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

/// Whether a list names a domain or a parent of it.
fn covers(list: &[String], domain: &str) -> bool {
    list.iter().any(|known| {
        domain
            .strip_suffix(known.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
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

/// The id of an account on its own server.
#[must_use]
pub fn origin_id(person: &Person) -> String {
    (110_000_000_000_000_000 + person.number).to_string()
}

/// The id of an account at a home.
#[must_use]
pub fn home_id(person: &Person, row: &Stored) -> String {
    (109_000_000_000_000_000 + row.number.unwrap_or(person.number)).to_string()
}
