//! HTML as nested plain nodes, and when two of them count as equal.

use super::build;
use super::tree::{Data, Step, Tree};

/// A node of parsed HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// Text, with references decoded; never beside another text.
    Text(String),
    /// An element.
    Element {
        /// Local name: lower case in HTML.
        name: String,
        /// Names and values in source order.
        attributes: Vec<(String, String)>,
        /// Child nodes.
        children: Vec<Node>,
    },
}

/// How deep nodes nest at most: what lies deeper hangs below the last of these levels, as in
/// Chromium. It keeps every walk over nested nodes within any stack.
const DEEPEST: usize = 512;

/// The nodes of an HTML fragment, not sanitised; adjacent text is one node, comments are dropped.
pub fn parse(html: &str) -> Vec<Node> {
    let (tree, top) = build::lenient(html);
    nodes(&tree, top)
}

/// Whether two fragments are equal for the reader: `rel`, `target`, an empty `class` and the
/// order of attributes are ignored, everything else is significant.
pub fn same(one: &[Node], other: &[Node]) -> bool {
    one.len() == other.len()
        && one
            .iter()
            .zip(other)
            .all(|(one, other)| same_node(one, other))
}

fn same_node(one: &Node, other: &Node) -> bool {
    match (one, other) {
        (Node::Text(one), Node::Text(other)) => one == other,
        (
            Node::Element {
                name,
                attributes,
                children,
            },
            Node::Element {
                name: other_name,
                attributes: other_attributes,
                children: other_children,
            },
        ) => {
            name == other_name
                && significant(attributes) == significant(other_attributes)
                && same(children, other_children)
        }
        _ => false,
    }
}

fn significant(attributes: &[(String, String)]) -> Vec<(&str, &str)> {
    let mut kept: Vec<(&str, &str)> = attributes
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .filter(|(name, value)| match *name {
            "rel" | "target" => false,
            "class" => !value.is_empty(),
            _ => true,
        })
        .collect();
    kept.sort_unstable();
    kept
}

fn nodes(tree: &Tree, top: usize) -> Vec<Node> {
    let mut open: Vec<Vec<Node>> = vec![Vec::new()];
    let mut depth = 0_usize;
    for step in tree.walk(top) {
        match step {
            Step::Enter(id) => match tree.data(id) {
                Data::Text(text) => push_text(&mut open, text),
                Data::Element(_) => {
                    depth += 1;
                    if depth <= DEEPEST {
                        open.push(Vec::new());
                    }
                }
                Data::Root | Data::Comment => {}
            },
            Step::Leave(id) => {
                if let Data::Element(element) = tree.data(id) {
                    let children = if depth <= DEEPEST {
                        open.pop().unwrap_or_default()
                    } else {
                        Vec::new()
                    };
                    depth -= 1;
                    if let Some(siblings) = open.last_mut() {
                        siblings.push(Node::Element {
                            name: element.name.clone(),
                            attributes: element.attributes.clone(),
                            children,
                        });
                    }
                }
            }
        }
    }
    open.pop().unwrap_or_default()
}

fn push_text(open: &mut [Vec<Node>], text: &str) {
    let Some(siblings) = open.last_mut() else {
        return;
    };
    match siblings.last_mut() {
        Some(Node::Text(known)) => known.push_str(text),
        _ => siblings.push(Node::Text(text.to_owned())),
    }
}
