//! An actor's document and the WebFinger round trip (facts A:
//! `fetch_resource_service.rb`, `fetch_remote_actor_service.rb`, `app/lib/webfinger.rb`).

use serde_json::Value;
use url::Url;

use super::outgoing::{Got, NoBody, Trip, is_private};
use super::statuses::incoming::is_taken;

/// What the fetch sends.
const ACCEPT: &str = "application/activity+json, application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\", text/html;q=0.1";
/// The types of a `self` link that counts, to the letter (from 4.3 on).
const SELF_TYPES: [&str; 2] = [
    "application/activity+json",
    "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"",
];
/// The context that has to be named.
const CONTEXT: &str = "https://www.w3.org/ns/activitystreams";
/// The longest document.
const LONGEST: usize = 1 << 20;
/// How many redirects are followed.
const REDIRECTS: u32 = 3;

/// What a fetch ended with.
pub enum Fetched {
    /// An actor's document that names the address it was asked at.
    Actor(Value),
    /// A post's document that names the address it was asked at.
    Post(Value),
    /// An answer that is no such document; its status.
    Unusable(u16),
    /// 500, 502, 503, 504 or no answer.
    Down,
}

/// What WebFinger ended with.
pub enum Finger {
    /// The subject's handle and the `self` link.
    Found { handle: String, actor: String },
    /// 410.
    Gone,
    /// An answer that leads nowhere.
    Nowhere,
    /// No connection.
    Broken,
    /// An address that must not be asked, or an answer that is too long.
    Invalid,
}

impl Trip<'_> {
    /// The actor behind an address: a page is followed to its document, and a document
    /// under another address than its id is fetched once more by that.
    pub fn actor(&mut self, address: &str) -> Fetched {
        let mut address = address.to_owned();
        let (mut followed, mut by_id) = (false, false);
        for _ in 0..3 {
            let got = match self.followed(&address) {
                Ok(got) => got,
                Err(end) => return end,
            };
            let kind = got.header("content-type").to_owned();
            if kind.starts_with("text/html") && !followed && !by_id {
                let Some(next) = alternate(&got) else {
                    return Fetched::Unusable(got.status);
                };
                (address, followed) = (next, true);
                continue;
            }
            let Some((document, is_post)) = document(&got, &kind) else {
                return Fetched::Unusable(got.status);
            };
            match document["id"].as_str() {
                Some(id) if id == address && is_post => return Fetched::Post(document),
                Some(id) if id == address => return Fetched::Actor(document),
                Some(id) if !by_id => (address, by_id) = (id.to_owned(), true),
                _ => return Fetched::Unusable(got.status),
            }
        }
        Fetched::Unusable(200)
    }

    /// The answer of status 200 after at most three redirects.
    fn followed(&mut self, address: &str) -> Result<Got, Fetched> {
        let mut address = Url::parse(address).map_err(|_| Fetched::Unusable(0))?;
        for _ in 0..=REDIRECTS {
            let Some(got) = self.get(&address, ACCEPT, LONGEST) else {
                return Err(Fetched::Down);
            };
            match got.status {
                200 => return Ok(got),
                500 | 502 | 503 | 504 => return Err(Fetched::Down),
                300..400 => match address.join(got.header("location")) {
                    Ok(next) if !got.header("location").is_empty() => address = next,
                    _ => return Err(Fetched::Unusable(got.status)),
                },
                status => return Err(Fetched::Unusable(status)),
            }
        }
        Err(Fetched::Unusable(302))
    }

    /// The round trip that has to lead back to the actor; the confirmed handle.
    pub fn confirmed(&mut self, document: &Value) -> Result<String, Finger> {
        let id = document["id"].as_str().unwrap_or_default();
        let name = document["preferredUsername"].as_str().unwrap_or_default();
        let host = Url::parse(id)
            .ok()
            .and_then(|id| id.host_str().map(str::to_owned));
        // From 4.6 on, the handle that the document claims (FEP-2c59) comes before its parts.
        let claimed = document["webfinger"].as_str();
        let claimed = claimed.filter(|claimed| self.home.at_least(6) && claimed.contains('@'));
        let asked = claimed.map_or_else(
            || format!("{name}@{}", host.unwrap_or_default()),
            |claimed| claimed.trim_start_matches("acct:").to_owned(),
        );
        let (mut handle, mut actor) = self.finger(&asked).found()?;
        if !handle.eq_ignore_ascii_case(&asked) {
            let claimed = handle;
            (handle, actor) = self.finger(&claimed).found()?;
            if !handle.eq_ignore_ascii_case(&claimed) {
                return Err(Finger::Nowhere);
            }
        }
        if actor == id {
            Ok(handle)
        } else {
            Err(Finger::Nowhere)
        }
    }

    /// WebFinger for `user@host`, by way of host-meta when the usual place is empty.
    pub fn finger(&mut self, handle: &str) -> Finger {
        let Some((_, domain)) = handle.split_once('@') else {
            return Finger::Nowhere;
        };
        let usual = format!("https://{domain}/.well-known/webfinger?resource=acct:{handle}");
        match self.jrd(&usual) {
            Ok(Some(found)) => found,
            Ok(None) => {
                let host_meta = format!("https://{domain}/.well-known/host-meta");
                self.by_host_meta(&host_meta, handle)
            }
            Err(end) => end,
        }
    }

    fn by_host_meta(&mut self, host_meta: &str, handle: &str) -> Finger {
        let Ok(address) = Url::parse(host_meta) else {
            return Finger::Nowhere;
        };
        let Some(got) = self.get(
            &address,
            "application/xrd+xml, application/xml, text/xml",
            LONGEST,
        ) else {
            return Finger::Broken;
        };
        let body = got.body.unwrap_or_default();
        let text = String::from_utf8_lossy(&body);
        let template = text
            .split_once("template=\"")
            .and_then(|(_, rest)| rest.split_once('"'));
        match template {
            Some((template, _)) if got.status == 200 => {
                let address = template.replace("{uri}", &format!("acct:{handle}"));
                match self.jrd(&address) {
                    Ok(Some(found)) => found,
                    Ok(None) => Finger::Nowhere,
                    Err(end) => end,
                }
            }
            _ => Finger::Nowhere,
        }
    }

    /// The JRD at an address; nothing for 404.
    fn jrd(&mut self, address: &str) -> Result<Option<Finger>, Finger> {
        let mut address = Url::parse(address).map_err(|_| Finger::Nowhere)?;
        for _ in 0..=REDIRECTS {
            if is_private(&address) {
                return Err(Finger::Invalid);
            }
            let got = self
                .get(&address, "application/jrd+json, application/json", LONGEST)
                .ok_or(Finger::Broken)?;
            match got.status {
                200 => {
                    let body = got.body.map_err(|why| match why {
                        NoBody::TooLong => Finger::Invalid,
                        NoBody::Broken => Finger::Broken,
                    })?;
                    return told(&body).map(Some).ok_or(Finger::Nowhere);
                }
                300..400 => {
                    address = address
                        .join(got.header("location"))
                        .map_err(|_| Finger::Nowhere)?;
                }
                404 => return Ok(None),
                410 => return Err(Finger::Gone),
                _ => return Err(Finger::Nowhere),
            }
        }
        Err(Finger::Nowhere)
    }
}

impl Finger {
    fn found(self) -> Result<(String, String), Self> {
        match self {
            Self::Found { handle, actor } => Ok((handle, actor)),
            other => Err(other),
        }
    }
}

fn told(body: &[u8]) -> Option<Finger> {
    let jrd: Value = serde_json::from_slice(body).ok()?;
    let subject = jrd["subject"].as_str()?;
    let links = jrd["links"].as_array()?;
    let own = links.iter().find(|link| {
        let kind = link["type"].as_str().unwrap_or_default();
        link["rel"] == "self" && SELF_TYPES.contains(&kind)
    })?;
    Some(Finger::Found {
        handle: subject.strip_prefix("acct:").unwrap_or(subject).to_owned(),
        actor: own["href"].as_str()?.to_owned(),
    })
}

fn is_activity(kind: &str) -> bool {
    kind.starts_with("application/activity+json")
        || (kind.starts_with("application/ld+json") && kind.contains(CONTEXT))
}

/// The document of an answer, if `process_account_service.rb` would take it or if it is a
/// post's of a type that homes take, which the second half says.
fn document(got: &Got, kind: &str) -> Option<(Value, bool)> {
    const ACTORS: [&str; 5] = ["Application", "Group", "Organization", "Person", "Service"];
    let body = got.body.as_ref().ok().filter(|_| is_activity(kind))?;
    let document: Value = serde_json::from_slice(body).ok()?;
    if !document["@context"].to_string().contains(CONTEXT) {
        return None;
    }
    let kinds = match &document["type"] {
        Value::String(kind) if is_taken(kind) => return Some((document, true)),
        Value::Array(kinds) => kinds.as_slice(),
        one => std::slice::from_ref(one),
    };
    let is_actor = kinds
        .iter()
        .any(|kind| kind.as_str().is_some_and(|kind| ACTORS.contains(&kind)))
        && document["inbox"].is_string()
        && document["preferredUsername"].is_string();
    is_actor.then_some((document, false))
}

/// The document that a page names, in its header or in an element.
fn alternate(got: &Got) -> Option<String> {
    let header = got.header("link");
    if header.contains("rel=\"alternate\"") && header.contains("application/activity+json") {
        let (_, rest) = header.split_once('<')?;
        return Some(rest.split_once('>')?.0.to_owned());
    }
    let body = got.body.as_ref().ok()?;
    let text = String::from_utf8_lossy(body);
    let link = text.split("<link ").skip(1).find(|link| {
        let element = link.split('>').next().unwrap_or_default();
        element.contains("rel=\"alternate\"") && element.contains("application/activity+json")
    })?;
    let (_, rest) = link.split_once("href=\"")?;
    Some(rest.split_once('"')?.0.to_owned())
}
