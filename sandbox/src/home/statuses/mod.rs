//! The posts that a home has of people who have some: the Status entity and the listing.

pub mod collections;
pub mod import;
pub mod incoming;
pub mod store;

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::account::entity;
use crate::asked::Asked;
use crate::clock::iso;
use crate::model::{Copies, Home, StoredPost, Visibility, home_id};
use crate::origin::posts::listing::Wanted;
use crate::reply::{self, Reply};
use crate::state::State;
use crate::world::World;

/// The handle in the world of the person of whom a home has this row.
#[must_use]
pub fn person_of(world: &World, home: &str, handle: &str) -> Option<String> {
    let row = world.home(home)?.stored.get(handle)?;
    Some(row.person.clone().unwrap_or_else(|| handle.to_owned()))
}

/// Whether somebody has posts of their own; by the handle of a home's row.
#[must_use]
pub fn has_posts(state: &State, home: &Home, handle: &str) -> bool {
    let world = state.world();
    let person = person_of(&world, &home.host, handle);
    let person = person.and_then(|person| world.people.get(&person));
    person.is_some_and(|person| person.posts.is_some())
}

/// Whether tester may see a post of a person, by the handle in the world.
#[must_use]
pub fn is_shown(home: &Home, person: &str, post: &StoredPost) -> bool {
    let own = format!("https://{}/users/tester", home.host);
    let follows = || home.follows.iter().any(|handle| handle == person);
    post.visibility.is_open()
        || post.mentions.contains(&own)
        || (post.visibility == Visibility::Private && follows())
}

/// The Status entity of a post of a home; nothing when it has none of this address.
#[must_use]
pub fn status(state: &State, home: &Home, uri: &str) -> Option<(Value, bool)> {
    let handle = {
        let world = state.world();
        let home = world.home(&home.host)?;
        let (person, _) = home.posts.with_uri(uri)?;
        handle_of(home, person)?
    };
    let account = entity(state, home, &handle)?;
    let world = state.world();
    let posts = &world.home(&home.host)?.posts;
    let (person, post) = posts.with_uri(uri)?;
    let mut status = made(&world, home, posts, post);
    status["account"] = account;
    Some((status, is_shown(home, person, post)))
}

/// The address of a home's post by its number.
#[must_use]
pub fn uri_of(state: &State, home: &Home, id: &str) -> Option<String> {
    let world = state.world();
    let posts = &world.home(&home.host)?.posts;
    posts
        .with_id(id.parse().ok()?)
        .map(|(_, post)| post.uri.clone())
}

/// `GET /api/v1/accounts/:id/statuses`, newest first by home's number.
pub fn listing(
    state: &State,
    home: &Home,
    asked: &Asked,
    handle: &str,
    account: &Value,
    signed_in: bool,
) -> Reply {
    let wanted = Wanted::of(asked);
    let world = state.world();
    let person = person_of(&world, &home.host, handle).unwrap_or_default();
    let posts = world.home(&home.host).map(|home| &home.posts);
    let mine = posts.and_then(|posts| posts.of(&person));
    let (Some(posts), Some(mine), false) = (posts, mine, account["suspended"] == true) else {
        return reply::json(StatusCode::OK, &json!([]));
    };
    let fits = |post: &&StoredPost| {
        let parent = post.in_reply_to.as_ref();
        let to_others =
            parent.is_some_and(|to| !matches!(posts.with_uri(to), Some((of, _)) if of == person));
        (post.visibility.is_open() || (signed_in && is_shown(home, &person, post)))
            && !(wanted.exclude_replies && to_others)
            && !(wanted.only_media && post.media.is_empty())
            && (!wanted.pinned || post.pinned)
    };
    let older = mine.range(..wanted.max_id).rev().map(|(_, post)| post);
    let found = wanted.page(older.filter(fits), |post| post.id);
    let ids: Vec<u64> = found.iter().map(|post| post.id).collect();
    let statuses: Vec<Value> = found
        .iter()
        .map(|post| made(&world, home, posts, post))
        .collect();
    let mut reply = reply::json_statuses(&statuses, account);
    if let Some(link) = wanted.link(asked, &ids) {
        reply::set(&mut reply, "link", &link);
    }
    reply
}

/// The Status entity without its account.
fn made(world: &World, home: &Home, posts: &Copies, post: &StoredPost) -> Value {
    let parent = post
        .in_reply_to
        .as_ref()
        .and_then(|uri| posts.with_uri(uri));
    let parent_account = parent.and_then(|(person, _)| {
        let whole = world.home(&home.host)?;
        let handle = handle_of(whole, person)?;
        Some(home_id(
            world.people.get(person)?,
            whole.stored.get(&handle)?,
        ))
    });
    let media = post.media.iter().enumerate().map(|(place, media)| {
        let file = format!("https://{}/system/cache/media_attachments/{}/media-{place}.png", home.host, post.id);
        json!({
            "id": format!("{}{place}", post.id), "type": if media.is_stored { "image" } else { "unknown" },
            "url": media.is_stored.then_some(file), "remote_url": media.remote, "description": null,
        })
    });
    let mut status = json!({
        "id": post.id.to_string(),
        "created_at": iso(post.published),
        "edited_at": post.edited.map(iso),
        "in_reply_to_id": parent.map(|(_, parent)| parent.id.to_string()),
        "in_reply_to_account_id": parent_account,
        "sensitive": false, "spoiler_text": "",
        "visibility": post.visibility.word(), "language": "en",
        "uri": post.uri, "url": post.url,
        "replies_count": 0, "reblogs_count": 0, "favourites_count": 0,
        "content": post.content,
        "reblog": null, "pinned": post.pinned,
        "mentions": [], "tags": [], "emojis": [],
        "card": null, "poll": null,
    });
    status["media_attachments"] = media.collect();
    status
}

/// The handle of the row that a home has of a person.
#[must_use]
pub fn handle_of(home: &Home, person: &str) -> Option<String> {
    let known = home.stored.get(person).filter(|row| row.person.is_none());
    if known.is_some() {
        return Some(person.to_owned());
    }
    let mut rows = home.stored.iter();
    let row = rows.find(|(_, row)| row.person.as_deref() == Some(person));
    row.map(|(handle, _)| handle.clone())
}
