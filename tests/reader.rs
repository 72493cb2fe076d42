//! The reader of the project's own types gives what serde_json's gives.

use std::collections::BTreeMap;
use std::fmt::Debug;

use freshet::reader::read;
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Shape {
    Plain,
    One(u8),
    Two(i16, String),
    Fields {
        number: Option<f64>,
        #[serde(default)]
        pairs: Vec<(bool, char)>,
    },
    Deep(Box<Record>),
}

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
struct Record {
    id: Id,
    big: u64,
    low: i64,
    half: f32,
    by_name: BTreeMap<String, u32>,
    any: serde_json::Value,
    nothing: (),
    shape: Option<Shape>,
}

#[derive(Debug, Default, PartialEq, Deserialize)]
struct Id(String);

/// Both readers say the same, and this: whether it is a value of the type.
#[track_caller]
fn check<T: DeserializeOwned + PartialEq + Debug>(text: &str, is_one: bool) {
    let expected = serde_json::from_str::<T>(text).ok();
    assert_eq!(read::<T>(text), expected, "{text}");
    assert_eq!(expected.is_some(), is_one, "{text}");
}

#[test]
fn every_shape_is_read() {
    check::<Shape>(r#""plain""#, true);
    check::<Shape>(r#"{"plain": null}"#, true);
    check::<Shape>(r#"{"one": 255}"#, true);
    check::<Shape>(r#"{"two": [-7, "x"]}"#, true);
    check::<Shape>(r#"{"fields": {"number": 5, "unknown": [{}]}}"#, true);
    check::<Shape>(
        r#"{"fields": {"number": -0.25, "pairs": [[true, "é"]]}}"#,
        true,
    );
    check::<Shape>(r#"{"fields": {}}"#, true);
    check::<Shape>(r#"{"deep": {"id": "a", "shape": "plain"}}"#, true);
    let all = r#"{"id": "\u00e9", "big": 18446744073709551615, "low": -9223372036854775808,
        "half": 0.5, "by_name": {"b": 2, "a": 1}, "any": {"x": [1, -2, 2.5, "y", true, null]},
        "nothing": null, "shape": null}"#;
    check::<Record>(all, true);
    check::<Vec<Option<bool>>>("[true, null, false]", true);
    check::<String>(r#" "text" "#, true);
    check::<f64>("1e300", true);
}

#[test]
fn what_is_of_another_shape_is_none() {
    for text in [
        r#""one""#,
        r#""else""#,
        r#"{"one": 256}"#,
        r#"{"one": -1}"#,
        r#"{"one": "1"}"#,
        r#"{"one": 1, "plain": null}"#,
        r#"{"two": [1]}"#,
        r#"{"two": [1, "x", 3]}"#,
        r#"{"plain": 1}"#,
        r#"{"fields": {"number": "5"}}"#,
        r#"{"fields": {"pairs": [[true, "xy"]]}}"#,
        r#"{"fields": 1}"#,
        r#"{"deep": {"any": 1, "id": null}}"#,
        "{}",
        "[]",
        "null",
        "1",
        "",
        "{",
        r#""plain" x"#,
    ] {
        check::<Shape>(text, false);
    }
    check::<u8>("1.5", false);
    check::<u64>("-1", false);
    check::<bool>("1", false);
    check::<(u8, u8)>("[1]", false);
    check::<String>("null", false);
}

#[test]
fn what_is_too_deep_is_none() {
    let deep = "[".repeat(200) + &"]".repeat(200);
    check::<serde_json::Value>(&deep, false);
}

#[test]
fn a_struct_is_no_array() {
    assert_eq!(read::<Shape>(r#"{"fields": [1.5, []]}"#), None);
}
