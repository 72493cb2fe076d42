//! The ways of a person through Freshet: switching it on, agreeing, opening the comparison.

use crate::Browser;
use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use thirtyfour::WindowHandle;

/// The line in a page of a home.
pub const LINE: &str = ".freshet .line";

impl Browser {
    /// Switches Freshet on for a home from the popup, as a person would, and goes back to
    /// the tab, which is left as it was.
    ///
    /// # Errors
    /// When the popup does not offer it, or does not say that it worked.
    pub async fn switch_on(&self, home: &str) -> Result<()> {
        self.look_allowed(home).await?;
        let page = self.open_popup().await?;
        self.press("main button.main").await?;
        self.wait_for_text("main .title", home).await?;
        self.wait_for("the switch", "main [aria-label], main .actions")
            .await?;
        self.close_tab(&page).await
    }

    /// Makes sure that the popup may look into a home's tab before it is switched on:
    /// Firefox lets it for the press of the toolbar button, which `open_popup` imitates.
    /// Chromium's button is out of a driver's reach, so the host is allowed beforehand.
    async fn look_allowed(&self, home: &str) -> Result<()> {
        let pattern = format!("https://{home}/*");
        self.allow_host(&pattern).await?;
        if self.is_firefox() {
            return Ok(());
        }
        let page = self.tab().await?;
        self.open_tab(&self.extension().address("extension/options.html"))
            .await?;
        let script = "const button = document.body.appendChild(document.createElement('button'));
            button.id = 'asks';
            button.textContent = 'ask';
            button.onclick = () => chrome.permissions.request({ origins: [arguments[0]] }).then((granted) => (button.textContent = granted));";
        self.run(script, vec![json!(pattern)]).await?;
        self.press("#asks").await?;
        self.wait_for_text("#asks", "true").await?;
        self.close_tab(&page).await
    }

    /// Opens the popup for the tab that is shown, in a tab of its own; gives the former.
    ///
    /// # Errors
    /// When the extension's page does not open.
    pub async fn open_popup(&self) -> Result<WindowHandle> {
        self.touch_tab().await?;
        let page = self.tab().await?;
        let id = self.tab_id().await?;
        let popup = self
            .extension()
            .address(&format!("extension/popup.html#tab={id}"));
        self.open_tab(&popup).await?;
        self.wait_for("the popup", "main .freshet").await?;
        Ok(page)
    }

    /// The browser's number for the tab that is shown.
    async fn tab_id(&self) -> Result<i64> {
        let page = self.tab().await?;
        let options = self.extension().address("extension/options.html");
        self.open_tab(&options).await?;
        let script = "return (await chrome.tabs.query({})).map(tab => [tab.id, tab.lastAccessed, tab.active])";
        let tabs = self.run_async(script, vec![]).await?;
        self.close_tab(&page).await?;
        // The page was accessed last before the one that asks.
        let mut tabs: Vec<(f64, i64)> = tabs
            .as_array()
            .context("no tabs")?
            .iter()
            .filter(|tab| tab[2] != json!(true))
            .filter_map(|tab| Some((tab[1].as_f64()?, tab[0].as_i64()?)))
            .collect();
        tabs.sort_by(|one, other| other.0.total_cmp(&one.0));
        tabs.first().map(|(_, id)| *id).context("no tab")
    }

    /// The texts of the line, once it says something that holds `text`.
    ///
    /// # Errors
    /// When it never does.
    pub async fn line_says(&self, text: &str) -> Result<String> {
        self.wait_for_text(".freshet .words", text).await
    }

    /// Runs a script in the page and gives its answer as a number.
    ///
    /// # Errors
    /// When the script fails or answers something else.
    pub async fn number(&self, script: &str) -> Result<f64> {
        let answer: Value = self.run(script, vec![]).await?;
        answer
            .as_f64()
            .with_context(|| format!("no number: {answer}"))
    }
}
