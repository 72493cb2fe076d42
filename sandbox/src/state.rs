//! What all sites share: the world, the faults, the log and the rate limits.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use axum::body::Bytes;

use crate::clock::Clock;
use crate::fault::Fault;
use crate::history::{Event, What};
use crate::home::limits::Limits;
use crate::log::RequestLog;
use crate::world::World;

/// The host of the control interface.
pub const CONTROL_HOST: &str = "sandbox.test";

/// Everything behind its own lock; no lock is held while waiting.
#[derive(Debug)]
pub struct State {
    world: RwLock<World>,
    faults: RwLock<Vec<Fault>>,
    seeded: Arc<(World, Vec<Fault>)>,
    /// What happened to the copies, with the home.
    history: Mutex<Vec<(String, Event)>>,
    /// The time.
    pub clock: Clock,
    /// File names of pictures that were handed out, and what they show.
    pub pictures: Mutex<HashMap<String, Picture>>,
    /// Pictures that were drawn already, by file name.
    drawn: Mutex<HashMap<String, Bytes>>,
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
}

impl State {
    /// A state that begins with a world and its standing faults.
    #[must_use]
    pub fn new(seeded: Arc<(World, Vec<Fault>)>, clock: Clock) -> Self {
        Self {
            world: RwLock::new(seeded.0.clone()),
            faults: RwLock::new(seeded.1.clone()),
            seeded,
            history: Mutex::default(),
            clock,
            pictures: Mutex::default(),
            drawn: Mutex::default(),
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

    /// The fault that covers a request; one of its `times` is spent.
    pub fn fault_for(&self, host: &str, path_and_query: &str) -> Option<Fault> {
        if host == CONTROL_HOST {
            return None;
        }
        let mut faults = self.faults_mut();
        let fault = faults
            .iter_mut()
            .find(|fault| fault.covers(host, path_and_query))?;
        if let Some(times) = &mut fault.times {
            *times -= 1;
        }
        Some(fault.clone())
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

    /// Notes what happened to a copy of a home.
    pub fn happened(&self, home: &str, handle: &str, what: What) {
        let event = Event::new(self.clock.now(), handle, what);
        self.history
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push((home.to_owned(), event));
    }

    /// What happened to the copies of a home.
    pub fn history(&self, home: &str) -> Vec<Event> {
        let history = self.history.lock().unwrap_or_else(PoisonError::into_inner);
        history
            .iter()
            .filter(|(known, _)| known == home)
            .map(|(_, event)| event.clone())
            .collect()
    }

    /// Everything but the log as it was at the start.
    pub fn reset(&self) {
        *self.world_mut() = self.seeded.0.clone();
        *self.faults_mut() = self.seeded.1.clone();
        self.limits.clear();
        self.history
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    /// The file name for a picture, remembered so that it can be served.
    pub fn picture_file(&self, salt: &str, picture: &Picture) -> String {
        let (Picture::Avatar(name) | Picture::Header(name)) = picture;
        let stem = crate::picture::file_name(&format!("{salt} {name}"));
        self.pictures
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(stem.clone(), picture.clone());
        format!("{stem}.png")
    }

    /// The bytes behind a file name that was handed out.
    pub fn picture_bytes(&self, file: &str) -> Option<Bytes> {
        let stem = file.strip_suffix(".png")?;
        let drawn = self
            .drawn
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(stem)
            .cloned();
        if drawn.is_some() {
            return drawn;
        }
        let picture = self
            .pictures
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(stem)
            .cloned()?;
        let bytes = Bytes::from(match picture {
            Picture::Avatar(name) => crate::picture::avatar(&name),
            Picture::Header(name) => crate::picture::header(&name),
        });
        self.drawn
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(stem.to_owned(), bytes.clone());
        Some(bytes)
    }
}
