//! The single values of a post: text, id, moment.

use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::address::PublicAddress;

/// The text of a key, unless it is empty.
pub(super) fn text<'a>(entry: &'a Value, key: &str) -> Option<&'a str> {
    let text = entry.get(key)?.as_str()?;
    (!text.is_empty()).then_some(text)
}

/// Whether an id is one that home may be asked for: https, on a public host, written
/// without the white space that a lenient reader would drop.
pub(super) fn is_readable(uri: &str) -> bool {
    !uri.contains(|c: char| c.is_ascii_whitespace() || c.is_ascii_control())
        && PublicAddress::parse(uri).is_ok()
}

/// A date as whole seconds since 1970, rounded down; without an offset it is UTC, as to
/// Rails. None if it cannot be read or is earlier.
pub(super) fn seconds(date: Option<&Value>) -> Option<u64> {
    let date = date?.as_str()?.trim();
    let moment = OffsetDateTime::parse(date, &Rfc3339)
        .or_else(|_| OffsetDateTime::parse(&format!("{date}Z"), &Rfc3339));
    u64::try_from(moment.ok()?.unix_timestamp()).ok()
}

/// Of several values the first: what Mastodon makes of a list where it wants one.
pub(super) fn first(value: &Value) -> &Value {
    match value {
        Value::Array(several) => several.first().unwrap_or(&Value::Null),
        single => single,
    }
}

/// The id that a value is or has; of a link where it leads.
pub(super) fn reference(value: &Value) -> Option<&str> {
    match value {
        Value::String(id) => (!id.is_empty()).then_some(id),
        object => text(object, "id").or_else(|| text(object, "href")),
    }
}

/// Whether the type of an object, or one of its types, is one of these.
pub(super) fn one_of(object: &Value, types: &[&str]) -> bool {
    let is_one = |kind: &Value| kind.as_str().is_some_and(|kind| types.contains(&kind));
    match object.get("type") {
        Some(Value::Array(several)) => several.iter().any(is_one),
        Some(single) => is_one(single),
        None => false,
    }
}
