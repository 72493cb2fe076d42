//! What to do about a cause: for the person, for who runs home, for who runs the account's server.
//!
//! Commands carry the real names. What they do is Mastodon's, 4.3 to 4.7 (`lib/mastodon/cli`,
//! `config/routes/admin.rb`). It must not know how a step is worded.

use super::Diagnose;
use super::causes::{self, Cause};
use super::steps::{forward, host_meta, is_plain, logs};
use crate::handle::Handle;
use crate::view::{Advice, At, Names};

/// The real names that go into commands and links.
pub(super) struct Place<'a> {
    pub home: &'a str,
    /// The host that answers for the handle.
    pub domain: String,
    /// The host that the account lives on.
    pub origin: String,
    /// `user@host`.
    pub acct: String,
    /// Where the account's document is.
    pub actor: String,
    /// Home's own page about the account.
    pub moderation: String,
    /// The profile on its own server.
    pub page: String,
    /// The names hold nothing that a shell could take for more than a name: commands are made
    /// of names that somebody else chose.
    pub are_plain: bool,
    pub steps: Vec<Advice>,
}

/// What to do about a cause, reader by reader.
///
/// What it names may be another server than the account's, and another handle.
pub(super) fn of(diagnosis: &Diagnose, cause: Cause, names: &Names) -> Vec<Advice> {
    let handle = diagnosis.known.handle.as_ref();
    let domain = handle.map(|handle| handle.host.clone()).unwrap_or_default();
    let named = Some(names.server.clone()).filter(|server| !server.is_empty());
    let origin = named.or_else(|| diagnosis.view.origin.clone());
    let profile = diagnosis.live().or_else(|| diagnosis.stored());
    let page = profile.map(|profile| profile.address.clone());
    let local_id = diagnosis
        .stored()
        .and_then(|stored| stored.local_id.clone());
    let moderation = local_id
        .filter(|id| crate::step::is_id(id))
        .map(|id| format!("https://{}/admin/accounts/{id}", diagnosis.view.home));
    let mut place = Place {
        home: &diagnosis.view.home,
        origin: origin.unwrap_or_else(|| domain.clone()),
        domain,
        acct: handle.map(Handle::acct).unwrap_or_default(),
        actor: actor_of(diagnosis),
        moderation: moderation.unwrap_or_default(),
        page: page.unwrap_or_default(),
        are_plain: false,
        steps: Vec::new(),
    };
    place.are_plain = [
        &place.domain,
        &place.origin,
        &place.acct,
        &place.home.to_owned(),
    ]
    .into_iter()
    .all(|name| name.bytes().all(is_plain));
    place.steps_for(cause, &names.handle);
    place.steps
}

/// The account's document, as well as it is known.
fn actor_of(diagnosis: &Diagnose) -> String {
    let fingered = diagnosis.told_finger().and_then(|it| it.actor.as_ref());
    let asked = diagnosis.known.actor.as_ref().map(|actor| &actor.asked);
    let known = fingered
        .or(asked)
        .map(|address| address.as_str().to_owned());
    known.unwrap_or_default()
}

impl Place<'_> {
    fn steps_for(&mut self, cause: Cause, handle: &str) {
        match cause {
            causes::NOT_A_HANDLE => self.you("step_write_handle"),
            causes::LOCAL => {
                let name = self.acct.split('@').next().unwrap_or_default();
                let link = format!("https://{}/@{name}", self.home);
                self.you_at("step_open_here", link);
            }
            causes::TYPING => self.open("step_open_meant"),
            causes::HOME_SIGNED_OUT => self.you("step_sign_in"),
            causes::HOME_SCOPE => self.you("step_sign_in_again"),
            causes::YOU_BLOCK_ACCOUNT => self.open("step_unblock_account"),
            causes::YOU_BLOCK_DOMAIN => {
                let link = format!("https://{}/domain_blocks", self.home);
                self.you_at("step_unblock_domain", link);
            }
            causes::BLOCKS_YOU => self.you("step_respect"),
            causes::HOME_DOWN | causes::HOME_UNREADABLE => {
                self.you("step_wait_hours");
                self.ask_home();
                self.home("step_home_logs", logs());
            }
            causes::HOME_RATE_LIMITED => self.you("step_wait_minutes"),
            causes::HOME_BLOCKS => {
                self.ask_home();
                self.read_there();
                self.domain_page("step_review_block");
            }
            causes::HOME_LIMITS => {
                self.ask_home();
                self.domain_page("step_review_limit");
            }
            causes::HOME_CLOSED => {
                self.ask_home();
                self.read_there();
                self.home(
                    "step_allow_domain",
                    format!("RAILS_ENV=production bin/rails runner \"DomainAllow.create!(domain: '{}')\"", self.domain),
                );
            }
            causes::HOME_SUSPENDED => {
                self.ask_home();
                self.read_there();
                self.moderation("step_review_account");
            }
            causes::DELETED => self.you("step_gone"),
            causes::VANISHED => {
                self.read_there();
                self.you("step_ask_owner");
            }
            causes::SUSPENDED => {
                self.you("step_wait_or_ask_owner");
                self.ask_origin();
            }
            // Of a target that cannot be read only the address is known.
            causes::MOVED | causes::RENAMED if handle.starts_with('@') => {
                let link = format!("https://{}/{handle}", self.home);
                self.you_at("step_open_new", link);
            }
            causes::MOVED => self.you_at("step_open_new", handle.to_owned()),
            causes::NOT_FOUND => {
                self.you("step_check_spelling");
                self.you("step_ask_owner");
            }
            causes::NOT_FEDIVERSE => self.you("step_check_host"),
            causes::LEFT_FEDIVERSE => {
                self.read_there();
                self.you("step_ask_owner");
                self.host_meta_for_home();
                self.delivery();
                let domain = self.domain.clone();
                self.origin("step_host_meta", host_meta(&domain));
            }
            causes::ORIGIN_RATE_LIMITED => self.you("step_wait_minutes"),
            causes::ORIGIN_DOWN
            | causes::ORIGIN_SLOW
            | causes::FINGER_FAULT
            | causes::ACTOR_FAULT => {
                self.you("step_wait_hours");
                self.ask_origin();
                self.host_meta_for_home();
                self.delivery();
                self.origin("step_origin_logs", logs());
                self.origin("step_origin_load", "uptime; free -m; df -h".to_owned());
            }
            causes::NO_CONNECTION | causes::HOST_PART => {
                self.you("step_wait_hours");
                self.read_there();
                self.ask_origin();
                self.names_and_certificate(At::Home);
                self.delivery();
                self.names_and_certificate(At::Origin);
                self.origin("step_renew_certificate", "sudo certbot renew".to_owned());
            }
            causes::PRIVATE_HOST => {
                self.ask_origin();
                self.finger_by_hand(At::Origin);
                self.origin(
                    "step_local_domain",
                    "grep -E '^(LOCAL|WEB)_DOMAIN' .env.production".to_owned(),
                );
            }
            causes::ORIGIN_CLOSED => {
                self.you("step_read_there_if_account");
                self.ask_origin();
                self.origin(
                    "step_allow_domain",
                    format!("RAILS_ENV=production bin/rails runner \"DomainAllow.create!(domain: '{}')\"", self.home),
                );
            }
            causes::HOST_META_MISSING | causes::FINGER_MISSING => {
                self.read_there();
                self.ask_origin();
                self.host_meta_for_home();
                self.finger_by_hand(At::Origin);
                let domain = self.domain.clone();
                self.origin("step_host_meta", host_meta(&domain));
                self.origin(
                    "step_forward_well_known",
                    forward(&self.domain, &self.origin),
                );
            }
            causes::FINGER_GONE
            | causes::FINGER_REFUSED
            | causes::FINGER_NOT_JSON
            | causes::FINGER_NO_SELF
            | causes::FINGER_SUBJECT
            | causes::FINGER_LOOP => {
                self.read_there();
                self.ask_origin();
                self.finger_by_hand(At::Home);
                self.finger_by_hand(At::Origin);
            }
            causes::ACTOR_ID_CHANGED => {
                self.you("step_refresh_here");
                self.ask_home();
                self.moderation("step_moderation");
                self.actor_by_hand(At::Home);
            }
            causes::ACTOR_MISSING
            | causes::ACTOR_REFUSED
            | causes::ACTOR_REDIRECTED
            | causes::ACTOR_TOO_LARGE
            | causes::ACTOR_HTML
            | causes::ACTOR_NOT_JSON
            | causes::ACTOR_MEDIA_TYPE
            | causes::ACTOR_CONTEXT
            | causes::ACTOR_TYPE
            | causes::ACTOR_NO_INBOX
            | causes::ACTOR_NO_NAME
            | causes::ACTOR_ID => {
                self.read_there();
                self.ask_origin();
                self.actor_by_hand(At::Home);
                self.actor_by_hand(At::Origin);
            }
            causes::ORIGIN_BLOCKS_HOME | causes::ORIGIN_LIMITS_HOME => {
                self.read_there();
                self.ask_origin();
                let link = format!("https://{}/admin/instances/{}", self.origin, self.home);
                self.add(At::Origin, "step_review_block", String::new(), link, true);
            }
            causes::CLOCK_SKEW => {
                self.ask_home();
                self.home("step_clock", "timedatectl; chronyc tracking".to_owned());
                self.origin("step_clock", "timedatectl; chronyc tracking".to_owned());
            }
            causes::HOME_NETWORK | causes::HOME_SLOW => {
                self.you("step_wait_hours");
                self.ask_home();
                self.names_and_certificate(At::Home);
                self.reaches_from_home();
                self.workers();
                self.delivery();
            }
            causes::HOME_BUSY => {
                self.you("step_wait_minutes");
                self.workers();
            }
            causes::ONLY_HOME_FAILS => {
                self.ask_home();
                self.read_there();
                self.domain_page("step_review_hidden_block");
                self.reaches_from_home();
                self.finger_by_hand(At::Home);
                self.actor_by_hand(At::Home);
                self.delivery();
                self.workers();
                let link = format!("https://{}/admin/instances/{}", self.origin, self.home);
                self.add(At::Origin, "step_review_block", String::new(), link, true);
            }
            causes::HOME_COPY_STUCK => {
                self.you("step_refresh_here");
                self.ask_home();
                self.moderation("step_moderation");
                self.home(
                    "step_tootctl_refresh",
                    format!(
                        "RAILS_ENV=production bin/tootctl accounts refresh {}",
                        self.acct
                    ),
                );
                self.workers();
                self.home(
                    "step_tootctl_domains",
                    format!(
                        "RAILS_ENV=production bin/tootctl domains purge --dry-run {}",
                        self.domain
                    ),
                );
            }
            causes::YOUR_NETWORK => {
                self.you("step_other_network");
                self.open("step_open_meant");
            }
            causes::SIGNED_ONLY => {
                self.you("step_refresh_here");
                self.read_there();
            }
            causes::NOTHING_WRONG => self.open("step_open_meant"),
            _ => {}
        }
    }
}
