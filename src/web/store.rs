//! What is kept: on disk the homes in use, what was agreed to on each, and refreshes; until
//! the browser ends, verdicts of the last minutes. Never a token.

use serde::{Deserialize, Serialize};

use super::backfill::KeptBackfill;
use super::browser::{Asked, drop_saved, forget, load, recall, remember, remembered, save, saved};
use super::refresh::Start;
use crate::consent::Consents;
use crate::refresh::Told;
use crate::step::Outcome;

/// How long a verdict is shown again without asking anybody, in milliseconds.
const KEPT_FOR: f64 = 5.0 * 60.0 * 1000.0;

const HOMES: &str = "homes";
const LOOK: &str = "look ";
const REFRESH: &str = "refresh ";
const BACKFILL: &str = "backfill ";
const POSTS: &str = "posts ";
const DIAGNOSIS: &str = "diagnosis ";

/// How long the outcome of a refresh is kept after it was seen, in milliseconds.
const SEEN_FOR: f64 = 5.0 * 60.0 * 1000.0;

/// How long it is kept until it is seen, and how long it is known whether a home has an
/// endpoint of its own, in milliseconds.
const DAY: f64 = 24.0 * 60.0 * 60.0 * 1000.0;

/// What a home may have an endpoint of its own for.
#[derive(Clone, Copy, PartialEq)]
pub enum Native {
    /// Fetching a profile again.
    Refresh,
    /// Loading older posts.
    Backfill,
}

/// A switch-on that waits for the browser's answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wish {
    /// The home to be switched on; none if it is access to other servers that is asked for.
    pub home: Option<String>,
    /// The tab from which it was wished.
    pub tab: i32,
}

/// What a look was told, to be told to the next one of the same account. Answers are
/// smaller than what is made of them, and have one form in every version of Freshet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// What it was told, in order.
    pub told: Vec<Outcome>,
    /// When it was done, in milliseconds since 1970.
    pub at: f64,
}

/// A refresh: all that it takes to go on with it, but the token.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptRefresh {
    /// What it began with.
    pub start: Start,
    /// What it was told since.
    pub told: Vec<Told>,
    /// When somebody saw how it ended, in milliseconds since 1970.
    pub seen: Option<f64>,
}

/// The last diagnosis that was begun on a home: all that it takes to show it again and to go on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptDiagnosis {
    /// What was asked about.
    pub text: String,
    /// When it began, in milliseconds since 1970.
    pub began: f64,
    /// What it was told, and when.
    pub told: Vec<Told>,
    /// Servers that may be contacted for it alone.
    pub agreed: Vec<String>,
    /// It was begun in a page, not in the popup.
    pub in_page: bool,
}

/// The most that is kept of one look or diagnosis, in bytes: browsers give 10 MB for all.
const KEPT_SIZE: usize = 256 * 1024;

/// The homes on which Freshet is used.
pub async fn homes() -> Vec<String> {
    load(HOMES).await.unwrap_or_default()
}

/// Adds a home.
pub async fn add_home(home: &str) {
    let mut homes = homes().await;
    if !homes.iter().any(|known| known == home) {
        homes.push(home.to_owned());
        save(HOMES, &homes).await;
    }
}

/// Removes a home and everything that was stored for it.
pub async fn remove_home(home: &str) {
    let mut homes = homes().await;
    homes.retain(|known| known != home);
    save(HOMES, &homes).await;
    drop_saved(&consents_key(home)).await;
    drop_saved(&native_key(home, Native::Refresh)).await;
    drop_saved(&native_key(home, Native::Backfill)).await;
    drop_saved(&on_follow_key(home)).await;
    let kept = [REFRESH, BACKFILL, POSTS].map(|kind| format!("{kind}{home} "));
    for key in saved().await {
        if kept.iter().any(|kept| key.starts_with(kept)) {
            drop_saved(&key).await;
        }
    }
    let prefix = look_key(home, "");
    let mut keys = remembered().await;
    keys.retain(|key| key.starts_with(&prefix));
    keys.push(diagnosis_key(home));
    forget(&keys).await;
}

/// What the person agreed to on this home.
pub fn consents(home: &str) -> impl Future<Output = Consents> + use<> {
    let kept = load(&consents_key(home));
    async { kept.await.unwrap_or_default() }
}

/// Keeps what the person agreed to on this home.
pub fn save_consents(home: &str, consents: &Consents) -> Asked {
    save(&consents_key(home), consents)
}

/// What a look at this account was told in the last minutes.
pub fn look(home: &str, acct: &str, now: f64) -> impl Future<Output = Option<Kept>> + use<> {
    let kept = recall(&look_key(home, acct));
    async move {
        let recent = |kept: &Kept| now < kept.at + KEPT_FOR;
        kept.await.filter(recent)
    }
}

/// Keeps what a look was told for some minutes, and drops what is older.
pub async fn keep_look(home: &str, acct: &str, kept: &Kept) {
    let mut old = Vec::new();
    for key in remembered().await {
        if key.starts_with(LOOK) {
            let other: Option<Kept> = recall(&key).await;
            if other.is_none_or(|other| other.at + KEPT_FOR <= kept.at) {
                old.push(key);
            }
        }
    }
    forget(&old).await;
    if size(kept.told.iter()) <= KEPT_SIZE {
        remember(&look_key(home, acct), kept).await;
    }
}

fn size<'a>(told: impl Iterator<Item = &'a Outcome>) -> usize {
    told.map(|outcome| match outcome {
        Outcome::Answer(answer) => answer.body.len(),
        _ => 0,
    })
    .sum()
}

/// The last diagnosis on a home, if it is of the last minutes.
pub fn diagnosis(home: &str, now: f64) -> impl Future<Output = Option<KeptDiagnosis>> + use<> {
    let kept = recall(&diagnosis_key(home));
    async move {
        let recent = |kept: &KeptDiagnosis| now < kept.began + KEPT_FOR;
        kept.await.filter(recent)
    }
}

/// Keeps a diagnosis for some minutes, in place of the one before it.
pub fn keep_diagnosis(home: &str, kept: &KeptDiagnosis) -> Asked {
    if size(kept.told.iter().map(|told| &told.outcome)) > KEPT_SIZE {
        return Asked::default();
    }
    remember(&diagnosis_key(home), kept)
}

/// Drops the last diagnosis on a home.
pub fn drop_diagnosis(home: &str) -> Asked {
    forget(&[diagnosis_key(home)])
}

/// Drops what is kept on this account.
pub fn drop_look(home: &str, acct: &str) -> Asked {
    forget(&[look_key(home, acct)])
}

/// Every refresh that is kept; those whose outcome was seen some minutes ago, or that
/// nobody came back to, are dropped.
pub async fn refreshes(now: f64) -> Vec<KeptRefresh> {
    let mut all = Vec::new();
    for key in saved().await {
        if !key.starts_with(REFRESH) {
            continue;
        }
        let Some(kept) = load::<KeptRefresh>(&key).await else {
            continue;
        };
        let last = kept.told.last().map_or(0.0, |told| told.at);
        let old = kept.seen.is_some_and(|seen| seen + SEEN_FOR <= now) || last + DAY <= now;
        if old {
            drop_saved(&key).await;
        } else {
            all.push(kept);
        }
    }
    all
}

/// Keeps a refresh.
pub fn keep_refresh(kept: &KeptRefresh) -> Asked {
    save(&refresh_key(&kept.start.home, &kept.start.acct), kept)
}

/// Drops the refresh of this account.
pub fn drop_refresh(home: &str, acct: &str) -> Asked {
    drop_saved(&refresh_key(home, acct))
}

/// Whether a home has an endpoint of its own, if that was learned within a day.
pub fn native(home: &str, what: Native, now: f64) -> impl Future<Output = Option<bool>> + use<> {
    let kept = load(&native_key(home, what));
    async move {
        let (native, at): (bool, f64) = kept.await?;
        (now < at + DAY).then_some(native)
    }
}

/// Keeps whether a home has an endpoint of its own.
pub fn learn_native(home: &str, what: Native, native: bool, now: f64) -> Asked {
    save(&native_key(home, what), &(native, now))
}

/// Every backfill that is kept; those that ended a day ago are dropped.
pub async fn backfills(now: f64) -> Vec<KeptBackfill> {
    let mut all = Vec::new();
    for key in saved().await {
        if !key.starts_with(BACKFILL) {
            continue;
        }
        let Some(kept) = load::<KeptBackfill>(&key).await else {
            continue;
        };
        if kept.ended.is_some_and(|ended| ended + DAY <= now) {
            drop_backfill(&kept.home, kept.backfill.acct()).await;
        } else {
            all.push(kept);
        }
    }
    all
}

/// Keeps a backfill, and before it the posts that it has done with.
pub async fn keep_backfill(kept: &KeptBackfill) {
    let acct = kept.backfill.acct();
    if let Some((window, text)) = kept.backfill.finished() {
        save(&posts_key(&kept.home, acct, window), &text).await;
    }
    save(&backfill_key(&kept.home, acct), kept).await;
}

/// The posts of a window that a backfill has done with, as text.
pub fn posts(home: &str, acct: &str, window: u32) -> impl Future<Output = Option<String>> + use<> {
    load(&posts_key(home, acct, window))
}

/// Drops the backfill of this account, and its posts.
pub async fn drop_backfill(home: &str, acct: &str) {
    drop_saved(&backfill_key(home, acct)).await;
    let posts = format!("{POSTS}{home} {acct} ");
    for key in saved().await {
        if key.starts_with(&posts) {
            drop_saved(&key).await;
        }
    }
}

/// Whether the newest posts of people are loaded after the person follows them.
pub fn on_follow(home: &str) -> impl Future<Output = bool> + use<> {
    let kept = load(&on_follow_key(home));
    async { kept.await.unwrap_or(false) }
}

/// Keeps whether they are.
pub fn set_on_follow(home: &str, on: bool) -> Asked {
    save(&on_follow_key(home), &on)
}

/// Keeps a wish until the browser has answered it.
pub fn wish(wish: &Wish) -> Asked {
    remember("wish", wish)
}

/// The wish that the browser has just answered.
pub async fn wished() -> Option<Wish> {
    let wish = recall("wish").await;
    forget(&["wish".to_owned()]).await;
    wish
}

fn consents_key(home: &str) -> String {
    format!("consents {home}")
}

fn native_key(home: &str, what: Native) -> String {
    match what {
        Native::Refresh => format!("native {home}"),
        Native::Backfill => format!("native backfill {home}"),
    }
}

fn backfill_key(home: &str, acct: &str) -> String {
    format!("{BACKFILL}{home} {acct}")
}

fn posts_key(home: &str, acct: &str, window: u32) -> String {
    format!("{POSTS}{home} {acct} {window}")
}

fn on_follow_key(home: &str) -> String {
    format!("on follow {home}")
}

fn refresh_key(home: &str, acct: &str) -> String {
    format!("{REFRESH}{home} {acct}")
}

fn diagnosis_key(home: &str) -> String {
    format!("{DIAGNOSIS}{home}")
}

fn look_key(home: &str, acct: &str) -> String {
    format!("{LOOK}{home} {acct}")
}
