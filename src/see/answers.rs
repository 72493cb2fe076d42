//! What the answers of a look mean: each leads to a comparison, to a trouble, or to
//! another way.

use serde_json::Value;

use super::{See, State, Way};
use crate::address::PublicAddress;
use crate::oddity::{Oddity, OddityCode, UnreadableCode};
use crate::profile::Profile;
use crate::reader::json;
use crate::step::{Answer, Failure, Outcome};
use crate::trouble::Trouble;
use crate::{actor, cached};

impl See {
    pub(super) fn home_answered(&mut self, now: f64, outcome: Outcome) {
        let Outcome::Answer(answer) = outcome else {
            return self.give_up(now, Trouble::HomeDown);
        };
        let trouble = match answer.status {
            200 => {
                return match answer
                    .json()
                    .and_then(|account| cached::read(&account).ok())
                {
                    Some(reading) => {
                        self.oddities.extend(reading.oddities);
                        self.view.moderation = self.moderation(&reading.profile);
                        self.view.lacks_posts = self.lacks_posts(now, &reading.profile, None);
                        self.begin_live(now, reading.profile);
                    }
                    None => self.give_up(now, Trouble::HomeUnreadable),
                };
            }
            401 | 403 if self.signed_in => Trouble::HomeRefused,
            401 | 403 => Trouble::HomeSignedOut,
            404 | 410 => Trouble::HomeUnknown,
            429 => Trouble::HomeRateLimited,
            500.. => Trouble::HomeDown,
            _ => Trouble::HomeUnreadable,
        };
        self.give_up(now, trouble);
    }

    pub(super) fn actor_answered(&mut self, now: f64, address: &PublicAddress, outcome: Outcome) {
        let answer = match outcome {
            Outcome::Answer(answer) => answer,
            Outcome::Failed(Failure::Network) => {
                self.state = State::Permission(address.clone());
                return;
            }
            Outcome::Failed(Failure::Redirected) => {
                return self.elsewhere(now, Trouble::Redirected);
            }
            Outcome::Failed(failure) => return self.give_up(now, failure.into()),
            _ => return self.give_up(now, Trouble::NoAnswer),
        };
        match answer.status {
            200..300 => self.document(now, address, &answer),
            401 => self.unsigned(now, Trouble::NeedsSignature),
            403 => self.unsigned(now, Trouble::Refused),
            404 => self.elsewhere(now, Trouble::NotFound),
            410 => self.gone(now),
            429 => self.give_up(now, Trouble::RateLimited),
            500.. => self.elsewhere(now, Trouble::ServerFault),
            _ => self.give_up(now, Trouble::Refused),
        }
    }

    fn document(&mut self, now: f64, address: &PublicAddress, answer: &Answer) {
        let Some(document) = answer.json() else {
            return self.give_up(now, Trouble::NotJson);
        };
        match actor::read(&document, &self.software) {
            // Akkoma, Friendica and Sharkey show unsigned readers a bare actor; an account
            // that really is bare is no news where home's copy is bare too.
            Ok(reading) if is_bare(&reading.oddities) && !self.cached_is_bare() => {
                self.unsigned(now, Trouble::NeedsSignature);
            }
            Ok(reading) if !self.is_the_account(&reading.profile, Some(address)) => {
                self.give_up(now, Trouble::OtherAccount);
            }
            Ok(reading) => {
                self.oddities.extend(reading.oddities);
                self.compare(now, reading.profile);
            }
            Err(unreadable) if unreadable.code == UnreadableCode::Tombstone => self.gone(now),
            Err(_) => self.give_up(now, Trouble::NotAnActor),
        }
    }

    /// Whoever says this has the last word, whatever went wrong on the way.
    fn gone(&mut self, now: f64) {
        self.trouble = None;
        self.give_up(now, Trouble::Gone);
    }

    pub(super) fn api_answered(&mut self, now: f64, outcome: Outcome) {
        let account = match outcome {
            Outcome::Answer(answer) if answer.status == 200 => answer.json(),
            _ => None,
        };
        match account.and_then(|account| cached::read_live(&account, &self.software).ok()) {
            Some(reading) if self.is_the_account(&reading.profile, None) => {
                self.oddities.extend(reading.oddities);
                self.compare(now, reading.profile);
            }
            _ => self.give_up(now, Trouble::NeedsSignature),
        }
    }

    pub(super) fn web_finger_answered(&mut self, now: f64, outcome: Outcome) {
        let found = match outcome {
            Outcome::Answer(answer) => {
                if self.forbidden {
                    self.trouble = Some(Trouble::NeedsAccess);
                }
                answer.json().and_then(|found| actor_of(&found))
            }
            _ => None,
        };
        match found.filter(|actor| self.untried(actor)) {
            Some(actor) => self.read(Way::Actor, actor),
            None => self.give_up(now, Trouble::NotFound),
        }
    }

    /// Home's own page about the account (`/admin/accounts/:id`, Mastodon 4.2 to 4.7).
    fn moderation(&self, profile: &Profile) -> Option<String> {
        let id = profile.local_id.as_deref().filter(|_| self.manages)?;
        let plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        plain.then(|| format!("https://{}/admin/accounts/{id}", self.view.home))
    }

    fn cached_is_bare(&self) -> bool {
        self.cached.as_ref().is_none_or(|profile| {
            profile.bio.is_empty()
                && profile.fields.is_empty()
                && profile.avatar.address().is_none()
        })
    }

    /// Whether a live copy says that it is the account that home has stored, or the one
    /// that was asked for where WebFinger named another; servers also answer with
    /// somebody else's profile. A copy that names nobody is believed, and so is any of
    /// the server's own where home does not know the id.
    fn is_the_account(&self, live: &Profile, asked: Option<&PublicAddress>) -> bool {
        let stored = self.cached.as_ref().map_or("", |profile| &profile.id);
        if live.id.is_empty() || live.id == stored {
            return true;
        }
        let Ok(live) = PublicAddress::parse(&live.id) else {
            return false;
        };
        match PublicAddress::parse(stored) {
            Ok(stored) => live == stored || asked == Some(&live),
            Err(_) => asked.is_none_or(|asked| asked.same_host(&live)),
        }
    }
}

impl Answer {
    /// The body as JSON, whatever its media type says: some servers name it wrongly.
    pub fn json(&self) -> Option<Value> {
        let body = self
            .body
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(&self.body);
        json(std::str::from_utf8(body).ok()?)
    }
}

/// The actor that a WebFinger answer (RFC 7033) leads to.
fn actor_of(found: &Value) -> Option<PublicAddress> {
    let links = found.get("links")?.as_array()?;
    links.iter().find_map(|link| {
        let is_self = link.get("rel")?.as_str()? == "self";
        let media_type = link.get("type")?.as_str()?;
        let activity = media_type == "application/activity+json"
            || media_type.starts_with("application/ld+json");
        let address = link.get("href")?.as_str()?;
        (is_self && activity)
            .then(|| PublicAddress::parse(address).ok())
            .flatten()
    })
}

fn is_bare(oddities: &[Oddity]) -> bool {
    oddities
        .iter()
        .any(|oddity| oddity.code == OddityCode::BareDocument)
}
