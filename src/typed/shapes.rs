//! Which paths of web addresses hold the name of an account, by kind of server.

use super::is_in;
use super::spelled::is_a_user;

/// What a path says.
pub(super) struct Shape {
    /// The segment with the name, as it stands there: `ada`, `ada@remote.example`.
    pub name: Option<String>,
    /// How many segments the profile's own path has; all of them where there is no name.
    pub profile: usize,
    /// The profile's path, where it is no part of this one.
    pub path: Option<String>,
    /// Whether it is a post.
    pub is_post: bool,
    /// The software that alone has such paths, or nothing.
    pub software: &'static str,
}

/// Paths by their first segments, and the software, where only one has them.
///
/// `{}` is a name, `*` is whatever stands there, `!` begins a post's. Sources: the routes of
/// each software; the addresses in its actors.
const SHAPES: &[(&str, &str)] = &[
    ("@{}", ""),
    ("web/@{}", "mastodon"),
    ("deck/@{}", "mastodon"),
    ("!ap/users/*/statuses/*", ""),
    ("ap/users/*", ""),
    ("web/accounts/*", "mastodon"),
    ("users/{}", ""),
    ("i/web/profile/*", "pixelfed"),
    ("!i/web/post/*", "pixelfed"),
    ("!p/{}/*", "pixelfed"),
    ("!notice/*", ""),
    ("!objects/*", ""),
    ("!notes/*", ""),
    ("a/{}", "peertube"),
    ("accounts/{}", "peertube"),
    ("video-channels/{}", "peertube"),
    ("!w/*", "peertube"),
    ("!videos/watch/*", "peertube"),
    ("!m/*/t/*", "mbin"),
    ("!m/*/p/*", "mbin"),
    ("m/{}", "mbin"),
    ("u/{}", ""),
    ("c/{}", ""),
    ("!post/*", ""),
    ("!comment/*", ""),
    ("profile/{}", "friendica"),
    ("!display/*", "friendica"),
    ("author/{}", "wordpress"),
    ("wp-json/activitypub/1.0/*/*", "wordpress"),
    (".ghost/activitypub/users/{}", "ghost"),
    ("api/collections/{}", "writefreely"),
    ("user/{}", ""),
    ("uid/*", "nodebb"),
    ("category/*", "nodebb"),
    ("communities/*", ""),
    ("ap/actor/*", "discourse"),
    ("federation/actors/{}", "funkwhale"),
    ("channel/{}", ""),
    ("@/{}", "plume"),
    ("activitypub/actor/*", "ghost"),
    ("activitypub/{}", ""),
    ("actor", ""),
    ("index.php/user/*", "gnusocial"),
    ("fediverse/blog/{}", "wafrn"),
    ("actors/{}", ""),
    ("s/{}", "snac"),
    ("people/*", ""),
];

/// What stands before a post's id, below its author's path.
const POSTS: &str = "statuses status posts post notes p s episodes activities";

/// First segments that are pages of servers and nobody's names.
const PAGES: &str = "about explore search login signup register auth settings home public local \
    directory tags timeline notifications communities terms privacy privacy-policy help \
    contact feed rss blog news docs api";

/// Reads the decoded segments of a path; `None` where none of the shapes fits.
pub(super) fn shape(segments: &[String]) -> Option<Shape> {
    let below = segments.get(1..).unwrap_or_default();
    let whole = SHAPES.iter().find_map(|shape| fit(shape, segments));
    // Some servers stand below a path: `/blog/author/ada`.
    let lower = || {
        let mut lower = SHAPES.iter().find_map(|shape| fit(shape, below))?;
        lower.profile += 1;
        Some(lower)
    };
    whole.or_else(lower).or_else(|| at_root(segments))
}

/// Holds segments against a pattern of [`SHAPES`].
pub(super) fn fit(
    &(pattern, software): &(&str, &'static str),
    segments: &[String],
) -> Option<Shape> {
    let of_post = pattern.strip_prefix('!');
    let mut segments_left = segments.iter();
    let (mut name, mut profile) = (None, segments.len());
    for (at, part) in of_post.unwrap_or(pattern).split('/').enumerate() {
        let segment = segments_left.next()?;
        match part.split_once("{}") {
            Some((before, _)) => {
                // Mbin and others write `@` before names from elsewhere.
                let found = segment.strip_prefix(before)?;
                let found = found.strip_prefix('@').unwrap_or(found);
                name = Some(found).filter(|found| !found.is_empty());
                name?;
                profile = at + 1;
            }
            None if part == "*" || part == segment => {}
            None => return None,
        }
    }
    let name = name.map(str::to_owned);
    let path = match pattern {
        "!p/{}/*" => name.as_ref().map(|name| format!("/{name}")),
        "web/@{}" | "deck/@{}" => name.as_ref().map(|name| format!("/@{name}")),
        _ => None,
    };
    Some(Shape {
        path,
        is_post: of_post.is_some() || name.is_some() && is_a_post(segments.get(profile..)?),
        name,
        profile,
        software,
    })
}

/// Whether a name is one that servers give and nobody is called: a number or a random id.
///
/// What only looks like one is still found, by its address.
pub(super) fn is_opaque(name: &str) -> bool {
    let count = |is: fn(&u8) -> bool| name.bytes().filter(is).count();
    let digits = count(u8::is_ascii_digit);
    let is_plain = digits + count(u8::is_ascii_alphabetic) == name.len();
    let is_id = match name.len() {
        // Misskey's ids: aid and aidx (`9` since 2022, `a` since 2024).
        10 | 16 => name.starts_with(['7', '8', '9']) || name.starts_with('a') && digits > 1,
        // Pleroma's flake ids.
        18 => digits > 0 && count(u8::is_ascii_uppercase) > 1,
        // Object ids and ULIDs.
        24 | 26 => digits > 3,
        _ => digits == name.len(),
    };
    let is_uuid = name.len() == 36 && name.matches('-').count() == 4;
    is_plain && is_id || is_uuid || name.starts_with("did:")
}

/// `/name`, of Pixelfed, snac, Micro.blog, WriteFreely.
fn at_root(segments: &[String]) -> Option<Shape> {
    let (name, below) = segments.split_first()?;
    let is_post = below.len() > 1 && is_a_post(below);
    let is_a_name = is_a_user(name)
        && name.len() <= 30
        && name.matches('-').count() < 2
        && !name.contains('.')
        && !is_in(PAGES, name);
    (is_a_name && (is_post || below.is_empty())).then(|| Shape {
        name: Some(name.clone()),
        profile: 1,
        path: None,
        is_post,
        software: "",
    })
}

/// Whether this, below an account's path, is a post: `statuses/1`, `1234567`.
fn is_a_post(below: &[String]) -> bool {
    match below {
        [word, _, ..] if is_in(POSTS, word) => true,
        [id, ..] => {
            id.len() > 4
                && id.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-')
                && id.bytes().any(|c| c.is_ascii_digit())
        }
        [] => false,
    }
}
