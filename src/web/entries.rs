//! What the background's own script calls: each entry gives it a promise, which is kept when
//! all that was begun at once is done.

use js_sys::Promise;
use wasm_bindgen::prelude::*;

use super::background;
use super::browser::{Port, Sender};
use super::tasks::promise;

/// A page or a surface said something.
#[wasm_bindgen]
pub fn port_message(port: Port, message: JsValue) -> Promise {
    promise(background::port_message(port, message))
}

/// A page said something without a connection.
#[wasm_bindgen]
pub fn lone_message(message: JsValue, sender: Sender) -> Promise {
    promise(background::lone_message(message, sender))
}

/// The extension was installed or updated.
#[wasm_bindgen]
pub fn installed() -> Promise {
    promise(background::installed())
}

/// The person allowed access to some host.
#[wasm_bindgen]
pub fn permitted() -> Promise {
    promise(background::permitted())
}

/// An alarm rang.
#[wasm_bindgen]
pub fn alarm() -> Promise {
    promise(background::alarm())
}

/// Access to some host was taken away.
#[wasm_bindgen]
pub fn forbidden() -> Promise {
    promise(background::forbidden())
}
