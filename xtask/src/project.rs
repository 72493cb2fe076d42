//! Where things are, and the versions that stand in Cargo.toml.

use crate::shell::cargo;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::path::{Path, PathBuf};

/// The workspace, its target folder, and the cache folder that outlives clones.
pub struct Project {
    /// The workspace's root folder.
    pub root: PathBuf,
    /// Cargo's target folder.
    pub target: PathBuf,
    /// The folder in the user's cache directory where tools are installed.
    pub cache: PathBuf,
    metadata: Value,
}

impl Project {
    /// Reads the workspace that xtask was compiled in.
    ///
    /// # Errors
    /// When cargo cannot read it, or no cache directory is known.
    pub fn open() -> Result<Self> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let text = cargo()
            .folder(here)
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .read()?;
        let metadata: Value =
            serde_json::from_str(&text).context("cargo metadata did not answer with JSON")?;
        let folder = |key: &str| {
            metadata
                .get(key)
                .and_then(Value::as_str)
                .map(PathBuf::from)
                .with_context(|| format!("cargo metadata lacks {key}"))
        };
        Ok(Self {
            root: folder("workspace_root")?,
            target: folder("target_directory")?,
            cache: cache_folder()?,
            metadata,
        })
    }

    /// The version of the root crate, which is the extension's.
    pub fn version(&self) -> Result<&str> {
        self.package("freshet")?
            .get("version")
            .and_then(Value::as_str)
            .context("freshet has no version")
    }

    /// The exact version of a tool to install.
    ///
    /// wasm-bindgen's is the library's; the others stand in `[workspace.metadata.tools]`.
    pub fn tool_version(&self, tool: &str) -> Result<String> {
        if tool == "wasm-bindgen-cli" {
            return self.dependency_version("wasm-bindgen");
        }
        self.metadata
            .pointer("/metadata/tools")
            .and_then(|tools| tools.get(tool))
            .and_then(Value::as_str)
            .map(str::to_owned)
            .with_context(|| format!("Cargo.toml: [workspace.metadata.tools] lacks {tool}"))
    }

    fn dependency_version(&self, name: &str) -> Result<String> {
        let requirement = self
            .package("freshet")?
            .get("dependencies")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .find(|dependency| dependency.get("name").and_then(Value::as_str) == Some(name))
            .and_then(|dependency| dependency.get("req").and_then(Value::as_str))
            .with_context(|| format!("freshet does not depend on {name}"))?;
        match requirement.strip_prefix('=') {
            Some(version) => Ok(version.trim().to_owned()),
            None => bail!("{name} must have an exact version in Cargo.toml, not {requirement}"),
        }
    }

    fn package(&self, name: &str) -> Result<&Value> {
        self.metadata
            .get("packages")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .find(|package| package.get("name").and_then(Value::as_str) == Some(name))
            .with_context(|| format!("the workspace has no package {name}"))
    }
}

/// All files under a folder, sorted, as paths relative to it with `/` between the parts.
///
/// Hidden files are left out. A folder that is missing has no files.
pub fn files(folder: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut open = vec![String::new()];
    while let Some(prefix) = open.pop() {
        let Ok(entries) = std::fs::read_dir(folder.join(&prefix)) else {
            continue;
        };
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            let path = format!("{prefix}{name}");
            if entry.file_type()?.is_dir() {
                open.push(format!("{path}/"))
            } else {
                found.push(path)
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The SHA-256 of several pieces, each with its length, in hexadecimal.
pub fn digest<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hasher = Sha256::new();
    for piece in pieces {
        hasher.update((piece.len() as u64).to_le_bytes());
        hasher.update(piece);
    }
    hasher
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// A file's text; an error names the file.
pub fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Writes a file, making its folder; an error names the file.
pub fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make {}", folder.display()))?;
    }
    std::fs::write(path, content).with_context(|| format!("cannot write {}", path.display()))
}

/// Removes a folder with all that is in it, if it is there.
pub fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)
            .with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}

/// The user's own folder.
pub fn home_folder() -> Result<PathBuf> {
    std::env::home_dir().context("no home directory is known")
}

/// The folder in which cargo keeps the sources of other crates.
pub fn cargo_folder() -> Result<PathBuf> {
    match variable("CARGO_HOME") {
        Some(folder) => Ok(folder),
        None => Ok(home_folder()?.join(".cargo")),
    }
}

fn cache_folder() -> Result<PathBuf> {
    let base = if let Some(folder) = variable("XDG_CACHE_HOME") {
        Some(folder)
    } else if cfg!(windows) {
        variable("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        variable("HOME").map(|home| home.join("Library/Caches"))
    } else {
        variable("HOME").map(|home| home.join(".cache"))
    };
    Ok(base
        .context("no cache directory: set XDG_CACHE_HOME to a folder for the tools")?
        .join("freshet"))
}

fn variable(name: &str) -> Option<PathBuf> {
    std::env::var_os(name)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}
