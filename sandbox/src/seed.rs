//! Reads the seed: hosts, people and the standing faults, as JSON in `seed/`,
//! and the corpus of real documents where it is at hand.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use anyhow::Context;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use crate::fault::Fault;
use crate::model::{Home, Origin, Person, Profile, Stored};
use crate::state::Start;
use crate::world::{World, merge};

#[derive(Deserialize)]
struct Hosts {
    homes: Vec<Home>,
    origins: Vec<Origin>,
}

/// The seeded world, without the corpus.
///
/// # Errors
/// When a file of the seed is not what it should be.
pub fn world() -> anyhow::Result<World> {
    let hosts: Hosts =
        serde_json::from_str(include_str!("../seed/hosts.json")).context("seed/hosts.json")?;
    let mut world = World {
        origins: hosts.origins,
        homes: hosts.homes,
        people: BTreeMap::new(),
    };
    let people: Vec<Value> =
        serde_json::from_str(include_str!("../seed/people.json")).context("seed/people.json")?;
    for (number, entry) in (1..).zip(people) {
        add(&mut world, number, entry)
            .with_context(|| format!("seed/people.json, entry {number}"))?;
    }
    Ok(world)
}

/// The seeded world and its faults, read once for all sandboxes of a process.
///
/// # Errors
/// When the seed is not what it should be.
pub fn once() -> anyhow::Result<Arc<Start>> {
    static READ: OnceLock<Result<Arc<Start>, String>> = OnceLock::new();
    let read = || anyhow::Ok(Arc::new((world()?, faults()?)));
    READ.get_or_init(|| read().map_err(|error| format!("{error:#}")))
        .clone()
        .map_err(anyhow::Error::msg)
}

/// The faults that always stand.
///
/// # Errors
/// When the file is not what it should be.
pub fn faults() -> anyhow::Result<Vec<Fault>> {
    serde_json::from_str(include_str!("../seed/faults.json")).context("seed/faults.json")
}

/// One entry: `stored` is a whole profile, `live` what has changed since.
///
/// # Errors
/// When it is no person, such as a misspelt key.
pub fn add(world: &mut World, number: u64, mut entry: Value) -> anyhow::Result<()> {
    let stored = entry
        .as_object_mut()
        .and_then(|map| map.remove("stored"))
        .unwrap_or_else(|| json!({}));
    let change = entry
        .as_object_mut()
        .and_then(|map| map.remove("live"))
        .unwrap_or_default();
    let known = entry
        .as_object_mut()
        .and_then(|map| map.remove("known_posts"));
    let mut live = stored.clone();
    if change.is_object() {
        merge(&mut live, &change);
    }
    entry["live"] = live;
    let mut person: Person = serde_json::from_value(entry)?;
    person.number = number;
    if person.web_host.is_empty() {
        person.web_host = person.domain().to_owned();
    }
    let profile: Profile = serde_json::from_value(stored)?;
    let handle = person.handle.clone();
    store(world, person, profile);
    if let Some(known) = known {
        world.know_posts(None, &handle, &serde_json::from_value(known)?);
    }
    Ok(())
}

fn store(world: &mut World, person: Person, profile: Profile) {
    if !person.unknown_at_home {
        for home in &mut world.homes {
            let row = Stored {
                profile: profile.clone(),
                ..Stored::default()
            };
            Arc::make_mut(&mut home.stored).insert(person.handle.clone(), row);
        }
    }
    world.people.insert(person.handle.clone(), person);
}

/// Adds every actor of `shared/corpus/actors` that names a public host and a user.
///
/// Returns how many were added; 0 when the folder is not there.
///
/// # Errors
/// When the folder is there and cannot be read.
pub fn add_corpus(world: &mut World, shared: &Path) -> anyhow::Result<usize> {
    let folder = shared.join("corpus").join("actors");
    if !folder.is_dir() {
        return Ok(0);
    }
    let mut files: Vec<_> = std::fs::read_dir(&folder)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .collect();
    files.sort();
    let mut added = 0;
    for path in files {
        let document: Value = match serde_json::from_str(&std::fs::read_to_string(&path)?) {
            Ok(document) => document,
            Err(_) => continue,
        };
        let Some(person) = corpus_person(&document, world.next_number()) else {
            continue;
        };
        if world.people.contains_key(&person.handle) {
            continue;
        }
        if world.origin(&person.web_host).is_none() {
            world.origins.push(Origin {
                host: person.web_host.clone(),
                about: "documents of the corpus".to_owned(),
                corpus: true,
                ..Origin::default()
            });
        }
        let profile = person.live.clone();
        store(world, person, profile);
        added += 1;
    }
    Ok(added)
}

fn corpus_person(document: &Value, number: u64) -> Option<Person> {
    let id = Url::parse(document.get("id")?.as_str()?).ok()?;
    let host = id
        .domain()
        .filter(|_| id.scheme() == "https" && id.port().is_none())?;
    let public = host.contains('.')
        && ["test", "local", "localhost", "internal"]
            .iter()
            .all(|end| !host.ends_with(end));
    let username = document.get("preferredUsername")?.as_str()?;
    let usable = !username.is_empty() && !username.contains(['@', '/', '?', '#', ' ']);
    if !public || !usable {
        return None;
    }
    let text = |key: &str| {
        document
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let url = document
        .get("url")
        .and_then(Value::as_str)
        .unwrap_or(id.as_str());
    let handle = format!("{username}@{host}");
    Some(Person {
        web_host: host.to_owned(),
        uri: Some(id.to_string()),
        url: Some(url.to_owned()),
        live: Profile {
            display_name: text("name"),
            note: format!("<p>{}</p>", plain(&text("summary"))),
            avatar: document.get("icon").is_some().then(|| handle.clone()),
            header: document
                .get("image")
                .is_some()
                .then(|| format!("{handle}-header")),
            locked: document.get("manuallyApprovesFollowers") == Some(&json!(true)),
            bot: matches!(document["type"].as_str(), Some("Service" | "Application")),
            group: document["type"] == "Group",
            created: text("published")
                .get(..10)
                .unwrap_or("2020-01-01")
                .to_owned(),
            ..Profile::default()
        },
        document: Some(document.clone()),
        number,
        handle,
        ..Person::default()
    })
}

/// The text of HTML, escaped; tags are cut out without understanding them.
fn plain(html: &str) -> String {
    let mut inside = false;
    let text: String = html
        .chars()
        .filter(|character| match character {
            '<' => {
                inside = true;
                false
            }
            '>' if inside => {
                inside = false;
                false
            }
            _ => !inside,
        })
        .collect();
    text.replace('>', "&gt;")
}
