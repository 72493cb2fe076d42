//! `build`: the two folders that the browsers load.

use crate::manifest::{self, Browser};
use crate::project::{self, Project};
use crate::shell::step;
use crate::wasm::{self, Profile};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// What `build` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// Compile quickly and with debug assertions, instead of as shipped
    #[arg(long)]
    dev: bool,
}

/// The two loadable folders.
pub struct Folders {
    /// For Chromium.
    pub chromium: PathBuf,
    /// For Firefox.
    pub firefox: PathBuf,
}

impl Folders {
    /// The folder for one browser.
    pub fn of(&self, browser: Browser) -> &Path {
        match browser {
            Browser::Chromium => &self.chromium,
            Browser::Firefox => &self.firefox,
        }
    }

    /// The environment variables by which the tests find the folders.
    pub fn variables(&self) -> [(&'static str, std::ffi::OsString); 2] {
        [
            ("FRESHET_EXTENSION_CHROMIUM", self.chromium.clone().into()),
            ("FRESHET_EXTENSION_FIREFOX", self.firefox.clone().into()),
        ]
    }
}

/// Builds, and says where the folders are.
pub fn run(project: &Project, options: &Options) -> Result<()> {
    let folders = build(
        project,
        if options.dev {
            Profile::Dev
        } else {
            Profile::Release
        },
    )?;
    println!("Load one of these as an unpacked (Chromium) or temporary (Firefox) extension:");
    for browser in Browser::ALL {
        println!("  {}", folders.of(browser).display());
    }
    Ok(())
}

/// Compiles what changed and writes both folders anew.
///
/// # Errors
/// When compiling fails, or the manifest names a file that is not there.
pub fn build(project: &Project, profile: Profile) -> Result<Folders> {
    let package = wasm::build(project, profile)?;
    let home = project.target.join(match profile {
        Profile::Bench => "bench/package",
        Profile::Dev | Profile::Release => "extension",
    });
    let folders = Folders {
        chromium: home.join("chromium"),
        firefox: home.join("firefox"),
    };
    step("Writing the extension's folders", || {
        let text = project::read(&project.root.join("manifest.json"))?;
        let manifest: Value = serde_json::from_str(&text).context("manifest.json is not JSON")?;
        for browser in Browser::ALL {
            let trimmed = manifest::trim(&manifest, browser, project.version()?)?;
            write_folder(project, &package, &trimmed, folders.of(browser))?;
        }
        Ok(())
    })?;
    Ok(folders)
}

fn write_folder(project: &Project, package: &Path, manifest: &Value, folder: &Path) -> Result<()> {
    project::remove(folder)?;
    project::write(&folder.join("manifest.json"), format!("{manifest:#}\n"))?;
    let sources = project.root.join("extension");
    for file in project::files(&sources)? {
        // `_locales` must stand at the package's root; `pkg` would be left over from another build.
        if file.starts_with("pkg/") {
            continue;
        }
        let place = if file.starts_with("_locales/") {
            file.clone()
        } else {
            format!("extension/{file}")
        };
        copy(&sources.join(&file), &folder.join(place))?;
    }
    for file in project::files(package)? {
        if (file.ends_with(".js") || file.ends_with(".wasm")) && !file.ends_with(".d.ts") {
            copy(
                &package.join(&file),
                &folder.join("extension/pkg").join(&file),
            )?;
        }
    }
    for file in manifest::named_files(manifest) {
        if !folder.join(&file).is_file() {
            bail!("manifest.json names {file}, which is not there");
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let content = std::fs::read(from).with_context(|| format!("cannot read {}", from.display()))?;
    project::write(to, content)
}
