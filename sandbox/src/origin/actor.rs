//! A person's ActivityPub document as a Mastodon writes it.

use serde_json::{Value, json};

use crate::formatted::{self, Rendition};
use crate::model::{AccountState, Person, origin_id};
use crate::state::{Picture, State};
use crate::world::merge;

/// The document; `host` is the server that serves it (for local people: a home).
#[must_use]
pub fn document(state: &State, person: &Person, host: &str) -> Value {
    if let Some(document) = &person.document {
        return document.clone();
    }
    let world = state.world();
    let live = &person.live;
    let uri = world.uri(person, host);
    let suspended = live.state == AccountState::Suspended;
    let kind = match (live.bot, live.group) {
        (_, true) => "Group",
        (true, _) => "Service",
        _ => "Person",
    };
    let name = match live.display_name.as_str() {
        "" => person.username(),
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
        "preferredUsername": person.username(),
        "name": if suspended { person.username() } else { name },
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
        actor["icon"] = picture(
            state,
            person,
            host,
            "avatars",
            &Picture::Avatar(name.clone()),
        );
    }
    if let Some(name) = &live.header {
        actor["image"] = picture(
            state,
            person,
            host,
            "headers",
            &Picture::Header(name.clone()),
        );
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

/// The address of a picture on its own server.
#[must_use]
pub fn picture_address(
    state: &State,
    person: &Person,
    host: &str,
    folder: &str,
    picture: &Picture,
) -> String {
    let file = state.picture_file(host, picture);
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

fn picture(state: &State, person: &Person, host: &str, folder: &str, picture: &Picture) -> Value {
    json!({
        "type": "Image",
        "mediaType": "image/png",
        "url": picture_address(state, person, host, folder, picture),
    })
}
