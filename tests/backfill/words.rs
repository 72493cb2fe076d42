//! What the person reads.

use std::sync::OnceLock;

use freshet::message::Memory;
use freshet::ui;
use freshet::ui::words::Catalogue;
use freshet::view::{Course, Pictures, View};

use crate::document::with_times;
use crate::person::Run;
use crate::reading::{catalogue, spoken};

/// The row under the line in this phase, in English; moments as a time of day, UTC.
pub fn said(run: &Run, phase: &Course) -> String {
    static ENGLISH: OnceLock<Catalogue> = OnceLock::new();
    let english = ENGLISH.get_or_init(|| catalogue("en"));
    let mut view = View::new(&run.browser.home, &run.browser.acct);
    let mut state = run.backfill.view();
    state.phase = phase.clone();
    state.asks = false;
    view.backfill = Some(state);
    let nodes = ui::profile(&view, &Pictures::default(), Memory::default());
    let drawing = spoken(&nodes, english);
    let rows = drawing.with_class("fill");
    assert_eq!(rows.len(), 1, "one row");
    with_times(&rows[0].with_class("words")[0].text())
}
