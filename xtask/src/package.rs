//! `package`: the two zips for the stores, within the size budget.

use crate::assemble;
use crate::manifest::Browser;
use crate::project::{self, Project};
use crate::shell::step;
use crate::wasm::{MODULE, Profile};
use anyhow::{Context, Result, bail};
use std::io::Write as _;
use std::path::Path;

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

fn gzip_size(bytes: &[u8]) -> Result<usize> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}
