//! The ways of a person through Freshet: switching it on, agreeing, opening the comparison.

use crate::{Browser, Kind, Options};
use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use thirtyfour::{WebElement, WindowHandle};

/// The line in a page of a home.
pub const LINE: &str = ".freshet .line";

impl Browser {
    /// Starts a browser in which Freshet is used on a home, at a path of it.
    ///
    /// # Errors
    /// When the browser does not start, or Freshet cannot be switched on.
    pub async fn at_home(kind: Kind, options: Options, home: &str, path: &str) -> Result<Self> {
        let browser = Self::start(kind, options).await?;
        browser.open(&format!("https://{home}{path}")).await?;
        browser.switch_on(home).await?;
        Ok(browser)
    }

    /// Agrees, at the profile that is shown, that every server may be contacted from now on.
    ///
    /// # Errors
    /// When nothing asks for it.
    pub async fn agree_to_all(&self) -> Result<()> {
        self.press_named(".freshet button", "Always, for all servers")
            .await?;
        self.until("the question to be answered", async || {
            let words = self.texts(".freshet .words").await?;
            Ok(words
                .iter()
                .all(|words| !words.contains("Compare this profile"))
                .then_some(()))
        })
        .await
    }

    /// Presses the line's Refresh button, once it is there.
    ///
    /// # Errors
    /// When it never is, or cannot be pressed.
    pub async fn refresh(&self) -> Result<()> {
        self.press_named(".freshet .line button", "Refresh").await
    }

    /// Presses the first element that matches and whose text contains `name`, once it is there.
    ///
    /// # Errors
    /// When it never is, or cannot be pressed.
    pub async fn press_named(&self, selector: &str, name: &str) -> Result<()> {
        let element = self.named(selector, name).await?;
        self.click(&element).await
    }

    /// Waits for the first element that matches and whose text contains `name`.
    ///
    /// # Errors
    /// When it never comes.
    pub async fn named(&self, selector: &str, name: &str) -> Result<WebElement> {
        let what = format!("{selector} named {name:?}");
        self.until(&what, async || {
            let texts = self.texts(selector).await?;
            let at = texts.iter().position(|text| text.contains(name));
            let mut elements = self.all(selector).await?;
            Ok(at
                .filter(|_| elements.len() == texts.len())
                .map(|at| elements.swap_remove(at)))
        })
        .await
    }

    /// Runs a script in one of the extension's own pages, in a tab of its own that is closed again.
    ///
    /// # Errors
    /// When it throws.
    pub async fn ask_extension(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        let page = self.tab().await?;
        let options = self.extension().address("extension/options.html");
        self.open_tab(&options).await?;
        let answer = self.run_async(script, arguments).await;
        self.close_tab(&page).await?;
        answer
    }

    /// Goes to a path of the home that is shown as its own links do, without reloading.
    ///
    /// # Errors
    /// When the page throws.
    pub async fn go(&self, path: &str) -> Result<()> {
        let script = "const link = document.createElement('a');
            link.href = arguments[0];
            document.body.append(link);
            link.click();
            link.remove();";
        self.run(script, vec![json!(path)]).await?;
        Ok(())
    }

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
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn look_allowed(&self, home: &str) -> Result<()> {
        match self.is_firefox() {
            true => Ok(()),
            false => self.allow_to_read(home).await,
        }
    }

    /// Lets the extension read a host, by a press in one of its own pages.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn allow_to_read(&self, host: &str) -> Result<()> {
        let pattern = format!("https://{host}/*");
        self.allow_host(&pattern).await?;
        let page = self.tab().await?;
        self.open_tab(&self.extension().address("extension/options.html"))
            .await?;
        let script = "const button = document.body.appendChild(document.createElement('button'));
            button.id = 'asks';
            // Where the page that is being drawn cannot move it.
            Object.assign(button.style, { position: 'fixed', inset: '0 auto auto 0' });
            button.textContent = 'ask';
            button.onclick = () => chrome.permissions.request({ origins: [arguments[0]] }).then((answer) => (button.textContent = answer), (error) => (button.textContent = error));";
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
    ///
    /// # Errors
    /// When there is no other tab.
    pub async fn tab_id(&self) -> Result<i64> {
        let script = "return (await chrome.tabs.query({})).map(tab => [tab.id, tab.lastAccessed, tab.active])";
        let tabs = self.ask_extension(script, vec![]).await?;
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

    /// The text of the line, once it says something that holds `text`: as it is read, so
    /// without the marks that keep the direction of names apart.
    ///
    /// # Errors
    /// When it never does, with what it says instead.
    pub async fn line_says(&self, text: &str) -> Result<String> {
        let mut said = Vec::new();
        let found = self
            .until(&format!("the line to say {text:?}"), async || {
                said = self.texts(".freshet .words").await?;
                let mut read = said.iter().map(|words| as_read(words));
                Ok(read.find(|words| words.contains(text)))
            })
            .await;
        found.with_context(|| format!("it says {said:?}"))
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

/// A text without the isolates (U+2068, U+2069) that stand around names.
pub fn as_read(text: &str) -> String {
    text.replace(['\u{2068}', '\u{2069}'], "")
}
