//! Handles in whatever spelling, alone or among words.

use super::characters::{bare, plain};
use super::{Found, Lack, Meant, Slip, is_in, note, pasted, sites};
use crate::address::is_public_name;
use crate::handle::{Handle, ascii_host};

/// Servers that people have mail at, and no account of the fediverse.
const MAIL: &str = "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com icloud.com me.com \
    yahoo.com aol.com proton.me protonmail.com gmx.de gmx.net web.de t-online.de \
    mail.ru yandex.ru qq.com 163.com";

/// First labels of servers' names, which are nobody's names.
const SERVERS: &str = "www social mastodon mstdn masto fedi pleroma akkoma misskey sharkey pixelfed lemmy \
    peertube video blog toot m web";

/// Schemes that are written before handles, in lower case.
const SCHEMES: &[&str] = &["acct:", "mailto:"];

/// How Lemmy and its like write of people and groups, without a server before it.
const PATHS: &[&str] = &["/u/", "/c/", "/m/", "/@", "u/", "c/", "m/", "!"];

/// Reads the whole text.
pub(super) fn read(text: &str, home: &str, found: &mut Found) {
    let mut slips = Vec::new();
    let text = plain(text, &mut slips);
    let text = out_of_markup(&text, &mut slips);
    if !text.contains(|c: char| c.is_ascii_alphanumeric() || !c.is_ascii()) {
        found.lack = Some(Lack::Text);
        return;
    }
    words(text, home, &slips, found);
    if !found.meant.is_empty() || found.lack.is_some() {
        return;
    }
    let joined = joined(text);
    if joined != text {
        note(&mut slips, Slip::Blanks);
        words(&joined, home, &slips, found);
    }
    if let (true, Some(written)) = (found.meant.is_empty(), unspelled(&joined)) {
        note(&mut slips, Slip::Spelled);
        words(&written, home, &slips, found);
    }
    if found.meant.is_empty() && found.lack.is_none() {
        remains(&joined, home, &slips, found);
    }
}

/// A host as it is meant, in ASCII form.
pub(super) fn host(text: &str, slips: &mut Vec<Slip>) -> Option<String> {
    let mut host = text.to_owned();
    if host.contains(',') {
        note(slips, Slip::Comma);
        host = host.replace(',', ".");
    }
    if host.contains("..") || host.starts_with('.') {
        note(slips, Slip::Dots);
        let labels: Vec<&str> = host.split('.').filter(|label| !label.is_empty()).collect();
        host = labels.join(".");
    }
    ascii_host(&host)
}

/// Whether a host in ASCII form can be the one of an account: a public one, or home.
pub(super) fn can_be_meant(host: &str, home: &str) -> bool {
    let name = host.split_once(':').map_or(host, |(name, _)| name);
    let is_a_number = |label: &str| label.bytes().all(|byte| byte.is_ascii_digit());
    is_public_name(name) && !name.rsplit('.').next().is_some_and(is_a_number)
        || ascii_host(home).as_deref() == Some(host)
}

/// Whether this can be the name of an account.
pub(super) fn is_a_user(user: &str) -> bool {
    let may_stand = |c: char| c.is_ascii_alphanumeric() || !c.is_ascii() || "_.-~+".contains(c);
    !user.is_empty() && user.chars().all(may_stand)
}

/// `user@host` of a text that holds nothing else, with one `@` or more between the two.
pub(super) fn handle(text: &str, home: &str, slips: &mut Vec<Slip>) -> Option<Handle> {
    let text = without_scheme(text, slips);
    let path = PATHS.iter().find_map(|path| text.strip_prefix(path));
    let text = path.unwrap_or(text);
    let ats = text.matches('@').count();
    let starts = usize::from(text.starts_with('@'));
    let mut parts = text.split('@').filter(|part| !part.is_empty());
    let (user, rest) = (parts.next()?, parts.next());
    let (user, server, is_colon) = match (rest, user.split_once(':')) {
        (Some(server), _) => (user, server, false),
        (None, Some((user, server))) if starts > 0 => (user, server, true),
        _ => return None,
    };
    if parts.next().is_some() || !is_a_user(user) {
        return None;
    }
    let mut made = Vec::new();
    if is_colon {
        note(&mut made, Slip::Colon);
    } else if ats > starts + 1 {
        note(&mut made, Slip::DoubledAt);
    }
    let alone = server.split(['/', '?']).next()?;
    if alone.len() < server.len() {
        note(&mut made, Slip::Trailing);
    }
    let host = host(alone, &mut made)?;
    if !can_be_meant(&host, home) {
        return None;
    }
    if is_in(MAIL, &host) {
        note(&mut made, Slip::Email);
    }
    let handle = Handle::new(user, &host).ok()?;
    made.into_iter().for_each(|slip| note(slips, slip));
    Some(handle)
}

/// Finds the handles and addresses among words.
fn words(text: &str, home: &str, slips: &[Slip], found: &mut Found) {
    let words: Vec<&str> = text.split_whitespace().flat_map(in_list).collect();
    for (at, word) in words.iter().enumerate() {
        let mut slips = slips.to_vec();
        let others = |(other, word): (usize, &&str)| {
            other != at && word.contains(|c: char| c.is_ascii_alphanumeric() || !c.is_ascii())
        };
        if words.iter().enumerate().any(others) {
            note(&mut slips, Slip::Words);
        } else if words.len() > 1 {
            note(&mut slips, Slip::Blanks);
        }
        let is_bare = bare(word, &mut Vec::new()).len() == word.len();
        let word = bare(word, &mut slips);
        if pasted::read(word, home, &slips, found) {
            continue;
        }
        if let Some(handle) = handle(word, home, &mut slips) {
            found.add(Meant::Handle { handle, slips });
            // `ada lovelace@remote.example`: the name may be in two words.
            if let (true, [first, second]) = (is_bare && at == 1, words.as_slice())
                && !first.contains('@')
            {
                let mut slips = vec![Slip::Blanks];
                let whole = format!("{first}{second}");
                if let Some(handle) = self::handle(&whole, home, &mut slips) {
                    found.add(Meant::Handle { handle, slips });
                }
            }
        }
    }
}

/// What is left where there is neither a whole handle nor an address: one of their parts.
fn remains(text: &str, home: &str, slips: &[Slip], found: &mut Found) {
    let mut slips = slips.to_vec();
    let words: Vec<&str> = text
        .split_whitespace()
        .map(|word| bare(word, &mut slips))
        .filter(|word| !word.is_empty())
        .collect();
    let handle = match words.as_slice() {
        [user, server] => {
            let user = user.trim_start_matches('@');
            let server = host(server, &mut slips).filter(|host| can_be_meant(host, home));
            note(&mut slips, Slip::MissingAt);
            server
                .filter(|_| is_a_user(user))
                .map(|server| (user, server))
        }
        [word] => return alone(word, home, slips, found),
        _ => None,
    };
    let handle = handle.and_then(|(user, server)| Handle::new(user, &server).ok());
    if let Some(handle) = handle {
        found.add(Meant::Handle { handle, slips });
    }
}

/// One word: a name, a server, or both with a dot between them.
fn alone(word: &str, home: &str, mut slips: Vec<Slip>, found: &mut Found) {
    // The server is a private one: nothing else can be meant.
    let is_of_host = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
    if let Ok(handle) = without_scheme(word, &mut slips).parse::<Handle>()
        && is_a_user(&handle.user)
        && handle.host.chars().all(is_of_host)
    {
        return found.add(Meant::Handle { handle, slips });
    }
    let name = word.trim_matches('@').trim_end_matches('/');
    if word.matches('@').count() > 1 {
        note(&mut slips, Slip::DoubledAt);
    }
    let mut made = slips.clone();
    let server = host(name, &mut made).filter(|host| can_be_meant(host, home));
    if let (Some(server), false) = (server, name.contains('@')) {
        if let Some(handle) = sites::known_host(&server, &mut made) {
            return found.add(Meant::Handle {
                handle,
                slips: made,
            });
        }
        if let Some((user, rest)) = server.split_once('.')
            && can_be_meant(rest, home)
            && !is_in(SERVERS, user)
            // `co.uk` and its like.
            && rest.split('.').any(|label| label.len() > 3)
            && let Ok(handle) = Handle::new(user, rest)
        {
            note(&mut made, Slip::MissingAt);
            return found.add(Meant::Handle {
                handle,
                slips: made,
            });
        }
        found.lack = Some(Lack::Name(server));
        return;
    }
    let is_a_name = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    if name.chars().all(is_a_name)
        && let Ok(handle) = Handle::new(name, home)
    {
        note(&mut slips, Slip::LocalOnly);
        found.add(Meant::Handle { handle, slips });
    }
}

/// The handles of a list without blanks: `ada@remote.example,bob@other.example`.
fn in_list(word: &str) -> impl Iterator<Item = &str> {
    let is_list = !word.contains('/') && word.split([',', ';']).all(|part| part.contains('@'));
    let marks: &[char] = if is_list { &[',', ';'] } else { &[] };
    word.split(marks)
}

fn without_scheme<'a>(text: &'a str, slips: &mut Vec<Slip>) -> &'a str {
    let scheme = SCHEMES.iter().find(|scheme| {
        let start = text.get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    match scheme.and_then(|scheme| text.get(scheme.len()..)) {
        Some(rest) => {
            note(slips, Slip::Scheme);
            rest.trim_start_matches('/')
        }
        None => text,
    }
}

/// What a Markdown link leads to.
fn out_of_markup<'a>(text: &'a str, slips: &mut Vec<Slip>) -> &'a str {
    let target = text
        .split_once("](")
        .and_then(|(_, rest)| rest.split(')').next());
    match target {
        Some(target) if !target.is_empty() => {
            note(slips, Slip::Trailing);
            target
        }
        _ => text,
    }
}

/// The text without blanks beside `@`, dots and commas.
fn joined(text: &str) -> String {
    let mut joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for mark in ["@", ".", ","] {
        joined = joined.replace(&format!(" {mark}"), mark);
        joined = joined.replace(&format!("{mark} "), mark);
    }
    joined
}

/// `ada at remote dot example` with the signs for the words, if it is that.
fn unspelled(text: &str) -> Option<String> {
    let mut written = text.to_ascii_lowercase();
    for (word, sign) in [("at", "@"), ("dot", ".")] {
        for (open, close) in [("(", ")"), ("[", "]"), ("{", "}")] {
            written = written.replace(&format!("{open}{word}{close}"), sign);
        }
    }
    let words: Vec<&str> = written.split_whitespace().collect();
    if let [user, "at", rest @ ..] = words.as_slice()
        && matches!(rest, [_] | [_, "dot", _] | [_, "dot", _, "dot", _])
    {
        let signs = rest
            .iter()
            .map(|word| if *word == "dot" { "." } else { *word });
        let rest: String = signs.collect();
        written = format!("{user}@{rest}");
    }
    let written = joined(&written);
    (written != text && written.contains('@') && written != text.to_ascii_lowercase())
        .then_some(written)
}
