//! The one quiet line: mark, verdict, what to do.

use super::tree::{Element, Node, button, element};
use super::words::Text;
use super::{backfill, diagnose, refresh};
use crate::compare::{Attribute, Comparison, Value, Verdict};
use crate::consent::Scope;
use crate::message::{Action, Memory};
use crate::trouble::Trouble;
use crate::view::{Report, Stage, View};

/// The class that colours the mark.
pub(super) fn tone(view: &View) -> &'static str {
    match (view.stage, &view.report) {
        _ if refresh::is_under_way(view) => "busy",
        (Stage::ReadingHome | Stage::ReadingOrigin, _) => "busy",
        (Stage::Done, Some(report)) => match report.verdict {
            Verdict::Fresh => "fresh",
            Verdict::Stale | Verdict::Moved | Verdict::Suspended | Verdict::Gone => "stale",
            _ => "",
        },
        _ => "",
    }
}

pub(super) fn line(view: &View, memory: Memory) -> Element {
    let (words, aside) = refresh::said(view).unwrap_or_else(|| said(view, memory));
    let suggestion = backfill::suggestion(view);
    let class = if suggestion.is_some() {
        "said wide"
    } else {
        "said"
    };
    let words = element("div")
        .class("words")
        .set("role", "status")
        .key("words")
        .child(element("span").child(words))
        .children(aside.into_iter().chain(suggestion).map(|aside| {
            element("span")
                .child(Node::Verbatim(" ".to_owned()))
                .child(element("span").class("aside").child(aside))
        }));
    element("div")
        .class("line")
        .key("line")
        .child(
            element("div")
                .class(class)
                .child(element("span").class("mark").set("aria-hidden", "true"))
                .child(words),
        )
        .child(
            element("div")
                .class("actions")
                .children(actions(view, memory))
                .children(diagnosed(view))
                .children(backfill::button(view, memory)),
        )
}

/// What is said, and what is added in a lower voice.
fn said(view: &View, memory: Memory) -> (Text, Option<Text>) {
    let server = view.origin.clone().unwrap_or_default();
    match (view.stage, &view.report) {
        (Stage::AskingConsent, _) if memory.later => (
            Text::key("consent_later_said").host("server", &server),
            None,
        ),
        (Stage::AskingConsent, _) => (
            Text::key("consent_question").host("server", &server),
            Some(Text::key("consent_meaning").host("server", &server)),
        ),
        (Stage::ReadingOrigin, _) => (Text::key("reading_origin").host("server", &server), None),
        (Stage::Done, Some(report)) => outcome(view, report, &server),
        (Stage::ReadingHome | Stage::Done, _) => {
            (Text::key("reading_home").host("home", &view.home), None)
        }
    }
}

fn outcome(view: &View, report: &Report, server: &str) -> (Text, Option<Text>) {
    if let Some(trouble) = report.trouble {
        return (trouble_text(trouble, view, server), None);
    }
    let differences = report
        .comparison
        .as_ref()
        .map_or(0, |comparison| comparison.differences().count()) as u64;
    let counted = Text::key("differences").count(differences);
    match report.verdict {
        Verdict::Fresh => (Text::key("verdict_fresh").host("home", &view.home), None),
        Verdict::Moved => (
            Text::key("verdict_moved").with("target", moved_to(report.comparison.as_ref())),
            Some(Text::key("verdict_moved_aside").host("home", &view.home)),
        ),
        Verdict::Suspended => (
            Text::key("verdict_suspended").host("server", server),
            Some(Text::key("verdict_moved_aside").host("home", &view.home)),
        ),
        _ => (
            Text::key("verdict_stale").host("home", &view.home),
            Some(counted),
        ),
    }
}

/// A trouble in words.
pub(super) fn trouble_text(trouble: Trouble, view: &View, server: &str) -> Text {
    Text::key(trouble_key(trouble))
        .host("server", server)
        .host("home", &view.home)
}

fn trouble_key(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::HomeUnknown => "trouble_home_unknown",
        Trouble::HomeSignedOut => "trouble_home_signed_out",
        Trouble::HomeRefused => "trouble_home_refused",
        Trouble::HomeRateLimited => "trouble_home_rate_limited",
        Trouble::HomeDown => "trouble_home_down",
        Trouble::HomeUnreadable => "trouble_home_unreadable",
        Trouble::AddressRefused(_) => "trouble_address_refused",
        Trouble::NoAnswer => "trouble_no_answer",
        Trouble::Silent => "trouble_silent",
        Trouble::TimedOut => "trouble_timed_out",
        Trouble::TooLarge => "trouble_too_large",
        Trouble::Redirected => "trouble_redirected",
        Trouble::ServerFault => "trouble_server_fault",
        Trouble::RateLimited => "trouble_rate_limited",
        Trouble::NotJson => "trouble_not_json",
        Trouble::NotAnActor => "trouble_not_an_actor",
        Trouble::OtherAccount => "trouble_other_account",
        Trouble::Refused => "trouble_refused",
        Trouble::NotFound => "trouble_not_found",
        Trouble::Gone => "trouble_gone",
        Trouble::NeedsSignature => "trouble_needs_signature",
        Trouble::NeedsAccess => "trouble_needs_access",
    }
}

fn moved_to(comparison: Option<&Comparison>) -> String {
    let row = comparison.and_then(|comparison| {
        comparison
            .rows
            .iter()
            .find(|row| row.attribute == Attribute::Moved)
    });
    match row.map(|row| &row.live) {
        Some(Value::Account(account)) => match &account.handle {
            Some(handle) => handle.shown(),
            None => account.address.clone(),
        },
        _ => String::new(),
    }
}

fn actions(view: &View, memory: Memory) -> Vec<Element> {
    let again = || {
        button(Text::key("check_again"))
            .key("again")
            .press(Action::CheckAgain)
    };
    let compare = || {
        button(Text::key(if memory.open { "close" } else { "compare" }))
            .key("open")
            .set("aria-expanded", if memory.open { "true" } else { "false" })
            .press(Action::Open(!memory.open))
    };
    if let Some(first) = refresh::line_button(view, memory) {
        let compared = view
            .report
            .as_ref()
            .is_some_and(|report| report.comparison.is_some());
        let asks = view.stage == Stage::AskingConsent && !refresh::is_under_way(view);
        let ask = || {
            button(Text::key("compare_after_all"))
                .key("ask")
                .press(Action::CheckAgain)
        };
        return std::iter::once(first)
            .chain(compared.then(compare))
            .chain(asks.then(ask))
            .chain(refresh::renamed(view))
            .collect();
    }
    match (view.stage, &view.report) {
        (Stage::AskingConsent, _) if memory.later => vec![
            button(Text::key("compare_after_all"))
                .key("after_all")
                .press(Action::Later(false)),
        ],
        (Stage::AskingConsent, _) => consent(view),
        (Stage::Done, Some(report)) if report.comparison.is_some() => {
            vec![refresh::button(view, report), compare()]
        }
        (_, Some(report)) if report.comparison.is_some() => vec![compare()],
        (Stage::Done, Some(report)) => match (report.trouble, &view.origin) {
            (Some(Trouble::NeedsAccess), Some(server)) => vec![access(server)],
            (Some(Trouble::Silent), Some(server)) => vec![again(), access(server)],
            (Some(Trouble::Gone | Trouble::HomeUnknown), _) => Vec::new(),
            (Some(trouble), _) if trouble.is_homes() => vec![again()],
            // What must not be asked for by a browser is none that home should be sent to.
            (Some(Trouble::AddressRefused(_)), _) => vec![again()],
            _ => vec![refresh::button(view, report), again()],
        },
        _ => Vec::new(),
    }
}

/// The button that begins a diagnosis, where a look or a refresh came to nothing.
fn diagnosed(view: &View) -> Option<Element> {
    let refreshed = view.refresh.as_ref().map(|refresh| refresh.ending());
    let failed = match refreshed {
        Some(ending) => ending.is_some_and(refresh::is_unexplained),
        None => {
            let report = view.report.as_ref().filter(|_| view.stage == Stage::Done);
            report
                .and_then(|report| report.trouble)
                .is_some_and(is_unexplained)
        }
    };
    let server = view.origin.as_deref().unwrap_or_default();
    failed.then(|| diagnose::begin(&view.home, server, view.diagnosis.is_some()))
}

/// Whether a trouble leaves open why home has no better copy, or none.
fn is_unexplained(trouble: Trouble) -> bool {
    match trouble {
        Trouble::HomeUnknown => true,
        Trouble::NeedsAccess => false,
        trouble => !trouble.is_homes(),
    }
}

/// The button that leads to the browser's question for access to a server.
pub(super) fn access(server: &str) -> Element {
    button(Text::key("allow_access").host("server", server))
        .key("access")
        .press(Action::Access(vec![server.to_owned()]))
}

/// The buttons that agree to contacting a server.
pub(super) fn consent_to(server: &str) -> Vec<Element> {
    let scopes = [
        (Scope::Once, "consent_once", "main"),
        (Scope::Server, "consent_server", ""),
        (Scope::Always, "consent_always", ""),
    ];
    scopes
        .into_iter()
        .map(|(scope, key, class)| {
            button(Text::key(key))
                .class(class)
                .key(key)
                .press(Action::Contact {
                    server: server.to_owned(),
                    scope,
                })
        })
        .collect()
}

fn consent(view: &View) -> Vec<Element> {
    let mut buttons = consent_to(view.origin.as_deref().unwrap_or_default());
    buttons.push(
        button(Text::key("consent_later"))
            .class("plain")
            .key("consent_later")
            .press(Action::Later(true)),
    );
    buttons
}
