//! Any HTML, at any home: never a panic, and nothing is drawn that could run.
#![no_main]

use freshet::richtext::{RichText, mark_words, stored};
use freshet::software::Software;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, &str, &str)| {
    let (home, html, other) = input;
    let homes = ["4.2.0", "4.3.23", "4.5.15", "4.6.5", "4.6.5+glitch", "0.20.1+git-gotosocial"];
    let home = Software::from_version(homes[usize::from(home) % homes.len()]);
    let one = RichText::from_html(&stored(html, &home));
    let other = RichText::from_html(&stored(other, &home));
    let (one, other) = mark_words(&one, &other);
    for span in one.blocks.iter().chain(&other.blocks).flat_map(|block| &block.spans) {
        if let Some(link) = &span.link {
            assert!(link.address.starts_with("http://") || link.address.starts_with("https://"));
        }
    }
});
