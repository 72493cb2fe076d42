//! What pages and the popup are shown of a backfill.

use super::RECENT;
use super::jobs::{JOBS, Job, Listing, keep, with_job};
use crate::backfill::rows_of;
use crate::handle::Handle;
use crate::message::FromBackground;
use crate::ui::popup::Running;
use crate::view::{Backfilling, PostList, PostRow};
use crate::web::look::now;
use crate::web::refresh::of_profile;
use crate::web::session::{self, draw, with};
use crate::web::store;

/// Draws it wherever it is shown.
pub(super) async fn show(home: &str, acct: &str) {
    list(home, acct).await;
    for id in session::all() {
        let shown = with(id, |session| session.shows_backfill(home, acct));
        if shown == Some(true) {
            draw(id);
        }
    }
}

/// What is shown of the backfill of an account.
pub fn view(home: &str, acct: &str) -> Option<Backfilling> {
    with_job(home, acct, |job| job.view()).flatten()
}

/// What is shown of every backfill that the person agreed to, and that did not end long ago.
pub fn running() -> Vec<Running> {
    let recent = |job: &&Job| {
        let old = job.kept.ended.is_some_and(|ended| ended + RECENT <= now());
        job.kept.backfill.is_agreed() && !old
    };
    JOBS.with_borrow(|jobs| {
        let jobs = jobs.iter().filter(recent);
        jobs.filter_map(|job| {
            let handle = handle_of(job.kept.backfill.acct())?.shown();
            Some(Running {
                home: job.kept.home.clone(),
                handle: handle.trim_start_matches('@').to_owned(),
                state: job.view()?,
            })
        })
        .collect()
    })
}

/// The handle that `user@host` is.
pub(super) fn handle_of(acct: &str) -> Option<Handle> {
    let (user, host) = acct.split_once('@')?;
    Handle::new(user, host).ok()
}

/// It is over: pages that show the profile are loaded anew, so that they show the posts.
pub(super) fn ended(home: &str, acct: &str) {
    let news = with_job(home, acct, |job| job.view().map(|view| view.news)).flatten();
    if news.unwrap_or(0) == 0 {
        return;
    }
    let mut told = false;
    for id in of_profile(home, acct) {
        told |= with(id, |session| {
            if session.is_page() {
                session.port.send(&FromBackground::Reload { force: false });
            }
            session.is_page()
        }) == Some(true);
    }
    if told {
        reloaded(home, acct, true);
    }
}

/// The page shows what has arrived, or does not after all.
pub(super) fn reloaded(home: &str, acct: &str, shows: bool) {
    with_job(home, acct, |job| {
        if shows {
            job.kept.before = job.kept.shown;
            job.kept.shown = job.kept.backfill.counts().arrived;
        } else {
            job.kept.shown = job.kept.before;
        }
    });
}

/// Reads as much of the list as is shown.
pub(super) async fn list(home: &str, acct: &str) {
    let listing = with_job(home, acct, |job| job.list.clone()).flatten();
    let Some(Listing { filter, shown, .. }) = listing else {
        return;
    };
    let mut rows = Vec::new();
    read(home, acct, |row| {
        if filter.is_none_or(|filter| row.verdict == Some(filter)) {
            rows.push(row);
        }
        rows.len() <= shown as usize
    })
    .await;
    let more = rows.len() > shown as usize;
    rows.truncate(shown as usize);
    with_job(home, acct, |job| {
        if let Some(listing) = &mut job.list {
            listing.list = Some(PostList { filter, rows, more });
        }
    });
}

/// The whole list that is shown, as text: a line a post.
pub(super) async fn as_text(home: &str, acct: &str) -> String {
    let filter = with_job(home, acct, |job| job.list.as_ref()?.filter).flatten();
    let mut text = String::new();
    read(home, acct, |row| {
        if filter.is_none_or(|filter| row.verdict == Some(filter)) {
            let at = row.at.map(|at| {
                let date = js_sys::Date::new(&at.into());
                String::from(date.to_iso_string())
            });
            let verdict = row.verdict.map_or("open", |verdict| verdict.code());
            for part in [verdict, "\t", &at.unwrap_or_default(), "\t", &row.uri, "\n"] {
                text.push_str(part);
            }
        }
        true
    })
    .await;
    text
}

/// Hands the posts over, newest first, as long as more are wanted.
async fn read(home: &str, acct: &str, mut take: impl FnMut(PostRow) -> bool) {
    let Some((windows, last)) = with_job(home, acct, |job| job.kept.backfill.windows()) else {
        return;
    };
    for window in 0..=windows {
        let text = match window == windows {
            true => last.clone(),
            false => store::posts(home, acct, window).await.unwrap_or_default(),
        };
        for row in rows_of(&text) {
            if !take(row) {
                return;
            }
        }
    }
}

/// Keeps what has been shown.
pub(super) async fn keep_shown(home: &str, acct: &str) {
    keep(home, acct).await;
    show(home, acct).await;
}
