//! `bench`: native benches, then the shipped WebAssembly in both browsers.

use crate::assemble::{self, Folders};
use crate::browsers::Browsers;
use crate::manifest::Browser;
use crate::project::{self, Project};
use crate::shell::{cargo, step};
use crate::wasm::Profile;
use anyhow::{Context, Result};
use serde_json::{Value, json};

/// What `bench` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// Only the native benches
    #[arg(long)]
    native: bool,
}

/// Runs the benches; their numbers go to standard output.
pub fn run(project: &Project, options: &Options) -> Result<()> {
    step("Native benches (up to 5 minutes the first time)", || {
        cargo()
            .folder(&project.root)
            .args(["bench", "--package", "freshet", "--benches", "--locked"])
            .run()
    })?;
    if options.native {
        return Ok(());
    }
    let browsers = Browsers::find(project)?;
    let folders = with_page(project, &assemble::build(project, Profile::Bench)?)?;
    step(
        "The WebAssembly in both browsers (up to 3 minutes the first time)",
        || {
            cargo()
                .folder(&project.root)
                .args([
                    "run",
                    "--quiet",
                    "--package",
                    "freshet-e2e",
                    "--bin",
                    "bench",
                    "--locked",
                ])
                .envs(browsers.variables())
                .envs(folders.variables())
                .run()
        },
    )
}

/// Copies of the package with the page of `tests/e2e/bench`, which is not shipped, added to them.
fn with_page(project: &Project, folders: &Folders) -> Result<Folders> {
    let home = project.target.join("bench");
    let copies = Folders {
        chromium: home.join("chromium"),
        firefox: home.join("firefox"),
    };
    let page = project.root.join("tests/e2e/bench");
    for browser in Browser::ALL {
        project::remove(copies.of(browser))?;
        for (from, to) in [
            (folders.of(browser), copies.of(browser).to_owned()),
            (&page, copies.of(browser).join("extension/bench")),
        ] {
            for file in project::files(from)? {
                let content = std::fs::read(from.join(&file))
                    .with_context(|| format!("cannot read {file}"))?;
                project::write(&to.join(file), content)?;
            }
        }
    }
    let pairs = serde_json::to_vec(&pairs(project)?)?;
    for browser in Browser::ALL {
        project::write(
            &copies.of(browser).join("extension/bench/pairs.json"),
            &pairs,
        )?;
    }
    Ok(copies)
}

/// The oracle's pairs where they are, otherwise the project's own cases.
fn pairs(project: &Project) -> Result<Vec<Value>> {
    let own = project.root.join("tests/cases/compare");
    let oracle = project.root.join("../shared/oracle/pairs");
    let home = if oracle.is_dir() { oracle } else { own };
    println!("    pairs: {}", home.display());
    let mut pairs = Vec::new();
    for entry in std::fs::read_dir(&home)? {
        let folder = entry?.path();
        let text = |name: &str| {
            let file = folder.join(name);
            std::fs::read_to_string(&file)
                .with_context(|| format!("cannot read {}", file.display()))
        };
        let about: Value = serde_json::from_str(&text("meta.json")?)?;
        pairs.push(json!({
            "account": text("account.json")?,
            "actor": text("actor.json")?,
            "home": about["home"],
        }));
    }
    Ok(pairs)
}
