//! Sites whose accounts have their handles on another host than their pages.

use super::spelled::{can_be_meant, is_a_user};
use super::{Lack, Meant, Slip, note};
use crate::address::PublicAddress;
use crate::handle::Handle;

/// Sites with profiles that no Mastodon server can fetch.
const ELSEWHERE: &[&str] = &[
    "x.com",
    "twitter.com",
    "instagram.com",
    "facebook.com",
    "youtube.com",
    "tiktok.com",
    "linkedin.com",
    "medium.com",
    "reddit.com",
    "t.me",
];

/// Where Bridgy Fed has the accounts of Bluesky.
const BRIDGE: &str = "bsky.brid.gy";

/// Sites whose accounts have handles on another host than their pages.
///
/// `None` where the site is none of them, or the path no account's.
pub(super) fn meant(
    host: &str,
    segments: &[String],
    home: &str,
    slips: &mut Vec<Slip>,
) -> Option<Result<Meant, Lack>> {
    let host = host.strip_prefix("www.").unwrap_or(host);
    if ELSEWHERE.contains(&host) {
        return Some(Err(Lack::Elsewhere(host.to_owned())));
    }
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let (user, server, below) = match (host, segments.as_slice()) {
        ("bsky.app", ["profile", user, below @ ..])
        | ("fed.brid.gy", ["bsky", user, below @ ..])
        | ("bsky.brid.gy", ["ap", user, below @ ..]) => {
            if host == "bsky.app" {
                note(slips, Slip::Bridged);
            }
            if user.starts_with("did:") {
                let path = format!("/ap/{user}");
                let address = PublicAddress::on_host(BRIDGE, &path);
                let slips = slips.clone();
                return Some(
                    address
                        .map_err(Lack::Refused)
                        .map(|address| Meant::Address {
                            address,
                            guess: None,
                            software: "bridgy-fed",
                            slips,
                        }),
                );
            }
            (*user, BRIDGE.to_owned(), below)
        }
        ("fed.brid.gy", ["web", user, below @ ..]) | ("web.brid.gy", [user, below @ ..]) => {
            (*user, "web.brid.gy".to_owned(), below)
        }
        ("threads.net" | "threads.com", [user, below @ ..]) => {
            (user.strip_prefix('@')?, "threads.net".to_owned(), below)
        }
        ("flipboard.com", [user, below @ ..]) => {
            (user.strip_prefix('@')?, "flipboard.com".to_owned(), below)
        }
        ("tumblr.com", ["blog", user, below @ ..] | [user, below @ ..]) => {
            (*user, format!("{user}.tumblr.com"), below)
        }
        // Web clients: the server, then the path there.
        (_, [server, user, below @ ..])
            if user.starts_with('@') && server.contains('.') && can_be_meant(server, home) =>
        {
            let user = user.trim_start_matches('@');
            match user.split_once('@') {
                Some((user, server)) => (user, server.to_owned(), below),
                None => (user, (*server).to_owned(), below),
            }
        }
        (host, _) => {
            let handle = known_host(host, slips)?;
            if !segments.is_empty() && !host.ends_with(".tumblr.com") {
                return None;
            }
            if !segments.is_empty() {
                note(slips, Slip::Post);
            }
            return Some(Ok(by_handle(handle, slips)));
        }
    };
    let handle = Handle::new(user, &server)
        .ok()
        .filter(|_| is_a_user(user))?;
    if below.len() > 1 {
        note(slips, Slip::Post);
    }
    Some(Ok(by_handle(handle, slips)))
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

fn by_handle(handle: Handle, slips: &[Slip]) -> Meant {
    let slips = slips.to_vec();
    Meant::Handle { handle, slips }
}
