//! The unpacked extension: its folder, and the addresses of its pages.

use crate::found::Kind;
use anyhow::{Context, Result};
use base64::Engine as _;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::path::{Path, PathBuf};

/// The UUID that Firefox is told to give the extension.
const FIREFOX_UUID: &str = "f4e5be70-0000-4000-8000-000000000001";

/// The extension that is loaded, with its identity.
#[derive(Clone, Debug)]
pub struct Extension {
    folder: PathBuf,
    id: String,
    origin: String,
}

impl Extension {
    /// Reads the folder's manifest.
    ///
    /// # Errors
    /// When it is missing, or lacks what fixes the identity: `key` for Chromium, the gecko `id` for Firefox.
    pub(crate) fn read(kind: Kind, folder: &Path) -> Result<Self> {
        let path = folder.join("manifest.json");
        let text = std::fs::read_to_string(&path).with_context(|| {
            format!(
                "cannot read {}: run `cargo xtask build` first",
                path.display()
            )
        })?;
        let manifest: Value = serde_json::from_str(&text).context("the manifest is not JSON")?;
        let (id, origin) = match kind {
            Kind::Chromium => {
                let id = chromium_id(
                    manifest
                        .get("key")
                        .and_then(Value::as_str)
                        .context("the manifest has no key")?,
                )?;
                let origin = format!("chrome-extension://{id}");
                (id, origin)
            }
            Kind::Firefox => {
                let id = manifest
                    .pointer("/browser_specific_settings/gecko/id")
                    .and_then(Value::as_str);
                (
                    id.context("the manifest has no gecko id")?.to_owned(),
                    format!("moz-extension://{FIREFOX_UUID}"),
                )
            }
        };
        // Absolute, without links and without Windows' prefix for long names, as the drivers want it.
        let folder = std::path::absolute(folder).context("the folder has no absolute path")?;
        Ok(Self { folder, id, origin })
    }

    /// The folder that is loaded.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The extension's id in this browser.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The start of all its addresses, without a slash at the end.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The address of a file of the package, such as `extension/popup.html?tab=1`.
    pub fn address(&self, path: &str) -> String {
        format!("{}/{path}", self.origin)
    }

    /// The preference that fixes the UUID in Firefox.
    pub(crate) fn uuids(&self) -> String {
        serde_json::json!({ &self.id: FIREFOX_UUID }).to_string()
    }
}

/// The first half of the key's SHA-256, with `a` to `p` as its sixteen digits.
fn chromium_id(key: &str) -> Result<String> {
    let der = base64::prelude::BASE64_STANDARD
        .decode(key)
        .context("the manifest's key is not base64")?;
    let digits = Sha256::digest(der)
        .into_iter()
        .take(16)
        .flat_map(|byte| [byte >> 4, byte & 15]);
    Ok(digits.map(|digit| char::from(b'a' + digit)).collect())
}
