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
