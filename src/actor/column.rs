//! JSON values as the columns of Mastodon's database take them in (ActiveModel's types).

use serde_json::Value;

/// What a boolean column takes for false, beside `false` and 0.
const FALSE: [&str; 8] = ["", "0", "f", "F", "false", "FALSE", "off", "OFF"];

/// A text, and whether it was no string: `null` and `false` are empty, numbers are written out.
pub(super) fn text(value: Option<&Value>) -> (String, bool) {
    match value {
        None | Some(Value::Null) => (String::new(), false),
        Some(Value::String(text)) => (text.clone(), false),
        Some(Value::Number(number)) => (number.to_string(), true),
        Some(Value::Bool(true)) => ("t".to_owned(), true),
        Some(_) => (String::new(), true),
    }
}

/// A flag, and whether it was neither true, false nor `null`.
pub(super) fn flag(value: Option<&Value>) -> (bool, bool) {
    match value {
        None | Some(Value::Null) => (false, false),
        Some(Value::Bool(flag)) => (*flag, false),
        Some(Value::String(text)) => (!FALSE.contains(&text.as_str()), true),
        Some(Value::Number(number)) => (number.as_i64() != Some(0), true),
        Some(_) => (true, true),
    }
}
