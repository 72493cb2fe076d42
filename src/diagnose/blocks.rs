//! Whether a list of blocked servers names one: by name, or by the digest of its name.
//!
//! `/api/v1/instance/domain_blocks` gives the SHA-256 of each domain beside its name, which
//! may be starred out, and a block covers everything below its domain (Mastodon 4.3 to 4.7).

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::known::List;

/// What a list says of a host (ASCII form, without its port).
pub(super) fn named(list: &Value, host: &str) -> Option<List> {
    let entries = list.as_array()?;
    let names = suffixes(host);
    let digests: Vec<String> = names.iter().map(|name| digest(name)).collect();
    let text = |entry: &Value, key| {
        let text = entry.get(key).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    let mut hits = entries.iter().filter(|entry| {
        let digest = text(entry, "digest").to_ascii_lowercase();
        let domain = text(entry, "domain").to_ascii_lowercase();
        digests.contains(&digest) || digest.is_empty() && names.contains(&domain.as_str())
    });
    let first = hits.next();
    let suspends = |entry: &Value| text(entry, "severity") == "suspend";
    // Of several that cover it, what weighs more is said.
    let hit = hits.find(|entry| suspends(entry)).or(first);
    Some(match hit {
        None => List::Clear,
        Some(entry) => List::Hit {
            domain: text(entry, "domain"),
            suspends: suspends(entry),
            comment: text(entry, "comment"),
        },
    })
}

/// A host and every domain above it.
fn suffixes(host: &str) -> Vec<&str> {
    let name = host.split(':').next().unwrap_or(host);
    let mut names = vec![name];
    let mut rest = name;
    while let Some((_, parent)) = rest.split_once('.') {
        names.push(parent);
        rest = parent;
    }
    names
}

fn digest(name: &str) -> String {
    let digest = Sha256::digest(name.as_bytes());
    let digits = b"0123456789abcdef";
    let mut text = String::with_capacity(64);
    for byte in digest {
        for half in [byte >> 4, byte & 15] {
            text.push(char::from(
                digits.get(usize::from(half)).copied().unwrap_or(b'0'),
            ));
        }
    }
    text
}
