//! What pages and surfaces are shown of a refresh.

use super::jobs::{keep, with_job};
use crate::view::{Ending, Pictures};
use crate::web::browser;
use crate::web::look::{self, now};
use crate::web::session::{self, Id, draw, with, with_profile};
use crate::web::tasks::spawn;

/// Tells the pages that show the profile what home has now, so that they show it at once.
pub(super) async fn tell_pages(home: &str, acct: &str) {
    let text = with_job(home, acct, |job| {
        let body = job.refresh.account()?;
        if *body == job.shown {
            return None;
        }
        let body = body.to_vec();
        // The first is what the page shows already.
        let before = std::mem::replace(&mut job.shown, body.clone());
        let news = !before.is_empty();
        news.then(|| String::from_utf8(body).ok()).flatten()
    });
    let Some(Some(text)) = text else { return };
    for id in of_profile(home, acct) {
        // A popup is about the page in its tab, whose line may have no place there.
        let Some(tab) = with(id, |session| session.tab) else {
            continue;
        };
        if !browser::tell_store(tab, home, &text).await {
            with_job(home, acct, |job| job.behind.push(id));
        }
    }
}

/// Draws it wherever its profile is shown.
pub(super) fn show(home: &str, acct: &str) {
    let shown = with_job(home, acct, |job| {
        let mut view = job.refresh.view().clone();
        if let Some(refresh) = &mut view.refresh {
            refresh.repeated = job.repeated;
        }
        (view, job.is_over())
    });
    let Some((view, over)) = shown else { return };
    let mut seen = false;
    for id in of_profile(home, acct) {
        let anew = with_profile(id, |profile| {
            let anew = profile.view.pictures() != view.pictures();
            profile.view.clone_from(&view);
            if anew {
                profile.pictures = Pictures::default();
            }
            anew
        });
        draw(id);
        if anew == Some(true) {
            look::show_pictures(id);
        }
        seen = true;
    }
    if seen && over {
        let first = with_job(home, acct, |job| job.seen.replace(now()).is_none());
        if first == Some(true) {
            let kept = keep(home, acct);
            spawn(async { drop(kept.await) });
        }
    }
}

/// Whether the page shows something else than home has now.
pub(super) fn changed(ending: &Ending) -> bool {
    match ending {
        Ending::Updated(updated)
        | Ending::Changed(updated)
        | Ending::PicturesKept { updated, .. }
        | Ending::PicturesMissing { updated, .. }
        | Ending::StillDiffers { updated, .. } => !updated.is_empty(),
        Ending::Renamed(_) => true,
        _ => false,
    }
}

pub fn of_profile(home: &str, acct: &str) -> Vec<Id> {
    let mut all = session::all();
    all.retain(|id| {
        let same = with_profile(*id, |profile| {
            profile.home.host == home && profile.handle.acct() == acct
        });
        same == Some(true)
    });
    all
}
