//! One browser with the extension in it, from its start to its end.

use crate::driver::Driver;
use crate::extension::Extension;
use crate::found::Kind;
use crate::options::Options;
use crate::{chromium, firefox};
use anyhow::{Context, Result, bail, ensure};
use http::Method;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use thirtyfour::common::command::FormatRequestData;
use thirtyfour::{Capabilities, RequestData, SessionId, WebDriver};

/// How long a condition is waited for.
const PATIENCE: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(50);

/// A running browser with the extension loaded; dropping it ends the browser.
pub struct Browser {
    pub(crate) session: Session,
    pub(crate) extension: Extension,
    pub(crate) console_read: std::sync::Mutex<usize>,
    pub(crate) driver: Driver,
    // After the driver, whose end ends the browser: its profile may be in here.
    pub(crate) options: Options,
    kind: Kind,
}

impl Browser {
    /// Starts Chromium.
    ///
    /// # Errors
    /// When a program or the package is missing, or the session does not start.
    pub async fn chromium(options: Options) -> Result<Self> {
        Self::start(Kind::Chromium, options).await
    }

    /// Starts Firefox.
    ///
    /// # Errors
    /// When a program or the package is missing, or the session does not start.
    pub async fn firefox(options: Options) -> Result<Self> {
        Self::start(Kind::Firefox, options).await
    }

    /// Starts the browser of this kind.
    ///
    /// # Errors
    /// When a program or the package is missing, or the session does not start.
    pub async fn start(kind: Kind, options: Options) -> Result<Self> {
        Self::start_allowed(kind, options, &[]).await
    }

    /// Ends the browser as a person does, and starts it anew with the same profile.
    ///
    /// Chromium has the extension as it had it before. In Firefox it is loaded anew, since only
    /// some of its editions keep an extension that Mozilla has not signed: what it has stored is
    /// still there, and the harness lets it read what it might read. Its registered scripts and
    /// alarms are gone, as after an update, and it is told of an installation, not of a start.
    ///
    /// # Errors
    /// When it was not started with [`Options::lasting`], or does not start.
    pub async fn restart(self) -> Result<Self> {
        let options = self.options.clone();
        ensure!(options.profile.is_some(), "the profile is not kept");
        let (kind, allowed) = (self.kind, self.origins_allowed().await?);
        drop(self);
        Self::start_allowed(kind, options, &allowed).await
    }

    async fn start_allowed(kind: Kind, mut options: Options, allowed: &[Value]) -> Result<Self> {
        if options.lasts && options.profile.is_none() {
            options.profile = Some(tempfile::tempdir()?.into());
        }
        let folder = options.package.clone().unwrap_or_else(|| kind.package());
        let extension = Extension::read(kind, &folder)?;
        let program = kind.driver()?;
        let (mut driver, mut wanted) = match kind {
            Kind::Chromium => (
                Driver::start(
                    &program,
                    chromium::driver_arguments,
                    &chromium::environment(&options),
                )
                .await?,
                chromium::capabilities(&options, &extension)?,
            ),
            Kind::Firefox => (
                Driver::start(&program, firefox::driver_arguments, &[]).await?,
                firefox::capabilities(&options, &extension)?,
            ),
        };
        wanted["acceptInsecureCerts"] = json!(true);
        if let Some(proxy) = options.proxy {
            wanted["proxy"] = json!({ "proxyType": "manual", "sslProxy": proxy.to_string(), "httpProxy": proxy.to_string() });
        }
        let mut capabilities = Capabilities::new();
        for (key, value) in wanted.as_object().into_iter().flatten() {
            capabilities.set(key, value)?;
        }
        let web = match WebDriver::new(driver.url(), capabilities).await {
            Ok(web) => web,
            Err(error) => bail!(
                "{} does not start: {error}\n{}",
                kind.name(),
                driver.output().unwrap_or_default()
            ),
        };
        let process = web
            .capabilities()
            .get("moz:processID")
            .and_then(Value::as_u64);
        driver.owns(web.session_id().to_string(), process);
        // The driver ends the session when it is dropped, in the right order.
        web.clone().leak()?;
        let session = Session { web };
        let browser = Self {
            session,
            extension,
            console_read: 0.into(),
            driver,
            options,
            kind,
        };
        browser.prepare(allowed).await?;
        Ok(browser)
    }

    /// Which browser this is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The extension that is loaded.
    pub fn extension(&self) -> &Extension {
        &self.extension
    }

    /// The WebDriver session, for what the harness has no word for.
    pub fn web(&self) -> &WebDriver {
        &self.session.web
    }

    /// Does what a press of the toolbar button does for the tab that is shown: lets the
    /// extension look into it (`activeTab`). Chromium's hosts are allowed by other means.
    ///
    /// # Errors
    /// When Firefox refuses.
    pub async fn touch_tab(&self) -> Result<()> {
        match self.kind {
            Kind::Chromium => Ok(()),
            Kind::Firefox => firefox::touch_tab(&self.session, &self.extension).await,
        }
    }

    /// Lets the extension's next request for a host pattern such as `https://home.test/*` succeed without a prompt.
    ///
    /// The request itself must still come from a press in one of the extension's pages.
    pub async fn allow_host(&self, pattern: &str) -> Result<()> {
        match self.kind {
            Kind::Chromium => chromium::allow_host(&self.session, &self.extension, pattern).await,
            // All prompts are switched off by a preference.
            Kind::Firefox => Ok(()),
        }
    }

    /// Ends the extension's background, as the browser does when it is idle, and waits until it is gone.
    pub async fn stop_background(&self) -> Result<()> {
        match self.kind {
            Kind::Chromium => chromium::stop_background(&self.session, &self.extension).await,
            Kind::Firefox => firefox::stop_background(&self.session, &self.extension).await,
        }
    }

    /// Whether the extension's background runs at the moment.
    pub async fn background_runs(&self) -> Result<bool> {
        match self.kind {
            Kind::Chromium => chromium::background_runs(&self.session, &self.extension).await,
            Kind::Firefox => firefox::background_runs(&self.session, &self.extension).await,
        }
    }

    /// Waits until `condition` gives something, asking it again and again.
    ///
    /// # Errors
    /// When it gives nothing within 20 s (`what` names it), or fails.
    pub async fn until<T>(
        &self,
        what: &str,
        condition: impl AsyncFnMut() -> Result<Option<T>>,
    ) -> Result<T> {
        self.session.until(what, condition).await
    }

    /// Likewise, as long as it takes at most.
    ///
    /// # Errors
    /// When it gives nothing within that time (`what` names it), or fails.
    pub async fn until_within<T>(
        &self,
        patience: Duration,
        what: &str,
        condition: impl AsyncFnMut() -> Result<Option<T>>,
    ) -> Result<T> {
        self.session.until_within(patience, what, condition).await
    }

    async fn prepare(&self, allowed: &[Value]) -> Result<()> {
        let (width, height) = self.options.size;
        if self.kind == Kind::Firefox {
            if !allowed.is_empty() {
                firefox::allow_again(&self.session, &self.extension, allowed).await?;
            }
            firefox::install(&self.session, &self.extension).await?;
        }
        if self.options.headed {
            // A window takes what the screen has room for.
            self.web().set_window_rect(0, 0, width, height).await?;
        } else if !(self.options.touch && self.kind == Kind::Chromium) {
            self.resize(width, height).await?;
        }
        Ok(())
    }
}

/// The commands that the harness's own parts use.
pub struct Session {
    pub(crate) web: WebDriver,
}

impl Session {
    /// Sends a command that only this browser's driver knows.
    pub async fn command(&self, path: &'static str, body: Value) -> Result<Value> {
        Ok(self
            .web
            .cmd(DriverCommand { path, body })
            .await?
            .value_json()?)
    }

    /// Sends a command of Chromium's DevTools protocol to the current tab.
    pub async fn devtools(&self, method: &str, parameters: Value) -> Result<Value> {
        self.command(
            "goog/cdp/execute",
            json!({ "cmd": method, "params": parameters }),
        )
        .await
    }

    /// Runs a script whose last argument is the callback for its answer.
    pub async fn run_async(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self
            .web
            .execute_async(script, arguments)
            .await?
            .json()
            .clone())
    }

    /// Runs such a script on another page, in a tab of its own that is closed again.
    pub async fn aside(&self, address: &str, script: &str, arguments: Vec<Value>) -> Result<Value> {
        let before = self.web.window().await?;
        let tab = self.web.new_tab().await?;
        self.web.switch_to_window(tab).await?;
        let answer = match self.web.goto(address).await {
            Ok(()) => self.run_async(script, arguments).await,
            Err(error) => Err(error.into()),
        };
        self.web.close_window().await?;
        self.web.switch_to_window(before).await?;
        answer
    }

    /// Waits until `condition` gives something.
    pub async fn until<T>(
        &self,
        what: &str,
        condition: impl AsyncFnMut() -> Result<Option<T>>,
    ) -> Result<T> {
        self.until_within(PATIENCE, what, condition).await
    }

    async fn until_within<T>(
        &self,
        patience: Duration,
        what: &str,
        mut condition: impl AsyncFnMut() -> Result<Option<T>>,
    ) -> Result<T> {
        let start = Instant::now();
        loop {
            let answer = condition()
                .await
                .with_context(|| format!("while waiting for {what}"))?;
            if let Some(found) = answer {
                return Ok(found);
            }
            if start.elapsed() > patience {
                bail!("waited {} s in vain for {what}", patience.as_secs());
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// A command under the session's address.
#[derive(Debug)]
struct DriverCommand {
    path: &'static str,
    body: Value,
}

impl FormatRequestData for DriverCommand {
    fn format_request(&self, session: &SessionId) -> RequestData {
        RequestData::new(Method::POST, format!("/session/{session}/{}", self.path))
            .add_body(self.body.clone())
    }
}
