//! What a page of a home shows of Freshet, read at one moment.

use crate::Browser;
use crate::chromium;
use crate::found::Kind;
use anyhow::{Context as _, Result};
use serde::Deserialize;
use std::time::Duration;

/// One page of a home.
#[derive(Clone, Debug, Deserialize)]
pub struct Seen {
    /// The path of its address, in Unicode.
    pub path: String,
    /// How many profile headers it shows.
    pub bars: usize,
    /// The lines, wherever they stand.
    pub lines: Vec<Line>,
}

/// One line.
#[derive(Clone, Debug, Deserialize)]
pub struct Line {
    /// What it says.
    pub words: String,
    /// Whether it is the last child of a profile header's bar.
    pub is_last: bool,
    /// Whose header it stands in, as `user@host`.
    pub person: String,
}

const SEEN: &str = r#"
    const bars = [...document.querySelectorAll('.account__header__bar, [class*="account_header__barWrapper"]')];
    const person = bar => {
        const link = bar?.querySelector('a[href$="/followers"]')?.getAttribute('href') ?? '';
        return decodeURIComponent(link).replace(/^(\/deck)?\/@/, '').replace(/\/followers$/, '');
    };
    return {
        path: decodeURIComponent(location.pathname),
        bars: bars.length,
        lines: [...document.querySelectorAll('freshet-line')].map(line => ({
            words: line.shadowRoot.querySelector('.words')?.innerText ?? '',
            is_last: bars.includes(line.parentNode) && line.parentNode.lastElementChild === line,
            person: person(line.parentNode),
        })),
    };"#;

impl Browser {
    /// What the page shows of Freshet now.
    ///
    /// # Errors
    /// When the page cannot be asked.
    pub async fn seen(&self) -> Result<Seen> {
        serde_json::from_value(self.run(SEEN, vec![]).await?)
            .context("the page tells something else")
    }

    /// How long the extension's scripts ran in the page that is shown while `does` was done;
    /// only Chromium tells.
    ///
    /// # Errors
    /// When `does` fails, or the browser does not tell.
    pub async fn script_time(
        &self,
        does: impl AsyncFnOnce() -> Result<()>,
    ) -> Result<Option<Duration>> {
        if self.kind() == Kind::Firefox {
            does().await?;
            return Ok(None);
        }
        chromium::begin_profile(&self.session).await?;
        does().await?;
        chromium::end_profile(&self.session, &self.extension)
            .await
            .map(Some)
    }
}
