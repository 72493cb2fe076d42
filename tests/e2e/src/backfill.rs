//! What a person does with a backfill, and what a test sees of it.

use crate::{Browser, as_read, chromium, firefox};
use anyhow::{Context as _, Result};
use freshet_sandbox::{LoggedRequest, Sandbox, Takeable};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// The dialog, while it is open.
pub const DIALOG: &str = ".freshet dialog[open]";

/// The row under the line.
pub const FILL: &str = ".freshet .fill";

/// How long is waited for what a backfill of some hundred posts does.
const LOADING: Duration = Duration::from_secs(120);

/// What became of every post that its server lists, by what that server has and what home has
/// now; `before` are the addresses of those that home had. Why home does not take what is
/// there, only a browser knows that may read its document. What home could have taken and
/// does not have is `lost`.
pub fn true_verdicts(
    sandbox: &Sandbox,
    home: &str,
    acct: &str,
    before: &BTreeSet<String>,
) -> BTreeMap<String, String> {
    let now = addresses_at(sandbox, home, acct);
    let posts = sandbox.posts_at_origin(acct).into_iter();
    posts
        .filter(|post| post.is_listed && post.takeable != Takeable::Boost)
        .map(|post| {
            let verdict = match post.takeable {
                _ if before.contains(&post.uri) => "was_there",
                _ if now.contains(&post.uri) => "arrived",
                Takeable::Gone => "gone",
                Takeable::NotPublic => "not_public",
                Takeable::Kind | Takeable::Author => "refused",
                Takeable::Yes | Takeable::Boost => "lost",
            };
            (post.uri, verdict.to_owned())
        })
        .collect()
}

/// How many posts a home lacks of those that somebody's server lists.
pub fn lacked(sandbox: &Sandbox, home: &str, acct: &str) -> usize {
    let now = addresses_at(sandbox, home, acct);
    let listed = true_verdicts(sandbox, home, acct, &now);
    listed.keys().filter(|post| !now.contains(*post)).count()
}

/// The address of the post that a request asks home for, if it does.
pub fn searched(request: &LoggedRequest) -> Option<String> {
    let query = request.path.strip_prefix("/api/v2/search?q=")?;
    let (address, rest) = query.split_once('&')?;
    let decoded = address.replace("%3A", ":").replace("%2F", "/");
    rest.contains("type=statuses").then_some(decoded)
}

/// The addresses of the posts of somebody that a home has.
pub fn addresses_at(sandbox: &Sandbox, home: &str, acct: &str) -> BTreeSet<String> {
    let posts = sandbox.posts(home, acct).into_iter();
    posts.map(|post| post.uri).collect()
}

impl Browser {
    /// Presses the line's button and waits for the dialog.
    ///
    /// # Errors
    /// When there is no such button, or no dialog opens.
    pub async fn ask_for_posts(&self) -> Result<()> {
        self.press_named(".freshet .line button", "Load older posts")
            .await?;
        self.wait_for("the dialog", DIALOG).await?;
        Ok(())
    }

    /// Presses what is named so in the dialog: a choice or a button.
    ///
    /// # Errors
    /// When it is not there, or cannot be pressed.
    pub async fn choose(&self, name: &str) -> Result<()> {
        let parts = format!("{DIALOG} :is(label, button)");
        self.press_named(&parts, name).await
    }

    /// What the dialog says, once it says something that holds `text`.
    ///
    /// # Errors
    /// When it never does, with what it says instead.
    pub async fn dialog_says(&self, text: &str) -> Result<String> {
        self.says(DIALOG, text).await
    }

    /// What the row under the line says, once it says something that holds `text`.
    ///
    /// # Errors
    /// When it never does, with what it says instead.
    pub async fn fill_says(&self, text: &str) -> Result<String> {
        self.says(FILL, text).await
    }

    /// The text of an element as it is read, once it holds `text`: posts take their time.
    ///
    /// # Errors
    /// When it never does, with what it says instead.
    pub async fn says(&self, selector: &str, text: &str) -> Result<String> {
        let mut said = Vec::new();
        let what = format!("{selector} to say {text:?}");
        let found = self
            .until_within(LOADING, &what, async || {
                said = self.texts(selector).await?;
                let mut read = said.iter().map(|words| as_read(words));
                Ok(read.find(|words| words.contains(text)))
            })
            .await;
        found.with_context(|| format!("it says {said:?}"))
    }

    /// How far the bar under the line is: done, and of how many; nothing where there is none.
    ///
    /// # Errors
    /// When the page cannot be asked.
    pub async fn bar(&self) -> Result<Option<(u32, u32)>> {
        let number = async |name| {
            let values = self.attributes(&format!("{FILL} progress"), name).await?;
            let value = values.into_iter().next().flatten();
            anyhow::Ok(value.and_then(|value| value.parse().ok()))
        };
        Ok(number("value").await?.zip(number("max").await?))
    }

    /// What is on the clipboard, as text.
    ///
    /// # Errors
    /// When the browser does not tell.
    pub async fn clipboard(&self) -> Result<String> {
        let text = if self.is_firefox() {
            firefox::clipboard(&self.session).await?
        } else {
            chromium::clipboard(&self.session).await?
        };
        text.as_str()
            .map(str::to_owned)
            .with_context(|| format!("no text on the clipboard: {text}"))
    }

    /// The verdicts of a list that was copied, by the post's address.
    ///
    /// # Errors
    /// When the text on the clipboard is no such list.
    pub async fn copied_verdicts(&self) -> Result<BTreeMap<String, String>> {
        let text = self.clipboard().await?;
        let line = |line: &str| {
            let mut parts = line.split('\t');
            let (verdict, _at, uri) = (parts.next()?, parts.next()?, parts.next()?);
            Some((uri.to_owned(), verdict.to_owned()))
        };
        let lines = text
            .lines()
            .map(|text| line(text).with_context(|| format!("no post: {text:?}")));
        lines.collect()
    }

    /// The origins that the extension may read.
    ///
    /// # Errors
    /// When the extension's page cannot be asked.
    pub(crate) async fn origins_allowed(&self) -> Result<Vec<Value>> {
        let script = "return (await chrome.permissions.getAll()).origins";
        let origins = self.ask_extension(script, vec![]).await?;
        Ok(origins.as_array().cloned().unwrap_or_default())
    }

    /// Presses one key after the other.
    ///
    /// # Errors
    /// When the browser does not take it.
    pub async fn type_text(&self, text: &str) -> Result<()> {
        for key in text.chars() {
            self.press_key(key).await?;
        }
        Ok(())
    }

    /// Whether the element that has the focus, also inside a shadow root, matches a selector.
    ///
    /// # Errors
    /// When the page cannot be asked.
    pub async fn has_focus(&self, selector: &str) -> Result<bool> {
        let script = "let one = document.activeElement;
            while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
            return Boolean(one?.matches(arguments[0]))";
        Ok(self.run(script, vec![json!(selector)]).await? == true)
    }
}
