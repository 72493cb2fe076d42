//! Switching Freshet on and off for a home: the permission, the content script that is
//! registered for this host alone, and the tabs that are open already.

use wasm_bindgen::prelude::*;

use super::browser::{self, Asked, asked, get, object, strings, to_js, told};
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
        // A tab without our script has nobody to leave.
        let _ = asked(browser::tabs_send(tab, &to_js(&FromBackground::Leave))).await;
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
    let script = object(&[
        ("id", id(home).into()),
        ("matches", strings(&[pattern(home)])),
        ("js", strings(&SCRIPTS)),
        ("runAt", "document_idle".into()),
        ("allFrames", false.into()),
        ("persistAcrossSessions", true.into()),
    ]);
    let registered = browser::register_scripts(&js_sys::Array::of1(&script));
    told("registerContentScripts", registered).await;
}

async fn unregister(home: &str) {
    let Some(known) = asked(browser::registered_scripts()).await else {
        return;
    };
    let ours = JsValue::from_str(&id(home));
    if !js_sys::Array::from(&known)
        .iter()
        .any(|script| get(&script, "id").as_ref() == Some(&ours))
    {
        return;
    }
    let filter = object(&[("ids", strings(&[id(home)]))]);
    let unregistered = browser::unregister_scripts(&filter);
    told("unregisterContentScripts", unregistered).await;
}

fn inject(tab: i32) -> Asked {
    told("executeScript", browser::execute(tab, &SCRIPTS))
}

pub async fn tabs(home: &str) -> Vec<i32> {
    let what = object(&[("url", pattern(home).into())]);
    let Some(tabs) = asked(browser::tabs_query(&what)).await else {
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
