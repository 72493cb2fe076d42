//! `url` of an actor: which of its forms counts, and when the id stands in for it.

use serde_json::Value;

use crate::oddity::{Oddity, OddityCode};

/// The profile address that home serves: the actor's `url` if it is a web address on
/// the id's own host, otherwise the id (`process_account_service.rb`, `url`).
pub(super) fn profile_address(url: Option<&Value>, id: &str, oddities: &mut Vec<Oddity>) -> String {
    let url = match url {
        None | Some(Value::Null) => return id.to_owned(),
        Some(Value::String(text)) if text.trim().is_empty() => return id.to_owned(),
        Some(url) => url,
    };
    if url.is_array() {
        oddities.push(Oddity::new(OddityCode::ArrayForSingle, "url"));
    }
    let refusal = match href(url) {
        Some(text) if !is_web_address(text) => OddityCode::AddressUnusable,
        Some(text) if !host(text).eq_ignore_ascii_case(host(id)) => OddityCode::AddressOnOtherHost,
        Some(text) => return text.to_owned(),
        None => OddityCode::AddressUnusable,
    };
    oddities.push(Oddity::new(refusal, url.to_string()));
    id.to_owned()
}

/// Whether Mastodon takes the text for a web address: by its beginning alone.
pub(super) fn is_web_address(text: &str) -> bool {
    (text.starts_with("https://") || text.starts_with("http://")) && !host(text).is_empty()
}

/// A string; of an array the first if it is a string, otherwise the first link to
/// HTML; the `href` of a link.
fn href(url: &Value) -> Option<&str> {
    let single = match url {
        Value::Array(items) => match items.first()? {
            first @ Value::String(_) => first,
            _ => items.iter().find(|item| is_html(item))?,
        },
        single => single,
    };
    single.as_str().or_else(|| single.get("href")?.as_str())
}

/// A link without `mimeType` counts as HTML. (`mediaType`, which is what ActivityStreams
/// calls it, is not looked at.)
fn is_html(link: &Value) -> bool {
    match link {
        Value::String(_) => true,
        Value::Object(link) => match link.get("mimeType") {
            Some(Value::String(kind)) => kind.is_empty() || kind == "text/html",
            Some(Value::Null) | None => true,
            Some(_) => false,
        },
        _ => false,
    }
}

/// The host as it is written, without credentials and port. Mastodon compares hosts
/// as they are written too: the two forms of an international name differ.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or("", |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    match host.rsplit_once(':') {
        Some((name, port)) if port.chars().all(|c| c.is_ascii_digit()) => name,
        _ => host,
    }
}
