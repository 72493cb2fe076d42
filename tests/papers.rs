//! The papers are true as far as a program can tell: what they name exists, and what exists
//! is named.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

const PAPERS: [&str; 5] = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "PRIVACY.md",
    "CHANGELOG.md",
];

/// Files that papers may name because they come and go: what commands write, and what lies
/// beside the project.
const ELSEWHERE: [&str; 2] = ["target/", "../shared/"];

/// Fails with every complaint at once, so that one run shows all there is to mend.
fn check(what: &str, complaints: Vec<String>) {
    assert!(
        complaints.is_empty(),
        "{what}:\n  {}",
        complaints.join("\n  ")
    );
}

#[test]
fn every_file_that_is_named_exists() {
    let tops: BTreeSet<String> = names_in(&project());
    let mut tried = 0;
    let mut complaints = Vec::new();
    for paper in PAPERS {
        for path in paths_in(&read(paper), &tops) {
            tried += 1;
            if !project().join(&path).exists() {
                complaints.push(format!("{paper} names {path}"));
            }
        }
    }
    assert!(tried > 100, "only {tried} files were recognised");
    check("files that do not exist", complaints);
}

#[test]
fn every_module_is_in_the_code_map() {
    let architecture = read("ARCHITECTURE.md");
    let files = [files_in("src"), files_in("extension")].concat();
    let is_a_part = |file: &String| {
        // `pkg` may be left over from a build by hand.
        (file.ends_with(".rs") || file.ends_with(".js")) && !file.starts_with("extension/pkg/")
    };
    let missing = files.into_iter().filter(is_a_part);
    let missing = missing.filter(|file| !architecture.contains(&format!("| `{file}` | ")));
    check("modules without a line in the code map", missing.collect());
}

/// The features of the README, each with the part that it is.
const FEATURES: [(&str, &str); 11] = [
    ("Line", "src/ui/line.rs"),
    ("Comparison", "src/ui/comparison.rs"),
    ("No false alarms", "src/intake.rs"),
    ("Consent", "src/consent.rs"),
    ("Access", "src/ui/ask.rs"),
    ("Refresh", "src/ui/refresh.rs"),
    ("Backfill", "src/ui/backfill.rs"),
    ("Diagnosis", "src/ui/diagnose.rs"),
    ("Popup", "src/ui/popup.rs"),
    ("Options", "src/ui/options.rs"),
    ("Themes and languages", "src/ui/language.rs"),
];

/// Parts of `src/ui` that draw nothing by themselves.
const MEANS: [&str; 3] = ["src/ui/tree.rs", "src/ui/words.rs", "src/ui/rich.rs"];

#[test]
fn every_feature_is_a_part_and_every_drawing_a_feature() {
    let readme = read("README.md");
    let named: Vec<&str> = section(&readme, "## What it does")
        .lines()
        .filter_map(|line| line.strip_prefix("- **")?.split_once("**: "))
        .map(|(feature, _)| feature)
        .collect();
    assert_eq!(named, FEATURES.map(|(feature, _)| feature));
    let parts = FEATURES.map(|(_, part)| part);
    let missing = parts.iter().filter(|part| !project().join(part).is_file());
    check(
        "parts that do not exist",
        missing.map(|part| (*part).to_owned()).collect(),
    );
    let drawings = files_in("src/ui").into_iter();
    // What stands in a feature's own folder is a part of it.
    let told = |file: &String| parts.iter().any(|part| is_part_of(file, part));
    let untold = drawings.filter(|file| !told(file) && !MEANS.contains(&&**file));
    check("drawings that are no feature", untold.collect());
}

/// Whether a file is this module, or stands in its folder.
fn is_part_of(file: &str, module: &str) -> bool {
    let folder = module.strip_suffix(".rs").unwrap_or(module);
    file == module || file.starts_with(&format!("{folder}/"))
}

#[test]
fn every_language_is_named() {
    let names = |tag: &str| match tag {
        "en" => "English",
        "de" => "German",
        other => panic!("name the language {other} here and in the papers"),
    };
    for tag in names_in(&project().join("extension/_locales")) {
        for paper in ["README.md", "CHANGELOG.md"] {
            assert!(read(paper).contains(names(&tag)), "{paper}: {tag}");
        }
    }
}

#[test]
fn every_permission_is_justified() {
    let manifest: Value = serde_json::from_str(&read("manifest.json")).unwrap();
    let asked: Vec<&str> = ["permissions", "optional_host_permissions"]
        .iter()
        .flat_map(|key| manifest[*key].as_array().unwrap())
        .map(|permission| permission.as_str().unwrap())
        .collect();
    assert!(!asked.is_empty());
    let architecture = read("ARCHITECTURE.md");
    let table = section(&architecture, "## Permissions");
    let reasons: BTreeSet<&str> = table
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(permission, _)| permission)
        .collect();
    let asked: BTreeSet<&str> = asked.into_iter().collect();
    assert_eq!(reasons, asked, "the table and the manifest");
    for paper in ["README.md", "PRIVACY.md"] {
        let text = read(paper);
        let missing = asked.iter().filter(|one| !one.contains("://"));
        let missing = missing.filter(|one| !text.contains(&format!("| `{one}` | ")));
        check(paper, missing.map(|one| (*one).to_owned()).collect());
    }
}

#[test]
fn every_command_that_is_named_exists() {
    let main = read("xtask/src/main.rs");
    let (_, commands) = main.split_once("enum Command {").unwrap();
    let (commands, _) = commands.split_once("\n}").unwrap();
    let commands: BTreeSet<String> = commands
        .lines()
        .filter_map(|line| {
            let name = line.trim().split(['(', ',']).next()?;
            let is_one = name.starts_with(|first: char| first.is_ascii_uppercase());
            is_one.then(|| name.to_ascii_lowercase())
        })
        .collect();
    let mut named = BTreeSet::new();
    for paper in PAPERS {
        let text = read(paper);
        let after = text.split("cargo xtask ").skip(1);
        named.extend(after.filter_map(|rest| {
            let end = rest.find(|letter: char| !letter.is_ascii_lowercase())?;
            (end > 0).then(|| rest[..end].to_owned())
        }));
    }
    assert_eq!(named, commands, "named by the papers, and in xtask");
}

#[test]
fn every_example_and_test_that_is_named_exists() {
    let mut complaints = Vec::new();
    let mut tried = 0;
    for paper in PAPERS {
        let text = read(paper);
        for (flag, folders) in [
            ("--example ", &["examples"][..]),
            (
                "--test ",
                &["tests", "tests/e2e/tests", "sandbox/tests"][..],
            ),
        ] {
            for rest in text.split(flag).skip(1) {
                let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
                let name = &rest[..end.unwrap_or(rest.len())];
                let exists = |folder: &&str| {
                    let files = [
                        format!("{folder}/{name}.rs"),
                        format!("{folder}/{name}/main.rs"),
                    ];
                    files.iter().any(|file| project().join(file).is_file())
                };
                tried += 1;
                if !folders.iter().any(exists) {
                    complaints.push(format!("{paper} names {flag}{name}"));
                }
            }
        }
    }
    assert!(tried > 5, "only {tried} were recognised");
    check("examples and tests that do not exist", complaints);
}

#[test]
fn every_link_between_papers_leads_somewhere() {
    let mut complaints = Vec::new();
    for paper in PAPERS {
        for rest in read(paper).split("](").skip(1) {
            let target = rest.split(')').next().unwrap();
            if !target.contains("://") && !project().join(target).is_file() {
                complaints.push(format!("{paper} links to {target}"));
            }
        }
    }
    check("links that lead nowhere", complaints);
}

#[test]
fn quoted_sentences_are_those_that_people_read() {
    let catalogue: Value =
        serde_json::from_str(&read("extension/_locales/en/messages.json")).unwrap();
    let readme = read("README.md");
    let table = section(&readme, "## Use it on your own instance");
    let quoted: Vec<&str> = table
        .lines()
        .filter_map(|line| line.strip_prefix("| *")?.split_once("* |"))
        .map(|(sentence, _)| sentence)
        .collect();
    assert!(quoted.len() > 3, "only {quoted:?}");
    let known: Vec<&str> = catalogue
        .as_object()
        .unwrap()
        .values()
        .map(|message| message["message"].as_str().unwrap())
        .collect();
    let unknown = quoted.into_iter().filter(|sentence| {
        // "… is out of date: 3 differences" is two texts, one after the other.
        let says = |text: &str, part: &str| matches(text, part);
        let whole = known.iter().any(|text| says(text, sentence));
        let two = sentence.split_once(": ").is_some_and(|(first, second)| {
            let first = format!("{first}:");
            known.iter().any(|text| says(text, &first))
                && known.iter().any(|text| says(text, second))
        });
        !whole && !two
    });
    check(
        "sentences that Freshet does not say",
        unknown.map(str::to_owned).collect(),
    );
}

#[test]
fn versions_are_those_of_the_project() {
    let version = env!("CARGO_PKG_VERSION");
    let changelog = read("CHANGELOG.md");
    assert!(changelog.contains("## [Unreleased]"));
    assert!(
        changelog.contains(&format!("## [{version}]")),
        "the changelog does not name {version}"
    );
    let manifest: Value = serde_json::from_str(&read("manifest.json")).unwrap();
    assert_eq!(manifest["version"], version);
    let chromium = manifest["minimum_chrome_version"].as_str().unwrap();
    let gecko = &manifest["browser_specific_settings"]["gecko"]["strict_min_version"];
    let firefox = gecko.as_str().unwrap().split('.').next().unwrap();
    for paper in ["README.md", "CHANGELOG.md"] {
        let text = read(paper);
        assert!(text.contains(&format!("Chromium {chromium} ")), "{paper}");
        assert!(text.contains(&format!("Firefox {firefox} ")), "{paper}");
    }
}

#[test]
fn limits_are_those_of_the_code() {
    let architecture = read("ARCHITECTURE.md");
    let package = read("xtask/src/package.rs");
    for budget in ["600", "400"] {
        assert!(package.contains(&format!("usize = {budget} * 1024")));
        assert!(architecture.contains(&format!("{budget} KB")));
        assert!(read("CONTRIBUTING.md").contains(&format!("{budget} KB")));
    }
    assert_eq!(freshet::step::TIME_LIMIT, 10_000);
    assert!(architecture.contains("too late (10 s)"));
}

/// Whether a text with `$placeholders$` can read like this sentence.
fn matches(text: &str, sentence: &str) -> bool {
    // Every second piece is a placeholder's name.
    let pieces: Vec<&str> = text.split('$').step_by(2).collect();
    let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else {
        return false;
    };
    let mut rest = sentence;
    for piece in &pieces {
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    // A text of placeholders alone would read like anything.
    let words: usize = pieces.iter().map(|piece| piece.len()).sum();
    words > 4 && sentence.starts_with(first) && sentence.ends_with(last)
}

/// What stands in back-ticks and looks like a path of the project: it begins with a name of
/// the top level, and goes on with a slash unless it is a file's name.
fn paths_in(text: &str, tops: &BTreeSet<String>) -> Vec<String> {
    // Blocks of commands and drawings are no prose.
    let prose: String = text.split("```").step_by(2).collect();
    let spans = prose.split('`').skip(1).step_by(2);
    spans
        .filter(|span| !span.contains([' ', '*', '<', '…']))
        .filter(|span| !ELSEWHERE.iter().any(|start| span.starts_with(start)))
        .filter(|span| {
            let (first, rest) = span.split_once('/').unwrap_or((span, ""));
            let is_file = first.contains('.') && tops.contains(first);
            is_file || (!rest.is_empty() && looks_like_a_folder(first, tops))
        })
        .map(str::to_owned)
        .collect()
}

/// Folders of the top level, and names that were or may become one: `docs/x.png` is checked
/// even when there is no `docs` at all.
fn looks_like_a_folder(first: &str, tops: &BTreeSet<String>) -> bool {
    tops.contains(first) || ["docs", "fuzz", "src"].contains(&first)
}

/// The part of a paper from this heading to the next of its level.
fn section<'text>(text: &'text str, heading: &str) -> &'text str {
    let (_, rest) = text.split_once(&format!("{heading}\n")).unwrap();
    rest.split("\n## ").next().unwrap()
}

fn names_in(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

/// All files below a folder, as paths from the project's root with `/` between the parts.
fn files_in(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    for name in names_in(&project().join(folder)) {
        let path = format!("{folder}/{name}");
        if project().join(&path).is_dir() {
            found.extend(files_in(&path));
        } else {
            found.push(path);
        }
    }
    found
}

fn read(path: &str) -> String {
    let text = fs::read_to_string(project().join(path));
    text.unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
