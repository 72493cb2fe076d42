//! What pages and content scripts wrote to the console.

use crate::browser::Browser;
use crate::firefox;
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
    /// The messages since the last call, of all tabs.
    ///
    /// Uncaught errors and the browser's refusals start with the address of the script or page;
    /// Chromium puts it before what `console` writes too, Firefox does not. In Firefox the
    /// extension's background is among the sources, in Chromium it is not.
    pub async fn console(&self) -> Result<Vec<Message>> {
        match self.kind() {
            Kind::Chromium => {
                let entries = self.web().browser_log().await?;
                Ok(entries
                    .into_iter()
                    .map(|entry| chromium(&entry.level, entry.message))
                    .collect())
            }
            Kind::Firefox => {
                let mut messages = self.firefox_output()?;
                for (is_error, text) in firefox::errors(&self.session).await? {
                    messages.push(Message {
                        level: if is_error {
                            Level::Error
                        } else {
                            Level::Warning
                        },
                        text,
                    });
                }
                Ok(messages)
            }
        }
    }

    /// The errors since the last call, while pages of this home were shown.
    ///
    /// Without what Firefox says of the page's own picture when the page leaves it half-loaded.
    pub async fn errors_at(&self, home: &str) -> Result<Vec<Message>> {
        let own = format!("https://{home}/system/");
        let mut messages = self.console().await?;
        messages.retain(|message| {
            let left = message.text.starts_with(&own)
                && message.text.ends_with("Image corrupt or truncated.");
            message.level == Level::Error && !left
        });
        Ok(messages)
    }

    /// What `console` wrote to Firefox's standard output since the last call.
    fn firefox_output(&self) -> Result<Vec<Message>> {
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
        Ok(new.lines().filter_map(firefox_line).collect())
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

/// A line of Firefox's output, if `console` wrote it.
fn firefox_line(line: &str) -> Option<Message> {
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
            // Pages' strings are in quotes and their objects in brackets; a bare name and a colon
            // is one of the browser's own loggers.
            let own = text
                .split_once(':')
                .is_some_and(|(name, _)| name.chars().all(char::is_alphanumeric));
            if own {
                return None;
            }
            return Some(Message {
                level,
                text: text.to_owned(),
            });
        }
    }
    None
}
