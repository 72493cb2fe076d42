//! Drives the packaged extension in real browsers.
//!
//! ```no_run
//! use freshet_e2e::{Browser, Options};
//! # async fn example(proxy: std::net::SocketAddr) -> anyhow::Result<()> {
//! let browser = Browser::chromium(Options::through(proxy)).await?;
//! browser.allow_host("https://home.test/*").await?;
//! browser.open("https://home.test/@someone@remote.test").await?;
//! let press = browser.wait_for("the line", "button").await?;
//! browser.click(&press).await?;
//! # Ok(())
//! # }
//! ```
//!
//! `cargo xtask test` names the programs and the package by environment
//! variables; without them, those that the last `cargo xtask` run found are used.
//!
//! The harness knows browsers and extensions; what Freshet does stands in `freshet` alone.

mod audit;
mod backfill;
mod browser;
mod catalogue;
mod chromium;
mod comparison;
mod console;
mod diagnosis;
mod driver;
mod extension;
mod firefox;
mod found;
mod freshet;
mod menu;
mod options;
mod page;
mod seen;

pub use audit::{Audited, asked, audit};
pub use backfill::{DIALOG, FILL, addresses_at, lacked, searched, true_verdicts};
pub use browser::Browser;
pub use catalogue::Catalogue;
pub use comparison::{Agreement, ComparedRow};
pub use console::{Level, Message};
pub use diagnosis::{DIAGNOSIS, Diagnosed, FIELD};
pub use extension::Extension;
pub use found::{Kind, target};
pub use freshet::{LINE, as_read};
pub use menu::{MENU, TRIGGER};
pub use options::{Options, Scheme};
pub use seen::{Line, Seen};
pub use thirtyfour::{WebElement, WindowHandle};
