//! What a person does with a remote profile once Freshet is on, and what the comparison shows.

use crate::Browser;
use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::Path;

/// How far a person agrees that a server is contacted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// For this look.
    Once,
    /// For this server.
    Server,
    /// For every server.
    Always,
}

/// A row of the comparison as it is shown.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct ComparedRow {
    /// The attribute, and what is said about it.
    pub name: String,
    /// Home's copy; changed words stand as `[-old-]` and `{+new+}`, pictures as `(what they are)`.
    pub home: String,
    /// The live copy, likewise.
    pub live: String,
}

/// The rows as text; changed words are marked as `wdiff` does.
const ROWS: &str = "const blocks = new Set(['P', 'PRE', 'BLOCKQUOTE', 'BR']);
    const text = node => {
        if (node.nodeType === Node.TEXT_NODE) return node.data;
        if (node.localName === 'button' || node.className === 'side') return '';
        if (node.localName === 'img') return `(${node.alt})`;
        const inner = [...node.childNodes].map((child, at) => (at && blocks.has(child.tagName) ? '\\n' : '') + text(child)).join('');
        if (node.localName === 'del') return `[-${inner}-]`;
        if (node.localName === 'ins') return `{+${inner}+}`;
        return node.localName === 'strong' ? `${inner}: ` : inner;
    };
    const rows = [];
    const search = root => {
        for (const row of root.querySelectorAll('.freshet .row')) {
            const [home, live] = row.querySelectorAll('.cell');
            rows.push({ name: text(row.querySelector('.name')), home: text(home), live: text(live) });
        }
        for (const element of root.querySelectorAll('*')) if (element.shadowRoot) search(element.shadowRoot);
    };
    search(document);
    return rows;";

/// How many pictures of the comparison are there and whole.
const WHOLE_PICTURES: &str = "const lines = [...document.querySelectorAll('freshet-line')].map(line => line.shadowRoot);
    const pictures = [document, ...lines].flatMap(root => [...root.querySelectorAll('.freshet img.picture')]);
    return pictures.filter(picture => picture.complete && picture.naturalWidth > 0).length;";

impl Browser {
    /// Answers the question whether a server may be contacted.
    ///
    /// # Errors
    /// When it is not asked.
    pub async fn agree(&self, to: Agreement) -> Result<()> {
        let at = match to {
            Agreement::Once => 1,
            Agreement::Server => 2,
            Agreement::Always => 3,
        };
        // Of the three answers only the question has all.
        self.wait_for("the question", ".freshet .actions button:nth-of-type(4)")
            .await?;
        self.press(&format!(".freshet .actions button:nth-of-type({at})"))
            .await
    }

    /// Opens the comparison, as soon as there is one.
    ///
    /// # Errors
    /// When there is none.
    pub async fn open_comparison(&self) -> Result<()> {
        self.press(".freshet [aria-expanded='false']").await?;
        self.wait_for("the comparison", ".freshet .comparison")
            .await?;
        Ok(())
    }

    /// Goes the way to the access that `button` offers: press it, and allow it in the tab
    /// that opens; the browser's own question is answered beforehand. Ends in the same tab.
    ///
    /// # Errors
    /// When no question comes up, or it does not close when it is answered.
    pub async fn grant_access(&self, button: &str, server: &str) -> Result<()> {
        self.allow_host(&format!("https://{server}/*")).await?;
        let page = self.tab().await?;
        let before = self.web().windows().await?;
        self.press(button).await?;
        let question = self
            .until("the question for access", async || {
                let now = self.web().windows().await?;
                Ok(now.into_iter().find(|tab| !before.contains(tab)))
            })
            .await?;
        self.switch_to(&question).await?;
        self.press("main button.main").await?;
        self.until("the question to close", async || {
            Ok((!self.web().windows().await?.contains(&question)).then_some(()))
        })
        .await?;
        self.switch_to(&page).await
    }

    /// Allows that the live avatar and header, which stand on `server`, are read.
    ///
    /// # Errors
    /// When they need no access, or do not come.
    pub async fn allow_live_pictures(&self, server: &str) -> Result<()> {
        // Until everything is in its place, the button would move away from under the pointer.
        self.wait_for_pictures(2).await?;
        self.until("the offers of access", async || {
            Ok((self.count(".freshet .cell button").await? == 2).then_some(()))
        })
        .await?;
        self.grant_access(".freshet .cell button", server).await?;
        self.wait_for_pictures(4).await
    }

    /// Waits until `count` pictures of the comparison are there, whole.
    ///
    /// # Errors
    /// When they do not come.
    pub async fn wait_for_pictures(&self, count: usize) -> Result<()> {
        self.until(&format!("{count} pictures"), async || {
            let whole = self.run(WHOLE_PICTURES, vec![]).await?;
            Ok((whole.as_u64() == u64::try_from(count).ok()).then_some(()))
        })
        .await
    }

    /// The rows that the comparison shows now.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn compared_rows(&self) -> Result<Vec<ComparedRow>> {
        serde_json::from_value(self.run(ROWS, vec![]).await?)
            .context("the rows are of another shape")
    }

    /// Writes a picture of a rectangle of the page (`x`, `y`, `width`, `height` in CSS pixels
    /// of the document), a quarter finer than the screen. Chromium only.
    ///
    /// # Errors
    /// In Firefox, and when the file cannot be written.
    pub async fn fine_picture(&self, [x, y, width, height]: [f64; 4], path: &Path) -> Result<()> {
        ensure!(!self.is_firefox(), "Firefox takes no such picture");
        let wanted = json!({ "format": "png", "captureBeyondViewport": true,
            "clip": { "x": x, "y": y, "width": width, "height": height, "scale": 1.25 } });
        let answer = self
            .session
            .devtools("Page.captureScreenshot", wanted)
            .await?;
        let data = answer.get("data").and_then(Value::as_str);
        let bytes = base64::prelude::BASE64_STANDARD.decode(data.context("no picture")?)?;
        std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
    }
}
