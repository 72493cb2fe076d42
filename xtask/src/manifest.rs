//! What each browser gets of the one `manifest.json`.

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

/// A browser that the extension is packaged for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browser {
    /// Chromium and what is built on it.
    Chromium,
    /// Firefox, on computers and Android.
    Firefox,
}

impl Browser {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Chromium, Self::Firefox];

    /// The name in folders and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
        }
    }
}

/// The manifest for one browser: without the keys that only the other knows, with the version of Cargo.toml.
///
/// # Errors
/// When the manifest is not an object, or the version is not one that stores accept (up to four numbers).
pub fn trim(manifest: &Value, browser: Browser, version: &str) -> Result<Value> {
    let mut trimmed = manifest
        .as_object()
        .context("manifest.json is not an object")?
        .clone();
    let parts: Vec<_> = version.split('.').collect();
    if parts.len() > 4 || parts.iter().any(|part| part.parse::<u16>().is_err()) {
        bail!("{version} cannot be an extension's version: up to four numbers, separated by dots");
    }
    trimmed.insert("version".to_owned(), json!(version));
    match browser {
        Browser::Chromium => {
            trimmed.remove("browser_specific_settings");
            background(&mut trimmed)?.remove("scripts");
        }
        Browser::Firefox => {
            trimmed.remove("key");
            trimmed.remove("minimum_chrome_version");
            background(&mut trimmed)?.remove("service_worker");
        }
    }
    Ok(Value::Object(trimmed))
}

/// The files of the package that a manifest names, sorted.
pub fn named_files(manifest: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![manifest];
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) if text.starts_with("extension/") && !text.contains('*') => {
                found.push(text.clone())
            }
            Value::Array(items) => open.extend(items),
            Value::Object(members) => open.extend(members.values()),
            _ => {}
        }
    }
    found.sort();
    found.dedup();
    found
}

fn background(manifest: &mut Map<String, Value>) -> Result<&mut Map<String, Value>> {
    manifest
        .get_mut("background")
        .and_then(Value::as_object_mut)
        .context("manifest.json has no background")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(browser: Browser, expected: Value) {
        let manifest = json!({
            "version": "0",
            "key": "k",
            "minimum_chrome_version": "121",
            "browser_specific_settings": {},
            "background": { "service_worker": "extension/b.js", "scripts": ["extension/b.js"], "type": "module" },
        });
        assert_eq!(trim(&manifest, browser, "1.2.3").unwrap(), expected);
    }

    #[test]
    fn chromium_gets_no_scripts_and_no_gecko_settings() {
        check(
            Browser::Chromium,
            json!({ "version": "1.2.3", "key": "k", "minimum_chrome_version": "121",
                    "background": { "service_worker": "extension/b.js", "type": "module" } }),
        );
    }

    #[test]
    fn firefox_gets_no_service_worker_and_no_key() {
        check(
            Browser::Firefox,
            json!({ "version": "1.2.3", "browser_specific_settings": {},
                    "background": { "scripts": ["extension/b.js"], "type": "module" } }),
        );
    }

    #[test]
    fn a_prerelease_version_is_refused() {
        assert!(
            trim(
                &json!({ "background": {} }),
                Browser::Firefox,
                "1.0.0-beta.1"
            )
            .is_err()
        );
    }

    #[test]
    fn files_are_found_wherever_they_are_named() {
        let manifest = json!({ "a": [{ "b": "extension/x.js" }], "c": "extension/a.css", "d": "other", "e": "extension/*.js" });
        assert_eq!(
            named_files(&manifest),
            ["extension/a.css", "extension/x.js"]
        );
    }
}
