//! `lint`: everything about form, as separate checks that all run.

use crate::assemble;
use crate::project::{self, Project};
use crate::setup::{Node, WASM_TARGET};
use crate::shell::{cargo, elapsed};
use crate::suite::browser_tests;
use crate::tidy;
use crate::wasm::Profile;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::Instant;

type Check = fn(&Project) -> Result<()>;

const CHECKS: &[(&str, Check)] = &[
    ("Formatting (cargo fmt)", formatting),
    ("Clippy, native (up to 2 minutes)", clippy),
    ("Clippy, WebAssembly (up to a minute)", clippy_wasm),
    ("Documentation (cargo doc, up to a minute)", documentation),
    ("Syntax of the scripts (node)", scripts),
    ("Texts in every language", tidy::languages),
    ("The package, by web-ext (builds it if needed)", web_ext),
];

/// Runs every check and fails if one did.
///
/// # Errors
/// Names the checks that failed; what each of them found was printed.
pub fn run(project: &Project) -> Result<()> {
    let mut failed = Vec::new();
    for (name, check) in CHECKS {
        println!("--> {name}");
        let start = Instant::now();
        match check(project) {
            Ok(()) => println!("    done after {}", elapsed(start.elapsed())),
            Err(error) => {
                println!("    FAILED after {}: {error:#}", elapsed(start.elapsed()));
                failed.push(*name);
            }
        }
    }
    if !failed.is_empty() {
        bail!(
            "lint: {} of {} checks failed: {}",
            failed.len(),
            CHECKS.len(),
            failed.join("; ")
        );
    }
    println!("lint: all {} checks passed", CHECKS.len());
    Ok(())
}

fn formatting(project: &Project) -> Result<()> {
    cargo()
        .folder(&project.root)
        .args(["fmt", "--all", "--check"])
        .run()
}

fn clippy(project: &Project) -> Result<()> {
    cargo()
        .folder(&project.root)
        .args([
            "clippy",
            "--quiet",
            "--workspace",
            "--all-targets",
            "--locked",
            "--",
            "-D",
            "warnings",
        ])
        .run()
}

fn clippy_wasm(project: &Project) -> Result<()> {
    cargo()
        .folder(&project.root)
        .args([
            "clippy",
            "--quiet",
            "--package",
            "freshet",
            "--target",
            WASM_TARGET,
            "--locked",
            "--lib",
        ])
        .args(
            browser_tests(project)?
                .iter()
                .flat_map(|name| ["--test", name]),
        )
        .args(["--", "-D", "warnings"])
        .run()
}

fn documentation(project: &Project) -> Result<()> {
    cargo()
        .folder(&project.root)
        .args([
            "doc",
            "--quiet",
            "--workspace",
            "--no-deps",
            "--locked",
            "--document-private-items",
        ])
        .env("RUSTDOCFLAGS", "-D warnings")
        .run()
}

fn scripts(project: &Project) -> Result<()> {
    let node = Node::find(project)?;
    let folder = project.root.join("extension");
    let mut complaints = Vec::new();
    for file in project::files(&folder)? {
        if !file.ends_with(".js") || file.starts_with("pkg/") {
            continue;
        }
        let text = project::read(&folder.join(&file))?;
        // As modules, whose rules are the stricter ones.
        let (fine, said) = node
            .run()
            .args(["--input-type=module", "--check", "-"])
            .feed(text.as_bytes())?;
        if !fine {
            complaints.push(format!("extension/{file}: {said}"));
        }
    }
    if !complaints.is_empty() {
        bail!("{}", complaints.join("\n"));
    }
    Ok(())
}

/// Mozilla's linter on the Firefox package: every message needs a written reason.
fn web_ext(project: &Project) -> Result<()> {
    let folders = assemble::build(project, Profile::Release)?;
    let (_, command, said, complained) = Node::find(project)?
        .tool("web-ext/bin/web-ext.js")
        .args([
            "lint",
            "--no-config-discovery",
            "--output",
            "json",
            "--source-dir",
        ])
        .arg(&folders.firefox)
        .output()?;
    let report: Value = serde_json::from_str(&said)
        .with_context(|| format!("no report from: {command}\n{said}{complained}"))?;
    let allowed = project::read(&project.root.join("xtask/web-ext-allowed.json"))?;
    let allowed: Value =
        serde_json::from_str(&allowed).context("xtask/web-ext-allowed.json is not JSON")?;
    judge(&report, &allowed)
}

/// Fails on a message without a reason, and on a reason without a message.
fn judge(report: &Value, allowed: &Value) -> Result<()> {
    let text = |value: &Value, key: &str| {
        value
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let mut reasons = BTreeSet::new();
    for entry in allowed
        .as_array()
        .context("xtask/web-ext-allowed.json is not a list")?
    {
        if text(entry, "reason").trim().is_empty() {
            bail!("xtask/web-ext-allowed.json: {entry} has no reason");
        }
        reasons.insert((text(entry, "code"), text(entry, "file")));
    }
    let mut used = BTreeSet::new();
    let mut complaints = Vec::new();
    for (kind, excusable) in [("errors", false), ("warnings", true)] {
        for message in report
            .get(kind)
            .and_then(Value::as_array)
            .with_context(|| format!("web-ext's report has no {kind}"))?
        {
            let key = (text(message, "code"), text(message, "file"));
            if excusable && reasons.contains(&key) {
                used.insert(key);
            } else {
                let line = message
                    .get("line")
                    .map(ToString::to_string)
                    .unwrap_or_default();
                let (message, detail) = (text(message, "message"), text(message, "description"));
                complaints.push(format!(
                    "{kind}: {} in {}:{line}: {message} {detail}",
                    key.0, key.1
                ));
            }
        }
    }
    for (code, file) in reasons.difference(&used) {
        complaints.push(format!(
            "xtask/web-ext-allowed.json: {code} in {file} no longer occurs: remove it"
        ));
    }
    if !complaints.is_empty() {
        bail!("{}", complaints.join("\n"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(errors: &Value, warnings: &Value, allowed: &Value, passes: bool) {
        let outcome = judge(&json!({ "errors": errors, "warnings": warnings }), allowed);
        assert_eq!(outcome.is_ok(), passes, "{outcome:?}");
    }

    fn message() -> Value {
        json!([{ "code": "C", "file": "f.js", "message": "m", "line": 3 }])
    }

    fn reason(text: &str) -> Value {
        json!([{ "code": "C", "file": "f.js", "reason": text }])
    }

    #[test]
    fn a_clean_report_passes() {
        check(&json!([]), &json!([]), &json!([]), true);
    }

    #[test]
    fn a_warning_needs_a_reason() {
        check(&json!([]), &message(), &json!([]), false);
        check(&json!([]), &message(), &reason("because"), true);
        check(&json!([]), &message(), &reason(" "), false);
    }

    #[test]
    fn no_reason_excuses_an_error() {
        check(&message(), &json!([]), &reason("because"), false);
    }

    #[test]
    fn a_reason_that_no_longer_matches_fails() {
        check(&json!([]), &json!([]), &reason("because"), false);
    }

    #[test]
    fn a_report_of_another_shape_fails() {
        assert!(judge(&json!({}), &json!([])).is_err());
    }
}
