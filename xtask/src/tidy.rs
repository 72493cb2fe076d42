//! Checks of the project's own rules that no other tool knows.

use crate::project::{self, Project};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Every language in `extension/_locales` has the same keys with the same placeholders.
pub fn languages(project: &Project) -> Result<()> {
    let folder = project.root.join("extension/_locales");
    let mut languages = BTreeMap::new();
    for file in project::files(&folder)? {
        let Some(language) = file.strip_suffix("/messages.json") else {
            bail!("extension/_locales/{file} is not a messages.json");
        };
        let text = project::read(&folder.join(&file))?;
        let messages: Value =
            serde_json::from_str(&text).with_context(|| format!("{file} is not JSON"))?;
        languages.insert(language.to_owned(), messages);
    }
    for needed in ["en", "de"] {
        if !languages.contains_key(needed) {
            bail!("extension/_locales/{needed}/messages.json is missing");
        }
    }
    let complaints = compare(&languages);
    if !complaints.is_empty() {
        bail!("{}", complaints.join("\n"));
    }
    Ok(())
}

fn compare(languages: &BTreeMap<String, Value>) -> Vec<String> {
    let keys: BTreeSet<&String> = languages
        .values()
        .filter_map(Value::as_object)
        .flat_map(|messages| messages.keys())
        .collect();
    let mut complaints = Vec::new();
    for key in keys {
        let mut first: Option<(&str, BTreeSet<String>)> = None;
        for (language, messages) in languages {
            let Some(message) = messages.get(key) else {
                complaints.push(format!("{language} lacks {key}"));
                continue;
            };
            let used = placeholders(message);
            match &first {
                None => first = Some((language, used)),
                Some((other, expected)) if *expected != used => {
                    complaints.push(format!("{key} has other placeholders in {language} ({used:?}) than in {other} ({expected:?})"));
                }
                Some(_) => {}
            }
        }
    }
    complaints
}

/// The placeholders in a message: `$NAME$` in lower case, and `$1` to `$9`.
fn placeholders(message: &Value) -> BTreeSet<String> {
    let text = message
        .get("message")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let mut found = BTreeSet::new();
    let mut pieces = text.split('$').skip(1).peekable();
    while let Some(piece) = pieces.next() {
        let is_name = !piece.is_empty()
            && piece
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
        if let Some(digit) = piece.chars().next().filter(char::is_ascii_digit) {
            found.insert(digit.to_string());
        } else if is_name && pieces.peek().is_some() {
            found.insert(piece.to_ascii_lowercase());
            pieces.next();
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(english: Value, german: Value, complaints: usize) {
        let languages = BTreeMap::from([("en".to_owned(), english), ("de".to_owned(), german)]);
        let found = compare(&languages);
        assert_eq!(found.len(), complaints, "{found:?}");
    }

    #[test]
    fn equal_keys_pass() {
        check(
            json!({ "a": { "message": "x $HOST$ $1" } }),
            json!({ "a": { "message": "$1 y $host$" } }),
            0,
        );
    }

    #[test]
    fn a_missing_key_is_named_in_either_direction() {
        check(json!({ "a": { "message": "x" } }), json!({}), 1);
        check(json!({}), json!({ "a": { "message": "x" } }), 1);
    }

    #[test]
    fn a_lost_placeholder_is_named() {
        check(
            json!({ "a": { "message": "on $HOST$" } }),
            json!({ "a": { "message": "auf" } }),
            1,
        );
    }
}
