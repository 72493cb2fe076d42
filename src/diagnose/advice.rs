//! What to do about a cause: for the person, for who runs home, for who runs the account's server.
//!
//! Commands carry the real names. What they do is Mastodon's, 4.3 to 4.7 (`lib/mastodon/cli`,
//! `config/routes/admin.rb`). It must not know how a step is worded.

use super::Diagnose;
use super::causes::{self, Cause};
use crate::handle::Handle;
use crate::view::{Advice, At, Names, Said};

/// The real names that go into commands and links.
struct Place<'a> {
    home: &'a str,
    /// The host that answers for the handle.
    domain: String,
    /// The host that the account lives on.
    origin: String,
    /// `user@host`.
    acct: String,
    /// Where the account's document is.
    actor: String,
    /// Home's own page about the account.
    moderation: String,
    /// The profile on its own server.
    page: String,
    /// The names hold nothing that a shell could take for more than a name: commands are made
    /// of names that somebody else chose.
    are_plain: bool,
    steps: Vec<Advice>,
}

/// What to do about a cause, reader by reader.
///
/// `server` is the one that is meant, if it is another than the account's.
pub(super) fn of(diagnosis: &Diagnose, cause: Cause, server: &str) -> Vec<Advice> {
    let handle = diagnosis.known.handle.as_ref();
    let domain = handle.map(|handle| handle.host.clone()).unwrap_or_default();
    let named = Some(server.to_owned()).filter(|server| !server.is_empty());
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
    place.steps_for(cause);
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
    fn add(&mut self, reader: At, key: &'static str, command: String, link: String, expects: bool) {
        let command = if self.are_plain {
            command
        } else {
            String::new()
        };
        self.steps.push(Advice {
            reader,
            does: Said {
                key,
                names: Names::default(),
            },
            command,
            link,
            expects,
        });
    }

    fn you(&mut self, key: &'static str) {
        self.add(At::You, key, String::new(), String::new(), false);
    }

    fn you_at(&mut self, key: &'static str, link: String) {
        self.add(At::You, key, String::new(), link, false);
    }

    fn home(&mut self, key: &'static str, command: String) {
        self.add(At::Home, key, command, String::new(), true);
    }

    fn home_at(&mut self, key: &'static str, link: String) {
        self.add(At::Home, key, String::new(), link, true);
    }

    fn origin(&mut self, key: &'static str, command: String) {
        self.add(At::Origin, key, command, String::new(), true);
    }

    fn steps_for(&mut self, cause: Cause) {
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
            causes::MOVED | causes::RENAMED => self.open("step_open_new"),
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

    /// The profile at home.
    fn open(&mut self, key: &'static str) {
        let link = format!("https://{}/@{}", self.home, self.acct);
        self.you_at(key, link);
    }

    fn ask_home(&mut self) {
        self.you_at("step_ask_home", format!("https://{}/about", self.home));
    }

    fn ask_origin(&mut self) {
        self.you_at("step_ask_origin", format!("https://{}/about", self.origin));
    }

    fn read_there(&mut self) {
        if self.page.starts_with("https://") {
            self.you_at("step_read_there", self.page.clone());
        }
    }

    fn domain_page(&mut self, key: &'static str) {
        self.home_at(
            key,
            format!("https://{}/admin/instances/{}", self.home, self.domain),
        );
    }

    fn moderation(&mut self, key: &'static str) {
        if !self.moderation.is_empty() {
            self.home_at(key, self.moderation.clone());
        }
    }

    /// Whether home stopped delivering to that server.
    fn delivery(&mut self) {
        self.domain_page("step_delivery");
    }

    fn workers(&mut self) {
        self.home_at("step_sidekiq", format!("https://{}/sidekiq", self.home));
    }

    fn host_meta_for_home(&mut self) {
        let domain = self.domain.clone();
        self.home("step_host_meta", host_meta(&domain));
    }

    fn finger_by_hand(&mut self, reader: At) {
        let command = format!(
            "curl -i 'https://{}/.well-known/webfinger?resource=acct:{}'",
            self.domain,
            quoted(&self.acct)
        );
        self.add(reader, "step_web_finger", command, String::new(), true);
    }

    fn actor_by_hand(&mut self, reader: At) {
        if !self.actor.is_empty() {
            let command = format!(
                "curl -i -H 'Accept: application/activity+json' '{}'",
                quoted(&self.actor)
            );
            self.add(reader, "step_actor", command, String::new(), true);
        }
    }

    fn names_and_certificate(&mut self, reader: At) {
        let host = self.origin.clone();
        let name = host.split(':').next().unwrap_or(&host);
        self.add(
            reader,
            "step_dig",
            format!("dig +short {name} A; dig +short {name} AAAA"),
            String::new(),
            true,
        );
        self.add(
            reader,
            "step_certificate",
            format!("openssl s_client -connect {name}:443 -servername {name} </dev/null | openssl x509 -noout -subject -dates"),
            String::new(),
            true,
        );
    }

    /// Whether the machine that home runs on gets through.
    fn reaches_from_home(&mut self) {
        let domain = self.domain.clone();
        self.home("step_host_meta", host_meta(&domain));
        let name = domain.split(':').next().unwrap_or(&domain);
        self.home(
            "step_firewall",
            format!("nc -vz {name} 443; sudo nft list ruleset | grep -n drop"),
        );
        self.home("step_dns_cache", "sudo resolvectl flush-caches".to_owned());
    }
}

fn host_meta(domain: &str) -> String {
    format!("curl -I https://{domain}/.well-known/host-meta")
}

fn forward(domain: &str, origin: &str) -> String {
    if domain == origin {
        return "location /.well-known/webfinger { try_files $uri @proxy; }".to_owned();
    }
    format!("location /.well-known/webfinger {{ return 301 https://{origin}$request_uri; }}")
}

fn logs() -> String {
    "journalctl -u mastodon-web -u nginx --since '1 hour ago' | tail -n 100".to_owned()
}

/// Whether it means nothing to a shell.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"._-:@".contains(&byte)
}

/// What may stand between single quotes of a shell: what somebody else wrote ends none.
fn quoted(text: &str) -> String {
    text.replace('\'', "%27")
}
