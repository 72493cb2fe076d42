//! What storing a post changes, and what follows later (facts B: `create.rs`,
//! `thread_resolve_worker.rb`, `fetch_replies_service.rb`).

use std::sync::Arc;

use super::import::{Discoveries, PostCommit, picture};
use super::{import, person_of};
use crate::clock::{HOUR, Moment, SECOND};
use crate::due::Effect;
use crate::history::What;
use crate::home::outgoing::Trip;
use crate::model::{By, Home, Visibility};
use crate::picture::fingerprint;
use crate::state::State;

/// Younger posts enter home feeds and notify.
const REAL_TIME: Moment = 6 * HOUR;
/// How often a picture is tried again.
const RETRIES: u32 = 7;

/// A post that is fetched later.
#[derive(Clone, Debug)]
pub struct Fetch {
    /// The home.
    pub home: String,
    /// The address.
    pub address: String,
    /// What leads to it.
    pub by: By,
    /// What the user's request has led to.
    pub discoveries: Arc<Discoveries>,
}

/// A picture that is tried again.
#[derive(Clone, Debug)]
pub struct MediaRetry {
    home: String,
    uri: String,
    place: usize,
    attempt: u32,
}

/// Stores a post or a newer version of it.
pub fn store(state: &State, at: Moment, commit: &PostCommit) {
    let incoming = &commit.incoming;
    let uri = incoming.uri();
    let mut happened = Vec::new();
    let mut is_new = false;
    let mut missing = Vec::new();
    {
        let mut world = state.world_mut();
        let Some(person) = person_of(&world, &commit.home, &commit.handle) else {
            return;
        };
        let mut post = incoming.stored(commit.by, at);
        let Some(home) = world.homes.iter_mut().find(|home| home.host == commit.home) else {
            return;
        };
        let old_version = !home.at_least(6);
        let is_gotosocial = home.is_gotosocial();
        let delivered = commit.by == By::Delivery;
        let own = format!("https://{}/users/", home.host);
        let copies = Arc::make_mut(&mut home.posts);
        if let Some(old) = copies.with_uri_mut(uri) {
            old.fetched_at = at;
            if post.edited > old.edited {
                (post.id, post.pinned, post.by, post.stored_at) =
                    (old.id, old.pinned, old.by, old.stored_at);
                post.published = old.published;
                *old = post;
                happened.push(What::PostUpdated {
                    uri: uri.to_owned(),
                });
            }
        } else {
            is_new = true;
            let (published, visibility) = (post.published, post.visibility);
            happened.push(What::PostImported {
                uri: uri.to_owned(),
                by: commit.by,
            });
            if at - published < REAL_TIME {
                happened.push(What::Distributed {
                    uri: uri.to_owned(),
                });
                let local = post.mentions.iter().filter_map(|to| to.strip_prefix(&own));
                for to in local {
                    let (uri, to) = (uri.to_owned(), to.to_owned());
                    happened.push(What::Notified { uri, to });
                }
            }
            let media = post.media.iter().enumerate();
            let failed = media.filter(|(_, media)| !media.is_stored);
            missing.extend(failed.map(|(place, _)| place));
            copies.deleted.remove(uri);
            copies.add(&person, post);
            let rows = Arc::make_mut(&mut home.stored);
            if let Some(row) = rows.get_mut(&commit.handle)
                && visibility != Visibility::Direct
                && (!is_gotosocial || delivered)
            {
                if !is_gotosocial {
                    row.profile.statuses += 1;
                }
                let date = if old_version && !is_gotosocial {
                    at
                } else {
                    published
                };
                let newest = row.last_status_at.unwrap_or(0);
                row.last_status_at = Some(if old_version && !is_gotosocial {
                    date
                } else {
                    date.max(newest)
                });
            }
        }
    }
    for what in happened {
        state.happened(at, &commit.home, &commit.handle, what);
    }
    for place in missing {
        let (home, uri) = (commit.home.clone(), uri.to_owned());
        again(
            state,
            at,
            MediaRetry {
                home,
                uri,
                place,
                attempt: 0,
            },
        );
    }
    if is_new && commit.follows_threads {
        threads(state, at, commit);
    }
}

/// The parent and the replies of a new post, some seconds later.
fn threads(state: &State, at: Moment, commit: &PostCommit) {
    let mut incoming = commit.incoming.clone();
    let replies = std::mem::take(&mut incoming.replies);
    let parent = incoming.post().in_reply_to.take();
    for address in parent.into_iter().chain(replies) {
        if is_known(state, &commit.home, &address) {
            continue;
        }
        let wait = 1000 + Moment::try_from(fingerprint(&address) % 4000).unwrap_or(0);
        let fetch = Fetch {
            home: commit.home.clone(),
            address,
            by: By::Thread,
            discoveries: Arc::clone(&commit.discoveries),
        };
        state.due.add(at + wait, Effect::Fetch(fetch));
    }
}

/// Fetches a post that was put off, unless it has come meanwhile.
pub fn fetch(state: &State, at: Moment, fetch: &Fetch) {
    let Some(home) = bare(state, &fetch.home) else {
        return;
    };
    if is_known(state, &fetch.home, &fetch.address) {
        return;
    }
    let trip = Trip::at(state, &home, at, 0);
    import::address(trip, &fetch.address, fetch.by, &fetch.discoveries);
}

/// Tries a picture again.
pub fn retry(state: &State, at: Moment, retry: &MediaRetry) {
    let Some(home) = bare(state, &retry.home) else {
        return;
    };
    let remote = {
        let world = state.world();
        let stored = world.home(&retry.home).map(|home| &home.posts);
        let post = stored.and_then(|posts| posts.with_uri(&retry.uri));
        let media = post.and_then(|(_, post)| post.media.get(retry.place));
        media
            .filter(|media| !media.is_stored)
            .map(|media| media.remote.clone())
    };
    let Some(remote) = remote else { return };
    if !picture(&mut Trip::at(state, &home, at, 0), &remote) {
        let attempt = retry.attempt + 1;
        if attempt < RETRIES {
            again(
                state,
                at,
                MediaRetry {
                    attempt,
                    ..retry.clone()
                },
            );
        }
        return;
    }
    let mut world = state.world_mut();
    if let Some(copies) = world.copies_mut(&retry.home)
        && let Some(post) = copies.with_uri_mut(&retry.uri)
        && let Some(media) = post.media.get_mut(retry.place)
    {
        media.is_stored = true;
    }
}

/// Between 30 and 600 s later.
fn again(state: &State, at: Moment, retry: MediaRetry) {
    let chance = fingerprint(&format!("{} {} {}", retry.uri, retry.place, retry.attempt));
    let wait = Moment::try_from(30 + chance % 571).unwrap_or(30) * SECOND;
    state.due.add(at + wait, Effect::RetryMedia(retry));
}

/// A home without its copies.
pub fn bare(state: &State, host: &str) -> Option<Home> {
    state.world().home(host).map(Home::bare)
}

/// Whether a home has a post.
pub fn is_known(state: &State, home: &str, uri: &str) -> bool {
    let world = state.world();
    let home = world.home(home);
    home.is_some_and(|home| home.posts.with_uri(uri).is_some())
}
