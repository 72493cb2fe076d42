//! Rich text as nodes: text, vetted links, marks for changed words. Never HTML.

use super::tree::{Element, Node, element};
use crate::richtext::{Block, BlockKind, Mark, RichText, Span};

/// A text of several blocks.
pub(super) fn blocks(text: &RichText) -> Element {
    element("div")
        .class("rich")
        .set("dir", "auto")
        .children(text.blocks.iter().map(block))
}

/// A text on one line: what the blocks hold, without them.
pub(super) fn inline(text: &RichText) -> Element {
    element("bdi").children(
        text.blocks
            .iter()
            .flat_map(|block| block.spans.iter())
            .map(span),
    )
}

fn block(block: &Block) -> Element {
    let spans = block.spans.iter().map(span);
    match &block.kind {
        BlockKind::Quote => element("blockquote").set("dir", "auto").children(spans),
        BlockKind::Code => element("pre").set("dir", "auto").children(spans),
        BlockKind::Item { number, .. } => {
            let sign = number.map_or("•".to_owned(), |number| format!("{number}."));
            element("p")
                .class("item")
                .set("dir", "auto")
                .child(Node::Verbatim(format!("{sign} ")))
                .children(spans)
        }
        BlockKind::Paragraph => element("p").set("dir", "auto").children(spans),
    }
}

fn span(span: &Span) -> Node {
    let lines = lines(&span.text);
    let mut node = wrap("span", lines);
    let style = &span.style;
    let styles = [
        (style.bold, "strong"),
        (style.italic, "em"),
        (style.underline, "u"),
        (style.struck, "s"),
        (style.code, "code"),
        (style.superscript, "sup"),
        (style.subscript, "sub"),
    ];
    for (on, tag) in styles {
        if on {
            node = wrap(tag, vec![node]);
        }
    }
    if let Some(link) = &span.link {
        node = element("a")
            .set("href", &link.address)
            .set("title", &link.address)
            .child(node)
            .into();
    }
    match span.mark {
        Mark::None => node,
        Mark::Removed => wrap("del", vec![node]),
        Mark::Added => wrap("ins", vec![node]),
    }
}

fn lines(text: &str) -> Vec<Node> {
    let mut nodes = Vec::new();
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            nodes.push(element("br").into());
        }
        if !line.is_empty() {
            nodes.push(Node::Verbatim(line.to_owned()));
        }
    }
    nodes
}

fn wrap(tag: &'static str, nodes: Vec<Node>) -> Node {
    element(tag).children(nodes).into()
}
