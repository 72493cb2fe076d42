//! Pictures whose address at home did not change: whether they are old.

use super::{Refresh, State};
use crate::address::PublicAddress;
use crate::compare::Attribute;
use crate::profile::{Picture, Profile};
use crate::software::{Family, Software};
use crate::step::Outcome;

/// The two addresses of a picture.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    attribute: Attribute,
    /// Home's.
    pub(super) home: PublicAddress,
    /// The account's.
    pub(super) live: PublicAddress,
}

impl Pair {
    /// The pictures that home did not load anew, and which may have changed all the same:
    /// Mastodon loads one only if its address changed (`concerns/remotable.rb`, 4.2 to
    /// 4.7), and not every server gives a new picture a new address.
    pub(super) fn doubtful(
        before: &Profile,
        after: &Profile,
        live: Option<&Profile>,
        home: &Software,
    ) -> Vec<Pair> {
        let downloads = matches!(
            home.family,
            Family::Mastodon | Family::Glitch | Family::Hometown | Family::Other
        );
        let Some(live) = live.filter(|_| downloads) else {
            return Vec::new();
        };
        let pictures = [
            (
                Attribute::Avatar,
                &before.avatar,
                &after.avatar,
                &live.avatar,
            ),
            (
                Attribute::Header,
                &before.header,
                &after.header,
                &live.header,
            ),
        ];
        let pair = |(attribute, before, after, picture): (_, &Picture, &Picture, &Picture)| {
            let (Picture::At(home), Picture::At(picture)) = (after, picture) else {
                return None;
            };
            let home = PublicAddress::parse(home).ok()?;
            let picture = PublicAddress::parse(picture).ok()?;
            // The person agreed to this server, and to those below its name.
            let origin = PublicAddress::parse(&live.id).ok()?.host();
            let host = picture.host();
            let known = host == origin || host.ends_with(&format!(".{origin}"));
            (before == after && known && !is_versioned(&picture)).then_some(Pair {
                attribute,
                home,
                live: picture,
            })
        };
        pictures.into_iter().filter_map(pair).collect()
    }
}

impl Refresh {
    pub(super) fn picture_answered(&mut self, now: f64, mut pairs: Vec<Pair>, outcome: &Outcome) {
        if pairs.is_empty() {
            return self.end_fresh(now, self.updated());
        }
        let pair = pairs.remove(0);
        // One that cannot be read is not called old.
        if *outcome == Outcome::Same(Some(false)) {
            self.old_pictures.push(pair.attribute);
        }
        if pairs.is_empty() {
            self.end_fresh(now, self.updated());
        } else {
            self.state = State::Pictures(pairs);
        }
    }
}

/// Whether the address names one picture for ever, as Mastodon's do: a new upload gets a
/// new name of 16 hexadecimal digits (`config/initializers/paperclip.rb`).
fn is_versioned(address: &PublicAddress) -> bool {
    let path = address.path();
    let name = path.rsplit('/').next().unwrap_or_default();
    let stem = name.split('.').next().unwrap_or_default();
    path.contains("/accounts/")
        && stem.len() == 16
        && stem.bytes().all(|byte| byte.is_ascii_hexdigit())
}
