//! Where the posts of each software are, and whose post an address is.

use crate::asked::Asked;
use crate::model::{Origin, Person, origin_id};
use crate::world::World;

/// Which of a post's addresses it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Part {
    /// The document.
    Object,
    /// Its Create or Announce.
    Activity,
    /// The page for people.
    Page,
}

/// The id of a post: the address of its document.
#[must_use]
pub fn uri(world: &World, origin: &Origin, person: &Person, id: u64) -> String {
    let host = &origin.host;
    match origin.software.as_str() {
        "pleroma" => format!("https://{host}/objects/{id:032x}"),
        "misskey" => format!("https://{host}/notes/{id:x}"),
        "peertube" => format!("https://{host}/videos/watch/{id:x}"),
        "lemmy" => format!("https://{host}/post/{id}"),
        "wordpress" => format!("https://{host}/?p={id}"),
        _ => format!("{}/statuses/{id}", world.uri(person, host)),
    }
}

/// The page of a post.
#[must_use]
pub fn url(world: &World, origin: &Origin, person: &Person, id: u64) -> String {
    match origin.software.as_str() {
        "pleroma" => format!("https://{}/notice/{id}", origin.host),
        "misskey" | "peertube" | "lemmy" => uri(world, origin, person, id),
        "wordpress" => format!("https://{}/archives/{id}/", origin.host),
        _ => format!("{}/{id}", world.url(person, &origin.host)),
    }
}

/// The address of a post's Create or Announce.
#[must_use]
pub fn activity(world: &World, origin: &Origin, person: &Person, id: u64) -> String {
    let uri = uri(world, origin, person, id);
    match origin.software.as_str() {
        "pleroma" => uri.replace("/objects/", "/activities/"),
        "wordpress" => format!("{uri}#activity"),
        _ => format!("{uri}/activity"),
    }
}

/// Whose post an address is, its number, and which address of it.
#[must_use]
pub fn read(
    world: &World,
    origin: &Origin,
    asked: &Asked,
    parts: &[&str],
) -> Option<(Person, u64, Part)> {
    let hex = |text: &str| u64::from_str_radix(text, 16).ok();
    let part = |rest: &[&str]| match rest {
        [] => Some(Part::Object),
        ["activity"] => Some(Part::Activity),
        _ => None,
    };
    let (id, part) = match (origin.software.as_str(), parts) {
        ("pleroma", ["objects", id]) => (hex(id)?, Part::Object),
        ("pleroma", ["activities", id]) => (hex(id)?, Part::Activity),
        ("pleroma", ["notice", id]) => (id.parse().ok()?, Part::Page),
        ("misskey", ["notes", id, rest @ ..])
        | ("peertube", ["videos", "watch", id, rest @ ..]) => (hex(id)?, part(rest)?),
        ("lemmy", ["post", id, rest @ ..]) => (id.parse().ok()?, part(rest)?),
        ("wordpress", []) => (asked.parameter("p")?.parse().ok()?, Part::Object),
        ("wordpress", ["archives", id]) => (id.parse().ok()?, Part::Page),
        (_, ["users", name, "statuses", id, rest @ ..]) => {
            let person = world.person_with_id(&origin.host, name)?.clone();
            return Some((person, id.parse().ok()?, part(rest)?));
        }
        (_, ["ap", "users", number, "statuses", id, rest @ ..]) => {
            let mut people = world.people.values();
            let person = people
                .find(|person| person.web_host == origin.host && origin_id(person) == *number)?;
            return Some((person.clone(), id.parse().ok()?, part(rest)?));
        }
        (_, [name, id]) if name.starts_with('@') => {
            let person = world.person_at(&origin.host, name.trim_start_matches('@'))?;
            return Some((person.clone(), id.parse().ok()?, Part::Page));
        }
        _ => return None,
    };
    let mut here = world
        .people
        .values()
        .filter(|person| person.web_host == origin.host);
    let person = here.find(|person| {
        let posts = person.posts.as_ref();
        posts.is_some_and(|posts| posts.with_id(id).is_some())
    })?;
    Some((person.clone(), id, part))
}
