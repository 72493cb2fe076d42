//! Finds or installs, once, the tools that the commands need.
//!
//! Everything lands in a folder of the user's cache directory, so that a fresh
//! clone finds it. A tool is built in a folder of its own and renamed into place
//! when whole, so an interrupted installation leaves nothing that looks complete.

use crate::browsers::Browsers;
use crate::project::{self, Project};
use crate::shell::{Run, cargo, step, which};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

/// The target that the extension is compiled for.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

const OLDEST_NODE: u32 = 20;

/// A tool that `cargo install` provides.
struct CargoTool {
    name: &'static str,
    program: &'static str,
}

const WASM_BINDGEN: CargoTool = CargoTool {
    name: "wasm-bindgen-cli",
    program: "wasm-bindgen",
};
const WASM_PACK: CargoTool = CargoTool {
    name: "wasm-pack",
    program: "wasm-pack",
};
const GECKODRIVER: CargoTool = CargoTool {
    name: "geckodriver",
    program: "geckodriver",
};

/// Installs everything that any command needs.
pub fn everything(project: &Project) -> Result<()> {
    wasm_tools(project)?;
    Node::find(project)?;
    let browsers = Browsers::find(project)?;
    println!("Everything is in place.\n{browsers}");
    Ok(())
}

/// Folders for PATH with wasm-pack and wasm-bindgen; the wasm target is installed too.
pub fn wasm_tools(project: &Project) -> Result<Vec<PathBuf>> {
    wasm_target()?;
    Ok(vec![
        install(project, &WASM_BINDGEN)?,
        install(project, &WASM_PACK)?,
    ])
}

/// The geckodriver program.
pub fn geckodriver(project: &Project) -> Result<PathBuf> {
    Ok(install(project, &GECKODRIVER)?.join(format!(
        "{}{}",
        GECKODRIVER.program,
        std::env::consts::EXE_SUFFIX
    )))
}

/// Node with the npm tools of xtask/package.json.
pub struct Node {
    modules: PathBuf,
}

impl Node {
    /// Checks Node's version and installs the npm tools if they are missing.
    ///
    /// # Errors
    /// When Node or npm is missing or too old: the text says what to install.
    pub fn find(project: &Project) -> Result<Self> {
        check_node()?;
        let source = project.root.join("xtask");
        let package = project::read(&source.join("package.json"))?;
        let lock = project::read(&source.join("package-lock.json"))?;
        let hash = project::digest([package.as_bytes(), lock.as_bytes()]);
        let home = project
            .cache
            .join(format!("node-{}", hash.get(..16).unwrap_or(&hash)));
        if !home.is_dir() {
            step(
                "Installing web-ext and wasm-opt from npm, once (up to a minute)",
                || {
                    let partial = partial_folder(project, "node")?;
                    project::write(&partial.join("package.json"), &package)?;
                    project::write(&partial.join("package-lock.json"), &lock)?;
                    Run::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
                        .folder(&partial)
                        .args([
                            "ci",
                            "--ignore-scripts",
                            "--no-audit",
                            "--no-fund",
                            "--loglevel",
                            "error",
                        ])
                        .run()?;
                    move_into_place(&partial, &home)
                },
            )?;
        }
        Ok(Self {
            modules: home.join("node_modules"),
        })
    }

    /// A run of Node itself.
    pub fn run(&self) -> Run {
        Run::new("node").env("NO_UPDATE_NOTIFIER", "1")
    }

    /// A run of one of the installed tools, named by its script.
    pub fn tool(&self, script: &str) -> Run {
        self.run().arg(self.modules.join(script))
    }
}

fn check_node() -> Result<()> {
    let hint = format!(
        "Node.js {OLDEST_NODE} or later with npm is needed (it runs web-ext and wasm-opt): \
         install it from https://nodejs.org or your system's packages (nodejs and npm)"
    );
    let version = Run::new("node")
        .arg("--version")
        .read()
        .with_context(|| hint.clone())?;
    let major = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|text| text.parse::<u32>().ok());
    if major.is_none_or(|major| major < OLDEST_NODE) {
        bail!("found Node.js {}: {hint}", version.trim());
    }
    Ok(())
}

fn wasm_target() -> Result<()> {
    let folder = Run::new("rustc")
        .args(["--print", "target-libdir", "--target", WASM_TARGET])
        .read()?;
    if Path::new(folder.trim()).is_dir() {
        return Ok(());
    }
    if which("rustup").is_none() {
        bail!(
            "the Rust target {WASM_TARGET} is missing: install it with your system's packages, or use rustup"
        );
    }
    step("Adding the Rust target for WebAssembly", || {
        Run::new("rustup")
            .args(["target", "add", WASM_TARGET])
            .run()
    })
}

/// The folder with the tool's programs, after installing it if it was missing.
fn install(project: &Project, tool: &CargoTool) -> Result<PathBuf> {
    let version = project.tool_version(tool.name)?;
    let home = project
        .cache
        .join("tools")
        .join(format!("{}-{version}", tool.name));
    let programs = home.join("bin");
    if answers(&programs.join(tool.program), &version) {
        return Ok(programs);
    }
    let what = format!("Installing {} {version}, once (up to 8 minutes)", tool.name);
    step(&what, || {
        let partial = partial_folder(project, tool.name)?;
        cargo()
            // Outside of the project, so that its settings do not reach in.
            .folder(&project.cache)
            .args([
                "install",
                tool.name,
                "--version",
                &format!("={version}"),
                "--locked",
                "--root",
            ])
            .arg(&partial)
            .arg("--target-dir")
            .arg(project.cache.join("build"))
            // Half the time of a full optimisation, and quick enough.
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
            .run()?;
        if !answers(&partial.join("bin").join(tool.program), &version) {
            bail!(
                "{} was installed but does not report version {version}",
                tool.name
            );
        }
        move_into_place(&partial, &home)
    })?;
    // It only served this installation; kept after an interruption, so that a second try goes on.
    project::remove(&project.cache.join("build"))?;
    Ok(programs)
}

/// Whether the program runs and reports this version.
fn answers(program: &Path, version: &str) -> bool {
    let program = program.with_extension(std::env::consts::EXE_EXTENSION);
    program.is_file()
        && Run::new(program)
            .arg("--version")
            .read()
            .is_ok_and(|said| said.split_whitespace().any(|word| word == version))
}

fn partial_folder(project: &Project, name: &str) -> Result<PathBuf> {
    let folder = project
        .cache
        .join("partial")
        .join(format!("{name}-{}", std::process::id()));
    project::remove(&folder)?;
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(folder)
}

fn move_into_place(partial: &Path, home: &Path) -> Result<()> {
    project::remove(home)?;
    if let Some(parent) = home.parent() {
        std::fs::create_dir_all(parent)
            .with_context(|| format!("cannot make {}", parent.display()))?;
    }
    std::fs::rename(partial, home)
        .with_context(|| format!("cannot move {} to {}", partial.display(), home.display()))
}
