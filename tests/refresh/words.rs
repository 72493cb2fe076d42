//! What the person reads.

use std::sync::OnceLock;

use freshet::message::Memory;
use freshet::ui;
use freshet::ui::words::Catalogue;
use freshet::view::{Pictures, View};

use crate::document::with_times;
use crate::reading::{catalogue, spoken};

/// The line under the profile, in English; moments as a time of day, UTC.
pub fn line(view: &View) -> String {
    static ENGLISH: OnceLock<Catalogue> = OnceLock::new();
    let english = ENGLISH.get_or_init(|| catalogue("en"));
    let nodes = ui::profile(view, &Pictures::default(), Memory::default());
    let drawing = spoken(&nodes, english);
    let words = drawing.with_class("words");
    assert_eq!(words.len(), 1, "one line");
    with_times(&words[0].text())
}
