//! Carries refreshes out. Each is kept on disk after every step, without the token, so
//! that it goes on after its tab was closed or the background was ended.

use std::cell::RefCell;

use gloo_timers::callback::Timeout;
use serde::{Deserialize, Serialize};
use serde_json::json;
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;

use super::browser::{self, from_js, to_js};
use super::fetch::{self, Home, Token};
use super::look::{self, now};
use super::session::{self, Id, draw, with, with_profile};
use super::store::{self, Kept, KeptRefresh};
use super::{pictures, switch};
use crate::handle::Handle;
use crate::message::{FromBackground, Shown};
use crate::refresh::Refresh;
use crate::see::See;
use crate::software::Software;
use crate::step::{Failure, Outcome, Step};
use crate::ui::popup::pattern;
use crate::view::{Ending, Pictures};

/// For how long the outcome of a refresh is shown in place of a new one, in milliseconds.
const RECENT: f64 = 60_000.0;

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

struct Job {
    start: Start,
    refresh: Refresh,
    /// Whether a page was told to load itself anew.
    told_pages: bool,
    /// Whether it was wanted again too soon after its end.
    repeated: bool,
    /// Home, with the token, as long as some page of it has told.
    home: Option<Home>,
    driven: bool,
    /// When somebody saw how it ended.
    seen: Option<f64>,
    /// Home's copy as the page was told last.
    shown: Vec<u8>,
    /// Pages whose own store could not be told.
    behind: Vec<Id>,
    timer: Option<Timeout>,
}

thread_local! {
    static JOBS: RefCell<Vec<Job>> = const { RefCell::new(Vec::new()) };
}

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
        native: store::native(&start.home, now()).await,
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

/// Shows the refresh of the profile of this connection, if there is one, and goes on with
/// it: here is a page of its home. Whether there was one.
pub async fn attach(id: Id) -> bool {
    let Some((start, home)) = begin(id) else {
        return false;
    };
    forget_old().await;
    if let Some(kept) = store::refresh(&start.home, &start.acct).await {
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
    forget_old().await;
    for kept in store::refreshes().await {
        let (home, acct) = (kept.start.home.clone(), kept.start.acct.clone());
        restore(kept);
        go_on(&home, &acct).await;
    }
    set_alarm().await;
}

/// Forgets what has been over for long: what is kept says how long.
async fn forget_old() {
    store::drop_old_refreshes(now()).await;
    let kept = store::refreshes().await;
    JOBS.with_borrow_mut(|jobs| {
        jobs.retain(|job| {
            let same = |kept: &KeptRefresh| {
                kept.start.home == job.start.home && kept.start.acct == job.start.acct
            };
            !job.is_over() || kept.iter().any(same)
        });
    });
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

impl Job {
    fn new(start: Start, refresh: Refresh, home: Option<Home>, seen: Option<f64>) -> Self {
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

    fn is_over(&self) -> bool {
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

fn refresh_of(start: &Start, signed_in: bool) -> Option<Refresh> {
    let (user, host) = start.acct.split_once('@')?;
    let handle = Handle::new(user, host).ok()?;
    let software = Software::from_version(&start.version);
    let see = See::new(&start.home, software, handle, signed_in).managing(start.manages);
    Some(Refresh::new(see, start.native))
}

fn restore(kept: KeptRefresh) {
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

fn with_job<T>(home: &str, acct: &str, does: impl FnOnce(&mut Job) -> T) -> Option<T> {
    JOBS.with_borrow_mut(|jobs| Some(does(find(jobs, home, acct)?)))
}

// Once in the module, not once for each that asks.
#[inline(never)]
fn find<'jobs>(jobs: &'jobs mut [Job], home: &str, acct: &str) -> Option<&'jobs mut Job> {
    jobs.iter_mut()
        .find(|job| job.start.home == home && job.start.acct == acct)
}

fn forget_job(home: &str, acct: &str) {
    JOBS.with_borrow_mut(|jobs| {
        jobs.retain(|job| job.start.home != home || job.start.acct != acct);
    });
}

async fn keep(home: &str, acct: &str) {
    let kept = with_job(home, acct, |job| KeptRefresh {
        start: job.start.clone(),
        told: job.refresh.told().to_vec(),
        seen: job.seen,
    });
    if let Some(kept) = kept {
        store::keep_refresh(&kept).await;
    }
}

/// Goes on with a refresh, unless that is being done already.
async fn go_on(home: &str, acct: &str) {
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
        spawn_local(drive(home.to_owned(), acct.to_owned()));
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
            Step::Home(request) => match (with_job(home, acct, |job| job.home.clone()), abort()) {
                (Some(Some(home)), Some(abort)) => fetch::home(&home, &request, &abort).await,
                _ => Outcome::Failed(Failure::Network),
            },
            Step::Origin(request) => match abort() {
                Some(abort) => fetch::origin(&request, &abort).await,
                None => Outcome::Failed(Failure::Network),
            },
            Step::MayContact(server) => Outcome::Allowed(agreed(home, acct, &server).await),
            Step::MayRead(server) => Outcome::Allowed(browser::allowed(&[pattern(&server)]).await),
            Step::SamePicture(ours, theirs) => Outcome::Same(pictures::same(&ours, &theirs).await),
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
        move || spawn_local(async move { go_on(&home, &acct).await })
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
        store::learn_native(home, learned, now()).await;
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

/// Whether the page shows something else than home has now.
fn changed(ending: &Ending) -> bool {
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

/// Tells the pages that show the profile what home has now, so that they show it at once.
async fn tell_pages(home: &str, acct: &str) {
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
fn show(home: &str, acct: &str) {
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
            let (home, acct) = (home.to_owned(), acct.to_owned());
            spawn_local(async move { keep(&home, &acct).await });
        }
    }
}

fn of_profile(home: &str, acct: &str) -> Vec<Id> {
    let mut all = session::all();
    all.retain(|id| {
        let same = with_profile(*id, |profile| {
            profile.home.host == home && profile.handle.acct() == acct
        });
        same == Some(true)
    });
    all
}

async fn agreed(home: &str, acct: &str, server: &str) -> bool {
    let once = with_job(home, acct, |job| {
        job.start.agreed.iter().any(|known| known == server)
    });
    once == Some(true) || store::consents(home).await.cover(server)
}

/// Home as one of its open tabs tells of it: the token is kept nowhere else.
async fn home_of(host: &str) -> Option<Home> {
    let who = to_js(&json!({ "kind": "who" })).ok()?;
    for tab in switch::tabs(host).await {
        let answer = browser::tabs_send(tab, &who).await.ok();
        let token = answer
            .and_then(|answer| from_js::<Shown>(&answer))
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

fn abort() -> Option<AbortController> {
    AbortController::new().ok()
}

/// Has the browser wake the background as long as a refresh goes on.
async fn set_alarm() {
    let running = JOBS.with_borrow(|jobs| jobs.iter().any(|job| !job.is_over()));
    browser::alarm("refresh", running).await;
}
