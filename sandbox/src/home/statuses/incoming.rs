//! A post's document as a home reads it (`activitypub/activity/create.rs`,
//! `activitypub/parser/status_parser.rb`).

use serde_json::Value;
use url::Url;

use crate::clock::{Moment, parsed};
use crate::model::{By, StoredMedia, StoredPost, Visibility, snowflake};

/// What is stored as it is.
const SUPPORTED: [&str; 2] = ["Note", "Question"];
/// What is stored as a title and a link.
const CONVERTED: [&str; 6] = ["Image", "Audio", "Video", "Article", "Page", "Event"];
/// How many pictures of a post are taken.
const PICTURES: usize = 4;
/// How many replies of the page in a document are looked at.
const REPLIES: usize = 5;

/// A document that can be stored.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// Whom it is from.
    pub author: String,
    /// When it was written, if it says so.
    pub published: Option<Moment>,
    /// The addresses of replies on the same host.
    pub replies: Vec<String>,
    post: StoredPost,
}

/// Whether a home takes posts of this type.
#[must_use]
pub fn is_taken(kind: &str) -> bool {
    SUPPORTED.contains(&kind) || CONVERTED.contains(&kind)
}

impl Incoming {
    /// The document, if a home takes it: a known type, and an author of the same host.
    #[must_use]
    pub fn of(document: &Value) -> Option<Self> {
        let text = |key: &str| document[key].as_str().map(str::to_owned);
        let uri = text("id")?;
        let kind = text("type").filter(|kind| is_taken(kind))?;
        let author = match &document["attributedTo"] {
            Value::Array(list) => list.first()?.clone(),
            one => one.clone(),
        };
        let author = author
            .as_str()
            .or_else(|| author["id"].as_str())?
            .to_owned();
        if host(&uri)? != host(&author)? {
            return None;
        }
        let url = page(&document["url"]).unwrap_or_else(|| uri.clone());
        let content = if SUPPORTED.contains(&kind.as_str()) {
            text("content").unwrap_or_default()
        } else {
            let name = text("name").or_else(|| text("summary")).unwrap_or_default();
            format!("<h2>{name}</h2><p><a href=\"{url}\">{url}</a></p>")
        };
        let attached = document["attachment"].as_array().into_iter().flatten();
        let media =
            attached.filter_map(|item| item["url"].as_str().or_else(|| item["href"].as_str()));
        let tags = document["tag"].as_array().into_iter().flatten();
        let mentions = tags.filter(|tag| tag["type"] == "Mention");
        let replies = document["replies"]["first"]["items"].as_array();
        let replies = replies.into_iter().flatten().take(REPLIES);
        let own = host(&uri);
        Some(Self {
            published: document["published"].as_str().and_then(parsed),
            replies: replies
                .filter_map(|reply| reply.as_str().or_else(|| reply["id"].as_str()))
                .filter(|reply| host(reply) == own)
                .map(str::to_owned)
                .collect(),
            post: StoredPost {
                id: 0,
                visibility: visibility(document),
                published: 0,
                in_reply_to: text("inReplyTo"),
                content,
                edited: document["updated"].as_str().and_then(parsed),
                media: media
                    .take(PICTURES)
                    .map(|remote| StoredMedia {
                        remote: remote.to_owned(),
                        is_stored: true,
                    })
                    .collect(),
                mentions: mentions
                    .filter_map(|tag| tag["href"].as_str().map(str::to_owned))
                    .collect(),
                pinned: false,
                by: By::Search,
                stored_at: 0,
                fetched_at: 0,
                uri,
                url,
                kind,
            },
            author,
        })
    }

    /// What it is before it has come.
    pub fn post(&mut self) -> &mut StoredPost {
        &mut self.post
    }

    /// The address.
    #[must_use]
    pub fn uri(&self) -> &str {
        &self.post.uri
    }

    /// What is stored of it at a moment.
    #[must_use]
    pub fn stored(&self, by: By, at: Moment) -> StoredPost {
        let published = self.published.unwrap_or(at);
        StoredPost {
            id: snowflake(published, &self.post.uri),
            published,
            by,
            stored_at: at,
            fetched_at: at,
            ..self.post.clone()
        }
    }
}

/// The host of an address.
#[must_use]
pub fn host(address: &str) -> Option<String> {
    Some(Url::parse(address).ok()?.host_str()?.to_owned())
}

/// The page in a `url`: a string, or the first link to HTML.
fn page(url: &Value) -> Option<String> {
    let link = match url {
        Value::Array(links) => links
            .iter()
            .find(|link| link.is_string() || link["mediaType"] == "text/html")?,
        one => one,
    };
    let text = link.as_str().or_else(|| link["href"].as_str());
    text.map(str::to_owned)
}

fn visibility(document: &Value) -> Visibility {
    let names = |key: &str, wanted: fn(&str) -> bool| match &document[key] {
        Value::Array(list) => list.iter().any(|to| to.as_str().is_some_and(wanted)),
        one => one.as_str().is_some_and(wanted),
    };
    let public = |to: &str| to.ends_with("#Public") || to == "as:Public" || to == "Public";
    let followers = |to: &str| to.ends_with("/followers");
    if names("to", public) {
        Visibility::Public
    } else if names("cc", public) {
        Visibility::Unlisted
    } else if names("to", followers) || names("cc", followers) {
        Visibility::Private
    } else {
        Visibility::Direct
    }
}
