//! Which labels of a host name are shown in Unicode, and which stay in Punycode.
//!
//! A label is shown if one way of writing has all its characters: so no letter can pose as
//! one of another script. The characters are those that have one form only and that need no
//! look at their neighbours; rarer ones stay in Punycode, with the scripts that need them.

use idna::punycode;

use super::{LONGEST_LABEL, to_ascii};

/// Ways of writing, as a set of bits.
type Writings = u32;

const LATIN: Writings = 1;
const GREEK: Writings = 1 << 1;
const CYRILLIC: Writings = 1 << 2;
const ARMENIAN: Writings = 1 << 3;
const GEORGIAN: Writings = 1 << 4;
const HEBREW: Writings = 1 << 5;
const ARABIC: Writings = 1 << 6;
const THAI: Writings = 1 << 7;
const ETHIOPIC: Writings = 1 << 8;
const PICTURES: Writings = 1 << 9;
const CHINESE: Writings = 1 << 10;
const JAPANESE: Writings = 1 << 11;
const KOREAN: Writings = 1 << 12;
/// Of these three, without Latin letters among them.
const EASTERN_ONLY: Writings = 1 << 13;
/// The first of the nine scripts of India.
const INDIC: u32 = 14;
const RIGHT_TO_LEFT: Writings = HEBREW | ARABIC;
const EASTERN: Writings = CHINESE | JAPANESE | KOREAN | EASTERN_ONLY;

/// Letters in lower case that stand for themselves in UTS #46, by first and last. Where two
/// ranges have a character, the first counts.
const LETTERS: &[(char, char, Writings)] = &[
    ('a', 'z', LATIN | CHINESE | JAPANESE | KOREAN),
    ('÷', '÷', 0),
    ('ß', 'ÿ', LATIN),
    ('ĳ', 'ĳ', 0),
    ('ŀ', 'ŀ', 0),
    ('ŉ', 'ŉ', 0),
    ('ā', 'ž', LATIN),
    ('ƀ', 'ƿ', LATIN),
    ('ǎ', 'ǯ', LATIN),
    ('ǵ', 'ȳ', LATIN),
    ('ẚ', 'ẛ', 0),
    ('ḁ', 'ỹ', LATIN),
    ('ΐ', 'ΐ', GREEK),
    ('ά', 'ώ', GREEK),
    ('а', 'џ', CYRILLIC),
    ('ҋ', 'ԯ', CYRILLIC),
    ('ա', 'ֆ', ARMENIAN),
    ('ა', 'ჺ', GEORGIAN),
    ('א', 'ת', HEBREW),
    ('ؠ', 'ؿ', ARABIC),
    ('ف', 'ي', ARABIC),
    ('\u{671}', '\u{674}', ARABIC),
    ('\u{679}', '\u{6d3}', ARABIC),
    ('\u{e01}', '\u{e30}', THAI),
    ('\u{e32}', '\u{e32}', THAI),
    ('\u{e40}', '\u{e46}', THAI),
    ('\u{e50}', '\u{e59}', THAI),
    ('\u{1200}', '\u{135a}', ETHIOPIC),
    ('ー', 'ー', JAPANESE | EASTERN_ONLY),
    ('ノ', 'ノ', EASTERN_ONLY),
    ('丿', '丿', EASTERN_ONLY),
    ('々', '〇', EASTERN_ONLY),
    ('ぁ', 'ゖ', JAPANESE | EASTERN_ONLY),
    ('ゝ', 'ゞ', JAPANESE | EASTERN_ONLY),
    ('ァ', 'ヺ', JAPANESE | EASTERN_ONLY),
    ('ヽ', 'ヾ', JAPANESE | EASTERN_ONLY),
    ('ㄅ', 'ㄯ', CHINESE | EASTERN_ONLY),
    ('\u{3400}', '\u{4dbf}', EASTERN),
    ('\u{4e00}', '\u{9fff}', EASTERN),
    ('가', '힣', KOREAN | EASTERN_ONLY),
    ('\u{2600}', '\u{26ff}', PICTURES),
    ('\u{1f300}', '\u{1f64f}', PICTURES),
    ('\u{1f680}', '\u{1f6d2}', PICTURES),
    ('\u{1f910}', '\u{1f9ff}', PICTURES),
];

/// Letters that look like Latin ones. A label of these alone is shown only below a top level
/// domain that is international itself.
const LIKE_LATIN: &str = "асԁеһіјӏорԛѕԝхуαινορυωτ";

/// A host name in ASCII form as people read it.
///
/// What could be taken for another name stays in Punycode, label by label; what is no valid
/// name comes back as it is.
pub fn to_unicode(name: &str) -> String {
    let Some(ascii) = to_ascii(name) else {
        return name.to_owned();
    };
    let last = ascii.trim_end_matches('.').rsplit('.').next();
    let is_international = last.is_some_and(|label| label.starts_with("xn--"));
    let mut right_to_left = false;
    let shown: Vec<String> = ascii
        .split('.')
        .map(|label| match decoded(label) {
            Some((text, writings)) if is_international || !is_like_latin(&text) => {
                right_to_left |= writings & RIGHT_TO_LEFT != 0;
                text
            }
            _ => label.to_owned(),
        })
        .collect();
    // Digits, signs and pictures at the edge of a label would change places (RFC 5893).
    if right_to_left && !shown.iter().all(|label| keeps_its_place(label)) {
        return ascii;
    }
    shown.join(".")
}

/// What a label in Punycode says and the ways in which that may be written, if it is shown.
fn decoded(label: &str) -> Option<(String, Writings)> {
    let code = label.strip_prefix("xn--")?;
    if label.len() > LONGEST_LABEL {
        return None;
    }
    let text = punycode::decode_to_string(code)?;
    let writings = text.chars().fold(!0, |all, c| all & writings_of(c));
    let is_shown = writings != 0 && !has_stray_sign(&text);
    let is_the_one_code = punycode::encode_str(&text).is_some_and(|again| again == code);
    (is_shown && is_the_one_code).then_some((text, writings))
}

fn writings_of(c: char) -> Writings {
    if c.is_ascii_digit() || c == '-' {
        return !0;
    }
    if !c.to_lowercase().eq([c]) {
        return 0;
    }
    if let Some((script, _)) = indic(c) {
        return 1 << (INDIC + script);
    }
    let range = |&&(first, last, _): &&(char, char, Writings)| (first..=last).contains(&c);
    match LETTERS.iter().find(range) {
        Some(&(_, _, PICTURES)) => PICTURES,
        // The others have gaps without a letter.
        Some(&(_, _, writings)) if c.is_alphanumeric() => writings,
        _ => 0,
    }
}

/// The number of the script and the place in its block of a character of the nine scripts
/// of India: they have one layout in Unicode, from letters over signs to digits.
fn indic(c: char) -> Option<(u32, u32)> {
    let offset = u32::from(c).checked_sub(0x900)?;
    let (script, place) = (offset / 0x80, offset % 0x80);
    let is_in_use = c.is_alphanumeric() || place == VIRAMA;
    let is_of_them = script < 9
        && matches!(place, 0x01..=0x03 | 0x05..=0x39 | 0x3e..=VIRAMA | 0x66..=0x6f)
        // Mapped to two characters each.
        && !matches!(c, '\u{a33}' | '\u{a36}');
    (is_of_them && is_in_use).then_some((script, place))
}

/// The sign in those blocks that takes the vowel off a letter.
const VIRAMA: u32 = 0x4d;

/// Whether a sign of those scripts stands first, or a vowel sign after another, which can be
/// the second spelling of one.
fn has_stray_sign(text: &str) -> bool {
    let place = |c| indic(c).map_or(0, |(_, place)| place);
    let is_vowel = |c| (0x3e..VIRAMA).contains(&place(c));
    let first = text.chars().next().map_or(0, place);
    let pairs = text.chars().zip(text.chars().skip(1));
    matches!(first, 0x01..=0x03 | 0x3e..=VIRAMA)
        || pairs
            .into_iter()
            .any(|(one, next)| is_vowel(one) && is_vowel(next))
}

fn is_like_latin(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_ascii_digit() || c == '-' || LIKE_LATIN.contains(c))
}

fn keeps_its_place(label: &str) -> bool {
    label.is_empty()
        || label.starts_with(char::is_alphabetic) && label.ends_with(char::is_alphanumeric)
}
