//! Two tables of fields -> one row for each field of either.

use crate::profile::Field;
use crate::richtext;
use crate::software::Software;

use super::pairing::{longest_rising, pairs};
use super::rows::{html, plain};
use super::{Attribute, Change, FieldChange, FieldValue, Row, Value};

/// One row for each field: the live ones in their order, each that only home has after
/// the one that it stands behind there. Equal tables give only [`Change::Same`].
pub(super) fn rows(
    home: &[Field],
    live: &[Field],
    emojis: &[Vec<&str>; 2],
    software: &Software,
) -> Vec<Row> {
    let pairs = pairs(home, live, software);
    let paired = || {
        let pairs = pairs.iter().enumerate();
        pairs.filter_map(|(at, pair)| pair.as_ref().map(|pair| (at, pair)))
    };
    let kept: Vec<(usize, usize)> = paired()
        .filter(|(_, pair)| pair.change.is_none())
        .map(|(at, pair)| (pair.home, at))
        .collect();
    let in_order = longest_rising(&kept);
    // What only home has: behind which live row it goes, and where it stands at home.
    let left_over = (0..home.len()).filter(|at| !paired().any(|(_, pair)| pair.home == *at));
    let left_over: Vec<(usize, usize)> = left_over
        .map(|at| {
            let earlier = paired().filter(|(_, pair)| pair.home < at);
            let before = earlier.max_by_key(|(_, pair)| pair.home);
            (before.map_or(0, |(live, _)| live + 1), at)
        })
        .collect();
    let removed = |behind: usize| {
        let here = left_over.iter().filter(move |(place, _)| *place == behind);
        here.map(|(_, at)| {
            let field = home.get(*at).map(|field| (*at, field));
            changed(field, None, Some(FieldChange::Removed), emojis)
        })
    };
    let mut rows: Vec<Row> = removed(0).collect();
    for ((at, field), pair) in live.iter().enumerate().zip(&pairs) {
        rows.push(match pair {
            None => changed(None, Some((at, field)), Some(FieldChange::Added), emojis),
            Some(pair) => {
                let moved = pair.change.is_none() && !in_order.contains(&at);
                let change = pair.change.or(moved.then_some(FieldChange::Reordered));
                let home = home.get(pair.home).map(|field| (pair.home, field));
                changed(home, Some((at, field)), change, emojis)
            }
        });
        rows.extend(removed(at + 1));
    }
    rows
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
