//! Carries refreshes out. Each is kept on disk after every step, without the token, so
//! that it goes on after its tab was closed or the background was ended.

mod drive;
mod jobs;
mod pages;

pub use drive::home_of;
pub use jobs::Start;

use super::fetch::Home;
use super::look::{self, now};
use super::session::{Id, draw, with, with_profile};
use super::store::{self, KeptRefresh, Native};
use crate::message::FromBackground;
use crate::view::Ending;
use drive::go_on;
use jobs::{JOBS, Job, forget_job, keep, refresh_of, restore, set_alarm, with_job};
pub use pages::of_profile;
use pages::show;

/// For how long the outcome of a refresh is shown in place of a new one, in milliseconds.
const RECENT: f64 = 60_000.0;

/// The person wants the profile of this connection to be fetched again.
pub async fn press(id: Id) {
    let Some((start, home)) = begin(id) else {
        return;
    };
    attach(id).await;
    if is_recent(&start) {
        with_job(&start.home, &start.acct, |job| job.repeated = job.is_over());
    } else {
        anew(id, start.clone(), home).await;
    }
    look::stop(id);
    show(&start.home, &start.acct);
    go_on(&start.home, &start.acct).await;
}

/// Shows the refresh of the profile of this connection, if there is one, and goes on with
/// it: here is a page of its home. Whether there was one.
pub async fn attach(id: Id) -> bool {
    let Some((start, home)) = begin(id) else {
        return false;
    };
    let mut kept = refreshes().await.into_iter();
    if let Some(kept) = kept.find(|kept| kept.start.is_of(&start.home, &start.acct)) {
        restore(kept);
    }
    let attached = with_job(&start.home, &start.acct, |job| {
        if home.token.is_some() {
            job.home = Some(home);
        }
    });
    if attached.is_none() {
        return false;
    }
    show(&start.home, &start.acct);
    go_on(&start.home, &start.acct).await;
    true
}

/// The alarm rang: goes on with what the background was ended in.
pub async fn alarm() {
    for kept in refreshes().await {
        let (home, acct) = (kept.start.home.clone(), kept.start.acct.clone());
        restore(kept);
        go_on(&home, &acct).await;
    }
    set_alarm().await;
}

/// The page was not loaded anew, since the person writes something in it.
pub fn held(id: Id) {
    with(id, |session| session.memory.held = true);
    draw(id);
}

/// Loads the page anew, whatever is written in it.
pub fn reload(id: Id) {
    with(id, |session| {
        session.memory.held = false;
        session.port.send(&FromBackground::Reload { force: true });
    });
}

/// The person wants to look again: what the last refresh said is over.
pub async fn dismiss(id: Id) {
    let Some((start, _)) = begin(id) else { return };
    if with_job(&start.home, &start.acct, |job| job.is_over()) == Some(true) {
        forget_job(&start.home, &start.acct);
        store::drop_refresh(&start.home, &start.acct).await;
    }
}

/// Ends everything that is under way for a home.
pub fn leave(home: &str) {
    JOBS.with_borrow_mut(|jobs| jobs.retain(|job| job.start.home != home));
}

/// Whether a refresh of this profile goes on, or ended so lately that its outcome is the
/// answer to another press.
fn is_recent(start: &Start) -> bool {
    let recent = with_job(&start.home, &start.acct, |job| {
        let refresh = job.refresh.view().refresh.as_ref()?;
        Some(match refresh.ending() {
            // These are quickly mended.
            Some(Ending::SignedOut | Ending::ScopeRefused) => false,
            Some(_) => now() < refresh.at + RECENT,
            None => true,
        })
    });
    recent.flatten() == Some(true)
}

/// A refresh from its beginning, which takes over what a look of the last minutes found.
async fn anew(id: Id, start: Start, home: Home) {
    let start = Start {
        native: store::native(&start.home, Native::Refresh, now()).await,
        ..start
    };
    let look = match store::look(&start.home, &start.acct, now()).await {
        Some(kept) => Some((kept.at, kept.told)),
        // Some looks are not kept; what this one found is at hand all the same.
        None => with_profile(id, |profile| {
            let see = profile.see.as_ref().filter(|see| see.is_over())?;
            let checked = see.view().report.as_ref()?.checked;
            Some((checked, see.told().to_vec()))
        })
        .flatten(),
    };
    let Some(mut refresh) = refresh_of(&start, home.token.is_some()) else {
        return;
    };
    if let Some((at, told)) = look {
        refresh.begin_with(at, &told);
    }
    forget_job(&start.home, &start.acct);
    let (home_host, acct) = (start.home.clone(), start.acct.clone());
    JOBS.with_borrow_mut(|jobs| jobs.push(Job::new(start, refresh, Some(home), None)));
    keep(&home_host, &acct).await;
}

/// What is kept. What has been over for long is forgotten in memory too.
async fn refreshes() -> Vec<KeptRefresh> {
    let all = store::refreshes(now()).await;
    JOBS.with_borrow_mut(|jobs| {
        jobs.retain(|job| {
            let same = |kept: &KeptRefresh| kept.start.is_of(&job.start.home, &job.start.acct);
            !job.is_over() || all.iter().any(same)
        });
    });
    all
}

fn begin(id: Id) -> Option<(Start, Home)> {
    with_profile(id, |profile| {
        let start = Start {
            home: profile.home.host.clone(),
            acct: profile.handle.acct(),
            version: profile.version.clone(),
            native: None,
            agreed: profile.agreed.clone(),
            manages: profile.manages,
        };
        (start, profile.home.clone())
    })
}
