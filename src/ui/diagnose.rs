//! A diagnosis in words: what is being checked, the cause, its evidence, and what to do.
//!
//! ```
//! use freshet::diagnose::{Asks, Diagnose};
//! use freshet::message::Memory;
//! use freshet::ui::diagnose::section;
//! let asks = Asks { home: "home.example", domain: "home.example", signed_in: true };
//! let diagnosis = Diagnose::new(&asks, "@ada@remote.example", 0.0);
//! let _ = section(diagnosis.view(), Memory::default());
//! ```
//!
//! It must not know how a cause is found: it names what [`Diagnosis`] names.

mod checks;
mod offer;
mod report;
mod steps;
mod words;

pub use offer::{begin, field, offer};
pub use report::report;

use super::line::{access, consent_to};
use super::tree::{Element, Node, button, element};
use super::words::Text;
use crate::diagnose::MOST_OF_ORIGIN;
use crate::message::{Action, Memory};
use crate::view::{At, Diagnosis, Finding, Progress};
use words::Names;

/// Most characters of what was typed that a title repeats.
const SHOWN: usize = 80;

/// A diagnosis: how far it has come, or what it found and what can be done.
pub fn section(diagnosis: &Diagnosis, memory: Memory) -> Element {
    let names = Names(diagnosis);
    let done = diagnosis.phase == Progress::Done;
    let first = diagnosis.first().filter(|_| done);
    let (said, aside) = said(&names);
    let head = element("div")
        .class("found")
        .key("found")
        .child(element("span").class("mark").set("aria-hidden", "true"))
        .child(
            element("div")
                .child(
                    element("h3")
                        .class("asked")
                        .child(names.own("diagnose_title")),
                )
                .child(
                    element("p")
                        .class("cause")
                        .set("role", "status")
                        .key("words")
                        .child(said),
                )
                .children(aside.map(|aside| element("p").class("why").child(aside))),
        );
    let mut parts = vec![head];
    if let Progress::NeedsConsent(server) = &diagnosis.phase {
        parts.push(consent(server));
    }
    if let Some(first) = first {
        parts.extend(steps::evidence(&names, first));
        parts.extend(steps::for_you(&names, first));
        parts.push(facts(&names, first));
        parts.extend(further(&names));
    } else if done {
        parts.extend(excluded(&names));
    }
    parts.extend(near(diagnosis));
    parts.extend(access_to(diagnosis, done));
    let has_admins = first.is_some_and(steps::has_admins);
    if done {
        parts.push(folds(diagnosis, has_admins, memory));
    }
    if has_admins && memory.admins {
        parts.extend(first.into_iter().flat_map(|first| {
            [At::Home, At::Origin]
                .into_iter()
                .filter_map(|reader| steps::for_admins(&names, first, reader))
                .collect::<Vec<_>>()
        }));
    }
    let checks = || checks::list(&names, memory.details);
    if !done {
        parts.push(checks());
    } else if memory.details {
        parts.push(part("all", Text::key("report_checks")).child(checks()));
    }
    parts.push(foot(diagnosis, memory));
    element("div")
        .class(&format!("diagnosis {}", tone(diagnosis)))
        .key("diagnosis")
        .children(parts)
}

/// The class that colours the mark.
fn tone(diagnosis: &Diagnosis) -> &'static str {
    match (&diagnosis.phase, diagnosis.first()) {
        (Progress::Running, _) => "busy",
        (Progress::Done, Some(first)) if first.side == At::Nobody => "fresh",
        (Progress::Done, Some(_)) => "stale",
        _ => "",
    }
}

/// What is said aloud, and what is added in a lower voice.
fn said(names: &Names<'_>) -> (Text, Option<Text>) {
    let diagnosis = names.0;
    match (&diagnosis.phase, diagnosis.first()) {
        (Progress::Running, _) => {
            let check = diagnosis.checks.last();
            let words = check.map(|checked| names.check(checked.check));
            (words.unwrap_or_else(|| names.own("diagnose_begins")), None)
        }
        (Progress::NeedsConsent(server), _) => (
            Text::key("diagnose_consent").host("server", server),
            Some(
                Text::key("diagnose_consent_aside")
                    .host("server", server)
                    .number("number", u64::from(MOST_OF_ORIGIN)),
            ),
        ),
        (Progress::Done, Some(first)) => (names.cause(first), Some(names.cause_aside(first))),
        (Progress::Done, None) => (
            names.own("cause_unknown"),
            Some(names.own("cause_unknown_aside")),
        ),
    }
}

fn consent(server: &str) -> Element {
    element("div")
        .class("actions")
        .key("consent")
        .children(consent_to(server))
        .child(
            button(Text::key("diagnose_without"))
                .class("plain")
                .key("without")
                .press(Action::Without(server.to_owned())),
        )
}

/// Where it fails, who can repair it, how long that takes.
fn facts(names: &Names<'_>, first: &Finding) -> Element {
    let fact = |name: &'static str, text: Text| {
        element("div")
            .child(element("dt").child(Text::key(name)))
            .child(element("dd").child(text))
    };
    let at = |prefix, at: At| names.text(Text::of(&[prefix, words::at(at)]), &first.names);
    element("dl")
        .class("facts")
        .key("facts")
        .child(fact("fact_side", at("side", first.side)))
        .child(fact("fact_who", at("who", first.who)))
        .child(fact(
            "fact_span",
            Text::of(&["span", words::span(first.span)]),
        ))
}

/// What else was found, each in one line.
fn further(names: &Names<'_>) -> Option<Element> {
    let rest = names.0.findings.get(1..).filter(|rest| !rest.is_empty())?;
    let list = element("ul").children(rest.iter().map(|finding| {
        element("li")
            .key(finding.cause)
            .child(element("strong").child(names.cause(finding)))
            .child(Node::Verbatim(" ".to_owned()))
            .child(
                element("span")
                    .class("aside")
                    .child(names.cause_aside(finding)),
            )
    }));
    Some(part("further", Text::key("diagnose_further")).child(list))
}

/// What the answers exclude, where the cause is not known.
fn excluded(names: &Names<'_>) -> Option<Element> {
    let excluded = &names.0.excluded;
    if excluded.is_empty() {
        return None;
    }
    let list = element("ul")
        .class("excluded")
        .children(excluded.iter().map(|code| {
            element("li")
                .key(*code)
                .child(names.own_of(&["excluded", code]))
        }));
    Some(part("excluded", Text::key("diagnose_excluded")).child(list))
}

/// Accounts that may have been meant.
fn near(diagnosis: &Diagnosis) -> Option<Element> {
    if diagnosis.near.is_empty() {
        return None;
    }
    let buttons = diagnosis.near.iter().map(|handle| {
        element("button")
            .key(handle.as_str())
            .child(element("bdi").child(Node::Verbatim(handle.clone())))
            .press(Action::Look {
                value: handle.clone(),
            })
    });
    Some(
        part("near", Text::key("diagnose_near"))
            .child(element("div").class("actions").children(buttons)),
    )
}

/// The way to the browser's question for access, where that could tell more.
fn access_to(diagnosis: &Diagnosis, done: bool) -> Option<Element> {
    let certain = diagnosis.first().is_some_and(|first| first.is_certain);
    let server = diagnosis.needs_access.first();
    let server = server.filter(|_| done && !certain)?;
    Some(
        element("div")
            .class("closer")
            .key("closer")
            .child(
                element("span")
                    .class("aside")
                    .child(Text::key("diagnose_closer").host("server", server)),
            )
            .child(access(server)),
    )
}

/// What is folded away: a button for each.
fn folds(diagnosis: &Diagnosis, has_admins: bool, memory: Memory) -> Element {
    let fold = |key: &'static str, text: Text, open: bool, press: Action| {
        button(text)
            .key(key)
            .set("aria-expanded", if open { "true" } else { "false" })
            .press(press)
    };
    let checks = Text::key("diagnose_checks").count(diagnosis.checks.len() as u64);
    let admins = has_admins.then(|| {
        fold(
            "admins",
            Text::key("diagnose_admins"),
            memory.admins,
            Action::Admins(!memory.admins),
        )
    });
    let details = (!diagnosis.checks.is_empty()).then(|| {
        fold(
            "details",
            checks,
            memory.details,
            Action::Details(!memory.details),
        )
    });
    element("div")
        .class("folds actions")
        .key("folds")
        .children(admins)
        .children(details)
}

fn foot(diagnosis: &Diagnosis, memory: Memory) -> Element {
    let button = |key, press| button(Text::key(key)).class("plain").key(key).press(press);
    let mut buttons = Vec::new();
    if diagnosis.phase == Progress::Done {
        buttons.push(button("report_copy", Action::CopyReport));
        buttons.push(button("check_again", Action::DiagnoseAgain));
    } else if !diagnosis.checks.is_empty() {
        let open = memory.details;
        buttons.push(
            button("diagnose_details", Action::Details(!open))
                .set("aria-expanded", if open { "true" } else { "false" }),
        );
    }
    buttons.push(button("close", Action::CloseDiagnosis));
    element("div")
        .class("actions end")
        .key("end")
        .children(buttons)
}

/// A part with its heading.
fn part(key: &'static str, heading: Text) -> Element {
    element("div")
        .class("block")
        .key(key)
        .child(element("h4").child(heading))
}

/// As much of a text as a sentence can hold.
fn shortened(text: &str) -> String {
    let mut letters = text.chars();
    let mut short: String = letters.by_ref().take(SHOWN).collect();
    if letters.next().is_some() {
        short.push('…');
    }
    short
}
