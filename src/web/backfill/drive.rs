//! Carries the backfills of one home out, one request after the other.

use gloo_timers::callback::Timeout;

use super::jobs::{JOBS, keep, set_alarm, with_job, with_worker};
use super::pages::{ended, show};
use crate::backfill::{Backfill, Turn};
use crate::step::{Outcome, Step};
use crate::web::look::now;
use crate::web::refresh::home_of;
use crate::web::steps::{abort, carry_out};
use crate::web::store::{self, Native};
use crate::web::tasks::spawn;

/// Goes on with what there is to do at a home, unless that is being done already.
pub(super) async fn go_on(home: &str) {
    let running = JOBS.with_borrow(|jobs| {
        let mut jobs = jobs.iter();
        jobs.any(|job| job.kept.home == home && job.kept.backfill.is_running())
    });
    if !running {
        return;
    }
    find_page(home).await;
    let idle = with_worker(home, |worker| {
        worker.timer = None;
        !std::mem::replace(&mut worker.driven, true)
    });
    if idle {
        set_alarm().await;
        spawn(drive(home.to_owned()));
    }
}

/// Takes the token from an open page of home, if a backfill goes on that lacks it.
async fn find_page(home: &str) {
    let lacks = JOBS.with_borrow(|jobs| {
        let mut jobs = jobs.iter().filter(|job| job.kept.home == home);
        jobs.any(|job| job.home.is_none() && job.kept.backfill.is_running())
    });
    if !lacks {
        return;
    }
    if let Some(found) = home_of(home).await {
        JOBS.with_borrow_mut(|jobs| {
            for job in jobs.iter_mut().filter(|job| job.kept.home == home) {
                job.home.get_or_insert_with(|| found.clone());
            }
        });
    }
}

async fn drive(home: String) {
    let home = home.as_str();
    loop {
        let (acct, step) = match turn(home) {
            Next::Step(acct, step) => (acct, step),
            Next::Wait(until) => {
                wait(home, until);
                break;
            }
            Next::Nothing => break,
        };
        let outcome = match &step {
            Step::Wait(until) if now() < *until => {
                wait(home, *until);
                break;
            }
            Step::Wait(_) => Outcome::Waited,
            Step::MayContact(server) => Outcome::Allowed(may_contact(home, &acct, server).await),
            step => {
                let page = with_job(home, &acct, |job| job.home.clone()).flatten();
                carry_out(step, page.as_ref(), abort()).await
            }
        };
        let over = with_job(home, &acct, |job| {
            let backfill = &mut job.kept.backfill;
            backfill.handle(now(), outcome);
            if job.kept.by_itself && backfill.view().estimate.is_some_and(|cost| cost.posts > 0) {
                backfill.load(now());
            }
            let over = backfill.is_over() && job.kept.ended.is_none();
            if over {
                job.kept.ended = Some(now());
            }
            over
        });
        share(home, &acct);
        keep(home, &acct).await;
        if over == Some(true) {
            learn(home, &acct).await;
            ended(home, &acct);
        }
        show(home, &acct).await;
    }
    with_worker(home, |worker| worker.driven = false);
    set_alarm().await;
}

enum Next {
    Step(String, Step),
    Wait(f64),
    Nothing,
}

/// What to do next at a home, for those whose page has told the token.
fn turn(home: &str) -> Next {
    JOBS.with_borrow(|jobs| {
        let ready = |job: &&super::jobs::Job| job.kept.home == home && job.home.is_some();
        let jobs: Vec<&Backfill> = jobs
            .iter()
            .filter(ready)
            .map(|job| &job.kept.backfill)
            .collect();
        match with_worker(home, |worker| worker.queue.turn(&jobs, now())) {
            Turn::Of(at) => match jobs.get(at) {
                Some(backfill) => Next::Step(backfill.acct().to_owned(), backfill.next()),
                None => Next::Nothing,
            },
            Turn::Wait(until) => Next::Wait(until),
            Turn::Nothing => Next::Nothing,
        }
    })
}

fn wait(home: &str, until: f64) {
    let again = {
        let home = home.to_owned();
        move || spawn(async move { go_on(&home).await })
    };
    let milliseconds = (until - now()).clamp(0.0, f64::from(i32::MAX)) as u32;
    with_worker(home, |worker| {
        worker.timer = Some(Timeout::new(milliseconds, again));
    });
}

/// What home said of its limits counts for every backfill there.
fn share(home: &str, acct: &str) {
    JOBS.with_borrow_mut(|jobs| {
        let Some(at) = jobs.iter().position(|job| job.is_of(home, acct)) else {
            return;
        };
        let (before, rest) = jobs.split_at_mut(at);
        let Some((told, after)) = rest.split_first_mut() else {
            return;
        };
        for job in before.iter_mut().chain(after) {
            if job.kept.home == home {
                job.kept.backfill.share(&told.kept.backfill);
            }
        }
    });
}

async fn learn(home: &str, acct: &str) {
    let learned = with_job(home, acct, |job| job.kept.backfill.learned()).flatten();
    if let Some(learned) = learned {
        store::learn_native(home, Native::Backfill, learned, now()).await;
    }
}

async fn may_contact(home: &str, acct: &str, server: &str) -> bool {
    let once = with_job(home, acct, |job| {
        job.kept.agreed.iter().any(|known| known == server)
    });
    once == Some(true) || store::consents(home).await.cover(server)
}
