//! What changed between two texts, word by word.

use std::collections::HashMap;
use std::convert::Infallible;

use similar::algorithms::{DiffHook, myers};

use super::rich::{BlockKind, Link, Mark, RichText, Span, Style};

/// Beyond this product of the lengths of what remains between a common start and a common end,
/// in tokens, all of it counts as changed: 4,000 against 4,000.
const MOST_WORK: usize = 16_000_000;

/// Both texts, with what only one of them has marked: [`Mark::Removed`] in the first,
/// [`Mark::Added`] in the second.
///
/// Words are compared with their style and their link, so that a link whose address changed
/// under the same text is marked as a whole. Marks that were there are lost.
pub fn mark_words(removed_side: &RichText, added_side: &RichText) -> (RichText, RichText) {
    let mut numbers = HashMap::new();
    let one = numbered(removed_side, &mut numbers);
    let other = numbered(added_side, &mut numbers);
    let (one_changed, other_changed) = changed(&one, &other);
    (
        marked(removed_side, &one_changed, Mark::Removed),
        marked(added_side, &other_changed, Mark::Added),
    )
}

/// What makes two pieces of text the same for the reader.
#[derive(PartialEq, Eq, Hash)]
enum Token<'a> {
    Text(&'a str, Style, Option<&'a Link>),
    BlockEnd(BlockKind),
}

/// The tokens of a text as numbers, equal where the tokens are.
fn numbered<'a>(text: &'a RichText, numbers: &mut HashMap<Token<'a>, usize>) -> Vec<usize> {
    let mut found = Vec::new();
    let mut push = |token| {
        let next = numbers.len();
        found.push(*numbers.entry(token).or_insert(next));
    };
    for block in &text.blocks {
        for span in &block.spans {
            for piece in pieces(span) {
                push(Token::Text(piece, span.style, span.link.as_ref()));
            }
        }
        push(Token::BlockEnd(block.kind));
    }
    found
}

/// Which tokens of each side the other one lacks.
fn changed(one: &[usize], other: &[usize]) -> (Vec<bool>, Vec<bool>) {
    let pairs = || one.iter().zip(other);
    let start = pairs().take_while(|(a, b)| a == b).count();
    let shorter = one.len().min(other.len()) - start;
    let from_end = one.iter().rev().zip(other.iter().rev());
    let end = from_end.take(shorter).take_while(|(a, b)| a == b).count();
    let inner = |all: usize| start..all - end;
    let (one_inner, other_inner) = (inner(one.len()), inner(other.len()));

    let mut changed = (vec![false; one.len()], vec![false; other.len()]);
    if one_inner.len().saturating_mul(other_inner.len()) > MOST_WORK {
        set(&mut changed.0, one_inner);
        set(&mut changed.1, other_inner);
        return changed;
    }
    let mut changes = Changes(changed);
    // Only this one algorithm, without its heuristics: all of them together are 90 KB of wasm.
    match myers::diff_deadline_raw(&mut changes, one, one_inner, other, other_inner, None) {
        Ok(()) => changes.0,
    }
}

/// Which tokens of each side the other one lacks, as the comparison finds them.
struct Changes((Vec<bool>, Vec<bool>));

impl DiffHook for Changes {
    type Error = Infallible;

    fn delete(&mut self, old: usize, length: usize, _: usize) -> Result<(), Infallible> {
        set(&mut self.0.0, old..old + length);
        Ok(())
    }

    fn insert(&mut self, _: usize, new: usize, length: usize) -> Result<(), Infallible> {
        set(&mut self.0.1, new..new + length);
        Ok(())
    }
}

fn set(flags: &mut [bool], range: std::ops::Range<usize>) {
    if let Some(flags) = flags.get_mut(range) {
        flags.fill(true);
    }
}

/// The text with the changed tokens marked, spans cut where the mark changes.
fn marked(text: &RichText, changed: &[bool], mark: Mark) -> RichText {
    let mut text = text.clone();
    let mut at = 0;
    for block in &mut text.blocks {
        let spans = std::mem::take(&mut block.spans);
        let pieces: Vec<(&Span, &str)> = spans
            .iter()
            .flat_map(|span| pieces(span).map(move |piece| (span, piece)))
            .collect();
        let mut flags: Vec<bool> = changed
            .iter()
            .skip(at)
            .take(pieces.len())
            .copied()
            .collect();
        fill_gaps(&pieces, &mut flags);
        at += pieces.len() + 1;
        let mut last: Option<&Span> = None;
        for ((span, piece), changed) in pieces.iter().zip(flags) {
            let mark = if changed { mark } else { Mark::None };
            match block.spans.last_mut() {
                Some(known)
                    if known.mark == mark && last.is_some_and(|l| std::ptr::eq(l, *span)) =>
                {
                    known.text.push_str(piece);
                }
                _ => block.spans.push(Span {
                    text: (*piece).to_owned(),
                    mark,
                    ..(*span).clone()
                }),
            }
            last = Some(span);
        }
    }
    text
}

/// A space between two changed words changed with them.
fn fill_gaps(pieces: &[(&Span, &str)], flags: &mut [bool]) {
    for (at, (_, piece)) in pieces.iter().enumerate() {
        let is_space = piece.chars().all(char::is_whitespace);
        let before = at.checked_sub(1).and_then(|before| flags.get(before));
        let both = before == Some(&true) && flags.get(at + 1) == Some(&true);
        if is_space && both {
            set(flags, at..at + 1);
        }
    }
}

/// A span's text in words, single other characters and runs of white space; an emoji is one
/// piece.
fn pieces(span: &Span) -> impl Iterator<Item = &str> {
    let whole = span.emoji.is_some();
    let mut rest = span.text.as_str();
    std::iter::from_fn(move || {
        let end = if whole { rest.len() } else { piece_end(rest) };
        let (piece, after) = rest.split_at_checked(end)?;
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Space,
    Flag,
    Single,
}

/// Where the first piece of the text ends.
fn piece_end(text: &str) -> usize {
    let mut characters = text.char_indices();
    let Some((_, first)) = characters.next() else {
        return 0;
    };
    let kind = kind(first);
    let (mut joined, mut flags) = (false, 1);
    for (at, character) in characters {
        let continues = joined
            || extends(character)
            || match kind {
                Kind::Word | Kind::Space => self::kind(character) == kind,
                Kind::Flag => flags == 1 && self::kind(character) == Kind::Flag,
                Kind::Single => false,
            };
        if !continues {
            return at;
        }
        joined = character == '\u{200d}' && kind != Kind::Word;
        flags += usize::from(self::kind(character) == Kind::Flag);
    }
    text.len()
}

fn kind(character: char) -> Kind {
    match character {
        // Kana and ideographs: written without spaces.
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' => Kind::Single,
        '\u{20000}'..='\u{3ffff}' => Kind::Single,
        '\u{1f1e6}'..='\u{1f1ff}' => Kind::Flag,
        '_' => Kind::Word,
        other if other.is_whitespace() => Kind::Space,
        other if other.is_alphanumeric() => Kind::Word,
        _ => Kind::Single,
    }
}

/// Whether a character changes the one before it: accents, joiners, variants, skin tones, tags.
fn extends(character: char) -> bool {
    matches!(
        character,
        '\u{300}'..='\u{36f}'
            | '\u{1ab0}'..='\u{1aff}'
            | '\u{1dc0}'..='\u{1dff}'
            | '\u{200d}'
            | '\u{20d0}'..='\u{20ff}'
            | '\u{3099}'..='\u{309a}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{fe20}'..='\u{fe2f}'
            | '\u{1f3fb}'..='\u{1f3ff}'
            | '\u{e0020}'..='\u{e007f}'
            | '\u{e0100}'..='\u{e01ef}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Marked text: removed in `-…-`, added in `+…+`, blocks separated by `/`.
    fn check(one: &str, other: &str, one_expected: &str, other_expected: &str) {
        let (one, other) = (RichText::from_html(one), RichText::from_html(other));
        let (one_marked, other_marked) = mark_words(&one, &other);
        assert_eq!(shown(&one_marked), one_expected);
        assert_eq!(shown(&other_marked), other_expected);
        assert_eq!(one_marked.plain(), one.plain());
        assert_eq!(other_marked.plain(), other.plain());
    }

    fn shown(text: &RichText) -> String {
        let blocks = text.blocks.iter().map(|block| {
            let spans = block.spans.iter().map(|span| match span.mark {
                Mark::None => span.text.clone(),
                Mark::Removed => format!("-{}-", span.text),
                Mark::Added => format!("+{}+", span.text),
            });
            spans.collect::<String>()
        });
        blocks.collect::<Vec<_>>().join("/")
    }

    #[test]
    fn changed_words_are_marked() {
        check(
            "I like cats",
            "I like dogs",
            "I like -cats-",
            "I like +dogs+",
        );
        check("a b c", "a c", "a -b -c", "a c");
        check("same", "same", "same", "same");
        check("", "new here", "", "+new here+");
        check(
            "old words gone",
            "brand new start",
            "-old words gone-",
            "+brand new start+",
        );
    }

    #[test]
    fn a_new_paragraph_marks_its_words_only() {
        check(
            "<p>a</p><p>c</p>",
            "<p>a</p><p>b</p><p>c</p>",
            "a/c",
            "a/+b+/c",
        );
    }

    #[test]
    fn a_link_that_leads_elsewhere_is_marked_as_a_whole() {
        check(
            "see <a href='https://a.example/'>my page</a>!",
            "see <a href='https://b.example/'>my page</a>!",
            "see -my page-!",
            "see +my page+!",
        );
    }

    #[test]
    fn a_changed_style_is_a_change() {
        check("a b", "a <b>b</b>", "a -b-", "a +b+");
    }

    #[test]
    fn what_is_one_character_to_the_reader_is_not_cut() {
        check(
            "👩🏽\u{200d}💻x",
            "👩🏻\u{200d}💻x",
            "-👩🏽\u{200d}💻-x",
            "+👩🏻\u{200d}💻+x",
        );
        check("🇩🇪🇫🇷", "🇩🇪🇪🇸", "🇩🇪-🇫🇷-", "🇩🇪+🇪🇸+");
        check("cafe\u{301} x", "cafe x", "-cafe\u{301}- x", "+cafe+ x");
        check("猫が好き", "犬が好き", "-猫-が好き", "+犬+が好き");
    }

    #[test]
    fn huge_texts_are_marked_without_comparing_every_word() {
        let text = |word: &str| format!("same {} end", format!("{word} x ").repeat(20_000));
        let (one, other) = (
            RichText::from_text(&text("a")),
            RichText::from_text(&text("b")),
        );
        let (one, _) = mark_words(&one, &other);
        let spans = &one.blocks[0].spans;
        assert_eq!(
            (spans[0].text.as_str(), spans[0].mark),
            ("same ", Mark::None)
        );
        assert_eq!(spans[1].mark, Mark::Removed);
    }
}
