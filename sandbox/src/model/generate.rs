//! Posts by a rule: each follows from its place alone, so that fifty thousand cost nothing
//! until somebody looks at them.

use serde::{Deserialize, Serialize};

use super::post::{Post, Visibility, snowflake_of};
use crate::chance;
use crate::clock::{Moment, SECOND};

/// Noon of the day before the clock of a sandbox in process begins.
const UNTIL: &str = "2026-08-31T12:00:00Z";
/// A minute, in the unit of [`Moment`].
const MINUTE: Moment = 60 * SECOND;
/// What home cannot take.
const UNSUPPORTED: [&str; 3] = ["Bookmark", "Listen", "Review"];
/// What home takes and converts, and what it takes as it is.
const OTHERS: [&str; 7] = [
    "Question", "Article", "Page", "Image", "Audio", "Video", "Event",
];

/// What a number decides.
const ROLE: u64 = 1;
const PICK: u64 = 2;
const UNLISTED: u64 = 3;
const KIND: u64 = 4;
const MEDIA: u64 = 5;
const EDITED: u64 = 6;
const REPLY: u64 = 7;

/// How posts are made. The shares are percentages of all; the rest is ordinary and public.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Generate {
    /// How many.
    pub count: u64,
    /// Another seed, other posts.
    pub seed: u64,
    /// The date of the newest, ISO 8601; the day before a sandbox in process begins.
    pub until: Option<String>,
    /// The minutes between two posts, 60 unless it is said.
    pub every_minutes: u32,
    /// The ActivityPub type of the ordinary ones; Note unless it is said.
    pub kind: Option<String>,
    /// Boosts.
    pub boosts: u8,
    /// Followers-only.
    pub private: u8,
    /// Direct.
    pub direct: u8,
    /// Of a kind that home cannot take.
    pub unsupported: u8,
    /// Deleted, with a Tombstone, and still listed.
    pub gone: u8,
    /// Unlisted, among the ordinary ones.
    pub unlisted: u8,
    /// Of some other kind that home takes, among the ordinary ones.
    pub kinds: u8,
    /// With a picture, among the ordinary ones.
    pub media: u8,
    /// Edited an hour later, among the ordinary ones.
    pub edited: u8,
    /// Answers, among the ordinary ones: to one of the five own posts before, or to `reply_to`.
    pub replies: u8,
    /// The addresses of somebody's posts that are answered.
    pub reply_to: Vec<String>,
    /// Self-threads of so many posts, one after the other; ordinary and public all of them.
    pub threads: u64,
    /// How many of the newest are pinned.
    pub pinned: u64,
}

/// A rule that is ready to make posts.
#[derive(Clone, Debug)]
pub struct Rule {
    said: Generate,
    /// When the oldest was written.
    first: Moment,
    /// The time between two.
    step: Moment,
}

impl Rule {
    /// What a description stands for.
    #[must_use]
    pub fn of(said: &Generate) -> Self {
        let until = crate::clock::parsed(said.until.as_deref().unwrap_or(UNTIL)).unwrap_or(0);
        let count = Moment::try_from(said.count).unwrap_or(0);
        let step = match said.every_minutes {
            0 => 60 * MINUTE,
            minutes => Moment::from(minutes) * MINUTE,
        };
        Self {
            said: said.clone(),
            first: until - (count - 1).max(0) * step,
            step,
        }
    }

    /// The post of an id.
    pub fn with_id(&self, id: u64) -> Option<Post> {
        let since = Moment::try_from(id >> 16).ok()? - self.first;
        let place = u64::try_from(since.div_euclid(self.step)).ok()?;
        let post = (place < self.said.count).then(|| self.post(place))?;
        (post.id == id).then_some(post)
    }

    /// Those with an id below this one, the newest first.
    pub fn before(&self, id: u64) -> impl Iterator<Item = Post> + '_ {
        let since = Moment::try_from(id >> 16).unwrap_or(Moment::MAX);
        let place = since.saturating_sub(self.first).div_euclid(self.step);
        let places = u64::try_from(place.saturating_add(1)).unwrap_or(0);
        (0..places.min(self.said.count))
            .rev()
            .map(|place| self.post(place))
            .skip_while(move |post| post.id >= id)
    }

    /// The ids of those that answer this one.
    pub fn replies_to(&self, id: u64) -> Vec<u64> {
        let since = Moment::try_from(id >> 16).unwrap_or(0) - self.first;
        let Ok(place) = u64::try_from(since.div_euclid(self.step)) else {
            return Vec::new();
        };
        let answers = |post: &Post| {
            post.in_reply_to
                .as_deref()
                .is_some_and(|to| to == id.to_string())
        };
        let further = if self.said.threads > 0 { 1 } else { 5 };
        let next = place + 1..(place + 1 + further).min(self.said.count);
        let has = self.said.threads > 0 || self.said.replies > 0;
        let next = next.filter(|_| has).map(|place| self.post(place));
        next.filter(answers).map(|post| post.id).collect()
    }

    /// The post at a place, 0 being the oldest.
    fn post(&self, place: u64) -> Post {
        let mut post = Post::at(
            self.published(place),
            &format!("Post {} of {}.", place + 1, self.said.count),
        );
        post.id = self.id(place);
        if let Some(kind) = &self.said.kind {
            post.kind.clone_from(kind);
        }
        post.pinned = place + self.said.pinned >= self.said.count;
        if let Some(at) = place.checked_rem(self.said.threads) {
            if at > 0 {
                post.in_reply_to = Some(self.id(place - 1).to_string());
            }
            return post;
        }
        let mut lot = self.chance(place, ROLE) % 100;
        let mut falls = |share: u8| {
            let is = lot < u64::from(share);
            lot = if is {
                u64::MAX
            } else {
                lot.wrapping_sub(u64::from(share))
            };
            is
        };
        let pick = self.chance(place, PICK);
        if falls(self.said.boosts) {
            post.boost_of = Some(format!(
                "https://mastodon44.test/users/ada/statuses/{place}"
            ));
            return post;
        }
        if falls(self.said.private) {
            post.visibility = Visibility::Private;
            return post;
        }
        if falls(self.said.direct) {
            post.visibility = Visibility::Direct;
            return post;
        }
        if falls(self.said.unsupported) {
            post.kind = one_of(&UNSUPPORTED, pick).to_owned();
            return post;
        }
        if falls(self.said.gone) {
            (post.tombstone, post.still_listed) = (true, true);
            return post;
        }
        let has = |share: u8, what: u64| self.chance(place, what) % 100 < u64::from(share);
        if has(self.said.unlisted, UNLISTED) {
            post.visibility = Visibility::Unlisted;
        }
        if has(self.said.kinds, KIND) {
            post.kind = one_of(&OTHERS, pick).to_owned();
        }
        post.media = u8::from(has(self.said.media, MEDIA));
        if has(self.said.edited, EDITED) {
            post.edited = Some(post.published + 60 * MINUTE);
        }
        if has(self.said.replies, REPLY) {
            let count = self.said.reply_to.len().max(1) as u64;
            let to = self.said.reply_to.get((pick % count) as usize).cloned();
            let own = place
                .checked_sub(1 + pick % 5)
                .map(|place| self.id(place).to_string());
            post.in_reply_to = to.or(own);
        }
        post
    }

    fn id(&self, place: u64) -> u64 {
        snowflake_of(self.published(place), self.chance(place, 0))
    }

    fn published(&self, place: u64) -> Moment {
        let place = Moment::try_from(place).unwrap_or(0);
        self.first + place * self.step
    }

    /// A number that follows from the seed, a place and what it decides.
    fn chance(&self, place: u64, what: u64) -> u64 {
        chance::number(self.said.seed, place << 5 | what)
    }
}

fn one_of(list: &[&'static str], pick: u64) -> &'static str {
    let place = usize::try_from(pick).unwrap_or(0) % list.len().max(1);
    list.get(place).copied().unwrap_or("Note")
}
