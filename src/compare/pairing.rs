//! Which field of home goes with which live field.

use crate::profile::Field;
use crate::software::Software;

use super::FieldChange;
use super::html::Html;

/// The field of home that a live field goes with, and what became of it.
pub(super) struct Pair {
    pub(super) home: usize,
    pub(super) change: Option<FieldChange>,
}

/// The pair of each live field: first equal fields, then those with one label, then those
/// with one value. Each step goes through both tables in order.
pub(super) fn pairs<'field>(
    home: &'field [Field],
    live: &'field [Field],
    software: &Software,
) -> Vec<Option<Pair>> {
    let parsed = |field: &'field Field| Parsed {
        field,
        value: Html::of(&field.value, software),
    };
    let home: Vec<Parsed> = home.iter().map(parsed).collect();
    let live: Vec<Parsed> = live.iter().map(parsed).collect();
    let rules: [Rule; 3] = [equal, same_label, same_content];
    let mut pairs: Vec<Option<Pair>> = live.iter().map(|_| None).collect();
    let mut taken = vec![false; home.len()];
    for rule in rules {
        let waiting = live
            .iter()
            .zip(&mut pairs)
            .filter(|(_, pair)| pair.is_none());
        for (field, pair) in waiting {
            let candidates = home.iter().zip(&mut taken).enumerate();
            for (home, (candidate, taken)) in candidates.filter(|(_, (_, taken))| !**taken) {
                if let Some(change) = rule(candidate, field) {
                    *taken = true;
                    *pair = Some(Pair { home, change });
                    break;
                }
            }
        }
    }
    pairs
}

/// Of pairs (home position, live position) in live order, the live positions of a
/// longest run that is in order at home too: those outside it were moved.
pub(super) fn longest_rising(pairs: &[(usize, usize)]) -> Vec<usize> {
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

/// A field of home and a live one -> whether they go together, and what became of it.
type Rule = fn(&Parsed, &Parsed) -> Option<Option<FieldChange>>;

/// A field with its value parsed: each is held against many.
struct Parsed<'field> {
    field: &'field Field,
    value: Html,
}

fn equal(home: &Parsed, live: &Parsed) -> Option<Option<FieldChange>> {
    (home.field.name == live.field.name && same_value(home, live)).then_some(None)
}

fn same_label(home: &Parsed, live: &Parsed) -> Option<Option<FieldChange>> {
    (home.field.name == live.field.name).then(|| Some(value_change(home, live)))
}

fn same_content(home: &Parsed, live: &Parsed) -> Option<Option<FieldChange>> {
    let says_something = !live.field.value.is_empty();
    (says_something && same_value(home, live)).then_some(Some(FieldChange::Renamed))
}

/// Whether a refresh would leave the value as it is. Home makes the text of a verified
/// link itself, so only its address counts there.
fn same_value(home: &Parsed, live: &Parsed) -> bool {
    match (home.value.lone_link(), live.value.lone_link()) {
        (Some(home), Some(live)) if home != live => false,
        (Some(_), Some(_)) if home.field.verified => true,
        _ => home.value.same(&live.value),
    }
}

/// Whether only addresses changed. The text of a verified link says its address, and so
/// did the text that home verified.
fn value_change(home: &Parsed, live: &Parsed) -> FieldChange {
    let (old_links, new_links) = (home.value.links(), live.value.links());
    let new_text = live.value.text();
    let same_text = home.value.text() == new_text
        && old_links.len() == new_links.len()
        && old_links != new_links;
    let verified_text = home.value.lone_link().filter(|_| home.field.verified);
    let still_says_it = verified_text.is_some_and(|address| address == new_text);
    if same_text || (still_says_it && live.value.lone_link().is_some()) {
        FieldChange::LinkChanged
    } else {
        FieldChange::Changed
    }
}
