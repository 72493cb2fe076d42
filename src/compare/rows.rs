//! The rows of a comparison, attribute by attribute.

use crate::idn;
use crate::profile::{Picture, Profile, Target};
use crate::richtext::{self, RichText};
use crate::software::{Family, Software};

use super::fields;
use super::html::Html;
use super::{AccountValue, Attribute, Change, Row, Value};

/// Counts within this share of each other, or within this number, drift by themselves.
const TOLERATED_SHARE: u64 = 20;
const TOLERATED_NUMBER: u64 = 10;

/// Every attribute in the order of [`Attribute`], one row for each field.
pub(super) fn rows(cached: &Profile, live: &Profile, home: &Software) -> Vec<Row> {
    // What a suspended account's copy says of these is blank, and says nothing.
    let blanked = cached.suspended || live.suspended;
    let emojis = [shortcodes(cached), shortcodes(live)];
    let mut rows = vec![
        name(cached, live, &emojis),
        note(cached, live, &emojis, home),
    ];
    rows.extend(fields::rows(&cached.fields, &live.fields, &emojis, home));
    rows.extend([
        picture(Attribute::Avatar, &cached.avatar, &live.avatar, home),
        picture(Attribute::Header, &cached.header, &live.header, home),
        flag(Attribute::Locked, cached.locked, live.locked),
        flag(Attribute::Bot, cached.bot, live.bot),
        flag(Attribute::Group, cached.group, live.group),
        flag(
            Attribute::Discoverable,
            cached.discoverable,
            live.discoverable,
        ),
        flag(Attribute::Indexable, cached.indexable, live.indexable),
        moved(cached.moved.as_ref(), live.moved.as_ref()),
        flag(
            Attribute::Suspended,
            Some(cached.suspended),
            Some(live.suspended),
        ),
        flag(
            Attribute::Memorial,
            memorial_at(cached, home),
            live.memorial,
        ),
        address(cached, live),
        handle(cached, live),
        created(cached, live),
        count(
            Attribute::FollowersCount,
            cached.counts.followers,
            live.counts.followers,
        ),
        count(
            Attribute::FollowingCount,
            cached.counts.following,
            live.counts.following,
        ),
        count(
            Attribute::StatusesCount,
            cached.counts.posts,
            live.counts.posts,
        ),
    ]);
    for row in rows
        .iter_mut()
        .filter(|row| blanked && is_blanked(row.attribute))
    {
        row.change = Change::NotComparable;
        row.field = None;
    }
    rows
}

/// The custom emoji of a profile, by shortcode.
pub(super) fn shortcodes(profile: &Profile) -> Vec<&str> {
    profile
        .emojis
        .iter()
        .map(|emoji| emoji.shortcode.as_str())
        .collect()
}

/// Plain text with emoji.
pub(super) fn plain(text: &str, emojis: &[&str]) -> RichText {
    RichText::from_text(text).with_emojis(emojis)
}

/// HTML as home serves it, with emoji.
pub(super) fn html(html: &str, emojis: &[&str]) -> RichText {
    RichText::from_html(html).with_emojis(emojis)
}

/// A row of an attribute that is no field.
pub(super) fn row(attribute: Attribute, home: Value, live: Value, change: Change) -> Row {
    Row {
        attribute,
        home,
        live,
        change,
        field: None,
    }
}

/// What Mastodon blanks (`account_serializer.rb`, `actor_serializer.rb`).
fn is_blanked(attribute: Attribute) -> bool {
    !matches!(
        attribute,
        Attribute::Suspended
            | Attribute::Url
            | Attribute::Handle
            | Attribute::Bot
            | Attribute::Group
    )
}

fn same_or_different(same: bool) -> Change {
    if same {
        Change::Same
    } else {
        Change::Different
    }
}

fn name(cached: &Profile, live: &Profile, [home_emojis, live_emojis]: &[Vec<&str>; 2]) -> Row {
    let same = cached.name == live.name;
    let texts = (
        plain(&cached.name, home_emojis),
        plain(&live.name, live_emojis),
    );
    let empty = (cached.name.is_empty(), live.name.is_empty());
    text(Attribute::DisplayName, same, texts, empty)
}

fn note(
    cached: &Profile,
    live: &Profile,
    [home_emojis, live_emojis]: &[Vec<&str>; 2],
    home: &Software,
) -> Row {
    let same =
        cached.bio == live.bio || Html::of(&cached.bio, home).same(&Html::of(&live.bio, home));
    let texts = (html(&cached.bio, home_emojis), html(&live.bio, live_emojis));
    let empty = (cached.bio.is_empty(), live.bio.is_empty());
    text(Attribute::Note, same, texts, empty)
}

fn text(
    attribute: Attribute,
    same: bool,
    (home, live): (RichText, RichText),
    (home_is_empty, live_is_empty): (bool, bool),
) -> Row {
    let (home, live) = if same {
        (home, live)
    } else {
        richtext::mark_words(&home, &live)
    };
    let value = |text, is_empty| {
        if is_empty {
            Value::Nothing
        } else {
            Value::Rich(text)
        }
    };
    row(
        attribute,
        value(home, home_is_empty),
        value(live, live_is_empty),
        same_or_different(same),
    )
}

/// Home's own address of a picture never tells which of origin's it holds, so two
/// pictures can only be compared by their pixels; except where home serves origin's
/// address itself.
fn picture(attribute: Attribute, home: &Picture, live: &Picture, software: &Software) -> Row {
    let links_to_origin = matches!(software.family, Family::Pleroma | Family::Akkoma);
    let change = match (home, live) {
        (Picture::Unknown, _) | (_, Picture::Unknown) => Change::NotComparable,
        (Picture::None, Picture::None | Picture::Unsupported(_)) => Change::Same,
        (Picture::None, Picture::At(_)) | (_, Picture::None) => Change::Different,
        (Picture::At(home) | Picture::Unsupported(home), Picture::At(live)) if home == live => {
            Change::Same
        }
        (Picture::At(home), Picture::At(live)) if links_to_origin && same_host(home, live) => {
            Change::Different
        }
        _ => Change::NotComparable,
    };
    let value = |picture: &Picture| match picture {
        Picture::None => Value::Nothing,
        Picture::Unknown => Value::Unknown,
        Picture::At(address) | Picture::Unsupported(address) => Value::Picture(address.clone()),
    };
    row(attribute, value(home), value(live), change)
}

fn same_host(one: &str, other: &str) -> bool {
    let host = idn::host_of(one);
    host.is_some() && host == idn::host_of(other)
}

fn flag(attribute: Attribute, home: Option<bool>, live: Option<bool>) -> Row {
    let change = match (home, live) {
        (Some(home), Some(live)) => same_or_different(home == live),
        _ => Change::NotComparable,
    };
    let value = |flag: Option<bool>| flag.map_or(Value::Unknown, Value::Flag);
    row(attribute, value(home), value(live), change)
}

/// Mastodon and its forks name `memorial` only where it is true.
fn memorial_at(cached: &Profile, home: &Software) -> Option<bool> {
    let is_mastodon = matches!(
        home.family,
        Family::Mastodon | Family::Glitch | Family::Hometown
    );
    cached.memorial.or(is_mastodon.then_some(false))
}

fn moved(home: Option<&Target>, live: Option<&Target>) -> Row {
    let change = match (home, live) {
        (None, None) => Change::Same,
        (Some(home), Some(live)) => same_target(home, live),
        _ => Change::Different,
    };
    let value = |target: Option<&Target>| match target {
        None => Value::Nothing,
        Some(target) => Value::Account(AccountValue {
            handle: target.handle.clone(),
            address: [&target.address, &target.id]
                .into_iter()
                .find(|text| !text.is_empty())
                .cloned()
                .unwrap_or_default(),
        }),
    };
    row(Attribute::Moved, value(home), value(live), change)
}

/// By id where both have one; otherwise any name that both share proves it, and
/// nothing disproves it.
fn same_target(home: &Target, live: &Target) -> Change {
    let shared = |one: &str, other: &str| !one.is_empty() && one == other;
    let is_same = shared(&home.id, &live.id)
        || shared(&home.address, &live.address)
        || shared(&home.address, &live.id)
        || shared(&home.id, &live.address)
        || (home.handle.is_some() && home.handle == live.handle);
    match is_same {
        true => Change::Same,
        false if !home.id.is_empty() && !live.id.is_empty() => Change::Different,
        false if home.handle.is_some() && live.handle.is_some() => Change::Different,
        false => Change::NotComparable,
    }
}

fn address(cached: &Profile, live: &Profile) -> Row {
    let change = match (cached.address.as_str(), live.address.as_str()) {
        ("", _) | (_, "") => Change::NotComparable,
        (home, live) => same_or_different(home == live),
    };
    let value = |address: &str| match address {
        "" => Value::Unknown,
        address => Value::Address(address.to_owned()),
    };
    row(
        Attribute::Url,
        value(&cached.address),
        value(&live.address),
        change,
    )
}

/// A host that was only taken from an id or an address cannot be held against another.
fn handle(cached: &Profile, live: &Profile) -> Row {
    let assumed = cached.handle_host_assumed || live.handle_host_assumed;
    let change = match (&cached.handle, &live.handle) {
        (Some(home), Some(live)) if home == live => Change::Same,
        (Some(home), Some(live)) if assumed && home.has_user_of(live) => Change::NotComparable,
        (Some(_), Some(_)) => Change::Different,
        _ => Change::NotComparable,
    };
    let value = |profile: &Profile| match &profile.handle {
        None => Value::Unknown,
        Some(handle) => Value::Account(AccountValue {
            handle: Some(handle.clone()),
            address: profile.address.clone(),
        }),
    };
    row(Attribute::Handle, value(cached), value(live), change)
}

fn created(cached: &Profile, live: &Profile) -> Row {
    let change = match (&cached.created, &live.created) {
        (Some(home), Some(live)) => same_or_different(home == live),
        _ => Change::NotComparable,
    };
    let value = |day: &Option<String>| day.clone().map_or(Value::Unknown, Value::Date);
    row(
        Attribute::CreatedAt,
        value(&cached.created),
        value(&live.created),
        change,
    )
}

fn count(attribute: Attribute, home: Option<u64>, live: Option<u64>) -> Row {
    let change = match (home, live) {
        (Some(home), Some(live)) if home == live => Change::Same,
        (Some(home), Some(live)) => {
            let tolerated = TOLERATED_NUMBER.max(home.max(live) / TOLERATED_SHARE);
            if home.abs_diff(live) <= tolerated {
                Change::Drift
            } else {
                Change::Different
            }
        }
        _ => Change::NotComparable,
    };
    let value = |count: Option<u64>| count.map_or(Value::Unknown, Value::Count);
    row(attribute, value(home), value(live), change)
}
