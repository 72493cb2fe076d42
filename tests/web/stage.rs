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
