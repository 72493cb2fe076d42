//! What tests ask and change of posts: the truth at an origin, and what a home has of it.
//!
//! ```
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! use freshet_sandbox::{Sandbox, Takeable};
//! let sandbox = Sandbox::in_process().unwrap();
//! let truth = sandbox.posts_at_origin("half@posts.test");
//! let had = sandbox.posts("home46.test", "half@posts.test");
//! assert_eq!((truth.len(), had.len()), (200, 60));
//! assert!(truth.iter().any(|post| post.takeable == Takeable::Kind));
//! # });
//! ```

use std::sync::Arc;

use anyhow::Context;
use serde::Serialize;
use serde_json::{Value, json};

use crate::Sandbox;
use crate::history::What;
use crate::home::statuses::import::PostCommit;
use crate::home::statuses::incoming::{Incoming, is_taken};
use crate::home::statuses::{handle_of, person_of, store};
use crate::model::{By, Origin, Person, Post, StoredPost, Visibility};
use crate::origin::posts::{address, document};
use crate::state::State;
use crate::world::{World, merge};

/// A post as it is at its origin.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PostAtOrigin {
    /// Its number there.
    pub id: u64,
    /// The address of its document; of its activity for a boost.
    pub uri: String,
    /// Its page.
    pub url: String,
    /// When it was written, in milliseconds since 1970.
    pub published: i64,
    /// The ActivityPub type.
    pub kind: String,
    /// Who may see it.
    pub visibility: Visibility,
    /// The address of what it answers.
    pub in_reply_to: Option<String>,
    /// When it was edited last.
    pub edited: Option<i64>,
    /// Whether a listing shows it without a signature.
    pub is_listed: bool,
    /// Whether a home that wants its origin could take it.
    pub takeable: Takeable,
}

/// Whether a home could take a post, or why not.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Takeable {
    /// It could.
    Yes,
    /// A boost.
    Boost,
    /// Followers-only or direct.
    NotPublic,
    /// A type that homes refuse.
    Kind,
    /// Deleted, or not there.
    Gone,
    /// It claims an author of another host.
    Author,
}

impl Sandbox {
    /// All posts of somebody at their origin, the newest first; empty for people without any.
    #[must_use]
    pub fn posts_at_origin(&self, handle: &str) -> Vec<PostAtOrigin> {
        at_origin(&self.state, handle)
    }

    /// What a home has stored of somebody's posts, the newest first; the handle is the one
    /// that home knows.
    #[must_use]
    pub fn posts(&self, home: &str, handle: &str) -> Vec<StoredPost> {
        self.state.settle();
        at_home(&self.state, home, handle)
    }

    /// Merges a change (RFC 7396) into a post at its origin: `{"tombstone": true}` deletes it;
    /// the keys are those of [`Post`].
    ///
    /// # Errors
    /// When there is no such person, or the result is no post.
    pub fn change_post(&self, handle: &str, id: u64, change: &Value) -> anyhow::Result<()> {
        let person = self.person(handle).context("no such person")?;
        let post = person.posts.and_then(|posts| posts.with_id(id));
        let mut whole = serde_json::to_value(post.context("no such post")?)?;
        merge(&mut whole, change);
        serde_json::from_value::<Post>(whole)?;
        let change = json!({ "posts": { "changes": { id.to_string(): change } } });
        self.patch(handle, change)
    }

    /// Sends a post to a home, as origin does for its followers; whether home took it.
    pub fn deliver(&self, home: &str, handle: &str, id: u64) -> bool {
        self.state.settle();
        deliver(&self.state, home, handle, id).is_some()
    }

    /// Deletes a post at a home, which does not take it again for six hours; whether it was there.
    pub fn delete_post(&self, home: &str, uri: &str) -> bool {
        self.state.settle();
        delete(&self.state, home, uri)
    }
}

/// See [`Sandbox::posts_at_origin`].
pub fn at_origin(state: &State, handle: &str) -> Vec<PostAtOrigin> {
    let world = state.world();
    let Some((person, origin)) = author(&world, handle) else {
        return Vec::new();
    };
    let posts = person.posts.iter();
    posts
        .flat_map(crate::model::Posts::newest_first)
        .map(|post| told(&world, origin, person, &post))
        .collect()
}

/// See [`Sandbox::posts`].
pub fn at_home(state: &State, home: &str, handle: &str) -> Vec<StoredPost> {
    let world = state.world();
    let person = person_of(&world, home, handle);
    let posts = world.home(home).and_then(|home| home.posts.of(&person?));
    let posts = posts.into_iter().flat_map(|posts| posts.values().rev());
    posts.cloned().collect()
}

/// Removes a post from a home and remembers it.
pub fn delete(state: &State, home: &str, uri: &str) -> bool {
    let now = state.clock.now();
    let handle = {
        let mut world = state.world_mut();
        let Some(home) = world.homes.iter_mut().find(|known| known.host == home) else {
            return false;
        };
        let person = home
            .posts
            .with_uri(uri)
            .map(|(person, _)| person.to_owned());
        let Some(handle) = person.and_then(|person| handle_of(home, &person)) else {
            return false;
        };
        let copies = Arc::make_mut(&mut home.posts);
        copies.remove(uri);
        copies.deleted.insert(uri.to_owned(), now);
        if let Some(row) = Arc::make_mut(&mut home.stored).get_mut(&handle) {
            row.profile.statuses = row.profile.statuses.saturating_sub(1);
        }
        handle
    };
    let uri = uri.to_owned();
    state.happened(now, home, &handle, What::PostDeleted { uri });
    true
}

fn deliver(state: &State, home: &str, handle: &str, id: u64) -> Option<()> {
    let commit = {
        let world = state.world();
        let person = person_of(&world, home, handle)?;
        let (person, origin) = author(&world, &person)?;
        let post = person.posts.as_ref()?.with_id(id)?;
        PostCommit {
            home: home.to_owned(),
            handle: handle.to_owned(),
            incoming: Incoming::of(&document::object(&world, origin, person, &post))?,
            by: By::Delivery,
            discoveries: Arc::default(),
            follows_threads: true,
        }
    };
    store::store(state, state.clock.now(), &commit);
    Some(())
}

fn author<'a>(world: &'a World, handle: &str) -> Option<(&'a Person, &'a Origin)> {
    let person = world.people.get(handle)?;
    Some((person, world.origin(&person.web_host)?))
}

fn told(world: &World, origin: &Origin, person: &Person, post: &Post) -> PostAtOrigin {
    let is_boost = post.boost_of.is_some();
    let address = if is_boost {
        address::activity
    } else {
        address::uri
    };
    PostAtOrigin {
        id: post.id,
        uri: address(world, origin, person, post.id),
        url: address::url(world, origin, person, post.id),
        published: post.published,
        kind: post.kind.clone(),
        visibility: post.visibility,
        in_reply_to: document::parent(world, origin, person, post),
        edited: post.edited,
        is_listed: post.is_listed(),
        takeable: match post {
            _ if is_boost => Takeable::Boost,
            _ if post.tombstone || post.missing => Takeable::Gone,
            _ if !post.visibility.is_open() => Takeable::NotPublic,
            _ if !is_taken(&post.kind) => Takeable::Kind,
            _ if post.attributed_to.is_some()
                && Incoming::of(&document::object(world, origin, person, post)).is_none() =>
            {
                Takeable::Author
            }
            _ => Takeable::Yes,
        },
    }
}
