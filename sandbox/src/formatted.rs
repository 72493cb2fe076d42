//! The HTML that Mastodon makes of links, hashtags and mentions.
//!
//! Profiles in the seed write `{https://…}`, `{#tag}` and `{@user@host}`; the
//! rest of the text is HTML already and passes as it is.

/// Who serves the HTML.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Rendition {
    /// The account's own server, as its formatter wrote it.
    Origin,
    /// A home that stored it: the same after the sanitiser of 4.4 and later.
    Home,
    /// A home of 4.3 or earlier, which adds `noreferrer`.
    OldHome,
}

impl Rendition {
    fn rel(self, at_origin: &'static str) -> &'static str {
        match self {
            Self::Origin => at_origin,
            Self::Home => "nofollow noopener",
            Self::OldHome => "nofollow noopener noreferrer",
        }
    }
}

/// Expands the marks of a bio.
#[must_use]
pub fn note(text: &str, host: &str, rendition: Rendition) -> String {
    let html = expanded(text, host, rendition, "nofollow noopener");
    if rendition == Rendition::Origin {
        html
    } else {
        html.replace("<br />", "<br>")
    }
}

/// Expands the marks of a field's value, whose links also say `rel=me` at origin.
#[must_use]
pub fn field(text: &str, host: &str, rendition: Rendition) -> String {
    expanded(text, host, rendition, "nofollow noopener me")
}

fn expanded(text: &str, host: &str, rendition: Rendition, rel: &'static str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let mark = after
            .split_once('}')
            .and_then(|(mark, rest)| Some((one(mark, host, rendition, rel)?, rest)));
        match mark {
            Some((html, after)) => {
                out.push_str(&html);
                rest = after;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

fn one(mark: &str, host: &str, rendition: Rendition, rel: &'static str) -> Option<String> {
    if mark.starts_with("https://") {
        return Some(link(mark, rendition.rel(rel)));
    }
    let target = if rendition == Rendition::Origin {
        ""
    } else {
        " target=\"_blank\""
    };
    if let Some(tag) = mark.strip_prefix('#') {
        let rel = rendition.rel("tag");
        return Some(format!(
            "<a href=\"https://{host}/tags/{tag}\" class=\"mention hashtag\" rel=\"{rel}\"{target}>#<span>{tag}</span></a>"
        ));
    }
    let (user, at) = mark.strip_prefix('@')?.split_once('@')?;
    let rel = match rendition {
        Rendition::Origin => String::new(),
        _ => format!(" rel=\"{}\"", rendition.rel("")),
    };
    Some(format!(
        "<span class=\"h-card\" translate=\"no\"><a href=\"https://{at}/@{user}\" class=\"u-url mention\"{rel}{target}>@<span>{user}</span></a></span>"
    ))
}

/// A link in three parts: what is hidden before, what is shown, what is hidden after.
fn link(address: &str, rel: &str) -> String {
    let bare = address.strip_prefix("https://").unwrap_or(address);
    let shown = bare.strip_prefix("www.").unwrap_or(bare);
    let hidden = &address[..address.len() - shown.len()];
    let cut = shown
        .char_indices()
        .nth(30)
        .map_or(shown.len(), |(at, _)| at);
    let (head, tail) = shown.split_at(cut);
    let class = if tail.is_empty() { "" } else { "ellipsis" };
    format!(
        "<a href=\"{address}\" target=\"_blank\" rel=\"{rel}\" translate=\"no\"><span class=\"invisible\">{hidden}</span><span class=\"{class}\">{head}</span><span class=\"invisible\">{tail}</span></a>"
    )
}
