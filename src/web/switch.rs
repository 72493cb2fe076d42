//! Switching Freshet on and off for a home: the permission, the content script that is
//! registered for this host alone, and the tabs that are open already.

use serde_json::json;
use wasm_bindgen::prelude::*;

use super::browser::{self, get, refused, to_js};
use super::{backfill, refresh, store};
use crate::message::FromBackground;
use crate::ui::popup::pattern;

/// The scripts of a page, in their order.
const SCRIPTS: [&str; 5] = [
    "extension/selectors.js",
    "extension/draw.js",
    "extension/menu.js",
    "extension/reload.js",
    "extension/page.js",
];

/// Uses Freshet on this home from now on, in its open tabs at once.
pub async fn on(home: &str) {
    store::add_home(home).await;
    register(home).await;
    for tab in tabs(home).await {
        inject(tab).await;
    }
}

/// No longer uses Freshet on this home: leaves its tabs, removes the permission and all
/// that was stored. With the last home, the access to origins goes too.
pub async fn off(home: &str) {
    for tab in tabs(home).await {
        if let Ok(leave) = to_js(&FromBackground::Leave) {
            // A tab without our script has nobody to leave.
            let _ = browser::tabs_send(tab, &leave).await;
        }
    }
    unregister(home).await;
    refresh::leave(home);
    backfill::leave(home);
    store::remove_home(home).await;
    browser::give_back(&[pattern(home)]).await;
    if store::homes().await.is_empty() {
        browser::give_back(&browser::all_allowed().await).await;
    }
}

/// After an installation or an update: browsers drop registered scripts then.
pub async fn restore() {
    for home in store::homes().await {
        if browser::allowed(&[pattern(&home)]).await {
            on(&home).await;
        } else {
            off(&home).await;
        }
    }
}

/// After access was taken away in the browser's own settings.
pub async fn forbidden() {
    for home in store::homes().await {
        if !browser::allowed(&[pattern(&home)]).await {
            off(&home).await;
        }
    }
}

async fn register(home: &str) {
    unregister(home).await;
    let script = json!([{
        "id": id(home),
        "matches": [pattern(home)],
        "js": SCRIPTS,
        "runAt": "document_idle",
        "allFrames": false,
        "persistAcrossSessions": true,
    }]);
    if let Ok(script) = to_js(&script)
        && let Err(error) = browser::register_scripts(&script).await
    {
        refused("registerContentScripts", &error);
    }
}

async fn unregister(home: &str) {
    let Ok(known) = browser::registered_scripts().await else {
        return;
    };
    let ours = JsValue::from_str(&id(home));
    if !js_sys::Array::from(&known)
        .iter()
        .any(|script| get(&script, "id").as_ref() == Some(&ours))
    {
        return;
    }
    if let Ok(filter) = to_js(&json!({ "ids": [id(home)] }))
        && let Err(error) = browser::unregister_scripts(&filter).await
    {
        refused("unregisterContentScripts", &error);
    }
}

async fn inject(tab: i32) {
    let what = json!({ "target": { "tabId": tab }, "files": SCRIPTS });
    if let Ok(what) = to_js(&what)
        && let Err(error) = browser::execute_script(&what).await
    {
        refused("executeScript", &error);
    }
}

pub async fn tabs(home: &str) -> Vec<i32> {
    let Ok(what) = to_js(&json!({ "url": pattern(home) })) else {
        return Vec::new();
    };
    let Ok(tabs) = browser::tabs_query(&what).await else {
        return Vec::new();
    };
    js_sys::Array::from(&tabs)
        .iter()
        .filter_map(|tab: JsValue| get(&tab, "id")?.as_f64())
        .map(|id| id as i32)
        .collect()
}

fn id(home: &str) -> String {
    format!("home {home}")
}
