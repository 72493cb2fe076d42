//! A refresh before, at work and after, and the entry in the account's own menu.

use crate::{HOME, ORIGIN, STALE};
use anyhow::Result;
use freshet_e2e::{Browser, Kind, Options};
use freshet_sandbox::{Fault, LoggedRequest, Sandbox};
use std::path::Path;

/// How long home takes, so that people can see it at work.
const AT_WORK: u64 = 2500;

/// Refreshes the stale profile, and prints what was asked of whom for it.
pub async fn walk(browser: &Browser, sandbox: &Sandbox, camera: Option<&Path>) -> Result<()> {
    let picture = async |name: &str| match camera {
        Some(folder) => browser.screenshot(&folder.join(name)).await,
        None => Ok(()),
    };
    browser
        .open(&format!("https://{HOME}/@{STALE}?theme=dark"))
        .await?;
    browser.line_says("is out of date").await?;
    browser.resize(1280, 900).await?;
    picture("4.6-refresh-before.png").await?;
    sandbox.set_fault(Fault {
        delay_ms: AT_WORK,
        ..Fault::on(HOME, "/api/v2/search")
    });
    sandbox.clear_log();
    browser.press_named(".freshet button", "Refresh").await?;
    browser.line_says("is fetching this profile").await?;
    picture("4.6-refresh-working.png").await?;
    let said = browser.line_says("has brought up to date").await?;
    let asked = requests(sandbox);
    // What was fetched anew comes with the next frames.
    browser.wait_for_text("h1", "✨").await?;
    picture("4.6-refresh-after.png").await?;
    sandbox.heal(HOME);

    println!("\nRequests for one refresh (pressing \"Refresh\"):");
    for request in &asked {
        println!(
            "  {} {} https://{}{}",
            request.status, request.method, request.host, request.path
        );
    }
    let to = |host: &str| asked.iter().filter(|one| one.host == host).count();
    println!(
        "  in all: {} to home and {} to origin; then the line said:\n  {}\n",
        to(HOME),
        to(ORIGIN),
        said.replace(['\u{2068}', '\u{2069}'], ""),
    );
    Ok(())
}

/// Freshet's own requests, without those for pictures.
fn requests(sandbox: &Sandbox) -> Vec<LoggedRequest> {
    let accepts = |request: &LoggedRequest, kind| request.header("accept") == Some(kind);
    let mut asked = sandbox.requests_to(HOME);
    asked.retain(|request| accepts(request, "application/json"));
    asked.extend(sandbox.requests_to(ORIGIN));
    asked.retain(|request| !request.path.ends_with(".png"));
    asked
}

/// The account's own menu with the entry, for the mouse and for touch, on every home.
pub async fn menus(options: &Options, folder: &Path) -> Result<()> {
    const HOMES: [(&str, &str); 5] = [
        ("home43.test", "4.3"),
        ("home44.test", "4.4"),
        ("home45.test", "4.5"),
        ("home46.test", "4.6"),
        ("glitch46.test", "4.6-glitch"),
    ];
    for (touch, size, kind) in [
        (false, (1280, 900), "menu"),
        (true, (390, 844), "touch-menu"),
    ] {
        let options = options.clone().touch(touch).size(size.0, size.1);
        let browser = Browser::start(Kind::Chromium, options).await?;
        for (home, version) in HOMES {
            let pointer = if touch { "touch" } else { "mouse" };
            let address = format!("https://{home}/@{STALE}?theme=dark&{pointer}");
            browser.open(&address).await?;
            browser.switch_on(home).await?;
            browser.line_says("Compare this profile").await?;
            browser.open_account_menu().await?;
            let path = folder.join(format!("{version}-{kind}.png"));
            browser.screenshot(&path).await?;
        }
    }
    Ok(())
}
