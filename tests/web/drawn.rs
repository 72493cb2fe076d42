//! What is drawn is the tree, the whole tree, and nothing but the tree.

use serde_json::{Map, Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::samples;
use crate::stage::{self, spoken};

/// What a tree must look like when it is read back from the page.
fn expected(tree: &Value) -> Value {
    expected_in(tree, false)
}

fn expected_in(tree: &Value, form: bool) -> Value {
    let Value::Object(element) = tree else {
        return tree.clone();
    };
    let mut attributes = match element.get("attributes") {
        Some(Value::Object(attributes)) => attributes.clone(),
        _ => Map::new(),
    };
    match element["tag"].as_str().unwrap() {
        "a" => {
            attributes.insert("target".to_owned(), json!("_blank"));
            attributes.insert("rel".to_owned(), json!("noopener noreferrer nofollow"));
        }
        "button" => {
            let kind = if form { "submit" } else { "button" };
            attributes.insert("type".to_owned(), json!(kind));
        }
        // A dialog that is drawn is open.
        "dialog" => {
            attributes.insert("open".to_owned(), json!(""));
        }
        _ => {}
    }
    let children = element.get("children").and_then(Value::as_array);
    let form = form || element["tag"] == "form";
    let children = children.into_iter().flatten();
    let children: Vec<Value> = children.map(|child| expected_in(child, form)).collect();
    json!({"tag": element["tag"], "attributes": attributes, "children": children})
}

/// Draws a sample on what is there, and reads it back.
#[track_caller]
fn check(name: &str, trees: &Value) {
    stage::draw(trees).unwrap_or_else(|error| panic!("{name}: {error:?}"));
    let wanted: Vec<Value> = trees.as_array().unwrap().iter().map(expected).collect();
    let found = stage::read();
    assert_eq!(found, json!(wanted), "{name}");
}

fn every_drawing_is_drawn_in(language: &str) {
    let samples = samples::all();
    assert!(samples.len() > 80, "only {} drawings", samples.len());
    for sample in &samples {
        for shadow in [false, true] {
            stage::clear("ltr", shadow);
            check(&sample.name, &spoken(&sample.nodes, language));
        }
    }
    assert_eq!(stage::ran(), "", "no script of a drawing runs");
}

#[wasm_bindgen_test]
fn every_drawing_is_drawn_in_english() {
    every_drawing_is_drawn_in("en");
}

#[wasm_bindgen_test]
fn every_drawing_is_drawn_in_german() {
    every_drawing_is_drawn_in("de");
}

#[wasm_bindgen_test]
fn every_drawing_is_drawn_over_every_other() {
    // From each to the next and to one far away: nothing of the earlier one stays.
    let samples = samples::all();
    let trees: Vec<Value> = samples
        .iter()
        .map(|sample| spoken(&sample.nodes, "en"))
        .collect();
    stage::clear("ltr", false);
    for (at, sample) in samples.iter().enumerate() {
        let other = (at * 37 + 11) % samples.len();
        check(&samples[other].name, &trees[other]);
        check(&sample.name, &trees[at]);
    }
}

#[wasm_bindgen_test]
fn drawing_the_same_again_keeps_every_node() {
    for sample in samples::all() {
        let trees = spoken(&sample.nodes, "en");
        stage::clear("ltr", false);
        stage::draw(&trees).unwrap();
        stage::mark("*");
        check(&sample.name, &trees);
        assert!(stage::marked("*"), "{}", sample.name);
    }
}

#[wasm_bindgen_test]
fn the_live_region_and_the_focus_survive_every_change_of_a_line() {
    for shadow in [false, true] {
        stage::clear("ltr", shadow);
        let line = |name: &str| {
            check(name, &spoken(&samples::sample(name).nodes, "en"));
        };
        line("reading home");
        stage::mark("[role=status]");
        for name in [
            "asking consent",
            "consent put off",
            "asking consent",
            "reading origin",
        ] {
            line(name);
            assert!(stage::marked("[role=status]"), "{name}");
        }
        line("stale by one, closed");
        stage::mark(".line, .line button");
        stage::focus(".line button");
        for name in [
            "stale by one, open",
            "stale by one, all",
            "stale by one, open",
        ] {
            line(name);
            assert!(stage::marked(".line, .line button"), "{name}");
            assert!(stage::focused(".line button"), "{name}");
            assert!(stage::marked("[role=status]"), "{name}");
        }
        // The button that shows all rows is the one that hides them again.
        stage::mark(".foot button");
        stage::focus(".foot button.plain");
        line("stale by one, all");
        assert!(stage::focused(".foot button.plain"));
        assert!(stage::marked(".foot button"));
        line("stale by one, closed");
        assert!(stage::marked(".line button"));
    }
}

#[wasm_bindgen_test]
fn rows_that_stay_keep_their_nodes() {
    stage::clear("ltr", false);
    let open = spoken(&samples::sample("pictures waiting, open").nodes, "en");
    let shown = spoken(&samples::sample("pictures shown, open").nodes, "en");
    check("waiting", &open);
    stage::mark(".row");
    check("shown", &shown);
    assert!(stage::marked(".row"), "a picture that came redraws no row");
}

#[wasm_bindgen_test]
fn a_page_from_right_to_left_turns_ours_and_isolates_theirs() {
    stage::clear("rtl", true);
    check("rich", &spoken(&samples::sample("rich, open").nodes, "en"));
    assert_eq!(stage::direction("section"), "rtl");
    assert_eq!(stage::direction(".heads"), "rtl");
    assert_eq!(stage::direction(".rich p"), "ltr", "what is Latin stays so");
    stage::clear("ltr", true);
    let arabic = json!([{"tag": "div", "attributes": {"dir": "auto"}, "children": ["مرحبا"]}]);
    check("arabic", &arabic);
    assert_eq!(stage::direction("div"), "rtl");
}
