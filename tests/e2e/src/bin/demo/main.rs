//! Shows Freshet at work on a stale profile, from the comparison to the refresh,
//! loads older posts of somebody, and finds out why somebody else cannot be fetched: in a visible
//! browser where there is a display, and in any case as a table in the terminal and as pictures.
//!
//! Started by `cargo xtask demo`, which sets `FRESHET_HEADED` where a window can be shown.

mod diagnosed;
mod filled;
mod photos;
mod refreshed;
mod shown;

use anyhow::{Context, Result};
use freshet_e2e::{Agreement, Browser, Kind, Options, target};
use freshet_sandbox::Sandbox;
use std::time::{Duration, Instant};

/// The home that is shown.
const HOME: &str = "home46.test";
/// The stale profile that is shown, and where it lives.
const STALE: &str = "ada@mastodon44.test";
const ORIGIN: &str = "mastodon44.test";

#[tokio::main]
async fn main() -> Result<()> {
    let start = Instant::now();
    let headed = std::env::var_os("FRESHET_HEADED").is_some_and(|value| !value.is_empty());
    let say = |text: &str| println!("[{:>3} s] {text}", start.elapsed().as_secs());

    say("Starting an embedded fediverse: homes of 4.3 to 4.6, and servers of many kinds");
    let sandbox = Sandbox::start().await?;
    say(if headed {
        "Starting Chromium with the extension, in a window"
    } else {
        "Starting Chromium with the extension, without a window"
    });
    let options = Options::through(sandbox.proxy_address());
    let browser = Browser::start(Kind::Chromium, options.clone().headed(headed)).await?;
    let folder = target().join("demo");
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make {}", folder.display()))?;

    let camera = (!headed).then_some(folder.as_path());
    walk(&browser, &sandbox, camera, &say).await?;
    say("Done: the comparison of a stale profile\n");
    println!("{}\n", shown::table(&browser.compared_rows().await?));
    println!("  [-words-] that only home has, {{+words+}} that only the live profile has\n");
    shown::requests(&browser, &sandbox).await?;

    say("Taking pictures in both browsers");
    if headed {
        let quiet = Browser::start(Kind::Chromium, options.clone().headed(false)).await?;
        walk(&quiet, &sandbox, Some(&folder), &|_: &str| {}).await?;
        photos::take(&quiet, &options, &folder, &say).await?;
    } else {
        photos::take(&browser, &options, &folder, &say).await?;
    }
    say("Refreshing the profile, and looking what came of it");
    refreshed::walk(&browser, &sandbox, camera).await?;
    say("Loading older posts of somebody of whom home has a third");
    filled::walk(&browser, &sandbox, camera).await?;
    filled::narrow(&options, &sandbox, &folder).await?;
    say("Finding out why somebody cannot be fetched");
    diagnosed::walk(&browser, &sandbox, camera).await?;
    diagnosed::pictures(&browser, &options, &sandbox, &folder).await?;
    let folder = folder.canonicalize().unwrap_or(folder);
    say(&format!("The pictures are in {}", folder.display()));
    if headed {
        stay(&browser).await;
    }
    Ok(())
}

/// A person's way from a browser in which Freshet has just been installed to the comparison.
async fn walk(
    browser: &Browser,
    sandbox: &Sandbox,
    camera: Option<&std::path::Path>,
    say: &impl Fn(&str),
) -> Result<()> {
    say(&format!("Opening {STALE} on {HOME}"));
    browser
        .open(&format!("https://{HOME}/@{STALE}?theme=dark"))
        .await?;
    say("Switching Freshet on for this home, from its button in the toolbar");
    browser.switch_on(HOME).await?;
    browser
        .wait_for("the question", ".freshet .actions button:nth-of-type(4)")
        .await?;
    if let Some(folder) = camera {
        browser.screenshot(&folder.join("4.6-consent.png")).await?;
    }
    say(&format!("Agreeing that {ORIGIN} is contacted"));
    sandbox.clear_log();
    browser.agree(Agreement::Always).await?;
    browser
        .wait_for("the verdict", ".freshet.stale .line")
        .await?;
    say("Opening the comparison");
    browser.open_comparison().await?;
    say(&format!(
        "Allowing the live pictures of {ORIGIN} to be read"
    ));
    browser.allow_live_pictures(ORIGIN).await
}

/// Keeps the window until the person has seen enough.
async fn stay(browser: &Browser) {
    println!(
        "\nThe window stays open: Freshet's line stands under the profile's header, with the\n\
         comparison below it. Try the other people of this fediverse in the address bar:\n\
           https://{HOME}/@bea@mastodon44.test     up to date\n\
           https://{HOME}/@milo@moved.test         moved\n\
           https://{HOME}/@jon@dead.test           a server that is down\n\
           https://{HOME}/@script@hostile.test     a bio that means harm\n\
           https://home43.test/@{STALE}   another home, not switched on yet\n\
         Close the window or press Ctrl-C to end."
    );
    let closed = async {
        while browser
            .web()
            .windows()
            .await
            .is_ok_and(|all| !all.is_empty())
        {
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    };
    tokio::select! {
        () = closed => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
