//! What people type or paste, and what is read from it: the tables in `tests/cases/typed`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use freshet::handle::Handle;
use freshet::typed::{Meant, Typed, typed};

const HOME: &str = "home.example";

/// Reads a text, and holds what is true of every text against it.
fn check(text: &str) -> Typed {
    let read = typed(text, HOME);
    assert!(read.text.chars().count() <= 300, "{text:?}");
    assert!(text.contains(&read.text), "{text:?}: other text");
    assert_eq!(read.meant.is_empty(), read.lack.is_some(), "{text:?}");
    assert!(read.meant.len() <= 4, "{text:?}");
    for meant in &read.meant {
        let slips = meant.slips();
        let codes: BTreeSet<&str> = slips.iter().map(|slip| slip.code()).collect();
        assert_eq!(codes.len(), slips.len(), "{text:?}: a slip told twice");
        if let Meant::Address { address, .. } = meant {
            assert!(address.as_str().starts_with("https://"), "{text:?}");
        }
        if let Some(handle) = meant.handle() {
            check_settled(handle);
        }
    }
    let told: BTreeSet<String> = read.meant.iter().map(shown).collect();
    assert_eq!(told.len(), read.meant.len(), "{text:?}: a meaning twice");
    read
}

/// A handle that was read is a right one: it is read again as itself, without a slip.
fn check_settled(handle: &Handle) {
    let again = typed(&handle.shown(), HOME);
    let Some(Meant::Handle {
        handle: same,
        slips,
    }) = again.meant.first()
    else {
        panic!("{handle} is read as {again:?}");
    };
    assert_eq!(same, handle);
    let mail = slips.iter().all(|slip| slip.code() == "email");
    assert!(mail, "{handle} has slips: {slips:?}");
    let is_alone = again.meant.len() == 1 || handle.host.starts_with("www.");
    assert!(is_alone, "{handle} is read as {again:?}");
}

/// One meaning as the tables write it: `@a@b`, `https://… = @a@b (software)`.
fn shown(meant: &Meant) -> String {
    match meant {
        Meant::Handle { handle, .. } => handle.shown(),
        Meant::Address {
            address,
            guess,
            software,
            ..
        } => {
            let guess = guess.as_ref().map(|guess| format!(" = {guess}"));
            let software = (!software.is_empty()).then(|| format!(" ({software})"));
            [Some(address.to_string()), guess, software]
                .into_iter()
                .flatten()
                .collect()
        }
    }
}

/// A whole reading: its meanings, and the slips of the first.
fn told(read: &Typed) -> (String, String) {
    if let Some(lack) = &read.lack {
        return (format!("nothing: {}", lack.code()), String::new());
    }
    let meant: Vec<String> = read.meant.iter().map(shown).collect();
    let slips = read.meant.first().map(Meant::slips).unwrap_or_default();
    let slips: Vec<&str> = slips.iter().map(|slip| slip.code()).collect();
    (meant.join(" | "), slips.join(" "))
}

#[test]
fn every_row_of_the_tables_is_read_as_it_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/typed");
    let (mut rows, mut complaints) = (0, Vec::new());
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        for (number, row) in fs::read_to_string(&path)
            .unwrap()
            .lines()
            .enumerate()
            .skip(1)
        {
            let cells: Vec<&str> = row.split('\t').collect();
            let [text, meant, slips] = cells.as_slice() else {
                panic!("{}:{}: not three columns", path.display(), number + 1);
            };
            let found = told(&check(&unescaped(text)));
            if found != ((*meant).to_owned(), (*slips).to_owned()) {
                complaints.push(format!("{text}\t{}\t{}", found.0, found.1));
            }
            rows += 1;
        }
    }
    assert!(rows >= 80, "only {rows} rows");
    assert!(
        complaints.is_empty(),
        "read otherwise:\n{}",
        complaints.join("\n")
    );
    println!("{rows} rows");
}

/// Characters that are not seen stand in the tables as `\u{200b}`.
fn unescaped(text: &str) -> String {
    let mut parts = text.split("\\u{");
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('}').expect("an escape ends");
        let code = u32::from_str_radix(code, 16).expect("an escape is a number");
        whole.push(char::from_u32(code).expect("an escape is a character"));
        whole.push_str(rest);
    }
    whole
}
