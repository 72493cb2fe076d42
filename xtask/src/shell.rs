//! Running programs: one builder that says what failed and how.

use anyhow::{Context, Result, bail};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A program to run, with the variables that cargo set for xtask itself removed.
pub struct Run {
    command: Command,
    search: Vec<PathBuf>,
}

impl Run {
    /// Starts the description of a run of `program`.
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(program);
        // Inherited from `cargo run`, these would make nested builds differ from direct ones.
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"]
                .iter()
                .any(|start| text.starts_with(start))
            {
                command.env_remove(&name);
            }
        }
        Self {
            command,
            search: Vec::new(),
        }
    }

    /// Adds one argument.
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    /// Adds several arguments.
    pub fn args<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(mut self, arguments: I) -> Self {
        self.command.args(arguments);
        self
    }

    /// Sets an environment variable.
    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Sets several environment variables.
    pub fn envs<'a>(mut self, variables: impl IntoIterator<Item = (&'a str, OsString)>) -> Self {
        for (name, value) in variables {
            self.command.env(name, value);
        }
        self
    }

    /// Sets the folder to run in.
    pub fn folder(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Puts a folder in front of PATH.
    pub fn search(mut self, folder: impl Into<PathBuf>) -> Self {
        self.search.push(folder.into());
        self
    }

    /// Runs it with its output shown; an error names the command.
    pub fn run(mut self) -> Result<()> {
        let text = self.prepare()?;
        let status = self
            .command
            .status()
            .with_context(|| format!("cannot start: {text}"))?;
        if !status.success() {
            bail!("failed ({status}): {text}");
        }
        Ok(())
    }

    /// Runs it with its output shown: whether it succeeded, and its standard output.
    pub fn tell(mut self) -> Result<(bool, String)> {
        use std::io::{BufRead as _, BufReader};
        let text = self.prepare()?;
        let mut child = self
            .command
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start: {text}"))?;
        let mut said = String::new();
        if let Some(stdout) = child.stdout.take() {
            for line in BufReader::new(stdout).split(b'\n') {
                let line = line.with_context(|| format!("cannot read from: {text}"))?;
                let line = String::from_utf8_lossy(&line);
                println!("{line}");
                said.push_str(&line);
                said.push('\n');
            }
        }
        let status = child
            .wait()
            .with_context(|| format!("cannot wait for: {text}"))?;
        Ok((status.success(), said))
    }

    /// Runs it in silence and returns its standard output; an error carries all it said.
    pub fn read(self) -> Result<String> {
        let (succeeded, text, said, complained) = self.output()?;
        if !succeeded {
            bail!("failed: {text}\n{said}{complained}");
        }
        Ok(said)
    }

    /// Runs it in silence: whether it succeeded, its command line, standard output and error.
    pub fn output(mut self) -> Result<(bool, String, String, String)> {
        let text = self.prepare()?;
        let output = self
            .command
            .stdin(Stdio::null())
            .output()
            .with_context(|| format!("cannot start: {text}"))?;
        let decode = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok((
            output.status.success(),
            text,
            decode(&output.stdout),
            decode(&output.stderr),
        ))
    }

    /// Runs it in silence with `input` as its standard input: whether it succeeded, and what it said on error.
    pub fn feed(mut self, input: &[u8]) -> Result<(bool, String)> {
        use std::io::Write as _;
        let text = self.prepare()?;
        let mut child = self
            .command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start: {text}"))?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin
                .write_all(input)
                .with_context(|| format!("cannot write to: {text}"))?;
        }
        let output = child
            .wait_with_output()
            .with_context(|| format!("cannot wait for: {text}"))?;
        Ok((
            output.status.success(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        ))
    }

    fn prepare(&mut self) -> Result<String> {
        if !self.search.is_empty() {
            let before = std::env::var_os("PATH").unwrap_or_default();
            let folders = self
                .search
                .iter()
                .cloned()
                .chain(std::env::split_paths(&before));
            self.command.env(
                "PATH",
                std::env::join_paths(folders).context("a folder's name cannot stand in PATH")?,
            );
        }
        let words: Vec<_> = std::iter::once(self.command.get_program())
            .chain(self.command.get_args())
            .map(|word| word.to_string_lossy().into_owned())
            .collect();
        Ok(words.join(" "))
    }
}

/// The cargo that runs xtask.
pub fn cargo() -> Run {
    Run::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Announces a step, does it, and says how long it took.
pub fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("==> {what}");
    let start = Instant::now();
    let result = work();
    let outcome = if result.is_ok() { "done" } else { "FAILED" };
    println!("    {outcome} after {}", elapsed(start.elapsed()));
    result
}

/// A duration as a person would say it.
pub fn elapsed(duration: Duration) -> String {
    let seconds = duration.as_secs();
    if seconds < 60 {
        format!("{:.1} s", duration.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

/// The first file named `name` in PATH that can be run.
pub fn which(name: &str) -> Option<PathBuf> {
    let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|folder| folder.join(&name))
        .find(|path| path.is_file())
}

/// The program of this name in the first folder that has it.
pub fn program_in(folders: &[PathBuf], name: &str) -> PathBuf {
    let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    folders
        .iter()
        .map(|folder| folder.join(&name))
        .find(|path| path.is_file())
        .unwrap_or_else(|| name.into())
}
