//! The Account entity of what a home has stored (facts of 4.3 to 4.6).

use serde_json::{Value, json};

use crate::clock::iso;
use crate::formatted::{self, Rendition};
use crate::history::Which;
use crate::model::{AccountState, Home, Stored, home_id};
use crate::names;
use crate::origin::actor::grouped;
use crate::state::{Picture, State};
use crate::world::{World, merge};

/// A person as this home serves them; nothing when it has no copy.
#[must_use]
pub fn entity(state: &State, home: &Home, handle: &str) -> Option<Value> {
    let world = state.world();
    let rows = &world.home(&home.host)?.stored;
    let row = rows.get(handle)?;
    let mut account = made(state, &world, home, handle, row)?;
    let target = row
        .profile
        .moved_to
        .as_deref()
        .filter(|target| *target != handle);
    if let Some(target) = target
        && let Some(row) = rows.get(target)
        && let Some(moved) = made(state, &world, home, target, row)
    {
        account["moved"] = moved;
    }
    Some(account)
}

/// The handle whose account has this id at a home.
#[must_use]
pub fn handle_of_id(state: &State, home: &Home, id: &str) -> Option<String> {
    let world = state.world();
    let mut rows = world.home(&home.host)?.stored.iter();
    rows.find(|(handle, row)| {
        let person = world.person_of_row(handle, row);
        person.is_some_and(|person| home_id(person, row) == id)
    })
    .map(|(handle, _)| handle.clone())
}

/// The handle whose account has this actor id; the oldest row if there are several.
#[must_use]
pub fn handle_of_uri(state: &State, home: &Home, uri: &str) -> Option<String> {
    let world = state.world();
    // People first: whose row it is, is long to look up for each of them.
    let people = world.people.values();
    let people: Vec<&str> = people
        .filter(|person| {
            // What homes have stored may be another id than the account has.
            let told = person.account.get("uri").and_then(Value::as_str);
            told.map_or_else(
                || world.has_uri(person, &home.host, uri),
                |told| told == uri,
            )
        })
        .map(|person| person.handle.as_str())
        .collect();
    let rows = world.home(&home.host)?.stored.iter();
    rows.filter(|(handle, row)| people.contains(&row.person.as_deref().unwrap_or(handle)))
        .min_by_key(|(_, row)| row.number.unwrap_or(0))
        .map(|(handle, _)| handle.clone())
}

/// The handle that is meant by an `acct` in any case and either form of its host.
#[must_use]
pub fn handle_of_acct(state: &State, home: &Home, acct: &str) -> Option<String> {
    let acct = acct.trim_start_matches('@');
    let wanted = match acct.split_once('@') {
        Some((name, host)) if host.eq_ignore_ascii_case(&home.host) => name.to_owned(),
        Some((name, host)) => format!("{name}@{}", names::ascii(host)),
        None => acct.to_owned(),
    };
    let world = state.world();
    let stored = &world.home(&home.host)?.stored;
    stored
        .keys()
        .find(|handle| handle.eq_ignore_ascii_case(&wanted))
        .cloned()
}

fn made(state: &State, world: &World, home: &Home, handle: &str, copy: &Stored) -> Option<Value> {
    let person = world.person_of_row(handle, copy)?;
    let (username, domain) = handle.split_once('@').unwrap_or((handle, ""));
    let profile = &copy.profile;
    let suspended_here = home
        .suspended_accounts
        .iter()
        .any(|suspended| suspended == handle);
    let suspended = suspended_here || matches!(profile.state, AccountState::Suspended);
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
    let pictured = |which: Which| {
        let (folder, name, file) = match which {
            Which::Avatar => ("avatars", &profile.avatar, &copy.avatar),
            Which::Header => ("headers", &profile.header, &copy.header),
        };
        let Some(name) = name.clone().filter(|_| !suspended) else {
            return format!("https://{}/{folder}/original/missing.png", home.host);
        };
        let picture = match which {
            Which::Avatar => Picture::Avatar(name),
            Which::Header => Picture::Header(name),
        };
        let salt = format!("{} {} {}", home.host, person.number, file.downloads);
        let file = state.picture_file(&salt, &picture);
        let cache = if person.is_local() { "" } else { "cache/" };
        let id = grouped(&home_id(person, copy));
        format!(
            "https://{}/system/{cache}accounts/{folder}/{id}/original/{file}",
            home.host
        )
    };
    let (avatar, header) = (pictured(Which::Avatar), pictured(Which::Header));
    let fields: Vec<Value> = profile
        .fields
        .iter()
        .filter(|_| !suspended)
        .map(|field| {
            json!({
                "name": field.name,
                "value": formatted::field(&field.value, host, rendition),
                "verified_at": field.verified.then(|| verified_at(copy, &field.value)),
            })
        })
        .collect();
    let last_status_at = match &person.posts {
        Some(_) => copy
            .last_status_at
            .and_then(|at| Some(iso(at).get(..10)?.to_owned())),
        // Their posts are not played: some has come today.
        None => iso(state.clock.now()).get(..10).map(str::to_owned),
    };
    let mut account = json!({
        "id": home_id(person, copy),
        "username": username,
        "acct": acct(username, domain),
        "display_name": shown(profile.display_name.clone()),
        "locked": profile.locked,
        "bot": profile.bot,
        "discoverable": profile.discoverable,
        "indexable": profile.indexable.unwrap_or(false),
        "group": profile.group,
        "created_at": format!("{}T00:00:00.000Z", profile.created),
        "note": shown(formatted::note(&profile.note, host, rendition)),
        "url": World::url_named(person, username, &home.host),
        "uri": world.uri(person, &home.host),
        "avatar": avatar, "avatar_static": avatar,
        "header": header, "header_static": header,
        "followers_count": profile.followers,
        "following_count": profile.following,
        "statuses_count": profile.statuses,
        "last_status_at": last_status_at,
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
    if home.limits_account(handle) {
        account["limited"] = json!(true);
    }
    if profile.memorial {
        account["memorial"] = json!(true);
    }
    if home.is_gotosocial()
        && let Some(account) = account.as_object_mut()
    {
        for absent in ["uri", "indexable", "hide_collections"] {
            account.remove(absent);
        }
    }
    if !person.account.is_null() {
        merge(&mut account, &person.account);
    }
    Some(account)
}

/// When a link was verified; the seed's were on the same day.
fn verified_at(copy: &Stored, value: &str) -> String {
    let at = copy.verified.get(value);
    at.map_or_else(|| "2026-05-04T10:11:12.000+00:00".to_owned(), |at| iso(*at))
}

/// `user` for local people, else `user@host` with the host in Unicode.
fn acct(username: &str, domain: &str) -> String {
    if domain.is_empty() {
        return username.to_owned();
    }
    format!("{username}@{}", names::unicode(domain))
}
