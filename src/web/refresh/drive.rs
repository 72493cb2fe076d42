//! Carries a refresh out, step by step, until it waits or is over.

use gloo_timers::callback::Timeout;

use super::jobs::{keep, set_alarm, with_job};
use super::pages::{changed, show, tell_pages};
use crate::message::FromBackground;
use crate::step::{Outcome, Step};
use crate::web::browser;
use crate::web::fetch::{Home, Token};
use crate::web::look::{self, now};
use crate::web::session::with;
use crate::web::steps::{self, carry_out};
use crate::web::store::{self, Kept, Native};
use crate::web::switch;
use crate::web::tasks::spawn;

/// Goes on with a refresh, unless that is being done already.
pub(super) async fn go_on(home: &str, acct: &str) {
    if with_job(home, acct, |job| job.home.is_none() && !job.is_over()) == Some(true) {
        let found = home_of(home).await;
        with_job(home, acct, |job| job.home = job.home.take().or(found));
    }
    let idle = with_job(home, acct, |job| {
        let idle = !job.driven && !job.is_over() && job.home.is_some();
        job.driven |= idle;
        idle
    });
    if idle == Some(true) {
        set_alarm().await;
        spawn(drive(home.to_owned(), acct.to_owned()));
    }
}

async fn drive(home: String, acct: String) {
    let (home, acct) = (home.as_str(), acct.as_str());
    while let Some(step) = with_job(home, acct, |job| job.refresh.next()) {
        let outcome = match step {
            Step::Done => break,
            Step::Wait(until) if now() < until => {
                wait(home, acct, until);
                return;
            }
            Step::Wait(_) => Outcome::Waited,
            Step::MayContact(server) => Outcome::Allowed(agreed(home, acct, &server).await),
            step => {
                let home = with_job(home, acct, |job| job.home.clone()).flatten();
                carry_out(&step, home.as_ref(), steps::abort()).await
            }
        };
        with_job(home, acct, |job| job.refresh.handle(now(), outcome));
        keep(home, acct).await;
        tell_pages(home, acct).await;
        show(home, acct);
    }
    with_job(home, acct, |job| job.driven = false);
    ended(home, acct).await;
}

fn wait(home: &str, acct: &str, until: f64) {
    let (home, acct) = (home.to_owned(), acct.to_owned());
    let again = {
        let (home, acct) = (home.clone(), acct.clone());
        move || spawn(async move { go_on(&home, &acct).await })
    };
    let milliseconds = (until - now()).clamp(0.0, f64::from(i32::MAX)) as u32;
    with_job(&home, &acct, |job| {
        job.driven = false;
        job.timer = Some(Timeout::new(milliseconds, again));
    });
}

/// It is over: what it found is what is known of the profile from now on.
async fn ended(home: &str, acct: &str) {
    let over = with_job(home, acct, |job| {
        let see = job.refresh.see();
        let report = see.view().report.as_ref();
        let looked = report.filter(|_| see.is_over() && look::worth_keeping(see.view()));
        let kept = looked.map(|report| Kept {
            told: see.told().to_vec(),
            at: report.checked,
        });
        (job.refresh.learned(), kept)
    });
    let Some((learned, kept)) = over else { return };
    if let Some(learned) = learned {
        store::learn_native(home, Native::Refresh, learned, now()).await;
    }
    if let Some(kept) = kept {
        store::keep_look(home, acct, &kept).await;
    }
    let behind = with_job(home, acct, |job| {
        let ending = job.refresh.view().refresh.as_ref();
        let changed = ending
            .and_then(|refresh| refresh.ending())
            .is_some_and(changed);
        let first = !std::mem::replace(&mut job.told_pages, true);
        if changed && first {
            std::mem::take(&mut job.behind)
        } else {
            Vec::new()
        }
    });
    for id in behind.unwrap_or_default() {
        with(id, |session| {
            session.port.send(&FromBackground::Reload { force: false });
        });
    }
    show(home, acct);
    set_alarm().await;
}

async fn agreed(home: &str, acct: &str, server: &str) -> bool {
    let once = with_job(home, acct, |job| {
        job.start.agreed.iter().any(|known| known == server)
    });
    once == Some(true) || store::consents(home).await.cover(server)
}

/// Home as one of its open tabs tells of it: the token is kept nowhere else.
pub async fn home_of(host: &str) -> Option<Home> {
    for tab in switch::tabs(host).await {
        let token = browser::shown(tab)
            .await
            .and_then(|answer| Token::new(answer.home.token?));
        if token.is_some() {
            return Some(Home {
                host: host.to_owned(),
                token,
            });
        }
    }
    None
}
