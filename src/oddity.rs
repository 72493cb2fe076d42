//! What was strange in a document, and why one could not be read at all.
//!
//! ```
//! use freshet::oddity::{Oddity, OddityCode};
//! let oddity = Oddity::new(OddityCode::NoInbox, "inbox");
//! assert!(oddity.code.refused());
//! assert_eq!(serde_json::to_value(&oddity)?["code"], "no_inbox");
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! Parsing never fails outright: a document gives a profile and a list of
//! oddities. Only what is no account at all is [`Unreadable`].

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::profile::Profile;

/// A profile, and what was strange in the document it came from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The profile.
    pub profile: Profile,
    /// What was strange, in the order it was met.
    pub oddities: Vec<Oddity>,
}

/// One strange thing in a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Oddity {
    /// What kind of thing.
    pub code: OddityCode,
    /// Where, or which: a key, or a short piece of the document.
    pub detail: String,
}

/// The kinds of strange things, by stable code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OddityCode {
    // Mastodon would refuse the document.
    /// `@context` does not name ActivityStreams literally.
    NoActivityStreamsContext,
    /// There is no inbox.
    NoInbox,
    /// There is no `preferredUsername`.
    NoPreferredUsername,
    /// There is no id, or it is no web address.
    NoId,
    /// The type is no actor type that Mastodon supports.
    UnsupportedType,
    /// The user name holds characters that Mastodon does not allow.
    UnusualUsername,

    // It is taken in, but in another sense than meant.
    /// `type` is an array: the first supported one counts.
    TypeArray,
    /// A key has a prefix (`toot:discoverable`): Mastodon ignores it.
    PrefixedKey,
    /// A single value came as an array: the first one counts.
    ArrayForSingle,
    /// A text is no string.
    NotText,
    /// A flag is neither true nor false.
    NotFlag,
    /// A language map (`nameMap`) stands without the plain key: ignored.
    LanguageMap,
    /// `attachment` is no array: there are no fields.
    FieldsNotArray,
    /// An attachment that is no `PropertyValue`: ignored.
    OtherAttachment,
    /// A field without a textual name or value: dropped.
    BrokenField,
    /// More than home keeps: the rest is cut.
    TooLong,
    /// More fields than home keeps: the rest is dropped.
    TooManyFields,
    /// The profile address has another host than the id: the id is used.
    AddressOnOtherHost,
    /// The profile address is no http(s) address: the id is used.
    AddressUnusable,
    /// A picture is a bare string: Mastodon would fetch it as a document.
    PictureBareString,
    /// A picture without a usable address.
    PictureUnusable,
    /// A picture of a type that Mastodon does not take in.
    PictureUnsupported,
    /// A date that cannot be read.
    BadDate,
    /// `movedTo` is no string.
    MovedToOdd,
    /// `movedTo` names the account itself.
    MovedToItself,
    /// A custom emoji that cannot be used.
    BadEmoji,
    /// A count that is no number, or negative.
    BadCount,
    /// `webfinger` is no handle.
    BadWebfinger,
    /// The handle cannot be read.
    BadHandle,
    /// There is a key, but no name, bio and picture: it may be what the server
    /// shows to those who do not sign their requests.
    BareDocument,
    /// A key that the Account entity should have is missing.
    MissingKey,
    /// A key has a value of another type than it should.
    WrongType,
    /// More custom emoji than are read.
    TooManyEmojis,
    /// There were more oddities than are kept: this many.
    MoreOddities,
}

/// Why a document is no account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unreadable {
    /// The reason.
    pub code: UnreadableCode,
    /// A short piece of the document: its type, or its error text.
    pub detail: String,
}

/// The reasons why a document is no account, by stable code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnreadableCode {
    /// It is no JSON object.
    NotAnObject,
    /// It is a Tombstone: the account is gone.
    Tombstone,
    /// It is an error answer (`{"error": ...}`).
    ErrorDocument,
    /// It is something else: a post, a collection, an activity.
    NotAnActor,
    /// It is an object without anything that an account has.
    NotAnAccount,
}

/// Oddities kept of one document: a hostile one could hold a million.
const MOST_ODDITIES: usize = 100;

impl Reading {
    /// A reading with at most a hundred oddities; the last one then counts the rest.
    pub(crate) fn new(profile: Profile, mut oddities: Vec<Oddity>) -> Reading {
        if oddities.len() > MOST_ODDITIES {
            let more = oddities.len() + 1 - MOST_ODDITIES;
            oddities.truncate(MOST_ODDITIES - 1);
            oddities.push(Oddity::new(OddityCode::MoreOddities, more.to_string()));
        }
        Reading { profile, oddities }
    }
}

impl Oddity {
    /// An oddity, with at most 200 characters of detail.
    pub fn new(code: OddityCode, detail: impl AsRef<str>) -> Oddity {
        Oddity {
            code,
            detail: detail.as_ref().chars().take(200).collect(),
        }
    }
}

impl OddityCode {
    /// Whether Mastodon refuses a document for this, so that home cannot refresh it.
    pub fn refused(self) -> bool {
        self <= OddityCode::UnusualUsername
    }
}

impl Unreadable {
    /// No object, with a glimpse of what it is instead.
    pub(crate) fn not_an_object(document: &Value) -> Unreadable {
        let glimpse = match document {
            Value::String(text) => text,
            Value::Array(_) => "array",
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::Object(_) => "object",
        };
        Unreadable::new(UnreadableCode::NotAnObject, glimpse)
    }

    /// A reason, with at most 200 characters of detail.
    pub fn new(code: UnreadableCode, detail: impl AsRef<str>) -> Unreadable {
        Unreadable {
            code,
            detail: detail.as_ref().chars().take(200).collect(),
        }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            UnreadableCode::NotAnObject => write!(to, "not a JSON object: {}", self.detail),
            UnreadableCode::Tombstone => write!(to, "the account is gone: {}", self.detail),
            UnreadableCode::ErrorDocument => write!(to, "an error answer: {}", self.detail),
            UnreadableCode::NotAnActor => write!(to, "not an actor: {}", self.detail),
            UnreadableCode::NotAnAccount => write!(to, "not an account: {}", self.detail),
        }
    }
}

impl std::error::Error for Unreadable {}
