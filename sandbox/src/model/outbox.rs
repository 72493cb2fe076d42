//! The forms that outboxes have in the wild.

use serde::{Deserialize, Serialize};

/// How an outbox is written; what is not said is as the origin's software has it.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct OutboxForm {
    /// Where the first page is.
    pub first: Option<FirstPage>,
    /// What an entry is.
    pub items: Option<ItemForm>,
    /// The array's key: `orderedItems` or `items`.
    pub key: Option<String>,
    /// How many entries a page has.
    pub per_page: Option<usize>,
    /// How a page leads to the next one.
    pub next: NextPage,
    /// So many empty pages come before the second one.
    pub empty_pages: u32,
    /// A `totalItems` that is wrong.
    pub total: Option<u64>,
    /// There is no `totalItems`.
    pub without_total: bool,
    /// CORS headers are sent.
    pub cors: Option<bool>,
}

/// Where the first page of an outbox is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FirstPage {
    /// `first` is its address.
    Address,
    /// `first` is the page itself.
    Embedded,
    /// There is none: all entries stand in the root.
    Root,
    /// There is none, and no entries either.
    Nothing,
}

/// What an entry of an outbox is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemForm {
    /// An activity with the post inside.
    Embedded,
    /// An activity with the post's address.
    Referenced,
    /// The post's address.
    Address,
    /// The post itself.
    Object,
}

/// How a page of an outbox leads to the next one.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NextPage {
    /// As long as there are more entries; Mastodon's last page leads to an empty one.
    #[default]
    Ordinary,
    /// Never.
    Missing,
    /// To the first page again, always.
    Loops,
}
