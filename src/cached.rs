//! The Account entity of Mastodon's API -> `Profile`.

use serde_json::Value;

use crate::oddity::{Reading, Unreadable, UnreadableCode};
use crate::profile::Profile;
use crate::software::Software;

/// Reads an Account entity that home serves.
///
/// # Errors
/// Why the document is no account.
pub fn read(account: &Value) -> Result<Reading, Unreadable> {
    match account {
        Value::Object(_) => Ok(Reading {
            profile: Profile::default(),
            oddities: Vec::new(),
        }),
        _ => Err(Unreadable::new(UnreadableCode::NotAnObject, "")),
    }
}

/// Reads an Account entity that origin serves of its own account, as this home would take it in.
///
/// # Errors
/// Why the document is no account.
pub fn read_live(account: &Value, home: &Software) -> Result<Reading, Unreadable> {
    let _ = home;
    read(account)
}
