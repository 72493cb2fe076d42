//! What all sites share: the world, the faults, the log and the rate limits.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use axum::body::Bytes;
use serde_json::Value;

use crate::clock::{Clock, HOUR, Moment};
use crate::due::DueList;
use crate::fault::Fault;
use crate::history::{Event, What, Which};
use crate::home::limits::Limits;
use crate::log::RequestLog;
use crate::model::{Origin, Person};
use crate::world::World;

/// The host of the control interface.
pub const CONTROL_HOST: &str = "sandbox.test";

/// What a sandbox begins with, and goes back to: the world and its faults.
pub type Start = (World, Vec<Fault>);

/// Everything behind its own lock; no lock is held while waiting.
#[derive(Debug)]
pub struct State {
    world: RwLock<World>,
    faults: RwLock<Vec<Fault>>,
    seeded: Arc<Start>,
    /// What happened to the copies, with the home.
    history: Mutex<Vec<(String, Event)>>,
    /// The time.
    pub clock: Clock,
    /// File names of pictures that were handed out, and what they show.
    pub pictures: Mutex<HashMap<String, Picture>>,
    /// What origins that cache handed out, by handle.
    cached: Mutex<HashMap<String, (Moment, Person)>>,
    /// What happens later.
    pub due: DueList,
    /// Until when the homes hold the locks of accounts, by home and actor id.
    pub locks: Mutex<HashMap<(String, String), Moment>>,
    /// When homes accepted backfills, by home and actor id.
    pub backfills: Mutex<HashMap<(String, String), Moment>>,
    /// The requests so far.
    pub log: RequestLog,
    /// The rate limits of the homes.
    pub limits: Limits,
}

/// What a picture's address stands for.
#[derive(Clone, Debug)]
pub enum Picture {
    /// An avatar of this name.
    Avatar(String),
    /// A header of this name.
    Header(String),
    /// Whatever picture the person of this handle has now.
    Live(Which, String),
}

impl State {
    /// A state that begins with a world and its standing faults.
    #[must_use]
    pub fn new(seeded: Arc<Start>, clock: Clock) -> Self {
        Self {
            world: RwLock::new(seeded.0.clone()),
            faults: RwLock::new(seeded.1.clone()),
            seeded,
            history: Mutex::default(),
            clock,
            pictures: Mutex::default(),
            cached: Mutex::default(),
            due: DueList::default(),
            locks: Mutex::default(),
            backfills: Mutex::default(),
            log: RequestLog::default(),
            limits: Limits::default(),
        }
    }

    /// The world, for reading.
    pub fn world(&self) -> RwLockReadGuard<'_, World> {
        self.world.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The world, for changing.
    pub fn world_mut(&self) -> RwLockWriteGuard<'_, World> {
        self.world.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The faults, the newest first.
    pub fn faults_mut(&self) -> RwLockWriteGuard<'_, Vec<Fault>> {
        self.faults.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The newest fault that meets a request of a home's own or of a client; one of its `times` is spent.
    pub fn fault_for(&self, host: &str, path_and_query: &str, by_home: bool) -> Option<Fault> {
        if host == CONTROL_HOST {
            return None;
        }
        let mut faults = self.faults_mut();
        faults
            .iter_mut()
            .filter(|fault| fault.from.means(by_home) && fault.covers(host, path_and_query))
            .find_map(|fault| fault.meets_next().then(|| fault.clone()))
    }

    /// All hosts that are served: control, homes, origins.
    #[must_use]
    pub fn hosts(&self) -> Vec<String> {
        let world = self.world();
        std::iter::once(CONTROL_HOST.to_owned())
            .chain(world.homes.iter().map(|home| home.host.clone()))
            .chain(world.origins.iter().map(|origin| origin.host.clone()))
            .collect()
    }

    /// Whether a connection to this host can be had.
    pub fn reachable(&self, host: &str) -> bool {
        let world = self.world();
        match world.origin(host) {
            Some(origin) => !origin.refused && !origin.closes,
            None => host == CONTROL_HOST || world.home(host).is_some(),
        }
    }

    /// Notes what happened to a copy of a home, and when.
    pub fn happened(&self, at: Moment, home: &str, handle: &str, what: What) {
        locked(&self.history).push((home.to_owned(), Event::new(at, handle, what)));
    }

    /// What happened to the copies of a home.
    pub fn history(&self, home: &str) -> Vec<Event> {
        locked(&self.history)
            .iter()
            .filter(|(known, _)| known == home)
            .map(|(_, event)| event.clone())
            .collect()
    }

    /// Merges a change into a home; see [`crate::Sandbox::configure_home`].
    pub fn configure_home(&self, host: &str, change: Value) -> anyhow::Result<()> {
        self.settle();
        configure(&mut self.world_mut(), host, change, self.clock.now())
    }

    /// Everything but the log as it was at the start.
    pub fn reset(&self) {
        *self.world_mut() = self.seeded.0.clone();
        *self.faults_mut() = self.seeded.1.clone();
        self.limits.clear();
        locked(&self.history).clear();
        locked(&self.cached).clear();
        locked(&self.locks).clear();
        locked(&self.backfills).clear();
        self.due.clear();
    }

    /// A person as an origin serves them now: one that caches, as it first did within 180 s.
    pub fn served(&self, origin: &Origin, person: &Person) -> Person {
        if !origin.caches {
            return person.clone();
        }
        let now = self.clock.now();
        let mut cached = locked(&self.cached);
        match cached.get(&person.handle) {
            Some((since, copy)) if now - since < ORIGIN_CACHE => copy.clone(),
            _ => {
                cached.insert(person.handle.clone(), (now, person.clone()));
                person.clone()
            }
        }
    }

    /// The file name for a picture, remembered so that it can be served.
    pub fn picture_file(&self, salt: &str, picture: &Picture) -> String {
        let (Picture::Avatar(name) | Picture::Header(name) | Picture::Live(_, name)) = picture;
        let stem = crate::picture::file_name(&format!("{salt} {name}"));
        locked(&self.pictures).insert(stem.clone(), picture.clone());
        format!("{stem}.png")
    }

    /// What is behind a file name that was handed out: an avatar's or a header's name.
    pub fn picture_named(&self, file: &str) -> Option<(Which, String)> {
        let picture = locked(&self.pictures)
            .get(file.strip_suffix(".png")?)
            .cloned()?;
        match picture {
            Picture::Avatar(name) => Some((Which::Avatar, name)),
            Picture::Header(name) => Some((Which::Header, name)),
            Picture::Live(which, handle) => {
                let world = self.world();
                let live = &world.people.get(&handle)?.live;
                let name = match which {
                    Which::Avatar => live.avatar.clone(),
                    Which::Header => live.header.clone(),
                };
                Some((which, name?))
            }
        }
    }

    /// The bytes behind a file name that was handed out.
    pub fn picture_bytes(&self, file: &str) -> Option<Bytes> {
        let (which, name) = self.picture_named(file)?;
        Some(crate::picture::drawn_once(which, &name))
    }
}

/// Merges a change into a home at a moment; see [`crate::Sandbox::configure_home`].
///
/// # Errors
/// When the result is no home, such as a misspelt key.
pub fn configure(
    world: &mut World,
    host: &str,
    mut change: Value,
    now: Moment,
) -> anyhow::Result<()> {
    let taken = |change: &mut Value, key: &str| {
        let taken = change.as_object_mut().and_then(|map| map.remove(key));
        taken.unwrap_or_default()
    };
    let hours = taken(&mut change, "fetched_hours_ago").as_f64();
    let empty = taken(&mut change, "knows_nobody") == true;
    world.configure_home(host, &change)?;
    if empty {
        world.copies_mut(host).map(std::mem::take);
    }
    if let Some(rows) = world.rows_mut(host) {
        if empty {
            rows.retain(|handle, _| !handle.contains('@'));
        }
        for row in rows.values_mut().filter(|_| hours.is_some()) {
            row.fetched_at = hours.map(|hours| now - (hours * HOUR as f64) as Moment);
        }
    }
    Ok(())
}

/// How long an origin that caches serves the same document.
const ORIGIN_CACHE: Moment = 180_000;

/// A lock, whoever panicked with it.
pub fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
