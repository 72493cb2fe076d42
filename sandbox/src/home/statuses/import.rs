//! How a home takes a post that somebody asked for, or that a thread led to (facts B:
//! `activitypub/fetch_remote_status_service.rb`, `activitypub/activity/create.rs`).

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;
use url::Url;

use super::super::account::handle_of_uri;
use super::super::fetch::Fetched;
use super::super::outgoing::Trip;
use super::super::refresh::{self, Ending, Outcome};
use super::incoming::{Incoming, host};
use crate::clock::{HOUR, Moment};
use crate::due::Effect;
use crate::model::{AccountState, By, Home};
use crate::state::State;

/// How old the copy of an author may be.
const STALE: Moment = 24 * HOUR;
/// How long a post that was deleted here is not taken again.
const DELETED: Moment = 6 * HOUR;
/// How many posts one request of a user may lead to.
const MOST_STATUSES: u32 = 1000;
/// How many accounts one request of a user may lead to.
const MOST_ACCOUNTS: u32 = 400;

/// What one request of a user has led to so far.
#[derive(Debug, Default)]
pub struct Discoveries {
    statuses: AtomicU32,
    accounts: AtomicU32,
}

impl Discoveries {
    fn may_have_status(&self) -> bool {
        self.statuses.fetch_add(1, Ordering::Relaxed) < MOST_STATUSES
    }

    fn may_have_account(&self) -> bool {
        self.accounts.fetch_add(1, Ordering::Relaxed) < MOST_ACCOUNTS
    }
}

/// A post on its way into a home.
#[derive(Clone, Debug)]
pub struct PostCommit {
    /// The home.
    pub home: String,
    /// The handle of the author's row.
    pub handle: String,
    /// What came.
    pub incoming: Incoming,
    /// How it came.
    pub by: By,
    /// What the user's request has led to.
    pub discoveries: Arc<Discoveries>,
    /// Whether threads are followed later.
    pub follows_threads: bool,
}

/// Takes a document; the answer is known after `took`.
pub fn document(
    mut trip: Trip<'_>,
    document: &Value,
    by: By,
    discoveries: &Arc<Discoveries>,
) -> Outcome {
    let nothing = |took| Outcome {
        took,
        ending: Ending::Nothing,
    };
    let (state, home, began) = (trip.state, trip.home, trip.began);
    let Some(mut incoming) = Incoming::of(document) else {
        return nothing(trip.took);
    };
    let uri = incoming.uri().to_owned();
    if home.refuses(&host(&uri).unwrap_or_default()) {
        return nothing(trip.took);
    }
    let known = handle_of_uri(state, home, &incoming.author);
    let window = if home.is_gotosocial() {
        6 * HOUR
    } else {
        STALE
    };
    let fresh = known
        .clone()
        .filter(|handle| refresh::is_fresh_at(state, home, handle, window, began + trip.took));
    let handle = match fresh {
        Some(handle) => handle,
        None => {
            let cap = known.is_none().then_some(&**discoveries);
            let refreshed = account(&mut trip, &incoming.author, cap);
            match refreshed {
                Ending::Row(handle) => handle,
                Ending::Lost => {
                    let took = trip.took;
                    return Outcome {
                        took,
                        ending: Ending::Lost,
                    };
                }
                // GoToSocial goes on with what it has.
                _ => match known.filter(|_| home.is_gotosocial()) {
                    Some(handle) => handle,
                    None => return nothing(trip.took),
                },
            }
        }
    };
    if home.suspended_accounts.contains(&handle) || is_suspended(state, home, &handle) {
        return nothing(trip.took);
    }
    let (is_known, was_deleted) = {
        let world = state.world();
        let Some(home) = world.home(&home.host) else {
            return nothing(trip.took);
        };
        let now = began + trip.took;
        let deleted = home.posts.deleted.get(&uri);
        (
            home.posts.with_uri(&uri).is_some(),
            deleted.is_some_and(|at| now - at < DELETED),
        )
    };
    if !is_known {
        if was_deleted || !discoveries.may_have_status() {
            return nothing(trip.took);
        }
        mentioned(&mut trip, &mut incoming, discoveries);
        for media in &mut incoming.post().media {
            media.is_stored = picture(&mut trip, &media.remote);
        }
        trip.took += home.import_takes_ms;
    }
    if home.imports_never_happen {
        let took = trip.took;
        return Outcome {
            took,
            ending: Ending::Lost,
        };
    }
    let commit = PostCommit {
        home: home.host.clone(),
        handle,
        incoming,
        by,
        discoveries: Arc::clone(discoveries),
        follows_threads: !home.is_gotosocial(),
    };
    let effect = Effect::Post(Box::new(commit));
    state.due.add(began + trip.took, effect);
    Outcome {
        took: trip.took,
        ending: Ending::Post(uri),
    }
}

/// Fetches a post and takes it.
pub fn address(
    mut trip: Trip<'_>,
    address: &str,
    by: By,
    discoveries: &Arc<Discoveries>,
) -> Outcome {
    match trip.actor(address) {
        Fetched::Post(found) => document(trip, &found, by, discoveries),
        _ => Outcome {
            took: trip.took,
            ending: Ending::Nothing,
        },
    }
}

/// Whether a picture could be taken.
pub fn picture(trip: &mut Trip<'_>, remote: &str) -> bool {
    let Ok(address) = Url::parse(remote) else {
        return false;
    };
    let got = trip.get(&address, "*/*", 16 << 20);
    got.is_some_and(|got| got.status == 200 && got.body.is_ok())
}

/// A post that a home has, by an address that could not be read: 401, 403 and 404 only.
pub fn known(state: &State, home: &Home, query: &str, status: u16) -> Option<String> {
    if ![401, 403, 404].contains(&status) {
        return None;
    }
    let world = state.world();
    let posts = &world.home(&home.host)?.posts;
    let of_page = || {
        let (before, rest) = query.split_once("/@")?;
        let (name, id) = rest.split_once('/')?;
        Some(format!("{before}/users/{name}/statuses/{id}"))
    };
    let (person, found) = posts.with_uri(query).or_else(|| {
        let found = posts.with_uri(&of_page()?)?;
        (found.1.url == query).then_some(found)
    })?;
    let sees = super::is_shown(home, person, found);
    sees.then(|| found.uri.clone())
}

/// A full refresh of an account on the way; a new one counts in `cap`, after it was fetched.
fn account(trip: &mut Trip<'_>, actor: &str, cap: Option<&Discoveries>) -> Ending {
    let Fetched::Actor(document) = trip.actor(actor) else {
        return Ending::Nothing;
    };
    if cap.is_some_and(|discoveries| !discoveries.may_have_account()) {
        return Ending::Nothing;
    }
    let part = Trip::at(trip.state, trip.home, trip.began, trip.took);
    match refresh::stored(part, &document, 0) {
        Ok(outcome) => {
            trip.took = outcome.took;
            outcome.ending
        }
        Err((took, _)) => {
            trip.took = took;
            Ending::Nothing
        }
    }
}

/// Whether origin had suspended an account when home looked last.
fn is_suspended(state: &State, home: &Home, handle: &str) -> bool {
    let world = state.world();
    let row = world
        .home(&home.host)
        .and_then(|home| home.stored.get(handle));
    row.is_some_and(|row| row.profile.state == AccountState::Suspended)
}

/// Fetches the unknown accounts that a post mentions; those that cannot be had are left out.
fn mentioned(trip: &mut Trip<'_>, incoming: &mut Incoming, discoveries: &Discoveries) {
    let own = format!("https://{}/", trip.home.host);
    let mentions = std::mem::take(&mut incoming.post().mentions);
    for actor in mentions {
        let known =
            actor.starts_with(&own) || handle_of_uri(trip.state, trip.home, &actor).is_some();
        let had = known || matches!(account(trip, &actor, Some(discoveries)), Ending::Row(_));
        if had {
            incoming.post().mentions.push(actor);
        }
    }
}
