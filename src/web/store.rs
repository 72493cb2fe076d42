//! What is kept: on disk the homes in use and what was agreed to on each; until the
//! browser ends, verdicts of the last minutes. Never a token.

use serde::{Deserialize, Serialize};

use super::browser::{drop_saved, forget, load, recall, remember, remembered, save};
use crate::consent::Consents;
use crate::view::View;

/// How long a verdict is shown again without asking anybody, in milliseconds.
const KEPT_FOR: f64 = 5.0 * 60.0 * 1000.0;

const HOMES: &str = "homes";

/// A switch-on that waits for the browser's answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wish {
    /// The home to be switched on; none if it is access to other servers that is asked for.
    pub home: Option<String>,
    /// The tab from which it was wished.
    pub tab: i32,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    view: View,
    until: f64,
}

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
    let prefix = view_key(home, "");
    let mut keys = remembered().await;
    keys.retain(|key| key.starts_with(&prefix));
    forget(&keys).await;
}

/// What the person agreed to on this home.
pub async fn consents(home: &str) -> Consents {
    load(&consents_key(home)).await.unwrap_or_default()
}

/// Keeps what the person agreed to on this home.
pub async fn save_consents(home: &str, consents: &Consents) {
    save(&consents_key(home), consents).await;
}

/// The verdict of the last minutes on this account.
pub async fn view(home: &str, acct: &str, now: f64) -> Option<View> {
    let kept: Kept = recall(&view_key(home, acct)).await?;
    (now < kept.until).then_some(kept.view)
}

/// Keeps a verdict for some minutes, and drops what is older.
pub async fn keep_view(home: &str, acct: &str, view: &View, now: f64) {
    let mut old = Vec::new();
    for key in remembered().await {
        if key.starts_with("view ")
            && recall::<Kept>(&key)
                .await
                .is_none_or(|kept| kept.until <= now)
        {
            old.push(key);
        }
    }
    forget(&old).await;
    let kept = Kept {
        view: view.clone(),
        until: now + KEPT_FOR,
    };
    remember(&view_key(home, acct), &kept).await;
}

/// Drops the verdict on this account.
pub async fn drop_view(home: &str, acct: &str) {
    forget(&[view_key(home, acct)]).await;
}

/// Keeps a wish until the browser has answered it.
pub async fn wish(wish: &Wish) {
    remember("wish", wish).await;
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

fn view_key(home: &str, acct: &str) -> String {
    format!("view {home} {acct}")
}
