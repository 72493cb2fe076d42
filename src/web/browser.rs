//! The parts of the extension API that Freshet calls, as both browsers have them
//! (Chromium 121 and Firefox 140: `chrome.*` with promises, Manifest V3).

use js_sys::{Array, Object, Promise};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

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
    pub async fn open_options() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "i18n"], js_name = getUILanguage)]
    pub fn ui_language() -> Result<String, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "storage", "local"], js_name = get)]
    async fn local_get(key: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "storage", "local"], js_name = set)]
    async fn local_set(values: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "storage", "local"], js_name = remove)]
    async fn local_remove(key: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "storage", "local"], js_name = getKeys)]
    fn local_keys() -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "storage", "session"], js_name = get)]
    async fn session_get(key: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "storage", "session"], js_name = set)]
    async fn session_set(values: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "storage", "session"], js_name = remove)]
    async fn session_remove(keys: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "permissions"], js_name = contains)]
    async fn permissions_contains(what: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "permissions"], js_name = remove)]
    async fn permissions_remove(what: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "permissions"], js_name = getAll)]
    async fn permissions_all() -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "scripting"], js_name = executeScript)]
    pub async fn execute_script(what: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "scripting"], js_name = getRegisteredContentScripts)]
    pub async fn registered_scripts() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "scripting"], js_name = registerContentScripts)]
    pub async fn register_scripts(scripts: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "scripting"], js_name = unregisterContentScripts)]
    pub async fn unregister_scripts(filter: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "tabs"], js_name = query)]
    pub async fn tabs_query(what: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "tabs"], js_name = sendMessage)]
    pub async fn tabs_send(tab: i32, message: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "tabs"], js_name = create)]
    pub async fn tabs_create(what: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "tabs"], js_name = update)]
    pub async fn tabs_update(tab: i32, what: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "alarms"], js_name = create)]
    async fn alarms_create(name: &str, what: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "alarms"], js_name = clear)]
    async fn alarms_clear(name: &str) -> Result<JsValue, JsValue>;

    /// `extension/store.js`, which runs in the page's own world.
    #[wasm_bindgen(thread_local_v2, js_name = freshetStore)]
    static STORE: Option<js_sys::Function>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "action"], js_name = setBadgeText)]
    pub async fn set_badge(what: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = console, js_name = warn)]
    fn console_warn(prefix: &str, what: &JsValue);
}

impl Port {
    /// Sends a message; a port that was closed meanwhile takes none, and misses none.
    pub fn send(&self, message: &impl Serialize) {
        if let Ok(message) = to_js(message) {
            let _ = self.post_message(&message);
        }
    }
}

/// Plain JSON-able data as a JavaScript value: what both browsers carry unchanged.
pub fn to_js(value: &impl Serialize) -> Result<JsValue, serde_wasm_bindgen::Error> {
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible())
}

/// A JavaScript value as data; `None` if it is of another shape. It goes through JSON text,
/// which keeps one copy of every reader in the module instead of two.
pub fn from_js<T: DeserializeOwned>(value: &JsValue) -> Option<T> {
    // Of undefined and of functions there is no text.
    let text = JsValue::from(js_sys::JSON::stringify(value).ok()?).as_string()?;
    read(&text)
}

/// Tells the extension's own console what an API refused, and goes on without it.
pub fn refused(what: &str, error: &JsValue) {
    console_warn(&format!("freshet: {what}:"), error);
}

// Values are kept as JSON text: what storage gives back is then the same in every browser.

/// What is kept on disk under this key.
pub async fn load<T: DeserializeOwned>(key: &str) -> Option<T> {
    field(local_get(&JsValue::from_str(key)).await, key)
}

/// Keeps a value on disk.
pub async fn save(key: &str, value: &impl Serialize) {
    if let Some(values) = pair(key, value)
        && let Err(error) = local_set(&values).await
    {
        refused("storage", &error);
    }
}

/// Drops what is kept on disk under this key.
pub async fn drop_saved(key: &str) {
    if let Err(error) = local_remove(key).await {
        refused("storage", &error);
    }
}

/// What is kept until the browser ends under this key.
pub async fn recall<T: DeserializeOwned>(key: &str) -> Option<T> {
    field(session_get(&JsValue::from_str(key)).await, key)
}

/// Keeps a value until the browser ends.
pub async fn remember(key: &str, value: &impl Serialize) {
    if let Some(values) = pair(key, value)
        && let Err(error) = session_set(&values).await
    {
        refused("storage", &error);
    }
}

/// Every key that is kept on disk.
pub async fn saved() -> Vec<String> {
    // Chromium before 130 and Firefox before 143 give them with all values only.
    let named = match local_keys() {
        Ok(keys) => JsFuture::from(keys).await,
        Err(missing) => Err(missing),
    };
    match named {
        Ok(named) => Array::from(&named)
            .iter()
            .filter_map(|key| key.as_string())
            .collect(),
        Err(_) => keys(local_get(&JsValue::NULL).await),
    }
}

/// Every key that is kept until the browser ends.
pub async fn remembered() -> Vec<String> {
    keys(session_get(&JsValue::NULL).await)
}

fn keys(values: Result<JsValue, JsValue>) -> Vec<String> {
    match values {
        Ok(values) => Object::keys(&Object::from(values))
            .iter()
            .filter_map(|key| key.as_string())
            .collect(),
        Err(_) => Vec::new(),
    }
}

/// Drops what is kept until the browser ends under these keys.
pub async fn forget(keys: &[String]) {
    let keys: Array = keys.iter().map(|key| JsValue::from_str(key)).collect();
    if let Err(error) = session_remove(&keys).await {
        refused("storage", &error);
    }
}

/// Has the browser wake the background every half minute, or no longer.
pub async fn alarm(name: &str, rings: bool) {
    let done = match to_js(&serde_json::json!({ "periodInMinutes": 0.5 })) {
        Ok(what) if rings => alarms_create(name, &what).await,
        _ => alarms_clear(name).await,
    };
    if let Err(error) = done {
        refused("alarms", &error);
    }
}

/// Tells the page in a tab what its own server has now, as JSON text; whether the page
/// takes such a message and has taken it.
pub async fn tell_store(tab: i32, home: &str, account: &str) -> bool {
    let what = serde_json::json!({
        "target": { "tabId": tab },
        "world": "MAIN",
        "args": [home, account],
    });
    let Ok(what) = to_js(&what) else { return false };
    let named = STORE.with(|store| {
        let store = store.as_ref()?;
        js_sys::Reflect::set(&what, &JsValue::from_str("func"), store).ok()
    });
    if named != Some(true) {
        return false;
    }
    match execute_script(&what).await {
        Ok(results) => get(&Array::from(&results).get(0), "result") == Some(JsValue::TRUE),
        Err(_) => false,
    }
}

/// Whether the person allowed access to all these match patterns.
pub async fn allowed(patterns: &[String]) -> bool {
    match permissions_contains(&origins(patterns)).await {
        Ok(answer) => answer.as_bool().unwrap_or(false),
        Err(_) => false,
    }
}

/// Gives access to these match patterns back.
pub async fn give_back(patterns: &[String]) {
    if let Err(error) = permissions_remove(&origins(patterns)).await {
        refused("permissions", &error);
    }
}

/// Every match pattern that the person allowed.
pub async fn all_allowed() -> Vec<String> {
    let Ok(all) = permissions_all().await else {
        return Vec::new();
    };
    get(&all, "origins")
        .and_then(|origins| from_js(&origins))
        .unwrap_or_default()
}

/// A property, if the value has it.
pub fn get(value: &JsValue, name: &str) -> Option<JsValue> {
    js_sys::Reflect::get(value, &JsValue::from_str(name))
        .ok()
        .filter(|value| !value.is_undefined())
}

fn origins(patterns: &[String]) -> JsValue {
    to_js(&serde_json::json!({ "origins": patterns })).unwrap_or(JsValue::NULL)
}

fn field<T: DeserializeOwned>(values: Result<JsValue, JsValue>, key: &str) -> Option<T> {
    read(&get(&values.ok()?, key)?.as_string()?)
}

fn pair(key: &str, value: &impl Serialize) -> Option<JsValue> {
    let values = Object::new();
    let text = JsValue::from_str(&serde_json::to_string(value).ok()?);
    js_sys::Reflect::set(&values, &JsValue::from_str(key), &text).ok()?;
    Some(values.into())
}
