//! Finds the browsers and their drivers, or installs them where that is one command.
//!
//! `CHROMIUM`, `FIREFOX`, `CHROMEDRIVER` and `GECKODRIVER` name programs to use
//! instead. What was found is also written to `target/browsers.json`, where the
//! end-to-end tests read it when they are run without xtask.

use crate::packages;
use crate::project::{self, Project};
use crate::setup;
use crate::shell::{Run, which};
use anyhow::{Context, Result, bail};
use serde_json::json;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

/// The programs that drive the extension.
pub struct Browsers {
    chromium: PathBuf,
    chromedriver: PathBuf,
    firefox: PathBuf,
    geckodriver: PathBuf,
}

impl Browsers {
    /// Finds all four programs; installs the browsers by the system's packages where it may.
    ///
    /// # Errors
    /// When one is missing and cannot be installed: the text says exactly what to install.
    pub fn find(project: &Project) -> Result<Self> {
        for variable in ["CHROMIUM", "CHROMEDRIVER", "FIREFOX", "GECKODRIVER"] {
            if let Some(path) = override_by(variable).filter(|path| !path.is_file()) {
                bail!(
                    "the variable {variable} names {}, which is not there",
                    path.display()
                );
            }
        }
        if missing(project).is_some() {
            packages::install()?;
        }
        if let Some(what) = missing(project) {
            bail!("{what}\n\n{}", packages::by_hand(project));
        }
        let browsers = Self {
            chromium: chromium(project).context("Chromium is gone")?,
            chromedriver: chromedriver(project).context("chromedriver is gone")?,
            firefox: firefox(project).context("Firefox is gone")?,
            geckodriver: geckodriver(project)?,
        };
        browsers.check_versions()?;
        let listed: serde_json::Map<_, _> = browsers
            .variables()
            .map(|(name, path)| (name.to_owned(), json!(path.to_string_lossy())))
            .into_iter()
            .collect();
        project::write(
            &project.target.join("browsers.json"),
            format!("{:#}\n", json!(listed)),
        )?;
        Ok(browsers)
    }

    /// The environment variables by which the tests find the programs.
    pub fn variables(&self) -> [(&'static str, OsString); 4] {
        [
            ("CHROMIUM", self.chromium.clone().into()),
            ("CHROMEDRIVER", self.chromedriver.clone().into()),
            ("FIREFOX", self.firefox.clone().into()),
            ("GECKODRIVER", self.geckodriver.clone().into()),
        ]
    }

    /// The folders that hold the drivers, for PATH.
    pub fn driver_folders(&self) -> Vec<PathBuf> {
        [&self.chromedriver, &self.geckodriver]
            .into_iter()
            .filter_map(|path| path.parent())
            .map(Path::to_owned)
            .collect()
    }

    /// The chromedriver program.
    pub fn chromedriver(&self) -> &Path {
        &self.chromedriver
    }

    /// The `webdriver.json` by which wasm-bindgen's test runner starts the browsers.
    pub fn webdriver_json(&self) -> String {
        let mut arguments = vec![
            "--headless=new",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
        ];
        // Chromium's sandbox does not start as root, nor in most containers.
        arguments.push("--no-sandbox");
        let capabilities = json!({
            "goog:chromeOptions": { "binary": self.chromium, "args": arguments },
            "moz:firefoxOptions": { "binary": self.firefox, "args": ["-headless"] },
        });
        format!("{capabilities:#}\n")
    }

    /// A driver of another major version than its browser refuses every session.
    fn check_versions(&self) -> Result<()> {
        let (Some(browser), Some(driver)) = (major(&self.chromium), major(&self.chromedriver))
        else {
            return Ok(());
        };
        if browser != driver {
            bail!(
                "{} is version {browser}, but {} is version {driver}: install both from the same source, \
                 or name a pair by the variables CHROMIUM and CHROMEDRIVER",
                self.chromium.display(),
                self.chromedriver.display()
            );
        }
        Ok(())
    }
}

impl fmt::Display for Browsers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, path) in self.variables() {
            writeln!(formatter, "  {name:<13}{}", path.to_string_lossy())?;
        }
        Ok(())
    }
}

/// The first thing that is missing, in words.
fn missing(project: &Project) -> Option<&'static str> {
    if chromium(project).is_none() {
        Some(
            "Chromium or Chrome for Testing was not found (Google Chrome itself cannot load an unpacked extension by command).",
        )
    } else if chromedriver(project).is_none() {
        Some("chromedriver was not found.")
    } else if firefox(project).is_none() {
        Some("Firefox was not found.")
    } else {
        None
    }
}

fn chromium(project: &Project) -> Option<PathBuf> {
    let named = override_by("CHROMIUM");
    if named.is_some() {
        return named;
    }
    let fixed = [
        // Debian's wrapper in /usr/bin adds flags of its own.
        "/usr/lib/chromium/chromium",
        "/usr/lib/chromium-browser/chromium-browser",
        "/usr/lib64/chromium-browser/chromium-browser",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing",
    ];
    let fixed = fixed
        .iter()
        .map(PathBuf::from)
        .filter(|path| path.is_file());
    let in_path = [
        "chromium",
        "chromium-browser",
        "chrome",
        "chrome-for-testing",
    ]
    .iter()
    .filter_map(|name| which(name));
    downloaded(project, &["chrome", "Google Chrome for Testing"])
        .into_iter()
        .chain(fixed)
        .chain(in_path)
        .find(|path| loads_extensions(path))
}

fn chromedriver(project: &Project) -> Option<PathBuf> {
    override_by("CHROMEDRIVER")
        .or_else(|| downloaded(project, &["chromedriver"]))
        .or_else(|| which("chromedriver"))
}

fn firefox(project: &Project) -> Option<PathBuf> {
    let fixed = [
        "/Applications/Firefox.app/Contents/MacOS/firefox",
        r"C:\Program Files\Mozilla Firefox\firefox.exe",
    ];
    override_by("FIREFOX")
        .or_else(|| downloaded(project, &["firefox"]))
        // Debian's /usr/bin/firefox is a script that looks for the other.
        .or_else(|| which("firefox-esr"))
        .or_else(|| which("firefox"))
        .or_else(|| fixed.iter().map(PathBuf::from).find(|path| path.is_file()))
}

fn geckodriver(project: &Project) -> Result<PathBuf> {
    match override_by("GECKODRIVER") {
        Some(path) => Ok(path),
        None => setup::geckodriver(project),
    }
}

fn override_by(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

/// A program that `npx @puppeteer/browsers install` put into the cache folder.
fn downloaded(project: &Project, names: &[&str]) -> Option<PathBuf> {
    let folder = project.cache.join("browsers");
    let files = project::files(&folder).ok()?;
    let wanted: Vec<_> = names
        .iter()
        .map(|name| format!("{name}{}", std::env::consts::EXE_SUFFIX))
        .collect();
    let found = files.iter().rev().find(|path| {
        path.rsplit('/')
            .next()
            .is_some_and(|name| wanted.iter().any(|want| want == name))
    });
    found.map(|path| folder.join(path))
}

/// Branded Google Chrome ignores `--load-extension`; Ubuntu's chromium-browser may be an empty shell.
fn loads_extensions(program: &Path) -> bool {
    if cfg!(windows) {
        // There it opens a window instead of answering.
        return true;
    }
    Run::new(program)
        .arg("--version")
        .read()
        .is_ok_and(|said| said.contains("Chromium") || said.contains("Chrome for Testing"))
}

fn major(program: &Path) -> Option<u32> {
    if cfg!(windows) {
        return None;
    }
    let said = Run::new(program).arg("--version").read().ok()?;
    said.split_whitespace()
        .find_map(|word| word.split_once('.')?.0.parse().ok())
}
