//! The cases: each a folder of `tests/cases/diagnose`, a world made so and what must be named.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use freshet::diagnose::causes;
use serde::Deserialize;
use serde_json::Value;

/// A case.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The folder's name.
    #[serde(skip)]
    pub name: String,
    /// What happened, in one sentence.
    pub about: String,
    /// The host of home.
    pub home: String,
    /// What the person typed.
    pub asks: String,
    /// Whether home knows who asks.
    pub signed_in: bool,
    /// Whether the browser reads every server.
    pub access: bool,
    /// The servers that the person does not want to be contacted.
    #[serde(default)]
    pub refused: Vec<String>,
    /// What is changed in the sandbox: see `Sandbox::change`.
    pub world: Value,
    /// What must come of it.
    #[serde(flatten)]
    pub ends: Ends,
    /// What to do, by the keys of its text without `step_`.
    pub steps: Steps,
    /// It is played in the browsers, too.
    #[serde(default)]
    pub e2e: bool,
    /// What must come of it at homes of other makes, where that is something else.
    #[serde(default)]
    pub at: BTreeMap<String, Ends>,
    /// What must come of it where the browser reads only what CORS allows, if that is neither
    /// the same nor "not known, access is needed".
    #[serde(default)]
    pub without_access: Option<Ends>,
}

/// What must come of a case.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Ends {
    /// The nearest cause; nothing where it is not known.
    pub first: Option<String>,
    /// Further causes.
    #[serde(default)]
    pub also: Vec<String>,
    /// Nothing else explains the answers.
    #[serde(default)]
    pub certain: bool,
    /// Where no cause is known: what is excluded.
    #[serde(default)]
    pub excluded: Vec<String>,
    /// The servers with which more could be known.
    #[serde(default)]
    pub needs_access: Vec<String>,
    /// Handles like the one asked for.
    #[serde(default)]
    pub near: Vec<String>,
}

/// What to do, reader by reader.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct Steps {
    pub you: Vec<String>,
    pub home: Vec<String>,
    pub origin: Vec<String>,
}

impl Case {
    /// The same at a home of another make.
    pub fn at_home(&self, home: &str) -> Self {
        let world = self.world.to_string().replace(&self.home, home);
        let mut case = self.clone();
        case.world = serde_json::from_str(&world).unwrap();
        case.asks = case.asks.replace(&self.home, home);
        case.home = home.to_owned();
        case.ends = self.at.get(home).unwrap_or(&self.ends).clone();
        case
    }

    /// The cause that the case is about, by its place in the order of checks.
    pub fn rank(&self) -> Option<usize> {
        rank(self.ends.first.as_deref()?)
    }
}

/// The place of a cause in the order of checks.
pub fn rank(code: &str) -> Option<usize> {
    causes::ALL.iter().position(|cause| cause.code == code)
}

/// Every case, by name.
pub fn all() -> &'static [Case] {
    static READ: OnceLock<Vec<Case>> = OnceLock::new();
    READ.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/diagnose");
        let mut cases: Vec<Case> = std::fs::read_dir(folder).unwrap().map(read).collect();
        cases.sort_by_key(|case| (case.rank(), case.name.clone()));
        cases
    })
}

fn read(folder: std::io::Result<std::fs::DirEntry>) -> Case {
    let folder = folder.unwrap();
    let name = folder.file_name().into_string().unwrap();
    let text = std::fs::read_to_string(folder.path().join("case.json"));
    let text = text.unwrap_or_else(|error| panic!("{name}: {error}"));
    let case: Case = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    let known = |code: &String| assert!(rank(code).is_some(), "{name}: no cause is called {code}");
    let ends = std::iter::once(&case.ends)
        .chain(case.at.values())
        .chain(&case.without_access);
    for ends in ends {
        ends.first.iter().chain(&ends.also).for_each(known);
        ends.excluded.iter().for_each(known);
    }
    Case { name, ..case }
}
