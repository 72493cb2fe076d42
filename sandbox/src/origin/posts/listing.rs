//! `GET /api/v1/accounts/:id/statuses` as an origin answers it without a token, and the
//! filters and pages that a home's listing shares (`account_statuses_filter.rb`).

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{address, document};
use crate::asked::Asked;
use crate::clock::iso;
use crate::model::{Origin, Person, Post, Posts, origin_id};
use crate::picture::fingerprint;
use crate::reply::{self, Reply};
use crate::state::State;

/// The most that one answer has.
const MOST: usize = 40;
/// What one answer has when it is not said.
const USUAL: usize = 20;

/// What a listing is asked for.
pub struct Wanted {
    /// How many at most.
    pub limit: usize,
    /// Only older ones.
    pub max_id: u64,
    /// Only newer ones: the newest of them.
    pub since_id: u64,
    /// Only newer ones: those right after it.
    pub min_id: Option<u64>,
    /// No boosts.
    pub exclude_reblogs: bool,
    /// No replies to others.
    pub exclude_replies: bool,
    /// With pictures only.
    pub only_media: bool,
    /// Pinned only.
    pub pinned: bool,
}

impl Wanted {
    /// What a query says.
    #[must_use]
    pub fn of(asked: &Asked) -> Self {
        let number = |name: &str| asked.parameter(name).and_then(|text| text.parse().ok());
        let is = |name: &str| matches!(asked.parameter(name).as_deref(), Some("true" | "1"));
        let limit: Option<usize> = asked
            .parameter("limit")
            .map(|text| text.parse().unwrap_or(0));
        Self {
            limit: limit.unwrap_or(USUAL).min(MOST),
            max_id: number("max_id").unwrap_or(u64::MAX),
            since_id: number("since_id").unwrap_or(0),
            min_id: number("min_id"),
            exclude_reblogs: is("exclude_reblogs"),
            exclude_replies: is("exclude_replies"),
            only_media: is("only_media"),
            pinned: is("pinned"),
        }
    }

    /// The page of what is given newest first; `id` tells the number of an entry.
    pub fn page<T>(&self, entries: impl Iterator<Item = T>, id: impl Fn(&T) -> u64) -> Vec<T> {
        let floor = self.min_id.unwrap_or(self.since_id);
        let newer = entries.take_while(|entry| id(entry) > floor);
        if self.min_id.is_none() {
            return newer.take(self.limit).collect();
        }
        let mut all: Vec<T> = newer.collect();
        all.drain(..all.len().saturating_sub(self.limit));
        all
    }

    /// `Link`, when there is something to link to.
    #[must_use]
    pub fn link(&self, asked: &Asked, ids: &[u64]) -> Option<String> {
        const CARRIED: [&str; 5] = [
            "limit",
            "pinned",
            "only_media",
            "exclude_replies",
            "exclude_reblogs",
        ];
        let mut carried = String::new();
        for name in CARRIED {
            if let Some(value) = asked.parameter(name) {
                carried.push_str(&format!("{name}={value}&"));
            }
        }
        let base = format!("https://{}{}?{carried}", asked.host, asked.path);
        let (newest, oldest) = (ids.first()?, ids.last()?);
        let prev = format!("<{base}min_id={newest}>; rel=\"prev\"");
        if ids.len() < self.limit {
            return Some(prev);
        }
        Some(format!("<{base}max_id={oldest}>; rel=\"next\", {prev}"))
    }
}

/// The listing of a person's posts.
pub fn answer(
    state: &State,
    origin: &Origin,
    asked: &Asked,
    person: &Person,
    posts: &Posts,
    account: &Value,
) -> Reply {
    if account["suspended"] == true {
        return reply::json(StatusCode::OK, &json!([]));
    }
    let wanted = Wanted::of(asked);
    let fits = |post: &Post| {
        let is_boost = post.boost_of.is_some();
        let to_others = post
            .in_reply_to
            .as_ref()
            .is_some_and(|to| to.parse::<u64>().is_err());
        post.is_listed()
            && !(wanted.exclude_reblogs && is_boost)
            && !(wanted.exclude_replies && to_others)
            && !(wanted.only_media && (is_boost || post.media == 0))
            && (!wanted.pinned || post.pinned)
    };
    let found = wanted.page(posts.before(wanted.max_id).filter(fits), |post| post.id);
    let ids: Vec<u64> = found.iter().map(|post| post.id).collect();
    let statuses: Vec<Value> = found
        .iter()
        .map(|post| status(state, origin, person, post, account))
        .collect();
    let mut reply = reply::json_statuses(&statuses, account);
    if let Some(link) = wanted.link(asked, &ids) {
        reply::set(&mut reply, "link", &link);
    }
    reply
}

/// The Status entity without its account, which only a boosted one carries.
#[must_use]
pub fn status(
    state: &State,
    origin: &Origin,
    person: &Person,
    post: &Post,
    account: &Value,
) -> Value {
    let world = state.world();
    let uri = address::uri(&world, origin, person, post.id);
    let own = post
        .in_reply_to
        .as_ref()
        .and_then(|to| to.parse::<u64>().ok());
    let other = post.in_reply_to.as_ref().filter(|_| own.is_none());
    let strange = |what: &str| other.map(|to| fingerprint(&format!("{what} {to}")).to_string());
    let mut status = json!({
        "id": post.id.to_string(),
        "created_at": iso(post.published),
        "in_reply_to_id": own.map(|id| id.to_string()).or_else(|| strange("post")),
        "in_reply_to_account_id": own.map(|_| origin_id(person)).or_else(|| strange("account")),
        "sensitive": false, "spoiler_text": "",
        "visibility": post.visibility.word(), "language": "en",
        "uri": uri, "url": address::url(&world, origin, person, post.id),
        "replies_count": 0, "reblogs_count": 0, "favourites_count": 0,
        "edited_at": post.edited.map(iso),
        "content": format!("<p>{}</p>", document::escaped(&post.text)),
        "reblog": null, "pinned": post.pinned,
        "media_attachments": (0..post.media).map(|place| json!({
            "id": format!("{}{place}", post.id), "type": "image",
            "url": format!("https://{}/media_files/{}/{place}.png", origin.host, post.id),
        })).collect::<Vec<_>>(),
        "mentions": [], "tags": [], "emojis": [], "card": null, "poll": null,
    });
    if let Some(boosted) = &post.boost_of {
        let activity = address::activity(&world, origin, person, post.id);
        status["uri"] = json!(activity);
        status["url"] = json!(activity);
        status["content"] = json!("");
        status["reblog"] = json!({
            "id": fingerprint(boosted).to_string(), "uri": boosted, "url": boosted,
            "created_at": iso(post.published), "content": "<p>Somebody else's words.</p>",
            "visibility": "public", "account": account, "reblog": null,
            "media_attachments": [], "mentions": [], "tags": [], "emojis": [],
        });
    }
    status
}
