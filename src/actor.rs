//! Any ActivityPub actor -> what home would store of it.

use serde_json::Value;

use crate::oddity::{Reading, Unreadable, UnreadableCode};
use crate::profile::Profile;
use crate::software::Software;

/// Reads an actor document as this home would take it in.
///
/// # Errors
/// Why the document is no actor.
pub fn read(document: &Value, home: &Software) -> Result<Reading, Unreadable> {
    let _ = home;
    match document {
        Value::Object(_) => Ok(Reading {
            profile: Profile::default(),
            oddities: Vec::new(),
        }),
        _ => Err(Unreadable::new(UnreadableCode::NotAnObject, "")),
    }
}
