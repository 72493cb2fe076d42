//! Ten of the diagnosis' cases (`tests/cases/diagnose`, all of which are played natively), in
//! both browsers: the cause, the steps, and whom it was that was asked.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use anyhow::{Result, ensure};
use freshet::diagnose::{MOST_OF_HOME, MOST_OF_ORIGIN};
use freshet_e2e::{
    Browser, Catalogue, DIAGNOSIS, Diagnosed, Kind, LINE, Options, WindowHandle, audit,
};
use freshet_sandbox::{LoggedRequest, Sandbox};
use serde::Deserialize;
use serde_json::Value;
use std::path::Path;

const ADA: &str = "ada@mastodon44.test";
const HOME: &str = "home46.test";
const ORIGIN: &str = "mastodon44.test";

/// A case, as far as a browser shows it.
#[derive(Deserialize)]
struct Case {
    #[serde(skip)]
    name: String,
    about: String,
    home: String,
    asks: String,
    signed_in: bool,
    access: bool,
    world: Value,
    first: Option<String>,
    certain: bool,
    steps: Steps,
    #[serde(default)]
    e2e: bool,
}

/// What to do, reader by reader, by the keys of its texts without `step_`.
#[derive(Deserialize)]
struct Steps {
    you: Vec<String>,
    home: Vec<String>,
    origin: Vec<String>,
}

/// Those that are played here.
fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../cases/diagnose");
    let read = |entry: std::io::Result<std::fs::DirEntry>| {
        let folder = entry.unwrap();
        let text = std::fs::read_to_string(folder.path().join("case.json")).unwrap();
        let name = folder.file_name().into_string().unwrap();
        let case: Case = serde_json::from_str(&text).unwrap();
        Case { name, ..case }
    };
    let mut cases: Vec<Case> = std::fs::read_dir(folder).unwrap().map(read).collect();
    cases.retain(|case| case.e2e);
    // A connection that is open serves on: the cases without one come first.
    let keeps = |case: &Case| !case.world.to_string().contains("\"refused\"");
    cases.sort_by_key(|case| (keeps(case), case.name.clone()));
    cases
}

#[tokio::test]
async fn every_case_ends_in_its_cause_with_its_steps_and_asks_nobody_else() {
    let cases = cases();
    assert!(cases.len() >= 10, "{} cases are played", cases.len());
    let mut failures = Vec::new();
    for kind in Kind::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let options = Options::through(sandbox.proxy_address());
        let browser = Browser::at_home(kind, options, HOME, "/home")
            .await
            .unwrap();
        browser.allow_to_read(ORIGIN).await.unwrap();
        for case in &cases {
            println!("{}: {}: {}", kind.name(), case.name, case.about);
            if let Err(error) = check(&browser, &sandbox, case).await {
                failures.push(format!("{}: {}: {error:#}", kind.name(), case.name));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Plays a case: from the profile's menu where the case is about one that home knows, from the
/// popup otherwise.
async fn check(browser: &Browser, sandbox: &Sandbox, case: &Case) -> Result<()> {
    // What the browser may do is the same for all of them.
    ensure!(case.home == HOME && case.signed_in && case.access);
    sandbox.reset();
    sandbox.change(&case.world)?;
    let page = begin(browser, sandbox, case).await?;
    let agreed = answer(browser, sandbox).await?;
    let ended = browser.diagnosis_ends().await?;
    let judged = judge(browser, case, &ended).await;
    browser.press_in_diagnosis("Close").await?;
    browser.wait_until_gone(DIAGNOSIS).await?;
    if let Some(page) = page {
        browser.close_tab(&page).await?;
    }
    judged?;
    judge_log(sandbox, agreed)
}

/// Asks why; gives the tab beside the popup, if it was asked there.
async fn begin(browser: &Browser, sandbox: &Sandbox, case: &Case) -> Result<Option<WindowHandle>> {
    if case.asks == format!("@{ADA}") {
        browser.open(&format!("https://{HOME}/@{ADA}")).await?;
        // A verdict of the last minutes is shown again; otherwise it asks, and asks nobody.
        browser.wait_for("the line", LINE).await?;
        sandbox.clear_log();
        browser.diagnose_from_menu().await?;
        return Ok(None);
    }
    browser.open(&format!("https://{HOME}/home")).await?;
    let page = browser.open_popup().await?;
    sandbox.clear_log();
    browser.look_up(&case.asks).await?;
    Ok(Some(page))
}

/// Agrees to the one server that may be asked about, once; whether it was asked about. Until
/// then nothing was sent there, no connection either.
async fn answer(browser: &Browser, sandbox: &Sandbox) -> Result<bool> {
    let asks = |it: &Diagnosed| it.offers("Go on without");
    let ends = |it: &Diagnosed| it.offers("Copy report");
    let stands = browser.diagnosis_that("a question or an end", |it| asks(it) || ends(it));
    let stands = stands.await?;
    let sent = sandbox.log().into_iter();
    let sent: Vec<_> = sent
        .filter(|request| request.host == ORIGIN && request.asked_by.is_none())
        .collect();
    ensure!(sent.is_empty(), "sent before it was agreed to: {sent:#?}");
    if !asks(&stands) {
        return Ok(false);
    }
    browser.diagnosis_asks(ORIGIN).await?;
    browser.press_in_diagnosis("This time").await?;
    Ok(true)
}

async fn judge(browser: &Browser, case: &Case, ended: &Diagnosed) -> Result<()> {
    let first = case.first.as_deref().unwrap_or("unknown");
    let texts = Catalogue::read("en")?;
    let handle = format!("@{ADA}");
    let is_handle = case.asks.contains('.');
    let asked = if is_handle { &handle } else { &case.asks };
    let names = [
        ("home", HOME),
        ("server", ORIGIN),
        ("domain", ORIGIN),
        ("asked", asked),
    ];
    let key = format!("cause_{first}");
    let cause = ended.says.strip_prefix("Most likely: ");
    let says = texts.says(&key, &names, cause.unwrap_or(&ended.says))?;
    ensure!(says, "it is {key}, not {ended:#?}");
    ensure!(cause.is_none() == case.certain, "as certain: {ended:#?}");

    let you = ended.under(&texts.text("diagnose_steps", &[])?);
    are_steps(&texts, &case.steps.you, you)?;
    let has_admins = !case.steps.home.is_empty() || !case.steps.origin.is_empty();
    let offers_admins = ended.offers("For administrators");
    ensure!(offers_admins == has_admins, "admins: {ended:#?}");
    if !has_admins {
        return Ok(());
    }
    browser.press_in_diagnosis("For administrators").await?;
    let readers = [
        (&case.steps.home, "admins_home"),
        (&case.steps.origin, "admins_origin"),
    ];
    for (steps, key) in readers {
        if steps.is_empty() {
            continue;
        }
        let heading = texts.text(key, &names)?;
        let unfolded = browser.diagnosis_that(&heading, |it| !it.under(&heading).is_empty());
        are_steps(&texts, steps, unfolded.await?.under(&heading))?;
    }
    Ok(())
}

/// Whether these steps are shown, and no others.
fn are_steps(texts: &Catalogue, steps: &[String], shown: &[String]) -> Result<()> {
    let mut all = steps.len() == shown.len();
    for (step, shown) in steps.iter().zip(shown) {
        all &= texts.says(&format!("step_{step}"), &[("home", HOME)], shown)?;
    }
    ensure!(all, "{steps:?} are shown as {shown:#?}");
    Ok(())
}

/// Home was asked as often as was promised at most, and nothing that could make it delete
/// anything; and nobody else but the server that was agreed to.
fn judge_log(sandbox: &Sandbox, agreed: bool) -> Result<()> {
    let log = sandbox.log().into_iter();
    let asked: Vec<LoggedRequest> = log
        .filter(|request| request.asked_by.is_none() && !request.is_tunnel())
        .collect();
    let of_origin = asked.iter().filter(|request| request.host == ORIGIN);
    let of_origin = of_origin.count();
    let of_home = |request: &&LoggedRequest| {
        request.host == HOME && request.header("accept") == Some("application/json")
    };
    let of_home: Vec<_> = asked.iter().filter(of_home).collect();
    println!("  {} to home, {of_origin} to the origin", of_home.len());
    for request in &of_home {
        let by_handle = request.path.contains("resolve=true") && !request.path.contains("q=https");
        ensure!(!by_handle, "a handle is resolved: {}", request.path);
    }
    ensure!(of_home.len() <= MOST_OF_HOME as usize, "{of_home:#?}");
    let most = if agreed { MOST_OF_ORIGIN as usize } else { 0 };
    ensure!(of_origin <= most, "{asked:#?}");
    let hosts = freshet_e2e::asked(sandbox);
    let others = hosts
        .iter()
        .find(|host| ![HOME, ORIGIN].contains(&host.as_str()));
    ensure!(others.is_none(), "asked too: {others:?}");
    audit(sandbox)?;
    Ok(())
}
