//! A post as an ActivityPub document, and its activity.

use serde_json::{Value, json};

use super::address;
use crate::clock::iso_seconds;
use crate::model::{Origin, Person, Post, Visibility};
use crate::world::World;

/// Everybody.
const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";
/// How many own replies the page in a document has.
const REPLIES: usize = 5;

/// The document, without its `@context`.
#[must_use]
pub fn object(world: &World, origin: &Origin, person: &Person, post: &Post) -> Value {
    let actor = world.uri(person, &origin.host);
    let uri = address::uri(world, origin, person, post.id);
    let url = address::url(world, origin, person, post.id);
    let (to, cc) = audience(world, &actor, post);
    let mut object = json!({
        "id": uri,
        "type": post.kind,
        "inReplyTo": parent(world, origin, person, post),
        "published": iso_seconds(post.published),
        "url": url,
        "attributedTo": post.attributed_to.as_ref().unwrap_or(&actor),
        "to": to, "cc": cc,
        "sensitive": false,
        "content": format!("<p>{}</p>", escaped(&post.text)),
        "attachment": [],
        "tag": mentions(world, post),
    });
    match post.published_as.as_deref() {
        Some("") => {
            if let Some(object) = object.as_object_mut() {
                object.remove("published");
            }
        }
        Some(date) => object["published"] = json!(date),
        None => {}
    }
    if let Some(edited) = post.edited {
        object["updated"] = json!(iso_seconds(edited));
    }
    if !matches!(post.kind.as_str(), "Note" | "Question") {
        object["name"] = json!(post.text);
    }
    if post.kind == "Question" {
        object["oneOf"] = ["Yes", "No"]
            .iter()
            .map(|name| json!({ "type": "Note", "name": name, "replies": { "type": "Collection", "totalItems": 1 } }))
            .collect();
        object["endTime"] = json!(iso_seconds(post.published + 86_400_000));
    }
    if post.kind == "Video" {
        object["url"] = json!([
            { "type": "Link", "mediaType": "text/html", "href": url },
            { "type": "Link", "mediaType": "video/mp4", "href": format!("https://{}/static/{:x}.mp4", origin.host, post.id), "height": 720 },
        ]);
    }
    if post.media > 0 {
        object["attachment"] = (0..post.media)
            .map(|place| {
                json!({
                    "type": "Document", "mediaType": "image/png", "name": null,
                    "url": format!("https://{}/media_files/{}/{place}.png", origin.host, post.id),
                })
            })
            .collect();
    }
    let is_mastodon = matches!(origin.software.as_str(), "" | "mastodon");
    let replies = match &person.posts {
        Some(posts) if is_mastodon && !post.hides_replies => posts.replies_to(post.id),
        _ => Vec::new(),
    };
    if is_mastodon && !post.hides_replies {
        let items: Vec<String> = replies
            .into_iter()
            .take(REPLIES)
            .map(|id| address::uri(world, origin, person, id))
            .collect();
        object["replies"] = json!({
            "id": format!("{uri}/replies"), "type": "Collection",
            "first": {
                "type": "CollectionPage", "partOf": format!("{uri}/replies"),
                "next": format!("{uri}/replies?only_other_accounts=true&page=true"),
                "items": items,
            },
        });
    }
    object
}

/// The Create or, for a boost, the Announce; with the document or its address.
#[must_use]
pub fn activity(
    world: &World,
    origin: &Origin,
    person: &Person,
    post: &Post,
    embedded: bool,
) -> Value {
    let actor = world.uri(person, &origin.host);
    let (to, cc) = audience(world, &actor, post);
    let (kind, object) = match &post.boost_of {
        Some(boosted) => ("Announce", json!(boosted)),
        None if embedded => ("Create", object(world, origin, person, post)),
        None => (
            "Create",
            json!(address::uri(world, origin, person, post.id)),
        ),
    };
    json!({
        "id": address::activity(world, origin, person, post.id),
        "type": kind, "actor": actor,
        "published": iso_seconds(post.published),
        "to": to, "cc": cc,
        "object": object,
    })
}

/// The address of what a post answers.
#[must_use]
pub fn parent(world: &World, origin: &Origin, person: &Person, post: &Post) -> Option<String> {
    let to = post.in_reply_to.as_ref()?;
    match to.parse() {
        Ok(id) => Some(address::uri(world, origin, person, id)),
        Err(_) => Some(to.clone()),
    }
}

/// Text as it stands in HTML.
#[must_use]
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn audience(world: &World, actor: &str, post: &Post) -> (Vec<String>, Vec<String>) {
    let followers = format!("{actor}/followers");
    let mentioned = post.mentions.iter().map(|handle| actor_of(world, handle));
    let (mut to, mut cc) = match post.visibility {
        Visibility::Public => (vec![PUBLIC.to_owned()], vec![followers]),
        Visibility::Unlisted => (vec![followers], vec![PUBLIC.to_owned()]),
        Visibility::Private => (vec![followers], Vec::new()),
        Visibility::Direct => (Vec::new(), Vec::new()),
    };
    if post.visibility == Visibility::Direct {
        to.extend(mentioned);
    } else {
        cc.extend(mentioned);
    }
    (to, cc)
}

fn mentions(world: &World, post: &Post) -> Vec<Value> {
    let mention = |handle: &String| json!({ "type": "Mention", "href": actor_of(world, handle), "name": format!("@{handle}") });
    post.mentions.iter().map(mention).collect()
}

/// The actor id that a handle stands for, of people of homes too.
fn actor_of(world: &World, handle: &str) -> String {
    let (name, host) = handle.split_once('@').unwrap_or((handle, ""));
    let person = world.people.get(handle);
    person.map_or_else(
        || format!("https://{host}/users/{name}"),
        |person| world.uri(person, host),
    )
}
