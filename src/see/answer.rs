//! What the answers of a look hold, before anybody makes sense of them.

use serde_json::Value;

use crate::address::PublicAddress;
use crate::step::Answer;

impl Answer {
    /// The body as JSON, whatever its media type says: some servers name it wrongly.
    pub fn json(&self) -> Option<Value> {
        let body = self
            .body
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(&self.body);
        serde_json::from_slice(body).ok()
    }
}

/// The actor that a WebFinger answer (RFC 7033) leads to.
pub(super) fn actor_of(found: &Value) -> Option<PublicAddress> {
    let links = found.get("links")?.as_array()?;
    links.iter().find_map(|link| {
        let is_self = link.get("rel")?.as_str()? == "self";
        let media_type = link.get("type")?.as_str()?;
        let activity = media_type == "application/activity+json"
            || media_type.starts_with("application/ld+json");
        let address = link.get("href")?.as_str()?;
        (is_self && activity)
            .then(|| PublicAddress::parse(address).ok())
            .flatten()
    })
}
