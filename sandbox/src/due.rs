//! What happens later: effects wait here until the clock has passed their moment,
//! and are settled before anybody looks.
//!
//! Nothing runs in the background: between two looks nobody can tell.

use std::collections::BTreeMap;
use std::sync::Mutex;

use crate::clock::Moment;
use crate::history::Which;
use crate::home::process::Commit;
use crate::home::statuses::collections::{self, Featured, Walk};
use crate::home::statuses::import::PostCommit;
use crate::home::statuses::store::{self, Fetch, MediaRetry};
use crate::home::{files, process};
use crate::state::{State, locked};
use crate::tester;

/// A change of a home's copy at a moment.
#[derive(Clone, Debug)]
pub enum Effect {
    /// A refresh is finished.
    Store(Box<Commit>),
    /// The link of a field is looked at.
    Verify {
        /// The home.
        home: String,
        /// The person's handle in the world.
        person: String,
        /// The field's value.
        value: String,
    },
    /// The account is gone.
    Delete {
        /// The home.
        home: String,
        /// The handle of the row.
        handle: String,
    },
    /// A picture is tried again.
    Retry(files::Retry),
    /// A post has been fetched.
    Post(Box<PostCommit>),
    /// A post is fetched.
    Fetch(Fetch),
    /// A picture of a post is tried again.
    RetryMedia(MediaRetry),
    /// The pinned posts of somebody are looked at.
    Featured(Featured),
    /// These posts of somebody are pinned.
    Pin {
        /// The home.
        home: String,
        /// The person's handle in the world.
        person: String,
        /// The posts.
        uris: Vec<String>,
    },
    /// A page of an outbox is read.
    Walk(Walk),
    /// Tester uses the web UI.
    Browse {
        /// The home.
        home: String,
        /// How many requests that are.
        requests: u32,
    },
}

/// The effects to come.
#[derive(Debug, Default)]
pub struct DueList {
    effects: Mutex<BTreeMap<(Moment, u64), Effect>>,
    counter: Mutex<u64>,
    settling: Mutex<()>,
}

impl DueList {
    /// Adds an effect.
    pub fn add(&self, at: Moment, effect: Effect) {
        let mut counter = locked(&self.counter);
        *counter += 1;
        locked(&self.effects).insert((at, *counter), effect);
    }

    /// Forgets everything.
    pub fn clear(&self) {
        locked(&self.effects).clear();
    }

    /// Forgets the waiting retries of a picture.
    pub fn forget_retries(&self, home: &str, person: &str, which: Which) {
        locked(&self.effects).retain(|_, effect| {
            !matches!(effect, Effect::Retry(retry)
                if retry.home == home && retry.person == person && retry.which == which)
        });
    }

    fn next(&self, now: Moment) -> Option<(Moment, Effect)> {
        let mut effects = locked(&self.effects);
        let first = effects.first_entry().filter(|entry| entry.key().0 <= now)?;
        let ((at, _), effect) = first.remove_entry();
        Some((at, effect))
    }
}

impl State {
    /// Lets everything happen whose moment has come, in order.
    pub fn settle(&self) {
        let now = self.clock.now();
        let _one_at_a_time = locked(&self.due.settling);
        while let Some((at, effect)) = self.due.next(now) {
            match effect {
                Effect::Store(commit) => process::store(self, at, &commit),
                Effect::Verify {
                    home,
                    person,
                    value,
                } => process::verify(self, at, &home, &person, &value),
                Effect::Delete { home, handle } => process::delete(self, at, &home, &handle),
                Effect::Retry(retry) => files::retry(self, at, &retry),
                Effect::Post(commit) => store::store(self, at, &commit),
                Effect::Fetch(fetch) => store::fetch(self, at, &fetch),
                Effect::RetryMedia(retry) => store::retry(self, at, &retry),
                Effect::Featured(featured) => collections::featured(self, at, &featured),
                Effect::Pin { home, person, uris } => collections::pin(self, &home, &person, &uris),
                Effect::Walk(walk) => collections::walk(self, at, &walk),
                Effect::Browse { home, requests } => {
                    tester::browse(self, at, &home, requests);
                }
            }
        }
    }
}
