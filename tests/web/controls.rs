//! Controls and dialogs as `draw.js` draws them: what they show, and whom they tell.

use serde_json::{Value, json};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::samples::sample;
use crate::stage::{self, spoken};

/// The line's button that opens the dialog.
const OPENER: &str = ".line .actions button:last-of-type";

/// Draws a sample on what is there.
#[track_caller]
fn check(name: &str) {
    let trees = spoken(&sample(name).nodes, "en");
    stage::draw(&trees).unwrap_or_else(|error| panic!("{name}: {error:?}"));
}

#[wasm_bindgen_test]
fn a_dialog_is_modal_and_gives_the_focus_back() {
    for shadow in [false, true] {
        stage::clear("ltr", shadow);
        check("backfill offered");
        stage::focus(OPENER);
        check("dialog ready");
        assert!(stage::matches("dialog", ":modal"));
        assert!(stage::focused("dialog :checked"), "the choice that is made");
        stage::mark("dialog, dialog *");
        check("dialog counting");
        assert!(stage::marked("dialog"));
        assert!(stage::matches("dialog", ":modal"), "it stays open");
        assert!(stage::focused("dialog :checked"));
        check("backfill offered");
        assert!(stage::focused(OPENER));
        assert_eq!(stage::pressed(), json!([]), "nobody closed it");
    }
}

#[wasm_bindgen_test]
fn a_dialog_that_stood_elsewhere_is_opened_again() {
    stage::clear("ltr", true);
    check("dialog ready");
    stage::move_away();
    assert!(!stage::matches("dialog", ":modal"));
    check("dialog ready");
    assert!(stage::matches("dialog", ":modal"));
}

#[wasm_bindgen_test]
async fn a_dialog_that_was_closed_tells_it_and_stays_closed() {
    stage::clear("ltr", true);
    check("dialog ready");
    JsFuture::from(stage::close("dialog")).await.unwrap();
    assert_eq!(stage::pressed(), json!(["cancel"]));
    // A drawing that was under way then still holds it.
    check("dialog counting");
    assert!(!stage::matches("dialog", ":modal"));
    check("backfill offered");
    check("dialog ready");
    assert!(stage::matches("dialog", ":modal"), "another one opens");
}

#[wasm_bindgen_test]
fn keys_that_are_pressed_in_a_dialog_stay_there() {
    for shadow in [false, true] {
        stage::clear("ltr", shadow);
        check("dialog since");
        for selector in [
            "dialog",
            "dialog button",
            "dialog input",
            "dialog [type=date]",
        ] {
            assert_eq!(stage::keys_leaked(selector), "", "{selector}");
        }
        let all = "keydown keypress keyup";
        assert_eq!(stage::keys_leaked(OPENER), all, "others do not");
    }
}

#[wasm_bindgen_test]
fn controls_show_what_the_tree_says_whatever_was_done_to_them() {
    stage::clear("ltr", true);
    let replies = "dialog .others [type=checkbox]";
    let young = "dialog .others label:last-of-type [type=checkbox]";
    check("dialog young chosen");
    assert!(!stage::matches(replies, ":checked") && stage::matches(young, ":checked"));
    stage::check(replies, true);
    stage::check(young, false);
    check("dialog young chosen");
    assert!(!stage::matches(replies, ":checked") && stage::matches(young, ":checked"));
    stage::check("dialog .since [type=radio]", true);
    check("dialog young chosen");
    assert!(!stage::matches("dialog .since [type=radio]", ":checked"));
    check("dialog since");
    assert!(stage::matches("dialog .since [type=radio]", ":checked"));
    let date = "dialog [type=date]";
    assert_eq!(stage::value(date), "2023-11-14");
    stage::set_value(date, "2024-01-02");
    check("dialog since");
    assert_eq!(stage::value(date), "2023-11-14");
    // Who is at it may have written half a day.
    stage::focus(date);
    stage::set_value(date, "2024-01-02");
    check("dialog since");
    assert_eq!(stage::value(date), "2024-01-02");
}

#[wasm_bindgen_test]
fn a_script_cannot_choose() {
    stage::clear("ltr", true);
    check("dialog since");
    for selector in [
        "dialog [type=radio]",
        "dialog [type=checkbox]",
        "dialog [type=date]",
    ] {
        stage::change(selector);
    }
    assert_eq!(stage::pressed(), json!([]));
}

#[wasm_bindgen_test]
fn only_controls_that_are_listed_are_drawn() {
    let input = |kind: Value| json!([{"tag": "input", "attributes": {"type": kind}}]);
    for kind in ["radio", "checkbox", "date", "text"] {
        stage::clear("ltr", false);
        stage::draw(&input(json!(kind))).unwrap();
        assert_eq!(stage::read()[0]["attributes"]["type"], kind);
        // What is there does not become another one.
        assert!(stage::draw(&input(json!("file"))).is_err(), "{kind}");
        assert_eq!(stage::read()[0]["attributes"]["type"], kind);
    }
    for kind in ["file", "password", "submit", "image", "hidden", "", "RADIO"] {
        stage::clear("ltr", false);
        assert!(stage::draw(&input(json!(kind))).is_err(), "{kind:?}");
    }
}
