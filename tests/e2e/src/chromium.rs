//! What is peculiar to Chromium: its flags, and the DevTools protocol.

use crate::browser::Session;
use crate::options::{Options, Scheme};
use crate::{Extension, Kind};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::ffi::OsString;
use std::time::Duration;

/// chromedriver's arguments.
pub fn driver_arguments(port: u16) -> Vec<OsString> {
    vec![format!("--port={port}").into()]
}

/// The environment, from which Chromium takes its own language on Linux.
pub fn environment(options: &Options) -> Vec<(&'static str, String)> {
    vec![("LANGUAGE", options.language.replace('-', "_"))]
}

/// What the session is asked for.
pub fn capabilities(options: &Options, extension: &Extension) -> Result<Value> {
    let mut arguments: Vec<String> = [
        "--no-first-run",
        "--no-default-browser-check",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        // Chromium's sandbox does not start as root, nor in most containers.
        "--no-sandbox",
        // The same picture on every machine.
        "--force-device-scale-factor=1",
        "--hide-scrollbars",
    ]
    .map(str::to_owned)
    .to_vec();
    if !options.headed {
        arguments.push("--headless=new".to_owned());
    }
    if options.scheme == Scheme::Dark {
        arguments.push("--force-dark-mode".to_owned());
    }
    if options.proxy.is_some() {
        // What is asked of this machine itself goes through the proxy too, and into its log.
        arguments.push("--proxy-bypass-list=<-loopback>".to_owned());
    }
    let (width, height) = options.size;
    arguments.push(format!("--window-size={width},{height}"));
    arguments.push(format!("--lang={}", options.language));
    arguments.push(format!("--load-extension={}", extension.folder().display()));
    if let Some(profile) = &options.profile {
        arguments.push(format!("--user-data-dir={}", profile.path().display()));
    }
    let mut chromium = json!({
        "binary": Kind::Chromium.browser()?,
        "args": arguments,
        "prefs": {
            "intl.accept_languages": options.language,
            // Otherwise a profile that is used again begins with the search engine's page.
            "session": { "restore_on_startup": 4, "startup_urls": ["about:blank"] },
        },
        // Otherwise tabs that the extension opens are not among the driver's.
        "enableExtensionTargets": true,
    });
    if options.touch {
        chromium["mobileEmulation"] = json!({ "deviceMetrics": { "width": width, "height": height, "pixelRatio": 1, "touch": true, "mobile": true } });
    }
    Ok(json!({
        "browserName": "chrome",
        "goog:chromeOptions": chromium,
        "goog:loggingPrefs": { "browser": "ALL" },
    }))
}

/// Lets the next `permissions.request` for this host pattern succeed without a prompt.
pub async fn allow_host(session: &Session, extension: &Extension, pattern: &str) -> Result<()> {
    let script = "const [id, host, done] = arguments;
        chrome.developerPrivate.addHostPermission(id, host).then(() => done(null), error => done(String(error)));";
    let arguments = vec![json!(extension.id()), json!(pattern)];
    let error = session
        .aside("chrome://extensions/", script, arguments)
        .await?;
    if let Some(error) = error.as_str() {
        bail!("Chromium does not allow {pattern}: {error}");
    }
    Ok(())
}

/// Stops the service worker and waits until it is gone.
pub async fn stop_background(session: &Session, extension: &Extension) -> Result<()> {
    let before = background(session, extension).await?;
    session.devtools("ServiceWorker.enable", json!({})).await?;
    session
        .devtools("ServiceWorker.stopAllWorkers", json!({}))
        .await?;
    session
        .until("the service worker to stop", async || {
            // A page may have woken another one already.
            let now = background(session, extension).await?;
            Ok((now.is_none() || now != before).then_some(()))
        })
        .await?;
    session.devtools("ServiceWorker.disable", json!({})).await?;
    Ok(())
}

/// Whether the service worker runs.
pub async fn background_runs(session: &Session, extension: &Extension) -> Result<bool> {
    Ok(background(session, extension).await?.is_some())
}

/// What the browser calls the service worker that runs, if one does.
async fn background(session: &Session, extension: &Extension) -> Result<Option<String>> {
    let answer = session.devtools("Target.getTargets", json!({})).await?;
    let targets = answer
        .get("targetInfos")
        .and_then(Value::as_array)
        .context("no targets")?;
    let text = |target: &Value, key: &str| {
        let text = target.get(key).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    let own = targets.iter().find(|target| {
        text(target, "type") == "service_worker"
            && text(target, "url").starts_with(extension.origin())
    });
    Ok(own.map(|target| text(target, "targetId")))
}

/// What is on the clipboard. The page that is shown may read it for as long as this takes.
pub async fn clipboard(session: &Session) -> Result<Value> {
    let may = json!({ "permissions": ["clipboardReadWrite"] });
    session.devtools("Browser.grantPermissions", may).await?;
    let script = "const [done] = arguments;
        navigator.clipboard.readText().then(done, error => done({ error: String(error) }));";
    let text = session.run_async(script, vec![]).await;
    session
        .devtools("Browser.resetPermissions", json!({}))
        .await?;
    text
}

/// Begins to sample what runs in the page that is shown.
pub async fn begin_profile(session: &Session) -> Result<()> {
    session.devtools("Profiler.enable", json!({})).await?;
    session
        .devtools("Profiler.setSamplingInterval", json!({ "interval": 100 }))
        .await?;
    session.devtools("Profiler.start", json!({})).await?;
    Ok(())
}

/// Ends it, and adds up the samples that fell into the extension's scripts.
pub async fn end_profile(session: &Session, extension: &Extension) -> Result<Duration> {
    let answer = session.devtools("Profiler.stop", json!({})).await?;
    let part = |name: &str| {
        let list = answer.get("profile").and_then(|profile| profile.get(name));
        list.and_then(Value::as_array).context("no profile")
    };
    let own: HashSet<Option<u64>> = part("nodes")?
        .iter()
        .filter(|node| {
            let address = node.pointer("/callFrame/url").and_then(Value::as_str);
            address.is_some_and(|address| address.starts_with(extension.origin()))
        })
        .map(|node| node.get("id").and_then(Value::as_u64))
        .collect();
    // The time before a sample belongs to the sample before it.
    let samples = part("samples")?;
    let times = part("timeDeltas")?;
    let spent = samples
        .iter()
        .zip(times.iter().skip(1))
        .filter(|(sample, _)| own.contains(&sample.as_u64()))
        .filter_map(|(_, time)| time.as_u64())
        .sum();
    Ok(Duration::from_micros(spent))
}
