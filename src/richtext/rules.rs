//! What each home's sanitiser keeps.
//!
//! Mastodon's `lib/sanitize_ext/sanitize_config.rb` (`MASTODON_STRICT`), vanilla and glitch-soc.

use crate::software::{Family, Software};

/// What becomes of headings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Headings {
    /// `h1` to `h6` become a paragraph with a `strong`.
    Strong,
    /// `h1` to `h5` stay, `h6` is unwrapped.
    Stay,
}

/// What a sanitiser keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rules {
    /// The `rel` of every link.
    pub rel: &'static str,
    /// What becomes of headings.
    pub headings: Headings,
    /// Whether `s`, `ruby`, `rt` and `rp` stay.
    pub ruby: bool,
    /// Whether `abbr`, `sub`, `sup`, and `title` and `cite` attributes stay.
    pub wide: bool,
    /// Whether images become links.
    pub images: bool,
    /// Whether `p` keeps its classes and `quote-inline` is one that is kept; whether `math`
    /// becomes text. All three came with 4.4.
    pub quotes_and_math: bool,
    /// Whether `lang` stays everywhere.
    pub lang: bool,
}

impl Rules {
    /// The rules of this home.
    ///
    /// Vanilla's for Mastodon, Hometown, Pixelfed and the unknown. Glitch-soc's for glitch-soc;
    /// and, as the nearest that is known here, for GoToSocial, Pleroma and Akkoma, which keep
    /// headings, but without its links for images: these drop or keep an image.
    pub(crate) fn of(home: &Software) -> Rules {
        let glitch = home.family == Family::Glitch;
        let wide = match home.family {
            Family::Glitch | Family::GoToSocial | Family::Pleroma | Family::Akkoma => true,
            Family::Mastodon | Family::Hometown | Family::Pixelfed | Family::Other => false,
        };
        Rules {
            rel: if home.at_least(4, 4) {
                "nofollow noopener"
            } else {
                "nofollow noopener noreferrer"
            },
            headings: if wide {
                Headings::Stay
            } else {
                Headings::Strong
            },
            ruby: wide || home.at_least(4, 3),
            wide,
            images: glitch,
            quotes_and_math: home.at_least(4, 4),
            lang: home.at_least(4, 6),
        }
    }

    /// Whether an element stays.
    pub(crate) fn keeps_element(&self, name: &str) -> bool {
        match name {
            "p" | "br" | "span" | "a" | "del" | "pre" | "blockquote" | "code" | "b" | "strong"
            | "u" | "i" | "em" | "ul" | "ol" | "li" => true,
            "s" | "ruby" | "rt" | "rp" => self.ruby,
            "abbr" | "sub" | "sup" => self.wide,
            "h1" | "h2" | "h3" | "h4" | "h5" => self.headings == Headings::Stay,
            _ => false,
        }
    }

    /// Whether an attribute stays on an element that does.
    pub(crate) fn keeps_attribute(&self, element: &str, attribute: &str) -> bool {
        match (element, attribute) {
            (_, "lang") => self.lang,
            ("a", "href" | "rel" | "class" | "translate")
            | ("span", "class" | "translate")
            | ("ol", "start" | "reversed")
            | ("li", "value") => true,
            ("p", "class") => self.quotes_and_math,
            ("a" | "abbr", "title") | ("blockquote", "cite") => self.wide,
            _ => false,
        }
    }

    /// Whether a class stays, wherever classes do.
    pub(crate) fn keeps_class(&self, class: &str) -> bool {
        match class {
            "mention" | "hashtag" | "ellipsis" | "invisible" => true,
            "quote-inline" => self.quotes_and_math,
            other => ["h-", "p-", "u-", "dt-", "e-"]
                .iter()
                .any(|prefix| other.starts_with(prefix)),
        }
    }
}

/// Whether links with this scheme (lower case) stay links.
pub(crate) fn keeps_scheme(scheme: &str) -> bool {
    const SCHEMES: [&str; 11] = [
        "http", "https", "dat", "dweb", "ipfs", "ipns", "ssb", "gopher", "xmpp", "magnet", "gemini",
    ];
    SCHEMES.contains(&scheme)
}

/// Whether an unlisted element goes with all it contains (the Sanitize gem's default).
pub(crate) fn goes_with_contents(name: &str) -> bool {
    const GONE: [&str; 10] = [
        "iframe",
        "math",
        "noembed",
        "noframes",
        "noscript",
        "plaintext",
        "script",
        "style",
        "svg",
        "xmp",
    ];
    GONE.contains(&name)
}

/// Whether an unlisted element leaves a space where it stood (the Sanitize gem's default).
pub(crate) fn leaves_space(name: &str) -> bool {
    const SPACED: [&str; 26] = [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "li",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "ul",
    ];
    SPACED.contains(&name)
}
