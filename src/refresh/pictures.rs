//! Pictures whose address at home did not change: whether they are old.

use super::judge::coming;
use super::{Answered, Form, Refresh, State};
use crate::address::PublicAddress;
use crate::compare::Attribute;
use crate::profile::{Picture, Profile};
use crate::software::{Family, Software};
use crate::step::Outcome;
use crate::view::Ending;

/// The two addresses of a picture.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    attribute: Attribute,
    /// The account has had another one since the refresh began.
    meanwhile: bool,
    /// Home's.
    pub(super) home: PublicAddress,
    /// The account's.
    pub(super) live: PublicAddress,
}

/// One of the two pictures of a profile.
type Of = fn(&Profile) -> &Picture;

/// A picture of home's that is not the account's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Old {
    attribute: Attribute,
    /// Whether a new picture has a new address there: then home was not kept from it by that.
    versioned: bool,
}

impl Pair {
    /// The pictures that home did not load anew, or that the account changed meanwhile. The
    /// addresses of the two copies say nothing about each other: only a look at the pictures
    /// does.
    pub(super) fn doubtful(
        before: &Profile,
        after: &Profile,
        first: Option<&Profile>,
        live: &Profile,
    ) -> Vec<Pair> {
        let pictures: [(Attribute, Of); 2] = [
            (Attribute::Avatar, |profile| &profile.avatar),
            (Attribute::Header, |profile| &profile.header),
        ];
        let pair = |(attribute, of): (Attribute, Of)| {
            let (Picture::At(home), Picture::At(picture)) = (of(after), of(live)) else {
                return None;
            };
            let home = PublicAddress::parse(home).ok()?;
            let picture = PublicAddress::parse(picture).ok()?;
            // The person agreed to this server, and to those below its name.
            let origin = PublicAddress::parse(&live.id).ok()?.host();
            let host = picture.host();
            let known = host == origin || host.ends_with(&format!(".{origin}"));
            let meanwhile = first.is_some_and(|first| of(first) != of(live));
            let doubtful = meanwhile || of(before) == of(after);
            (doubtful && known).then_some(Pair {
                attribute,
                meanwhile,
                home,
                live: picture,
            })
        };
        pictures.into_iter().filter_map(pair).collect()
    }

    /// Whether home may have fetched the profile and kept an old picture all the same:
    /// Mastodon loads one only if its address changed (`concerns/remotable.rb`, 4.2 to
    /// 4.7), and not every server gives a new picture a new address.
    fn may_be_kept(&self, home: &Software) -> bool {
        let downloads = matches!(
            home.family,
            Family::Mastodon | Family::Glitch | Family::Hometown | Family::Other
        );
        self.meanwhile || downloads && !is_versioned(&self.live)
    }
}

impl Refresh {
    /// The words are the same in both copies: so may the pictures be. Where nothing else
    /// shows that home fetched the profile, they are all that could be old.
    pub(super) fn judge_pictures(&mut self, now: f64, updated: Vec<Attribute>) {
        let mut pairs = match (&self.before, self.see.cached(), self.see.live()) {
            (Some(before), Some(after), Some(live)) => {
                Pair::doubtful(before, after, self.live_before.as_ref(), live)
            }
            _ => Vec::new(),
        };
        if !updated.is_empty() {
            pairs.retain(|pair| pair.may_be_kept(self.see.software()));
        }
        self.old_pictures.clear();
        if pairs.is_empty() {
            self.end_fresh(now, updated);
        } else {
            self.state = State::Pictures(pairs);
        }
    }

    pub(super) fn picture_answered(&mut self, now: f64, mut pairs: Vec<Pair>, outcome: &Outcome) {
        if pairs.is_empty() {
            return self.end_fresh(now, self.updated());
        }
        let pair = pairs.remove(0);
        match outcome {
            Outcome::Same(Some(true)) => {}
            Outcome::Same(Some(false)) => self.old_pictures.push(Old {
                attribute: pair.attribute,
                versioned: is_versioned(&pair.live),
            }),
            // One that cannot be read is not called old, if home fetched the profile.
            _ if self.updated().is_empty() => match self.answered {
                Answered::Not => return self.poll(now),
                Answered::Account(Form::Id) if self.has_page() => {
                    return self.end(now, Ending::OldCopy);
                }
                Answered::Account(_) => {}
            },
            _ => {}
        }
        if pairs.is_empty() {
            self.end_fresh(now, self.updated());
        } else {
            self.state = State::Pictures(pairs);
        }
    }

    /// Home has what the account says, but for pictures that did not come or are old.
    fn end_fresh(&mut self, now: f64, updated: Vec<Attribute>) {
        let old = std::mem::take(&mut self.old_pictures);
        let report = self.see.view().report.as_ref();
        let comparison = report.and_then(|report| report.comparison.as_ref());
        let mut missing = comparison.map(coming).unwrap_or_default();
        let pictures = old.iter().map(|old| old.attribute);
        if !missing.is_empty() {
            missing.extend(pictures);
            self.end(now, Ending::PicturesMissing { updated, missing });
        } else if old.is_empty() && updated.is_empty() {
            self.end(now, Ending::AlreadyFresh);
        } else if old.is_empty() {
            self.end(now, Ending::Updated(updated));
        } else if updated.is_empty() && self.answered == Answered::Not {
            self.poll(now);
        } else if let Some(ending) = self.unfetched(now, &updated) {
            self.end(now, ending);
        } else if old.iter().all(|old| old.versioned) {
            let missing = pictures.collect();
            self.end(now, Ending::PicturesMissing { updated, missing });
        } else {
            let kept = pictures.collect();
            self.end(now, Ending::PicturesKept { updated, kept });
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
