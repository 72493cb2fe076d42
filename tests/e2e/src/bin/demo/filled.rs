//! A backfill from its dialog to its list, in every width and colour, and the popup beside it.

use crate::HOME;
use anyhow::Result;
use freshet_e2e::{Browser, DIALOG, FILL, Kind, Options};
use freshet_sandbox::Sandbox;
use std::path::Path;

/// Whose older posts are loaded, and where they are.
const HALF: &str = "half@posts.test";
const ORIGIN: &str = "posts.test";
/// Those of the other pictures.
const FEW: &str = "few@posts.test";
const NO_BOTS: &str = "nobot@posts.test";

/// How long home takes for a post, so that people can see it at work.
const AT_WORK: u64 = 250;

/// Loads older posts, and prints what was asked of whom for it; every server may be contacted.
pub async fn walk(browser: &Browser, sandbox: &Sandbox, camera: Option<&Path>) -> Result<()> {
    let picture = async |name: &str| match camera {
        Some(folder) => browser.screenshot(&folder.join(name)).await,
        None => Ok(()),
    };
    let address = |acct: &str, rest: &str| format!("https://{HOME}/@{acct}?theme={rest}");
    browser.resize(1280, 900).await?;
    if camera.is_some() {
        browser.open(&address(FEW, "dark")).await?;
        browser.line_says("has none of their posts").await?;
        picture("4.6-backfill-suggested.png").await?;
        browser.open(&address(NO_BOTS, "dark")).await?;
        browser.ask_for_posts().await?;
        browser.dialog_says("of these posts").await?;
        picture("4.6-backfill-nobot.png").await?;
        browser.choose("Cancel").await?;
        for (name, rest) in [("german", "dark&locale=de"), ("light", "light&locale=en")] {
            browser.open(&address(HALF, rest)).await?;
            browser
                .press_named(
                    ".freshet .line button",
                    if name == "german" {
                        "Ältere Beiträge"
                    } else {
                        "Load older"
                    },
                )
                .await?;
            browser
                .wait_for("the cost", &format!("{DIALOG} .cost strong"))
                .await?;
            picture(&format!("4.6-backfill-dialog-{name}.png")).await?;
            browser
                .press(&format!("{DIALOG} .actions button:last-child"))
                .await?;
            browser.wait_until_gone(DIALOG).await?;
        }
        browser.resize(1280, 900).await?;
    }
    sandbox.configure_home(HOME, serde_json::json!({ "import_takes_ms": AT_WORK }))?;
    // The pictures before have used home's limit up.
    sandbox.set_rate_limit_remaining(HOME, 300);
    browser.open(&address(HALF, "dark")).await?;
    sandbox.clear_log();
    browser.ask_for_posts().await?;
    browser.choose("Everything").await?;
    browser.dialog_says("lacks 112").await?;
    picture("4.6-backfill-dialog.png").await?;
    browser.choose("Load").await?;
    let far = async || Ok(browser.bar().await?.filter(|(done, of)| done * 3 > *of));
    browser.until("a third of them", far).await?;
    picture("4.6-backfill-working.png").await?;
    if camera.is_some() {
        beside(browser, &picture).await?;
    }
    // The rest goes as fast as it can.
    sandbox.configure_home(HOME, serde_json::json!({ "import_takes_ms": 0 }))?;
    let said = browser.fill_says("Done: ").await?;
    println!("\nRequests for the older posts of {HALF} (pressing \"Load\"):");
    for (host, name) in [(HOME, "home"), (ORIGIN, "origin")] {
        let mut asked = sandbox.requests_to(host);
        asked.retain(|request| {
            let kind = request.header("accept").unwrap_or_default();
            host == ORIGIN || kind == "application/json"
        });
        let first = asked.iter().take(3);
        for request in first {
            println!(
                "  {} {} https://{host}{}",
                request.status, request.method, request.path
            );
        }
        println!("  … in all {} to {name}", asked.len());
    }
    println!("  then the row said:\n  {}\n", said.replace('\n', "\n  "));

    browser
        .press_named(&format!("{FILL} button"), "Show the list")
        .await?;
    let rows = format!("{FILL} .posts > li");
    browser.wait_for("the list", &rows).await?;
    picture("4.6-backfill-list.png").await?;
    if camera.is_none() {
        return Ok(());
    }
    browser
        .press_named(&format!("{FILL} button"), "Deleted (")
        .await?;
    picture("4.6-backfill-list-deleted.png").await?;
    for (name, rest) in [("german", "dark&locale=de"), ("light", "light&locale=en")] {
        browser.open(&address(HALF, rest)).await?;
        browser.wait_for("the list", &rows).await?;
        picture(&format!("4.6-backfill-list-{name}.png")).await?;
    }
    Ok(())
}

/// The same in a narrow touch screen, with fewer posts.
pub async fn narrow(options: &Options, sandbox: &Sandbox, folder: &Path) -> Result<()> {
    let options = options.clone().headed(false).touch(true).size(360, 1400);
    let path = format!("/@{FEW}?touch&theme=dark");
    let browser = Browser::at_home(Kind::Chromium, options, HOME, &path).await?;
    browser.agree_to_all().await?;
    browser.line_says("has none of their posts").await?;
    sandbox.configure_home(HOME, serde_json::json!({ "import_takes_ms": 600 }))?;
    browser.ask_for_posts().await?;
    browser.dialog_says("lacks 10").await?;
    let picture = async |name: &str| {
        let name = format!("4.6-backfill-{name}-narrow.png");
        browser.screenshot(&folder.join(name)).await
    };
    picture("dialog").await?;
    browser.choose("Load").await?;
    browser
        .wait_for("the bar", &format!("{FILL} progress"))
        .await?;
    picture("working").await?;
    browser.fill_says("Done: ").await?;
    sandbox.configure_home(HOME, serde_json::json!({ "import_takes_ms": 0 }))?;
    browser
        .press_named(&format!("{FILL} button"), "Show the list")
        .await?;
    browser
        .wait_for("the list", &format!("{FILL} .posts > li"))
        .await?;
    picture("list").await
}

/// The same, at work: in the popup, and light.
async fn beside(browser: &Browser, picture: &impl AsyncFn(&str) -> Result<()>) -> Result<()> {
    let page = browser.open_popup().await?;
    browser.resize(408, 620).await?;
    browser.wait_for("the bar", "main progress").await?;
    picture("popup-backfill.png").await?;
    browser.close_tab(&page).await?;
    browser.resize(1280, 900).await?;
    browser
        .open(&format!("https://{HOME}/@{HALF}?theme=light"))
        .await?;
    browser
        .wait_for("the bar", &format!("{FILL} progress"))
        .await?;
    picture("4.6-backfill-working-light.png").await?;
    browser
        .open(&format!("https://{HOME}/@{HALF}?theme=dark"))
        .await
}
