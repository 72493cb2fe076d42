//! Handles, and what a path of a Mastodon web page shows.
//!
//! ```
//! use freshet::handle::{Handle, Page, Route, Subject};
//! let handle: Handle = "@Ada@Bücher.example".parse().unwrap();
//! assert_eq!(handle.host, "xn--bcher-kva.example");
//! assert_eq!(handle.to_string(), "@Ada@bücher.example");
//! assert_eq!(handle, "acct:ada@xn--bcher-kva.example".parse().unwrap());
//!
//! let route = Route::parse("/deck/@ada@remote.example/media", "home.example").unwrap();
//! assert_eq!(route.page, Page::Media);
//! assert!(matches!(route.subject, Subject::Remote(_)));
//! ```
//!
//! This module knows no document and no page: only their spelling.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use url::Host;

use crate::idn;

mod route;

pub use route::{Page, Route, Subject};

/// `@user@host`. Equality ignores the case of the user and the form of the host.
#[derive(Clone, Debug, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Handle {
    /// The user name as its server spells it.
    pub user: String,
    /// The host in lower-case ASCII form, with a port where there is one.
    pub host: String,
}

/// The text is no `@user@host`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAHandle;

/// Longest user name and longest host that are read, in bytes.
const LONGEST: usize = 512;

impl Handle {
    /// A handle of its two parts; the host in either form, with or without a port.
    ///
    /// # Errors
    /// [`NotAHandle`] if one of them cannot be a part of a handle.
    pub fn new(user: &str, host: &str) -> Result<Handle, NotAHandle> {
        let user_is_sound = !user.is_empty()
            && user.len() <= LONGEST
            && !user.chars().any(|c| {
                c.is_whitespace()
                    || c.is_control()
                    || matches!(c, '@' | '/' | '\\' | '?' | '#' | ':' | '<' | '>' | '"')
            });
        match ascii_host(host) {
            Some(host) if user_is_sound => Ok(Handle {
                user: user.to_owned(),
                host,
            }),
            _ => Err(NotAHandle),
        }
    }

    /// The handle as Mastodon shows it: `@user@host`, the host in Unicode.
    pub fn shown(&self) -> String {
        format!("@{}@{}", self.user, self.shown_host())
    }

    /// The host in Unicode form, with its port.
    pub fn shown_host(&self) -> String {
        unicode_host(&self.host)
    }

    /// `user@host` with the host in ASCII form: what WebFinger and APIs are asked for.
    pub fn acct(&self) -> String {
        format!("{}@{}", self.user, self.host)
    }

    /// Whether the handle belongs to this host, given in either form.
    pub fn is_on(&self, host: &str) -> bool {
        ascii_host(host).is_some_and(|host| host == self.host)
    }

    /// Whether both have the same user, in whatever case, on whatever host.
    pub fn has_user_of(&self, other: &Handle) -> bool {
        folded(&self.user).eq(folded(&other.user))
    }
}

/// A host (name or IP address, with or without a port) in lower-case ASCII form.
///
/// `None` if it is no host. A trailing dot and the port 443 are dropped.
pub fn ascii_host(host: &str) -> Option<String> {
    if host.len() > LONGEST {
        return None;
    }
    let (name, port) = split_port(host);
    let name = match idn::parse_host(name)? {
        Host::Domain(name) => name.strip_suffix('.').unwrap_or(&name).to_owned(),
        address => address.to_string(),
    };
    if name.is_empty() {
        return None;
    }
    match port {
        None => Some(name),
        Some(port) => match port.parse::<u16>().ok()? {
            443 => Some(name),
            port => Some(format!("{name}:{port}")),
        },
    }
}

/// A host in ASCII form as people read it: in Unicode, with its port.
///
/// What is no valid name, or could be taken for another one, comes back as it is.
pub fn unicode_host(host: &str) -> String {
    let (name, port) = split_port(host);
    match port {
        Some(port) => format!("{}:{port}", idn::to_unicode(name)),
        None => idn::to_unicode(name),
    }
}

impl FromStr for Handle {
    type Err = NotAHandle;

    /// Reads `@user@host`, `user@host` and `acct:user@host`, with blanks around it.
    fn from_str(text: &str) -> Result<Handle, NotAHandle> {
        let text = text.trim();
        let text = match text.get(..5) {
            Some(scheme) if scheme.eq_ignore_ascii_case("acct:") => {
                text.get(5..).unwrap_or_default()
            }
            _ => text,
        };
        let (user, host) = text
            .strip_prefix('@')
            .unwrap_or(text)
            .split_once('@')
            .ok_or(NotAHandle)?;
        Handle::new(user, host)
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.shown())
    }
}

impl fmt::Display for NotAHandle {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("not a handle of the form @user@host")
    }
}

impl std::error::Error for NotAHandle {}

impl PartialEq for Handle {
    fn eq(&self, other: &Handle) -> bool {
        self.host == other.host && self.has_user_of(other)
    }
}

impl Hash for Handle {
    fn hash<H: Hasher>(&self, state: &mut H) {
        folded(&self.user).for_each(|letter| letter.hash(state));
        // Where the user ends.
        0xff_u8.hash(state);
        self.host.hash(state);
    }
}

impl TryFrom<String> for Handle {
    type Error = NotAHandle;

    fn try_from(text: String) -> Result<Handle, NotAHandle> {
        text.parse()
    }
}

impl From<Handle> for String {
    fn from(handle: Handle) -> String {
        handle.acct()
    }
}

/// In lower case letter by letter, as databases do it: a sigma at the end is a sigma.
fn folded(user: &str) -> impl Iterator<Item = char> {
    user.chars().flat_map(char::to_lowercase)
}

/// The name and the port of a host. The colons of an IPv6 address are inside its brackets.
fn split_port(host: &str) -> (&str, Option<&str>) {
    match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (host, None),
    }
}
