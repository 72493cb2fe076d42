//! What pages and content scripts wrote to the console.

use crate::browser::Browser;
use crate::found::Kind;
use anyhow::{Context, Result};

/// How serious a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// `console.log`, `info` and `debug`.
    Information,
    /// `console.warn`, and warnings of the browser.
    Warning,
    /// `console.error`, errors that nobody caught, and refusals of the browser.
    Error,
}

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// How serious it is.
    pub level: Level,
    /// What it says, with the address of the script where the browser tells it.
    pub text: String,
}

impl Browser {
    /// The messages since the last call, of all tabs, in their order.
    ///
    /// In Firefox those of the extension's background and of its pages are among them; in Chromium
    /// only those of tabs that were current at some time. Firefox writes uncaught errors as
    /// `JavaScript error: <address>, line <n>: …`, Chromium starts with the address.
    pub async fn console(&self) -> Result<Vec<Message>> {
        match self.kind() {
            Kind::Chromium => Ok(self
                .web()
                .browser_log()
                .await?
                .into_iter()
                .map(|entry| chromium(&entry.level, entry.message))
                .collect()),
            Kind::Firefox => {
                let output = self.driver.output()?;
                let mut read = self
                    .console_read
                    .lock()
                    .ok()
                    .context("another reader of the console panicked")?;
                // The last line may still be half written.
                let end = output.rfind('\n').map_or(*read, |end| end + 1);
                let new = output.get(*read..end).unwrap_or_default();
                *read = end;
                Ok(new.lines().filter_map(firefox).collect())
            }
        }
    }
}

fn chromium(level: &str, text: String) -> Message {
    let level = match level {
        "SEVERE" => Level::Error,
        "WARNING" => Level::Warning,
        _ => Level::Information,
    };
    Message { level, text }
}

/// A line of Firefox's output, if a page or an extension wrote it.
fn firefox(line: &str) -> Option<Message> {
    let levels = [
        ("console.error: ", Level::Error),
        ("console.assert: ", Level::Error),
        ("console.warn: ", Level::Warning),
        ("console.log: ", Level::Information),
        ("console.info: ", Level::Information),
        ("console.debug: ", Level::Information),
    ];
    for (start, level) in levels {
        if let Some(text) = line.strip_prefix(start) {
            return Some(Message {
                level,
                text: text.to_owned(),
            });
        }
    }
    let level = if line.starts_with("JavaScript error: ") {
        Level::Error
    } else if line.starts_with("JavaScript warning: ") {
        Level::Warning
    } else {
        return None;
    };
    // The browser's own scripts make some noise too.
    let address = line.split_once(": ")?.1;
    ["http://", "https://", "moz-extension://"]
        .iter()
        .any(|scheme| address.starts_with(scheme))
        .then(|| Message {
            level,
            text: line.to_owned(),
        })
}
