//! Single steps of advice: commands and links with the real names in them.
//!
//! It must not know for which cause a step is good.

use super::advice::Place;
use crate::view::{Advice, At, Names, Said};

impl Place<'_> {
    pub(super) fn add(
        &mut self,
        reader: At,
        key: &'static str,
        command: String,
        link: String,
        expects: bool,
    ) {
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

    pub(super) fn you(&mut self, key: &'static str) {
        self.add(At::You, key, String::new(), String::new(), false);
    }

    pub(super) fn you_at(&mut self, key: &'static str, link: String) {
        self.add(At::You, key, String::new(), link, false);
    }

    pub(super) fn home(&mut self, key: &'static str, command: String) {
        self.add(At::Home, key, command, String::new(), true);
    }

    pub(super) fn home_at(&mut self, key: &'static str, link: String) {
        self.add(At::Home, key, String::new(), link, true);
    }

    pub(super) fn origin(&mut self, key: &'static str, command: String) {
        self.add(At::Origin, key, command, String::new(), true);
    }

    /// The profile at home.
    pub(super) fn open(&mut self, key: &'static str) {
        let link = format!("https://{}/@{}", self.home, self.acct);
        self.you_at(key, link);
    }

    pub(super) fn ask_home(&mut self) {
        self.you_at("step_ask_home", format!("https://{}/about", self.home));
    }

    pub(super) fn ask_origin(&mut self) {
        self.you_at("step_ask_origin", format!("https://{}/about", self.origin));
    }

    pub(super) fn read_there(&mut self) {
        if self.page.starts_with("https://") {
            self.you_at("step_read_there", self.page.clone());
        }
    }

    pub(super) fn domain_page(&mut self, key: &'static str) {
        self.home_at(
            key,
            format!("https://{}/admin/instances/{}", self.home, self.domain),
        );
    }

    pub(super) fn moderation(&mut self, key: &'static str) {
        if !self.moderation.is_empty() {
            self.home_at(key, self.moderation.clone());
        }
    }

    /// Whether home stopped delivering to that server.
    pub(super) fn delivery(&mut self) {
        self.domain_page("step_delivery");
    }

    pub(super) fn workers(&mut self) {
        self.home_at("step_sidekiq", format!("https://{}/sidekiq", self.home));
    }

    pub(super) fn host_meta_for_home(&mut self) {
        let domain = self.domain.clone();
        self.home("step_host_meta", host_meta(&domain));
    }

    pub(super) fn finger_by_hand(&mut self, reader: At) {
        let command = format!(
            "curl -i 'https://{}/.well-known/webfinger?resource=acct:{}'",
            self.domain,
            quoted(&self.acct)
        );
        self.add(reader, "step_web_finger", command, String::new(), true);
    }

    pub(super) fn actor_by_hand(&mut self, reader: At) {
        if !self.actor.is_empty() {
            let command = format!(
                "curl -i -H 'Accept: application/activity+json' '{}'",
                quoted(&self.actor)
            );
            self.add(reader, "step_actor", command, String::new(), true);
        }
    }

    pub(super) fn names_and_certificate(&mut self, reader: At) {
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
    pub(super) fn reaches_from_home(&mut self) {
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

pub(super) fn host_meta(domain: &str) -> String {
    format!("curl -I https://{domain}/.well-known/host-meta")
}

pub(super) fn forward(domain: &str, origin: &str) -> String {
    if domain == origin {
        return "location /.well-known/webfinger { try_files $uri @proxy; }".to_owned();
    }
    format!("location /.well-known/webfinger {{ return 301 https://{origin}$request_uri; }}")
}

pub(super) fn logs() -> String {
    "journalctl -u mastodon-web -u nginx --since '1 hour ago' | tail -n 100".to_owned()
}

/// Whether it means nothing to a shell.
pub(super) fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"._-:@".contains(&byte)
}

/// What may stand between single quotes of a shell: what somebody else wrote ends none.
pub(super) fn quoted(text: &str) -> String {
    text.replace('\'', "%27")
}
