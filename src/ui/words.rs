//! Texts by key, and how they become words of the person's language.
//!
//! ```
//! use freshet::ui::words::{Catalogue, Formats, Plain, Speaker, Text};
//! let catalogue = Catalogue::from_json(r#"{
//!     "seen_one": {"message": "$count$ post at $host$"},
//!     "seen_other": {"message": "$count$ posts at $host$"}
//! }"#).unwrap();
//! let speaker = Speaker { catalogue: &catalogue, formats: &Plain };
//! let text = Text::key("seen").count(2).with("host", "remote.example");
//! assert_eq!(speaker.say(&text), "2 posts at \u{2068}remote.example\u{2069}");
//! ```
//!
//! Catalogues are the browsers' own `_locales/<language>/messages.json`. Numbers, dates
//! and plurals come from a [`Formats`], which is `Intl` in the browser. This module must
//! not know where catalogues are kept.

use std::borrow::Cow;

use serde_json::{Map, Value as Json};

use crate::handle::unicode_host;
use crate::reader;

/// A text by its key, with what is filled in.
// In a box, as elements are.
#[derive(Clone, Debug, PartialEq)]
pub struct Text(Box<Parts>);

#[derive(Clone, Debug, PartialEq)]
struct Parts {
    key: Cow<'static, str>,
    values: Vec<(&'static str, Value)>,
}

#[derive(Clone, Debug, PartialEq)]
enum Value {
    Name(String),
    Count(u64),
    Number(u64),
    Moment(f64),
    Day(f64),
    Text(Text),
    List(Vec<Text>),
}

impl Text {
    /// The text with this key.
    #[inline(never)]
    pub fn key(key: &'static str) -> Self {
        Self::without_values(Cow::Borrowed(key))
    }

    /// The text whose key is made of these parts, with `_` between them.
    #[inline(never)]
    pub fn of(parts: &[&str]) -> Self {
        Self::without_values(Cow::Owned(parts.join("_")))
    }

    /// Fills in a name, host or other word that somebody else chose; it is isolated from
    /// the direction of the text around it.
    pub fn with(self, name: &'static str, value: impl AsRef<str>) -> Self {
        self.word(name, value.as_ref())
    }

    /// Fills in a host as people read it.
    #[inline(never)]
    pub fn host(self, name: &'static str, host: &str) -> Self {
        self.value(name, Value::Name(unicode_host(host)))
    }

    /// Fills in `$count$`, and chooses the plural form by it.
    #[inline(never)]
    pub fn count(self, count: u64) -> Self {
        self.value("count", Value::Count(count))
    }

    /// Fills in another number, which chooses no form.
    #[inline(never)]
    pub fn number(self, name: &'static str, number: u64) -> Self {
        self.value(name, Value::Number(number))
    }

    /// Fills in a moment (milliseconds since 1970) as a time of day.
    #[inline(never)]
    pub fn moment(self, name: &'static str, moment: f64) -> Self {
        self.value(name, Value::Moment(moment))
    }

    /// Fills in a day (milliseconds since 1970) as a date.
    pub fn day(self, name: &'static str, day: f64) -> Self {
        self.value(name, Value::Day(day))
    }

    /// Fills in another text.
    #[inline(never)]
    pub fn text(self, name: &'static str, text: Text) -> Self {
        self.value(name, Value::Text(text))
    }

    /// Fills in other texts as a list.
    pub fn list(self, name: &'static str, texts: impl IntoIterator<Item = Text>) -> Self {
        self.value(name, Value::List(texts.into_iter().collect()))
    }

    fn without_values(key: Cow<'static, str>) -> Self {
        let values = Vec::new();
        Self(Box::new(Parts { key, values }))
    }

    #[inline(never)]
    fn word(self, name: &'static str, word: &str) -> Self {
        self.value(name, Value::Name(word.to_owned()))
    }

    #[inline(never)]
    fn value(mut self, name: &'static str, value: Value) -> Self {
        self.0.values.push((name, value));
        self
    }
}

/// How a language writes numbers, dates and lists, and which plural form it takes.
pub trait Formats {
    /// The plural category of a count: `one`, `other`, … (CLDR).
    fn plural(&self, count: u64) -> String;
    /// A count with its digits grouped.
    fn number(&self, count: u64) -> String;
    /// A moment, in milliseconds since 1970, as a time of day.
    fn time(&self, moment: f64) -> String;
    /// A moment, in milliseconds since 1970, as a date in UTC.
    fn date(&self, moment: f64) -> String;
    /// Words as a list: `a, b, c`.
    fn list(&self, words: &[String]) -> String;
}

/// English plurals and bare digits: for places without `Intl`, such as native tests.
#[derive(Clone, Copy, Debug)]
pub struct Plain;

impl Formats for Plain {
    fn plural(&self, count: u64) -> String {
        if count == 1 { "one" } else { "other" }.to_owned()
    }

    fn number(&self, count: u64) -> String {
        count.to_string()
    }

    fn time(&self, moment: f64) -> String {
        format!("{moment}")
    }

    fn date(&self, moment: f64) -> String {
        format!("{moment}")
    }

    fn list(&self, words: &[String]) -> String {
        words.join(", ")
    }
}

/// The texts of one language.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    messages: Map<String, Json>,
}

impl Catalogue {
    /// Reads a `messages.json`.
    ///
    /// # Errors
    /// When it is not a JSON object.
    pub fn from_json(json: &str) -> Result<Self, &'static str> {
        match reader::json(json) {
            Some(Json::Object(messages)) => Ok(Self { messages }),
            _ => Err("no JSON object"),
        }
    }

    fn find(&self, key: &str) -> Option<&str> {
        self.messages.get(key)?.get("message")?.as_str()
    }
}

/// A language: its texts and its formats.
pub struct Speaker<'a> {
    /// The texts.
    pub catalogue: &'a Catalogue,
    /// The formats.
    pub formats: &'a dyn Formats,
}

impl Speaker<'_> {
    /// A text in words. A key without a text is shown as itself, so that it is noticed;
    /// a test keeps that from happening.
    pub fn say(&self, text: &Text) -> String {
        // Filled in from left to right, once: what is filled in is never read again.
        let mut words = String::new();
        let mut rest = self.sentence(text);
        while let Some((before, after)) = rest.split_once('$') {
            words.push_str(before);
            let found = after.split_once('$').and_then(|(name, after)| {
                let (_, value) = text.0.values.iter().find(|(known, _)| *known == name)?;
                Some((self.value(value), after))
            });
            if let Some((value, after)) = found {
                words.push_str(&value);
                rest = after;
            } else {
                words.push('$');
                rest = after;
            }
        }
        words.push_str(rest);
        words
    }

    fn value(&self, value: &Value) -> String {
        match value {
            Value::Name(name) => isolated(name),
            Value::Count(number) | Value::Number(number) => self.formats.number(*number),
            Value::Moment(moment) => self.formats.time(*moment),
            Value::Day(day) => self.formats.date(*day),
            Value::Text(text) => self.say(text),
            Value::List(texts) => {
                let words: Vec<String> = texts.iter().map(|text| self.say(text)).collect();
                self.formats.list(&words)
            }
        }
    }

    fn sentence<'t>(&'t self, text: &'t Text) -> &'t str {
        let count = text.0.values.iter().find_map(|(_, value)| match value {
            Value::Count(count) => Some(*count),
            _ => None,
        });
        count
            .and_then(|count| {
                let form = format!("{}_{}", text.0.key, self.formats.plural(count));
                self.catalogue
                    .find(&form)
                    .or_else(|| self.catalogue.find(&format!("{}_other", text.0.key)))
            })
            .or_else(|| self.catalogue.find(&text.0.key))
            .unwrap_or(&text.0.key)
    }
}

/// Keeps the direction of foreign words from leaking: Unicode's first-strong isolate, without
/// the characters by which the words could leave it (UAX #9, explicit formatting).
fn isolated(words: &str) -> String {
    let formats = |letter| matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    format!("\u{2068}{}\u{2069}", words.replace(formats, ""))
}
