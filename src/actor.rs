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

use crate::handle::Handle;
use crate::idn;
use crate::intake;
use crate::oddity::{Oddity, OddityCode, Reading, Unreadable, UnreadableCode};
use crate::profile::{Counts, Emoji, Field, Profile, Target};
use crate::software::Software;

mod column;
mod link;
mod notes;
mod picture;

/// The types that Mastodon takes for actors (`fetch_remote_actor_service.rb`).
const SUPPORTED: [&str; 5] = ["Application", "Group", "Organization", "Person", "Service"];

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
        if notes::has_text(self.object, "preferredUsername")
            || (kinds.is_empty() && notes::has_text(self.object, "inbox"))
        {
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
        notes::refused(self.object, &mut self.oddities);
        notes::ignored(self.object, &mut self.oddities);
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
            is_silent: false,
            last_post: None,
            counts: Counts {
                followers: self.total("followers"),
                following: self.total("following"),
                posts: self.total("outbox"),
            },
            emojis: self.emojis(),
            id,
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
        let host = idn::host_of(id);
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

    fn text(&mut self, key: &str) -> String {
        let (text, is_odd) = column::text(self.object.get(key));
        if is_odd {
            self.odd(OddityCode::NotText, key);
        }
        text
    }

    fn flag(&mut self, key: &str) -> bool {
        let (flag, is_odd) = column::flag(self.object.get(key));
        if is_odd {
            self.odd(OddityCode::NotFlag, key);
        }
        flag
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
}
