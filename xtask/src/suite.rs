//! `test`: every stage, whatever happens to the others, and a summary.

use crate::browsers::Browsers;
use crate::project::{self, Project};
use crate::setup;
use crate::shell::{Run, cargo, elapsed, program_in};
use crate::wasm::Profile;
use crate::{assemble, lint, package};
use anyhow::{Result, bail};
use std::time::{Duration, Instant};

/// How many end-to-end tests are tried again: a broken extension fails more of them.
const MOST_TRIED_AGAIN: usize = 3;

/// What `test` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// Run only this stage; can be given several times
    #[arg(long, value_enum)]
    only: Vec<Stage>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Stage {
    /// Tests of all crates on this machine
    Native,
    /// Tests of the browser adapters in headless Chromium and Firefox
    Wasm,
    /// The two packages, within their size budget
    Package,
    /// The packaged extension in both browsers
    E2e,
    /// Formatting, clippy, rustdoc, scripts, texts, web-ext
    Lint,
}

impl Stage {
    const ALL: [Self; 5] = [
        Self::Native,
        Self::Wasm,
        Self::Package,
        Self::E2e,
        Self::Lint,
    ];

    fn describe(self) -> (&'static str, &'static str) {
        match self {
            Self::Native => ("native tests", "up to 3 minutes the first time"),
            Self::Wasm => (
                "WebAssembly tests in both browsers",
                "up to 3 minutes the first time",
            ),
            Self::Package => (
                "packages within their budget",
                "up to 5 minutes the first time",
            ),
            Self::E2e => (
                "end-to-end tests of the package in both browsers",
                "up to 30 minutes",
            ),
            Self::Lint => ("lint", "up to 4 minutes the first time"),
        }
    }

    fn run(self, project: &Project) -> Result<()> {
        match self {
            Self::Native => native(project),
            Self::Wasm => wasm(project),
            Self::Package => package::run(project),
            Self::E2e => end_to_end(project),
            Self::Lint => lint::run(project),
        }
    }
}

/// Runs the stages and prints how each of them ended.
///
/// # Errors
/// When any stage failed.
pub fn run(project: &Project, options: &Options) -> Result<()> {
    let stages: Vec<_> = Stage::ALL
        .into_iter()
        .filter(|stage| options.only.is_empty() || options.only.contains(stage))
        .collect();
    let mut outcomes = Vec::new();
    for (index, stage) in stages.iter().enumerate() {
        let (name, duration) = stage.describe();
        println!("\n==> [{}/{}] {name} ({duration})", index + 1, stages.len());
        let start = Instant::now();
        let result = stage.run(project);
        if let Err(error) = &result {
            println!("    FAILED: {error:#}");
        }
        outcomes.push((name, result.is_ok(), start.elapsed()));
    }
    summary(&outcomes)
}

fn summary(outcomes: &[(&str, bool, Duration)]) -> Result<()> {
    println!();
    for (name, passed, duration) in outcomes {
        println!(
            "  {:<8}{name:<52}{:>12}",
            if *passed { "passed" } else { "FAILED" },
            elapsed(*duration)
        );
    }
    let failed = outcomes.iter().filter(|(_, passed, _)| !passed).count();
    println!("\n{} passed, {failed} failed", outcomes.len() - failed);
    if failed > 0 {
        // The summary has said it all; an error text after it would hide its last line.
        std::process::exit(1);
    }
    Ok(())
}

fn native(project: &Project) -> Result<()> {
    cargo()
        .folder(&project.root)
        .args([
            "test",
            "--workspace",
            "--exclude",
            "freshet-e2e",
            "--locked",
            "--no-fail-fast",
        ])
        .run()
}

fn wasm(project: &Project) -> Result<()> {
    let tests = browser_tests(project)?;
    if tests.is_empty() {
        bail!("there is no tests/web*.rs");
    }
    let tools = setup::wasm_tools(project)?;
    let browsers = Browsers::find(project)?;
    let configuration = project.target.join("webdriver.json");
    project::write(&configuration, browsers.webdriver_json())?;
    let mut run = Run::new(program_in(&tools, "wasm-pack"));
    for folder in tools.iter().cloned().chain(browsers.driver_folders()) {
        run = run.search(folder);
    }
    run.folder(&project.root)
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &configuration)
        .env("WASM_BINDGEN_TEST_TIMEOUT", "400")
        .args([
            "test",
            "--headless",
            "--chrome",
            "--firefox",
            "--mode",
            "no-install",
            "--chromedriver",
        ])
        .arg(browsers.chromedriver())
        .arg(&project.root)
        .arg("--lib")
        .args(tests.iter().flat_map(|name| ["--test", name]))
        .run()
}

fn end_to_end(project: &Project) -> Result<()> {
    let browsers = Browsers::find(project)?;
    let folders = assemble::build(project, Profile::Release)?;
    // Each test starts a browser of many processes; more of them at once are slower, not faster.
    let threads = std::thread::available_parallelism()
        .map_or(2, usize::from)
        .min(4);
    let run = |threads: usize, names: &[&str]| {
        cargo()
            .folder(&project.root)
            .args([
                "test",
                "--package",
                "freshet-e2e",
                "--locked",
                "--no-fail-fast",
                "--",
                "--test-threads",
            ])
            .arg(threads.to_string())
            .args(names)
            .envs(browsers.variables())
            .envs(folders.variables())
            .tell()
    };
    let (passed, said) = run(threads, &[])?;
    if passed {
        return Ok(());
    }
    let failed = failed_tests(&said);
    if failed.is_empty() || failed.len() > MOST_TRIED_AGAIN {
        bail!("{} tests failed", failed.len());
    }
    let names = failed.join(", ");
    println!("--> Once more and alone, since browsers on a busy machine may be late: {names}");
    let (passed, _) = run(1, &[&["--exact"][..], &failed[..]].concat())?;
    if !passed {
        bail!("failed twice: {names}");
    }
    println!("    PASSED ONLY AT THE SECOND TRY: {names}");
    Ok(())
}

/// The tests that failed, by the words of libtest.
fn failed_tests(said: &str) -> Vec<&str> {
    said.lines()
        .filter_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... FAILED"))
        .collect()
}

/// The names of the root crate's integration tests that run in browsers: `tests/web*.rs`.
pub fn browser_tests(project: &Project) -> Result<Vec<String>> {
    let files = project::files(&project.root.join("tests"))?;
    let names = files.iter().filter_map(|file| file.strip_suffix(".rs"));
    Ok(names
        .filter(|name| name.starts_with("web") && !name.contains('/'))
        .map(str::to_owned)
        .collect())
}

#[cfg(test)]
mod tests {
    use super::failed_tests;

    #[test]
    fn failed_tests_are_read_from_what_libtest_says() {
        let said = "test a_look ... ok\ntest a_press ... FAILED\n\nfailures:\n    a_press\n\n\
                    test result: FAILED. 1 passed; 1 failed\n";
        assert_eq!(failed_tests(said), ["a_press"]);
        assert!(failed_tests("test a_look ... ok\n").is_empty());
    }
}
