//! Carries backfills out. Each is kept on disk after every step, without the token, so that
//! it goes on after its tab was closed, the background was ended, or the browser was started
//! anew and shows a page of its home.

mod drive;
mod jobs;
mod pages;

pub use jobs::{KeptBackfill, restore};
pub use pages::{running, view};

use gloo_timers::callback::Timeout;

use super::fetch::Home;
use super::look::{self, now};
use super::session::{Id, draw, with, with_profile};
use super::steps::{abort, carry_out};
use super::store::{self, Native};
use super::tasks::spawn;
use crate::backfill::{self, Account, Backfill};
use crate::message::{Action, FromBackground};
use crate::step::{HomeRequest, Step, is_id};
use crate::view::{Depth, Order, Wish};
use drive::go_on;
use jobs::{Listing, add, forget, keep, with_job};
use pages::{as_text, handle_of, keep_shown, reloaded, show};

/// How long what a backfill did is told before another one of the same account.
const RECENT: f64 = 60.0 * 60.0 * 1000.0;

/// How far back it goes while no day is chosen, in milliseconds.
const MONTH: f64 = 30.0 * 24.0 * 60.0 * 60.0 * 1000.0;

/// How long home takes to know that somebody is followed, after the press, in milliseconds.
const FOLLOWING: u32 = 1500;

/// A press of a button that is about backfills.
pub async fn press(id: Id, action: Action) {
    restore().await;
    match action {
        Action::Backfill => return open(id, true).await,
        Action::Pause { home, acct, paused } => {
            let Some(acct) = handle_of(&acct).map(|handle| handle.acct()) else {
                return;
            };
            with_job(&home, &acct, |job| job.kept.backfill.pause(now(), paused));
            keep(&home, &acct).await;
            show(&home, &acct).await;
            return go_on(&home).await;
        }
        Action::Stop { home, acct } => {
            let Some(acct) = handle_of(&acct).map(|handle| handle.acct()) else {
                return;
            };
            with_job(&home, &acct, |job| {
                job.kept.backfill.stop();
                job.kept.ended.get_or_insert(now());
            });
            keep(&home, &acct).await;
            pages::ended(&home, &acct);
            return show(&home, &acct).await;
        }
        _ => {}
    }
    let Some((home, acct)) = names(id) else {
        return;
    };
    match action {
        Action::Choose(order) => {
            with_job(&home, &acct, |job| job.kept.backfill.choose(order));
        }
        Action::ChooseSince { value } => {
            let since = js_sys::Date::parse(&value);
            let since = match since.is_finite() {
                true => since,
                false => now() - MONTH,
            };
            with_job(&home, &acct, |job| {
                let order = job.kept.backfill.view().order;
                let depth = Depth::Since(since);
                job.kept.backfill.choose(Order { depth, ..order });
            });
        }
        Action::Load => {
            with_job(&home, &acct, |job| job.kept.backfill.load(now()));
        }
        Action::Cancel => {
            let idle = with_job(&home, &acct, |job| {
                !job.kept.backfill.is_agreed() || job.kept.backfill.is_over()
            });
            if idle == Some(true) {
                forget(&home, &acct);
                store::drop_backfill(&home, &acct).await;
            }
        }
        Action::RetryFailed => {
            with_job(&home, &acct, |job| {
                job.kept.backfill.retry(now());
                if !job.kept.backfill.is_over() {
                    job.kept.ended = None;
                }
            });
        }
        Action::List {
            open,
            filter,
            shown,
        } => {
            with_job(&home, &acct, |job| {
                job.list = open.then_some(Listing {
                    filter,
                    shown,
                    list: None,
                });
            });
        }
        Action::CopyList => {
            let text = as_text(&home, &acct).await;
            with(id, |session| {
                session.port.send(&FromBackground::Copy { text })
            });
            return;
        }
        _ => return,
    }
    keep_shown(&home, &acct).await;
    draw(id);
    go_on(&home).await;
}

/// A page of a home was opened: what there is to do at it goes on.
pub async fn attach(id: Id) {
    let Some(home) = with_profile(id, |profile| profile.home.clone()) else {
        return;
    };
    restore().await;
    if home.token.is_none() {
        return;
    }
    jobs::JOBS.with_borrow_mut(|jobs| {
        for job in jobs.iter_mut().filter(|job| job.kept.home == home.host) {
            job.home = Some(home.clone());
            job.kept.backfill.signed_in(now());
        }
    });
    go_on(&home.host).await;
}

/// The alarm rang, or the browser was started: goes on with what the background was ended in.
pub async fn alarm() {
    restore().await;
    let homes: Vec<String> =
        jobs::JOBS.with_borrow(|jobs| jobs.iter().map(|job| job.kept.home.clone()).collect());
    for home in homes {
        go_on(&home).await;
    }
    jobs::set_alarm().await;
}

/// The person may have agreed to what a backfill of this profile waits for.
pub async fn consented(id: Id, server: &str) {
    let Some((home, acct)) = names(id) else {
        return;
    };
    with_job(&home, &acct, |job| {
        job.kept.agreed.push(server.to_owned());
        job.kept.backfill.nudge(now());
    });
    go_on(&home).await;
}

/// The browser may read more than before.
pub async fn permitted() {
    let mut homes = Vec::new();
    jobs::JOBS.with_borrow_mut(|jobs| {
        for job in jobs {
            job.kept.backfill.nudge(now());
            homes.push(job.kept.home.clone());
        }
    });
    for home in homes {
        go_on(&home).await;
    }
}

/// The page is loaded anew, or was not since the person writes something in it: whether it
/// shows what has arrived.
pub async fn page_shows(id: Id, shows: bool) {
    if let Some((home, acct)) = names(id) {
        reloaded(&home, &acct, shows);
        keep_shown(&home, &acct).await;
    }
}

/// The person pressed the follow button: where home lacks the newest posts, they are offered.
pub fn followed(id: Id) {
    Timeout::new(FOLLOWING, move || spawn(offer(id))).forget();
}

async fn offer(id: Id) {
    let Some((home, acct)) = names(id) else {
        return;
    };
    restore().await;
    if with_job(&home, &acct, |_| ()).is_some() || !follows(id).await {
        return;
    }
    open(id, false).await;
    let by_itself = store::on_follow(&home).await;
    with_job(&home, &acct, |job| {
        let against = job.kept.backfill.view().wishes.contains(&Wish::NoBots);
        job.kept.by_itself = by_itself && !against;
        job.kept.backfill.choose(Order {
            depth: Depth::Newest(20),
            ..Order::default()
        });
    });
    go_on(&home).await;
}

/// Whether home says that the person follows the profile that is shown.
async fn follows(id: Id) -> bool {
    let account = look::cached(id).await.and_then(|cached| cached.local_id);
    let home = with_profile(id, |profile| profile.home.clone());
    let Some(account) = account.filter(|account| is_id(account)) else {
        return false;
    };
    let step = Step::Home(HomeRequest::relationship(&account));
    backfill::follows(&carry_out(&step, home.as_ref(), abort()).await)
}

/// Ends everything that is under way for a home.
pub fn leave(home: &str) {
    jobs::leave(home);
}

/// Begins to count what home lacks of the profile that is shown; `asks` opens the dialog.
async fn open(id: Id, asks: bool) {
    let Some((host, acct)) = names(id) else {
        return;
    };
    restore().await;
    let running = with_job(&host, &acct, |job| {
        job.kept.by_itself = false;
        job.kept.backfill.ask(asks);
        !job.kept.backfill.is_over()
    });
    if running != Some(true) {
        let earlier = with_job(&host, &acct, |job| {
            let ended = job.kept.ended.filter(|ended| now() < ended + RECENT)?;
            Some((ended, job.kept.backfill.counts()))
        });
        let Some(kept) = begin(id, &host, &acct, earlier.flatten(), asks).await else {
            return;
        };
        let home = with_profile(id, |profile| profile.home.clone());
        let home = home.filter(|home: &Home| home.token.is_some());
        store::drop_backfill(&host, &acct).await;
        let signed_out = home.is_none();
        add(kept, home);
        if signed_out {
            with_job(&host, &acct, |job| job.kept.backfill.signed_out());
        }
        keep(&host, &acct).await;
    }
    show(&host, &acct).await;
    go_on(&host).await;
}

async fn begin(
    id: Id,
    host: &str,
    acct: &str,
    earlier: Option<(f64, crate::view::Counts)>,
    asks: bool,
) -> Option<KeptBackfill> {
    let native = store::native(host, Native::Backfill, now()).await;
    let backfill = match look::cached(id).await {
        Some(cached) => Backfill::new(host, Account::of(acct, &cached)),
        None => Backfill::unknown(host, acct),
    };
    let mut backfill = backfill.knowing(native, earlier);
    backfill.ask(asks);
    Some(KeptBackfill {
        home: host.to_owned(),
        backfill,
        agreed: with_profile(id, |profile| profile.agreed.clone())?,
        shown: 0,
        before: 0,
        ended: None,
        by_itself: false,
    })
}

fn names(id: Id) -> Option<(String, String)> {
    with_profile(id, |profile| {
        (profile.home.host.clone(), profile.handle.acct())
    })
}
