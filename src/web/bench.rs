//! What `cargo xtask bench` measures in a browser; not part of the package.

use wasm_bindgen::prelude::*;

use crate::software::Software;
use crate::{actor, cached, compare};

/// Reads both copies and compares them, as a look does; the number of differences.
///
/// # Errors
/// When a document is no JSON, or no account.
#[wasm_bindgen]
pub fn bench_compare(account: &str, actor: &str, home: &str) -> Result<usize, JsError> {
    let home = Software::from_version(home);
    let cached = cached::read(&serde_json::from_str(account)?)?;
    let live = actor::read(&serde_json::from_str(actor)?, &home)?;
    let comparison = compare::compare(&cached.profile, &live.profile, &home);
    Ok(comparison.differences().count())
}
