//! A tree as the HTML text that home serves: the HTML5 serialisation of Nokogiri.

use super::tree::{Data, Id, Step, Tree};

/// The HTML of everything below `top`.
pub(crate) fn children(tree: &Tree, top: Id) -> String {
    let mut html = String::new();
    for step in tree.walk(top) {
        match step {
            Step::Enter(id) => match tree.data(id) {
                Data::Text(text) => escape_text(text, &mut html),
                Data::Element(element) => {
                    html.push('<');
                    html.push_str(&element.name);
                    for (name, value) in &element.attributes {
                        html.push(' ');
                        html.push_str(name);
                        html.push_str("=\"");
                        escape_value(value, &mut html);
                        html.push('"');
                    }
                    html.push('>');
                    if element.name == "pre" && starts_with_newline(tree, id) {
                        html.push('\n');
                    }
                }
                Data::Root | Data::Comment => {}
            },
            Step::Leave(id) => {
                if let Some(element) = tree.element(id)
                    && !is_void(&element.name)
                {
                    html.push_str("</");
                    html.push_str(&element.name);
                    html.push('>');
                }
            }
        }
    }
    html
}

/// Whether a newline must be put first, since the parser drops one there.
fn starts_with_newline(tree: &Tree, id: Id) -> bool {
    let first = tree.first(id).map(|first| tree.data(first));
    matches!(first, Some(Data::Text(text)) if text.starts_with('\n'))
}

fn escape_text(text: &str, html: &mut String) {
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '\u{a0}' => html.push_str("&nbsp;"),
            other => html.push(other),
        }
    }
}

fn escape_value(value: &str, html: &mut String) {
    for character in value.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '"' => html.push_str("&quot;"),
            '\u{a0}' => html.push_str("&nbsp;"),
            other => html.push(other),
        }
    }
}

fn is_void(name: &str) -> bool {
    const VOID: [&str; 14] = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
        "source", "track", "wbr",
    ];
    VOID.contains(&name)
}
