//! Runs the benches of `tests/e2e/bench` in a page of the extension, in both browsers.
//!
//! Started by `cargo xtask bench`, which adds that page to copies of the package.

use anyhow::{Context, Result};
use freshet_e2e::{Browser, Kind, Options};

#[tokio::main]
async fn main() -> Result<()> {
    for kind in Kind::ALL {
        let browser = Browser::start(kind, Options::default()).await?;
        browser.open_extension("extension/bench/bench.html").await?;
        let ready = async || {
            Ok(
                (browser.run("return typeof runBenches", vec![]).await? == "function")
                    .then_some(()),
            )
        };
        browser.until("the benches to be loaded", ready).await?;
        let results = browser
            .run_async("return await runBenches()", vec![])
            .await?;
        for (name, milliseconds) in results.as_object().context("the benches gave no results")? {
            let milliseconds = milliseconds
                .as_f64()
                .with_context(|| format!("{name} gave no time"))?;
            println!(
                "{:<10}{name:<44}{milliseconds:>10.3} ms{:>12.1} a second",
                kind.name(),
                1000.0 / milliseconds
            );
        }
    }
    Ok(())
}
