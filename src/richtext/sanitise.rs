//! Mastodon's sanitiser.

use super::{build, serialise};
use crate::software::Software;

/// What `home` would serve for `html`.
pub(crate) fn stored(html: &str, _home: &Software) -> String {
    let (tree, top) = build::fragment(html);
    serialise::children(&tree, top)
}
