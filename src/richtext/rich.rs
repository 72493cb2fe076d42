//! Text to draw: blocks of styled spans, as plain data.

use serde::{Deserialize, Serialize};

/// Formatted text as it is drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RichText {
    /// Blocks, top to bottom.
    pub blocks: Vec<Block>,
}

impl RichText {
    /// Plain text as one paragraph.
    pub fn from_text(text: &str) -> RichText {
        if text.is_empty() {
            return RichText::default();
        }
        let spans = vec![Span {
            text: text.to_owned(),
            ..Span::default()
        }];
        let kind = BlockKind::Paragraph;
        RichText {
            blocks: vec![Block { kind, spans }],
        }
    }

    /// The same with every `:shortcode:` of these custom emoji as a span of its own.
    pub fn with_emojis<S: AsRef<str>>(mut self, shortcodes: &[S]) -> RichText {
        for block in &mut self.blocks {
            let spans = std::mem::take(&mut block.spans);
            for span in spans {
                split_emojis(span, shortcodes, &mut block.spans);
            }
        }
        self
    }

    /// The text alone: blocks separated by a newline.
    pub fn plain(&self) -> String {
        let blocks = self.blocks.iter().map(|block| {
            let spans = block.spans.iter().map(|span| span.text.as_str());
            spans.collect::<String>()
        });
        blocks.collect::<Vec<_>>().join("\n")
    }
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Link {
    /// The whole address: `http` or `https`, with a host, without credentials.
    pub address: String,
    /// What it leads to.
    pub kind: LinkKind,
}

/// What a [`Link`] leads to, as its class says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
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

/// Cuts a span at the custom emoji in its text.
fn split_emojis<S: AsRef<str>>(span: Span, shortcodes: &[S], spans: &mut Vec<Span>) {
    let piece = |text: &str, emoji: Option<&str>| Span {
        text: text.to_owned(),
        emoji: emoji.map(str::to_owned),
        ..span.clone()
    };
    let (mut rest, mut from) = (span.text.as_str(), 0);
    while let Some((start, name)) = next_shortcode(rest, from) {
        if !shortcodes.iter().any(|known| known.as_ref() == name) {
            from = start + 1;
            continue;
        }
        let (before, rest_with) = rest.split_at(start);
        let (text, after) = rest_with.split_at(name.len() + 2);
        if !before.is_empty() {
            spans.push(piece(before, None));
        }
        spans.push(piece(text, Some(name)));
        (rest, from) = (after, 0);
    }
    if !rest.is_empty() {
        spans.push(piece(rest, None));
    }
}

/// The next `:name:` that starts at `from` or later: where, and the name.
fn next_shortcode(text: &str, mut from: usize) -> Option<(usize, &str)> {
    loop {
        let start = from + text.get(from..)?.find(':')?;
        let after = text.get(start + 1..)?;
        let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
        if end > 0 && after.get(end..)?.starts_with(':') {
            return Some((start, after.get(..end)?));
        }
        from = start + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, shortcodes: &[&str], expected: &[(&str, Option<&str>)]) {
        let rich = RichText::from_text(text).with_emojis(shortcodes);
        let spans = rich.blocks.iter().flat_map(|block| &block.spans);
        let found: Vec<_> = spans
            .map(|s| (s.text.as_str(), s.emoji.as_deref()))
            .collect();
        assert_eq!(found, expected, "{text:?}");
        assert_eq!(rich.plain(), text);
    }

    #[test]
    fn known_shortcodes_become_emoji() {
        check(
            "hi :cat: :dog:",
            &["cat"],
            &[("hi ", None), (":cat:", Some("cat")), (" :dog:", None)],
        );
        check(":a:b:", &["b"], &[(":a", None), (":b:", Some("b"))]);
        check(":a::a:", &["a"], &[(":a:", Some("a")), (":a:", Some("a"))]);
    }

    #[test]
    fn what_only_looks_like_a_shortcode_stays_text() {
        for text in ["::", ":", ":ü:", "12:30:45", ": a:", ":a"] {
            check(text, &["a", ""], &[(text, None)]);
        }
        check("", &["a"], &[]);
    }

    #[test]
    fn survives_a_round_trip_as_data() {
        let text = RichText::from_html("<ol><li><a href='https://a.example/'>x</a></li></ol>");
        let json = serde_json::to_string(&text).unwrap();
        assert_eq!(serde_json::from_str::<RichText>(&json).unwrap(), text);
    }
}
