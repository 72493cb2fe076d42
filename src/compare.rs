//! Two profiles -> their differences, word by word.
//!
//! ```
//! use freshet::compare::{Attribute, Change, Verdict, compare};
//! use freshet::profile::Profile;
//! use freshet::software::Software;
//! let home = Software::from_version("4.6.5");
//! let cached = Profile { name: "Ada".into(), ..Profile::default() };
//! let live = Profile { name: "Ada Lovelace".into(), ..Profile::default() };
//! let comparison = compare(&cached, &live, &home);
//! assert_eq!(comparison.differing(), [Attribute::DisplayName]);
//! assert_eq!(comparison.verdict, Verdict::Stale);
//! ```
//!
//! What differs is what a refresh by home would change. This module does not
//! know how the copies were fetched, nor how differences are drawn.

use serde::{Deserialize, Serialize};

use crate::handle::Handle;
use crate::profile::Profile;
use crate::richtext::RichText;
use crate::software::Software;

mod fields;
mod html;
mod pairing;
mod rows;

/// The two copies beside each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// What it amounts to.
    pub verdict: Verdict,
    /// Every attribute, in the order it is shown; one row for each field.
    pub rows: Vec<Row>,
}

/// One attribute, or one field, in both copies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The attribute.
    pub attribute: Attribute,
    /// What home has stored.
    pub home: Value,
    /// What the account says now.
    pub live: Value,
    /// How they relate.
    pub change: Change,
    /// For a field: what happened to it. `None` for other attributes and for unchanged fields.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<FieldChange>,
}

/// The attributes that are compared, by their names in the Account entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attribute {
    /// The display name.
    DisplayName,
    /// The bio.
    Note,
    /// A row of the table under the bio.
    Fields,
    /// The avatar.
    Avatar,
    /// The header picture.
    Header,
    /// Follows need approval.
    Locked,
    /// It is automated.
    Bot,
    /// It is a group.
    Group,
    /// It wants to be suggested.
    Discoverable,
    /// Its posts may be searched.
    Indexable,
    /// It moved to another account.
    Moved,
    /// It is suspended.
    Suspended,
    /// It stands in memory of somebody.
    Memorial,
    /// The address of the profile page.
    Url,
    /// The handle (`acct`).
    Handle,
    /// The day it was created.
    CreatedAt,
    /// How many follow it.
    FollowersCount,
    /// How many it follows.
    FollowingCount,
    /// How many posts it has.
    StatusesCount,
}

/// A value as plain data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "value")]
pub enum Value {
    /// There is none: no bio, no picture, no move, no such field.
    Nothing,
    /// The copy does not say.
    Unknown,
    /// Formatted text; where the two copies differ, the words are marked.
    Rich(RichText),
    /// Yes or no.
    Flag(bool),
    /// A picture's address, not vetted.
    Picture(String),
    /// A web address, not vetted.
    Address(String),
    /// A day, as `YYYY-MM-DD`.
    Date(String),
    /// A number of things.
    Count(u64),
    /// A field; differing words are marked.
    Field(FieldValue),
    /// An account.
    Account(AccountValue),
}

/// A field as plain data.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FieldValue {
    /// The label.
    pub name: RichText,
    /// The value.
    pub value: RichText,
    /// Whether home has verified its link.
    pub verified: bool,
    /// Where it stands in its copy, from 0.
    pub position: usize,
}

/// An account as plain data.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AccountValue {
    /// Its handle, if known.
    pub handle: Option<Handle>,
    /// Its profile page or its id, not vetted; may be empty.
    pub address: String,
}

/// How the two values of a row relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// A refresh would leave it as it is.
    Same,
    /// A refresh would change it.
    Different,
    /// Two counts that differ by no more than counts always do.
    Drift,
    /// One copy does not say, or cannot be held against the other.
    NotComparable,
}

/// What happened to a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldChange {
    /// Only the live copy has it.
    Added,
    /// Only home has it.
    Removed,
    /// The value is the same under another label.
    Renamed,
    /// The value is another one under the same label.
    Changed,
    /// The text is the same, but its link leads elsewhere.
    LinkChanged,
    /// It is the same, at another place among the fields.
    Reordered,
}

/// What is to be said about home's copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Home has what the account says now.
    Fresh,
    /// Home lacks changes.
    Stale,
    /// The account moved, and home does not know.
    Moved,
    /// The account was deleted at origin.
    Gone,
    /// The account is suspended at origin, and home does not know.
    Suspended,
    /// Origin shows the account only to those who sign their requests.
    Hidden,
    /// Origin did not answer.
    Unreachable,
    /// It is an account of home: there is nothing to compare.
    Local,
    /// It could not be found out.
    Unknown,
}

/// Holds home's copy of an account against the live one, as `home` would store that.
///
/// The verdict is the first that holds:
/// - [`Verdict::Suspended`] if origin suspended the account and home does not know;
/// - [`Verdict::Moved`] if it moved and home does not know, or names another target;
/// - [`Verdict::Stale`] if any attribute that [decides](Attribute::decides) differs;
/// - [`Verdict::Fresh`] otherwise, also where both copies say that it moved.
///
/// A suspended account is served blanked, by origin and by home. Where one copy is
/// suspended, what is blanked is not compared: the suspension is the one difference.
pub fn compare(cached: &Profile, live: &Profile, home: &Software) -> Comparison {
    let rows = rows::rows(cached, live, home);
    let differs = |attribute| {
        rows.iter()
            .any(|row| row.attribute == attribute && row.change == Change::Different)
    };
    let verdict = if live.suspended && differs(Attribute::Suspended) {
        Verdict::Suspended
    } else if live.moved.is_some() && differs(Attribute::Moved) {
        Verdict::Moved
    } else if rows.iter().any(Row::decides) {
        Verdict::Stale
    } else {
        Verdict::Fresh
    };
    Comparison { verdict, rows }
}

impl Comparison {
    /// The rows that make the copy stale.
    pub fn differences(&self) -> impl Iterator<Item = &Row> {
        self.rows
            .iter()
            .filter(|row| row.change == Change::Different && row.attribute.decides())
    }

    /// The attributes that make the copy stale, each once, in the order they are shown.
    pub fn differing(&self) -> Vec<Attribute> {
        let mut differing: Vec<Attribute> = self.differences().map(|row| row.attribute).collect();
        differing.dedup();
        differing
    }
}

impl Row {
    fn decides(&self) -> bool {
        self.change == Change::Different && self.attribute.decides()
    }
}

impl Attribute {
    /// Whether a difference here makes a copy stale. Counts drift by themselves and a
    /// date of creation alone changes nothing that people see.
    pub fn decides(self) -> bool {
        self < Attribute::CreatedAt
    }
}
