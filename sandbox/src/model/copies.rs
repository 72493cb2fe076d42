//! The posts that a home has, as plain data.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::Serialize;

use super::Visibility;
use crate::clock::Moment;

/// A post as a home has stored it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StoredPost {
    /// Home's number, which sorts by the date.
    pub id: u64,
    /// The address of the document at origin.
    pub uri: String,
    /// The page at origin.
    pub url: String,
    /// The ActivityPub type that was converted.
    pub kind: String,
    /// Who may see it.
    pub visibility: Visibility,
    /// When it was written, in milliseconds since 1970; when it came where origin does not say it.
    pub published: Moment,
    /// The address of what it answers.
    pub in_reply_to: Option<String>,
    /// HTML.
    pub content: String,
    /// When the version stored was edited.
    pub edited: Option<Moment>,
    /// Its pictures.
    pub media: Vec<StoredMedia>,
    /// The actor ids that it mentions.
    pub mentions: Vec<String>,
    /// Pinned, as far as home knows.
    pub pinned: bool,
    /// How it came.
    pub by: By,
    /// When it came.
    pub stored_at: Moment,
    /// When origin was asked last.
    pub fetched_at: Moment,
}

/// A picture of a post as a home has it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StoredMedia {
    /// Where origin has it.
    pub remote: String,
    /// Whether there is a file.
    pub is_stored: bool,
}

/// How a post came to a home.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// A user searched for it.
    Search,
    /// A post above or below it in the thread came.
    Thread,
    /// It is pinned, and the profile was refreshed.
    Pinned,
    /// Home's own backfill.
    Native,
    /// Origin sent it, or the seed put it there.
    Delivery,
}

/// The posts of a home, by the handle of the person in the world.
#[derive(Clone, Debug, Default)]
pub struct Copies {
    of: BTreeMap<String, Arc<BTreeMap<u64, StoredPost>>>,
    places: HashMap<String, (String, u64)>,
    /// When a post was deleted here.
    pub deleted: HashMap<String, Moment>,
}

impl Copies {
    /// The posts of a person, by home's number.
    #[must_use]
    pub fn of(&self, person: &str) -> Option<&BTreeMap<u64, StoredPost>> {
        self.of.get(person).map(Arc::as_ref)
    }

    /// A post and whose it is.
    #[must_use]
    pub fn with_uri(&self, uri: &str) -> Option<(&str, &StoredPost)> {
        let (person, id) = self.places.get(uri)?;
        Some((person, self.of.get(person)?.get(id)?))
    }

    /// A post by its page.
    #[must_use]
    pub fn with_url(&self, url: &str) -> Option<&StoredPost> {
        let mut all = self.of.values().flat_map(|posts| posts.values());
        all.find(|post| post.url == url)
    }

    /// A post by home's number and whose it is.
    #[must_use]
    pub fn with_id(&self, id: u64) -> Option<(&str, &StoredPost)> {
        let mut all = self.of.iter();
        all.find_map(|(person, posts)| Some((person.as_str(), posts.get(&id)?)))
    }

    /// A post, to be changed.
    pub fn with_uri_mut(&mut self, uri: &str) -> Option<&mut StoredPost> {
        let (person, id) = self.places.get(uri)?;
        Arc::make_mut(self.of.get_mut(person)?).get_mut(id)
    }

    /// All posts of a person, to be changed.
    pub fn of_mut(&mut self, person: &str) -> impl Iterator<Item = &mut StoredPost> {
        let posts = self.of.get_mut(person);
        posts
            .into_iter()
            .flat_map(|posts| Arc::make_mut(posts).values_mut())
    }

    /// Adds a post; its number is raised until it is free.
    pub fn add(&mut self, person: &str, mut post: StoredPost) {
        let posts = Arc::make_mut(self.of.entry(person.to_owned()).or_default());
        while posts.contains_key(&post.id) {
            post.id += 1;
        }
        self.places
            .insert(post.uri.clone(), (person.to_owned(), post.id));
        posts.insert(post.id, post);
    }

    /// Removes a post; nothing when there was none.
    pub fn remove(&mut self, uri: &str) -> Option<StoredPost> {
        let (person, id) = self.places.remove(uri)?;
        Arc::make_mut(self.of.get_mut(&person)?).remove(&id)
    }

    /// Removes all posts of a person.
    pub fn remove_all(&mut self, person: &str) {
        for post in self
            .of
            .remove(person)
            .iter()
            .flat_map(|posts| posts.values())
        {
            self.places.remove(&post.uri);
        }
    }
}
