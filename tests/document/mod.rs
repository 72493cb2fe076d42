//! Documents that tests keep true: their tables, and the words in them as people read them.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Holds a part of `docs/<name>.md` against what it should be, or writes it when
/// `FRESHET_BLESS` is set. The test of that name has the tables in a module `table`.
#[track_caller]
pub fn check(name: &str, part: &str, rows: &str) {
    static DOCUMENT: Mutex<()> = Mutex::new(());
    let _one_at_a_time = DOCUMENT.lock().unwrap_or_else(PoisonError::into_inner);
    let document = format!("docs/{name}.md");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&document);
    let text = std::fs::read_to_string(&path).unwrap();
    let (begin, end) = (format!("<!-- {part} -->\n"), format!("<!-- /{part} -->"));
    let (before, rest) = text
        .split_once(&begin)
        .unwrap_or_else(|| panic!("{begin} is missing"));
    let (found, after) = rest
        .split_once(&end)
        .unwrap_or_else(|| panic!("{end} is missing"));
    if found == rows {
        return;
    }
    assert!(
        std::env::var_os("FRESHET_BLESS").is_some(),
        "{document}, {part}, is not what the scenes show. It should be:\n\n{rows}\n\
         FRESHET_BLESS=1 cargo test --test {name} table writes it."
    );
    std::fs::write(&path, format!("{before}{begin}{rows}{end}{after}")).unwrap();
}

/// `Plain` writes moments as milliseconds since 1970.
pub fn with_times(text: &str) -> String {
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
