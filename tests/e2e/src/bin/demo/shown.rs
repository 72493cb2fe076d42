//! The comparison and the requests, for the terminal.

use crate::{HOME, ORIGIN};
use anyhow::Result;
use comfy_table::{ContentArrangement, Table, presets::UTF8_FULL_CONDENSED};
use freshet_e2e::{Browser, ComparedRow};
use freshet_sandbox::Sandbox;
use std::time::Duration;

const WIDTH: u16 = 100;

/// The comparison as a table: attribute, home, live.
pub fn table(rows: &[ComparedRow]) -> Table {
    let mut table = Table::new();
    table
        .load_style(UTF8_FULL_CONDENSED)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(WIDTH)
        .set_header(["Attribute", "Home", "Live"]);
    for row in rows {
        table.add_row([&row.name, &row.home, &row.live]);
    }
    table
}

/// Checks once more, and prints what was asked of whom for it.
pub async fn requests(browser: &Browser, sandbox: &Sandbox) -> Result<()> {
    sandbox.clear_log();
    browser
        .press(".freshet .foot button:nth-last-child(2)")
        .await?;
    let asked = |host: &str| sandbox.requests_to(host);
    let is_picture = |path: &str| path.ends_with(".png");
    let pictures = async || {
        let all = asked(HOME).into_iter().chain(asked(ORIGIN));
        let count = all.filter(|request| is_picture(&request.path)).count();
        Ok((count == 4).then_some(()))
    };
    // Those that the browser still has are not asked for again.
    let waited = browser.until("the pictures", pictures);
    let _ = tokio::time::timeout(Duration::from_secs(3), waited).await;
    browser.wait_for_pictures(4).await?;
    let (home, origin) = (asked(HOME), asked(ORIGIN));
    let count = |requests: &[freshet_sandbox::LoggedRequest], pictures: bool| {
        requests
            .iter()
            .filter(|request| is_picture(&request.path) == pictures)
            .count()
    };
    println!("Requests for one verdict (pressing \"Check again\"):");
    for request in home.iter().chain(&origin) {
        println!(
            "  {} {} https://{}{}",
            request.status, request.method, request.host, request.path
        );
    }
    println!(
        "  in all: {} to home and {} to origin before the verdict, {} for pictures after it\n",
        count(&home, false),
        count(&origin, false),
        count(&home, true) + count(&origin, true),
    );
    Ok(())
}
