//! What a refresh stores, and what follows later (facts A and D:
//! `process_account_service.rb`, `verify_link_service.rb`).

use serde_json::Value;
use url::Url;

use super::fetch::Fetched;
use super::files::{self, Step};
use super::outgoing::Trip;
use super::statuses::{collections, person_of};
use crate::clock::Moment;
use crate::due::Effect;
use crate::history::{What, Which};
use crate::model::{AccountState, Field, Person, Profile, Stored};
use crate::picture::fingerprint;
use crate::state::State;

/// Verification comes within this time.
const VERIFICATION: u64 = 600_000;

/// A refresh that is ready to be stored.
#[derive(Clone, Debug)]
pub struct Commit {
    /// The home.
    pub home: String,
    /// The handle that WebFinger confirmed.
    pub handle: String,
    person: String,
    profile: Profile,
    counts: [Option<u64>; 3],
    avatar: Step,
    header: Step,
}

impl Trip<'_> {
    /// Everything that storing a document needs; the target of a move comes first.
    ///
    /// Nothing when nobody in the world has that id.
    pub fn prepared(&mut self, document: &Value, handle: &str) -> Option<Vec<Commit>> {
        self.prepared_within(document, handle, true)
    }

    fn prepared_within(
        &mut self,
        document: &Value,
        handle: &str,
        follow_move: bool,
    ) -> Option<Vec<Commit>> {
        let id = document["id"].as_str()?;
        let (person, origin) = {
            let world = self.state.world();
            let person = world.person_of_uri(id, &self.home.host)?.clone();
            let origin = world.origin(&person.web_host)?.clone();
            (person, origin)
        };
        let served = self.state.served(&origin, &person);
        let mut profile = served.live.clone();
        if profile.display_name.is_empty() {
            // What origin's document says then.
            profile.display_name = served.live_username().to_owned();
        }
        if profile.state == AccountState::Suspended {
            profile = Profile {
                display_name: served.live_username().to_owned(),
                created: profile.created,
                locked: profile.locked,
                state: AccountState::Suspended,
                ..Profile::default()
            };
        } else {
            profile.state = AccountState::Normal;
        }
        let counts = ["followers", "following", "outbox"].map(|name| self.count(&document[name]));
        let row = self.row_of(&person, handle);
        let avatar = self.picture(document, &person, row.as_ref(), Which::Avatar);
        let header = self.picture(document, &person, row.as_ref(), Which::Header);
        let mut commits = Vec::new();
        let target = document["movedTo"].as_str().filter(|_| follow_move);
        profile.moved_to = target.and_then(|target| {
            let (handle, first) = self.target(target)?;
            commits.extend(first);
            Some(handle)
        });
        commits.push(Commit {
            home: self.home.host.clone(),
            handle: handle.to_owned(),
            person: person.handle,
            profile,
            counts,
            avatar,
            header,
        });
        Some(commits)
    }

    /// `totalItems` of a collection, if it can be had.
    fn count(&mut self, address: &Value) -> Option<u64> {
        let address = Url::parse(address.as_str()?).ok()?;
        let got = self.get(&address, "application/activity+json", 1 << 20)?;
        let body = got.body.ok().filter(|_| got.status == 200)?;
        let collection: Value = serde_json::from_slice(&body).ok()?;
        collection["totalItems"].as_u64()
    }

    /// The row that storing this person under this handle would change.
    fn row_of(&self, person: &Person, handle: &str) -> Option<Stored> {
        let world = self.state.world();
        let rows = &world.home(&self.home.host)?.stored;
        if self.home.at_least(7) {
            let of_person = |(handle, row): &(&String, &Stored)| {
                row.person.as_ref().unwrap_or(handle) == &person.handle
            };
            return rows.iter().find(of_person).map(|(_, row)| row.clone());
        }
        rows.get(handle).cloned()
    }

    /// The account that somebody moved to, fetched if it is not known.
    fn target(&mut self, id: &str) -> Option<(String, Vec<Commit>)> {
        let known = {
            let world = self.state.world();
            let rows = &world.home(&self.home.host)?.stored;
            let mut rows = rows.iter();
            rows.find(|(handle, row)| {
                let person = world.person_of_row(handle, row);
                person.is_some_and(|person| world.uri(person, &self.home.host) == id)
            })
            .map(|(handle, row)| (handle.clone(), row.profile.moved_to.is_some()))
        };
        if let Some((handle, moved)) = known {
            return (!moved).then_some((handle, Vec::new()));
        }
        let Fetched::Actor(document) = self.actor(id) else {
            return None;
        };
        if document["movedTo"].is_string() {
            return None;
        }
        let handle = self.confirmed(&document).ok()?;
        let commits = self.prepared_within(&document, &handle, false)?;
        Some((handle, commits))
    }
}

/// Stores a refresh.
pub fn store(state: &State, at: Moment, commit: &Commit) {
    let mut happened = Vec::new();
    let mut wanted: Vec<Field> = Vec::new();
    {
        let mut world = state.world_mut();
        let renames = world
            .home(&commit.home)
            .is_some_and(|home| home.at_least(7));
        let suspended_here = world
            .home(&commit.home)
            .is_some_and(|home| home.suspended_accounts.contains(&commit.handle));
        let Some(number) = world.people.get(&commit.person).map(|person| person.number) else {
            return;
        };
        let Some(rows) = world.rows_mut(&commit.home) else {
            return;
        };
        let is_theirs =
            |handle: &str, row: &Stored| row.person.as_deref().unwrap_or(handle) == commit.person;
        let theirs = rows.iter().filter(|(handle, row)| is_theirs(handle, row));
        let old = theirs.clone().map(|(handle, _)| handle.clone()).next();
        let of_person = theirs.count() as u64;
        if renames
            && let Some(old) = old.filter(|old| *old != commit.handle)
            && let Some(row) = rows.remove(&old)
        {
            rows.insert(commit.handle.clone(), row);
            happened.push(What::RenamedFrom(old));
        }
        let row = rows.entry(commit.handle.clone()).or_insert_with(|| Stored {
            number: (of_person > 0).then(|| number + 1_000_000 * of_person),
            ..Stored::default()
        });
        row.person = (commit.handle != commit.person).then(|| commit.person.clone());
        row.fetched_at = Some(at);
        if !suspended_here {
            happened.push(What::Refreshed);
            wanted = changed(row, commit);
            for (which, step) in [
                (Which::Avatar, &commit.avatar),
                (Which::Header, &commit.header),
            ] {
                happened.extend(files::put(
                    state,
                    at,
                    &commit.home,
                    &commit.person,
                    row,
                    which,
                    step,
                ));
            }
        }
    }
    if !happened.is_empty() {
        collections::after_refresh(state, at, &commit.home, &commit.person);
    }
    for what in happened {
        state.happened(at, &commit.home, &commit.handle, what);
    }
    for field in wanted {
        let text = format!("{} {} {}", commit.home, commit.person, field.value);
        let wait = Moment::try_from(fingerprint(&text) % VERIFICATION).unwrap_or(0);
        let effect = Effect::Verify {
            home: commit.home.clone(),
            person: commit.person.clone(),
            value: field.value,
        };
        state.due.add(at + wait, effect);
    }
}

/// Overwrites a row's profile; the fields whose links will be verified again.
fn changed(row: &mut Stored, commit: &Commit) -> Vec<Field> {
    let old = std::mem::replace(&mut row.profile, commit.profile.clone());
    let profile = &mut row.profile;
    let [followers, following, statuses] = commit.counts;
    profile.followers = followers.unwrap_or(old.followers);
    profile.following = following.unwrap_or(old.following);
    profile.statuses = statuses.unwrap_or(old.statuses);
    profile.avatar = old.avatar;
    profile.header = old.header;
    row.verified.clear();
    let mut wanted = Vec::new();
    for field in &mut profile.fields {
        let was = old
            .fields
            .iter()
            .any(|old| old.verified && old.value == field.value);
        if is_verifiable(&field.value) && (was || field.verified) {
            wanted.push(field.clone());
        }
        field.verified = false;
    }
    wanted
}

/// Whether a value is exactly one link whose text is its address.
fn is_verifiable(value: &str) -> bool {
    let inside = value
        .strip_prefix("{https://")
        .and_then(|rest| rest.strip_suffix('}'));
    let written = || {
        let (_, rest) = value.strip_prefix("<a ")?.split_once("href=\"https://")?;
        let (address, rest) = rest.split_once('"')?;
        let (_, text) = rest.split_once('>')?;
        (text.strip_suffix("</a>")? == format!("https://{address}")).then_some(())
    };
    inside.is_some_and(|rest| !rest.contains(['{', '}'])) || written().is_some()
}

/// Notes that a link was verified, if the row still has it.
pub fn verify(state: &State, at: Moment, home: &str, person: &str, value: &str) {
    let mut happened = None;
    {
        let mut world = state.world_mut();
        let Some(rows) = world.rows_mut(home) else {
            return;
        };
        for (handle, row) in rows.iter_mut() {
            if row.person.as_deref().unwrap_or(handle) != person {
                continue;
            }
            let field = row.profile.fields.iter_mut();
            for field in field.filter(|field| field.value == value && !field.verified) {
                field.verified = true;
                row.verified.insert(value.to_owned(), at);
                happened = Some((handle.clone(), What::Verified(field.name.clone())));
            }
        }
    }
    if let Some((handle, what)) = happened {
        state.happened(at, home, &handle, what);
    }
}

/// Deletes an account, as home does when WebFinger says that it is gone.
pub fn delete(state: &State, at: Moment, home: &str, handle: &str) {
    let removed = {
        let mut world = state.world_mut();
        let person = person_of(&world, home, handle);
        if let (Some(person), Some(copies)) = (person, world.copies_mut(home)) {
            copies.remove_all(&person);
        }
        world.rows_mut(home).and_then(|rows| rows.remove(handle))
    };
    if removed.is_some() {
        state.happened(at, home, handle, What::Deleted);
    }
}
