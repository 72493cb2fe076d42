//! Listings of posts -> plain posts: what origin has, what home has, and what home cannot take.
//!
//! ```
//! use freshet::posts::{self, Answers};
//! let page = serde_json::json!([{
//!     "id": "7", "uri": "https://remote.example/users/ada/statuses/7",
//!     "url": "https://remote.example/@ada/7", "created_at": "2026-01-02T03:04:05.678Z",
//!     "visibility": "public", "in_reply_to_id": null, "reblog": null,
//! }]);
//! let page = posts::statuses(&page, "1").unwrap();
//! assert_eq!(page.posts[0].at, Some(1_767_323_045));
//! assert_eq!(page.posts[0].answers, Answers::Nobody);
//! assert_eq!(page.next.as_deref(), Some("7"));
//! ```
//!
//! A bad entry never spoils its page: it is counted. This module does not know how a
//! document was fetched, nor how many pages are wanted.

mod listing;
mod object;
mod outbox;
mod value;

pub use listing::{statuses, stored};
pub use object::{barrier, published};
pub use outbox::outbox;

/// A post as its server lists it.
#[derive(Clone, Debug, PartialEq)]
pub struct Post {
    /// The ActivityPub id, to the letter: what home is asked for.
    pub uri: String,
    /// The server's own id of it in Mastodon's API; empty in an outbox.
    pub id: String,
    /// When it was published, in whole seconds since 1970; none if not told or unreadable.
    pub at: Option<u64>,
    /// What it answers.
    pub answers: Answers,
    /// Why a home cannot take it in, as far as the listing shows.
    pub barrier: Option<Barrier>,
}

/// What a post answers: by id in Mastodon's API, by uri in an outbox.
#[derive(Clone, Debug, PartialEq)]
pub enum Answers {
    /// Nothing.
    Nobody,
    /// A post of the same account. In an outbox only if that post is on the same page.
    Own(String),
    /// A post of somebody else, or in an outbox one that is not on the same page. Empty if
    /// the API only tells whom it answered: the other post is gone.
    Other(String),
}

/// Why a home cannot take a post in. Of several, the first in this order is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Barrier {
    /// It was deleted.
    Gone,
    /// It is not attributed to the account, or its id is on another host than the account's.
    OtherAuthor,
    /// It is for followers, for those it names, or for its own server only.
    NotPublic,
    /// Its type is none that Mastodon takes.
    Kind,
}

/// One page of a listing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// The posts in the order of the page; an outbox may list one twice.
    pub posts: Vec<Post>,
    /// Entries that pass on somebody's post: no home can be asked for those.
    pub boosts: u32,
    /// Entries that name no post that could be asked for.
    pub unreadable: u32,
    /// What to ask for next: in Mastodon's API the `max_id`, of an outbox the address.
    pub next: Option<String>,
    /// How many entries the whole listing has, as the server tells; none in Mastodon's API.
    pub total: Option<u64>,
}

/// A post as home lists it.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// Home's own id of it.
    pub id: String,
    /// Its ActivityPub id, to the letter; of a boost that of its Announce.
    pub uri: String,
    /// When it was published, in whole seconds since 1970; none if not told or unreadable.
    pub at: Option<u64>,
}
