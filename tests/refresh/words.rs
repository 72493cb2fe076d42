//! What the person reads.

use std::sync::OnceLock;

use freshet::message::Memory;
use freshet::ui;
use freshet::ui::words::Catalogue;
use freshet::view::{Pictures, View};

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

/// `Plain` writes moments as milliseconds since 1970.
fn with_times(text: &str) -> String {
    let mut words = text.split(' ').map(|word| {
        let digits = word.trim_end_matches('.');
        match digits.parse::<u64>() {
            Ok(moment) if digits.len() == 13 => {
                let minutes = moment / 60_000;
                let rest = word.get(digits.len()..).unwrap_or_default();
                format!("{:02}:{:02}{rest}", minutes / 60 % 24, minutes % 60)
            }
            _ => word.to_owned(),
        }
    });
    let first = words.next().unwrap_or_default();
    words.fold(first, |text, word| text + " " + &word)
}
