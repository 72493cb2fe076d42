//! What a person does with a page, and what a test sees of it.

use crate::browser::Browser;
use crate::firefox;
use crate::found::Kind;
use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use std::path::Path;
use thirtyfour::{WebElement, WindowHandle};

/// All elements that match a selector, in the document and in every open shadow root, in their order.
const DEEP: &str = "const found = [];
    const search = root => {
        found.push(...root.querySelectorAll(selector));
        for (const element of root.querySelectorAll('*')) if (element.shadowRoot) search(element.shadowRoot);
    };
    search(document);";

/// Where the middle of an element is, once it stands still; and notes whether the next press meets it.
const PLACE: &str = "const element = arguments[0];
    element.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
    // A tab behind another paints nothing.
    const frame = () => new Promise(done => { requestAnimationFrame(done); setTimeout(done, 200); });
    let box = element.getBoundingClientRect();
    for (let still = 0, frames = 0; still < 2 && frames < 60; frames++) {
        await frame();
        const now = element.getBoundingClientRect();
        still = now.x === box.x && now.y === box.y && now.width === box.width ? still + 1 : 0;
        box = now;
    }
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const hit = element.getRootNode().elementFromPoint(x, y);
    const clear = hit && (hit === element || element.contains(hit) || hit.contains(element));
    window.harnessMet = false;
    addEventListener('pointerdown', event => {
        const path = event.composedPath();
        window.harnessMet = path.includes(element) || path.some(one => one instanceof Node && element.contains(one));
    }, { capture: true, once: true });
    return { x, y, shown: box.width > 0 && box.height > 0, over: clear ? null : hit ? hit.outerHTML.slice(0, 200) : 'nothing' };";

impl Browser {
    /// Opens an address in the current tab and waits until it is loaded.
    pub async fn open(&self, address: &str) -> Result<()> {
        self.web()
            .goto(address)
            .await
            .with_context(|| format!("cannot open {address}"))
    }

    /// Opens a page of the extension, such as `extension/popup.html?tab=1`, in the current tab.
    pub async fn open_extension(&self, path: &str) -> Result<()> {
        self.open(&self.extension.address(path)).await
    }

    /// Opens an address in a new tab, which becomes the current one.
    pub async fn open_tab(&self, address: &str) -> Result<WindowHandle> {
        let tab = self.web().new_tab().await?;
        self.switch_to(&tab).await?;
        self.open(address).await?;
        Ok(tab)
    }

    /// The current tab.
    pub async fn tab(&self) -> Result<WindowHandle> {
        Ok(self.web().window().await?)
    }

    /// Makes another tab the current one.
    pub async fn switch_to(&self, tab: &WindowHandle) -> Result<()> {
        Ok(self.web().switch_to_window(tab.clone()).await?)
    }

    /// Closes the current tab and makes `next` the current one.
    pub async fn close_tab(&self, next: &WindowHandle) -> Result<()> {
        self.web().close_window().await?;
        self.switch_to(next).await
    }

    /// Waits until so many tabs are open.
    pub async fn wait_for_tabs(&self, count: usize) -> Result<()> {
        let what = format!("{count} tabs");
        self.until(&what, async || {
            Ok((self.web().windows().await?.len() == count).then_some(()))
        })
        .await
    }

    /// Waits for a tab that is not this one.
    pub async fn other_tab(&self, known: &WindowHandle) -> Result<WindowHandle> {
        self.until("another tab", async || {
            let tabs = self.web().windows().await?;
            Ok(tabs.into_iter().find(|tab| tab != known))
        })
        .await
    }

    /// Runs the body of a function in the page; `arguments` are its arguments, its value comes back as JSON.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.web().execute(script, arguments).await?.json().clone())
    }

    /// Runs the body of an `async` function in the page and waits for its value.
    ///
    /// # Errors
    /// When it throws, with what it threw.
    pub async fn run_async(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        let wrapped = format!(
            "const done = arguments[arguments.length - 1];
             (async function () {{ {script} }}).apply(null, [...arguments].slice(0, -1))
                 .then(value => done({{ value }}), error => done({{ error: String(error) }}));"
        );
        let mut answer = self.session.run_async(&wrapped, arguments).await?;
        if let Some(error) = answer.get("error").and_then(Value::as_str) {
            bail!("the script threw: {error}");
        }
        Ok(answer.get_mut("value").map(Value::take).unwrap_or_default())
    }

    /// All elements that match a selector, those in open shadow roots included.
    pub async fn all(&self, selector: &str) -> Result<Vec<WebElement>> {
        let script = format!("const selector = arguments[0]; {DEEP} return found;");
        let found = self.web().execute(&script, vec![json!(selector)]).await?;
        // A page on its way out answers null: it shows nothing any more.
        if found.json().is_null() {
            return Ok(Vec::new());
        }
        Ok(found.elements()?)
    }

    /// How many elements match a selector, those in open shadow roots included.
    pub async fn count(&self, selector: &str) -> Result<usize> {
        let script = format!("const selector = arguments[0]; {DEEP} return found.length;");
        let count = self.run(&script, vec![json!(selector)]).await?;
        Ok(usize::try_from(count.as_u64().unwrap_or_default())?)
    }

    /// The first element that matches a selector, wherever it is.
    pub async fn first(&self, selector: &str) -> Result<Option<WebElement>> {
        Ok(self.all(selector).await?.into_iter().next())
    }

    /// The texts of all elements that match, as they are shown (`innerText`).
    pub async fn texts(&self, selector: &str) -> Result<Vec<String>> {
        let script = format!(
            "const selector = arguments[0]; {DEEP} return found.map(one => one.innerText);"
        );
        let texts = self.run(&script, vec![json!(selector)]).await?;
        Ok(serde_json::from_value::<Option<_>>(texts)?.unwrap_or_default())
    }

    /// The values of an attribute of all elements that match; null where it is missing.
    pub async fn attributes(&self, selector: &str, name: &str) -> Result<Vec<Option<String>>> {
        let script = format!(
            "const [selector, name] = arguments; {DEEP} return found.map(one => one.getAttribute(name));"
        );
        let values = self.run(&script, vec![json!(selector), json!(name)]);
        Ok(serde_json::from_value::<Option<_>>(values.await?)?.unwrap_or_default())
    }

    /// Waits for the first element that matches a selector; `what` names it in the error.
    pub async fn wait_for(&self, what: &str, selector: &str) -> Result<WebElement> {
        self.until(what, async || self.first(selector).await).await
    }

    /// Waits until an element that matches shows a text that contains `text`, and returns all of its text.
    pub async fn wait_for_text(&self, selector: &str, text: &str) -> Result<String> {
        let what = format!("{selector} to show {text:?}");
        self.until(&what, async || {
            Ok(self
                .texts(selector)
                .await?
                .into_iter()
                .find(|shown| shown.contains(text)))
        })
        .await
    }

    /// Waits until nothing matches a selector.
    pub async fn wait_until_gone(&self, selector: &str) -> Result<()> {
        let what = format!("{selector} to go");
        self.until(&what, async || {
            Ok((self.count(selector).await? == 0).then_some(()))
        })
        .await
    }

    /// Presses an element with the pointer, as a person would: the event is trusted.
    ///
    /// It waits until the element stands still, and looks for it again if it moved away
    /// from under the pointer.
    ///
    /// # Errors
    /// When the element is not shown, or something else lies over its middle.
    pub async fn click(&self, element: &WebElement) -> Result<()> {
        for _ in 0..3 {
            let place = self
                .run_async(PLACE, vec![element.to_json()?])
                .await
                .context("the element to press cannot be found")?;
            ensure!(
                place.get("shown") == Some(&json!(true)),
                "the element to press is not shown"
            );
            ensure!(
                place.get("over") == Some(&Value::Null),
                "something lies over the element to press: {place}"
            );
            let coordinate = |key: &str| {
                let number = place.get(key).and_then(Value::as_f64);
                number.map(|number| number as i64).context("no place")
            };
            self.press_at(coordinate("x")?, coordinate("y")?).await?;
            // A page that was left by the press cannot tell any more: then it was met.
            let met = self.run("return window.harnessMet !== false", vec![]).await;
            if !met.is_ok_and(|met| met == false) {
                return Ok(());
            }
        }
        bail!("the element to press moves away again and again")
    }

    /// Presses what is at a place of the viewport.
    async fn press_at(&self, x: i64, y: i64) -> Result<()> {
        if self.options.touch {
            return self.touch(x, y).await;
        }
        // By its place: Firefox takes no element of a shadow root as an origin.
        Ok(self
            .web()
            .action_chain()
            .move_to(x, y)
            .click()
            .perform()
            .await?)
    }

    /// Waits for the first element that matches, and presses it.
    pub async fn press(&self, selector: &str) -> Result<()> {
        let element = self.wait_for(selector, selector).await?;
        self.click(&element).await
    }

    /// Sets the size of the page's viewport in CSS pixels.
    ///
    /// # Errors
    /// When the browser does not take it on.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        let what = format!("a viewport of {width} × {height}");
        let mut narrowed = false;
        self.until(&what, async || {
            let now = self
                .run(
                    "return [innerWidth, innerHeight, outerWidth, outerHeight]",
                    vec![],
                )
                .await?;
            let now: Vec<u32> = serde_json::from_value(now)?;
            let &[inner_width, inner_height, outer_width, outer_height] = now.as_slice() else {
                bail!("no size")
            };
            if (inner_width, inner_height) == (width, height) {
                return Ok(Some(()));
            }
            if self.is_firefox() && !narrowed {
                // Its windows have a least width, above that of a telephone.
                firefox::narrow(
                    &self.session,
                    (width < firefox::LEAST_WIDTH).then_some(width),
                )
                .await?;
                narrowed = true;
            }
            let least = if self.is_firefox() {
                firefox::LEAST_WIDTH
            } else {
                0
            };
            let new_width = if width < least {
                least
            } else {
                width + outer_width.saturating_sub(inner_width)
            };
            let new_height = height + outer_height.saturating_sub(inner_height);
            self.web()
                .set_window_rect(0, 0, new_width, new_height)
                .await?;
            Ok(None)
        })
        .await
    }

    /// Writes a picture of what the viewport shows as a PNG file, making its folder.
    pub async fn screenshot(&self, path: &Path) -> Result<()> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("cannot make {}", folder.display()))?;
        }
        self.web()
            .screenshot(path)
            .await
            .with_context(|| format!("no picture at {}", path.display()))
    }

    /// One finger, down and up at the same place.
    async fn touch(&self, x: i64, y: i64) -> Result<()> {
        let finger = json!({ "actions": [{
            "type": "pointer", "id": "finger", "parameters": { "pointerType": "touch" },
            "actions": [
                { "type": "pointerMove", "duration": 0, "x": x, "y": y, "origin": "viewport" },
                { "type": "pointerDown", "button": 0 },
                { "type": "pointerUp", "button": 0 },
            ],
        }] });
        self.session.command("actions", finger).await?;
        Ok(())
    }

    /// Whether this is Firefox, where a few things differ.
    pub fn is_firefox(&self) -> bool {
        self.kind() == Kind::Firefox
    }
}
