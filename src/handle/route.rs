//! The paths of Mastodon's web pages (`app/javascript/mastodon/features/ui/index.jsx`, 4.3 to 4.7).

use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};

use super::Handle;

/// What a path shows about an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// Whose page it is.
    pub subject: Subject,
    /// Which page.
    pub page: Page,
    /// Whether it is inside the multi-column layout (`/deck/...`).
    pub deck: bool,
}

/// Whose page a route shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "account")]
pub enum Subject {
    /// An account of another server.
    Remote(Handle),
    /// An account of home.
    Local(Handle),
    /// The account with this id at home (`/accounts/:id`), local or not.
    Id(String),
}

/// Which page of an account a route shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "of")]
pub enum Page {
    /// The profile itself.
    Posts,
    /// `with_replies`.
    Replies,
    /// `media`.
    Media,
    /// `tagged/:tag`.
    Tagged(String),
    /// `followers`.
    Followers,
    /// `following`.
    Following,
    /// `featured` (4.4 and later).
    Featured,
    /// `collections` (4.6 and later).
    Collections,
    /// A post of the account, by its id at home.
    Post(String),
}

impl Route {
    /// Reads a path as the page's address bar shows it; query and fragment are ignored.
    ///
    /// `home_host` is home's domain in handles, in either form. `None` for any
    /// path that is no account's: timelines, settings, a bare `/`.
    pub fn parse(path: &str, home_host: &str) -> Option<Route> {
        let path = path.split(['?', '#']).next()?;
        let mut parts = path
            .strip_prefix('/')?
            .trim_end_matches('/')
            .split('/')
            .map(decoded);
        let mut first = parts.next()??;
        let deck = first == "deck";
        if deck {
            first = parts.next()??;
        }
        let subject = if first == "accounts" {
            let id = parts.next()??;
            let is_an_id = !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric());
            is_an_id.then_some(Subject::Id(id))?
        } else {
            subject(&first, home_host)?
        };
        let rest: Vec<String> = parts.collect::<Option<_>>()?;
        let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
        let page = match rest.as_slice() {
            [] => Page::Posts,
            ["with_replies"] => Page::Replies,
            ["media"] => Page::Media,
            ["tagged", tag] if !tag.is_empty() => Page::Tagged((*tag).to_owned()),
            ["followers"] => Page::Followers,
            ["following"] => Page::Following,
            ["featured"] => Page::Featured,
            ["collections"] => Page::Collections,
            [post, ..] if is_a_post(post) => Page::Post((*post).to_owned()),
            ["statuses", post] if is_a_post(post) => Page::Post((*post).to_owned()),
            _ => return None,
        };
        Some(Route {
            subject,
            page,
            deck,
        })
    }

    /// Whether the page shows the account's profile, and not a post.
    pub fn is_profile(&self) -> bool {
        !matches!(self.page, Page::Post(_))
    }

    /// The handle, where the path names one.
    pub fn handle(&self) -> Option<&Handle> {
        match &self.subject {
            Subject::Remote(handle) | Subject::Local(handle) => Some(handle),
            Subject::Id(_) => None,
        }
    }
}

/// `@user` or `@user@host`.
fn subject(part: &str, home_host: &str) -> Option<Subject> {
    let acct = part.strip_prefix('@')?;
    let handle = match acct.split_once('@') {
        Some((user, host)) => Handle::new(user, host).ok()?,
        None => Handle::new(acct, home_host).ok()?,
    };
    Some(if handle.is_on(home_host) {
        Subject::Local(handle)
    } else {
        Subject::Remote(handle)
    })
}

/// Snowflake ids are digits; other homes' ids are letters and digits.
fn is_a_post(part: &str) -> bool {
    part.len() > 4
        && part.chars().all(|c| c.is_ascii_alphanumeric())
        && part.chars().any(|c| c.is_ascii_digit())
        || !part.is_empty() && part.chars().all(|c| c.is_ascii_digit())
}

fn decoded(part: &str) -> Option<String> {
    percent_decode_str(part)
        .decode_utf8()
        .ok()
        .map(|text| text.into_owned())
}
