//! Carries a look out: its steps, its consents, and the pictures after it.

use web_sys::AbortController;

use super::session::{Id, Profile, draw, with, with_profile};
use super::steps::{self, carry_out};
use super::store::{self, Kept};
use super::tasks::spawn;
use super::{backfill, pictures, refresh};
use crate::address::PublicAddress;
use crate::profile::Profile as Cached;
use crate::see::See;
use crate::software::Software;
use crate::step::{Outcome, Step};
use crate::trouble::Trouble;
use crate::view::{PictureState, Pictures, Side, Stage, View};

/// Shows the verdict of the last minutes, or begins a look.
pub async fn begin(id: Id) {
    let Some((home, acct)) = names(id) else {
        return;
    };
    let kept = store::look(&home, &acct, now()).await;
    prepare(id);
    let replayed = kept.and_then(|kept| {
        let replayed = with_profile(id, |profile| {
            profile.view = profile.see.as_ref()?.replay(kept.at, kept.told)?;
            // What was agreed to for once is asked again by the next look.
            profile.see = None;
            Some(())
        });
        replayed.flatten()
    });
    // What goes on is in the first drawing: a page that is told so comes back when the
    // background is ended.
    backfill::attach(id).await;
    draw(id);
    if refresh::attach(id).await {
        return;
    }
    match replayed {
        Some(()) => show_pictures(id),
        None => go_on(id),
    }
}

/// Looks again, whatever is kept.
pub async fn again(id: Id) {
    if let Some((home, acct)) = names(id) {
        store::drop_look(&home, &acct).await;
        refresh::dismiss(id).await;
        prepare(id);
        draw(id);
        go_on(id);
    }
}

/// Takes a look back to its beginning.
fn prepare(id: Id) {
    stop(id);
    with_profile(id, |profile| {
        let see = match &profile.see {
            Some(see) => see.again(),
            None => see_of(profile),
        };
        profile.view = see.view().clone();
        profile.see = Some(see);
    });
}

/// Ends a look where it is.
pub fn stop(id: Id) {
    with_profile(id, |profile| {
        if let Some(abort) = profile.abort.take() {
            abort.abort();
        }
        profile.run += 1;
        profile.driven = false;
    });
}

/// Goes on with a look, unless that is being done already.
pub fn go_on(id: Id) {
    let run = with_profile(id, |profile| {
        let idle = !profile.driven;
        profile.driven = true;
        idle.then_some(profile.run)
    });
    if let Some(run) = run.flatten() {
        spawn(drive(id, run));
    }
}

async fn drive(id: Id, run: u32) {
    loop {
        let step = with_profile(id, |profile| {
            (profile.run == run).then(|| profile.see.as_ref().map(See::next))
        });
        let Some(Some(Some(step))) = step else { return };
        let outcome = match step {
            Step::Done => break,
            Step::MayContact(server) => {
                if !agreed(id, &server).await {
                    // The person's answer goes on from here.
                    with_profile(id, |profile| {
                        profile.driven = false;
                        if let Some(see) = &profile.see {
                            profile.view = see.view().clone();
                        }
                    });
                    return draw(id);
                }
                Outcome::Allowed(true)
            }
            step => {
                let home = with_profile(id, |profile| profile.home.clone());
                carry_out(&step, home.as_ref(), abort(id)).await
            }
        };
        let goes_on = with_profile(id, |profile| {
            if profile.run != run {
                return None;
            }
            let see = profile.see.as_mut()?;
            see.handle(now(), outcome);
            // The question is drawn only when it has not been answered for good.
            let asks = matches!(see.next(), Step::MayContact(_));
            if !asks {
                profile.view = see.view().clone();
            }
            Some(asks)
        });
        match goes_on.flatten() {
            Some(false) => draw(id),
            Some(true) => {}
            None => return,
        }
    }
    with_profile(id, |profile| {
        profile.driven = false;
        profile.pictures = Pictures::default();
    });
    let told = with_profile(id, |profile| {
        let see = profile.see.as_ref()?;
        worth_keeping(see.view()).then(|| see.told().to_vec())
    });
    if let Some(Some(told)) = told
        && let Some((home, acct)) = names(id)
    {
        store::keep_look(&home, &acct, &Kept { told, at: now() }).await;
    }
    show_pictures(id);
}

/// Reads the pictures anew, after the person allowed more.
pub fn pictures_again(id: Id) {
    with_profile(id, |profile| profile.pictures = Pictures::default());
    show_pictures(id);
}

/// Reads the pictures of an open comparison, once.
pub fn show_pictures(id: Id) {
    let open = with(id, |session| session.memory.open).unwrap_or(false);
    let wanted = with_profile(id, |profile| {
        let begins = open && profile.view.stage == Stage::Done && profile.pictures.is_empty();
        let wanted = profile.view.pictures().into_iter();
        let wanted = wanted.map(|(side, attribute, address)| (side, attribute, address.to_owned()));
        if begins { wanted.collect() } else { Vec::new() }
    });
    let Some(run) = with_profile(id, |profile| profile.run) else {
        return;
    };
    for (side, attribute, address) in wanted.unwrap_or_default() {
        with_profile(id, |profile| {
            profile.pictures.set(side, attribute, PictureState::Waiting);
        });
        spawn(async move {
            let state = match foreign(id, side, &address).await {
                Some(server) => PictureState::NeedsConsent(server),
                None => pictures::read(side, attribute, &address).await,
            };
            with_profile(id, |profile| {
                if profile.run == run {
                    profile.pictures.set(side, attribute, state);
                }
            });
            draw(id);
        });
    }
}

/// The server of a live picture, if the person has not agreed that it is contacted. Who
/// agreed to a server agreed to those below its name too, where many keep their pictures.
async fn foreign(id: Id, side: Side, address: &str) -> Option<String> {
    if side == Side::Home {
        return None;
    }
    let server = PublicAddress::parse(address).ok()?.host();
    let origin = with_profile(id, |profile| profile.view.origin.clone()).flatten()?;
    let known = server == origin || server.ends_with(&format!(".{origin}"));
    (!known && !agreed(id, &server).await).then_some(server)
}

/// Now, in milliseconds since 1970.
pub fn now() -> f64 {
    js_sys::Date::now()
}

async fn agreed(id: Id, server: &str) -> bool {
    let asked = with_profile(id, |profile| {
        (
            profile.home.host.clone(),
            profile.agreed.iter().any(|known| known == server),
        )
    });
    match asked {
        Some((_, true)) => true,
        Some((home, false)) => store::consents(&home).await.cover(server),
        None => false,
    }
}

fn abort(id: Id) -> Option<AbortController> {
    let abort = steps::abort()?;
    with_profile(id, |profile| profile.abort = Some(abort.clone()))?;
    Some(abort)
}

/// Home's copy of the profile that is shown. Home is asked for it when nobody remembers it: the
/// background was ended since, and the look is some minutes old or has only just begun.
pub async fn cached(id: Id) -> Option<Cached> {
    let see = with_profile(id, |profile| profile.see.clone()).flatten();
    if let Some(cached) = see.as_ref().and_then(See::cached) {
        return Some(cached.clone());
    }
    let (home, acct) = names(id)?;
    let (mut see, asks) = with_profile(id, |profile| (see_of(profile), profile.home.clone()))?;
    if let Some(kept) = store::look(&home, &acct, now()).await {
        return see.replayed(kept.at, kept.told)?.cached().cloned();
    }
    let outcome = carry_out(&see.next(), Some(&asks), steps::abort()).await;
    see.handle(now(), outcome);
    see.cached().cloned()
}

/// A look at a profile, at its beginning.
pub fn see_of(profile: &Profile) -> See {
    See::new(
        &profile.home.host,
        Software::from_version(&profile.version),
        profile.handle.clone(),
        profile.home.token.is_some(),
    )
    .managing(profile.manages)
}

fn names(id: Id) -> Option<(String, String)> {
    with_profile(id, |profile| {
        (profile.home.host.clone(), profile.handle.acct())
    })
}

/// What the person is about to change, and what home may answer at any moment, is not kept.
pub fn worth_keeping(view: &View) -> bool {
    let Some(report) = &view.report else {
        return false;
    };
    !matches!(
        report.trouble,
        Some(
            Trouble::NeedsAccess
                | Trouble::Silent
                | Trouble::HomeDown
                | Trouble::HomeRateLimited
                | Trouble::HomeRefused
                | Trouble::HomeSignedOut
                | Trouble::HomeUnreadable
        )
    )
}
