//! What a profile says of itself that speaks against loading its posts elsewhere.

use crate::profile::Profile;
use crate::view::Wish;

/// Tags by which people ask to be left alone by programs, as crawlers honour them.
const NO_BOTS: [&str; 4] = ["#nobot", "#nobots", "#noarchive", "#noindex"];

/// What this profile says.
pub(super) fn of(profile: &Profile) -> Vec<Wish> {
    let mut wishes = Vec::new();
    let fields = profile.fields.iter();
    let fields = fields.flat_map(|field| [field.name.as_str(), field.value.as_str()]);
    if fields.chain([profile.bio.as_str()]).any(names_a_tag) {
        wishes.push(Wish::NoBots);
    }
    if profile.indexable == Some(false) {
        wishes.push(Wish::NotIndexable);
    }
    if profile.discoverable == Some(false) {
        wishes.push(Wish::NotDiscoverable);
    }
    wishes
}

/// Whether one of the tags stands in this HTML: Mastodon writes `#<span>nobot</span>`.
fn names_a_tag(html: &str) -> bool {
    let mut text = String::new();
    let mut inside = false;
    for letter in html.chars() {
        match letter {
            '<' => inside = true,
            '>' if inside => inside = false,
            _ if !inside => text.extend(letter.to_lowercase()),
            _ => {}
        }
    }
    NO_BOTS.iter().any(|tag| {
        text.match_indices(tag).any(|(at, _)| {
            let after = text[at + tag.len()..].chars().next();
            after.is_none_or(|letter| !letter.is_alphanumeric() && letter != '_')
        })
    })
}
