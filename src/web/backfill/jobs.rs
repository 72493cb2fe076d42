//! The backfills in memory, and how each is kept on disk.

use std::cell::RefCell;

use gloo_timers::callback::Timeout;
use js_sys::Promise;
use serde::{Deserialize, Serialize};

use crate::backfill::{Backfill, Queue};
use crate::view::{Backfilling, Course, PostList, PostVerdict};
use crate::web::browser::{self, Asked, asked};
use crate::web::fetch::Home;
use crate::web::look::now;
use crate::web::store;
use crate::web::tasks::promise;

/// A backfill: all that it takes to go on with it, but the token.
#[derive(Clone, Serialize, Deserialize)]
pub struct KeptBackfill {
    /// The host of home.
    pub home: String,
    /// The backfill.
    pub backfill: Backfill,
    /// Servers that may be contacted for it.
    pub agreed: Vec<String>,
    /// How many posts had arrived when the page was loaded last.
    pub shown: u32,
    /// What that was before the page was told to load itself anew.
    pub before: u32,
    /// When it ended, in milliseconds since 1970.
    pub ended: Option<f64>,
    /// It loads by itself what it counts: the person follows the account since.
    pub by_itself: bool,
}

/// A backfill that is under way, offered, or that ended not long ago.
pub(super) struct Job {
    pub(super) kept: KeptBackfill,
    /// Home, with the token, as long as some page of it has told.
    pub(super) home: Option<Home>,
    /// What is shown of its posts, while the list is open.
    pub(super) list: Option<Listing>,
}

/// What is shown of a list.
#[derive(Clone, Default)]
pub(super) struct Listing {
    pub(super) filter: Option<PostVerdict>,
    pub(super) shown: u32,
    pub(super) list: Option<PostList>,
}

/// What goes on at one home: one request at a time.
#[derive(Default)]
pub(super) struct Worker {
    pub(super) home: String,
    pub(super) queue: Queue,
    pub(super) driven: bool,
    pub(super) timer: Option<Timeout>,
}

thread_local! {
    pub(super) static JOBS: RefCell<Vec<Job>> = const { RefCell::new(Vec::new()) };
    static WORKERS: RefCell<Vec<Worker>> = const { RefCell::new(Vec::new()) };
    /// What is kept is being read, or was.
    static RESTORED: RefCell<Option<Promise>> = const { RefCell::new(None) };
}

impl Job {
    pub(super) fn is_of(&self, home: &str, acct: &str) -> bool {
        self.kept.home == home && self.kept.backfill.acct() == acct
    }

    /// What is shown of it; nothing while it counts without having been asked to.
    pub(super) fn view(&self) -> Option<Backfilling> {
        let mut view = self.kept.backfill.view();
        let counts_unasked = !view.asks && !self.kept.backfill.is_agreed();
        if counts_unasked && view.phase != Course::Offered {
            return None;
        }
        let running = self.kept.backfill.is_running();
        if running && self.home.is_none() {
            view.phase = Course::NeedsPage;
        } else if running && is_queued(&self.kept) {
            view.phase = Course::Queued;
        }
        view.news = view.counts.arrived.saturating_sub(self.kept.shown);
        view.list = self.list.as_ref().and_then(|listing| listing.list.clone());
        Some(view)
    }
}

/// Does something with the backfill of an account, if there is one.
pub(super) fn with_job<T>(home: &str, acct: &str, does: impl FnOnce(&mut Job) -> T) -> Option<T> {
    JOBS.with_borrow_mut(|jobs| Some(does(find(jobs, home, acct)?)))
}

// Once in the module, not once for each that asks.
#[inline(never)]
fn find<'jobs>(jobs: &'jobs mut [Job], home: &str, acct: &str) -> Option<&'jobs mut Job> {
    jobs.iter_mut().find(|job| job.is_of(home, acct))
}

/// Does something with what goes on at a home.
pub(super) fn with_worker<T>(home: &str, does: impl FnOnce(&mut Worker) -> T) -> T {
    WORKERS.with_borrow_mut(|workers| does(worker(workers, home)))
}

#[inline(never)]
fn worker<'workers>(workers: &'workers mut Vec<Worker>, home: &str) -> &'workers mut Worker {
    let known = workers.iter().position(|worker| worker.home == home);
    let at = known.unwrap_or_else(|| {
        workers.push(Worker {
            home: home.to_owned(),
            ..Worker::default()
        });
        workers.len() - 1
    });
    &mut workers[at]
}

fn is_queued(kept: &KeptBackfill) -> bool {
    with_worker(&kept.home, |worker| worker.queue.is_queued(&kept.backfill))
}

/// Takes what is kept into memory, once in the background's life. Whoever comes while that
/// is being done waits for it.
pub async fn restore() {
    let restored = RESTORED
        .with_borrow_mut(|restored| restored.get_or_insert_with(|| promise(read())).clone());
    // Nothing in it fails.
    let _ = asked(Ok(restored)).await;
}

async fn read() {
    for kept in store::backfills(now()).await {
        if with_job(&kept.home, kept.backfill.acct(), |_| ()).is_none() {
            add(kept, None);
        }
    }
}

/// Takes a backfill into memory, in the place of another one of the account.
pub(super) fn add(kept: KeptBackfill, home: Option<Home>) {
    forget(&kept.home, kept.backfill.acct());
    JOBS.with_borrow_mut(|jobs| {
        jobs.push(Job {
            kept,
            home,
            list: None,
        });
    });
}

/// Drops the backfill of an account from memory.
pub(super) fn forget(home: &str, acct: &str) {
    JOBS.with_borrow_mut(|jobs| jobs.retain(|job| !job.is_of(home, acct)));
}

/// Drops those of a home from memory; what is on disk is read again when it is needed.
pub(super) fn leave(home: &str) {
    JOBS.with_borrow_mut(|jobs| jobs.retain(|job| job.kept.home != home));
    WORKERS.with_borrow_mut(|workers| workers.retain(|worker| worker.home != home));
    RESTORED.take();
}

/// Keeps the backfill of an account on disk, as far as it has come.
pub(super) async fn keep(home: &str, acct: &str) {
    if let Some(kept) = with_job(home, acct, |job| job.kept.clone()) {
        store::keep_backfill(&kept).await;
    }
}

/// Has the browser wake the background as long as a backfill goes on.
pub(super) fn set_alarm() -> Asked {
    let running = JOBS.with_borrow(|jobs| {
        let mut jobs = jobs.iter();
        jobs.any(|job| job.kept.backfill.is_agreed() && job.kept.backfill.is_running())
    });
    browser::alarm("backfill", running)
}
