//! Mastodon's sanitiser: the Sanitize gem with Mastodon's transformers, node by node.
//!
//! It works top-down and looks at a node's children after the node itself was changed, in the
//! gem's own order: what it makes of a node, it meets again. That is why a heading's content is
//! cleaned twice, and why a second pass over its output changes some inputs again.

use super::rules::{self, Headings, Rules};
use super::tree::{Data, Element, Id, Tree};
use super::{build, serialise};
use crate::software::Software;

/// What `home` would serve for `html`.
pub(crate) fn stored(html: &str, home: &Software) -> String {
    if html.chars().all(char::is_whitespace) {
        return String::new();
    }
    let Some((mut tree, top)) = build::strict(&without_unsuitable(html)) else {
        return String::new();
    };
    traverse(&mut tree, top, &Rules::of(home));
    serialise::children(&tree, top)
}

/// The text without the control characters and noncharacters that the gem strips before it
/// parses.
fn without_unsuitable(html: &str) -> String {
    let suitable = |character: &char| match *character {
        '\u{1}'..='\u{8}' | '\u{b}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}' => false,
        '\u{fdd0}'..='\u{fdef}' => false,
        other => u32::from(other) & 0xfffe != 0xfffe,
    };
    html.chars().filter(suitable).collect()
}

/// A node whose children are being visited.
struct Visit {
    node: Id,
    child: Option<Id>,
    previous: Option<Id>,
}

/// Visits every node below `top` in the gem's order.
fn traverse(tree: &mut Tree, top: Id, rules: &Rules) {
    let mut visits = vec![Visit {
        node: top,
        child: tree.first(top),
        previous: None,
    }];
    while let Some(visit) = visits.last_mut() {
        let Some(child) = visit.child else {
            visits.pop();
            if let Some(outer) = visits.last_mut() {
                outer.child = next_child(tree, outer);
            }
            continue;
        };
        visit.previous = tree.previous(child);
        clean(tree, child, rules);
        visits.push(Visit {
            node: child,
            child: tree.first(child),
            previous: None,
        });
    }
}

/// The child to visit next: where the last one has left its parent, what stands in its place.
fn next_child(tree: &Tree, visit: &Visit) -> Option<Id> {
    let last = visit.child?;
    if tree.parent(last) == Some(visit.node) {
        return tree.next(last);
    }
    match visit.previous {
        Some(previous) => tree.next(previous),
        None => tree.first(visit.node),
    }
}

/// Applies Mastodon's transformers to one node, then the gem's own.
fn clean(tree: &mut Tree, id: Id, rules: &Rules) {
    match tree.data(id) {
        Data::Comment => return tree.detach(id),
        Data::Element(_) => {}
        Data::Text(_) | Data::Root => return,
    }
    if let Some(element) = tree.element_mut(id) {
        keep_known_classes(element, rules);
    }
    if rules.images {
        image_to_link(tree, id);
    }
    if let Some(element) = tree.element_mut(id)
        && element.attribute("translate") != Some("no")
    {
        element.remove_attribute("translate");
    }
    if rules.quotes_and_math {
        math_to_text(tree, id);
    }
    if rules.headings == Headings::Strong {
        heading_to_strong(tree, id);
    }
    flatten_unsupported_link(tree, id);
    clean_element(tree, id, rules);
}

fn keep_known_classes(element: &mut Element, rules: &Rules) {
    let Some(value) = element.attribute("class") else {
        return;
    };
    let classes = value.split(['\t', '\n', '\u{c}', '\r', ' ']);
    let kept: Vec<&str> = classes.filter(|class| rules.keeps_class(class)).collect();
    let kept = kept.join(" ");
    element.set_attribute("class", kept);
}

/// glitch-soc: an image becomes a link to it, with its description or the start of its address.
fn image_to_link(tree: &mut Tree, id: Id) {
    let Some(element) = tree.element_mut(id).filter(|element| element.name == "img") else {
        return;
    };
    element.name = "a".to_owned();
    let address = element.attribute("src").unwrap_or_default().to_owned();
    element.set_attribute("href", address.clone());
    let description = element.attribute("alt").unwrap_or_default();
    let text = if description.chars().all(char::is_whitespace) {
        shortened(&address)
    } else {
        description.to_owned()
    };
    while let Some(child) = tree.first(id) {
        tree.detach(child);
    }
    tree.insert_text(id, None, &format!("[🖼  {text}]"));
}

fn shortened(address: &str) -> String {
    let after_scheme = ["http://", "https://"]
        .iter()
        .find_map(|scheme| address.strip_prefix(scheme));
    let shown = after_scheme.map_or(address, |rest| rest.strip_prefix("www.").unwrap_or(rest));
    let mut text: String = shown.chars().take(30).collect();
    if text.len() < shown.len() {
        text.push('…');
    }
    text
}

/// From 4.4: `<math><semantics>` becomes the text of its TeX or plain annotation.
fn math_to_text(tree: &mut Tree, id: Id) {
    let Some(math) = tree.element(id).filter(|element| element.name == "math") else {
        return;
    };
    let is_block = math.attribute("display") == Some("block");
    let first = tree
        .children(id)
        .find_map(|child| tree.element(child).map(|element| (child, element)));
    let Some((semantics, _)) = first.filter(|(_, element)| element.name == "semantics") else {
        return;
    };
    let annotation = |encoding: &str| {
        let found = tree.children(semantics).find(|child| {
            tree.element(*child).is_some_and(|element| {
                element.name == "annotation" && element.attribute("encoding") == Some(encoding)
            })
        });
        found.map(|found| tree.text(found))
    };
    let text = match (annotation("application/x-tex"), is_block) {
        (Some(tex), true) => Some(format!("$${tex}$$")),
        (Some(tex), false) => Some(format!("${tex}$")),
        (None, _) => annotation("text/plain"),
    };
    if let Some(text) = text {
        replace_with_text(tree, id, &text);
    }
}

fn heading_to_strong(tree: &mut Tree, id: Id) {
    let Some(element) = tree.element_mut(id) else {
        return;
    };
    if !matches!(&*element.name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6") {
        return;
    }
    element.name = "strong".to_owned();
    let paragraph = tree.create(Data::Element(Element::new("p")));
    tree.insert_before(id, paragraph);
    tree.append(paragraph, id);
}

/// A link that leads nowhere supported becomes all the text inside of it, scripts included.
fn flatten_unsupported_link(tree: &mut Tree, id: Id) {
    let Some(element) = tree.element(id).filter(|element| element.name == "a") else {
        return;
    };
    let scheme = element.attribute("href").and_then(scheme);
    if !scheme.is_some_and(|scheme| rules::keeps_scheme(&scheme)) {
        let text = tree.text(id);
        replace_with_text(tree, id, &text);
    }
}

/// What stands before the first colon, lower case, as the gem's `REGEX_PROTOCOL` finds it: the
/// colon may still be a numeric reference, white space before is skipped, and a slash or number
/// sign before it means that there is none.
fn scheme(address: &str) -> Option<String> {
    let trimmed = address.trim_start_matches([' ', '\t', '\r', '\n', '\u{c}', '\u{b}']);
    for (position, character) in trimmed.char_indices() {
        let (before, rest) = trimmed.split_at_checked(position)?;
        if is_colon(rest) {
            return Some(before.to_ascii_lowercase());
        }
        if matches!(character, '/' | '#') {
            return None;
        }
    }
    None
}

fn is_colon(text: &str) -> bool {
    let Some(reference) = text.strip_prefix("&#") else {
        return text.starts_with(':');
    };
    let hexadecimal = reference.strip_prefix(['x', 'X']);
    let digits = hexadecimal.unwrap_or(reference).trim_start_matches('0');
    match hexadecimal {
        Some(_) => digits.starts_with("3a") || digits.starts_with("3A"),
        None => digits.starts_with("58"),
    }
}

fn replace_with_text(tree: &mut Tree, id: Id, text: &str) {
    if let Some(parent) = tree.parent(id) {
        tree.insert_text(parent, Some(id), text);
    }
    tree.detach(id);
}

/// The gem's own `CleanElement`.
fn clean_element(tree: &mut Tree, id: Id, rules: &Rules) {
    let Some(element) = tree.element_mut(id) else {
        return;
    };
    let name = element.name.to_ascii_lowercase();
    if rules.keeps_element(&name) {
        clean_attributes(element, &name, rules);
        return;
    }
    let Some(parent) = tree.parent(id) else {
        return;
    };
    let is_empty = tree.first(id).is_none();
    if rules::leaves_space(&name) {
        tree.insert_text(parent, Some(id), " ");
        if !is_empty {
            let after = tree.next(id);
            tree.insert_text_before(parent, after, " ");
        }
    }
    if !rules::goes_with_contents(&name) {
        while let Some(child) = tree.first(id) {
            tree.insert_before(id, child);
        }
    }
    tree.detach(id);
}

fn clean_attributes(element: &mut Element, name: &str, rules: &Rules) {
    element
        .attributes
        .retain(|(attribute, _)| rules.keeps_attribute(name, &attribute.to_ascii_lowercase()));
    if rules.wide {
        recheck(element, name);
    }
    for (attribute, value) in &mut element.attributes {
        if attribute == "href" {
            *value = reassigned(value).replace(' ', "%20").replace('"', "%22");
        }
    }
    if name == "a" {
        element.set_attribute("rel", rules.rel);
        element.set_attribute("target", "_blank");
    }
}

/// glitch-soc: addresses are checked once more, and trimmed.
fn recheck(element: &mut Element, name: &str) {
    let (checked, space) = match name {
        "a" => ("href", [' ', '\t', '\r', '\n', '\u{c}', '\u{b}', '\0']),
        "blockquote" => ("cite", [' ', '\t', '\r', '\n', '\u{c}', '\u{b}', '\0']),
        _ => return,
    };
    element.attributes.retain_mut(|(attribute, value)| {
        if attribute != checked {
            return true;
        }
        let keep = scheme(value).is_some_and(|scheme| rules::keeps_scheme(&scheme));
        *value = reassigned(value.trim_matches(space));
        keep
    });
}

/// A value that Nokogiri assigned: libxml2 encodes and decodes it, which loses what XML 1.0
/// has no reference for.
fn reassigned(value: &str) -> String {
    let known = |character: &char| *character >= ' ' || matches!(character, '\t' | '\n' | '\r');
    value.chars().filter(known).collect()
}
