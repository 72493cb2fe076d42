//! The parts of the extension API that Freshet calls, as both browsers have them
//! (Chromium 121 and Firefox 140: `chrome.*` with promises, Manifest V3).

use std::pin::Pin;
use std::task::{Context, Poll};

use js_sys::{Array, Object, Promise};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::message::Shown;
use crate::reader::read;

#[wasm_bindgen]
extern "C" {
    /// A connection to a page or a surface.
    #[derive(Clone, PartialEq)]
    pub type Port;
    #[wasm_bindgen(method, catch, js_name = postMessage)]
    fn post_message(this: &Port, message: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, getter)]
    pub fn name(this: &Port) -> String;
    #[wasm_bindgen(method, getter)]
    pub fn sender(this: &Port) -> Sender;

    /// Who sent a message, as the browser tells it.
    pub type Sender;
    #[wasm_bindgen(method, getter)]
    pub fn url(this: &Sender) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    pub fn tab(this: &Sender) -> Option<Tab>;
    #[wasm_bindgen(method, getter, js_name = frameId)]
    pub fn frame_id(this: &Sender) -> Option<i32>;

    /// A tab.
    #[derive(Clone)]
    pub type Tab;
    #[wasm_bindgen(method, getter)]
    pub fn id(this: &Tab) -> Option<i32>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "runtime"], js_name = getURL)]
    pub fn extension_url(path: &str) -> Result<String, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "runtime"], js_name = openOptionsPage)]
    pub fn open_options() -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "i18n"], js_name = getUILanguage)]
    pub fn ui_language() -> Result<String, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "storage", "local"], js_name = get)]
    fn local_get(key: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "storage", "local"], js_name = set)]
    fn local_set(values: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "storage", "local"], js_name = remove)]
    fn local_remove(key: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "storage", "local"], js_name = getKeys)]
    fn local_keys() -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "storage", "session"], js_name = get)]
    fn session_get(key: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "storage", "session"], js_name = set)]
    fn session_set(values: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "storage", "session"], js_name = remove)]
    fn session_remove(keys: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "permissions"], js_name = contains)]
    fn permissions_contains(what: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "permissions"], js_name = remove)]
    fn permissions_remove(what: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "permissions"], js_name = getAll)]
    fn permissions_all() -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "scripting"], js_name = executeScript)]
    fn execute_script(what: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "scripting"], js_name = getRegisteredContentScripts)]
    pub fn registered_scripts() -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "scripting"], js_name = registerContentScripts)]
    pub fn register_scripts(scripts: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "scripting"], js_name = unregisterContentScripts)]
    pub fn unregister_scripts(filter: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "tabs"], js_name = query)]
    pub fn tabs_query(what: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "tabs"], js_name = sendMessage)]
    pub fn tabs_send(tab: i32, message: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "tabs"], js_name = create)]
    pub fn tabs_create(what: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "tabs"], js_name = update)]
    pub fn tabs_update(tab: i32, what: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "alarms"], js_name = create)]
    fn alarms_create(name: &str, what: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "alarms"], js_name = clear)]
    fn alarms_clear(name: &str) -> Result<Promise, JsValue>;

    /// `extension/store.js`, which runs in the page's own world.
    #[wasm_bindgen(thread_local_v2, js_name = freshetStore)]
    static STORE: Option<js_sys::Function>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "action"], js_name = setBadgeText)]
    pub fn set_badge(what: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = console, js_name = warn)]
    fn console_warn(prefix: &str, what: &JsValue);
}

/// What the browser was asked for at once, and answers later; none where it refused.
///
/// One kind of future for all of its functions: what waits for it is small.
#[derive(Default)]
#[must_use = "what is refused is told only to those who wait"]
pub struct Asked {
    answer: Option<JsFuture>,
    /// What the console is told is refused; empty if nobody is to know.
    what: &'static str,
}

impl Future for Asked {
    type Output = Option<JsValue>;

    // Once in the module, not once for each that waits.
    #[inline(never)]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(answer) = &mut self.answer else {
            return Poll::Ready(None);
        };
        Pin::new(answer)
            .poll(context)
            .map(|answer| taken(answer, self.what))
    }
}

/// Waits for what a function of the browser promised; nobody is told if it is refused.
#[inline(never)]
pub fn asked(promised: Result<Promise, JsValue>) -> Asked {
    let answer = promised.ok().map(JsFuture::from);
    Asked { answer, what: "" }
}

/// Waits for what this function of the browser promised.
#[inline(never)]
pub fn told(what: &'static str, promised: Result<Promise, JsValue>) -> Asked {
    let answer = taken(promised, what).map(JsFuture::from);
    Asked { answer, what }
}

fn taken<T>(answer: Result<T, JsValue>, what: &str) -> Option<T> {
    if let Err(error) = &answer
        && !what.is_empty()
    {
        refused(what, error);
    }
    answer.ok()
}

impl Port {
    /// Sends a message; a port that was closed meanwhile takes none, and misses none.
    pub fn send(&self, message: &impl Serialize) {
        let _ = self.post_message(&to_js(message));
    }
}

/// Plain JSON-able data as a JavaScript value: what both browsers carry unchanged. It goes
/// through JSON text, as what is kept does.
pub fn to_js(value: &impl Serialize) -> JsValue {
    let text = serde_json::to_string(value).unwrap_or_default();
    parsed(&text)
}

#[inline(never)]
fn parsed(text: &str) -> JsValue {
    js_sys::JSON::parse(text).unwrap_or(JsValue::NULL)
}

/// A JavaScript object with these properties.
#[inline(never)]
pub fn object(properties: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in properties {
        // Nothing keeps a new object from having a property.
        let _ = js_sys::Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
}

/// A JavaScript array of these strings.
#[inline(never)]
pub fn strings(strings: &[impl AsRef<str>]) -> JsValue {
    let strings = strings.iter().map(|text| JsValue::from_str(text.as_ref()));
    strings.collect::<Array>().into()
}

/// A JavaScript value as data; `None` if it is of another shape. It goes through JSON text,
/// which keeps one copy of every reader in the module instead of two.
pub fn from_js<T: DeserializeOwned>(value: &JsValue) -> Option<T> {
    read(&written(value)?)
}

#[inline(never)]
fn written(value: &JsValue) -> Option<String> {
    // Of undefined and of functions there is no text.
    JsValue::from(js_sys::JSON::stringify(value).ok()?).as_string()
}

/// Tells the extension's own console what an API refused, and goes on without it.
pub fn refused(what: &str, error: &JsValue) {
    console_warn(&format!("freshet: {what}:"), error);
}

// Values are kept as JSON text: what storage gives back is then the same in every browser.

/// What is kept on disk under this key.
pub fn load<T: DeserializeOwned>(key: &str) -> impl Future<Output = Option<T>> + use<T> {
    let kept = asked(local_get(&JsValue::from_str(key)));
    async { read(&text_of(kept.await)?) }
}

/// Keeps a value on disk.
pub fn save(key: &str, value: &impl Serialize) -> Asked {
    told("storage", local_set(&pair(key, value)))
}

/// Drops what is kept on disk under this key.
pub fn drop_saved(key: &str) -> Asked {
    told("storage", local_remove(key))
}

/// What is kept until the browser ends under this key.
pub fn recall<T: DeserializeOwned>(key: &str) -> impl Future<Output = Option<T>> + use<T> {
    let kept = asked(session_get(&JsValue::from_str(key)));
    async { read(&text_of(kept.await)?) }
}

/// Keeps a value until the browser ends.
pub fn remember(key: &str, value: &impl Serialize) -> Asked {
    told("storage", session_set(&pair(key, value)))
}

/// Every key that is kept on disk.
pub async fn saved() -> Vec<String> {
    // Chromium before 130 and Firefox before 143 give them with all values only.
    match asked(local_keys()).await {
        Some(keys) => words(&Array::from(&keys)),
        None => keys(asked(local_get(&JsValue::NULL)).await),
    }
}

/// Every key that is kept until the browser ends.
pub async fn remembered() -> Vec<String> {
    keys(asked(session_get(&JsValue::NULL)).await)
}

fn keys(values: Option<JsValue>) -> Vec<String> {
    values.map_or_else(Vec::new, |values| {
        words(&Object::keys(&Object::from(values)))
    })
}

#[inline(never)]
fn words(array: &Array) -> Vec<String> {
    array.iter().filter_map(|word| word.as_string()).collect()
}

/// Drops what is kept until the browser ends under these keys.
pub fn forget(keys: &[String]) -> Asked {
    told("storage", session_remove(&strings(keys)))
}

/// Has the browser wake the background every half minute, or no longer.
pub fn alarm(name: &str, rings: bool) -> Asked {
    let done = if rings {
        alarms_create(name, &object(&[("periodInMinutes", 0.5.into())]))
    } else {
        alarms_clear(name)
    };
    told("alarms", done)
}

/// Tells the page in a tab what its own server has now, as JSON text; whether the page
/// takes such a message and has taken it.
pub async fn tell_store(tab: i32, home: &str, account: &str) -> bool {
    let Some(store) = STORE.with(Clone::clone) else {
        return false;
    };
    let what = object(&[
        ("target", object(&[("tabId", tab.into())])),
        ("world", "MAIN".into()),
        ("args", strings(&[home, account])),
        ("func", store.into()),
    ]);
    match asked(execute_script(&what)).await {
        Some(results) => get(&Array::from(&results).get(0), "result") == Some(JsValue::TRUE),
        None => false,
    }
}

/// Runs these scripts of the extension in a tab.
pub fn execute(tab: i32, files: &[&str]) -> Result<Promise, JsValue> {
    execute_script(&object(&[
        ("target", object(&[("tabId", tab.into())])),
        ("files", strings(files)),
    ]))
}

/// What the page in a tab shows, if one of ours answers there.
pub fn shown(tab: i32) -> impl Future<Output = Option<Shown>> + use<> {
    let answer = asked(tabs_send(tab, &object(&[("kind", "who".into())])));
    async { from_js(&answer.await?) }
}

/// Whether the person allowed access to all these match patterns.
pub fn allowed(patterns: &[String]) -> impl Future<Output = bool> + use<> {
    let answer = asked(permissions_contains(&origins(patterns)));
    async { answer.await.is_some_and(|answer| answer.is_truthy()) }
}

/// Gives access to these match patterns back.
pub fn give_back(patterns: &[String]) -> Asked {
    told("permissions", permissions_remove(&origins(patterns)))
}

/// Every match pattern that the person allowed.
pub async fn all_allowed() -> Vec<String> {
    let all = asked(permissions_all()).await;
    let origins = all.and_then(|all| get(&all, "origins"));
    origins.map_or_else(Vec::new, |origins| words(&Array::from(&origins)))
}

/// A property, if the value has it.
#[inline(never)]
pub fn get(value: &JsValue, name: &str) -> Option<JsValue> {
    js_sys::Reflect::get(value, &JsValue::from_str(name))
        .ok()
        .filter(|value| !value.is_undefined())
}

fn origins(patterns: &[String]) -> JsValue {
    object(&[("origins", strings(patterns))])
}

/// The text that is kept under the one key that was asked for.
#[inline(never)]
fn text_of(values: Option<JsValue>) -> Option<String> {
    Object::values(&Object::from(values?)).get(0).as_string()
}

fn pair(key: &str, value: &impl Serialize) -> JsValue {
    let text = serde_json::to_string(value).unwrap_or_default();
    object(&[(key, text.into())])
}
