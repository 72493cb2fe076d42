//! Home and Live side by side, a row per attribute, differences first.

use super::line;
use super::refresh;
use super::rich;
use super::tree::{Element, Node, button, element};
use super::words::Text;
use crate::compare::{Attribute, Change, FieldChange, Row, Value};
use crate::consent::Scope;
use crate::handle::unicode_host;
use crate::idn;
use crate::intake;
use crate::message::{Action, Memory};
use crate::view::{PictureState, Pictures, Report, Side, View};

/// The comparison of a report, or nothing where there is none.
pub(super) fn comparison(
    view: &View,
    report: &Report,
    pictures: &Pictures,
    memory: Memory,
) -> Option<Element> {
    let comparison = report.comparison.as_ref()?;
    let shown = |row: &&Row| memory.all || at_first(row);
    let rows = comparison.rows.iter().filter(shown);
    let hidden = comparison.rows.len() - rows.clone().count();
    let table = element("div")
        .class("table")
        .set("role", "table")
        .say("aria-label", Text::key("comparison"))
        .child(heads(view))
        .children(
            rows.enumerate()
                .map(|(at, row)| self::row(at, row, pictures)),
        );
    Some(
        element("div")
            .class("comparison")
            .key("comparison")
            .child(table)
            .children(
                (!memory.all && comparison.differences().next().is_none()).then(|| {
                    element("div")
                        .class("foot")
                        .key("nothing")
                        .child(Text::key("nothing_differs"))
                }),
            )
            .children(refresh::verification(view))
            .child(foot(view, report, hidden, memory)),
    )
}

/// Whether a row is among those shown at first: differences, and pictures that only
/// people can hold against each other.
fn at_first(row: &Row) -> bool {
    let picture = matches!(row.attribute, Attribute::Avatar | Attribute::Header)
        && matches!(row.home, Value::Picture(_))
        && matches!(row.live, Value::Picture(_));
    row.change == Change::Different || picture
}

fn heads(view: &View) -> Element {
    let head = |name: &'static str, host: &str| {
        element("div")
            .class("head")
            .set("role", "columnheader")
            .child(Text::key(name))
            .child(
                element("bdi")
                    .class("aside")
                    .child(Node::Verbatim(unicode_host(host))),
            )
    };
    element("div")
        .class("heads")
        .set("role", "row")
        // Above the names of the rows, for those who are read the table aloud.
        .child(element("span").set("role", "cell"))
        .child(head("home", &view.home))
        .child(head("live", view.origin.as_deref().unwrap_or_default()))
}

fn row(at: usize, row: &Row, pictures: &Pictures) -> Element {
    let cell = |side: Side, name: &'static str, value: &Value| {
        element("div")
            .class("cell")
            .set("role", "cell")
            .child(element("span").class("side").child(Text::key(name)))
            .child(value_of(row.attribute, side, value, pictures))
    };
    element("div")
        .class(if row.change == Change::Different {
            "row"
        } else {
            "row same"
        })
        .set("role", "row")
        .key(format!("{:?}{at}", row.attribute))
        .child(
            element("div")
                .class("name")
                .set("role", "rowheader")
                .child(Text::key(attribute_key(row.attribute)))
                .children(note(row).map(|note| {
                    element("span")
                        .class("aside")
                        .child(Node::Verbatim(" · ".to_owned()))
                        .child(note)
                })),
        )
        .child(cell(Side::Home, "home", &row.home))
        .child(cell(Side::Live, "live", &row.live))
}

/// What is to be added to a row's name.
fn note(row: &Row) -> Option<Text> {
    let field = row.field.map(|change| match change {
        FieldChange::Added => "field_added",
        FieldChange::Removed => "field_removed",
        FieldChange::Renamed => "field_renamed",
        FieldChange::Changed => "field_changed",
        FieldChange::LinkChanged => "field_link_changed",
        FieldChange::Reordered => "field_reordered",
    });
    let change = match row.change {
        Change::Drift => Some("change_drift"),
        Change::NotComparable if at_first(row) => Some("change_by_eye"),
        Change::NotComparable => Some("change_not_comparable"),
        Change::Same | Change::Different => None,
    };
    field.or(change).map(Text::key)
}

fn value_of(attribute: Attribute, side: Side, value: &Value, pictures: &Pictures) -> Node {
    match value {
        Value::Nothing => none("value_nothing"),
        Value::Unknown => none("value_unknown"),
        Value::Rich(text) if text.blocks.is_empty() => none("value_nothing"),
        Value::Rich(text) => rich::blocks(text).into(),
        Value::Flag(true) => Text::key("value_yes").into(),
        Value::Flag(false) => Text::key("value_no").into(),
        Value::Picture(_) => picture(attribute, side, pictures),
        Value::Address(address) => address_of(address),
        Value::Date(date) => match intake::midnight(date) {
            Some(day) => Text::key("value_day").day("day", day).into(),
            None => element("bdi").child(Node::Verbatim(date.clone())).into(),
        },
        Value::Count(count) => Text::key("value_count").count(*count).into(),
        Value::Field(field) => element("div")
            .child(element("strong").child(rich::inline(&field.name)))
            .child(rich::blocks(&field.value))
            .into(),
        Value::Account(account) => {
            let name = account.handle.as_ref().map(|handle| handle.shown());
            match name {
                Some(name) => element("bdi").child(Node::Verbatim(name)).into(),
                None => address_of(&account.address),
            }
        }
    }
}

fn none(key: &'static str) -> Node {
    element("span").class("none").child(Text::key(key)).into()
}

fn picture(attribute: Attribute, side: Side, pictures: &Pictures) -> Node {
    let header = attribute == Attribute::Header;
    let quiet = |text: Text| -> Node { element("p").class("none").child(text).into() };
    match pictures.of(side, attribute) {
        PictureState::Waiting => quiet(Text::key("picture_waiting")),
        PictureState::Shown(address) => element("img")
            .class(if header {
                "picture header"
            } else {
                "picture avatar"
            })
            .set("src", address)
            .say(
                "alt",
                Text::key(match (header, side) {
                    (false, Side::Home) => "picture_avatar_home",
                    (false, Side::Live) => "picture_avatar_live",
                    (true, Side::Home) => "picture_header_home",
                    (true, Side::Live) => "picture_header_live",
                }),
            )
            .into(),
        PictureState::NeedsConsent(server) => element("div")
            .class("stack")
            .child(quiet(
                Text::key("picture_needs_consent").host("server", server),
            ))
            .child(
                button(Text::key("consent_server"))
                    .key("consent")
                    .press(Action::Contact {
                        server: server.clone(),
                        scope: Scope::Server,
                    }),
            )
            .into(),
        PictureState::NeedsAccess(server) => element("div")
            .class("stack")
            .child(quiet(
                Text::key("picture_needs_access").host("server", server),
            ))
            .child(line::access(server))
            .into(),
        PictureState::Unreadable => quiet(Text::key("picture_unreadable")),
    }
}

/// An address as a link, if it is one that may be followed.
pub(super) fn address_of(address: &str) -> Node {
    let text = Node::Verbatim(address.to_owned());
    let followed = |url: &url::Url| {
        let bare = url.username().is_empty() && url.password().is_none();
        matches!(url.scheme(), "http" | "https") && bare
    };
    match idn::parse(address) {
        Ok(url) if followed(&url) => element("a").set("href", url.as_str()).child(text).into(),
        _ if address.is_empty() => none("value_nothing"),
        _ => element("bdi").child(text).into(),
    }
}

fn foot(view: &View, report: &Report, hidden: usize, memory: Memory) -> Element {
    let all = if memory.all {
        Some(button(Text::key("show_differences")))
    } else if hidden > 0 {
        Some(button(Text::key("show_all").count(hidden as u64)))
    } else {
        None
    };
    element("div")
        .class("foot")
        .key("foot")
        .child(
            element("span")
                .class("aside")
                .child(Text::key("checked_at").moment("time", report.checked)),
        )
        .children(all.map(|button| {
            button
                .key("all")
                .class("plain")
                .press(Action::ShowAll(!memory.all))
        }))
        .child(
            button(Text::key("check_again"))
                .key("again")
                .class("plain")
                .press(Action::CheckAgain),
        )
        .child(refresh::button(view, report).key("foot_refresh"))
        .children(view.moderation.as_ref().map(|address| {
            element("a")
                .class("plain")
                .key("moderation")
                .set("href", address)
                .child(Text::key("moderation_page").host("home", &view.home))
        }))
}

pub(super) fn attribute_key(attribute: Attribute) -> &'static str {
    match attribute {
        Attribute::DisplayName => "attribute_display_name",
        Attribute::Note => "attribute_note",
        Attribute::Fields => "attribute_fields",
        Attribute::Avatar => "attribute_avatar",
        Attribute::Header => "attribute_header",
        Attribute::Locked => "attribute_locked",
        Attribute::Bot => "attribute_bot",
        Attribute::Group => "attribute_group",
        Attribute::Discoverable => "attribute_discoverable",
        Attribute::Indexable => "attribute_indexable",
        Attribute::Moved => "attribute_moved",
        Attribute::Suspended => "attribute_suspended",
        Attribute::Memorial => "attribute_memorial",
        Attribute::Url => "attribute_url",
        Attribute::Handle => "attribute_handle",
        Attribute::CreatedAt => "attribute_created_at",
        Attribute::FollowersCount => "attribute_followers_count",
        Attribute::FollowingCount => "attribute_following_count",
        Attribute::StatusesCount => "attribute_statuses_count",
    }
}
