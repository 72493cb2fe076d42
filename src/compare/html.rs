//! HTML as a home serves it, made for being held against other HTML.

use crate::richtext::{self, Node};
use crate::software::{Family, Software};

/// HTML as a tree, and how closely it is compared.
pub(super) struct Html {
    nodes: Vec<Node>,
    exact: bool,
}

impl Html {
    /// Parses HTML that `home` serves, or would serve.
    ///
    /// What the Mastodon family stores of a text is known to the letter. Other homes
    /// have sanitisers of their own, so there only text and links count.
    pub(super) fn of(html: &str, home: &Software) -> Html {
        let exact = matches!(
            home.family,
            Family::Mastodon | Family::Glitch | Family::Hometown
        );
        Html {
            nodes: richtext::parse(html),
            exact,
        }
    }

    /// Whether a refresh would leave the one where the other stands.
    pub(super) fn same(&self, other: &Html) -> bool {
        if self.exact {
            return richtext::same(&self.nodes, &other.nodes);
        }
        let letters = |html: &Html| -> String {
            html.text().chars().filter(|c| !c.is_whitespace()).collect()
        };
        self.links() == other.links() && letters(self) == letters(other)
    }

    /// The `href` of HTML that is one link and nothing else
    /// (`Account::Field#extract_url_from_html`).
    pub(super) fn lone_link(&self) -> Option<&str> {
        match self.nodes.as_slice() {
            [
                Node::Element {
                    name, attributes, ..
                },
            ] if name == "a" => href(attributes),
            _ => None,
        }
    }

    /// All text, blocks not separated.
    pub(super) fn text(&self) -> String {
        text(&self.nodes)
    }

    /// Where the links lead, in order.
    pub(super) fn links(&self) -> Vec<&str> {
        links(&self.nodes)
    }
}

fn text(nodes: &[Node]) -> String {
    let parts = nodes.iter().map(|node| match node {
        Node::Text(text) => text.clone(),
        Node::Element { children, .. } => text(children),
    });
    parts.collect()
}

fn links(nodes: &[Node]) -> Vec<&str> {
    let mut found = Vec::new();
    for node in nodes {
        if let Node::Element {
            attributes,
            children,
            ..
        } = node
        {
            found.extend(href(attributes));
            found.extend(links(children));
        }
    }
    found
}

fn href(attributes: &[(String, String)]) -> Option<&str> {
    attributes
        .iter()
        .find(|(key, _)| key == "href")
        .map(|(_, href)| href.as_str())
}
