//! Compares saved pairs of cached and live copies, one JSON line a pair.

use std::error::Error;
use std::fs;
use std::io::{Write, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use freshet::compare::{Attribute, Comparison, Row, Value as Drawn, Verdict, compare};
use freshet::oddity::{Oddity, Unreadable, UnreadableCode};
use freshet::profile::{Field, Profile};
use freshet::software::Software;
use freshet::{actor, cached};
use serde_json::{Value, json};

const HELP: &str = "\
Compares saved pairs of cached and live copies of accounts.

Usage: cargo run --example compare -- FOLDER

FOLDER holds one folder a pair, each with
  account.json  the Account entity that home serves
  actor.json    the ActivityPub actor that origin serves now
  meta.json     {\"home\": \"<software and version>\"}, such as \"vanilla-4.3\",
                \"glitch-4.6\" or what /api/v2/instance gives as version

Prints one JSON line a pair:
  {\"pair\", \"verdict\", \"differences\": [{\"attribute\", \"home\", \"live\", ...}], \"oddities\": [{\"code\", ...}]}
Attributes have the names of the Account entity (the handle is \"handle\");
\"fields\" comes once, with \"details\" for each row that changed.
An actor that is a Tombstone gives the verdict \"gone\".
A pair that cannot be read gives {\"pair\", \"error\": {\"code\", \"message\"}}, and the exit code is 1.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [argument] if argument == "--help" || argument == "-h" => {
            print!("{HELP}");
            ExitCode::SUCCESS
        }
        [folder] => run(Path::new(folder)),
        _ => {
            eprint!("{HELP}");
            ExitCode::from(2)
        }
    }
}

fn run(folder: &Path) -> ExitCode {
    let pairs = match pairs_in(folder) {
        Ok(pairs) if !pairs.is_empty() => pairs,
        Ok(_) => return refuse(folder, "there are no pairs in it"),
        Err(error) => return refuse(folder, &error.to_string()),
    };
    let mut all_were_read = true;
    for pair in pairs {
        let name = pair
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let line = report(&pair).unwrap_or_else(|broken| {
            all_were_read = false;
            json!({"error": {"code": broken.code, "message": broken.message}})
        });
        let mut ordered = json!({"pair": name});
        if let (Value::Object(to), Value::Object(from)) = (&mut ordered, line) {
            to.extend(from);
        }
        // A reader that has seen enough (`| head`) closes the pipe: no reason to fail.
        if writeln!(stdout(), "{ordered}").is_err() {
            break;
        }
    }
    if all_were_read {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn refuse(folder: &Path, reason: &str) -> ExitCode {
    eprintln!("cannot read pairs from {}: {reason}", folder.display());
    ExitCode::from(2)
}

/// The folders inside, by name.
fn pairs_in(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut pairs = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            pairs.push(path);
        }
    }
    pairs.sort();
    Ok(pairs)
}

/// Why a pair could not be compared.
struct Broken {
    code: String,
    message: String,
}

fn report(pair: &Path) -> Result<Value, Broken> {
    let meta = document(pair, "meta.json")?;
    let home = meta
        .get("home")
        .and_then(Value::as_str)
        .ok_or_else(|| Broken {
            code: "no_home".to_owned(),
            message: "meta.json does not name \"home\" as a string".to_owned(),
        })?;
    let home = Software::from_version(home);
    let account = cached::read(&document(pair, "account.json")?);
    let account = account.map_err(|unreadable| unreadable_in("account.json", &unreadable))?;
    let live = actor::read(&document(pair, "actor.json")?, &home);
    let live = match live {
        Err(unreadable) if unreadable.code == UnreadableCode::Tombstone => {
            return Ok(json!({"verdict": Verdict::Gone, "differences": [], "oddities": []}));
        }
        live => live.map_err(|unreadable| unreadable_in("actor.json", &unreadable))?,
    };
    let comparison = compare(&account.profile, &live.profile, &home);
    let oddities: Vec<Value> = [("account", &account.oddities), ("actor", &live.oddities)]
        .into_iter()
        .flat_map(|(of, oddities)| oddities.iter().map(move |oddity| oddity_line(of, oddity)))
        .collect();
    Ok(json!({
        "verdict": comparison.verdict,
        "differences": differences(&comparison, &account.profile, &live.profile),
        "oddities": oddities,
    }))
}

fn document(pair: &Path, name: &str) -> Result<Value, Broken> {
    let broken = |code: &str, message: String| Broken {
        code: code.to_owned(),
        message,
    };
    let text = fs::read(pair.join(name))
        .map_err(|error| broken("unreadable_file", format!("{name}: {error}")))?;
    serde_json::from_slice(&text)
        .map_err(|error| broken("invalid_json", format!("{name}: {error}")))
}

fn unreadable_in(name: &str, unreadable: &Unreadable) -> Broken {
    let code = serde_json::to_value(unreadable.code)
        .ok()
        .and_then(|code| code.as_str().map(str::to_owned));
    Broken {
        code: code.unwrap_or_default(),
        message: format!("{name}: {unreadable}"),
    }
}

fn oddity_line(of: &str, oddity: &Oddity) -> Value {
    json!({"code": oddity.code, "detail": oddity.detail, "in": of})
}

/// One line for each attribute that differs, with the values as the two documents have them.
fn differences(comparison: &Comparison, home: &Profile, live: &Profile) -> Vec<Value> {
    let line = |attribute| {
        let mut line = json!({
            "attribute": attribute,
            "home": value(home, attribute),
            "live": value(live, attribute),
        });
        if attribute == Attribute::Fields {
            line["details"] = comparison
                .differences()
                .filter(|row| row.attribute == attribute)
                .map(|row| field_line(row, home, live))
                .collect();
        }
        line
    };
    comparison.differing().into_iter().map(line).collect()
}

fn field_line(row: &Row, home: &Profile, live: &Profile) -> Value {
    let field = |value: &Drawn, profile: &Profile| match value {
        Drawn::Field(field) => profile.fields.get(field.position).map(field_value),
        _ => None,
    };
    json!({"change": row.field, "home": field(&row.home, home), "live": field(&row.live, live)})
}

fn field_value(field: &Field) -> Value {
    json!({"name": field.name, "value": field.value, "verified": field.verified})
}

fn value(profile: &Profile, attribute: Attribute) -> Value {
    match attribute {
        Attribute::DisplayName => json!(profile.name),
        Attribute::Note => json!(profile.bio),
        Attribute::Fields => profile.fields.iter().map(field_value).collect(),
        Attribute::Avatar => json!(profile.avatar.address()),
        Attribute::Header => json!(profile.header.address()),
        Attribute::Locked => json!(profile.locked),
        Attribute::Bot => json!(profile.bot),
        Attribute::Group => json!(profile.group),
        Attribute::Discoverable => json!(profile.discoverable),
        Attribute::Indexable => json!(profile.indexable),
        Attribute::Moved => json!(profile.moved),
        Attribute::Suspended => json!(profile.suspended),
        Attribute::Memorial => json!(profile.memorial),
        Attribute::Url => json!(profile.address),
        Attribute::Handle => json!(profile.handle),
        Attribute::CreatedAt => json!(profile.created),
        Attribute::FollowersCount => json!(profile.counts.followers),
        Attribute::FollowingCount => json!(profile.counts.following),
        Attribute::StatusesCount => json!(profile.counts.posts),
    }
}
