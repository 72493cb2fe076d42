//! What a person does with a diagnosis, and what a test sees of it.

use crate::{Browser, Catalogue};
use anyhow::{Context as _, Result};
use serde::Deserialize;

/// The diagnosis, wherever it is shown.
pub const DIAGNOSIS: &str = ".freshet .diagnosis";

/// The popup's field for a handle or an address.
pub const FIELD: &str = "main form.look input";

/// A diagnosis as it is shown at one moment.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
pub struct Diagnosed {
    /// Its classes: how it stands.
    pub class: String,
    /// What it is about.
    pub asked: String,
    /// What is said aloud: what is being checked, the question, or the cause.
    pub says: String,
    /// What is added to it.
    pub why: String,
    /// Each of its blocks: the heading and the entries.
    pub blocks: Vec<(String, Vec<String>)>,
    /// The checks that are listed.
    pub checks: Vec<String>,
    /// The buttons, from above.
    pub buttons: Vec<String>,
}

const READ: &str = "const found = [];
    const search = root => {
        found.push(...root.querySelectorAll('.freshet .diagnosis'));
        for (const element of root.querySelectorAll('*')) if (element.shadowRoot) search(element.shadowRoot);
    };
    search(document);
    const [one] = found;
    if (!one) return null;
    const texts = selector => [...one.querySelectorAll(selector)].map(node => node.innerText.replace(/[\\u2068\\u2069]/g, ''));
    const text = selector => texts(selector)[0] ?? '';
    return {
        class: one.className,
        asked: text('.asked'), says: text('.cause'), why: text('.why'),
        blocks: [...one.querySelectorAll('.block')].map(block => [block.querySelector('h4').innerText.replace(/[\\u2068\\u2069]/g, ''),
            [...block.querySelectorAll('li')].map(node => node.innerText.replace(/[\\u2068\\u2069]/g, ''))]),
        checks: texts('.checks > .check'),
        buttons: texts('button'),
    };";

impl Diagnosed {
    /// The entries under a heading; none where there is no such block.
    pub fn under(&self, heading: &str) -> &[String] {
        let mut blocks = self.blocks.iter();
        let found = blocks.find(|(known, _)| known == heading);
        found.map_or(&[], |(_, entries)| entries)
    }

    /// Whether there is a button of this name.
    pub fn offers(&self, button: &str) -> bool {
        self.buttons.iter().any(|known| known.trim() == button)
    }
}

impl Browser {
    /// The diagnosis that is shown now.
    ///
    /// # Errors
    /// When the page cannot be asked.
    pub async fn diagnosed(&self) -> Result<Option<Diagnosed>> {
        serde_json::from_value(self.run(READ, vec![]).await?)
            .context("the diagnosis is of another shape")
    }

    /// Waits until the diagnosis is one of which `is` holds.
    ///
    /// # Errors
    /// When it never is, with what it is instead.
    pub async fn diagnosis_that(
        &self,
        what: &str,
        is: impl Fn(&Diagnosed) -> bool,
    ) -> Result<Diagnosed> {
        let mut last = None;
        let found = self
            .until(what, async || {
                last = self.diagnosed().await?;
                Ok(last.clone().filter(&is))
            })
            .await;
        found.with_context(|| format!("the diagnosis is {last:#?}"))
    }

    /// Waits until the diagnosis is over.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn diagnosis_ends(&self) -> Result<Diagnosed> {
        self.diagnosis_that("a cause", |it| it.offers("Copy report"))
            .await
    }

    /// Waits until it asks whether this server may be contacted.
    ///
    /// # Errors
    /// When it does not ask.
    pub async fn diagnosis_asks(&self, server: &str) -> Result<Diagnosed> {
        let question = Catalogue::read("en")?.text("diagnose_consent", &[("server", server)])?;
        self.diagnosis_that(&question, |it| it.says == question)
            .await
    }

    /// Presses a button of the diagnosis.
    ///
    /// # Errors
    /// When there is none, or it cannot be pressed.
    pub async fn press_in_diagnosis(&self, name: &str) -> Result<()> {
        self.press_named(&format!("{DIAGNOSIS} button"), name).await
    }

    /// Chooses the diagnosis in the menu of the profile that is shown.
    ///
    /// # Errors
    /// When the menu does not have it.
    pub async fn diagnose_from_menu(&self) -> Result<()> {
        self.open_account_menu().await?;
        self.press_menu("Why is this not up to date?").await?;
        self.wait_for("a diagnosis", DIAGNOSIS).await?;
        Ok(())
    }

    /// Types into the field of the popup that is open, in place of what stands there, and
    /// sends it by Enter.
    ///
    /// # Errors
    /// When the popup has no field, or begins nothing.
    pub async fn look_up(&self, text: &str) -> Result<()> {
        let field = self.wait_for("the field", FIELD).await?;
        field.clear().await?;
        self.click(&field).await?;
        self.type_text(text).await?;
        self.press_key('\u{e007}').await?;
        self.wait_for("a diagnosis", DIAGNOSIS).await?;
        Ok(())
    }
}
