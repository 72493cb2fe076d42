//! A view -> the tree to draw: the line, the comparison, and the extension's own pages.
//!
//! ```
//! use freshet::message::Memory;
//! use freshet::ui;
//! use freshet::view::{Pictures, View};
//! let view = View::new("home.example", "ada@remote.example");
//! let tree = ui::profile(&view, &Pictures::default(), Memory::default());
//! assert_eq!(tree.len(), 1);
//! ```
//!
//! Every word that people read is named by its key here and stands in `_locales`. This
//! module must not know how a tree is drawn, nor do anything but draw.

pub mod ask;
mod backfill;
mod comparison;
pub mod diagnose;
pub mod language;
mod line;
pub mod options;
pub mod popup;
mod refresh;
mod rich;
pub mod tree;
pub mod words;

pub use backfill::suggests;

use crate::message::{Action, Memory};
use crate::view::{Pictures, Stage, View};
use tree::{Node, element};
use words::Text;

/// The line under a profile, its backfill, its diagnosis, and the comparison below when it is open.
pub fn profile(view: &View, pictures: &Pictures, memory: Memory) -> Vec<Node> {
    let comparison = view
        .report
        .as_ref()
        .filter(|_| memory.open && view.stage != Stage::AskingConsent)
        .and_then(|report| comparison::comparison(view, report, pictures, memory));
    let job = backfill::Job::of(view);
    vec![
        element("section")
            .class(&format!("freshet {}", line::tone(view)))
            .say("aria-label", words::Text::key("extension_name"))
            .child(line::line(view, memory))
            .children(job.as_ref().and_then(backfill::row))
            .children(
                view.diagnosis
                    .as_ref()
                    .map(|it| diagnose::section(it, memory)),
            )
            .children(comparison)
            .children(job.as_ref().and_then(backfill::dialog))
            .into(),
    ]
}

/// What is added to the account's own menu: key, words, meaning.
pub fn menu() -> Vec<(&'static str, Text, Action)> {
    vec![
        ("refresh", Text::key("refresh_menu"), Action::Refresh),
        ("backfill", Text::key("backfill"), Action::Backfill),
        ("diagnose", Text::key("diagnose_menu"), Action::Diagnose),
    ]
}
