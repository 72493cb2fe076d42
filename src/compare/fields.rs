//! Two tables of fields -> one row for each field of either.

use std::collections::BTreeMap;

use crate::profile::Field;
use crate::richtext::{self, Node};

use super::rows::{html, plain, same_html};
use super::{Attribute, Change, FieldChange, FieldValue, Row, Value};

/// One row for each field: the live ones in their order, each that only home has after
/// the one that it stands behind there. Equal tables give only [`Change::Same`].
pub(super) fn rows(home: &[Field], live: &[Field], emojis: &[Vec<&str>; 2]) -> Vec<Row> {
    let pairs = pairs(home, live);
    let kept: Vec<(usize, usize)> = pairs
        .iter()
        .filter(|(_, pair)| pair.change.is_none())
        .map(|(at, pair)| (pair.home, *at))
        .collect();
    let in_order = longest_rising(&kept);
    let left_over = (0..home.len()).filter(|at| !pairs.values().any(|pair| pair.home == *at));
    // Each row with the place that it is sorted to.
    let mut rows: Vec<((usize, usize), Row)> = Vec::new();
    for (at, field) in live.iter().enumerate() {
        let row = match pairs.get(&at) {
            None => changed(None, Some((at, field)), Some(FieldChange::Added), emojis),
            Some(pair) => {
                let moved = pair.change.is_none() && !in_order.contains(&at);
                let change = pair.change.or(moved.then_some(FieldChange::Reordered));
                let home = home.get(pair.home).map(|field| (pair.home, field));
                changed(home, Some((at, field)), change, emojis)
            }
        };
        rows.push(((at + 1, 0), row));
    }
    for at in left_over {
        let before = pairs
            .iter()
            .filter(|(_, pair)| pair.home < at)
            .max_by_key(|(_, pair)| pair.home);
        let place = before.map_or(0, |(live, _)| live + 1);
        let field = home.get(at).map(|field| (at, field));
        rows.push((
            (place, at + 1),
            changed(field, None, Some(FieldChange::Removed), emojis),
        ));
    }
    rows.sort_by_key(|(place, _)| *place);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// The field of home that a live field goes with, and what became of it.
struct Pair {
    home: usize,
    change: Option<FieldChange>,
}

/// Live positions with their pairs: first equal fields, then those with one label, then
/// those with one value. Each step goes through both tables in order.
fn pairs(home: &[Field], live: &[Field]) -> BTreeMap<usize, Pair> {
    let mut pairs = BTreeMap::new();
    let mut free = vec![true; home.len()];
    type Rule = fn(&Field, &Field) -> Option<Option<FieldChange>>;
    let rules: [Rule; 3] = [
        |home, live| (home.name == live.name && same_value(home, live)).then_some(None),
        |home, live| (home.name == live.name).then(|| Some(value_change(home, live))),
        |home, live| {
            let said = !live.value.is_empty() && same_value(home, live);
            said.then_some(Some(FieldChange::Renamed))
        },
    ];
    for rule in rules {
        for (at, field) in live.iter().enumerate() {
            if pairs.contains_key(&at) {
                continue;
            }
            let found =
                home.iter()
                    .enumerate()
                    .zip(&free)
                    .find_map(|((index, candidate), free)| {
                        if *free {
                            rule(candidate, field).map(|change| (index, change))
                        } else {
                            None
                        }
                    });
            if let Some((index, change)) = found {
                if let Some(free) = free.get_mut(index) {
                    *free = false;
                }
                pairs.insert(
                    at,
                    Pair {
                        home: index,
                        change,
                    },
                );
            }
        }
    }
    pairs
}

/// Whether a refresh would leave the value as it is. Home makes the text of a verified
/// link itself, so only its address counts there.
fn same_value(home: &Field, live: &Field) -> bool {
    if !home.verified {
        return same_html(&home.value, &live.value);
    }
    match (lone_link(&home.value), lone_link(&live.value)) {
        (Some(home), Some(live)) => home == live,
        _ => same_html(&home.value, &live.value),
    }
}

/// Whether only addresses changed. The text of a verified link says its address, and so
/// did the text that home verified.
fn value_change(home: &Field, live: &Field) -> FieldChange {
    let (old, new) = (richtext::parse(&home.value), richtext::parse(&live.value));
    let (old_links, new_links) = (links(&old), links(&new));
    let same_text =
        text(&old) == text(&new) && old_links.len() == new_links.len() && old_links != new_links;
    let verified_text = lone_link(&home.value).filter(|_| home.verified);
    let still_says_it = verified_text.is_some_and(|address| address == text(&new));
    if same_text || (still_says_it && lone_link(&live.value).is_some()) {
        FieldChange::LinkChanged
    } else {
        FieldChange::Changed
    }
}

/// All text of the nodes.
fn text(nodes: &[Node]) -> String {
    let parts = nodes.iter().map(|node| match node {
        Node::Text(text) => text.clone(),
        Node::Element { children, .. } => text(children),
    });
    parts.collect()
}

/// Where the links among the nodes lead, in order.
fn links(nodes: &[Node]) -> Vec<String> {
    let mut found = Vec::new();
    for node in nodes {
        if let Node::Element {
            attributes,
            children,
            ..
        } = node
        {
            let href = attributes.iter().find(|(key, _)| key == "href");
            found.extend(href.map(|(_, href)| href.clone()));
            found.extend(links(children));
        }
    }
    found
}

/// The `href` of HTML that is one link and nothing else (`Account::Field#extract_url_from_html`).
fn lone_link(value: &str) -> Option<String> {
    match richtext::parse(value).as_slice() {
        [
            Node::Element {
                name, attributes, ..
            },
        ] if name == "a" => attributes
            .iter()
            .find(|(key, _)| key == "href")
            .map(|(_, href)| href.clone()),
        _ => None,
    }
}

fn changed(
    home: Option<(usize, &Field)>,
    live: Option<(usize, &Field)>,
    field: Option<FieldChange>,
    [home_emojis, live_emojis]: &[Vec<&str>; 2],
) -> Row {
    let read = |field: Option<(usize, &Field)>, emojis: &[&str]| match field {
        None => FieldValue::default(),
        Some((position, field)) => FieldValue {
            name: plain(&field.name, emojis),
            value: html(&field.value, emojis),
            verified: field.verified,
            position,
        },
    };
    let (mut old, mut new) = (read(home, home_emojis), read(live, live_emojis));
    if matches!(
        field,
        Some(FieldChange::Added | FieldChange::Removed | FieldChange::Renamed)
    ) {
        (old.name, new.name) = richtext::mark_words(&old.name, &new.name);
    }
    if !matches!(
        field,
        None | Some(FieldChange::Renamed | FieldChange::Reordered)
    ) {
        (old.value, new.value) = richtext::mark_words(&old.value, &new.value);
    }
    Row {
        attribute: Attribute::Fields,
        home: home.map_or(Value::Nothing, |_| Value::Field(old)),
        live: live.map_or(Value::Nothing, |_| Value::Field(new)),
        change: if field.is_none() {
            Change::Same
        } else {
            Change::Different
        },
        field,
    }
}

/// Of pairs (home position, live position) in live order, the live positions of a
/// longest run that is in order at home too: those outside it were moved.
fn longest_rising(pairs: &[(usize, usize)]) -> Vec<usize> {
    // best[i]: length of the longest run that ends at pair i, and the pair before it.
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(pairs.len());
    for (at, (home, _)) in pairs.iter().enumerate() {
        let earlier = pairs.iter().zip(&best).enumerate().take(at);
        let before = earlier
            .filter(|(_, ((other, _), _))| other < home)
            .max_by_key(|(_, (_, (length, _)))| *length);
        best.push(before.map_or((1, None), |(index, (_, (length, _)))| {
            (length + 1, Some(index))
        }));
    }
    let mut at = (0..best.len()).max_by_key(|index| best.get(*index).map(|(length, _)| *length));
    let mut run = Vec::new();
    while let Some(index) = at {
        run.extend(pairs.get(index).map(|(_, live)| *live));
        at = best.get(index).and_then(|(_, before)| *before);
    }
    run
}
