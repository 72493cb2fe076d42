//! Any ActivityPub actor -> what home would store of it.
//!
//! ```
//! use freshet::actor;
//! use freshet::software::Software;
//! let document = serde_json::json!({
//!     "@context": "https://www.w3.org/ns/activitystreams",
//!     "id": "https://remote.example/users/ada",
//!     "type": ["schema:Thing", "Service"],
//!     "preferredUsername": "ada",
//!     "inbox": "https://remote.example/users/ada/inbox",
//!     "name": "Ada",
//! });
//! let reading = actor::read(&document, &Software::from_version("4.6.5")).unwrap();
//! assert_eq!(reading.profile.bot, Some(true));
//! assert_eq!(serde_json::to_value(&reading.oddities).unwrap()[0]["code"], "type_array");
//! ```
//!
//! The rules are those of Mastodon's `process_account_service.rb`. The id is
//! opaque, and no key is refused for the sake of `@context`: what home would
//! refuse is an oddity for [`OddityCode::refused`]. This module does not know how
//! the document was fetched.

use serde_json::{Map, Value};
use url::Url;

use crate::handle::Handle;
use crate::intake;
use crate::oddity::{Oddity, OddityCode, Reading, Unreadable, UnreadableCode};
use crate::profile::{Counts, Emoji, Field, Profile, Target};
use crate::software::Software;

mod link;
mod picture;

/// The types that Mastodon takes for actors (`fetch_remote_actor_service.rb`).
const SUPPORTED: [&str; 5] = ["Application", "Group", "Organization", "Person", "Service"];

/// The context that Mastodon asks for, literally.
const CONTEXT: &str = "https://www.w3.org/ns/activitystreams";

/// The keys that are read: with a prefix before them they are not.
const KEYS: [&str; 18] = [
    "name",
    "summary",
    "url",
    "icon",
    "image",
    "published",
    "manuallyApprovesFollowers",
    "discoverable",
    "indexable",
    "memorial",
    "suspended",
    "movedTo",
    "attachment",
    "tag",
    "preferredUsername",
    "inbox",
    "webfinger",
    "alsoKnownAs",
];

/// Reads an actor document as this home would take it in.
///
/// # Errors
/// Why the document is no actor: a Tombstone, an error answer, a post, no object at all.
pub fn read(document: &Value, home: &Software) -> Result<Reading, Unreadable> {
    let Value::Object(object) = document else {
        return Err(Unreadable::not_an_object(document));
    };
    let mut reader = Reader {
        object,
        home,
        oddities: Vec::new(),
    };
    let kind = reader.kind()?;
    let profile = reader.profile(&kind);
    Ok(Reading::new(profile, reader.oddities))
}

/// A document, and what was strange in it so far.
struct Reader<'a> {
    object: &'a Map<String, Value>,
    home: &'a Software,
    oddities: Vec<Oddity>,
}

impl Reader<'_> {
    fn odd(&mut self, code: OddityCode, detail: impl AsRef<str>) {
        self.oddities.push(Oddity::new(code, detail));
    }

    /// The actor type: of several, the first that is supported.
    fn kind(&mut self) -> Result<String, Unreadable> {
        let kinds: Vec<&str> = match self.object.get("type") {
            Some(Value::String(kind)) => vec![kind],
            Some(Value::Array(kinds)) => {
                self.odd(
                    OddityCode::TypeArray,
                    Value::from(kinds.clone()).to_string(),
                );
                kinds.iter().filter_map(Value::as_str).collect()
            }
            _ => Vec::new(),
        };
        if let Some(kind) = kinds.iter().find(|kind| SUPPORTED.contains(kind)) {
            return Ok((*kind).to_owned());
        }
        let named = kinds.join(" ");
        if kinds.contains(&"Tombstone") {
            let id = self
                .object
                .get("id")
                .and_then(Value::as_str)
                .unwrap_or("Tombstone");
            return Err(Unreadable::new(UnreadableCode::Tombstone, id));
        }
        if self.has_text("preferredUsername") || (kinds.is_empty() && self.has_text("inbox")) {
            self.odd(OddityCode::UnsupportedType, &named);
            return Ok(named);
        }
        match self.object.get("error") {
            Some(error) if kinds.is_empty() => {
                let text = error
                    .as_str()
                    .map_or_else(|| error.to_string(), str::to_owned);
                Err(Unreadable::new(UnreadableCode::ErrorDocument, text))
            }
            _ => Err(Unreadable::new(UnreadableCode::NotAnActor, named)),
        }
    }

    fn profile(&mut self, kind: &str) -> Profile {
        self.note_what_home_refuses();
        self.note_what_is_ignored();
        let home = self.home;
        let id = self
            .object
            .get("id")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        let (handle, handle_host_assumed) = self.handle(&id);
        let name = self.text("name");
        let name = intake::name(&name, home, &mut self.oddities);
        let summary = self.text("summary");
        let bio = intake::bio(&summary, home, &mut self.oddities);
        Profile {
            handle,
            handle_host_assumed,
            address: link::profile_address(self.object.get("url"), &id, &mut self.oddities),
            local_id: None,
            name,
            bio,
            fields: self.fields(),
            avatar: picture::picture(self.object.get("icon"), "icon", &mut self.oddities),
            header: picture::picture(self.object.get("image"), "image", &mut self.oddities),
            locked: Some(self.flag("manuallyApprovesFollowers")),
            bot: Some(matches!(kind, "Application" | "Service")),
            group: Some(kind == "Group"),
            discoverable: Some(self.flag("discoverable")),
            indexable: Some(self.flag("indexable")),
            memorial: Some(self.flag("memorial")),
            suspended: self.suspended(),
            moved: self.moved(&id),
            created: self.created(),
            counts: Counts {
                followers: self.total("followers"),
                following: self.total("following"),
                posts: self.total("outbox"),
            },
            emojis: self.emojis(),
            id,
        }
    }

    fn note_what_home_refuses(&mut self) {
        let context_is_named = match self.object.get("@context") {
            Some(Value::String(context)) => context == CONTEXT,
            Some(Value::Array(contexts)) => contexts.iter().any(|context| context == CONTEXT),
            _ => false,
        };
        if !context_is_named {
            self.odd(OddityCode::NoActivityStreamsContext, "@context");
        }
        if !self.has_text("inbox") {
            self.odd(OddityCode::NoInbox, "inbox");
        }
        let id = self
            .object
            .get("id")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if !link::is_web_address(id) {
            self.odd(OddityCode::NoId, id);
        }
        match self.object.get("preferredUsername").and_then(Value::as_str) {
            None | Some("") => self.odd(OddityCode::NoPreferredUsername, "preferredUsername"),
            Some(user) if !is_a_mastodon_username(user) => {
                self.odd(OddityCode::UnusualUsername, user)
            }
            Some(_) => {}
        }
    }

    fn note_what_is_ignored(&mut self) {
        for key in self.object.keys() {
            let bare = key.rsplit([':', '/', '#']).next().unwrap_or(key);
            if bare != key && KEYS.contains(&bare) {
                self.oddities
                    .push(Oddity::new(OddityCode::PrefixedKey, key));
            }
        }
        for (map, plain) in [("nameMap", "name"), ("summaryMap", "summary")] {
            if self.object.contains_key(map) && !self.object.contains_key(plain) {
                self.odd(OddityCode::LanguageMap, map);
            }
        }
        let shows_nothing = !self.has_text("name")
            && !self.has_text("summary")
            && self.object.get("icon").is_none_or(Value::is_null);
        if shows_nothing && self.object.contains_key("publicKey") {
            self.odd(OddityCode::BareDocument, "publicKey");
        }
    }

    /// The handle, and whether its host is only the id's (no WebFinger was asked).
    fn handle(&mut self, id: &str) -> (Option<Handle>, bool) {
        if let Some(value) = self
            .object
            .get("webfinger")
            .filter(|value| !value.is_null())
        {
            match value.as_str().and_then(|text| text.parse().ok()) {
                Some(handle) => return (Some(handle), false),
                None => self.odd(OddityCode::BadWebfinger, value.to_string()),
            }
        }
        let user = self.object.get("preferredUsername").and_then(Value::as_str);
        let host = Url::parse(id)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned));
        match (user, host) {
            (Some(user), Some(host)) => match Handle::new(user, &host) {
                Ok(handle) => (Some(handle), true),
                Err(_) => {
                    self.odd(OddityCode::BadHandle, user);
                    (None, true)
                }
            },
            _ => (None, true),
        }
    }

    /// A text as a string column takes it in: `null` and `false` are empty, numbers are written out.
    fn text(&mut self, key: &str) -> String {
        match self.object.get(key) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => {
                let text = match other {
                    Value::Number(number) => number.to_string(),
                    Value::Bool(true) => "t".to_owned(),
                    _ => String::new(),
                };
                self.odd(OddityCode::NotText, key);
                text
            }
        }
    }

    /// A flag as a boolean column takes it in (ActiveModel's `Boolean` type).
    fn flag(&mut self, key: &str) -> bool {
        const FALSE: [&str; 8] = ["", "0", "f", "F", "false", "FALSE", "off", "OFF"];
        match self.object.get(key) {
            None | Some(Value::Null) => false,
            Some(Value::Bool(flag)) => *flag,
            Some(other) => {
                let flag = match other {
                    Value::String(text) => !FALSE.contains(&text.as_str()),
                    Value::Number(number) => number.as_i64() != Some(0),
                    _ => true,
                };
                self.odd(OddityCode::NotFlag, key);
                flag
            }
        }
    }

    /// Not a column: whatever Ruby takes for true suspends, an empty string too.
    fn suspended(&mut self) -> bool {
        match self.object.get("suspended") {
            None | Some(Value::Null) => false,
            Some(Value::Bool(flag)) => *flag,
            Some(_) => {
                self.odd(OddityCode::NotFlag, "suspended");
                true
            }
        }
    }

    fn fields(&mut self) -> Vec<Field> {
        let attachments = match self.object.get("attachment") {
            None | Some(Value::Null) => return Vec::new(),
            Some(Value::Array(attachments)) => attachments,
            Some(_) => {
                self.odd(OddityCode::FieldsNotArray, "attachment");
                return Vec::new();
            }
        };
        let (rows, others): (Vec<&Value>, Vec<&Value>) = attachments
            .iter()
            .partition(|item| item.get("type").and_then(Value::as_str) == Some("PropertyValue"));
        for other in others {
            let kind = other.get("type").map(Value::to_string).unwrap_or_default();
            self.odd(OddityCode::OtherAttachment, kind);
        }
        let most = intake::field_count(self.home);
        if rows.len() > most {
            self.odd(OddityCode::TooManyFields, rows.len().to_string());
        }
        let mut fields = Vec::new();
        for row in rows.into_iter().take(most) {
            let part = |key| row.get(key).and_then(Value::as_str);
            match (part("name"), part("value")) {
                (Some(name), Some(value)) => {
                    fields.push(intake::field(name, value, self.home, &mut self.oddities));
                }
                _ => self.odd(OddityCode::BrokenField, row.to_string()),
            }
        }
        fields
    }

    fn moved(&mut self, id: &str) -> Option<Target> {
        let value = self.object.get("movedTo")?;
        let target = match value {
            Value::Null => return None,
            Value::String(target) => target.as_str(),
            other => {
                self.odd(OddityCode::MovedToOdd, other.to_string());
                let first = other
                    .as_array()
                    .map_or(Some(other), |items| items.first())?;
                first.as_str().or_else(|| first.get("id")?.as_str())?
            }
        };
        if target.is_empty() {
            return None;
        }
        if target == id {
            self.odd(OddityCode::MovedToItself, target);
            return None;
        }
        if !link::is_web_address(target) {
            self.odd(OddityCode::MovedToOdd, target);
            return None;
        }
        Some(Target {
            id: target.to_owned(),
            ..Target::default()
        })
    }

    fn created(&mut self) -> Option<String> {
        let published = self
            .object
            .get("published")
            .filter(|value| !value.is_null())?;
        let day = published.as_str().and_then(intake::day);
        if day.is_none() {
            self.odd(OddityCode::BadDate, published.to_string());
        }
        day
    }

    /// `totalItems` of a collection that stands in the document itself.
    fn total(&mut self, key: &str) -> Option<u64> {
        let total = self.object.get(key)?.get("totalItems")?;
        let number = total.as_u64();
        if number.is_none() {
            self.odd(OddityCode::BadCount, format!("{key}.totalItems"));
        }
        number
    }

    fn emojis(&mut self) -> Vec<Emoji> {
        let tags: Vec<&Value> = match self.object.get("tag") {
            Some(Value::Array(tags)) => tags.iter().collect(),
            Some(tag) => vec![tag],
            None => Vec::new(),
        };
        let mut emojis = Vec::new();
        for tag in tags
            .into_iter()
            .filter(|tag| tag.get("type").is_some_and(|kind| kind == "Emoji"))
        {
            let name = tag
                .get("name")
                .and_then(Value::as_str)
                .map(|name| name.trim_matches(':'));
            let address = tag
                .get("icon")
                .and_then(|icon| icon.get("url"))
                .and_then(Value::as_str);
            match (name, address) {
                (Some(name), Some(address))
                    if !name.is_empty() && link::is_web_address(address) =>
                {
                    if emojis.len() >= intake::MOST_EMOJIS {
                        self.odd(OddityCode::TooManyEmojis, "tag");
                        break;
                    }
                    emojis.push(Emoji {
                        shortcode: name.to_owned(),
                        address: address.to_owned(),
                    });
                }
                _ => self.odd(OddityCode::BadEmoji, tag.to_string()),
            }
        }
        emojis
    }

    /// Whether the key holds a string that is not empty.
    fn has_text(&self, key: &str) -> bool {
        self.object
            .get(key)
            .and_then(Value::as_str)
            .is_some_and(|text| !text.is_empty())
    }
}

/// Mastodon's `USERNAME_RE`: ASCII letters, digits and `_`, with `.` and `-` inside.
fn is_a_mastodon_username(user: &str) -> bool {
    let is_outer = |c: char| c.is_ascii_alphanumeric() || c == '_';
    user.starts_with(is_outer)
        && user.ends_with(is_outer)
        && user.chars().all(|c| is_outer(c) || matches!(c, '.' | '-'))
}
