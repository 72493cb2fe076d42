//! The normal form that home's cached copy and origin's live copy both become.
//!
//! ```
//! use freshet::profile::{Picture, Profile};
//! let profile = Profile { name: "Ada".into(), ..Profile::default() };
//! let kept = serde_json::to_string(&profile)?;
//! assert_eq!(serde_json::from_str::<Profile>(&kept)?, profile);
//! assert_eq!(profile.avatar, Picture::None);
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! This module does not know where a profile came from, and judges nothing.

use serde::{Deserialize, Serialize};

use crate::handle::Handle;

/// An account as one of the two copies describes it.
///
/// A flag is `None` where the copy's software does not speak of it at all;
/// `null` is read as `false`, as Mastodon stores it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// The handle, if the copy names one that can be read.
    pub handle: Option<Handle>,
    /// Whether the handle's host was only taken from the actor id. Servers may
    /// use another domain in handles (WebFinger knows), so such a host proves nothing.
    pub handle_host_assumed: bool,
    /// The actor's id (`uri` in the Account entity); empty if the copy has none.
    pub id: String,
    /// The id that the answering server's own API uses for the account, if it came from one.
    pub local_id: Option<String>,
    /// The address of the profile page; empty if the copy has none.
    pub address: String,
    /// The display name, plain text with `:shortcodes:`.
    pub name: String,
    /// The bio as HTML that home serves, or would serve for the live text.
    pub bio: String,
    /// The table under the bio, in its order.
    pub fields: Vec<Field>,
    /// The avatar.
    pub avatar: Picture,
    /// The header picture.
    pub header: Picture,
    /// Whether follows need approval.
    pub locked: Option<bool>,
    /// Whether it is automated.
    pub bot: Option<bool>,
    /// Whether it is a group.
    pub group: Option<bool>,
    /// Whether it wants to be suggested.
    pub discoverable: Option<bool>,
    /// Whether its posts may be searched.
    pub indexable: Option<bool>,
    /// Whether it stands in memory of somebody.
    pub memorial: Option<bool>,
    /// Whether it is suspended: everything else may then be blanked.
    pub suspended: bool,
    /// Where it moved to.
    pub moved: Option<Target>,
    /// The day it was created, UTC, as `YYYY-MM-DD`.
    pub created: Option<String>,
    /// How many follow, are followed, and posts.
    pub counts: Counts,
    /// The server that serves this copy has no post of the account, by its own word
    /// (`last_status_at` is null, Mastodon 4.2 to 4.7).
    #[serde(default)]
    pub is_silent: bool,
    /// The day (`YYYY-MM-DD`) after which that server has got no post of the account, by its
    /// own word (`last_status_at`: of the newest post from Mastodon 4.6 on, before that of
    /// the last one that came).
    #[serde(default)]
    pub last_post: Option<String>,
    /// The custom emoji that name, bio and fields may use.
    pub emojis: Vec<Emoji>,
}

/// One row of the table under a bio.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// The label, plain text with `:shortcodes:`.
    pub name: String,
    /// The value as HTML that home serves, or would serve.
    pub value: String,
    /// Whether home has verified the link: its value is then a short link that
    /// home made itself, and only the address in it can be compared.
    pub verified: bool,
}

/// An avatar or a header.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "address")]
pub enum Picture {
    /// No picture of its own.
    #[default]
    None,
    /// The copy does not speak of such a picture.
    Unknown,
    /// A picture at this address, which is not vetted.
    At(String),
    /// A picture whose declared type Mastodon does not take in (SVG, AVIF, ...).
    /// Home judges by content, so it may have one all the same.
    Unsupported(String),
}

/// The account that another one moved to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Its actor id; empty if not known.
    pub id: String,
    /// Its profile page; empty if not known.
    pub address: String,
    /// Its handle, if known.
    pub handle: Option<Handle>,
}

/// How many follow it, it follows, and posts; `None` where the copy does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Accounts that follow it.
    pub followers: Option<u64>,
    /// Accounts it follows.
    pub following: Option<u64>,
    /// Its posts.
    pub posts: Option<u64>,
}

/// A custom emoji.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Emoji {
    /// The name between the colons.
    pub shortcode: String,
    /// Its picture's address, not vetted.
    pub address: String,
}

impl Picture {
    /// The picture's address, if there is a picture.
    pub fn address(&self) -> Option<&str> {
        match self {
            Picture::None | Picture::Unknown => None,
            Picture::At(address) | Picture::Unsupported(address) => Some(address),
        }
    }
}
