//! Every command of the project: `cargo xtask --help`.
//!
//! ```text
//! cargo xtask demo     # see it work
//! cargo xtask test     # everything that must hold
//! ```
//!
//! Each command first finds or installs what it needs ([`setup`], [`browsers`]),
//! says what it is doing and how long that may take, and leaves its results
//! under `target/`.

mod assemble;
mod bench;
mod browsers;
mod demo;
mod lint;
mod manifest;
mod package;
mod packages;
mod project;
mod setup;
mod shell;
mod suite;
mod tidy;
mod wasm;

use anyhow::Result;
use clap::{Parser, Subcommand};
use project::Project;
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "Every command of Freshet", long_about = None)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Show Freshet at work: a Mastodon page, a stale profile, the comparison
    ///
    /// Opens a visible browser where there is a display; otherwise prints the
    /// comparison as a table and writes screenshots to target/demo/.
    Demo(demo::Options),
    /// Run everything: native, browser and end-to-end tests, and lint
    ///
    /// Every stage runs even if one fails; the exit code is not 0 if any did.
    Test(suite::Options),
    /// Build the extension into target/extension/chromium and target/extension/firefox
    ///
    /// Both folders can be loaded as unpacked extensions.
    Build(assemble::Options),
    /// Write the two zips to target/package/ and check the size budget
    Package,
    /// Check formatting, clippy, rustdoc, scripts, texts and the package (web-ext)
    Lint,
    /// Measure: native benches, then the wasm in both browsers
    Bench(bench::Options),
    /// Find or install every tool and browser that the other commands need
    ///
    /// The other commands do this by themselves; this is for preparing a
    /// machine, or for seeing what is missing.
    Setup,
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<()> {
    let project = Project::open()?;
    match arguments.command {
        Command::Demo(options) => demo::run(&project, &options),
        Command::Test(options) => suite::run(&project, &options),
        Command::Build(options) => assemble::run(&project, &options),
        Command::Package => package::run(&project),
        Command::Lint => lint::run(&project),
        Command::Bench(options) => bench::run(&project, &options),
        Command::Setup => setup::everything(&project),
    }
}
