//! What the answers of the account's servers mean.

use serde_json::Value;

use super::home::{Found, detail, found_in, good, said};
use super::known::{Actor, Api, List, Move};
use super::{Diagnose, blocks, causes};
use crate::address::PublicAddress;
use crate::handle::Handle;
use crate::oddity::{OddityCode, UnreadableCode};
use crate::profile::Profile;
use crate::step::{Answer, Failure};
use crate::view::{Came, Check, Mark, Names, Said};
use crate::{actor, cached};

impl Diagnose {
    pub(super) fn origin_answered(
        &mut self,
        now: f64,
        check: Check,
        address: &PublicAddress,
        came: Result<Answer, Came>,
    ) {
        let (came, answer) = match came {
            Ok(answer) => (Came::Status(answer.status), Some(answer)),
            Err(came) => (came, None),
        };
        if came == Came::Unreadable && !self.view.needs_access.contains(&address.host()) {
            self.view.needs_access.push(address.host());
        }
        self.known.answers.push((address.host(), check, came));
        if let Some(ahead) = answer.as_ref().and_then(|answer| answer.ahead) {
            self.known.origin_clock = Some(ahead);
        }
        let answer = answer.as_ref();
        let found = match check {
            Check::WebFinger | Check::WebFingerElsewhere | Check::WebFingerBack => {
                self.finger_told(check, came, answer)
            }
            Check::HostMeta => self.host_meta_told(came, answer, address),
            Check::Actor => self.actor_told(came, answer, address),
            Check::OriginApi => self.api_told(came, answer),
            Check::Moved => self.target_told(came, answer, address),
            Check::NodeInfo => self.node_told(came, answer, address),
            Check::NodeInfoDocument => self.node_document_told(came, answer),
            Check::OriginBlocks => self.origin_blocks_told(came, answer),
            _ => {
                self.known.parent = Some(came);
                match came {
                    Came::Status(_) => (Mark::Good, said("found_answers")),
                    _ => silence(came),
                }
            }
        };
        self.record(now, came, found);
    }

    fn actor_told(
        &mut self,
        came: Came,
        answer: Option<&Answer>,
        address: &PublicAddress,
    ) -> Found {
        let mut seen = Actor {
            asked: address.clone(),
            came,
            faults: Vec::new(),
            is_tombstone: false,
            is_bare: false,
            profile: None,
            old_names: Vec::new(),
        };
        let found = match (came, answer) {
            (Came::Status(200), Some(answer)) => self.document_told(&mut seen, answer),
            (Came::Status(401), _) => (Mark::Unclear, said("found_signed_only")),
            (Came::Status(404), _) => (Mark::Bad, said("found_no_document")),
            (Came::Status(410), _) => (Mark::Bad, said("found_gone")),
            (came, _) => silence(came),
        };
        self.tried.push(address.clone());
        if came == Came::Status(404) {
            self.known.missing.push(address.clone());
        }
        // Of two addresses of one account, that which answers says more.
        let says_more = |old: &Actor| old.profile.is_none() && matches!(came, Came::Status(_));
        if self.known.actor.as_ref().is_none_or(says_more) {
            self.known.actor = Some(seen);
        }
        found
    }

    fn document_told(&mut self, seen: &mut Actor, answer: &Answer) -> Found {
        let is_html = answer.media_type == "text/html";
        let Some(document) = answer.json() else {
            let (cause, key) = if is_html {
                (causes::ACTOR_HTML, "found_html")
            } else {
                (causes::ACTOR_NOT_JSON, "found_not_json")
            };
            seen.faults.push((cause.code, answer.media_type.clone()));
            return (Mark::Bad, said(key));
        };
        let reading = match actor::read(&document, &self.software) {
            Ok(reading) => reading,
            Err(unreadable) if unreadable.code == UnreadableCode::Tombstone => {
                seen.is_tombstone = true;
                return (Mark::Bad, said("found_gone"));
            }
            Err(unreadable) => {
                seen.faults
                    .push((causes::ACTOR_TYPE.code, unreadable.detail));
                return (Mark::Bad, said("found_no_actor"));
            }
        };
        if answer.media_type != "application/activity+json" {
            let media_type = answer.media_type.clone();
            seen.faults
                .push((causes::ACTOR_MEDIA_TYPE.code, media_type));
        }
        for oddity in &reading.oddities {
            let cause = match oddity.code {
                OddityCode::NoActivityStreamsContext => causes::ACTOR_CONTEXT,
                OddityCode::UnsupportedType => causes::ACTOR_TYPE,
                OddityCode::NoInbox => causes::ACTOR_NO_INBOX,
                OddityCode::NoPreferredUsername | OddityCode::UnusualUsername => {
                    causes::ACTOR_NO_NAME
                }
                OddityCode::NoId => causes::ACTOR_ID,
                _ => continue,
            };
            seen.faults.push((cause.code, oddity.detail.clone()));
        }
        let profile = reading.profile;
        let named = PublicAddress::parse(&profile.id).ok();
        // A page of the profile is another address of the same document; its id is not.
        let is_page =
            seen.asked.path().starts_with("/@") || self.known.typed.as_ref() == Some(&seen.asked);
        if named.as_ref() != Some(&seen.asked) && !is_page {
            seen.faults
                .push((causes::ACTOR_ID.code, profile.id.clone()));
        }
        let bare = |code: &OddityCode| *code == OddityCode::BareDocument;
        seen.is_bare = reading.oddities.iter().any(|oddity| bare(&oddity.code));
        seen.old_names = texts(document.get("alsoKnownAs"));
        let found = found_profile(&profile, seen.faults.first());
        if self.known.handle.is_none()
            && let Some(handle) = profile.handle.clone()
        {
            self.look_at(handle);
        }
        if let Some(named) = &named {
            self.lives_on(named.host());
        }
        self.view.actor = Some(profile.id.clone());
        self.follow(&profile);
        seen.profile = Some(Box::new(profile));
        found
    }

    fn api_told(&mut self, came: Came, answer: Option<&Answer>) -> Found {
        let profile = good(answer)
            .and_then(|account| cached::read_live(&account, &self.software).ok())
            .map(|reading| Box::new(reading.profile));
        if let Some(profile) = &profile {
            self.follow(profile);
        }
        let found = match (&profile, came) {
            (Some(profile), _) => found_profile(profile, None),
            (None, Came::Status(401 | 403)) => (Mark::Unclear, said("found_api_closed")),
            (None, Came::Status(404)) => (Mark::Unclear, said("found_no_such_account")),
            (None, Came::Status(200)) => (Mark::Unclear, said("found_not_understood")),
            (None, came) => silence(came),
        };
        self.known.api = Some(Api { came, profile });
        found
    }

    /// Notes where an account says that it moved.
    fn follow(&mut self, profile: &Profile) {
        let target = profile.moved.as_ref().map(|target| target.id.as_str());
        let target = target.filter(|target| PublicAddress::parse(target).is_ok());
        if let Some(target) = target.filter(|_| self.known.moves.is_empty()) {
            self.known.moves.push(Move::to(target.to_owned()));
        }
    }

    /// What the account says to which this one moved.
    fn target_told(
        &mut self,
        came: Came,
        answer: Option<&Answer>,
        address: &PublicAddress,
    ) -> Found {
        let document = good(answer);
        let mut before = self.known.moves.iter().rev().skip(1);
        let before = before.next().map(|one| one.to.clone());
        let first = self.live().map(|live| live.id.clone());
        let old = before.or(first).unwrap_or_default();
        let read = document
            .as_ref()
            .and_then(|document| actor::read(document, &self.software).ok());
        let old_names = texts(document.as_ref().and_then(|it| it.get("alsoKnownAs")));
        let is_confirmed = read.is_some().then(|| old_names.contains(&old));
        let profile = read.map(|reading| reading.profile);
        let handle = profile
            .as_ref()
            .and_then(|profile| profile.handle.as_ref().map(Handle::shown));
        let next = profile.and_then(|profile| profile.moved);
        if let Some(last) = self.known.moves.last_mut() {
            last.handle = handle.clone();
            last.is_confirmed = is_confirmed;
            last.is_asked = true;
        }
        let found = match (&handle, is_confirmed, came) {
            (Some(handle), Some(true), _) => (Mark::Good, named("found_move_confirmed", handle)),
            (Some(handle), _, _) => (Mark::Bad, named("found_move_unconfirmed", handle)),
            (None, _, Came::Status(401)) => (Mark::Unclear, said("found_signed_only")),
            (None, _, Came::Status(404 | 410)) => (Mark::Bad, said("found_gone")),
            (None, _, came) => silence(came),
        };
        if let Some(target) = next {
            let asked = |one: &Move| one.to == target.id;
            if target.id != address.as_str() && !self.known.moves.iter().any(asked) {
                self.known.moves.push(Move::to(target.id));
            }
        }
        found
    }

    fn node_told(&mut self, came: Came, answer: Option<&Answer>, address: &PublicAddress) -> Found {
        self.known.node_asked = true;
        let links = good(answer).filter(|links| links.get("links").is_some());
        let link = links.as_ref().and_then(|links| {
            links
                .get("links")?
                .as_array()?
                .last()?
                .get("href")?
                .as_str()
        });
        // Elsewhere it says nothing of this server.
        let document = link.and_then(|link| PublicAddress::parse(link).ok());
        self.known.node_document = document.filter(|document| document.same_host(address));
        self.known.is_fediverse = match came {
            Came::Status(200) if links.is_some() => Some(true),
            Came::Status(404 | 410) => Some(false),
            Came::Status(200) => {
                let is_page = answer.is_some_and(|answer| answer.media_type == "text/html");
                is_page.then_some(false)
            }
            _ => None,
        };
        match came {
            Came::Status(200) if links.is_some() => (Mark::Good, said("found_answers")),
            Came::Status(200 | 404 | 410) => (Mark::Unclear, said("found_no_node_info")),
            came => silence(came),
        }
    }

    fn node_document_told(&mut self, came: Came, answer: Option<&Answer>) -> Found {
        self.known.node_document = None;
        let document = good(answer);
        let software = document.as_ref().and_then(|it| it.get("software"));
        let text = |key| software.and_then(|it| it.get(key)?.as_str());
        match text("name") {
            Some(name) => {
                let version = text("version").unwrap_or_default();
                let software: String = format!("{name} {version}").chars().take(64).collect();
                let found = detail("found_software", software.trim());
                self.view.origin_software = Some(software.trim().to_owned());
                (Mark::Good, found)
            }
            None if matches!(came, Came::Status(200)) => {
                (Mark::Unclear, said("found_not_understood"))
            }
            None => silence(came),
        }
    }

    fn origin_blocks_told(&mut self, came: Came, answer: Option<&Answer>) -> Found {
        let list = good(answer).and_then(|list| {
            let of_host = blocks::named(&list, &self.view.home)?;
            match of_host {
                List::Clear => blocks::named(&list, &self.domain),
                hit => Some(hit),
            }
        });
        let found = match (&list, came) {
            (Some(list), _) => found_in(list),
            (None, Came::Status(_)) => (Mark::Unclear, said("found_list_hidden")),
            (None, came) => silence(came),
        };
        self.known.origin_blocks = Some(list.unwrap_or(List::Hidden));
        found
    }
}

/// What a profile shows of the account's fate.
fn found_profile(profile: &Profile, fault: Option<&(&'static str, String)>) -> Found {
    if let Some((code, value)) = fault {
        let names = Names {
            detail: value.chars().take(200).collect(),
            ..Names::default()
        };
        let key = causes::ALL
            .iter()
            .find(|cause| cause.code == *code)
            .map_or("found_not_understood", |cause| cause.found());
        return (Mark::Bad, Some(Said { key, names }));
    }
    if profile.suspended {
        return (Mark::Bad, said("found_suspended"));
    }
    if let Some(target) = &profile.moved {
        let to = target.handle.as_ref().map(Handle::shown);
        return (
            Mark::Bad,
            named("found_moved", &to.unwrap_or_else(|| target.id.clone())),
        );
    }
    (Mark::Good, said("found_profile"))
}

/// What it means that there is no answer to the question.
pub(super) fn silence(came: Came) -> Found {
    let key = match came {
        Came::Status(429) => "found_rate_limited",
        Came::Status(500..) => "found_fault",
        Came::Status(_) => "found_refused",
        Came::Failed(Failure::TimedOut) => "found_slow",
        Came::Failed(Failure::Network) => "found_no_connection",
        Came::Failed(Failure::Redirected) => {
            return (Mark::Unclear, said("found_redirected"));
        }
        Came::Failed(Failure::TooLarge) => "found_too_large",
        Came::Unreadable => return (Mark::Unclear, said("found_unreadable")),
        Came::NotAsked => return (Mark::Unclear, said("found_not_asked")),
        Came::Waiting => return (Mark::Running, None),
    };
    (Mark::Bad, said(key))
}

/// A text that names a handle.
fn named(key: &'static str, handle: &str) -> Option<Said> {
    let names = Names {
        handle: handle.to_owned(),
        ..Names::default()
    };
    Some(Said { key, names })
}

/// A text or a list of texts.
fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(texts)) => texts
            .iter()
            .filter_map(|text| text.as_str().map(str::to_owned))
            .take(256)
            .collect(),
        _ => Vec::new(),
    }
}
