//! Which software, in which version, a home runs: what decides how it stores HTML.
//!
//! ```
//! use freshet::software::{Family, Software};
//! let home = Software::from_version("4.6.5+glitch");
//! assert_eq!(home.family, Family::Glitch);
//! assert!(home.at_least(4, 6));
//! ```
//!
//! This module knows version strings only: no network, no capability probing.

use serde::{Deserialize, Serialize};

/// The families of software whose Account entity Freshet reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// Mastodon itself.
    Mastodon,
    /// glitch-soc: its sanitiser allows more (`lib/sanitize_ext/sanitize_config.rb`).
    Glitch,
    /// Hometown, a fork that follows older Mastodon versions.
    Hometown,
    /// GoToSocial.
    GoToSocial,
    /// Pleroma.
    Pleroma,
    /// Akkoma.
    Akkoma,
    /// Pixelfed.
    Pixelfed,
    /// Anything else that speaks Mastodon's API.
    Other,
}

/// A software and its version, as a home names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Software {
    /// The family.
    pub family: Family,
    /// Major and minor version of the Mastodon code it behaves like.
    ///
    /// For a software that is not Mastodon's code this is the newest version known here,
    /// whatever number it prints: `2.7.2 (compatible; Akkoma 3.16.0)` promises an API, not a
    /// sanitiser.
    pub version: (u16, u16),
}

/// The newest Mastodon whose behaviour is known: where unknown versions are sorted in.
const NEWEST: (u16, u16) = (4, 7);

impl Software {
    /// The software that a `version` of `/api/v2/instance` or of `#initial-state` names.
    ///
    /// Never fails: what is not recognised is [`Family::Other`] with the newest rules. Besides
    /// the forms that servers print (`4.3.23`, `4.7.0-alpha.2+glitch`, `4.2.0+hometown-1.1.1`,
    /// `2.7.2 (compatible; Akkoma 3.16.0)`, `0.20.1+git-4e0aa4f`) it reads the short names of
    /// the cargo examples: `vanilla-4.3`, `mastodon-4.5`, `glitch-4.6`, `hometown-4.2`.
    pub fn from_version(text: &str) -> Software {
        let lower = text.trim().to_ascii_lowercase();
        let number = first_version(&lower);
        let family = named_family(&lower).unwrap_or_else(|| family_of_bare(&lower, number));
        let version = match family {
            Family::Mastodon | Family::Glitch | Family::Hometown => number.unwrap_or(NEWEST),
            _ => NEWEST,
        };
        Software { family, version }
    }

    /// Whether the Mastodon code that this home behaves like is `major.minor` or newer.
    pub fn at_least(&self, major: u16, minor: u16) -> bool {
        self.version >= (major, minor)
    }

    /// Whether it is Mastodon's code, later than what is known here.
    pub fn is_newer_than_known(&self) -> bool {
        self.version > NEWEST
    }
}

/// The family whose name stands in the (lower-case) text. The fork is looked for before
/// what it is a fork of.
fn named_family(lower: &str) -> Option<Family> {
    const NAMES: [(&str, Family); 9] = [
        ("glitch", Family::Glitch),
        ("hometown", Family::Hometown),
        ("gotosocial", Family::GoToSocial),
        ("akkoma", Family::Akkoma),
        ("pleroma", Family::Pleroma),
        ("pixelfed", Family::Pixelfed),
        ("vanilla", Family::Mastodon),
        ("mastodon", Family::Mastodon),
        ("compatible;", Family::Other),
    ];
    let found = NAMES.iter().find(|(name, _)| lower.contains(name));
    found.map(|(_, family)| *family)
}

/// The family of a text without a name: GoToSocial prints bare numbers below 1.0, or its commit
/// as `+git-`; Mastodon and forks of it that name no family print 2.0 and above.
fn family_of_bare(lower: &str, number: Option<(u16, u16)>) -> Family {
    match number {
        _ if !lower.starts_with(|first: char| first.is_ascii_digit()) => Family::Other,
        _ if lower.contains("+git-") => Family::GoToSocial,
        Some((0, _)) => Family::GoToSocial,
        Some((major, _)) if major >= 2 => Family::Mastodon,
        _ => Family::Other,
    }
}

/// The first `major.minor` in the text.
fn first_version(text: &str) -> Option<(u16, u16)> {
    let start = text.find(|character: char| character.is_ascii_digit())?;
    let mut numbers = text.get(start..)?.splitn(3, '.');
    let major = leading_number(numbers.next()?)?;
    let minor = numbers.next().and_then(leading_number).unwrap_or(0);
    Some((major, minor))
}

/// The number that the text opens with, if it fits.
fn leading_number(text: &str) -> Option<u16> {
    let end = text.find(|character: char| !character.is_ascii_digit());
    text.get(..end.unwrap_or(text.len()))?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, family: Family, version: (u16, u16)) {
        let found = Software::from_version(text);
        assert_eq!(found, Software { family, version }, "{text:?}");
    }

    #[test]
    fn mastodon_prints_bare_numbers() {
        check("4.3.23", Family::Mastodon, (4, 3));
        check("4.7.0-alpha.2", Family::Mastodon, (4, 7));
        check("4.10.0", Family::Mastodon, (4, 10));
        check("4.5.0+somefork", Family::Mastodon, (4, 5));
        check(" 4.2.0\n", Family::Mastodon, (4, 2));
    }

    #[test]
    fn forks_name_themselves_after_the_number() {
        check("4.6.5+glitch", Family::Glitch, (4, 6));
        check("4.7.0-alpha.2+glitch", Family::Glitch, (4, 7));
        check("4.2.0+hometown-1.1.1", Family::Hometown, (4, 2));
    }

    #[test]
    fn other_software_gets_the_newest_rules() {
        check("2.7.2 (compatible; Akkoma 3.16.0)", Family::Akkoma, NEWEST);
        check("2.7.2 (compatible; Pleroma 2.9.1)", Family::Pleroma, NEWEST);
        check(
            "3.5.3 (compatible; Pixelfed 0.12.4)",
            Family::Pixelfed,
            NEWEST,
        );
        check(
            "2.8.0 (compatible; Friendica 2024.12)",
            Family::Other,
            NEWEST,
        );
        check("0.20.1+git-4e0aa4f", Family::GoToSocial, NEWEST);
        check("0.19.1", Family::GoToSocial, NEWEST);
        check("gotosocial 0.20.1", Family::GoToSocial, NEWEST);
    }

    #[test]
    fn short_names_of_the_examples_are_read() {
        check("vanilla-4.3", Family::Mastodon, (4, 3));
        check("mastodon-4.5", Family::Mastodon, (4, 5));
        check("glitch-4.6", Family::Glitch, (4, 6));
        check("hometown-4.2", Family::Hometown, (4, 2));
    }

    #[test]
    fn the_unknown_is_other_with_the_newest_rules() {
        for text in ["", "unknown", "v", "-1", "99999999.1", "ünïcode", "😀4.3"] {
            check(text, Family::Other, NEWEST);
        }
    }

    #[test]
    fn versions_compare_as_numbers() {
        let home = Software::from_version("4.10.0");
        assert!(home.at_least(4, 9) && home.at_least(4, 10) && home.at_least(3, 99));
        assert!(!home.at_least(4, 11) && !home.at_least(5, 0));
    }
}
