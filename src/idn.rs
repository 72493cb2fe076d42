//! International host names: in ASCII as machines ask for them, in Unicode as people read them.
//!
//! ```
//! use freshet::idn;
//! let url = idn::parse("https://Bücher.example/ü").unwrap();
//! assert_eq!(url.as_str(), "https://xn--bcher-kva.example/%C3%BC");
//! assert_eq!(idn::to_unicode("xn--bcher-kva.example"), "bücher.example");
//! ```
//!
//! This stands in for the tables of UTS #46, which would weigh 42 KB in the module. Names in
//! ASCII pass as `url` reads them. Of the mapping it does what people's names need: lower
//! case, full width, full stops, characters that are ignored. What else would become another
//! name by the mapping is refused, or becomes the Punycode of what it is. Browsers look up a
//! name in ASCII as it stands, or refuse it (Firefox, where it is not valid), and map no part
//! of it: so the name that is vetted is the one that is looked up, or none is.
//!
//! This module does not know which hosts may be asked: that is [`crate::address`]'s to say.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use idna::{AsciiDenyList, domain_to_ascii_cow, punycode};
use percent_encoding::percent_decode_str;
use url::{Host, ParseError, Url};

mod shown;

pub use shown::to_unicode;

/// Longest label of a host name in ASCII form (RFC 1035); none is longer in Unicode.
const LONGEST_LABEL: usize = 63;

/// Reads an address that a document or a person wrote, as [`Url::parse`] does.
///
/// # Errors
/// As [`Url::parse`].
pub fn parse(address: &str) -> Result<Url, ParseError> {
    parse_from(None, address)
}

/// Reads an address or a relative reference from a base, as [`Url::join`] does.
///
/// # Errors
/// As [`Url::join`].
pub fn join(base: &Url, reference: &str) -> Result<Url, ParseError> {
    parse_from(Some(base), reference)
}

/// The host of an address, in ASCII form and without its port.
pub fn host_of(address: &str) -> Option<String> {
    parse(address).ok()?.host_str().map(str::to_owned)
}

/// Reads a host, as [`Host::parse`] does.
pub fn parse_host(host: &str) -> Option<Host> {
    Host::parse(&ascii_or_mapped(host)?).ok()
}

fn parse_from(base: Option<&Url>, text: &str) -> Result<Url, ParseError> {
    let text = with_ascii_host(base, text).ok_or(ParseError::IdnaError)?;
    Url::options().base_url(base).parse(&text)
}

/// Schemes whose host is a name in the DNS, in the URL standard; but for `file`, which has
/// rules of its own and is followed nowhere: what is not plain there is refused.
const SPECIAL: [&str; 5] = ["https", "http", "wss", "ws", "ftp"];

/// The address with its host in ASCII form: `url` without tables must not see another one
/// (and in debug builds asserts that it does not).
///
/// The host is cut out where the URL standard finds it.
fn with_ascii_host<'a>(base: Option<&Url>, address: &'a str) -> Option<Cow<'a, str>> {
    if is_plain(address) {
        return Some(Cow::Borrowed(address));
    }
    let text: String = address
        .trim_matches(|c| c <= ' ')
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .collect();
    let (scheme, rest) = split_scheme(&text);
    let scheme = scheme.to_ascii_lowercase();
    let from_slashes = rest.trim_start_matches(['/', '\\']);
    let slashes = rest.len() - from_slashes.len();
    if scheme == "file" {
        return None;
    }
    let may_be_relative = scheme.is_empty() || base.is_some_and(|base| base.scheme() == scheme);
    let has_no_name = !scheme.is_empty() && !SPECIAL.contains(&scheme.as_str());
    if has_no_name || may_be_relative && slashes < 2 {
        return Some(Cow::Owned(text));
    }
    let authority = from_slashes.split(['/', '\\', '?', '#']).next()?;
    let host_and_port = authority.rsplit('@').next()?;
    let host = host_and_port.split(':').next()?;
    let start = text.len() - from_slashes.len() + authority.len() - host_and_port.len();
    let (before, after) = (text.get(..start)?, text.get(start + host.len()..)?);
    let host = ascii_or_mapped(host)?;
    Some(Cow::Owned(format!("{before}{host}{after}")))
}

/// The scheme, or nothing where there is none, and what follows it.
fn split_scheme(address: &str) -> (&str, &str) {
    let in_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    match address.split_once(':') {
        Some((scheme, rest))
            if scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.chars().all(in_scheme) =>
        {
            (scheme, rest)
        }
        _ => ("", address),
    }
}

/// Whether `url` reads the text without a table.
fn is_plain(text: &str) -> bool {
    text.is_ascii() && !text.contains('%')
}

fn ascii_or_mapped(host: &str) -> Option<Cow<'_, str>> {
    if is_plain(host) {
        return Some(Cow::Borrowed(host));
    }
    to_ascii(host).map(Cow::Owned)
}

/// A host name, percent-encoded or not, in ASCII form, if it can have one.
fn to_ascii(name: &str) -> Option<String> {
    let name = percent_decode_str(name).decode_utf8().ok()?;
    let name: String = name
        .chars()
        .filter(|c| !is_ignored(*c))
        .flat_map(|c| narrow(c).to_lowercase())
        .collect();
    if name.chars().any(is_refused) {
        return None;
    }
    let labels: Option<Vec<Cow<str>>> = name.split('.').map(label_to_ascii).collect();
    // Looks into labels that came in Punycode, and for what no host may hold.
    let name = labels?.join(".");
    let name = domain_to_ascii_cow(name.as_bytes(), AsciiDenyList::URL).ok()?;
    Some(name.into_owned())
}

fn label_to_ascii(label: &str) -> Option<Cow<'_, str>> {
    if label.is_ascii() {
        return Some(Cow::Borrowed(label));
    }
    if label.starts_with("xn--") || label.chars().count() > LONGEST_LABEL {
        return None;
    }
    Some(Cow::Owned(format!("xn--{}", punycode::encode_str(label)?)))
}

/// What no name may hold: controls, blanks, what turns the direction of a text around, what
/// is no character; and compatibility characters, which the whole mapping would make others.
fn is_refused(c: char) -> bool {
    c.is_control() || c.is_whitespace() || REFUSED.iter().any(|range| range.contains(&c))
}

/// By blocks where nearly all of a block is refused; joiners (U+200C, U+200D) are not.
const REFUSED: &[RangeInclusive<char>] = &[
    '\u{a8}'..='\u{a8}',
    '\u{aa}'..='\u{aa}',
    '\u{af}'..='\u{af}',
    '\u{b2}'..='\u{b5}',
    '\u{b8}'..='\u{ba}',
    '\u{bc}'..='\u{be}',
    '\u{133}'..='\u{133}',
    '\u{140}'..='\u{140}',
    '\u{149}'..='\u{149}',
    '\u{17f}'..='\u{17f}',
    '\u{1c4}'..='\u{1cc}',
    '\u{1f1}'..='\u{1f3}',
    '\u{2b0}'..='\u{2b8}',
    '\u{2d8}'..='\u{2dd}',
    '\u{2e0}'..='\u{2e4}',
    '\u{34f}'..='\u{34f}',
    '\u{37a}'..='\u{37e}',
    '\u{3d0}'..='\u{3d6}',
    '\u{3f0}'..='\u{3f5}',
    '\u{61c}'..='\u{61c}',
    '\u{115f}'..='\u{1160}',
    '\u{17b4}'..='\u{17b5}',
    '\u{180b}'..='\u{180f}',
    '\u{1d2c}'..='\u{1d6a}',
    '\u{1e9a}'..='\u{1e9b}',
    '\u{2000}'..='\u{200b}',
    '\u{200e}'..='\u{214d}',
    '\u{2150}'..='\u{217f}',
    '\u{2460}'..='\u{24ea}',
    '\u{2f00}'..='\u{2fff}',
    '\u{3130}'..='\u{318f}',
    '\u{3192}'..='\u{319f}',
    '\u{3200}'..='\u{33ff}',
    '\u{e000}'..='\u{fdff}',
    '\u{fe10}'..='\u{fe1f}',
    '\u{fe30}'..='\u{ffff}',
    '\u{1d400}'..='\u{1d7ff}',
    '\u{1ee00}'..='\u{1eeff}',
    '\u{1f100}'..='\u{1f14f}',
    '\u{1f200}'..='\u{1f2ff}',
    '\u{1fbf0}'..='\u{1fbff}',
    '\u{2f800}'..='\u{2fa1f}',
    '\u{e0000}'..=char::MAX,
];

/// What is not seen and counts for nothing in a name: "ignored" in UTS #46.
fn is_ignored(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{2064}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}'
    )
}

/// Full-width forms as what they stand for, and a full stop for each of its kinds.
fn narrow(c: char) -> char {
    match c {
        '。' | '｡' => '.',
        '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    }
}
