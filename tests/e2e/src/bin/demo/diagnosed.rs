//! Why home cannot fetch somebody: a diagnosis running, found and not found, where it is
//! offered, and the report that is copied.

use crate::HOME;
use crate::photos::fit;
use anyhow::{Context as _, Result};
use freshet_e2e::{Browser, Catalogue, DIAGNOSIS, Diagnosed, Kind, LINE, Options};
use freshet_sandbox::{Fault, Sandbox};
use serde_json::json;
use std::path::Path;
use std::time::{Duration, Instant};

/// Whose look-up is broken, and where.
const BROKEN: &str = "eva@mastodon45.test";
const ORIGIN: &str = "mastodon45.test";
/// Somebody whose server home blocks.
const BLOCKED: &str = "dana@mastodon44.test";
/// Somebody whose server cannot be reached.
const DEAD: &str = "jon@dead.test";
/// What nobody is called, and what is no handle yet.
const NOBODY: &str = "@nemo@mastodon44.test";
const TYPED: &str = "@@bea@mastodon44.test";

/// How long an answer takes, so that people can see it at work.
const AT_WORK: u64 = 700;

/// The end of a diagnosis, in every language.
const ENDED: &str = ".freshet .diagnosis:is(.stale, .fresh, .unknown)";

/// Finds out why somebody cannot be fetched, and prints what was asked of whom for it, and the
/// report; every server may be contacted.
pub async fn walk(browser: &Browser, sandbox: &Sandbox, camera: Option<&Path>) -> Result<()> {
    let picture = async |name: &str| match camera {
        Some(folder) => {
            fit(browser, 1280).await?;
            let path = folder.join(format!("4.6-diagnose-{name}.png"));
            browser.screenshot(&path).await?;
            browser.resize(1280, 900).await
        }
        None => Ok(()),
    };
    sandbox.set_rate_limit_remaining(HOME, 300);
    breaks(sandbox)?;
    for host in [HOME, ORIGIN] {
        slow(sandbox, host, AT_WORK);
    }
    begin(browser, BROKEN, "theme=dark").await?;
    browser.line_says("is out of date").await?;
    sandbox.clear_log();
    let start = Instant::now();
    choose(browser, "en").await?;
    browser
        .diagnosis_that("some checks", |it| it.checks.len() > 3)
        .await?;
    picture("running").await?;
    let ended = browser.diagnosis_ends().await?;
    let took = start.elapsed();
    picture("found").await?;
    let whole = unfold(browser, &ended).await?;
    picture("found-whole").await?;
    print(sandbox, &whole, took);
    println!("The report, as it is copied:\n");
    println!("{}", report(browser).await?);
    heal(sandbox);

    let blocks = json!({ "suspends": ["mastodon44.test"], "shows_blocks": "all" });
    sandbox.configure_home(HOME, blocks)?;
    begin(browser, BLOCKED, "theme=dark").await?;
    choose(browser, "en").await?;
    browser.wait_for("the cause", ENDED).await?;
    picture("home-blocks").await?;
    sandbox.configure_home(HOME, json!({ "suspends": [], "shows_blocks": null }))?;

    begin(browser, DEAD, "theme=dark").await?;
    choose(browser, "en").await?;
    let ended = browser.diagnosis_ends().await?;
    println!("Of {DEAD} it says: {} {}\n", ended.says, ended.why);
    picture("not-known").await?;

    browser
        .open(&format!("https://{HOME}/home?theme=dark"))
        .await?;
    browser.press("input.search__input").await?;
    browser.type_text(&format!("{NOBODY}\u{e007}")).await?;
    browser.wait_for_text(LINE, NOBODY).await?;
    picture("search").await?;
    browser
        .press_named(&format!("{LINE} button"), "Find out why")
        .await?;
    browser.diagnosis_ends().await?;
    picture("search-found").await?;

    let page = browser.open_popup().await?;
    browser.resize(408, 900).await?;
    browser.look_up(TYPED).await?;
    let ended = browser.diagnosis_ends().await?;
    println!("Of what was typed as {TYPED} it says: {}\n", ended.says);
    if let Some(folder) = camera {
        browser
            .screenshot(&folder.join("popup-diagnose.png"))
            .await?;
    }
    browser.close_tab(&page).await?;
    browser.resize(1280, 900).await
}

/// The same in other colours, languages and directions, in a narrow page, and in Firefox.
pub async fn pictures(
    browser: &Browser,
    options: &Options,
    sandbox: &Sandbox,
    folder: &Path,
) -> Result<()> {
    breaks(sandbox)?;
    sandbox.set_rate_limit_remaining(HOME, 300);
    for (name, query, language) in [
        ("light", "theme=light", "en"),
        ("contrast", "theme=contrast", "en"),
        ("german", "theme=dark&locale=de", "de"),
        ("rtl", "theme=dark&locale=ar", "en"),
    ] {
        take(browser, query, language, 1280, folder, name).await?;
    }
    browser
        .open(&format!("https://{HOME}/home?theme=dark&locale=en"))
        .await?;
    let options = options.clone().headed(false);
    let touch = options.clone().touch(true).size(360, 2400);
    let path = format!("/@{BROKEN}?touch");
    let narrow = Browser::at_home(Kind::Chromium, touch, HOME, &path).await?;
    narrow.agree_to_all().await?;
    take(&narrow, "theme=dark", "en", 360, folder, "narrow").await?;
    drop(narrow);
    let path = format!("/@{BROKEN}");
    let firefox = Browser::at_home(Kind::Firefox, options, HOME, &path).await?;
    firefox.agree_to_all().await?;
    for (name, query) in [("firefox", "theme=dark"), ("light-firefox", "theme=light")] {
        take(&firefox, query, "en", 1280, folder, name).await?;
    }
    heal(sandbox);
    Ok(())
}

/// One picture of the broken look-up, all of it unfolded.
async fn take(
    browser: &Browser,
    query: &str,
    language: &str,
    width: u32,
    folder: &Path,
    name: &str,
) -> Result<()> {
    begin(browser, BROKEN, query).await?;
    choose(browser, language).await?;
    browser.wait_for("the cause", ENDED).await?;
    let folds = format!("{DIAGNOSIS} .folds button");
    for at in 1..=browser.count(&folds).await? {
        browser
            .press(&format!("{DIAGNOSIS} .folds button:nth-of-type({at})"))
            .await?;
    }
    browser
        .wait_for("the checks", &format!("{DIAGNOSIS} .checks .request"))
        .await?;
    if width >= 500 {
        fit(browser, width).await?;
    }
    let path = folder.join(format!("4.6-diagnose-{name}.png"));
    browser.screenshot(&path).await
}

/// Opens somebody's profile.
async fn begin(browser: &Browser, acct: &str, query: &str) -> Result<()> {
    browser
        .open(&format!("https://{HOME}/@{acct}?{query}"))
        .await?;
    browser.wait_for("the line", LINE).await?;
    Ok(())
}

/// Chooses the diagnosis in the account's own menu.
async fn choose(browser: &Browser, language: &str) -> Result<()> {
    let words = Catalogue::read(language)?.text("diagnose_menu", &[])?;
    browser.open_account_menu().await?;
    browser.press_menu(&words).await?;
    browser.wait_for("a diagnosis", DIAGNOSIS).await?;
    Ok(())
}

/// Unfolds what is for administrators, and the checks.
async fn unfold(browser: &Browser, ended: &Diagnosed) -> Result<Diagnosed> {
    if ended.offers("For administrators") {
        browser.press_in_diagnosis("For administrators").await?;
    }
    browser.press_in_diagnosis("All ").await?;
    browser
        .diagnosis_that("the checks", |it| {
            it.checks.iter().any(|check| check.contains("GET "))
        })
        .await
}

/// Copies the report and gives it.
async fn report(browser: &Browser) -> Result<String> {
    browser.press_in_diagnosis("Copy report").await?;
    let copied = async || {
        let text = browser.clipboard().await.unwrap_or_default();
        Ok(text.starts_with("## ").then_some(text))
    };
    browser.until("the report", copied).await
}

/// Breaks the look-up of handles at an origin.
fn breaks(sandbox: &Sandbox) -> Result<()> {
    let broken = json!({ "host": ORIGIN, "path": "/.well-known/webfinger", "body": "html" });
    sandbox
        .change(&json!({ "faults": [broken] }))
        .context("the look-up cannot be broken")
}

/// Takes back what was done to home and origin.
fn heal(sandbox: &Sandbox) {
    for host in [HOME, ORIGIN] {
        sandbox.heal(host);
    }
}

fn slow(sandbox: &Sandbox, host: &str, delay_ms: u64) {
    for path in ["/api/v", "/users/"] {
        sandbox.set_fault(Fault {
            delay_ms,
            ..Fault::on(host, path)
        });
    }
}

/// The checks, the cause, the requests and the time.
fn print(sandbox: &Sandbox, ended: &Diagnosed, took: Duration) {
    println!("\nWhy {HOME} cannot fetch {BROKEN}:");
    for check in &ended.checks {
        let mut lines = check.lines().filter(|line| !line.trim().is_empty());
        println!("  {}", lines.next().unwrap_or_default());
        for line in lines {
            println!("      {line}");
        }
    }
    println!("  then it said: {} {}", ended.says, ended.why);
    let of_home = sandbox.requests_to(HOME).into_iter();
    let of_home = of_home.filter(|request| request.header("accept") == Some("application/json"));
    let of_origin = sandbox.requests_to(ORIGIN);
    println!(
        "  in all: {} to home and {} to origin in {:.1} s (home was made slow, to be watched)\n",
        of_home.count(),
        of_origin.len(),
        took.as_secs_f64()
    );
}
