//! The doubles of `double.js`.

use serde_json::Value;
use wasm_bindgen::prelude::*;

use crate::web::browser::Port;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = freshetDouble)]
    fn reset();
    #[wasm_bindgen(js_namespace = freshetDouble)]
    fn restore();
    #[wasm_bindgen(js_namespace = freshetDouble)]
    fn answer(url: &str, how: &str, media_type: &str, body: &str);
    #[wasm_bindgen(js_namespace = freshetDouble, js_name = answer_bytes)]
    fn answer_with_bytes(url: &str, bytes: &[u8]);
    #[wasm_bindgen(js_namespace = freshetDouble)]
    fn asked() -> String;
    #[wasm_bindgen(js_namespace = freshetDouble)]
    fn bodies() -> String;
    #[wasm_bindgen(js_namespace = freshetDouble)]
    fn calls() -> String;
    #[wasm_bindgen(js_namespace = freshetDouble)]
    fn told() -> String;
    #[wasm_bindgen(js_namespace = freshetDouble)]
    fn stored(area: &str) -> String;
    #[wasm_bindgen(js_namespace = freshetDouble)]
    fn put(area: &str, key: &str, text: &str);
    #[wasm_bindgen(js_namespace = freshetDouble)]
    fn break_storage();
    #[wasm_bindgen(js_namespace = freshetDouble)]
    fn tab(who: &str, takes: bool);
    #[wasm_bindgen(js_namespace = freshetDouble)]
    fn late();
    #[wasm_bindgen(js_namespace = freshetDouble)]
    fn grant(pattern: &str);
    #[wasm_bindgen(js_namespace = freshetDouble)]
    fn port(name: &str, url: &str, frame: i32) -> Port;
    #[wasm_bindgen(js_namespace = freshetDouble)]
    fn sent(port: &Port) -> String;
    #[wasm_bindgen(js_namespace = freshetDouble)]
    fn disconnected(port: &Port);
    #[wasm_bindgen(js_namespace = freshetDouble)]
    async fn settle();
    #[wasm_bindgen(js_namespace = freshetDouble)]
    async fn png(width: u32, height: u32) -> JsValue;
    #[wasm_bindgen(catch, js_namespace = freshetDouble)]
    async fn look(address: &str) -> Result<JsValue, JsValue>;
}

/// The doubles, for as long as this value lives.
pub struct Double;

impl Double {
    /// Puts them in place: nothing answers, nothing is stored, nothing is allowed.
    pub fn new() -> Self {
        js_sys::eval(include_str!("double.js")).unwrap();
        reset();
        Self
    }

    /// What an address answers: a status, or `never`, `stuck`, `endless`, `redirect`, …
    pub fn at(&self, url: &str, how: &str, media_type: &str, body: &str) {
        answer(url, how, media_type, body);
    }

    /// An answer of these bytes.
    pub fn bytes_at(&self, url: &str, bytes: &[u8]) {
        answer_with_bytes(url, bytes);
    }

    /// Every request, as the browser would have sent it.
    pub fn asked(&self) -> Vec<Value> {
        serde_json::from_str(&asked()).unwrap()
    }

    /// The addresses of the requests.
    pub fn addresses(&self) -> Vec<String> {
        let asked = self.asked();
        let addresses = asked.iter().map(|asked| asked["url"].as_str().unwrap());
        addresses.map(str::to_owned).collect()
    }

    /// How much was read of each streamed body, and whether it was stopped.
    pub fn bodies(&self) -> Vec<Value> {
        serde_json::from_str(&bodies()).unwrap()
    }

    /// The calls of the extension API with their arguments.
    pub fn calls(&self) -> Vec<Value> {
        serde_json::from_str(&calls()).unwrap()
    }

    /// What the console was told.
    pub fn told(&self) -> String {
        told()
    }

    /// What is stored in `local` or `session`, as text.
    pub fn stored(&self, area: &str) -> String {
        stored(area)
    }

    /// Stores a text.
    pub fn put(&self, area: &str, key: &str, text: &str) {
        put(area, key, text);
    }

    /// From now on storage throws.
    pub fn break_storage(&self) {
        break_storage();
    }

    /// What a tab of home answers to who it shows, and whether the page's own store takes
    /// an account.
    pub fn tab(&self, who: &Value, takes: bool) {
        tab(&who.to_string(), takes);
    }

    /// Lets every time limit and every wait pass at once.
    pub fn late(&self) {
        late();
    }

    /// Lets the person have allowed this match pattern.
    pub fn grant(&self, pattern: &str) {
        grant(pattern);
    }

    /// A connection from an address.
    pub fn port(&self, name: &str, url: &str, frame: i32) -> Port {
        port(name, url, frame)
    }

    /// What was sent to a connection.
    pub fn sent(&self, port: &Port) -> Vec<Value> {
        serde_json::from_str(&sent(port)).unwrap()
    }

    /// The other end is gone.
    pub fn disconnected(&self, port: &Port) {
        disconnected(port);
    }

    /// Lets everything that is ready go on.
    pub async fn settle(&self) {
        settle().await;
    }

    /// A PNG with a left half of red and a right half of blue.
    pub async fn png(&self, width: u32, height: u32) -> Vec<u8> {
        js_sys::Uint8Array::from(png(width, height).await).to_vec()
    }

    /// The size of a picture, and the colours at its left and right edge.
    pub async fn look(&self, address: &str) -> String {
        look(address).await.unwrap().as_string().unwrap()
    }
}

impl Drop for Double {
    fn drop(&mut self) {
        restore();
    }
}
