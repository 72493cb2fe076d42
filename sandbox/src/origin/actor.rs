//! A person's ActivityPub document as a Mastodon writes it.

use serde_json::{Value, json};

use crate::formatted::{self, Rendition};
use crate::history::Which;
use crate::model::{AccountState, Person, origin_id};
use crate::state::{Picture, State};
use crate::world::{World, merge};

/// The document; `host` is the server that serves it (for local people: a home).
#[must_use]
pub fn document(state: &State, person: &Person, host: &str) -> Value {
    if let Some(document) = &person.document {
        return document.clone();
    }
    let world = state.world();
    let fixed = has_fixed_addresses(&world, person, host);
    let live = &person.live;
    let uri = world.uri(person, host);
    let suspended = live.state == AccountState::Suspended;
    let kind = match (live.bot, live.group) {
        (_, true) => "Group",
        (true, _) => "Service",
        _ => "Person",
    };
    let name = match live.display_name.as_str() {
        "" => person.live_username(),
        name => name,
    };
    let mut actor = json!({
        "@context": [
            "https://www.w3.org/ns/activitystreams",
            "https://w3id.org/security/v1",
            {
                "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
                "toot": "http://joinmastodon.org/ns#",
                "featured": { "@id": "toot:featured", "@type": "@id" },
                "alsoKnownAs": { "@id": "as:alsoKnownAs", "@type": "@id" },
                "movedTo": { "@id": "as:movedTo", "@type": "@id" },
                "schema": "http://schema.org#",
                "PropertyValue": "schema:PropertyValue",
                "value": "schema:value",
                "discoverable": "toot:discoverable",
                "suspended": "toot:suspended",
                "memorial": "toot:memorial",
                "indexable": "toot:indexable",
            },
        ],
        "id": uri,
        "type": kind,
        "following": format!("{uri}/following"),
        "followers": format!("{uri}/followers"),
        "inbox": format!("{uri}/inbox"),
        "outbox": format!("{uri}/outbox"),
        "featured": format!("{uri}/collections/featured"),
        "preferredUsername": person.live_username(),
        "name": if suspended { person.live_username() } else { name },
        "summary": if suspended { String::new() } else { formatted::note(&live.note, host, Rendition::Origin) },
        "url": world.url(person, host),
        "manuallyApprovesFollowers": live.locked,
        "discoverable": live.discoverable.unwrap_or(false),
        "indexable": live.indexable.unwrap_or(false),
        "published": format!("{}T00:00:00Z", live.created),
        "memorial": live.memorial,
        "publicKey": {
            "id": format!("{uri}#main-key"),
            "owner": uri,
            "publicKeyPem": "-----BEGIN PUBLIC KEY-----\nnot a key: nothing here is ever signed\n-----END PUBLIC KEY-----\n",
        },
        "tag": [],
        "attachment": [],
        "endpoints": { "sharedInbox": format!("https://{host}/inbox") },
    });
    if suspended {
        actor["suspended"] = json!(true);
        return actor;
    }
    actor["attachment"] = live
        .fields
        .iter()
        .map(|field| {
            json!({
                "type": "PropertyValue",
                "name": field.name,
                "value": formatted::field(&field.value, host, Rendition::Origin),
            })
        })
        .collect();
    if let Some(name) = &live.avatar {
        actor["icon"] = picture(state, person, host, fixed, &Picture::Avatar(name.clone()));
    }
    if let Some(name) = &live.header {
        actor["image"] = picture(state, person, host, fixed, &Picture::Header(name.clone()));
    }
    if !live.also_known_as.is_empty() {
        actor["alsoKnownAs"] = json!(live.also_known_as);
    }
    let target = live
        .moved_to
        .as_ref()
        .and_then(|handle| world.people.get(handle));
    if let Some(target) = target {
        actor["movedTo"] = json!(world.uri(target, host));
    }
    if !person.actor.is_null() {
        merge(&mut actor, &person.actor);
    }
    actor
}

/// Whether a new picture of theirs has the address of the old one.
#[must_use]
pub fn has_fixed_addresses(world: &World, person: &Person, host: &str) -> bool {
    let origin = world.origin(host);
    person.fixed_picture_addresses || origin.is_some_and(|origin| origin.fixed_picture_addresses)
}

/// The address of a picture on its own server; `fixed` says that only the person decides it.
#[must_use]
pub fn picture_address(
    state: &State,
    person: &Person,
    host: &str,
    fixed: bool,
    picture: &Picture,
) -> String {
    let (folder, which) = match picture {
        Picture::Avatar(_) | Picture::Live(Which::Avatar, _) => ("avatars", Which::Avatar),
        Picture::Header(_) | Picture::Live(Which::Header, _) => ("headers", Which::Header),
    };
    let file = if fixed {
        let live = Picture::Live(which, person.handle.clone());
        state.picture_file(&format!("{host} {folder}"), &live)
    } else {
        state.picture_file(host, picture)
    };
    let id = grouped(&origin_id(person));
    format!("https://{host}/system/accounts/{folder}/{id}/original/{file}")
}

/// An id in groups of three digits, as Paperclip writes it.
#[must_use]
pub fn grouped(id: &str) -> String {
    let digits: Vec<char> = id.chars().collect();
    digits
        .chunks(3)
        .map(|group| group.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join("/")
}

fn picture(state: &State, person: &Person, host: &str, fixed: bool, picture: &Picture) -> Value {
    json!({
        "type": "Image",
        "mediaType": "image/png",
        "url": picture_address(state, person, host, fixed, picture),
    })
}
