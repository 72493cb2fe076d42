//! The account's own menu in a page of a home: Mastodon's, with what Freshet adds to it.

use crate::Browser;
use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use thirtyfour::WebElement;

/// The buttons that open the menu of the profile that is shown; some versions have two, one hidden.
pub const TRIGGER: &str = ":is(.account__header__bar, [class*=\"account_header__barWrapper\"]) \
    button:has(svg.icon-ellipsis-v, svg.icon-close)";

/// The list of whichever menu is open, for the mouse or for touch.
pub const MENU: &str =
    ":is(.dropdown-menu ul.dropdown-menu__container__list, .modal-root .actions-modal > ul)";

impl Browser {
    /// Opens the menu of the profile that is shown, as a person would, and waits for its entries.
    ///
    /// # Errors
    /// When there is no button for it, or nothing opens.
    pub async fn open_account_menu(&self) -> Result<()> {
        let trigger = self.account_menu_trigger().await?;
        self.click(&trigger).await?;
        let open = async || Ok((!self.menu_items().await?.is_empty()).then_some(()));
        self.until("the menu to open", open).await
    }

    /// The button that opens the menu of the profile that is shown: of two, the one that is shown.
    ///
    /// # Errors
    /// When none comes.
    pub async fn account_menu_trigger(&self) -> Result<WebElement> {
        self.shown("the account's menu", TRIGGER).await
    }

    /// Waits for the first element that matches and takes up room.
    ///
    /// # Errors
    /// When none comes; `what` names it.
    pub async fn shown(&self, what: &str, selector: &str) -> Result<WebElement> {
        let script = "return Array.from(document.querySelectorAll(arguments[0]))
            .filter(one => one.getClientRects().length > 0).slice(0, 1)";
        self.until(what, async || {
            let found = self.web().execute(script, vec![json!(selector)]).await?;
            Ok(found.elements()?.into_iter().next())
        })
        .await
    }

    /// What the entries of the open menu say, from above; empty if none is open.
    ///
    /// # Errors
    /// When the page cannot be asked.
    pub async fn menu_items(&self) -> Result<Vec<String>> {
        let texts = self.texts(&format!("{MENU} > li :is(a, button)")).await?;
        Ok(texts.iter().map(|text| text.trim().to_owned()).collect())
    }

    /// Presses the entry of the open menu that says `words`.
    ///
    /// # Errors
    /// When there is none, or it cannot be pressed.
    pub async fn press_menu(&self, words: &str) -> Result<()> {
        self.press_named(&format!("{MENU} > li :is(a, button)"), words)
            .await
    }

    /// Waits until no menu is open.
    ///
    /// # Errors
    /// When one stays.
    pub async fn menu_closed(&self) -> Result<()> {
        self.wait_until_gone(MENU).await
    }

    /// Goes through the open menu by arrow keys, downwards from where it is, until the entry that
    /// has the focus says `words`; gives how many presses that took.
    ///
    /// # Errors
    /// When no entry says so within one round.
    pub async fn arrow_to(&self, words: &str) -> Result<usize> {
        let count = self.menu_items().await?.len();
        for presses in 1..=count {
            self.press_key('\u{e015}').await?;
            if self.focused().await?.contains(words) {
                return Ok(presses);
            }
        }
        anyhow::bail!("arrow keys do not reach {words:?} among {count} entries")
    }

    /// Presses a key and lets it go; special ones are WebDriver's, such as `'\u{e007}'` for Enter.
    ///
    /// # Errors
    /// When the browser does not take it.
    pub async fn press_key(&self, key: char) -> Result<()> {
        Ok(self
            .web()
            .action_chain()
            .key_down(key)
            .key_up(key)
            .perform()
            .await?)
    }

    /// The text of the page's element that has the focus.
    ///
    /// # Errors
    /// When the page cannot be asked.
    pub async fn focused(&self) -> Result<String> {
        let text: Value = self
            .run("return document.activeElement?.innerText ?? ''", vec![])
            .await?;
        Ok(text.as_str().context("no text")?.trim().to_owned())
    }
}
