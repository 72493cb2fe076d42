//! How far a backfill has come, what it would cost, and what became of each post.

use serde::{Deserialize, Serialize};

use super::Cost;

/// A backfill of one profile.
#[derive(Clone, Debug, PartialEq)]
pub struct Backfilling {
    /// How far it has come.
    pub phase: Course,
    /// What the person chose, or what is offered at first.
    pub order: Order,
    /// What it would cost, while the dialog asks; none until it is counted.
    pub estimate: Option<Estimate>,
    /// Posts that the account has by its own word, if that is known.
    pub total: Option<u64>,
    /// Of the newest posts that were counted: how many, and how many of them home lacks.
    pub newest: (u32, u32),
    /// What the account says of itself that speaks against a backfill.
    pub wishes: Vec<Wish>,
    /// Whether the person follows the account, if that was asked.
    pub follows: Option<bool>,
    /// The dialog is open.
    pub asks: bool,
    /// What the last backfill of this profile did, if that ended within an hour: its end, in
    /// milliseconds since 1970, and its numbers.
    pub earlier: Option<(f64, Counts)>,
    /// What became of the posts so far.
    pub counts: Counts,
    /// How many of them arrived since the page was loaded.
    pub news: u32,
    /// When it will be done at this pace, in milliseconds since 1970; none if nothing is known.
    pub done_at: Option<f64>,
    /// Requests so far.
    pub cost: Cost,
    /// The posts, if the list is open.
    pub list: Option<PostList>,
}

/// How far a backfill has come.
#[derive(Clone, Debug, PartialEq)]
pub enum Course {
    /// Both servers' posts are being listed, before anything is asked for.
    Counting,
    /// The person has not yet agreed that this server is contacted.
    NeedsConsent(String),
    /// The browser may not read this server without the person's permission.
    NeedsAccess(String),
    /// Everything is counted: the person is asked.
    Offered,
    /// Another account's posts are being loaded at this home.
    Queued,
    /// Posts are listed, asked for or looked for.
    Loading,
    /// It goes on by itself at this moment, in milliseconds since 1970.
    Waiting(Delay, f64),
    /// It goes on when the person says so.
    Paused(Halt),
    /// It goes on when a page of home is open: the sign-in is kept nowhere else.
    NeedsPage,
    /// It is over.
    Ended(End),
}

/// Why a backfill waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delay {
    /// What is left of home's limit is the person's own.
    Reserve,
    /// Home asks for a pause (429).
    HomeLimited,
    /// The account's server asks for a pause, or its limit is nearly used.
    OriginLimited,
    /// Home does not answer.
    HomeDown,
    /// Home fetches posts by itself that belong to others.
    Arriving,
    /// What home did not answer is tried again.
    Patience,
}

/// Why a backfill was halted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Halt {
    /// The person wished so.
    Wished,
    /// Home asked for a pause twice; the second ends at this moment.
    HomeLimited(f64),
    /// Home has not answered for long.
    HomeDown,
    /// The person is signed out.
    SignedOut,
    /// Home offers to do it by itself, but not for this account.
    NativeRefused,
    /// Home does it by itself, but not again before this moment.
    NativeLimited(f64),
}

/// How a backfill ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Every post has its verdict.
    Done,
    /// The person stopped it.
    Stopped,
    /// Home had all posts already.
    NothingMissing,
    /// The account's server shows no posts to unsigned readers.
    NotListed,
    /// The account's server did not answer.
    OriginDown,
    /// Home takes no post of this account: it blocks the server, or is blocked by it.
    NothingTaken,
    /// The page's sign-in may not search.
    ScopeRefused,
    /// Home did not tell what it has.
    HomeUnreadable,
}

/// What is to be loaded.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// How far back.
    pub depth: Depth,
    /// Answers to other people too.
    pub replies: bool,
    /// Posts of the last six hours too, which would enter home feeds and notify.
    pub young: bool,
    /// In spite of what the account wishes.
    pub anyway: bool,
}

/// How far back.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Depth {
    /// So many of the newest posts.
    Newest(u32),
    /// Everything since this moment, in milliseconds since 1970.
    Since(f64),
    /// Everything that the account's server lists.
    All,
}

/// What an order costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// Posts that home lacks.
    pub posts: u64,
    /// Of them, those of the last six hours.
    pub young: u64,
    /// All of that was counted; otherwise it is as much as it can be.
    pub exact: bool,
    /// Requests to home at most, with those for counting.
    pub home: u64,
    /// Requests to the account's server at most, with those for counting.
    pub origin: u64,
    /// Minutes at the pace that leaves the reserve.
    pub minutes: u64,
}

/// What an account says of itself that speaks against loading its posts elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// `#nobot` or the like stands in the profile.
    NoBots,
    /// `indexable: false`: its posts are not to be found by search.
    NotIndexable,
    /// `discoverable: false`: it is not to be recommended.
    NotDiscoverable,
}

/// What became of a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PostVerdict {
    /// Home has it now, and did not before.
    Arrived,
    /// Home had it when its turn came.
    WasThere,
    /// It was deleted at the account's server.
    Gone,
    /// It is not public.
    NotPublic,
    /// Home does not take it: it blocks the server, is blocked, or does not know its kind.
    Refused,
    /// Home gave no answer that helps, for several times.
    NotAnswered,
    /// It, or a post of the same thread, is younger than six hours, or does not say how old it
    /// is: it comes by itself, if somebody follows.
    TooYoung,
}

/// How many posts there are of each verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Arrived.
    pub arrived: u32,
    /// Of these, those that came along with another one: requests that were saved.
    pub along: u32,
    /// Were there.
    pub was_there: u32,
    /// Deleted.
    pub gone: u32,
    /// Not public.
    pub not_public: u32,
    /// Refused by home.
    pub refused: u32,
    /// Not answered.
    pub not_answered: u32,
    /// Left to normal delivery.
    pub too_young: u32,
    /// Without a verdict yet, as far as they are known.
    pub open: u32,
    /// Boosts that were left out.
    pub boosts: u32,
}

/// The posts of a backfill, as its list shows them.
#[derive(Clone, Debug, PartialEq)]
pub struct PostList {
    /// Only those of this verdict.
    pub filter: Option<PostVerdict>,
    /// The posts, newest first, as many as are shown.
    pub rows: Vec<PostRow>,
    /// There are more.
    pub more: bool,
}

/// A post in the list.
#[derive(Clone, Debug, PartialEq)]
pub struct PostRow {
    /// Its ActivityPub id.
    pub uri: String,
    /// When it was published, in milliseconds since 1970, if that is known.
    pub at: Option<f64>,
    /// What became of it; none yet while it is waiting for its turn.
    pub verdict: Option<PostVerdict>,
}

impl PostVerdict {
    /// Every verdict, in the order in which they are shown.
    pub const ALL: [Self; 7] = [
        Self::Arrived,
        Self::WasThere,
        Self::Gone,
        Self::NotPublic,
        Self::Refused,
        Self::NotAnswered,
        Self::TooYoung,
    ];

    /// The stable code, which lists that are copied hold.
    pub fn code(self) -> &'static str {
        match self {
            Self::Arrived => "arrived",
            Self::WasThere => "was_there",
            Self::Gone => "gone",
            Self::NotPublic => "not_public",
            Self::Refused => "refused",
            Self::NotAnswered => "not_answered",
            Self::TooYoung => "too_young",
        }
    }
}

impl Counts {
    /// How many posts have this verdict.
    pub fn of(&self, verdict: PostVerdict) -> u32 {
        match verdict {
            PostVerdict::Arrived => self.arrived,
            PostVerdict::WasThere => self.was_there,
            PostVerdict::Gone => self.gone,
            PostVerdict::NotPublic => self.not_public,
            PostVerdict::Refused => self.refused,
            PostVerdict::NotAnswered => self.not_answered,
            PostVerdict::TooYoung => self.too_young,
        }
    }

    /// How many posts have a verdict.
    pub fn judged(&self) -> u32 {
        PostVerdict::ALL
            .iter()
            .map(|verdict| self.of(*verdict))
            .sum()
    }
}

impl Backfilling {
    /// How it ended, if it is over.
    pub fn end(&self) -> Option<End> {
        match self.phase {
            Course::Ended(end) => Some(end),
            _ => None,
        }
    }

    /// Whether it goes on by itself.
    pub fn is_under_way(&self) -> bool {
        matches!(
            self.phase,
            Course::Counting | Course::Queued | Course::Loading | Course::Waiting(..)
        )
    }
}

impl Default for Order {
    fn default() -> Self {
        Self {
            depth: Depth::Newest(40),
            replies: true,
            young: false,
            anyway: false,
        }
    }
}
