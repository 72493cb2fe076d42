//! `demo`: the packaged extension in a sandbox, shown or photographed.

use crate::assemble;
use crate::browsers::Browsers;
use crate::project::Project;
use crate::shell::{cargo, step};
use crate::wasm::Profile;
use anyhow::Result;

/// What `demo` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// Show no window, even where there is a display
    #[arg(long)]
    headless: bool,
}

/// Builds the extension and runs the demo program.
pub fn run(project: &Project, options: &Options) -> Result<()> {
    let browsers = Browsers::find(project)?;
    let folders = assemble::build(project, Profile::Release)?;
    step(
        "Compiling the demo and its sandbox (up to 3 minutes the first time)",
        || {
            cargo()
                .folder(&project.root)
                .args([
                    "build",
                    "--package",
                    "freshet-e2e",
                    "--bin",
                    "demo",
                    "--locked",
                ])
                .run()
        },
    )?;
    step("The demo (five minutes when nobody watches)", || {
        let mut run = cargo()
            .folder(&project.root)
            .args([
                "run",
                "--quiet",
                "--package",
                "freshet-e2e",
                "--bin",
                "demo",
                "--locked",
            ])
            .envs(browsers.variables())
            .envs(folders.variables());
        if has_display() && !options.headless {
            run = run.env("FRESHET_HEADED", "1");
        }
        run.run()
    })
}

fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(any(windows, target_os = "macos")) || set("DISPLAY") || set("WAYLAND_DISPLAY")
}
