//! Ten of the diagnosis' cases (`tests/cases/diagnose`, all of which are played natively), in
//! both browsers: the cause, the steps, and whom it was that was asked.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use freshet::diagnose::{MOST_OF_HOME, MOST_OF_ORIGIN};
use freshet_e2e::{Browser, Catalogue, Diagnosed, Kind, Options, audit};
use freshet_sandbox::{LoggedRequest, Sandbox};
use serde::Deserialize;
use serde_json::Value;
use std::path::Path;

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
    cases.sort_by(|one, other| one.name.cmp(&other.name));
    cases
}

#[tokio::test]
async fn every_case_ends_in_its_cause_with_its_steps_and_asks_nobody_else() {
    let cases = cases();
    assert!(cases.len() >= 10, "{} cases are played", cases.len());
    for kind in Kind::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let options = Options::through(sandbox.proxy_address());
        let browser = Browser::at_home(kind, options, HOME, "/home")
            .await
            .unwrap();
        browser.allow_to_read(ORIGIN).await.unwrap();
        for case in &cases {
            check(&browser, &sandbox, case).await;
        }
    }
}

/// Plays a case: from the profile's menu where home has a header for it, from the popup otherwise.
async fn check(browser: &Browser, sandbox: &Sandbox, case: &Case) {
    let name = &case.name;
    println!("{}: {name}: {}", browser.kind().name(), case.about);
    // What the browser may do is the same for all of them.
    assert!(case.home == HOME && case.signed_in && case.access, "{name}");
    sandbox.reset();
    sandbox.change(&case.world).unwrap();
    let in_page = shows_header(browser, case).await;
    let page = if in_page {
        sandbox.clear_log();
        browser.diagnose_from_menu().await.unwrap();
        None
    } else {
        let page = browser.open_popup().await.unwrap();
        sandbox.clear_log();
        browser.look_up(&case.asks).await.unwrap();
        Some(page)
    };
    let agreed = answer(browser, sandbox).await;
    let ended = browser.diagnosis_ends().await.unwrap();
    judge(browser, case, &ended).await;
    judge_log(sandbox, agreed, name);
    browser.press_in_diagnosis("Close").await.unwrap();
    browser
        .wait_until_gone(freshet_e2e::DIAGNOSIS)
        .await
        .unwrap();
    if let Some(page) = page {
        browser.close_tab(&page).await.unwrap();
    }
}

/// Opens the profile; whether home shows one that has a menu.
async fn shows_header(browser: &Browser, case: &Case) -> bool {
    if !case.asks.starts_with("@ada@") {
        browser.open(&format!("https://{HOME}/home")).await.unwrap();
        return false;
    }
    let address = format!("https://{HOME}/{}", case.asks);
    browser.open(&address).await.unwrap();
    browser.line_says("Compare this profile").await.unwrap();
    true
}

/// Agrees to the one server that may be asked about, once; whether it was asked about. Until
/// then nothing was sent there, no connection either.
async fn answer(browser: &Browser, sandbox: &Sandbox) -> bool {
    let asks = |it: &Diagnosed| it.offers("Go on without");
    let ends = |it: &Diagnosed| it.offers("Copy report");
    let stands = browser.diagnosis_that("a question or an end", |it| asks(it) || ends(it));
    let stands = stands.await.unwrap();
    let sent = sandbox.log().into_iter();
    let sent: Vec<_> = sent
        .filter(|request| request.host == ORIGIN && request.asked_by.is_none())
        .collect();
    assert!(sent.is_empty(), "{sent:#?}");
    if !asks(&stands) {
        return false;
    }
    browser.diagnosis_asks(ORIGIN).await.unwrap();
    browser.press_in_diagnosis("This time").await.unwrap();
    true
}

async fn judge(browser: &Browser, case: &Case, ended: &Diagnosed) {
    let (name, first) = (&case.name, case.first.as_deref().unwrap_or("unknown"));
    let texts = Catalogue::read("en").unwrap();
    let handle = "@ada@mastodon44.test";
    let mut names = vec![("home", HOME), ("server", ORIGIN), ("domain", ORIGIN)];
    names.push((
        "asked",
        if case.asks.contains('.') {
            handle
        } else {
            &case.asks
        },
    ));
    let key = format!("cause_{first}");
    let cause = ended.says.strip_prefix("Most likely: ");
    assert_eq!(cause.is_none(), case.certain, "{name}: {ended:#?}");
    let says = texts.says(&key, &names, cause.unwrap_or(&ended.says));
    assert!(says.unwrap(), "{name}: it is {key}, not {ended:#?}");

    let you = ended.under(&texts.text("diagnose_steps", &[]).unwrap());
    are_steps(&texts, name, &case.steps.you, you);
    let has_admins = !case.steps.home.is_empty() || !case.steps.origin.is_empty();
    assert_eq!(ended.offers("For administrators"), has_admins, "{name}");
    if has_admins {
        browser
            .press_in_diagnosis("For administrators")
            .await
            .unwrap();
        for (steps, key) in [
            (&case.steps.home, "admins_home"),
            (&case.steps.origin, "admins_origin"),
        ] {
            if steps.is_empty() {
                continue;
            }
            let heading = texts.text(key, &names).unwrap();
            let unfolded = browser.diagnosis_that(&heading, |it| !it.under(&heading).is_empty());
            are_steps(&texts, name, steps, unfolded.await.unwrap().under(&heading));
        }
    }
}

/// Whether these steps are shown, and no others.
fn are_steps(texts: &Catalogue, name: &str, steps: &[String], shown: &[String]) {
    let is = |step: &String, shown: &String| {
        let names = [("home", HOME), ("server", ORIGIN)];
        texts.says(&format!("step_{step}"), &names, shown).unwrap()
    };
    let all = steps.iter().zip(shown).all(|(step, shown)| is(step, shown));
    assert!(
        all && steps.len() == shown.len(),
        "{name}: {steps:?} are shown as {shown:#?}"
    );
}

/// Home was asked as often as was promised at most, nothing that could make it delete anything;
/// and nobody but the server that was agreed to.
fn judge_log(sandbox: &Sandbox, agreed: bool, name: &str) {
    let log = sandbox.log().into_iter();
    let asked: Vec<LoggedRequest> = log
        .filter(|request| request.asked_by.is_none() && !request.is_tunnel())
        .collect();
    let of_origin = asked
        .iter()
        .filter(|request| request.host == ORIGIN)
        .count();
    let of_home = |request: &&LoggedRequest| {
        request.host == HOME && request.header("accept") == Some("application/json")
    };
    let of_home: Vec<_> = asked.iter().filter(of_home).collect();
    for request in &of_home {
        let by_handle = request.path.contains("resolve=true") && !request.path.contains("q=https");
        assert!(!by_handle, "{name}: {}", request.path);
    }
    println!(
        "  {} to home, {of_origin} to the account's server",
        of_home.len()
    );
    assert!(
        of_home.len() <= MOST_OF_HOME as usize,
        "{name}: {of_home:#?}"
    );
    assert!(
        of_origin <= if agreed { MOST_OF_ORIGIN as usize } else { 0 },
        "{name}: {asked:#?}"
    );
    let others = freshet_e2e::asked(sandbox);
    let others: Vec<_> = others
        .iter()
        .filter(|host| ![HOME, ORIGIN].contains(&host.as_str()))
        .collect();
    assert!(others.is_empty(), "{name}: {others:?}");
    audit(sandbox).unwrap();
}
