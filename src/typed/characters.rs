//! Characters as they are meant: what is not seen goes, full width becomes ASCII.

use super::{Slip, note};

/// Brackets, quotes and markup that stand before a handle or an address.
const BEFORE: &str = "<([{\"'`*«»“”„‘’‚‹›「『【｢〈《…,;:";

/// What may follow one.
const AFTER: &str = ">)]}\"'`*«»“”„‘’‚‹›」』】｣〉》…,;:.!?、";

/// The text in plain characters, blanks of every kind as one space.
pub(super) fn plain(text: &str, slips: &mut Vec<Slip>) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            // Joiners are part of words and names in other scripts, and of nothing in ASCII.
            '\u{200c}' | '\u{200d}' if plain.ends_with(|c: char| !c.is_ascii()) => plain.push(c),
            '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}' => note(slips, Slip::Blanks),
            '\u{ff01}'..='\u{ff5e}' => {
                note(slips, Slip::FullWidth);
                plain.extend(char::from_u32(u32::from(c) - 0xfee0));
            }
            '\u{3002}' | '\u{ff61}' => {
                note(slips, Slip::FullWidth);
                plain.push('.');
            }
            '\u{fe6b}' => {
                note(slips, Slip::FullWidth);
                plain.push('@');
            }
            c if c.is_whitespace() => plain.push(' '),
            c => plain.push(c),
        }
    }
    plain
}

/// The text without what stands around it.
pub(super) fn bare<'a>(text: &'a str, slips: &mut Vec<Slip>) -> &'a str {
    let before = text.trim_start_matches(|c| BEFORE.contains(c));
    let bare = before.trim_end_matches(|c| AFTER.contains(c) && !closes(before, c));
    if bare.len() < text.len() && !bare.is_empty() {
        note(slips, Slip::Trailing);
    }
    bare
}

/// Whether this is the end of brackets that the text itself opens, as in some addresses.
fn closes(text: &str, end: char) -> bool {
    end == ')' && text.contains('(')
}
