//! A window of posts: what is known of each, and what is planned for it.
//!
//! Kept as text, one line a post: a window is written after every step, and tens of
//! thousands of posts must fit where browsers let extensions keep things.

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

const VERDICTS: &[u8; 8] = b"-awgnrfy";
const WAYS: &[u8; 3] = b"stp";
const ANSWERS: &[u8; 5] = b"-pndf";

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

    /// Whether home is still to be asked for it.
    pub fn is_to_be_asked(&self) -> bool {
        self.verdict.is_none() && self.way == Way::Single && self.answer == Answer::None
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
                item.verdict = Some(match arrived {
                    true => PostVerdict::Arrived,
                    false => PostVerdict::WasThere,
                });
                item.along = arrived && item.answer == Answer::None;
                found += 1;
            }
        }
        found
    }

    /// Leaves out the answers to other people.
    pub fn leave_out_answers(&mut self) {
        let own: Vec<bool> = self
            .posts
            .iter()
            .map(|item| !item.other || self.posts.iter().any(|other| other.uri == item.parent))
            .collect();
        let mut own = own.into_iter();
        self.posts.retain(|_| own.next() == Some(true));
    }

    /// When its oldest post was published; nothing if a post does not say when it was.
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
            let item = &self.posts[at];
            if item.verdict.is_some() || item.parent.is_empty() {
                continue;
            }
            let parent = item.parent.clone();
            let named = |item: &Item| item.uri == parent || (item.id == parent);
            if let Some(parent) = self.posts.iter_mut().find(|item| named(item))
                && parent.verdict.is_none()
            {
                parent.way = Way::Thread;
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

    /// Leaves the posts to normal delivery that were published after this second.
    pub fn leave_young(&mut self, since: u64) {
        for item in &mut self.posts {
            if item.verdict.is_none() && item.at.is_some_and(|at| at > since) {
                item.verdict = Some(PostVerdict::TooYoung);
            }
        }
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

    /// As text: the beginning that all addresses share, then a line for each post.
    pub fn write(&self) -> String {
        let shared = self.posts.split_first().map_or("", |(first, rest)| {
            let mut shared = first.uri.as_str();
            for item in rest {
                let same = shared.bytes().zip(item.uri.bytes());
                let same = same.take_while(|(one, other)| one == other).count();
                shared = shared.get(..same).unwrap_or_default();
            }
            shared
        });
        let mut text = shared.to_owned();
        for item in &self.posts {
            text.push('\n');
            let verdict = item.verdict.map_or(0, |verdict| {
                1 + PostVerdict::ALL
                    .iter()
                    .position(|known| *known == verdict)
                    .unwrap_or_default()
            });
            for letter in [
                VERDICTS[verdict],
                WAYS[item.way as usize],
                ANSWERS[item.answer as usize],
                b'0' + item.tries.min(9),
                if item.exists { b'+' } else { b'-' },
                if item.along { b'+' } else { b'-' },
                if item.other { b'+' } else { b'-' },
            ] {
                text.push(char::from(letter));
            }
            let at = item.at.map(|at| at.to_string()).unwrap_or_default();
            let uri = item.uri.strip_prefix(shared).unwrap_or(&item.uri);
            // What has its verdict is only shown.
            let open = item.verdict.is_none();
            for part in [
                at.as_str(),
                uri,
                if open { &item.id } else { "" },
                if open { &item.parent } else { "" },
                if open { &item.local } else { "" },
            ] {
                text.push_str(part);
                text.push('\t');
            }
            while text.ends_with('\t') {
                text.pop();
            }
        }
        text
    }

    /// From that text. A line that cannot be read is left out: nothing writes one.
    pub fn read(text: &str) -> Self {
        let mut lines = text.split('\n');
        let shared = lines.next().unwrap_or_default();
        Self {
            posts: lines.filter_map(|line| read_line(shared, line)).collect(),
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

/// When the oldest of these was published; nothing if one does not say when it was.
pub(super) fn oldest(items: &[Item]) -> Option<u64> {
    let mut oldest = u64::MAX;
    for item in items {
        oldest = oldest.min(item.at?);
    }
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

fn read_line(shared: &str, line: &str) -> Option<Item> {
    let (letters, rest) = line.split_at_checked(7)?;
    let letters = letters.as_bytes();
    let place = |known: &[u8], at: usize| known.iter().position(|one| *one == letters[at]);
    let mut parts = rest.split('\t');
    let mut part = || parts.next().unwrap_or_default();
    Some(Item {
        verdict: match place(VERDICTS, 0)? {
            0 => None,
            verdict => PostVerdict::ALL.get(verdict - 1).copied(),
        },
        way: [Way::Single, Way::Thread, Way::Pinned][place(WAYS, 1)?],
        answer: [
            Answer::None,
            Answer::Post,
            Answer::Nothing,
            Answer::Denied,
            Answer::Fault,
        ][place(ANSWERS, 2)?],
        tries: letters[3].wrapping_sub(b'0'),
        exists: letters[4] == b'+',
        along: letters[5] == b'+',
        other: letters[6] == b'+',
        at: part().parse().ok(),
        uri: format!("{shared}{}", part()),
        id: part().to_owned(),
        parent: part().to_owned(),
        local: part().to_owned(),
    })
}

/// The rows of a window that was kept as text.
pub fn rows_of(text: &str) -> Vec<PostRow> {
    Window::read(text).rows().collect()
}

/// What home listed beyond a window, as lines of text.
pub(super) fn write_stored(spare: &[Stored]) -> String {
    let mut text = String::new();
    for stored in spare.iter().filter(|stored| is_plain(&stored.uri)) {
        let at = stored.at.map(|at| at.to_string()).unwrap_or_default();
        for part in [at.as_str(), "\t", &stored.id, "\t", &stored.uri, "\n"] {
            text.push_str(part);
        }
    }
    text
}

/// From that text.
pub(super) fn read_stored(text: &str) -> Vec<Stored> {
    let line = |line: &str| {
        let mut parts = line.split('\t');
        Some(Stored {
            at: parts.next()?.parse().ok(),
            id: parts.next()?.to_owned(),
            uri: parts.next()?.to_owned(),
        })
    };
    text.split('\n').filter_map(line).collect()
}
