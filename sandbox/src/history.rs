//! What really happened to the copies of a home: the truth that a test holds
//! against what a client believes.

use serde::Serialize;

use crate::clock::Moment;
use crate::model::By;

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
    /// A post was stored.
    PostImported {
        /// Its address at origin.
        uri: String,
        /// How it came.
        by: By,
    },
    /// A newer version of a post was stored.
    PostUpdated {
        /// Its address at origin.
        uri: String,
    },
    /// A post was deleted here.
    PostDeleted {
        /// Its address at origin.
        uri: String,
    },
    /// A post entered home feeds, being less than six hours old.
    Distributed {
        /// Its address at origin.
        uri: String,
    },
    /// A post notified somebody here.
    Notified {
        /// Its address at origin.
        uri: String,
        /// The name of the local account.
        to: String,
    },
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
