//! Web addresses that a request to an origin may be made of, and their identity.
//!
//! ```
//! use freshet::address::{PublicAddress, Refusal};
//! let address = PublicAddress::parse("https://Remote.example/users/ada#main-key").unwrap();
//! assert_eq!(address.as_str(), "https://remote.example/users/ada");
//! assert_eq!(PublicAddress::parse("https://127.1/x"), Err(Refusal::IpAddress));
//! assert_eq!(PublicAddress::parse("http://remote.example/"), Err(Refusal::NotHttps));
//! ```
//!
//! This module knows names only: what a name resolves to is the browser's to know.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::handle::Handle;
use crate::idn;

/// An `https` address on a public host name, without credentials or fragment.
///
/// A request to an origin is made of this type and of nothing else, so a
/// private, local or literal-IP address cannot be asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicAddress {
    url: Url,
}

/// Why an address is never requested, by stable code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// It is no address at all.
    Malformed,
    /// It is longer than 2,048 bytes.
    TooLong,
    /// Its scheme is not `https`.
    NotHttps,
    /// It carries a user name or a password.
    Credentials,
    /// Its host is an IP address, however it is spelled.
    IpAddress,
    /// Its host is a single label, or a name for local or private use.
    PrivateHost,
}

/// Longest address that is requested, in bytes.
const LONGEST: usize = 2048;

/// Names that never lead to the public internet, and everything below them:
/// RFC 6761, 6762, 8375, ICANN's name collision studies, and what home routers use.
const PRIVATE: &[&str] = &[
    "localhost",
    "localdomain",
    "local",
    "internal",
    "intranet",
    "private",
    "lan",
    "home",
    "corp",
    "mail",
    "arpa",
    "workgroup",
    "invalid",
    "fritz.box",
];

impl PublicAddress {
    /// Reads and vets an address.
    ///
    /// # Errors
    /// The reason why it must not be requested.
    pub fn parse(text: &str) -> Result<PublicAddress, Refusal> {
        if text.len() > LONGEST {
            return Err(Refusal::TooLong);
        }
        vet(idn::parse(text).map_err(|_| Refusal::Malformed)?)
    }

    /// The address of a path (with query) on a host, as `/.well-known/webfinger?...`.
    ///
    /// # Errors
    /// As [`PublicAddress::parse`]; `Malformed` too if `host` is more than a host and port.
    pub fn on_host(host: &str, path: &str) -> Result<PublicAddress, Refusal> {
        if host.contains(['/', '\\', '?', '#', '@']) || !path.starts_with('/') {
            return Err(Refusal::Malformed);
        }
        PublicAddress::parse(&format!("https://{host}{path}"))
    }

    /// WebFinger for a handle, at its host (RFC 7033).
    ///
    /// # Errors
    /// As [`PublicAddress::parse`].
    pub fn web_finger(handle: &Handle) -> Result<PublicAddress, Refusal> {
        let resource = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("resource", &format!("acct:{}", handle.acct()))
            .finish();
        PublicAddress::on_host(&handle.host, &format!("/.well-known/webfinger?{resource}"))
    }

    /// Where a `Location` or a relative link leads from here.
    ///
    /// # Errors
    /// As [`PublicAddress::parse`].
    pub fn join(&self, reference: &str) -> Result<PublicAddress, Refusal> {
        if reference.len() > LONGEST {
            return Err(Refusal::TooLong);
        }
        vet(idn::join(&self.url, reference).map_err(|_| Refusal::Malformed)?)
    }

    /// The whole address.
    pub fn as_str(&self) -> &str {
        self.url.as_str()
    }

    /// The host in ASCII form, with the port if it is not 443.
    pub fn host(&self) -> String {
        match self.url.port() {
            Some(port) => format!("{}:{port}", self.url.host_str().unwrap_or_default()),
            None => self.url.host_str().unwrap_or_default().to_owned(),
        }
    }

    /// The path, starting with `/`, still percent-encoded.
    pub fn path(&self) -> &str {
        self.url.path()
    }

    /// Whether both are on the same host and port.
    pub fn same_host(&self, other: &PublicAddress) -> bool {
        self.host() == other.host()
    }
}

impl Refusal {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Refusal::Malformed => "malformed",
            Refusal::TooLong => "too_long",
            Refusal::NotHttps => "not_https",
            Refusal::Credentials => "credentials",
            Refusal::IpAddress => "ip_address",
            Refusal::PrivateHost => "private_host",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(match self {
            Refusal::Malformed => "not a web address",
            Refusal::TooLong => "the address is too long",
            Refusal::NotHttps => "the address is not https",
            Refusal::Credentials => "the address carries a user name or a password",
            Refusal::IpAddress => "the address names a machine by number",
            Refusal::PrivateHost => "the address is on a local or private host",
        })
    }
}

impl std::error::Error for Refusal {}

impl fmt::Display for PublicAddress {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(self.as_str())
    }
}

impl TryFrom<String> for PublicAddress {
    type Error = Refusal;

    fn try_from(text: String) -> Result<PublicAddress, Refusal> {
        PublicAddress::parse(&text)
    }
}

impl From<PublicAddress> for String {
    fn from(address: PublicAddress) -> String {
        address.url.into()
    }
}

/// Whether a host name, in ASCII form and without a port, can be a public one.
pub fn is_public_name(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    let labels_are_sound = name.split('.').all(|label| !label.is_empty());
    let private = |end: &&str| {
        name.strip_suffix(*end)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    name.contains('.') && labels_are_sound && !PRIVATE.iter().any(private)
}

fn vet(mut url: Url) -> Result<PublicAddress, Refusal> {
    if url.scheme() != "https" {
        return Err(Refusal::NotHttps);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Refusal::Credentials);
    }
    let name = match url.host() {
        Some(Host::Domain(name)) => name.to_owned(),
        Some(_) => return Err(Refusal::IpAddress),
        None => return Err(Refusal::Malformed),
    };
    if !is_public_name(&name) {
        return Err(Refusal::PrivateHost);
    }
    // `host.` and `host` are one machine: one spelling, so that they are one host here too.
    if let Some(bare) = name.strip_suffix('.') {
        url.set_host(Some(bare)).map_err(|_| Refusal::Malformed)?;
        if !matches!(url.host(), Some(Host::Domain(_))) {
            return Err(Refusal::IpAddress);
        }
    }
    url.set_fragment(None);
    if url.as_str().len() > LONGEST {
        return Err(Refusal::TooLong);
    }
    Ok(PublicAddress { url })
}
