//! Pictures of the comparison in every version and theme, and of the other surfaces.

use crate::{HOME, ORIGIN, STALE, refreshed};
use anyhow::{Context, Result};
use freshet_e2e::{Agreement, Browser, Kind, Options};
use std::path::Path;

/// The versions of the homes.
const VERSIONS: [&str; 4] = ["4.3", "4.4", "4.5", "4.6"];
const THEMES: [&str; 3] = ["light", "dark", "contrast"];

/// Takes all pictures; `browser` is the Chromium that went the way to the comparison on 4.6.
pub async fn take(
    browser: &Browser,
    options: &Options,
    folder: &Path,
    say: &impl Fn(&str),
) -> Result<()> {
    let options = options.clone().headed(false);
    let chromium = async {
        desktop(browser, folder, say).await?;
        narrow(&options, folder).await?;
        say("Chromium: narrow, touch");
        refreshed::menus(&options, folder).await?;
        say("Chromium: the account's own menus");
        anyhow::Ok(())
    };
    let firefox = async {
        firefox(&options, folder).await?;
        say("Firefox: 4.6");
        Ok(())
    };
    tokio::try_join!(chromium, firefox)?;
    Ok(())
}

async fn desktop(browser: &Browser, folder: &Path, say: &impl Fn(&str)) -> Result<()> {
    surfaces(browser, folder).await?;
    say("Chromium: popup, options, deck, German");
    for version in VERSIONS.into_iter().rev() {
        let home = home(version);
        if home != HOME {
            agree(browser, &home).await?;
        }
        for theme in THEMES {
            compare(browser, &format!("https://{home}/@{STALE}?theme={theme}")).await?;
            fit(browser, 1280).await?;
            browser
                .screenshot(&folder.join(format!("{version}-{theme}.png")))
                .await?;
            if home == HOME && theme == "dark" {
                portrait(browser, &folder.join("comparison.png")).await?;
            }
            browser.resize(1280, 900).await?;
        }
        say(&format!("Chromium: {version}, light, dark, high contrast"));
    }
    Ok(())
}

/// The popup, the options, the deck and German, all on 4.6.
async fn surfaces(browser: &Browser, folder: &Path) -> Result<()> {
    let page = browser.open_popup().await?;
    browser.resize(408, 560).await?;
    browser.screenshot(&folder.join("popup.png")).await?;
    browser.open_extension("extension/options.html").await?;
    browser.wait_for("the options", "main .freshet").await?;
    browser.resize(720, 420).await?;
    browser.screenshot(&folder.join("options.png")).await?;
    browser
        .open_extension("extension/ask.html#tab=-1&hosts=nocors.test")
        .await?;
    browser.wait_for("the question", "main button.main").await?;
    browser.screenshot(&folder.join("access.png")).await?;
    browser.resize(1280, 900).await?;
    browser.close_tab(&page).await?;
    for (path, query, name) in [
        ("deck/", "theme=dark", "4.6-deck"),
        ("", "theme=dark&locale=de", "4.6-german"),
    ] {
        compare(browser, &format!("https://{HOME}/{path}@{STALE}?{query}")).await?;
        fit(browser, 1280).await?;
        browser
            .screenshot(&folder.join(format!("{name}.png")))
            .await?;
    }
    // The page remembers its language.
    browser
        .open(&format!("https://{HOME}/@{STALE}?locale=en"))
        .await
}

async fn narrow(options: &Options, folder: &Path) -> Result<()> {
    let options = options.clone().touch(true).size(390, 2400);
    let browser = Browser::start(Kind::Chromium, options).await?;
    for version in VERSIONS.into_iter().rev() {
        let home = home(version);
        let address = format!("https://{home}/@{STALE}?touch&theme=dark");
        agree(&browser, &home).await?;
        if home == HOME {
            compare_without_pictures(&browser, &address).await?;
            browser.allow_live_pictures(ORIGIN).await?;
        }
        compare(&browser, &address).await?;
        browser
            .screenshot(&folder.join(format!("{version}-narrow.png")))
            .await?;
    }
    Ok(())
}

async fn firefox(options: &Options, folder: &Path) -> Result<()> {
    let browser = Browser::start(Kind::Firefox, options.clone()).await?;
    agree(&browser, HOME).await?;
    let address = |theme: &str| format!("https://{HOME}/@{STALE}?theme={theme}");
    compare_without_pictures(&browser, &address("dark")).await?;
    browser.allow_live_pictures(ORIGIN).await?;
    for (name, theme, width) in [
        ("light", "light", 1280),
        ("dark", "dark", 1280),
        ("contrast", "contrast", 1280),
        ("narrow", "dark", 390),
    ] {
        compare(&browser, &address(theme)).await?;
        fit(&browser, width).await?;
        browser
            .screenshot(&folder.join(format!("4.6-{name}-firefox.png")))
            .await?;
        browser.resize(1280, 900).await?;
    }
    browser.open_popup().await?;
    browser.screenshot(&folder.join("popup-firefox.png")).await
}

/// Switches Freshet on for a home and agrees to every server.
async fn agree(browser: &Browser, home: &str) -> Result<()> {
    browser.open(&format!("https://{home}/@{STALE}")).await?;
    browser.switch_on(home).await?;
    browser.agree(Agreement::Always).await?;
    browser
        .wait_for("the verdict", ".freshet.stale .line")
        .await?;
    Ok(())
}

async fn compare(browser: &Browser, address: &str) -> Result<()> {
    compare_without_pictures(browser, address).await?;
    browser.wait_for_pictures(4).await
}

async fn compare_without_pictures(browser: &Browser, address: &str) -> Result<()> {
    browser.open(address).await?;
    browser.open_comparison().await
}

/// Makes the viewport as high as the comparison reaches down.
pub async fn fit(browser: &Browser, width: u32) -> Result<()> {
    browser.resize(width, 900).await?;
    let end = browser
        .number("return document.querySelector('freshet-line').getBoundingClientRect().bottom + scrollY + 60")
        .await?;
    browser.resize(width, (end as u32).clamp(900, 3000)).await?;
    browser.run("scrollTo(0, 0)", vec![]).await?;
    Ok(())
}

/// The column with header and comparison, for the README.
async fn portrait(browser: &Browser, path: &Path) -> Result<()> {
    let place = browser
        .run(
            "const line = document.querySelector('freshet-line').getBoundingClientRect();
             const bar = document.querySelector('freshet-line').parentNode.getBoundingClientRect();
             // Below the avatar, which reaches into the bar.
             return [bar.x, bar.y + scrollY + 22, bar.width, line.bottom - bar.y];",
            vec![],
        )
        .await?;
    let place: [f64; 4] = serde_json::from_value(place).context("the column has no place")?;
    browser.fine_picture(place, path).await
}

fn home(version: &str) -> String {
    format!("home{}.test", version.replace('.', ""))
}
