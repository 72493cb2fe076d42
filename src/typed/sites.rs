//! Sites whose accounts have their handles on another host than their pages.

use super::shapes::fit;
use super::spelled::is_a_user;
use super::{Slip, is_in, note};
use crate::handle::Handle;

/// Sites with profiles that no Mastodon server can fetch.
const ELSEWHERE: &str = "x.com twitter.com instagram.com facebook.com youtube.com tiktok.com linkedin.com \
    medium.com reddit.com t.me";

/// Where Bridgy Fed has the accounts of Bluesky.
pub(super) const BRIDGE: &str = "bsky.brid.gy";

/// Sites by host and path, as the shapes of paths are written, and the host in the handles.
const SITES: &[(&str, &str)] = &[
    ("bsky.app/profile/{}", BRIDGE),
    ("fed.brid.gy/bsky/{}", BRIDGE),
    ("bsky.brid.gy/ap/{}", BRIDGE),
    ("fed.brid.gy/web/{}", "web.brid.gy"),
    ("web.brid.gy/{}", "web.brid.gy"),
    ("threads.net/@{}", "threads.net"),
    ("threads.com/@{}", "threads.net"),
    ("flipboard.com/@{}", "flipboard.com"),
    ("tumblr.com/blog/{}", "tumblr.com"),
    ("tumblr.com/{}", "tumblr.com"),
];

/// What is known of a site.
pub(super) enum Site {
    /// It has no accounts of the fediverse; its host without `www.`.
    Elsewhere(String),
    /// The account, and whether it is shown by a post.
    Account(Handle, bool),
    /// The account that Bridgy Fed has by this number: `did:plc:…`.
    Number(String),
}

/// The site of an address, if it is one of these and the path an account's.
pub(super) fn site(host: &str, segments: &[String], slips: &mut Vec<Slip>) -> Option<Site> {
    let host = host.strip_prefix("www.").unwrap_or(host);
    if is_in(ELSEWHERE, host) {
        return Some(Site::Elsewhere(host.to_owned()));
    }
    if host.ends_with(".tumblr.com") || segments.is_empty() {
        return known_host(host, slips).map(|handle| Site::Account(handle, !segments.is_empty()));
    }
    let mut whole = vec![host.to_owned()];
    whole.extend_from_slice(segments);
    let shape = SITES.iter().find_map(|site| fit(site, &whole))?;
    let name = shape.name?;
    if host == "bsky.app" {
        note(slips, Slip::Bridged);
    }
    if name.starts_with("did:") {
        return Some(Site::Number(name));
    }
    let handle = match shape.software {
        _ if !is_a_user(&name) => return None,
        "tumblr.com" => Handle::new(&name, &format!("{name}.tumblr.com")),
        server => Handle::new(&name, server),
    };
    Some(Site::Account(handle.ok()?, shape.is_post))
}

/// The account that a whole host is, on services that give each account one.
pub(super) fn known_host(host: &str, slips: &mut Vec<Slip>) -> Option<Handle> {
    let (user, service) = host.split_once('.')?;
    match service {
        _ if user == "www" => None,
        "tumblr.com" => Handle::new(user, host).ok(),
        "wordpress.com" => Handle::new(host, host).ok(),
        "bsky.social" => {
            note(slips, Slip::Bridged);
            Handle::new(host, BRIDGE).ok()
        }
        _ => None,
    }
}
