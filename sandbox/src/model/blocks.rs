//! The list of the domains that a server blocks, as `GET /api/v1/instance/domain_blocks`
//! shows it (facts G: `domain_block.rb`, `domain_block_serializer.rb`).
//!
//! ```
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! use freshet_sandbox::Sandbox;
//! use serde_json::json;
//! let sandbox = Sandbox::in_process().unwrap();
//! sandbox.change(&json!({ "homes": { "home46.test": {
//!     "suspends": ["mastodon44.test"], "obscures": ["mastodon44.test"], "shows_blocks": "all",
//! } } })).unwrap();
//! let list = "https://home46.test/api/v1/instance/domain_blocks";
//! let list = sandbox.ask("GET", list, &[]).await.unwrap().json();
//! assert_eq!(list[0]["domain"], "mast******.*est");
//! # });
//! ```

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Who is shown the list of blocked domains.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shows {
    /// Nobody, as Mastodon has it from the start: 404.
    #[default]
    Nobody,
    /// Its own users.
    Users,
    /// Everybody.
    All,
}

/// A server's list of blocked domains.
#[derive(Clone, Copy, Debug)]
pub struct Blocks<'a> {
    /// Who is shown it.
    pub shows: Shows,
    /// The suspended ones.
    pub suspends: &'a [String],
    /// The silenced ones.
    pub silences: &'a [String],
    /// Those whose names are starred out.
    pub obscures: &'a [String],
    /// What is said publicly of them.
    pub comments: &'a BTreeMap<String, String>,
}

impl Blocks<'_> {
    /// The list as it is shown to somebody; nothing where it is not.
    #[must_use]
    pub fn shown(&self, signed_in: bool) -> Option<Value> {
        let is_shown = match self.shows {
            Shows::Nobody => false,
            Shows::Users => signed_in,
            Shows::All => true,
        };
        let entries = |domains: &[String], severity: &str| {
            let mut domains = domains.to_vec();
            domains.sort();
            let entry = |domain: &String| self.entry(domain, severity);
            domains.iter().map(entry).collect::<Vec<_>>()
        };
        let mut list = entries(self.silences, "silence");
        list.extend(entries(self.suspends, "suspend"));
        is_shown.then_some(Value::Array(list))
    }

    fn entry(&self, domain: &String, severity: &str) -> Value {
        let shown = match self.obscures.contains(domain) {
            true => starred(domain),
            false => domain.clone(),
        };
        json!({
            "domain": shown, "digest": digest(domain), "severity": severity,
            "comment": self.comments.get(domain),
        })
    }
}

/// Whether a list names a domain or a parent of it.
#[must_use]
pub fn covers(list: &[String], domain: &str) -> bool {
    list.iter().any(|known| {
        domain
            .strip_suffix(known.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

fn digest(domain: &str) -> String {
    let digest = Sha256::digest(domain.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The middle half of the letters starred out, dots left.
fn starred(domain: &str) -> String {
    let length = domain.chars().count();
    let visible = length / 4;
    let starred = |(place, letter): (usize, char)| {
        let is_hidden = place > visible && place < length - visible && letter != '.';
        if is_hidden { '*' } else { letter }
    };
    domain.chars().enumerate().map(starred).collect()
}
