//! Which of somebody's posts the homes have before anybody asks.

use std::sync::Arc;

use serde::Deserialize;

use crate::home::statuses::incoming::{Incoming, is_taken};
use crate::model::{By, Home, Post, StoredPost};
use crate::origin::posts::document;
use crate::picture::fingerprint;
use crate::world::World;

/// A rule for the posts that homes have; nothing else that they had stays.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Known {
    /// These, by their number at origin.
    ids: Vec<u64>,
    /// So many of the newest that a home could take.
    newest: usize,
    /// So many of all that a home could take, old and new.
    pick: usize,
    /// Another seed, another choice.
    seed: u64,
}

impl World {
    /// Puts the posts of a rule into all homes that know somebody, or only into one.
    pub fn know_posts(&mut self, only: Option<&str>, handle: &str, known: &Known) {
        let chosen = self.chosen(handle, known).unwrap_or_default();
        let newest = chosen.iter().map(|post| post.published).max();
        let with_row = |home: &&mut Home| {
            only.is_none_or(|only| only == home.host) && home.stored.contains_key(handle)
        };
        for home in self.homes.iter_mut().filter(with_row) {
            let copies = Arc::make_mut(&mut home.posts);
            copies.remove_all(handle);
            for post in &chosen {
                copies.add(handle, post.clone());
            }
            let is_told = !home.is_gotosocial();
            if let Some(row) = Arc::make_mut(&mut home.stored).get_mut(handle) {
                row.last_status_at = newest.filter(|_| is_told);
            }
        }
    }

    fn chosen(&self, handle: &str, known: &Known) -> Option<Vec<StoredPost>> {
        let person = self.people.get(handle)?;
        let origin = self.origin(&person.web_host)?;
        let posts = person.posts.as_ref()?;
        let stored = |post: &Post| {
            let incoming = Incoming::of(&document::object(self, origin, person, post))?;
            Some(incoming.stored(By::Delivery, post.published))
        };
        let can = |post: &Post| {
            let is_there = post.is_listed() && !post.tombstone && post.boost_of.is_none();
            is_there && is_taken(&post.kind)
        };
        let mut chosen: Vec<Post> = known
            .ids
            .iter()
            .filter_map(|id| posts.with_id(*id))
            .collect();
        if known.newest > 0 {
            chosen.extend(posts.newest_first().filter(can).take(known.newest));
        }
        if known.pick > 0 {
            let mut all: Vec<Post> = posts.newest_first().filter(can).collect();
            all.sort_by_key(|post| fingerprint(&format!("{} {}", known.seed, post.id)));
            chosen.extend(all.into_iter().take(known.pick));
        }
        chosen.sort_by_key(|post| post.id);
        chosen.dedup_by_key(|post| post.id);
        Some(chosen.iter().filter_map(stored).collect())
    }
}
