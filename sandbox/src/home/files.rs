//! The pictures of a copy: when they are downloaded, dropped and tried again
//! (facts F: `concerns/remotable.rb`, `redownload_avatar_worker.rb`).

use serde_json::Value;
use url::Url;

use super::outgoing::{NoBody, Trip, is_private};
use crate::clock::{Moment, SECOND};
use crate::due::Effect;
use crate::history::{What, Which};
use crate::model::{Home, Person, PictureFile, Profile, Stored};
use crate::origin::actor::{has_fixed_addresses, picture_address};
use crate::picture::fingerprint;
use crate::state::{Picture, State};

/// How often a picture is tried again.
const RETRIES: u32 = 7;

/// What becomes of a picture in a refresh.
#[derive(Clone, Debug)]
pub enum Step {
    /// The file stays: the address is the same, or pictures of this domain are refused.
    Untouched,
    /// Origin has no picture any more.
    Removed,
    /// Downloaded from this address; what it shows.
    Taken { remote: String, name: String },
    /// Not to be had from this address; `again` says whether it is tried later.
    Dropped { remote: String, again: bool },
}

/// A picture that is to be tried again.
#[derive(Clone, Debug)]
pub struct Retry {
    /// The home.
    pub home: String,
    /// The person's handle in the world.
    pub person: String,
    /// Which picture.
    pub which: Which,
    /// Its address.
    pub remote: String,
    /// How often it was tried again already.
    pub attempt: u32,
}

impl Trip<'_> {
    /// What a refresh makes of a picture, given the document and the row as it is.
    pub fn picture(
        &mut self,
        document: &Value,
        person: &Person,
        row: Option<&Stored>,
        which: Which,
    ) -> Step {
        if self.home.refuses_pictures(person.domain()) {
            return Step::Untouched;
        }
        let (key, make): (_, fn(String) -> Picture) = match which {
            Which::Avatar => ("icon", Picture::Avatar),
            Which::Header => ("image", Picture::Header),
        };
        let Some(remote) = address_in(&document[key]) else {
            return Step::Removed;
        };
        if let Some(row) = row {
            let stored = name_of(&row.profile, which);
            let known = file_of(row, which).remote.clone().or_else(|| {
                let fixed = has_fixed_addresses(&self.state.world(), person, &person.web_host);
                let picture = make(stored.clone()?);
                let host = &person.web_host;
                Some(picture_address(self.state, person, host, fixed, &picture))
            });
            if stored.is_some() && known.as_ref() == Some(&remote) {
                return Step::Untouched;
            }
        }
        self.download(remote, which)
    }

    fn download(&mut self, remote: String, which: Which) -> Step {
        let address = Url::parse(&remote)
            .ok()
            .filter(|address| !is_private(address));
        let Some(address) = address else {
            return Step::Dropped {
                remote,
                again: false,
            };
        };
        let longest = if self.home.at_least(4) {
            8 << 20
        } else {
            2 << 20
        };
        let got = self.get(&address, "image/*", longest);
        let Some(got) = got.filter(|got| (200..300).contains(&got.status)) else {
            return Step::Dropped {
                remote,
                again: true,
            };
        };
        let kind = got.header("content-type");
        let fits = ["image/jpeg", "image/png", "image/gif", "image/webp"]
            .iter()
            .any(|known| kind.starts_with(known));
        match got.body {
            Err(NoBody::Broken) => Step::Dropped {
                remote,
                again: true,
            },
            Ok(_) if fits => {
                let file = address.path().rsplit('/').next().unwrap_or_default();
                let known = self.state.picture_named(file);
                let name = known
                    .filter(|(shown, _)| *shown == which)
                    .map_or_else(|| remote.clone(), |(_, name)| name);
                Step::Taken { remote, name }
            }
            _ => Step::Dropped {
                remote,
                again: false,
            },
        }
    }
}

/// Puts the outcome into the row; what happened, if anything did.
pub fn put(
    state: &State,
    at: Moment,
    home: &str,
    person: &str,
    row: &mut Stored,
    which: Which,
    step: &Step,
) -> Option<What> {
    let had = name_of(&row.profile, which).is_some();
    let downloads = file_of(row, which).downloads;
    let (name, remote, downloads) = match step {
        Step::Untouched => return None,
        Step::Removed => (None, None, downloads),
        Step::Taken { remote, name } => (Some(name.clone()), Some(remote.clone()), downloads + 1),
        Step::Dropped { remote, .. } => (None, Some(remote.clone()), downloads),
    };
    let taken = name.is_some();
    state.due.forget_retries(home, person, which);
    if let Step::Dropped {
        remote,
        again: true,
    } = step
    {
        let retry = Retry {
            home: home.to_owned(),
            person: person.to_owned(),
            which,
            remote: remote.clone(),
            attempt: 0,
        };
        schedule(state, at, retry);
    }
    let (place, file) = match which {
        Which::Avatar => (&mut row.profile.avatar, &mut row.avatar),
        Which::Header => (&mut row.profile.header, &mut row.header),
    };
    *place = name;
    *file = PictureFile { remote, downloads };
    if taken {
        Some(What::PictureTaken(which))
    } else {
        had.then_some(What::PictureDropped(which))
    }
}

/// The first retry comes after 30 to 600 s; the later ones as `exponential_backoff.rb` has it.
fn schedule(state: &State, at: Moment, retry: Retry) {
    let chance = fingerprint(&format!(
        "{} {} {:?} {}",
        retry.home, retry.person, retry.which, retry.attempt
    ));
    let wait = if retry.attempt == 0 {
        30 + chance % 571
    } else {
        let growth = 10 * u64::from(retry.attempt - 1).pow(4);
        15 + growth + chance % (growth + 1)
    };
    let wait = Moment::try_from(wait).unwrap_or(0) * SECOND;
    state.due.add(at + wait, Effect::Retry(retry));
}

/// Tries a picture again, unless the row wants another one by now.
pub fn retry(state: &State, at: Moment, retry: &Retry) {
    let home: Option<Home> = state.world().home(&retry.home).map(Home::bare);
    let Some(home) = home else { return };
    let step = Trip::new(state, &home).download(retry.remote.clone(), retry.which);
    let mut happened = None;
    {
        let mut world = state.world_mut();
        let Some(rows) = world.rows_mut(&retry.home) else {
            return;
        };
        let row = rows.iter_mut().find(|(handle, row)| {
            row.person.as_deref().unwrap_or(handle) == retry.person
                && file_of(row, retry.which).remote.as_ref() == Some(&retry.remote)
        });
        let Some((handle, row)) = row else { return };
        match step {
            Step::Dropped { again: true, .. } if retry.attempt + 1 < RETRIES => {
                let attempt = retry.attempt + 1;
                let next = Retry {
                    attempt,
                    ..retry.clone()
                };
                schedule(state, at, next);
            }
            Step::Taken { .. } => {
                let what = put(
                    state,
                    at,
                    &retry.home,
                    &retry.person,
                    row,
                    retry.which,
                    &step,
                );
                happened = what.map(|what| (handle.clone(), what));
            }
            _ => {}
        }
    }
    if let Some((handle, what)) = happened {
        state.happened(at, &retry.home, &handle, what);
    }
}

fn name_of(profile: &Profile, which: Which) -> &Option<String> {
    match which {
        Which::Avatar => &profile.avatar,
        Which::Header => &profile.header,
    }
}

fn file_of(row: &Stored, which: Which) -> &PictureFile {
    match which {
        Which::Avatar => &row.avatar,
        Which::Header => &row.header,
    }
}

/// The address in an `icon` or `image`, as the facts D list its forms.
fn address_in(value: &Value) -> Option<String> {
    let one = value
        .as_array()
        .and_then(|list| list.first())
        .unwrap_or(value);
    let url = match &one["url"] {
        Value::Array(list) => list.first()?,
        url => url,
    };
    let text = url.as_str().or_else(|| url["href"].as_str());
    let text = text.or_else(|| one["href"].as_str());
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}
