//! What really happened to the copies of a home: the truth that a test holds
//! against what a client believes.

use serde::Serialize;

use crate::clock::Moment;

/// One change of a copy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Event {
    /// When it took effect, in milliseconds since 1970.
    pub at: f64,
    /// The handle under which the home knows the account then.
    pub handle: String,
    /// What happened.
    pub what: What,
}

/// What happened to a copy.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Everything was stored anew from a document fetched from origin.
    Refreshed,
    /// A picture was downloaded and replaced the file.
    PictureTaken(Which),
    /// The file is gone: the download failed, or the picture was removed at origin.
    PictureDropped(Which),
    /// The link in the field of this name was verified.
    Verified(String),
    /// The row goes by another handle now; this was the old one.
    RenamedFrom(String),
    /// Home deleted the account.
    Deleted,
}

/// Which of the two pictures.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// The avatar.
    Avatar,
    /// The header.
    Header,
}

impl Event {
    /// An event at a moment.
    #[must_use]
    pub fn new(at: Moment, handle: &str, what: What) -> Self {
        Self {
            at: at as f64,
            handle: handle.to_owned(),
            what,
        }
    }
}
