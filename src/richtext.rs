//! HTML as a home would store it, as a tree, and as text to draw.
//!
//! Remote HTML comes in as a string and never leaves as one to be shown: [`stored`] says what a
//! home would serve for it, for comparing; [`RichText`] is what is drawn.
//!
//! ```
//! use freshet::richtext::{RichText, parse, same, stored};
//! use freshet::software::Software;
//!
//! let home = Software::from_version("4.6.5");
//! let live = stored("<h1>Hi</h1><script>x</script>", &home);
//! assert_eq!(live, "<p><strong>Hi</strong></p>");
//! assert!(same(&parse(&live), &parse("<p><strong>Hi</strong></p>")));
//! assert_eq!(RichText::from_html(&live).plain(), "Hi");
//! ```
//!
//! It knows no profile and no field: limits on lengths are the caller's.

mod build;
mod draw;
mod names;
mod node;
mod open;
mod rich;
mod rules;
mod sanitise;
mod select;
mod serialise;
mod sink;
mod tokens;
mod tree;
mod words;

pub use node::{Node, parse, same};
pub use rich::{Block, BlockKind, Link, LinkKind, Mark, RichText, Span, Style};
pub use words::mark_words;

use crate::software::Software;

/// The HTML that this home would serve for this raw remote HTML.
///
/// Mastodon's own sanitiser (`lib/sanitize_ext/sanitize_config.rb`) as of the home's flavour and
/// version, on Gumbo's parsing and with its limits: more than 400 attributes or open elements
/// give nothing. Homes that are not of Mastodon's family sanitise by rules of their own; they
/// get the nearest of Mastodon's, which is good for text and links and no more. Sanitising is
/// not idempotent: never give it what a home serves already.
pub fn stored(html: &str, home: &Software) -> String {
    sanitise::stored(html, home)
}
