//! A place in the test page on which `draw.js` draws, and from which it is read back.

use std::cell::Cell;

use freshet::ui::tree::Node;
use freshet::ui::words::{Catalogue, Plain, Speaker};
use serde_json::Value;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = freshetStage, js_name = clear)]
    fn clear_place(dir: &str, shadow: bool);
    #[wasm_bindgen(catch, js_namespace = freshetStage, js_name = draw)]
    fn draw_json(trees: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(js_namespace = freshetStage, js_name = read)]
    fn read_json() -> String;
    #[wasm_bindgen(js_namespace = freshetStage, js_name = pressed)]
    fn pressed_json() -> String;
    /// The computed direction of an element.
    #[wasm_bindgen(js_namespace = freshetStage)]
    pub fn direction(selector: &str) -> String;
    /// Clicks as a script does: `element.click()`.
    #[wasm_bindgen(js_namespace = freshetStage)]
    pub fn click(selector: &str);
    /// Clicks with an event of the script's own making.
    #[wasm_bindgen(js_namespace = freshetStage)]
    pub fn dispatch(selector: &str);
    /// Moves the focus to an element.
    #[wasm_bindgen(js_namespace = freshetStage)]
    pub fn focus(selector: &str);
    /// Whether the focus is on the element.
    #[wasm_bindgen(js_namespace = freshetStage)]
    pub fn focused(selector: &str) -> bool;
    /// Marks these very nodes.
    #[wasm_bindgen(js_namespace = freshetStage)]
    pub fn mark(selector: &str);
    /// Whether there are such nodes, and all of them were marked.
    #[wasm_bindgen(js_namespace = freshetStage)]
    pub fn marked(selector: &str) -> bool;
    /// Lets the page itself show a picture.
    #[wasm_bindgen(js_namespace = freshetStage)]
    pub fn show(address: &str);
    /// Whether there is such an element, and it matches the other selector, too.
    #[wasm_bindgen(js_namespace = freshetStage)]
    pub fn matches(selector: &str, other: &str) -> bool;
    /// Takes all that is drawn out of the page and puts it back.
    #[wasm_bindgen(js_namespace = freshetStage, js_name = moveAway)]
    pub fn move_away();
    /// Closes a dialog, and waits until it has told so.
    #[wasm_bindgen(js_namespace = freshetStage)]
    pub fn close(selector: &str) -> js_sys::Promise;
    /// Presses a key on an element, and says what of it reached the page.
    #[wasm_bindgen(js_namespace = freshetStage, js_name = keysLeaked)]
    pub fn keys_leaked(selector: &str) -> String;
    /// Ticks a control without telling anybody.
    #[wasm_bindgen(js_namespace = freshetStage)]
    pub fn check(selector: &str, checked: bool);
    /// What stands in a control.
    #[wasm_bindgen(js_namespace = freshetStage)]
    pub fn value(selector: &str) -> String;
    /// Writes into a control without telling anybody.
    #[wasm_bindgen(js_namespace = freshetStage, js_name = setValue)]
    pub fn set_value(selector: &str, value: &str);
    /// Tells a control that it was changed, as a script does.
    #[wasm_bindgen(js_namespace = freshetStage)]
    pub fn change(selector: &str);
    /// What a script of a drawing has left behind: nothing, that is.
    #[wasm_bindgen(js_namespace = freshetStage)]
    pub fn ran() -> String;
}

thread_local! {
    static READY: Cell<bool> = const { Cell::new(false) };
}

/// An empty place: in the page, or as the line has it, in a shadow root.
pub fn clear(dir: &str, shadow: bool) {
    if !READY.replace(true) {
        js_sys::eval(include_str!("../../extension/draw.js")).unwrap();
        js_sys::eval(include_str!("stage.js")).unwrap();
    }
    clear_place(dir, shadow);
}

/// Draws trees of plain data.
pub fn draw(trees: &Value) -> Result<(), JsValue> {
    draw_json(&trees.to_string())
}

/// What stands in the place now, as plain data.
pub fn read() -> Value {
    serde_json::from_str(&read_json()).unwrap()
}

/// The actions that were pressed.
pub fn pressed() -> Value {
    serde_json::from_str(&pressed_json()).unwrap()
}

/// Trees in the words of a language, as they are sent to pages.
pub fn spoken(nodes: &[Node], language: &str) -> Value {
    let texts = match language {
        "de" => include_str!("../../extension/_locales/de/messages.json"),
        _ => include_str!("../../extension/_locales/en/messages.json"),
    };
    let catalogue = &Catalogue::from_json(texts).unwrap();
    let formats = &Plain;
    let speaker = Speaker { catalogue, formats };
    let drawn: Vec<_> = nodes.iter().map(|node| node.spoken(&speaker)).collect();
    serde_json::to_value(drawn).unwrap()
}
