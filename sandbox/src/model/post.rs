//! A post at its origin as plain data, and the posts that a person has.
//!
//! ```
//! use freshet_sandbox::{Post, Visibility};
//! let post = Post::at(1_788_000_000_000, "Rain all day.");
//! assert_eq!((post.kind.as_str(), post.visibility), ("Note", Visibility::Public));
//! ```

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::generate::{Generate, Rule};
use crate::clock::{Moment, iso, parsed};
use crate::picture::fingerprint;
use crate::world::merge;

/// One entry of a person's posts.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Post {
    /// The number in its addresses; 0 stands for a snowflake made from `published`.
    pub id: u64,
    /// When it was written.
    #[serde(serialize_with = "written", deserialize_with = "read")]
    pub published: Moment,
    /// What its document says in place of that; `""` leaves `published` out.
    pub published_as: Option<String>,
    /// The ActivityPub type.
    pub kind: String,
    /// Who may see it.
    pub visibility: Visibility,
    /// The address of the post that it answers, the digits of an own one, or `previous` in a list.
    pub in_reply_to: Option<String>,
    /// The address of somebody's post: then it is a boost, which only listings have.
    pub boost_of: Option<String>,
    /// How many pictures it has.
    pub media: u8,
    /// When it was edited last.
    #[serde(
        serialize_with = "written_option",
        deserialize_with = "read_option",
        skip_serializing_if = "Option::is_none"
    )]
    pub edited: Option<Moment>,
    /// Pinned to the profile.
    pub pinned: bool,
    /// Deleted: its address gives 410 and a Tombstone.
    pub tombstone: bool,
    /// Its address gives 404.
    pub missing: bool,
    /// Listings show it although it was deleted: they are behind.
    pub still_listed: bool,
    /// The handles that it mentions; local people of a home as `tester@home46.test`.
    pub mentions: Vec<String>,
    /// Who it claims to be from, in place of its author.
    pub attributed_to: Option<String>,
    /// Its document carries no page of the author's own replies.
    pub hides_replies: bool,
    /// Plain text.
    pub text: String,
}

impl Default for Post {
    fn default() -> Self {
        Self {
            id: 0,
            published: 0,
            published_as: None,
            kind: "Note".to_owned(),
            visibility: Visibility::Public,
            in_reply_to: None,
            boost_of: None,
            media: 0,
            edited: None,
            pinned: false,
            tombstone: false,
            missing: false,
            still_listed: false,
            mentions: Vec::new(),
            attributed_to: None,
            hides_replies: false,
            text: String::new(),
        }
    }
}

/// Who may see a post.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Everybody, in public timelines too.
    #[default]
    Public,
    /// Everybody.
    Unlisted,
    /// Followers.
    Private,
    /// Those whom it mentions.
    Direct,
}

impl Visibility {
    /// Whether everybody may see it.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Public | Self::Unlisted)
    }

    /// The word of the REST API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Unlisted => "unlisted",
            Self::Private => "private",
            Self::Direct => "direct",
        }
    }
}

impl Post {
    /// A public Note, written at a moment (milliseconds since 1970).
    #[must_use]
    pub fn at(published: i64, text: &str) -> Self {
        Self {
            published,
            text: text.to_owned(),
            ..Self::default()
        }
    }

    /// Whether somebody without a signature finds it in a listing.
    #[must_use]
    pub fn is_listed(&self) -> bool {
        self.visibility.is_open() && (self.still_listed || !(self.tombstone || self.missing))
    }

    /// Whether it counts in `totalItems` and `statuses_count`.
    #[must_use]
    pub fn is_counted(&self) -> bool {
        self.visibility != Visibility::Direct
            && (self.still_listed || !(self.tombstone || self.missing))
    }
}

/// A Mastodon id that sorts by the moment (`lib/mastodon/snowflake.rb`).
#[must_use]
pub fn snowflake(at: Moment, salt: &str) -> u64 {
    snowflake_of(at, fingerprint(salt))
}

/// The same with a number that is at hand.
#[must_use]
pub fn snowflake_of(at: Moment, number: u64) -> u64 {
    (at.max(0).unsigned_abs() << 16) | (number & 0xffff)
}

/// The posts of a person: a list, or a rule by which they are made when somebody looks.
///
/// As JSON `{"list": [post, …], "generate": {…}, "changes": {"<id>": {…}}}`; `changes` are merged
/// into the posts of these ids (RFC 7396). Cloning one is cheap.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(from = "Written", into = "Written")]
pub struct Posts(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    written: Written,
    /// The list by id.
    list: BTreeMap<u64, Post>,
    rule: Option<Rule>,
    changed: BTreeMap<u64, Value>,
    counted: OnceLock<u64>,
    /// The own replies to a post of the list.
    replies: BTreeMap<u64, Vec<u64>>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
struct Written {
    list: Vec<Post>,
    generate: Option<Generate>,
    changes: BTreeMap<String, Value>,
}

impl From<Posts> for Written {
    fn from(posts: Posts) -> Self {
        posts.0.written.clone()
    }
}

impl From<Written> for Posts {
    fn from(written: Written) -> Self {
        let mut list = BTreeMap::new();
        let mut previous = None;
        for (place, post) in written.list.iter().enumerate() {
            let mut post = post.clone();
            if post.id == 0 {
                let salt = format!("{} {place}", post.text);
                post.id = snowflake(post.published, &salt);
            }
            if post.in_reply_to.as_deref() == Some("previous") {
                post.in_reply_to = previous.map(|id: u64| id.to_string());
            }
            previous = Some(post.id);
            list.insert(post.id, post);
        }
        let mut replies: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
        for post in list.values() {
            let to = post.in_reply_to.as_deref();
            if let Some(to) = to.and_then(|to| to.parse().ok()) {
                replies.entry(to).or_default().push(post.id);
            }
        }
        let changes = written.changes.iter();
        let changed = changes
            .filter_map(|(id, change)| Some((id.parse().ok()?, change.clone())))
            .collect();
        let rule = written.generate.as_ref().map(Rule::of);
        Self(Arc::new(Inner {
            rule,
            written,
            list,
            changed,
            counted: OnceLock::new(),
            replies,
        }))
    }
}

impl Posts {
    /// The post of an id.
    #[must_use]
    pub fn with_id(&self, id: u64) -> Option<Post> {
        let listed = self.0.list.get(&id).cloned();
        let rule = self.0.rule.as_ref();
        let post = listed.or_else(|| rule?.with_id(id));
        post.map(|post| self.changed(post))
    }

    /// All of them, the newest first; made one by one.
    pub fn newest_first(&self) -> impl Iterator<Item = Post> + '_ {
        self.before(u64::MAX)
    }

    /// Those with an id below this one, the newest first.
    pub fn before(&self, id: u64) -> impl Iterator<Item = Post> + '_ {
        let mut list = self.0.list.range(..id).rev().map(|(_, post)| post.clone());
        let rule = self.0.rule.as_ref();
        let mut made = rule.into_iter().flat_map(move |rule| rule.before(id));
        let mut from_list = list.next();
        let mut from_rule = made.next();
        std::iter::from_fn(move || {
            let is_list = match (&from_list, &from_rule) {
                (Some(one), Some(other)) => one.id > other.id,
                (one, _) => one.is_some(),
            };
            if is_list {
                std::mem::replace(&mut from_list, list.next())
            } else {
                std::mem::replace(&mut from_rule, made.next())
            }
        })
        .map(|post| self.changed(post))
    }

    /// What `totalItems` and `statuses_count` say: everything but direct posts.
    #[must_use]
    pub fn counted(&self) -> u64 {
        let count = || self.newest_first().filter(Post::is_counted).count() as u64;
        *self.0.counted.get_or_init(count)
    }

    /// The ids of the author's own replies to a post, the oldest first.
    #[must_use]
    pub fn replies_to(&self, id: u64) -> Vec<u64> {
        let mut replies = self.0.replies.get(&id).cloned().unwrap_or_default();
        let rule = self.0.rule.as_ref();
        replies.extend(rule.into_iter().flat_map(|rule| rule.replies_to(id)));
        replies
    }

    fn changed(&self, post: Post) -> Post {
        let Some(change) = self.0.changed.get(&post.id) else {
            return post;
        };
        let mut whole = serde_json::to_value(&post).unwrap_or_default();
        merge(&mut whole, change);
        serde_json::from_value(whole).unwrap_or(post)
    }
}

fn written<S: Serializer>(at: &Moment, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&iso(*at))
}

fn written_option<S: Serializer>(at: &Option<Moment>, serializer: S) -> Result<S::Ok, S::Error> {
    at.map(iso).serialize(serializer)
}

/// A moment: ISO 8601, or milliseconds since 1970.
pub(super) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Moment, D::Error> {
    let value = Value::deserialize(deserializer)?;
    moment(&value).ok_or_else(|| serde::de::Error::custom(format!("no moment: {value}")))
}

fn read_option<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Moment>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    if value.is_null() {
        return Ok(None);
    }
    let at = moment(&value).ok_or_else(|| serde::de::Error::custom(format!("no moment: {value}")));
    at.map(Some)
}

fn moment(value: &Value) -> Option<Moment> {
    let number = value
        .as_i64()
        .or_else(|| value.as_f64().map(|at| at as i64));
    number.or_else(|| parsed(value.as_str()?))
}
