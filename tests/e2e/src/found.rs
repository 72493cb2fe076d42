//! The programs to drive and the folders to load, as `cargo xtask` found and wrote them.

use anyhow::{Context, Result};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Which of the two browsers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Chromium and what is built on it.
    Chromium,
    /// Firefox.
    Firefox,
}

impl Kind {
    /// Both of them, for tests that run in both.
    pub const ALL: [Self; 2] = [Self::Chromium, Self::Firefox];

    /// The name in folders and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
        }
    }

    pub(crate) fn browser(self) -> Result<PathBuf> {
        program(match self {
            Self::Chromium => "CHROMIUM",
            Self::Firefox => "FIREFOX",
        })
    }

    pub(crate) fn driver(self) -> Result<PathBuf> {
        program(match self {
            Self::Chromium => "CHROMEDRIVER",
            Self::Firefox => "GECKODRIVER",
        })
    }

    /// The unpacked extension's folder.
    pub(crate) fn package(self) -> PathBuf {
        let variable = match self {
            Self::Chromium => "FRESHET_EXTENSION_CHROMIUM",
            Self::Firefox => "FRESHET_EXTENSION_FIREFOX",
        };
        variable_path(variable).unwrap_or_else(|| target().join("extension").join(self.name()))
    }
}

fn program(variable: &str) -> Result<PathBuf> {
    if let Some(path) = variable_path(variable) {
        return Ok(path);
    }
    let list = target().join("browsers.json");
    let hint = "run `cargo xtask setup` first";
    let text = std::fs::read_to_string(&list)
        .with_context(|| format!("cannot read {}: {hint}", list.display()))?;
    let programs: Value =
        serde_json::from_str(&text).with_context(|| format!("{} is not JSON", list.display()))?;
    let path = programs.get(variable).and_then(Value::as_str);
    Ok(path
        .with_context(|| format!("{} lacks {variable}: {hint}", list.display()))?
        .into())
}

/// The folder for everything that is made: `CARGO_TARGET_DIR`, or the workspace's `target`.
pub fn target() -> PathBuf {
    variable_path("CARGO_TARGET_DIR")
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"))
}

fn variable_path(name: &str) -> Option<PathBuf> {
    std::env::var_os(name)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}
