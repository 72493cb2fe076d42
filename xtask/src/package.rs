//! `package`: the two zips for the stores, within the size budget.

use crate::assemble;
use crate::manifest::Browser;
use crate::project::{self, Project};
use crate::shell::step;
use crate::wasm::{MODULE, Profile};
use anyhow::{Context, Result, bail};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The most that a zip may weigh, in bytes.
const PACKAGE_BUDGET: usize = 600 * 1024;
/// The most that the WebAssembly module may weigh after gzip, in bytes.
const WASM_BUDGET: usize = 400 * 1024;

/// Builds as shipped, writes the zips, and prints and checks the sizes.
///
/// # Errors
/// When building fails or something weighs more than its budget.
pub fn run(project: &Project) -> Result<()> {
    let folders = assemble::build(project, Profile::Release)?;
    let sizes = step("Writing the packages", || {
        let module = std::fs::read(folders.chromium.join("extension/pkg").join(MODULE))
            .context("the module is missing")?;
        let private = [project::home_folder()?, project.root.clone()];
        if let Some(place) = place_of_a_machine(&module, &private) {
            bail!("the module names a folder of this machine: {place}");
        }
        let mut sizes = vec![(
            "WebAssembly, gzip".to_owned(),
            gzip_size(&module)?,
            WASM_BUDGET,
        )];
        for browser in Browser::ALL {
            let name = format!("freshet-{}-{}.zip", project.version()?, browser.name());
            let archive = zip(folders.of(browser))?;
            project::write(&project.target.join("package").join(&name), &archive)?;
            sizes.push((name, archive.len(), PACKAGE_BUDGET));
        }
        Ok(sizes)
    })?;
    let mut over = Vec::new();
    for (name, size, budget) in &sizes {
        println!(
            "    {name:<32}{:>8.1} KB of {} KB",
            *size as f64 / 1024.0,
            budget / 1024
        );
        if size > budget {
            over.push(name.as_str());
        }
    }
    if !over.is_empty() {
        bail!("over the size budget: {}", over.join(", "));
    }
    Ok(())
}

/// A zip that depends on the files' names and contents alone: sorted, with one fixed time.
fn zip(folder: &Path) -> Result<Vec<u8>> {
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .compression_level(Some(9))
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644);
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for file in project::files(folder)? {
        archive.start_file(&file, options)?;
        archive.write_all(
            &std::fs::read(folder.join(&file)).with_context(|| format!("cannot read {file}"))?,
        )?;
    }
    Ok(archive.finish()?.into_inner())
}

/// A text of the module that leads into one of these folders, or into anybody's cargo folder.
fn place_of_a_machine(module: &[u8], folders: &[PathBuf]) -> Option<String> {
    // A folder without a parent would be found in every address.
    let folders = folders.iter().filter(|folder| folder.parent().is_some());
    let folders = folders.map(|folder| format!("{}/", folder.display()));
    let mut marks = folders.chain(["/.cargo/".to_owned(), "/.rustup/".to_owned()]);
    marks.find_map(|mark| {
        let at = module
            .windows(mark.len())
            .position(|piece| piece == mark.as_bytes())?;
        let is_text = |byte: &u8| byte.is_ascii_graphic();
        let text = module.get(at..)?.iter().copied().take_while(is_text);
        Some(String::from_utf8_lossy(&text.take(120).collect::<Vec<_>>()).into_owned())
    })
}

fn gzip_size(bytes: &[u8]) -> Result<usize> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(module: &[u8], expected: Option<&str>) {
        let folders = [PathBuf::from("/home/ada")];
        assert_eq!(
            place_of_a_machine(module, &folders).as_deref(),
            expected,
            "{}",
            String::from_utf8_lossy(module)
        );
    }

    #[test]
    fn a_module_names_no_folder_of_the_machine_it_was_made_on() {
        check(b"\0asm/cargo/registry/src/url/lib.rs", None);
        check(
            b"\0/rustc/59807616/library/core/src/str.rs\0src/see.rs",
            None,
        );
        check(b"\0/home/ada/src/a.rs\0b", Some("/home/ada/src/a.rs"));
        check(b"C:/.cargo/registry\xff", Some("/.cargo/registry"));
        check(b"/usr/.rustup/toolchains", Some("/.rustup/toolchains"));
        check(b"/home/adam/a.rs", None);
        check(b"", None);
    }
}
