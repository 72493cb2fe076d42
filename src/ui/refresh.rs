//! A refresh in words: what it is at, how it ended, and its buttons.

use super::comparison::attribute_key;
use super::line::trouble_text;
use super::tree::{self, Element, element};
use super::words::Text;
use crate::compare::{Attribute, Verdict};
use crate::message::{Action, Memory};
use crate::view::{Ending, Phase, Report, View, Why};

/// Whether a refresh goes on.
pub(super) fn is_under_way(view: &View) -> bool {
    let refresh = view.refresh.as_ref();
    refresh.is_some_and(|refresh| refresh.ending().is_none())
}

/// Whether a refresh came to nothing, for a reason that is not told already.
pub(super) fn is_unexplained(ending: &Ending) -> bool {
    matches!(
        ending,
        Ending::OldCopy
            | Ending::Unproven
            | Ending::NotFetched
            | Ending::Gone
            | Ending::StillDiffers { .. }
            | Ending::Slow
    )
}

/// What is said of a refresh, and what is added in a lower voice.
pub(super) fn said(view: &View) -> Option<(Text, Option<Text>)> {
    let refresh = view.refresh.as_ref()?;
    let text = |key| {
        Text::key(key)
            .host("home", &view.home)
            .host("server", server(view))
    };
    Some(match &refresh.phase {
        Phase::Reading => (text("reading_home"), None),
        Phase::Asking => (text("refresh_asking"), None),
        Phase::Proving => (text("refresh_proving"), None),
        Phase::Waiting(why, until) => {
            let (words, aside) = match why {
                Why::RateLimited => (text("refresh_rate_limited"), "refresh_goes_on"),
                Why::Slow => (text("refresh_slow"), "refresh_looks_again"),
                Why::PicturesComing(pictures) => (
                    list(text("refresh_pictures_coming"), pictures),
                    "refresh_looks_again",
                ),
                Why::OriginCaches(_) => (text("refresh_origin_caches"), "refresh_goes_on"),
            };
            (words, Some(Text::key(aside).moment("time", *until)))
        }
        Phase::Ended(ending) if refresh.repeated => (
            ended(view, ending),
            Some(text("refresh_recent").moment("time", refresh.at)),
        ),
        Phase::Ended(ending) => (
            ended(view, ending),
            aside(ending).map(|key| text(key).with("handle", &view.handle)),
        ),
    })
}

fn ended(view: &View, ending: &Ending) -> Text {
    let text = |key| {
        Text::key(key)
            .host("home", &view.home)
            .host("server", server(view))
    };
    match ending {
        Ending::Updated(updated) => list(text("refresh_updated"), updated),
        Ending::Changed(changed) => list(text("refresh_changed"), changed),
        Ending::AlreadyFresh => text("refresh_already_fresh"),
        Ending::OldCopy => text("refresh_old_copy"),
        Ending::Unproven => text("refresh_unproven"),
        Ending::NotFetched => text("refresh_not_fetched"),
        Ending::Gone => text("trouble_gone"),
        Ending::PicturesKept { kept, .. } => list(text("refresh_pictures_kept"), kept),
        Ending::PicturesMissing { missing, .. } => list(text("refresh_pictures_missing"), missing),
        Ending::StillDiffers { left, .. } => list(text("refresh_still_differs"), left),
        Ending::Renamed(handle) => text("refresh_renamed").with("handle", handle),
        Ending::TooSoon(until) => text("refresh_too_soon").moment("time", *until),
        Ending::Slow => text("refresh_still_slow"),
        Ending::RateLimited(until) => text("refresh_limited_again").moment("time", *until),
        Ending::SignedOut => text("refresh_signed_out"),
        Ending::ScopeRefused => text("refresh_scope_refused"),
        Ending::Maintenance => text("refresh_maintenance"),
        Ending::Home(trouble) => trouble_text(*trouble, view, server(view)),
    }
}

/// What may be done about it.
fn aside(ending: &Ending) -> Option<&'static str> {
    match ending {
        Ending::OldCopy => Some("refresh_old_copy_aside"),
        Ending::NotFetched => Some("refresh_not_fetched_aside"),
        Ending::PicturesKept { .. } => Some("refresh_pictures_kept_aside"),
        Ending::PicturesMissing { .. } => Some("refresh_pictures_missing_aside"),
        _ => None,
    }
}

/// The attributes in words, each once.
fn list(text: Text, attributes: &[Attribute]) -> Text {
    let names = attributes.iter().map(|attribute| {
        Text::key(match attribute {
            Attribute::Fields => "attribute_fields_all",
            attribute => attribute_key(*attribute),
        })
    });
    text.list("attributes", names)
}

/// The line's button while a refresh is what the line tells of.
pub(super) fn line_button(view: &View, memory: Memory) -> Option<Element> {
    let refresh = view.refresh.as_ref()?;
    let button = |key| tree::button(Text::key(key)).key("refresh");
    Some(match refresh.ending() {
        // It stays where it was pressed, so that the focus does.
        None => button("refresh").set("aria-disabled", "true"),
        Some(_) if memory.held => button("refresh_reload").press(Action::Reload),
        Some(ending) if ending.is_good() => again(view, "refresh"),
        Some(_) => again(view, "refresh_try_again"),
    })
}

/// Where the profile is now, if home has it under another handle.
pub(super) fn renamed(view: &View) -> Option<Element> {
    let Ending::Renamed(handle) = view.refresh.as_ref()?.ending()? else {
        return None;
    };
    let link = element("a")
        .class("button")
        .key("renamed")
        .set("href", format!("https://{}/{handle}", view.home))
        .child(Text::key("refresh_renamed_open"));
    Some(link)
}

/// The button that begins a refresh.
pub(super) fn button(view: &View, report: &Report) -> Element {
    if is_under_way(view) {
        return tree::button(Text::key("refresh"))
            .key("refresh")
            .set("aria-disabled", "true");
    }
    let button = again(view, "refresh");
    match report.verdict {
        Verdict::Stale | Verdict::Moved | Verdict::Suspended => button.class("main"),
        _ => button,
    }
}

fn again(view: &View, key: &'static str) -> Element {
    let cost = Text::key("refresh_cost")
        .host("home", &view.home)
        .host("server", server(view));
    tree::button(Text::key(key))
        .key("refresh")
        .say("title", cost)
        .press(Action::Refresh)
}

/// Why the marks of verified links are missing after a refresh.
pub(super) fn verification(view: &View) -> Option<Element> {
    let refresh = view.refresh.as_ref()?;
    refresh.verifies_again.then(|| {
        element("div")
            .class("foot")
            .key("verification")
            .child(Text::key("refresh_verifies_again").host("home", &view.home))
    })
}

/// The server the account lives on, as far as it is known.
fn server(view: &View) -> &str {
    let of_handle = || view.handle.rsplit('@').next();
    view.origin
        .as_deref()
        .or_else(of_handle)
        .unwrap_or_default()
}
