//! One value that makes the world so: what a case folder says of homes, origins, people and
//! faults.
//!
//! All of it happens or, when a part is wrong, nothing does.
//!
//! ```
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! use freshet_sandbox::Sandbox;
//! use serde_json::json;
//! let sandbox = Sandbox::in_process().unwrap();
//! sandbox.change(&json!({
//!     "origins": { "mastodon44.test": { "blocks_homes": ["home46.test"] } },
//!     "people": { "ada@mastodon44.test": { "live": { "moved_to": "bea@mastodon44.test" } } },
//!     "faults": [{ "host": "secure.test", "path": "/", "from": "home", "status": 503 }],
//! })).unwrap();
//! let wrong = json!({ "origins": { "mastodon44.test": { "block_homes": [] } } });
//! assert!(sandbox.change(&wrong).is_err());
//! # });
//! ```

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use serde::Deserialize;
use serde_json::Value;

use crate::Sandbox;
use crate::fault::Fault;
use crate::seed;
use crate::state::{State, configure};

/// What may be changed, in the order in which it is done.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Change {
    add_origins: Vec<Value>,
    add_people: Vec<Value>,
    homes: BTreeMap<String, Value>,
    origins: BTreeMap<String, Value>,
    people: BTreeMap<String, Value>,
    limits: BTreeMap<String, u32>,
    faults: Vec<Fault>,
}

impl Sandbox {
    /// Makes the world so. The keys, all of them optional:
    ///
    /// - `add_origins`: new origins, each with its `host` and the keys of [`crate::Origin`];
    /// - `add_people`: new people, each with its `handle` and the keys of [`crate::Person`];
    ///   `stored` is the whole profile that homes have, `live` what is different now;
    /// - `homes`: what [`Self::configure_home`] takes, by host;
    /// - `origins`: what [`Self::configure_origin`] takes, by host;
    /// - `people`: what [`Self::patch`] takes, by handle;
    /// - `limits`: what [`Self::set_rate_limit_remaining`] takes, by host;
    /// - `faults`: [`Fault`]s, the last of them the newest.
    ///
    /// # Errors
    /// When a key is unknown, when a host or handle that is changed is not there, or when one
    /// that is added is. Nothing is changed then.
    pub fn change(&self, change: &Value) -> anyhow::Result<()> {
        change_world(&self.state, change)
    }
}

/// See [`Sandbox::change`].
pub fn change_world(state: &State, change: &Value) -> anyhow::Result<()> {
    state.settle();
    let change = Change::deserialize(change)?;
    let now = state.clock.now();
    let mut world = state.world().clone();
    for origin in &change.add_origins {
        let host = origin["host"].as_str().context("an origin needs a host")?;
        let is_new = world.origin(host).is_none() && world.home(host).is_none();
        ensure!(is_new, "{host} is there already");
        let made = world.configure_origin(host, origin);
        made.with_context(|| format!("the new origin {host}"))?;
    }
    for person in &change.add_people {
        let handle = person["handle"].as_str();
        let handle = handle.context("a person needs a handle")?.to_owned();
        let is_new = !world.people.contains_key(&handle);
        ensure!(is_new, "{handle} is there already");
        let number = world.next_number();
        let made = seed::add(&mut world, number, person.clone());
        made.with_context(|| format!("the new person {handle}"))?;
    }
    for (host, settings) in change.homes {
        ensure!(world.home(&host).is_some(), "there is no home {host}");
        let made = configure(&mut world, &host, settings, now);
        made.with_context(|| format!("the home {host}"))?;
    }
    for (host, settings) in &change.origins {
        ensure!(world.origin(host).is_some(), "there is no origin {host}");
        let made = world.configure_origin(host, settings);
        made.with_context(|| format!("the origin {host}"))?;
    }
    for (handle, patch) in &change.people {
        let is_known = world.people.contains_key(handle);
        ensure!(is_known, "there is nobody called {handle}");
        let made = world.patch(handle, patch);
        made.with_context(|| format!("the person {handle}"))?;
    }
    for host in change.limits.keys() {
        let is_known = world.home(host).is_some() || world.origin(host).is_some();
        ensure!(is_known, "there is no host {host}");
    }
    *state.world_mut() = world;
    for (host, remaining) in change.limits {
        state.limits.set_remaining(&host, remaining, now);
    }
    let mut faults = state.faults_mut();
    for fault in change.faults {
        faults.insert(0, fault);
    }
    Ok(())
}
