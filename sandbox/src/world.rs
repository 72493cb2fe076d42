//! Who lives where, what each home has stored of them, and how both are changed.
//!
//! A person has a live profile at origin, and every home has a stored one of its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use crate::model::{Copies, Home, Origin, Person, Stored, origin_id};
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
            person.web_host == web_host && person.live_username().eq_ignore_ascii_case(username)
        })
    }

    /// A person whose actor id carries this name, whatever they are called now.
    #[must_use]
    pub fn person_with_id(&self, web_host: &str, username: &str) -> Option<&Person> {
        self.people.values().find(|person| {
            person.web_host == web_host && person.username().eq_ignore_ascii_case(username)
        })
    }

    /// The person whose actor id this is, as `viewer` (a home's host) writes it.
    #[must_use]
    pub fn person_of_uri(&self, uri: &str, viewer: &str) -> Option<&Person> {
        self.people
            .values()
            .find(|person| self.has_uri(person, viewer, uri))
    }

    /// Whether an actor id is a person's, as `viewer` writes it.
    #[must_use]
    pub fn has_uri(&self, person: &Person, viewer: &str, uri: &str) -> bool {
        let host = if person.is_local() {
            viewer
        } else {
            &person.web_host
        };
        let rest = uri.strip_prefix("https://");
        // Ids are long to write: the host decides most of the time.
        let may_be = person.uri.is_some() || rest.is_some_and(|rest| rest.starts_with(host));
        may_be && self.uri(person, viewer) == uri
    }

    /// The person of whom a home has this row under this handle.
    #[must_use]
    pub fn person_of_row(&self, handle: &str, row: &Stored) -> Option<&Person> {
        self.people.get(row.person.as_deref().unwrap_or(handle))
    }

    /// The rows of a home, to be changed.
    pub fn rows_mut(&mut self, home: &str) -> Option<&mut BTreeMap<String, Stored>> {
        let home = self.homes.iter_mut().find(|known| known.host == home)?;
        Some(Arc::make_mut(&mut home.stored))
    }

    /// The posts of a home, to be changed.
    pub fn copies_mut(&mut self, home: &str) -> Option<&mut Copies> {
        let home = self.homes.iter_mut().find(|known| known.host == home)?;
        Some(Arc::make_mut(&mut home.posts))
    }

    /// Merges a change (RFC 7396) into a home; an unknown one is new and has the first home's rows.
    ///
    /// # Errors
    /// When the result is no home, such as a misspelt key.
    pub fn configure_home(&mut self, host: &str, change: &Value) -> anyhow::Result<()> {
        let known = self.homes.iter().position(|home| home.host == host);
        let old = known.and_then(|at| self.homes.get(at)).cloned();
        let old = old.unwrap_or_else(|| Home {
            host: host.to_owned(),
            version: "4.6.5".to_owned(),
            stored: self
                .homes
                .first()
                .map(|home| Arc::clone(&home.stored))
                .unwrap_or_default(),
            posts: self
                .homes
                .first()
                .map(|home| Arc::clone(&home.posts))
                .unwrap_or_default(),
            ..Home::default()
        });
        let mut whole = serde_json::to_value(&old)?;
        merge(&mut whole, change);
        let mut changed: Home = serde_json::from_value(whole)?;
        changed.stored = old.stored;
        changed.posts = old.posts;
        match known.and_then(|at| self.homes.get_mut(at)) {
            Some(place) => *place = changed,
            None => self.homes.push(changed),
        }
        Ok(())
    }

    /// Merges a change (RFC 7396) into an origin; an unknown one is new.
    ///
    /// # Errors
    /// When the result is no origin, such as a misspelt key.
    pub fn configure_origin(&mut self, host: &str, change: &Value) -> anyhow::Result<()> {
        let known = self.origins.iter().position(|origin| origin.host == host);
        let old = known.and_then(|at| self.origins.get(at)).cloned();
        let old = old.unwrap_or_else(|| Origin {
            host: host.to_owned(),
            version: "4.4.22".to_owned(),
            ..Origin::default()
        });
        let mut whole = serde_json::to_value(&old)?;
        merge(&mut whole, change);
        let changed: Origin = serde_json::from_value(whole)?;
        match known.and_then(|at| self.origins.get_mut(at)) {
            Some(place) => *place = changed,
            None => self.origins.push(changed),
        }
        Ok(())
    }

    /// A number that is nobody's yet.
    #[must_use]
    pub fn next_number(&self) -> u64 {
        let numbers = self.people.values().map(|person| person.number);
        numbers.max().unwrap_or(0) + 1
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
        Self::url_named(person, person.live_username(), viewer)
    }

    /// The profile page of a person under a name of theirs.
    #[must_use]
    pub fn url_named(person: &Person, username: &str, viewer: &str) -> String {
        if let Some(url) = &person.url {
            return url.clone();
        }
        let host = if person.is_local() {
            viewer
        } else {
            &person.web_host
        };
        format!("https://{host}/@{username}")
    }

    /// Merges a change (RFC 7396) into a person and what the homes have stored.
    ///
    /// The keys are those of [`Person`], and `stored`, a [`crate::Profile`] for every
    /// home, or for one only when `home` names it. An unknown handle is a new person.
    /// `known_posts` says which posts the homes have from then on: `{"ids": […]}`,
    /// `{"newest": n}` or `{"pick": n, "seed": s}`; those who do not know the person have none.
    ///
    /// # Errors
    /// When the result is no person, such as a misspelt key.
    pub fn patch(&mut self, handle: &str, change: &Value) -> anyhow::Result<()> {
        let mut change = change.clone();
        let stored = change.as_object_mut().and_then(|map| map.remove("stored"));
        let known = change
            .as_object_mut()
            .and_then(|map| map.remove("known_posts"));
        let only = change
            .as_object_mut()
            .and_then(|map| map.remove("home"))
            .and_then(|home| home.as_str().map(str::to_owned));
        let next = self.next_number();
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
            let mut row = home.stored.get(handle).cloned().unwrap_or_default();
            let mut profile = serde_json::to_value(&row.profile)?;
            merge(&mut profile, stored);
            row.profile = serde_json::from_value(profile)?;
            // A picture that is put there was taken from where origin had it.
            if stored.get("avatar").is_some() {
                row.avatar.remote = None;
            }
            if stored.get("header").is_some() {
                row.header.remote = None;
            }
            Arc::make_mut(&mut home.stored).insert(handle.to_owned(), row);
        }
        self.people.insert(handle.to_owned(), person);
        if let Some(known) = known {
            self.know_posts(only.as_deref(), handle, &serde_json::from_value(known)?);
        }
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
