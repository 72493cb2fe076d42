//! What home keeps of a live text: limits, then its sanitiser.
//!
//! From `process_account_service.rb` and `account/field.rb`. The hard limits came
//! with 4.3.18, 4.4.12, 4.5.5 and 4.6.0; a home is known by its minor version
//! only, so 4.3 to 4.5 count as up to date.

use time::format_description::well_known::Rfc3339;
use time::{Date, Month, OffsetDateTime, UtcOffset};

use crate::oddity::{Oddity, OddityCode};
use crate::profile::Field;
use crate::richtext;
use crate::software::Software;

/// Fields that are kept, where there is a limit.
const FIELDS: usize = 50;
/// Fields that are read at all: older homes have no limit, but drawing needs one.
pub(crate) const MOST_FIELDS: usize = 1000;
/// Custom emoji that are read: far more than any profile shows.
pub(crate) const MOST_EMOJIS: usize = 500;
/// Code points of a field's name and of its value, in every version.
const FIELD: usize = 2047;

/// The display name that home keeps: cut, otherwise verbatim.
pub(crate) fn name(text: &str, home: &Software, oddities: &mut Vec<Oddity>) -> String {
    cut(text, limit(2048, home), "name", oddities).to_owned()
}

/// The bio that home serves: cut as raw HTML, then sanitised.
pub(crate) fn bio(html: &str, home: &Software, oddities: &mut Vec<Oddity>) -> String {
    richtext::stored(cut(html, limit(20_480, home), "summary", oddities), home)
}

/// How many fields home keeps.
pub(crate) fn field_count(home: &Software) -> usize {
    limit(FIELDS, home).min(MOST_FIELDS)
}

/// The field that home serves: both parts stripped and cut, the value sanitised.
pub(crate) fn field(name: &str, value: &str, home: &Software, oddities: &mut Vec<Oddity>) -> Field {
    Field {
        name: cut(strip(name), FIELD, "attachment.name", oddities).to_owned(),
        value: richtext::stored(cut(strip(value), FIELD, "attachment.value", oddities), home),
        verified: false,
    }
}

/// The UTC day of a date with or without time and offset, as `YYYY-MM-DD`.
pub(crate) fn day(text: &str) -> Option<String> {
    let date = match OffsetDateTime::parse(text.trim(), &Rfc3339) {
        Ok(moment) => moment.checked_to_offset(UtcOffset::UTC)?.date(),
        Err(_) => {
            // Without an offset Rails takes the time as UTC, and the day is what stands first.
            calendar(text.trim().get(..10)?)?
        }
    };
    Some(format!(
        "{:04}-{:02}-{:02}",
        date.year(),
        u8::from(date.month()),
        date.day()
    ))
}

fn limit(characters: usize, home: &Software) -> usize {
    if home.at_least(4, 3) {
        characters
    } else {
        usize::MAX
    }
}

/// The first `limit` code points.
fn cut<'text>(text: &'text str, limit: usize, at: &str, oddities: &mut Vec<Oddity>) -> &'text str {
    // A text of no more bytes than that cannot have more characters.
    if text.len() <= limit {
        return text;
    }
    match text.char_indices().nth(limit) {
        None => text,
        Some((end, _)) => {
            oddities.push(Oddity::new(OddityCode::TooLong, at));
            text.get(..end).unwrap_or(text)
        }
    }
}

/// Ruby's `String#strip`: ASCII white space and NUL, nothing of Unicode's.
fn strip(text: &str) -> &str {
    text.trim_matches(['\t', '\n', '\x0b', '\x0c', '\r', ' ', '\0'])
}

/// A day (`YYYY-MM-DD`) as milliseconds since 1970.
pub(crate) fn midnight(day: &str) -> Option<f64> {
    let midnight = calendar(day)?.midnight().assume_utc();
    Some(midnight.unix_timestamp() as f64 * 1000.0)
}

fn calendar(day: &str) -> Option<Date> {
    let mut parts = day.split('-');
    let year = parts.next()?.parse().ok()?;
    let month = Month::try_from(parts.next()?.parse::<u8>().ok()?).ok()?;
    let day = parts.next()?.parse().ok()?;
    Date::from_calendar_date(year, month, day).ok()
}
