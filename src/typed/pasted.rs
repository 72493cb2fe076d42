//! Addresses that are pasted, and the account that they show.

use percent_encoding::percent_decode_str;

use super::characters::bare;
use super::shapes::{self, Shape};
use super::sites::{self, BRIDGE, Site};
use super::spelled::{can_be_meant, handle, host, is_a_user};
use super::{Found, Lack, Meant, Slip, note};
use crate::address::{PublicAddress, Refusal};
use crate::handle::Handle;

/// Schemes, in lower case, that stand for `https`.
const SCHEMES: &[&str] = &["https", "http", "web+ap", "ap", "web+mastodon"];

/// Parameters in which pages are given the account that they are about.
const CARRIERS: &[&str] = &["uri", "resource", "acct", "q"];

/// Reads a word as an address, and says whether it is one.
pub(super) fn read(word: &str, home: &str, slips: &[Slip], found: &mut Found) -> bool {
    let mut slips = slips.to_vec();
    let word = out_of_attribute(word, &mut slips);
    let (has_scheme, rest) = after_scheme(word, &mut slips);
    let end = rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at(end);
    let is_home_page = rest.is_empty() || rest == "/";
    if authority.contains('@') {
        if has_scheme && !is_home_page {
            found.lack = Some(Lack::Refused(Refusal::Credentials));
            return true;
        }
        if has_scheme {
            // An address may hold a name so, but nobody has one from there.
            note(&mut slips, Slip::Scheme);
            if let Some(handle) = handle(authority, home, &mut slips) {
                found.add(Meant::Handle { handle, slips });
                return true;
            }
        }
        return false;
    }
    let Some(server) = host(authority, &mut slips) else {
        return false;
    };
    let has_path = rest.starts_with('/') && !is_home_page;
    if !has_scheme && (!has_path || !can_be_meant(&server, home)) {
        return false;
    }
    let pasted = Pasted::new(&server, rest, home, slips);
    match pasted.meant() {
        Ok(meant) => found.add(meant),
        Err(lack) => found.lack = Some(lack),
    }
    true
}

/// An address in its parts.
struct Pasted<'a> {
    host: &'a str,
    /// Path, query and fragment.
    rest: &'a str,
    home: &'a str,
    /// Not empty, as they were typed.
    raw: Vec<&'a str>,
    /// The same, decoded.
    segments: Vec<String>,
    query: &'a str,
    slips: Vec<Slip>,
}

impl<'a> Pasted<'a> {
    fn new(host: &'a str, rest: &'a str, home: &'a str, slips: Vec<Slip>) -> Pasted<'a> {
        let rest = rest.split('#').next().unwrap_or_default();
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let raw: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        Pasted {
            host,
            rest,
            home,
            segments: raw.iter().map(|part| decoded(part)).collect(),
            raw,
            query,
            slips,
        }
    }

    fn meant(mut self) -> Result<Meant, Lack> {
        match sites::site(self.host, &self.segments, &mut self.slips) {
            Some(Site::Elsewhere(host)) => return Err(Lack::Elsewhere(host)),
            Some(Site::Number(number)) => {
                self.host = BRIDGE;
                return self.by_address(&format!("/ap/{number}"), None, "bridgy-fed");
            }
            Some(Site::Account(handle, is_post)) => {
                if is_post {
                    note(&mut self.slips, Slip::Post);
                }
                return Ok(self.by_handle(handle));
            }
            None => {}
        }
        if let Some(handle) = self.carried() {
            return Ok(self.by_handle(handle));
        }
        let Some(shape) = shapes::shape(&self.segments) else {
            return self.without_shape();
        };
        if shape.is_post {
            note(&mut self.slips, Slip::Post);
        }
        // Web clients show accounts below the name of a server: `/home.example/@ada`.
        if let [server, user, ..] = self.segments.as_slice()
            && server.contains('.')
            && !server.ends_with(".php")
            && user.starts_with('@')
            && let Some(host) = host(server, &mut Vec::new())
            && can_be_meant(&host, self.home)
        {
            let name = shape.name.as_deref().filter(|name| is_a_user(name));
            if let Some(handle) = name.and_then(|name| Handle::new(name, &host).ok()) {
                return Ok(self.by_handle(handle));
            }
        }
        let guess = match &shape.name {
            Some(name) if name.contains('@') => {
                match handle(name, self.home, &mut self.slips) {
                    // A page of another server about the account.
                    Some(handle) if !handle.is_on(self.host) => {
                        return Ok(self.by_handle(handle));
                    }
                    handle => handle.map(|handle| handle.user),
                }
            }
            Some(name) if is_a_user(name) && !shapes::is_opaque(name) => Some(name.clone()),
            _ => None,
        };
        let guess = guess.and_then(|user| Handle::new(&user, self.host).ok());
        let path = self.profile_path(&shape);
        self.by_address(&path, guess, shape.software)
    }

    /// The account in the query: `/authorize_interaction?uri=acct:ada@remote.example`.
    fn carried(&mut self) -> Option<Handle> {
        let value = self.query.split('&').find_map(|pair| {
            let (key, value) = pair.split_once('=')?;
            CARRIERS.contains(&key).then(|| decoded(value))
        })?;
        let inner = handle(&value, self.home, &mut Vec::new());
        inner.or_else(|| {
            let mut found = Found::default();
            let is_plain = !value.contains('?') && read(&value, self.home, &[], &mut found);
            is_plain.then(|| found.meant.first()?.handle().cloned())?
        })
    }

    fn profile_path(&self, shape: &Shape) -> String {
        if let Some(path) = &shape.path {
            return path.clone();
        }
        let path = match self.raw.get(..shape.profile) {
            _ if shape.name.is_none() => return self.rest.to_owned(),
            Some(raw) if raw.len() < self.raw.len() => format!("/{}", raw.join("/")),
            _ => self.rest.split('?').next().unwrap_or_default().to_owned(),
        };
        path.replace("%40", "@")
    }

    fn without_shape(self) -> Result<Meant, Lack> {
        let is_page_of_server = self.segments.len() == 1 && self.query.is_empty();
        let is_short = |name: &String| !name.contains(['.', '-']);
        if is_page_of_server && self.segments.first().is_some_and(is_short) {
            return Err(Lack::Name(self.host.to_owned()));
        }
        let is_author = self
            .query
            .split('&')
            .any(|pair| pair.starts_with("author="));
        let path = match self.rest {
            rest if rest.starts_with('/') => rest.to_owned(),
            rest => format!("/{rest}"),
        };
        let software = if is_author { "wordpress" } else { "" };
        self.by_address(&path, None, software)
    }

    fn by_handle(&self, handle: Handle) -> Meant {
        let slips = self.slips.clone();
        Meant::Handle { handle, slips }
    }

    fn by_address(
        self,
        path: &str,
        guess: Option<Handle>,
        software: &'static str,
    ) -> Result<Meant, Lack> {
        let slips = self.slips;
        match (PublicAddress::on_host(self.host, path), guess) {
            (Ok(address), guess) => Ok(Meant::Address {
                address,
                guess,
                software,
                slips,
            }),
            // Home itself may be a private host.
            (Err(_), Some(handle)) if handle.is_on(self.home) => {
                Ok(Meant::Handle { handle, slips })
            }
            (Err(refusal), _) => Err(Lack::Refused(refusal)),
        }
    }
}

/// The address in `<a href="…">`.
fn out_of_attribute<'a>(word: &'a str, slips: &mut Vec<Slip>) -> &'a str {
    let start = ["https://", "http://"]
        .iter()
        .find_map(|scheme| word.find(scheme));
    match start
        .filter(|start| *start > 0)
        .and_then(|start| word.get(start..))
    {
        // What stands before it in an address is a path of that address.
        Some(inner) if word.contains(['"', '\'', '<', '>', '=']) && !word.contains('?') => {
            note(slips, Slip::Trailing);
            let inner = inner.split(['"', '\'', '<', '>']).next().unwrap_or(inner);
            bare(inner, slips)
        }
        _ => word,
    }
}

/// Whether there is a scheme that stands for `https`, and what follows it.
fn after_scheme<'a>(word: &'a str, slips: &mut Vec<Slip>) -> (bool, &'a str) {
    let found = SCHEMES.iter().find_map(|scheme| {
        let start = word.get(..scheme.len())?;
        let rest = word.get(scheme.len()..)?;
        let marks: &[char] = &[':', '/', '\\', ';'];
        let is_one = start.eq_ignore_ascii_case(scheme)
            && (rest.starts_with(':') || scheme.starts_with("http") && rest.starts_with(marks));
        is_one.then(|| (*scheme, rest, rest.trim_start_matches(marks)))
    });
    let Some((scheme, rest, after)) = found else {
        return (false, word);
    };
    let is_right = scheme == "https" && rest.len() == after.len() + 3 && rest.starts_with("://");
    if !is_right {
        note(slips, Slip::Scheme);
    }
    (true, after)
}

fn decoded(part: &str) -> String {
    percent_decode_str(part).decode_utf8_lossy().into_owned()
}
