//! What people type or paste, and what is read from it: the tables in `tests/cases/typed`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use freshet::handle::Handle;
use freshet::typed::{Meant, Typed, typed};
use serde_json::Value;

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

/// A whole reading: its meanings, and the slips of each.
fn told(read: &Typed) -> (String, String) {
    if let Some(lack) = &read.lack {
        return (format!("nothing: {}", lack.code()), String::new());
    }
    let meant: Vec<String> = read.meant.iter().map(shown).collect();
    let codes = |meant: &Meant| {
        let codes: Vec<&str> = meant.slips().iter().map(|slip| slip.code()).collect();
        codes.join(" ")
    };
    let slips: Vec<String> = read.meant.iter().map(codes).collect();
    (meant.join(" | "), slips.join(" | "))
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

#[test]
fn hostile_texts_are_read_without_harm() {
    let long = 10_000;
    let pieces = [
        "@",
        ".",
        ",",
        "/",
        ":",
        "%",
        "a",
        "é",
        " ",
        "\0",
        "\u{200b}",
        "\u{202e}",
        "＠",
        "。",
        "😀",
        "\u{200d}",
        "xn--",
        "@a@b.example",
        "https://",
        "https://a.example/",
        "](",
        "[",
        "%40",
        "?q=",
        "acct:",
        " at ",
        "(dot)",
        "\u{fdd0}",
        "\\",
    ];
    for piece in pieces {
        check(piece);
        check(&piece.repeat(long / piece.len()));
        for count in [2, 3, 10, 60] {
            check(&piece.repeat(count));
        }
        // Every piece between and around all others.
        for other in pieces {
            for third in ["@", "ada", ".example", "https://a.example/@", piece] {
                check(&format!("{piece}{other}{third}"));
                check(&format!("{third}{piece}{other}"));
                check(&format!("@ada{piece}@remote{other}.example{third}"));
                check(&format!(
                    "https://remote{piece}.example/{other}/@ada{third}"
                ));
            }
        }
    }
    let nested = (0..6).fold("acct:ada@remote.example".to_owned(), |inner, _| {
        format!(
            "https://home.example/search?q={}",
            inner.replace('%', "%25").replace('?', "%3F")
        )
    });
    check(&nested);
}

#[test]
fn every_cut_of_a_right_text_is_read_without_harm() {
    for text in [
        "＠ada＠bücher．example:8443",
        "<https://home.example/deck/@ada@remote.example/1234567?lang=de#x>",
        "[Ada](https://remote.example/%40ada)",
    ] {
        for (at, _) in text.char_indices() {
            check(&text[..at]);
            check(&text[at..]);
        }
    }
}

#[test]
fn long_texts_are_shown_short_and_read_whole() {
    let post = format!("https://remote.example/@ada?{}", "x".repeat(1000));
    let read = check(&post);
    assert_eq!(read.text.chars().count(), 300);
    assert_eq!(
        told(&read).0,
        "https://remote.example/@ada = @ada@remote.example"
    );
    assert_eq!(told(&check(&"a".repeat(3000))).0, "nothing: too_long");
}

#[test]
fn a_home_on_a_private_host_has_accounts() {
    for text in [
        "@ada",
        "https://localhost:3000/@ada",
        "ada@localhost:3000",
        "ada@@localhost:3000",
    ] {
        let read = typed(text, "localhost:3000");
        assert_eq!(told(&read).0, "@ada@localhost:3000", "{text}");
    }
    assert_eq!(told(&typed("@ada", "")).0, "nothing: sense");
}

/// Addresses of the corpus that hold another name than the account's own.
const OTHER_NAMES: [&str; 2] = [
    "https://notiz.blog/author/matthias-pfefferle/",
    "http://www.xwiki.org/wiki/activitypub/Foo",
];

/// Actors of 45 kinds of server: an address leads to its account's name or to none.
#[test]
fn addresses_of_real_actors_lead_to_their_names() {
    let actors = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/actors");
    let Ok(actors) = fs::read_dir(actors) else {
        println!("no corpus beside the project: only its own tables are read");
        return;
    };
    let (mut right, mut unnamed, mut complaints) = (0, 0, Vec::new());
    for actor in actors {
        let actor = fs::read_to_string(actor.unwrap().path()).unwrap();
        let actor: Value = serde_json::from_str(&actor).unwrap();
        let name = actor["preferredUsername"].as_str().unwrap_or_default();
        for address in ["id", "url"].iter().filter_map(|key| actor[key].as_str()) {
            let read = check(address);
            match read.meant.first().and_then(Meant::handle) {
                Some(handle) if handle.user.eq_ignore_ascii_case(name) => right += 1,
                Some(handle) if !OTHER_NAMES.contains(&address) => {
                    complaints.push(format!("{address}: {handle} for {name}"));
                }
                _ => unnamed += 1,
            }
        }
    }
    println!("{right} with their names, {unnamed} without one");
    assert!(
        complaints.is_empty(),
        "other names:\n{}",
        complaints.join("\n")
    );
    assert!(
        right > 3 * unnamed,
        "{right} with their names, {unnamed} without one"
    );
}
