//! The Account entity of what a home has stored (facts of 4.3 to 4.6).

use serde_json::{Value, json};

use crate::formatted::{self, Rendition};
use crate::model::{AccountState, Home, Person, Stored, home_id};
use crate::origin::actor::grouped;
use crate::state::{Picture, State};
use crate::world::{World, merge};

/// A person as this home serves them; nothing when it has no copy.
#[must_use]
pub fn entity(state: &State, home: &Home, handle: &str) -> Option<Value> {
    let world = state.world();
    let copy = world.home(&home.host)?.stored.get(handle)?;
    let person = world.people.get(handle)?;
    let mut account = made(state, &world, home, person, copy);
    let target = copy
        .profile
        .moved_to
        .as_deref()
        .filter(|target| *target != handle);
    if let Some(target) = target
        && let Some(moved) = world.people.get(target)
        && let Some(copy) = world
            .home(&home.host)
            .and_then(|home| home.stored.get(target))
    {
        account["moved"] = made(state, &world, home, moved, copy);
    }
    Some(account)
}

/// The handle whose account has this id at a home.
#[must_use]
pub fn handle_of_id(state: &State, home: &Home, id: &str) -> Option<String> {
    let world = state.world();
    let person = world.people.values().find(|person| home_id(person) == id)?;
    let known = world.home(&home.host)?.stored.contains_key(&person.handle);
    known.then(|| person.handle.clone())
}

/// The handle that is meant by an `acct` in any case and either form of its host.
#[must_use]
pub fn handle_of_acct(state: &State, home: &Home, acct: &str) -> Option<String> {
    let acct = acct.trim_start_matches('@');
    let wanted = match acct.split_once('@') {
        Some((name, host)) if host.eq_ignore_ascii_case(&home.host) => name.to_owned(),
        Some((name, host)) => format!("{name}@{}", url::quirks::domain_to_ascii(host)),
        None => acct.to_owned(),
    };
    let world = state.world();
    let stored = &world.home(&home.host)?.stored;
    stored
        .keys()
        .find(|handle| handle.eq_ignore_ascii_case(&wanted))
        .cloned()
}

fn made(state: &State, world: &World, home: &Home, person: &Person, copy: &Stored) -> Value {
    let profile = &copy.profile;
    let suspended = matches!(profile.state, AccountState::Suspended);
    let rendition = if home.at_least(4) {
        Rendition::Home
    } else {
        Rendition::OldHome
    };
    let host = if person.is_local() {
        home.host.as_str()
    } else {
        person.web_host.as_str()
    };
    let shown = |text: String| if suspended { String::new() } else { text };
    let avatar = picture(
        state,
        home,
        person,
        copy,
        "avatars",
        profile
            .avatar
            .as_ref()
            .map(|name| Picture::Avatar(name.clone())),
    );
    let header = picture(
        state,
        home,
        person,
        copy,
        "headers",
        profile
            .header
            .as_ref()
            .map(|name| Picture::Header(name.clone())),
    );
    let fields: Vec<Value> = profile
        .fields
        .iter()
        .filter(|_| !suspended)
        .map(|field| {
            json!({
                "name": field.name,
                "value": formatted::field(&field.value, host, rendition),
                "verified_at": field.verified.then_some("2026-05-04T10:11:12.000+00:00"),
            })
        })
        .collect();
    let mut account = json!({
        "id": home_id(person),
        "username": person.username(),
        "acct": acct(person),
        "display_name": shown(profile.display_name.clone()),
        "locked": profile.locked,
        "bot": profile.bot,
        "discoverable": profile.discoverable,
        "indexable": profile.indexable.unwrap_or(false),
        "group": profile.group,
        "created_at": format!("{}T00:00:00.000Z", profile.created),
        "note": shown(formatted::note(&profile.note, host, rendition)),
        "url": world.url(person, &home.host),
        "uri": world.uri(person, &home.host),
        "avatar": avatar, "avatar_static": avatar,
        "header": header, "header_static": header,
        "followers_count": profile.followers,
        "following_count": profile.following,
        "statuses_count": profile.statuses,
        "last_status_at": "2026-08-01",
        "hide_collections": false,
        "emojis": [],
        "fields": fields,
    });
    if home.at_least(6) {
        for (key, value) in [
            ("avatar_description", json!("")),
            ("header_description", json!("")),
            ("show_media", json!(true)),
            ("show_media_replies", json!(true)),
            ("show_featured", json!(true)),
            (
                "feature_approval",
                json!({ "automatic": [], "manual": [], "current_user": "missing" }),
            ),
        ] {
            account[key] = value;
        }
    }
    if person.is_local() {
        account["noindex"] = json!(false);
        account["roles"] = json!([]);
    }
    if suspended {
        account["suspended"] = json!(true);
    }
    if profile.memorial {
        account["memorial"] = json!(true);
    }
    if !person.account.is_null() {
        merge(&mut account, &person.account);
    }
    account
}

/// `user` for local people, else `user@host` with the host in Unicode.
fn acct(person: &Person) -> String {
    if person.is_local() {
        return person.username().to_owned();
    }
    format!(
        "{}@{}",
        person.username(),
        url::quirks::domain_to_unicode(person.domain())
    )
}

fn picture(
    state: &State,
    home: &Home,
    person: &Person,
    copy: &Stored,
    folder: &str,
    picture: Option<Picture>,
) -> String {
    let Some(picture) = picture else {
        return format!("https://{}/{folder}/original/missing.png", home.host);
    };
    let file = state.picture_file(&format!("{} {}", home.host, copy.downloads), &picture);
    let cache = if person.is_local() { "" } else { "cache/" };
    let id = grouped(&home_id(person));
    format!(
        "https://{}/system/{cache}accounts/{folder}/{id}/original/{file}",
        home.host
    )
}
