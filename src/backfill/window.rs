//! A window of posts: what is known of each, and what is planned for it.

use crate::posts::{Answers, Barrier, Post, Stored};
use crate::step::is_id;
use crate::view::{Counts, PostRow, PostVerdict};

/// How many posts a window has at most: as many as the deepest number that is offered.
pub(super) const SIZE: usize = 400;
/// How many posts are looked for at once: as many as a page of home lists.
pub(super) const BATCH: usize = 40;
/// Dates differ by this much: the API tells thousandths of seconds, documents whole ones.
const SLACK: u64 = 2;

/// Posts in the order of their server's list, newest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Window {
    pub posts: Vec<Item>,
}

/// A post and what became of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Item {
    pub uri: String,
    /// The server's own id of it; empty in an outbox.
    pub id: String,
    pub at: Option<u64>,
    /// The post of the same account that it answers to.
    pub parent: String,
    pub verdict: Option<PostVerdict>,
    pub way: Way,
    pub answer: Answer,
    pub tries: u8,
    /// The account's server has it still.
    pub exists: bool,
    /// It came along with another one.
    pub along: bool,
    /// It answers somebody else, as far as its own page shows.
    pub other: bool,
    /// Home's id of it, if home named one.
    pub local: String,
}

/// How a post is to come.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Way {
    /// Home is asked for it.
    #[default]
    Single,
    /// Home fetches what a post answers to by itself.
    Thread,
    /// A profile brings the posts that it shows first.
    Pinned,
}

/// How home answered when it was asked for a post.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Answer {
    /// It was not asked, or is to be asked again.
    #[default]
    None,
    /// With the post.
    Post,
    /// With nothing, or that it does not take it.
    Nothing,
    /// That it may not be seen.
    Denied,
    /// With a fault, or not at all.
    Fault,
}

impl Item {
    /// A listed post, if it is one that an order like this wants.
    pub fn of(post: Post) -> Self {
        let verdict = post.barrier.map(|barrier| match barrier {
            Barrier::NotPublic => PostVerdict::NotPublic,
            Barrier::Gone => PostVerdict::Gone,
            Barrier::Kind | Barrier::OtherAuthor => PostVerdict::Refused,
        });
        let (parent, other) = match post.answers {
            Answers::Own(parent) => (parent, false),
            Answers::Other(parent) => (parent, true),
            Answers::Nobody => (String::new(), false),
        };
        Self {
            uri: post.uri,
            // Nothing else may stand in a path, nor in a line of text.
            id: if is_id(&post.id) {
                post.id
            } else {
                String::new()
            },
            at: post.at,
            parent: if is_plain(&parent) {
                parent
            } else {
                String::new()
            },
            verdict,
            other,
            ..Self::default()
        }
    }

    /// Gives it its verdict; what is of no use from then on goes. One that was not answered
    /// may be asked for again.
    pub fn judge(&mut self, verdict: PostVerdict) {
        self.verdict = Some(verdict);
        if verdict != PostVerdict::NotAnswered {
            self.id = String::new();
            self.local = String::new();
            // Whom it answers tells whether it is wanted.
            if !self.other {
                self.parent = String::new();
            }
        }
    }

    /// Whether home is still to be asked for it.
    pub fn is_to_be_asked(&self) -> bool {
        self.verdict.is_none() && self.way == Way::Single && self.answer == Answer::None
    }

    /// Whether home's answer to it was lost, and it may have it all the same.
    pub fn is_lost(&self) -> bool {
        self.verdict.is_none() && self.way == Way::Single && self.answer == Answer::Fault
    }

    /// Whether home may have it by now.
    pub fn is_to_be_looked_for(&self) -> bool {
        self.verdict.is_none() && (self.way != Way::Single || self.answer != Answer::None)
    }
}

impl Window {
    /// Takes in what home lists: what it has, it is not asked for. How many it had or has.
    pub fn found(&mut self, stored: &[Stored], arrived: bool) -> u32 {
        let mut found = 0;
        for item in &mut self.posts {
            if item.verdict.is_none() && stored.iter().any(|stored| stored.uri == item.uri) {
                item.along = arrived && item.answer == Answer::None;
                item.judge(match arrived {
                    true => PostVerdict::Arrived,
                    false => PostVerdict::WasThere,
                });
                found += 1;
            }
        }
        found
    }

    /// Leaves out the answers to other people. Of each batch that is left, which one its
    /// first post was in before.
    pub fn leave_out_answers(&mut self) -> Vec<usize> {
        let own: Vec<bool> = self
            .posts
            .iter()
            .map(|item| !item.other || self.posts.iter().any(|other| other.uri == item.parent))
            .collect();
        let left = (0..own.len()).filter(|at| own[*at]).step_by(BATCH);
        let batches = left.map(|at| at / BATCH).collect();
        let mut own = own.into_iter();
        self.posts.retain(|_| own.next() == Some(true));
        batches
    }

    /// When its oldest post was published; nothing if no post says when it was.
    pub fn oldest(&self) -> Option<u64> {
        oldest(&self.posts)
    }

    /// The batches with posts of this sort.
    pub fn batches(&self, wanted: fn(&Item) -> bool) -> Vec<usize> {
        let batches = self.posts.chunks(BATCH).enumerate();
        batches
            .filter(|(_, items)| items.iter().any(wanted))
            .map(|(at, _)| at)
            .collect()
    }

    /// The posts of a batch.
    pub fn batch(&self, at: usize) -> &[Item] {
        self.posts.chunks(BATCH).nth(at).unwrap_or_default()
    }

    /// Plans how the posts are to come that home lacks: the posts that another one of them
    /// answers to come along with that one (`ThreadResolveWorker`, Mastodon 4.2 to 4.7).
    pub fn plan(&mut self) {
        for at in 0..self.posts.len() {
            if self.posts[at].verdict.is_none()
                && let Some(parent) = self.parent_of(at)
                && self.posts[parent].verdict.is_none()
            {
                self.posts[parent].way = Way::Thread;
            }
        }
    }

    /// What was to come along and did not is asked for.
    pub fn ask_singly(&mut self, way: Way) {
        for item in &mut self.posts {
            if item.verdict.is_none() && item.way == way {
                item.way = Way::Single;
            }
        }
    }

    /// Leaves the posts to normal delivery that were published after this second; and the
    /// rest of their threads, since home fetches by itself what a post answers to and what
    /// answers it (`ThreadResolveWorker`, `fetch_replies_service.rb`, Mastodon 4.2 to 4.7).
    pub fn leave_young(&mut self, since: u64) {
        let all = 0..self.posts.len();
        let is_young = |item: &Item| item.verdict.is_none() && item.at.is_some_and(|at| at > since);
        let young = all.clone().filter(|at| is_young(&self.posts[*at]));
        let mut left: Vec<usize> = young.collect();
        if left.is_empty() {
            return;
        }
        let parents: Vec<Option<usize>> = all.clone().map(|at| self.parent_of(at)).collect();
        while let Some(at) = left.pop() {
            if self.posts[at].verdict.is_none() {
                left.extend(parents[at]);
                left.extend(all.clone().filter(|child| parents[*child] == Some(at)));
                self.posts[at].judge(PostVerdict::TooYoung);
            }
        }
    }

    /// Which post of the window this one answers.
    fn parent_of(&self, at: usize) -> Option<usize> {
        let parent = &self.posts[at].parent;
        let is_parent = |item: &Item| item.uri == *parent || item.id == *parent;
        let mut posts = self.posts.iter();
        posts.position(|item| !parent.is_empty() && is_parent(item))
    }

    /// Adds what became of its posts to these numbers.
    pub fn count(&self, counts: &mut Counts) {
        for item in &self.posts {
            let count = match item.verdict {
                Some(PostVerdict::Arrived) => &mut counts.arrived,
                Some(PostVerdict::WasThere) => &mut counts.was_there,
                Some(PostVerdict::Gone) => &mut counts.gone,
                Some(PostVerdict::NotPublic) => &mut counts.not_public,
                Some(PostVerdict::Refused) => &mut counts.refused,
                Some(PostVerdict::NotAnswered) => &mut counts.not_answered,
                Some(PostVerdict::TooYoung) => &mut counts.too_young,
                None => &mut counts.open,
            };
            *count += 1;
            if item.along && item.verdict == Some(PostVerdict::Arrived) {
                counts.along += 1;
            }
        }
    }

    /// As rows of a list.
    pub fn rows(&self) -> impl Iterator<Item = PostRow> {
        self.posts.iter().map(|item| PostRow {
            uri: item.uri.clone(),
            at: item.at.map(|at| at as f64 * 1000.0),
            verdict: item.verdict,
        })
    }
}

/// When the oldest of these was published; nothing if none says when it was. Where home has
/// one that does not say it, only home knows.
pub(super) fn oldest(items: &[Item]) -> Option<u64> {
    let oldest = items.iter().filter_map(|item| item.at).min()?;
    Some(oldest.saturating_sub(SLACK))
}

/// When the newest of these was published, as late as can be.
pub(super) fn newest(items: &[Item]) -> u64 {
    let newest = items.iter().map(|item| item.at.unwrap_or(u64::MAX)).max();
    newest.unwrap_or(u64::MAX).saturating_add(SLACK)
}

/// Whether this may stand in a line of the text.
pub(super) fn is_plain(text: &str) -> bool {
    !text.contains(char::is_control)
}

/// The rows of a window that was kept as text.
pub fn rows_of(text: &str) -> Vec<PostRow> {
    Window::read(text).rows().collect()
}
