//! Who lives where, what each home has stored of them, and how both are changed.
//!
//! A person has a live profile at origin, and every home has a stored one of its own.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::model::{Home, Origin, Person, Stored, origin_id};
use crate::seed;

/// Everything that tests may change.
#[derive(Clone, Debug)]
pub struct World {
    /// All origins.
    pub origins: Vec<Origin>,
    /// All homes.
    pub homes: Vec<Home>,
    /// All people, by handle; local ones by their bare name.
    pub people: BTreeMap<String, Person>,
}

impl World {
    /// The world as the seed describes it.
    ///
    /// # Errors
    /// When the seed is not what this module expects.
    pub fn seeded() -> anyhow::Result<Self> {
        seed::world()
    }

    /// A home by host.
    #[must_use]
    pub fn home(&self, host: &str) -> Option<&Home> {
        self.homes.iter().find(|home| home.host == host)
    }

    /// An origin by host.
    #[must_use]
    pub fn origin(&self, host: &str) -> Option<&Origin> {
        self.origins.iter().find(|origin| origin.host == host)
    }

    /// A person who is served by this host under this name, in any case.
    #[must_use]
    pub fn person_at(&self, web_host: &str, username: &str) -> Option<&Person> {
        self.people.values().find(|person| {
            person.web_host == web_host && person.username().eq_ignore_ascii_case(username)
        })
    }

    /// A person by id number.
    #[must_use]
    pub fn person_numbered(&self, number: u64) -> Option<&Person> {
        self.people.values().find(|person| person.number == number)
    }

    /// The actor id of a person as `viewer` (a home's host) writes it.
    #[must_use]
    pub fn uri(&self, person: &Person, viewer: &str) -> String {
        if let Some(uri) = &person.uri {
            return uri.clone();
        }
        if person.is_local() {
            return format!("https://{viewer}/users/{}", person.username());
        }
        let host = &person.web_host;
        if self.origin(host).is_some_and(|origin| origin.numeric_ids) {
            format!("https://{host}/ap/users/{}", origin_id(person))
        } else {
            format!("https://{host}/users/{}", person.username())
        }
    }

    /// The profile page of a person.
    #[must_use]
    pub fn url(&self, person: &Person, viewer: &str) -> String {
        if let Some(url) = &person.url {
            return url.clone();
        }
        let host = if person.is_local() {
            viewer
        } else {
            &person.web_host
        };
        format!("https://{host}/@{}", person.username())
    }

    /// Merges a change (RFC 7396) into a person and what the homes have stored.
    ///
    /// The keys are those of [`Person`], and `stored`, a [`crate::Profile`] for every
    /// home, or for one only when `home` names it. An unknown handle is a new person.
    ///
    /// # Errors
    /// When the result is no person, such as a misspelt key.
    pub fn patch(&mut self, handle: &str, change: &Value) -> anyhow::Result<()> {
        let mut change = change.clone();
        let stored = change.as_object_mut().and_then(|map| map.remove("stored"));
        let only = change
            .as_object_mut()
            .and_then(|map| map.remove("home"))
            .and_then(|home| home.as_str().map(str::to_owned));
        let next = self
            .people
            .values()
            .map(|person| person.number)
            .max()
            .unwrap_or(0)
            + 1;
        let person = self.people.get(handle).cloned().unwrap_or_else(|| Person {
            handle: handle.to_owned(),
            web_host: handle
                .split_once('@')
                .map_or("", |(_, host)| host)
                .to_owned(),
            number: next,
            ..Person::default()
        });
        // `actor`, `account` and `document` are documents: a null inside them is meant.
        let mut whole = serde_json::to_value(&person)?;
        for key in ["actor", "account", "document"] {
            if let Some(document) = change.as_object_mut().and_then(|map| map.remove(key)) {
                whole[key] = document;
            }
        }
        merge(&mut whole, &change);
        let person: Person = serde_json::from_value(whole)?;
        for home in &mut self.homes {
            if only.as_ref().is_some_and(|only| *only != home.host) {
                continue;
            }
            let Some(stored) = &stored else { continue };
            let old = home.stored.get(handle).cloned().unwrap_or_default();
            let mut profile = serde_json::to_value(&old.profile)?;
            merge(&mut profile, stored);
            let profile = serde_json::from_value(profile)?;
            home.stored.insert(
                handle.to_owned(),
                Stored {
                    profile,
                    downloads: old.downloads,
                },
            );
        }
        self.people.insert(handle.to_owned(), person);
        Ok(())
    }
}

/// Merges `change` into `target` as RFC 7396 says: null removes, objects merge.
pub fn merge(target: &mut Value, change: &Value) {
    let Value::Object(change) = change else {
        *target = change.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    if let Value::Object(target) = target {
        for (key, value) in change {
            if value.is_null() {
                target.remove(key);
            } else {
                merge(target.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
    }
}
