//! What is known so far about one profile, as plain data: what `ui` draws.
//!
//! ```
//! use freshet::view::{Stage, View};
//! let view = View::new("home.example", "ada@remote.example");
//! assert_eq!(view.stage, Stage::ReadingHome);
//! ```
//!
//! It can be kept as JSON for some minutes, and holds no token. This module must not
//! know how it is drawn.

use serde::{Deserialize, Serialize};

mod backfill;
mod diagnose;
mod refresh;

pub use backfill::{
    Backfilling, Counts, Course, Delay, Depth, End, Estimate, Halt, Order, PostList, PostRow,
    PostVerdict, Wish,
};
pub use diagnose::{
    Advice, At, Came, Check, Checked, Diagnosis, Finding, Mark, Names, Progress, Said, Span,
};
pub use refresh::{Ending, Phase, Refreshing, Why};

use crate::compare::{Attribute, Comparison, Value, Verdict};
use crate::oddity::Oddity;
use crate::trouble::Trouble;

/// What is known about one profile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// The host of home.
    pub home: String,
    /// The handle as people read it, without the leading `@`.
    pub handle: String,
    /// The host that the account lives on, once it is known.
    pub origin: Option<String>,
    /// How far it has come.
    pub stage: Stage,
    /// The result, when `stage` is [`Stage::Done`]; before, that of an earlier look, if any.
    pub report: Option<Report>,
    /// The refresh that is under way or has just ended, if any.
    pub refresh: Option<Refreshing>,
    /// The backfill that is offered, under way, or has just ended, if any.
    #[serde(skip)]
    pub backfill: Option<Backfilling>,
    /// The diagnosis that is under way or has ended, if one is shown.
    #[serde(skip)]
    pub diagnosis: Option<Box<Diagnosis>>,
    /// The posts of the account that home lacks, if that is known and worth a word.
    #[serde(skip)]
    pub lacks_posts: Option<Lack>,
    /// Home's own page about the account, for those who manage federation there.
    pub moderation: Option<String>,
}

/// How far a look has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Home is asked what it has stored.
    ReadingHome,
    /// The person has not yet said whether origin may be contacted.
    AskingConsent,
    /// Origin is asked.
    ReadingOrigin,
    /// There is a report.
    Done,
}

/// Which posts of an account home lacks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lack {
    /// It has none at all.
    All,
    /// It lacks at least so many of the newest ones.
    Newer(u64),
    /// It has got none since this day, in milliseconds since 1970. Whether there were any is
    /// not known.
    Since(f64),
}

/// The result of a look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The verdict.
    pub verdict: Verdict,
    /// What stood in the way, if anything did.
    pub trouble: Option<Trouble>,
    /// Both copies, row by row, if both could be read.
    pub comparison: Option<Comparison>,
    /// What was strange in either copy.
    pub oddities: Vec<Oddity>,
    /// When origin or home answered last, in milliseconds since 1970.
    pub checked: f64,
    /// How many requests it took.
    pub cost: Cost,
}

/// Requests that were made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// To home.
    pub home: u32,
    /// To the account's servers.
    pub origin: u32,
}

impl View {
    /// A look that has just begun.
    pub fn new(home: impl Into<String>, handle: impl Into<String>) -> Self {
        Self {
            home: home.into(),
            handle: handle.into(),
            origin: None,
            stage: Stage::ReadingHome,
            report: None,
            refresh: None,
            backfill: None,
            diagnosis: None,
            lacks_posts: None,
            moderation: None,
        }
    }
}

/// One of the two copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// What home has stored.
    Home,
    /// What the account says now.
    Live,
}

/// The pictures of both copies, as far as they have come.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pictures {
    states: Vec<((Side, Attribute), PictureState)>,
}

/// How far a picture has come.
#[derive(Clone, Debug, PartialEq)]
pub enum PictureState {
    /// It has not been read yet.
    Waiting,
    /// It may be shown from here: a `data:` address, or one that the page shows already.
    Shown(String),
    /// It is on a server that the person has not agreed to contact.
    NeedsConsent(String),
    /// The browser may not read it from this server without the person's permission.
    NeedsAccess(String),
    /// It could not be read, or is none.
    Unreadable,
}

impl Pictures {
    /// How far this picture has come.
    pub fn of(&self, side: Side, attribute: Attribute) -> &PictureState {
        self.states
            .iter()
            .find(|(picture, _)| *picture == (side, attribute))
            .map_or(&PictureState::Waiting, |(_, state)| state)
    }

    /// Takes in how far a picture has come.
    pub fn set(&mut self, side: Side, attribute: Attribute, state: PictureState) {
        self.states
            .retain(|(picture, _)| *picture != (side, attribute));
        self.states.push(((side, attribute), state));
    }

    /// How far every picture has come that was begun.
    pub fn states(&self) -> impl Iterator<Item = &PictureState> {
        self.states.iter().map(|(_, state)| state)
    }

    /// Whether nothing was read yet.
    pub fn is_empty(&self) -> bool {
        self.states.is_empty()
    }
}

impl View {
    /// The pictures that the comparison shows, with their addresses, not vetted.
    pub fn pictures(&self) -> Vec<(Side, Attribute, &str)> {
        let rows = self
            .report
            .iter()
            .flat_map(|report| &report.comparison)
            .flat_map(|comparison| &comparison.rows);
        rows.flat_map(|row| {
            [(Side::Home, &row.home), (Side::Live, &row.live)].map(|(side, value)| match value {
                Value::Picture(address) => Some((side, row.attribute, address.as_str())),
                _ => None,
            })
        })
        .flatten()
        .collect()
    }
}
