//! Compiles the root crate to WebAssembly: wasm-pack, then npm's wasm-opt.

use crate::project::{self, Project};
use crate::setup::{self, Node};
use crate::shell::{Run, cargo, program_in, step};
use anyhow::{Context, Result};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// How much work the compiler does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Quick to compile, large, with debug assertions.
    Dev,
    /// As it is shipped.
    Release,
    /// As it is shipped, with an entry for the benches.
    Bench,
}

/// The name of the module's file.
pub const MODULE: &str = "freshet_bg.wasm";

const TARGET: &str = "wasm32-unknown-unknown";
/// Stands between two flags in `CARGO_ENCODED_RUSTFLAGS`.
const SEPARATOR: &str = "\u{1f}";

/// Compiles, unless nothing changed since the last time, and returns the folder with the module and its glue.
///
/// # Errors
/// When a tool is missing or fails.
pub fn build(project: &Project, profile: Profile) -> Result<PathBuf> {
    let (name, flag, duration) = match profile {
        Profile::Dev => ("dev", "--dev", "up to 2 minutes"),
        Profile::Release => ("release", "--release", "up to 5 minutes"),
        Profile::Bench => ("bench", "--release", "up to 5 minutes"),
    };
    let home = project.target.join("wasm").join(name);
    let package = home.join("pkg");
    let stamp = home.join("stamp");
    let inputs = inputs(project)?;
    if package.join(MODULE).is_file()
        && std::fs::read_to_string(&stamp).is_ok_and(|old| old == inputs)
    {
        println!("==> The WebAssembly is up to date ({name})");
        return Ok(package);
    }
    let tools = setup::wasm_tools(project)?;
    let node = Node::find(project)?;
    step(
        &format!("Compiling to WebAssembly, {name} ({duration} the first time)"),
        || {
            project::remove(&home)?;
            let mut run = Run::new(program_in(&tools, "wasm-pack"));
            for folder in &tools {
                run = run.search(folder);
            }
            run.folder(&project.root)
                .arg("build")
                .args([
                    "--mode",
                    "no-install",
                    "--no-opt",
                    "--no-typescript",
                    "--no-pack",
                    "--target",
                    "web",
                ])
                .args(["--out-name", "freshet", flag, "--out-dir"])
                .arg(&package)
                .arg(&project.root)
                .args(features(profile))
                .envs(variables(project, profile)?)
                .run()?;
            if profile != Profile::Dev {
                link(project, profile)?;
            }
            glue(project, &tools, profile, &package)?;
            if profile != Profile::Dev {
                optimise(&node, &package.join(MODULE))?;
            }
            project::write(&stamp, &inputs)
        },
    )?;
    Ok(package)
}

/// Links once more, with optimisation over all crates: cargo leaves that out for a crate
/// that is a library for Rust too, as the tests need it, and wasm-pack 0.15 cannot ask for
/// one kind alone. It takes a ninth off the module.
fn link(project: &Project, profile: Profile) -> Result<()> {
    cargo()
        .folder(&project.root)
        .args(["rustc", "--lib", "--release", "--locked"])
        .args(["--target", TARGET, "--crate-type", "cdylib"])
        .args(features(profile))
        .envs(variables(project, profile)?)
        .run()
}

fn features(profile: Profile) -> &'static [&'static str] {
    match profile {
        Profile::Bench => &["--features", "bench"],
        Profile::Dev | Profile::Release => &[],
    }
}

/// The compiler's flags for what is shipped: the places of panics are named without the
/// folders of this machine, so that every machine makes the same module. SHA-256 comes as a
/// loop: a list of blocked servers is short, and unrolled it would be three times as large.
/// No function is copied into another one that grows by it, however little.
fn variables(project: &Project, profile: Profile) -> Result<Option<(&'static str, OsString)>> {
    if profile == Profile::Dev {
        return Ok(None);
    }
    let compiler = Run::new("rustc")
        .folder(&project.root)
        .args(["--print", "sysroot"])
        .read()?;
    let library = Path::new(compiler.trim()).join("lib/rustlib/src/rust");
    let mut flags = OsString::from("--cfg=sha2_backend_soft=\"compact\"");
    flags.push(SEPARATOR);
    flags.push("-Cllvm-args=-inline-threshold=0");
    for (folder, name) in [
        (project::cargo_folder()?, "/cargo"),
        (library, "/rust"),
        (project.root.clone(), "/freshet"),
    ] {
        flags.push(SEPARATOR);
        flags.push("--remap-path-prefix=");
        flags.push(folder);
        flags.push("=");
        flags.push(name);
    }
    Ok(Some(("CARGO_ENCODED_RUSTFLAGS", flags)))
}

/// Makes the glue once more, with a way to start a fresh instance after a panic: wasm-pack
/// 0.15 has no switch for it.
fn glue(project: &Project, tools: &[PathBuf], profile: Profile, package: &Path) -> Result<()> {
    let profile = match profile {
        Profile::Dev => "debug",
        Profile::Release | Profile::Bench => "release",
    };
    let module = format!("{TARGET}/{profile}/freshet.wasm");
    Run::new(program_in(tools, "wasm-bindgen"))
        .args([
            "--target",
            "web",
            "--no-typescript",
            "--out-name",
            "freshet",
        ])
        .arg("--experimental-reset-state-function")
        .arg("--out-dir")
        .arg(package)
        .arg(project.target.join(module))
        .run()
}

/// The wasm-opt of npm's binaryen: those that systems package can be old, and miscompile in silence.
///
/// Alike functions have alike names, and packers find what is alike only where it is near:
/// with the names in order, the module is 2 % smaller after gzip. What lies lowest in memory
/// is the end of the stack, which only an overflow reaches: no address is there, so that
/// distances can be parts of loads and stores.
fn optimise(node: &Node, module: &Path) -> Result<()> {
    let optimised = module.with_extension("optimised");
    node.tool("binaryen/bin/wasm-opt")
        .args(["-Os", "--converge", "--low-memory-unused"])
        .arg("--reorder-functions-by-name")
        .arg(module)
        .arg("-o")
        .arg(&optimised)
        .run()?;
    std::fs::rename(&optimised, module)
        .with_context(|| format!("cannot replace {}", module.display()))
}

/// A digest of all that the module is made from.
fn inputs(project: &Project) -> Result<String> {
    let mut names: Vec<_> = project::files(&project.root.join("src"))?
        .into_iter()
        .map(|file| format!("src/{file}"))
        .collect();
    names.extend(
        [
            "Cargo.toml",
            "Cargo.lock",
            "rust-toolchain.toml",
            "xtask/package-lock.json",
            "xtask/src/wasm.rs",
        ]
        .map(str::to_owned),
    );
    let mut pieces = Vec::new();
    for name in names {
        let content = std::fs::read(project.root.join(&name))
            .with_context(|| format!("cannot read {name}"))?;
        pieces.push(name.into_bytes());
        pieces.push(content);
    }
    Ok(project::digest(pieces.iter().map(Vec::as_slice)))
}
