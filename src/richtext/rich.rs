//! Text to draw: blocks of styled spans, as plain data.

use serde::{Deserialize, Serialize};

/// Formatted text as it is drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RichText {
    /// Blocks, top to bottom.
    pub blocks: Vec<Block>,
}

/// A paragraph or the like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What kind of block.
    pub kind: BlockKind,
    /// Its text, in order; a line break is `\n` in a span's text.
    pub spans: Vec<Span>,
}

/// What kind of block a [`Block`] is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BlockKind {
    /// A paragraph.
    #[default]
    Paragraph,
    /// A paragraph inside a quotation.
    Quote,
    /// Preformatted text: spaces and newlines count.
    Code,
    /// A list item.
    Item {
        /// How many lists it stands in, from 1.
        depth: u8,
        /// Its number in an ordered list.
        number: Option<u32>,
    },
}

/// A run of text drawn alike.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The text; untrusted, to be drawn isolated (`<bdi>`).
    pub text: String,
    /// How it looks.
    #[serde(default)]
    pub style: Style,
    /// Where it leads.
    #[serde(default)]
    pub link: Option<Link>,
    /// The custom emoji's shortcode, without colons, where the text is one.
    #[serde(default)]
    pub emoji: Option<String>,
    /// What a comparison says about it.
    #[serde(default)]
    pub mark: Mark,
}

/// How a [`Span`] looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Style {
    /// Bold: `b`, `strong` and headings.
    pub bold: bool,
    /// Italic: `i`, `em`.
    pub italic: bool,
    /// Underlined: `u`.
    pub underline: bool,
    /// Struck through: `s`, `del`.
    pub struck: bool,
    /// Monospaced: `code`, `pre`.
    pub code: bool,
    /// Small above the text: `rt`.
    pub ruby: bool,
    /// Raised: `sup`.
    pub superscript: bool,
    /// Lowered: `sub`.
    pub subscript: bool,
}

/// A vetted link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The whole address: `http` or `https`, with a host, without credentials.
    pub address: String,
    /// What it leads to.
    pub kind: LinkKind,
}

/// What a [`Link`] leads to, as its class says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LinkKind {
    /// Any page.
    #[default]
    Web,
    /// A mentioned profile.
    Mention,
    /// A hashtag.
    Hashtag,
}

/// What a comparison says about a [`Span`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// In both copies.
    #[default]
    None,
    /// In the cached copy only.
    Removed,
    /// In the live copy only.
    Added,
}
