//! Which servers the person's browser may contact: nobody is asked before they agreed.
//!
//! ```
//! use freshet::consent::{Consents, Scope};
//! let mut consents = Consents::default();
//! assert!(!consents.cover("remote.example"));
//! consents.give("remote.example", Scope::Server);
//! assert!(consents.cover("remote.example"));
//! ```
//!
//! "Once" is not kept: the conversation that asked goes on, the next one asks again.
//! This module must not know where consents are stored.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// How far a consent reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// For this look only.
    Once,
    /// For this server from now on.
    Server,
    /// For every server from now on.
    Always,
}

/// What a person agreed to, on one home.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Consents {
    /// Every server may be contacted.
    pub always: bool,
    /// These servers may be contacted; ASCII host names.
    pub servers: BTreeSet<String>,
}

impl Consents {
    /// May this server be contacted?
    pub fn cover(&self, server: &str) -> bool {
        self.always || self.servers.contains(server)
    }

    /// Keeps a consent, if it is one to keep.
    pub fn give(&mut self, server: &str, scope: Scope) {
        match scope {
            Scope::Once => {}
            Scope::Server => {
                self.servers.insert(server.to_owned());
            }
            Scope::Always => self.always = true,
        }
    }
}
