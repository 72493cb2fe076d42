//! The plain data of the world: profiles, people, origins, homes and their copies.
//!
//! What a site makes of them is its own matter.
//!
//! ```
//! use freshet_sandbox::Person;
//! let ada = Person { handle: "ada@mastodon44.test".to_owned(), ..Person::default() };
//! assert_eq!((ada.username(), ada.domain()), ("ada", "mastodon44.test"));
//! ```

mod blocks;
mod copies;
mod generate;
mod home;
mod origin;
mod outbox;
mod post;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use blocks::{Blocks, Shows, covers};
pub use copies::{By, Copies, StoredMedia, StoredPost};
pub use generate::Generate;
pub use home::{Home, NativeBackfill, NativeRefresh, PictureFile, Stored, home_id};
pub use origin::{Origin, api_level, origin_id};
pub use outbox::{FirstPage, ItemForm, NextPage, OutboxForm};
pub use post::{Post, Posts, Visibility, snowflake};

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
    /// What they wrote; without it every server shows the same few posts of nobody's.
    pub posts: Option<Posts>,
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

    /// How many posts origin counts.
    #[must_use]
    pub fn statuses(&self) -> u64 {
        self.posts
            .as_ref()
            .map_or(self.live.statuses, Posts::counted)
    }

    /// Whether the account belongs to the home that shows it.
    #[must_use]
    pub fn is_local(&self) -> bool {
        !self.handle.contains('@')
    }
}
