//! The refreshes in memory: what each is about, and how it is kept on disk.

use std::cell::RefCell;

use gloo_timers::callback::Timeout;
use serde::{Deserialize, Serialize};

use crate::handle::Handle;
use crate::refresh::Refresh;
use crate::see::See;
use crate::software::Software;
use crate::step::{Outcome, Step};
use crate::web::browser::{self, Asked};
use crate::web::fetch::Home;
use crate::web::look::now;
use crate::web::session::Id;
use crate::web::store::{self, KeptRefresh};

/// What a refresh begins with: all that is kept of it but what it was told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// The host of home.
    pub home: String,
    /// Whose profile: `user@host`.
    pub acct: String,
    /// The version that home's page names.
    pub version: String,
    /// Whether home has an endpoint of its own, if that was known.
    pub native: Option<bool>,
    /// Servers that may be contacted for this refresh.
    pub agreed: Vec<String>,
    /// Whether the person manages home's federation.
    pub manages: bool,
}

impl Start {
    /// Whether it is about this account at this home.
    pub(super) fn is_of(&self, home: &str, acct: &str) -> bool {
        self.home == home && self.acct == acct
    }
}

/// A refresh that is under way, or that ended not long ago.
pub(super) struct Job {
    pub(super) start: Start,
    pub(super) refresh: Refresh,
    /// Whether a page was told to load itself anew.
    pub(super) told_pages: bool,
    /// Whether it was wanted again too soon after its end.
    pub(super) repeated: bool,
    /// Home, with the token, as long as some page of it has told.
    pub(super) home: Option<Home>,
    pub(super) driven: bool,
    /// When somebody saw how it ended.
    pub(super) seen: Option<f64>,
    /// Home's copy as the page was told last.
    pub(super) shown: Vec<u8>,
    /// Pages whose own store could not be told.
    pub(super) behind: Vec<Id>,
    pub(super) timer: Option<Timeout>,
}

thread_local! {
    pub(super) static JOBS: RefCell<Vec<Job>> = const { RefCell::new(Vec::new()) };
}

impl Job {
    pub(super) fn new(
        start: Start,
        refresh: Refresh,
        home: Option<Home>,
        seen: Option<f64>,
    ) -> Self {
        Self {
            start,
            shown: first_body(&refresh),
            refresh,
            told_pages: false,
            repeated: false,
            home,
            driven: false,
            seen,
            behind: Vec::new(),
            timer: None,
        }
    }

    pub(super) fn is_over(&self) -> bool {
        self.refresh.next() == Step::Done
    }
}

/// The body of home's first answer: its copy before anything was asked.
fn first_body(refresh: &Refresh) -> Vec<u8> {
    match refresh.told().first().map(|told| &told.outcome) {
        Some(Outcome::Answer(answer)) => answer.body.clone(),
        _ => Vec::new(),
    }
}

/// A refresh at its beginning.
pub(super) fn refresh_of(start: &Start, signed_in: bool) -> Option<Refresh> {
    let (user, host) = start.acct.split_once('@')?;
    let handle = Handle::new(user, host).ok()?;
    let software = Software::from_version(&start.version);
    let see = See::new(&start.home, software, handle, signed_in).managing(start.manages);
    Some(Refresh::new(see, start.native))
}

/// Takes a kept refresh into memory, unless it is there.
pub(super) fn restore(kept: KeptRefresh) {
    if with_job(&kept.start.home, &kept.start.acct, |_| ()).is_some() {
        return;
    }
    let Some(refresh) = refresh_of(&kept.start, true) else {
        return;
    };
    let mut refresh = refresh.restored(kept.told);
    refresh.interrupted(now());
    let job = Job::new(kept.start, refresh, None, kept.seen);
    JOBS.with_borrow_mut(|jobs| jobs.push(job));
}

/// Does something with the refresh of an account, if there is one.
pub(super) fn with_job<T>(home: &str, acct: &str, does: impl FnOnce(&mut Job) -> T) -> Option<T> {
    JOBS.with_borrow_mut(|jobs| Some(does(find(jobs, home, acct)?)))
}

// Once in the module, not once for each that asks.
#[inline(never)]
fn find<'jobs>(jobs: &'jobs mut [Job], home: &str, acct: &str) -> Option<&'jobs mut Job> {
    jobs.iter_mut().find(|job| job.start.is_of(home, acct))
}

/// Drops the refresh of an account from memory.
pub(super) fn forget_job(home: &str, acct: &str) {
    JOBS.with_borrow_mut(|jobs| {
        jobs.retain(|job| !job.start.is_of(home, acct));
    });
}

/// Keeps the refresh of an account on disk, as far as it has come.
pub(super) fn keep(home: &str, acct: &str) -> Asked {
    let kept = with_job(home, acct, |job| {
        store::keep_refresh(&KeptRefresh {
            start: job.start.clone(),
            told: job.refresh.told().to_vec(),
            seen: job.seen,
        })
    });
    kept.unwrap_or_default()
}

/// Has the browser wake the background as long as a refresh goes on.
pub(super) fn set_alarm() -> Asked {
    let running = JOBS.with_borrow(|jobs| jobs.iter().any(|job| !job.is_over()));
    browser::alarm("refresh", running)
}
