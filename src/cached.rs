//! The Account entity of Mastodon's API -> `Profile`.
//!
//! ```
//! use freshet::cached;
//! use freshet::profile::Picture;
//! let account = serde_json::json!({
//!     "id": "1", "acct": "ada@remote.example", "display_name": "Ada", "note": "<p>Hi</p>",
//!     "avatar": "https://home.example/avatars/original/missing.png",
//! });
//! let reading = cached::read(&account).unwrap();
//! assert_eq!(reading.profile.bio, "<p>Hi</p>");
//! assert_eq!(reading.profile.avatar, Picture::None);
//! ```
//!
//! It reads what Mastodon 4.2 to 4.7, glitch-soc, Hometown, GoToSocial, Pleroma,
//! Akkoma, Pixelfed, Friendica and Mitra serve. What an entity does not speak of is
//! unknown, not false. This module does not know how the entity was fetched.

use serde_json::{Map, Value};

use crate::handle::Handle;
use crate::idn;
use crate::intake;
use crate::oddity::{Oddity, OddityCode, Reading, Unreadable, UnreadableCode};
use crate::profile::{Counts, Emoji, Field, Picture, Profile, Target};
use crate::software::Software;

/// Reads an Account entity that home serves: its HTML is already as home stores it.
///
/// # Errors
/// Why the document is no account.
pub fn read(account: &Value) -> Result<Reading, Unreadable> {
    let object = account_object(account)?;
    let mut reader = Reader {
        object,
        oddities: Vec::new(),
    };
    let profile = reader.profile();
    Ok(Reading::new(profile, reader.oddities))
}

/// Reads an Account entity that origin serves of its own account
/// (`/api/v1/accounts/lookup`), as this home would take it in.
///
/// Its texts equal those of the actor document, but for the display name, which may
/// be empty where the actor says the user name.
///
/// # Errors
/// Why the document is no account.
pub fn read_live(account: &Value, home: &Software) -> Result<Reading, Unreadable> {
    let Reading {
        mut profile,
        mut oddities,
    } = read(account)?;
    if profile.name.is_empty() && !profile.suspended {
        profile.name = profile
            .handle
            .as_ref()
            .map(|handle| handle.user.clone())
            .unwrap_or_default();
    }
    profile.name = intake::name(&profile.name, home, &mut oddities);
    profile.bio = intake::bio(&profile.bio, home, &mut oddities);
    let most = intake::field_count(home);
    let fields = profile.fields.iter().take(most);
    profile.fields = fields
        .map(|field| intake::field(&field.name, &field.value, home, &mut oddities))
        .collect();
    Ok(Reading::new(profile, oddities))
}

/// Paths of the pictures that servers show where an account has none: Mastodon's,
/// GoToSocial's, Pixelfed's, Pleroma's and Akkoma's.
const PLACEHOLDERS: [&str; 10] = [
    "/avatars/original/missing.png",
    "/headers/original/missing.png",
    "/headers/missing.png",
    "/assets/default_header.webp",
    "/assets/default_header.png",
    "/avatars/default.jpg",
    "/avatars/default.png",
    "/images/avi.png",
    "/images/banner.png",
    "/images/default_header.png",
];

fn account_object(account: &Value) -> Result<&Map<String, Value>, Unreadable> {
    let Value::Object(object) = account else {
        return Err(Unreadable::not_an_object(account));
    };
    let says = |key| {
        object
            .get(key)
            .and_then(Value::as_str)
            .is_some_and(|text| !text.is_empty())
    };
    if says("acct") || says("username") {
        return Ok(object);
    }
    match object.get("error") {
        Some(error) => {
            let text = error
                .as_str()
                .map_or_else(|| error.to_string(), str::to_owned);
            Err(Unreadable::new(UnreadableCode::ErrorDocument, text))
        }
        None => Err(Unreadable::new(
            UnreadableCode::NotAnAccount,
            "neither acct nor username",
        )),
    }
}

/// An entity, and what was strange in it so far.
struct Reader<'a> {
    object: &'a Map<String, Value>,
    oddities: Vec<Oddity>,
}

impl Reader<'_> {
    fn odd(&mut self, code: OddityCode, detail: impl AsRef<str>) {
        self.oddities.push(Oddity::new(code, detail));
    }

    fn profile(&mut self) -> Profile {
        let id = self.text("uri", false);
        let address = match self.text("url", true) {
            address if address.is_empty() => id.clone(),
            address => address,
        };
        let (handle, handle_host_assumed) = self.handle(&address);
        Profile {
            handle,
            handle_host_assumed,
            id,
            local_id: self.local_id(),
            address,
            name: self.text("display_name", true),
            bio: self.text("note", true),
            fields: self.fields(),
            avatar: self.picture("avatar"),
            header: self.picture("header"),
            locked: self.flag("locked"),
            bot: self.flag("bot"),
            group: self.flag("group"),
            discoverable: self.flag("discoverable"),
            indexable: self.flag("indexable"),
            memorial: self.memorial(),
            suspended: self.flag("suspended").unwrap_or(false),
            moved: self.moved(),
            created: self.created(),
            counts: Counts {
                followers: self.count("followers_count"),
                following: self.count("following_count"),
                posts: self.count("statuses_count"),
            },
            is_silent: self
                .object
                .get("last_status_at")
                .is_some_and(Value::is_null),
            last_post: self
                .object
                .get("last_status_at")
                .and_then(Value::as_str)
                .and_then(intake::day),
            emojis: self.emojis(),
        }
    }

    /// A text; `null` is empty.
    fn text(&mut self, key: &str, expected: bool) -> String {
        match self.object.get(key) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Null) => String::new(),
            Some(_) => {
                self.odd(OddityCode::WrongType, key);
                String::new()
            }
            None => {
                if expected {
                    self.odd(OddityCode::MissingKey, key);
                }
                String::new()
            }
        }
    }

    /// A flag; `null` is false, since that is what it means to Mastodon.
    fn flag(&mut self, key: &str) -> Option<bool> {
        match self.object.get(key)? {
            Value::Bool(flag) => Some(*flag),
            Value::Null => Some(false),
            _ => {
                self.odd(OddityCode::WrongType, key);
                None
            }
        }
    }

    /// Mastodon names `memorial` only where it is true. Whether an entity is Mastodon's
    /// shows in `hide_collections`, which only Mastodon serves, since 4.3.
    fn memorial(&mut self) -> Option<bool> {
        let silent = self
            .object
            .contains_key("hide_collections")
            .then_some(false);
        self.flag("memorial").or(silent)
    }

    /// Ids are strings; Pixelfed's were numbers once.
    fn local_id(&mut self) -> Option<String> {
        match self.object.get("id") {
            Some(Value::String(id)) if !id.is_empty() => Some(id.clone()),
            Some(Value::Number(id)) => Some(id.to_string()),
            Some(_) => {
                self.odd(OddityCode::WrongType, "id");
                None
            }
            None => {
                self.odd(OddityCode::MissingKey, "id");
                None
            }
        }
    }

    /// The handle. An `acct` without a host is an account of the answering server,
    /// whose address then lends the host.
    fn handle(&mut self, address: &str) -> (Option<Handle>, bool) {
        let mut acct = self.text("acct", true);
        if acct.is_empty() {
            acct = self.text("username", true);
        }
        // A handle that Mastodon 4.7 could not settle stands as `<id>@handle.invalid`.
        let unsettled = self
            .object
            .get("invalid_handle")
            .is_some_and(|value| value == true);
        let assumed = !acct.contains('@');
        let handle = if assumed {
            let host = idn::host_of(address);
            host.and_then(|host| Handle::new(&acct, &host).ok())
        } else {
            acct.parse().ok()
        };
        if unsettled || handle.is_none() {
            self.odd(OddityCode::BadHandle, &acct);
        }
        (handle.filter(|_| !unsettled), assumed)
    }

    fn fields(&mut self) -> Vec<Field> {
        let rows = match self.object.get("fields") {
            Some(Value::Array(rows)) => rows,
            Some(Value::Null) | None => return Vec::new(),
            Some(_) => {
                self.odd(OddityCode::WrongType, "fields");
                return Vec::new();
            }
        };
        let mut fields = Vec::new();
        if rows.len() > intake::MOST_FIELDS {
            self.odd(OddityCode::TooManyFields, rows.len().to_string());
        }
        for row in rows.iter().take(intake::MOST_FIELDS) {
            let part = |key| row.get(key).and_then(Value::as_str);
            match (part("name"), part("value")) {
                (Some(name), Some(value)) => fields.push(Field {
                    name: name.to_owned(),
                    value: value.to_owned(),
                    verified: part("verified_at").is_some_and(|date| !date.is_empty()),
                }),
                _ => self.odd(OddityCode::BrokenField, row.to_string()),
            }
        }
        fields
    }

    fn picture(&mut self, key: &str) -> Picture {
        match self.object.get(key) {
            Some(Value::String(address)) if is_placeholder(address) => Picture::None,
            Some(Value::String(address)) => Picture::At(address.clone()),
            Some(Value::Null) => Picture::None,
            Some(_) => {
                self.odd(OddityCode::WrongType, key);
                Picture::Unknown
            }
            None => {
                self.odd(OddityCode::MissingKey, key);
                Picture::Unknown
            }
        }
    }

    fn moved(&mut self) -> Option<Target> {
        let moved = match self.object.get("moved")? {
            Value::Object(moved) => moved,
            Value::Null => return None,
            _ => {
                self.odd(OddityCode::WrongType, "moved");
                return None;
            }
        };
        let part = |key| moved.get(key).and_then(Value::as_str).unwrap_or_default();
        let target = Target {
            id: part("uri").to_owned(),
            address: part("url").to_owned(),
            handle: part("acct").parse().ok(),
        };
        (target != Target::default()).then_some(target)
    }

    fn created(&mut self) -> Option<String> {
        let created = self
            .object
            .get("created_at")
            .filter(|value| !value.is_null())?;
        let day = created.as_str().and_then(intake::day);
        if day.is_none() {
            self.odd(OddityCode::BadDate, created.to_string());
        }
        day
    }

    /// A count. Glitch-soc and Hometown serve `-1` where people hide it.
    fn count(&mut self, key: &str) -> Option<u64> {
        let value = self.object.get(key).filter(|value| !value.is_null())?;
        let count = value.as_u64();
        if count.is_none() {
            self.odd(OddityCode::BadCount, key);
        }
        count
    }

    fn emojis(&mut self) -> Vec<Emoji> {
        let rows = self.object.get("emojis").and_then(Value::as_array);
        let mut emojis = Vec::new();
        for row in rows.into_iter().flatten().take(intake::MOST_EMOJIS) {
            let part = |key| {
                row.get(key)
                    .and_then(Value::as_str)
                    .filter(|text| !text.is_empty())
            };
            match (part("shortcode"), part("url")) {
                (Some(shortcode), Some(address)) => emojis.push(Emoji {
                    shortcode: shortcode.to_owned(),
                    address: address.to_owned(),
                }),
                _ => self.odd(OddityCode::BadEmoji, row.to_string()),
            }
        }
        emojis
    }
}

/// Whether an avatar's or header's address is that of a server's stand-in.
fn is_placeholder(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    path.is_empty()
        || PLACEHOLDERS.iter().any(|end| path.ends_with(end))
        || path.contains("/assets/default_avatars/")
}
