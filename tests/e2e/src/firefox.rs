//! What is peculiar to Firefox: its preferences, and scripts with the rights of the browser itself.

use crate::browser::Session;
use crate::options::{Options, Scheme};
use crate::{Extension, Kind};
use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use std::ffi::OsString;

/// The least width of a window, in CSS pixels, generously.
pub const LEAST_WIDTH: u32 = 600;

/// geckodriver's arguments: a second port of its own choice, and access to the browser's own context.
pub fn driver_arguments(port: u16) -> Vec<OsString> {
    // Port 0 lets Firefox choose for Marionette; the default would clash between sessions.
    [
        "--port",
        &port.to_string(),
        "--websocket-port",
        "0",
        "--allow-system-access",
        "--log",
        "error",
    ]
    .map(OsString::from)
    .to_vec()
}

/// What the session is asked for.
pub fn capabilities(options: &Options, extension: &Extension) -> Result<Value> {
    let mut preferences = json!({
        "extensions.webextensions.uuids": extension.uuids(),
        "extensions.webextOptionalPermissionPrompts": false,
        // So that the console of the pages can be read from the output.
        "devtools.console.stdout.content": true,
        // geckodriver switches this on, and nothing would tell those messages from the pages'.
        "devtools.console.stdout.chrome": false,
        "intl.accept_languages": options.language,
        "intl.locale.requested": options.language,
        "layout.css.prefers-color-scheme.content-override": match options.scheme { Scheme::Dark => 0, Scheme::Light => 1 },
        "layout.css.devPixelsPerPx": "1.0",
        "ui.useOverlayScrollbars": 1,
        "browser.shell.checkDefaultBrowser": false,
        "datareporting.policy.dataSubmissionEnabled": false,
        "app.update.disabledForTesting": true,
        // Nothing but the pages and the extension asks the network.
        "services.settings.server": "data:,#remote-settings-dummy/v1",
        "network.captive-portal-service.enabled": false,
        "network.connectivity-service.enabled": false,
        "browser.region.network.url": "",
        "extensions.systemAddon.update.enabled": false,
        "browser.safebrowsing.downloads.remote.enabled": false,
    });
    if options.proxy.is_some() {
        // What is asked of this machine itself goes through the proxy too, and into its log.
        preferences["network.proxy.allow_hijacking_localhost"] = json!(true);
    }
    if options.touch {
        // 1: coarse, as in nsIWidget's PointerCapabilities.
        preferences["ui.primaryPointerCapabilities"] = json!(1);
        preferences["ui.allPointerCapabilities"] = json!(1);
        preferences["dom.w3c_touch_events.enabled"] = json!(1);
    }
    let mut arguments = Vec::new();
    if !options.headed {
        arguments.push("-headless".to_owned());
    }
    if let Some(profile) = &options.profile {
        // An extension that is loaded for the session is taken out when the session ends.
        preferences["extensions.webextensions.keepStorageOnUninstall"] = json!(true);
        preferences["extensions.webextensions.keepUuidOnUninstall"] = json!(true);
        arguments.push("-profile".to_owned());
        arguments.push(profile.path().display().to_string());
    }
    Ok(json!({
        "browserName": "firefox",
        "moz:firefoxOptions": { "binary": Kind::Firefox.browser()?, "args": arguments, "prefs": preferences },
    }))
}

/// Loads the unpacked extension.
pub async fn install(session: &Session, extension: &Extension) -> Result<()> {
    let body = json!({ "path": extension.folder(), "temporary": true });
    session
        .command("moz/addon/install", body)
        .await
        .context("Firefox does not load the extension")?;
    Ok(())
}

/// Lets the extension, which is not loaded yet, read these origins, as before the restart.
pub async fn allow_again(
    session: &Session,
    extension: &Extension,
    origins: &[Value],
) -> Result<()> {
    let script = "const [id, origins, done] = arguments;
        const { ExtensionPermissions } = ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs');
        ExtensionPermissions.add(id, { permissions: [], origins, data_collection: [] }).then(() => done(null), error => done(String(error)));";
    let arguments = vec![json!(extension.id()), json!(origins)];
    let error = privileged(session, script, arguments).await?;
    anyhow::ensure!(error.is_null(), "Firefox does not allow it: {error}");
    Ok(())
}

/// What is on the clipboard.
pub async fn clipboard(session: &Session) -> Result<Value> {
    let script = "const [done] = arguments;
        const transfer = Cc['@mozilla.org/widget/transferable;1'].createInstance(Ci.nsITransferable);
        transfer.init(null);
        transfer.addDataFlavor('text/plain');
        Services.clipboard.getData(transfer, Services.clipboard.kGlobalClipboard);
        const data = {};
        transfer.getTransferData('text/plain', data);
        done(data.value.QueryInterface(Ci.nsISupportsString).data);";
    privileged(session, script, vec![]).await
}

/// Ends the background page and waits until it is gone.
pub async fn stop_background(session: &Session, extension: &Extension) -> Result<()> {
    let before = background(session, extension).await?;
    let script = "const [id, done] = arguments;
        WebExtensionPolicy.getByID(id).extension.terminateBackground({ ignoreDevToolsAttached: true })
            .then(() => done(null), error => done(String(error)));";
    let error = privileged(session, script, vec![json!(extension.id())]).await?;
    anyhow::ensure!(
        error.is_null(),
        "Firefox does not stop the background: {error}"
    );
    session
        .until("the background to stop", async || {
            // A page may have woken another one already.
            Ok((background(session, extension).await? != before
                || !background_runs(session, extension).await?)
                .then_some(()))
        })
        .await
}

/// What the browser calls the background page that is there, or null.
async fn background(session: &Session, extension: &Extension) -> Result<Value> {
    let script = "const [id, done] = arguments; done(WebExtensionPolicy.getByID(id).extension.backgroundContext?.childId ?? null);";
    privileged(session, script, vec![json!(extension.id())]).await
}

/// Whether the background page runs.
pub async fn background_runs(session: &Session, extension: &Extension) -> Result<bool> {
    let script = "const [id, done] = arguments; done(WebExtensionPolicy.getByID(id).extension.backgroundState);";
    Ok(privileged(session, script, vec![json!(extension.id())]).await? == "running")
}

/// Gives the extension `activeTab` for the tab that is shown.
pub async fn touch_tab(session: &Session, extension: &Extension) -> Result<()> {
    let script = "const [id, done] = arguments;
        WebExtensionPolicy.getByID(id).extension.tabManager.addActiveTabPermission(gBrowser.selectedTab);
        done(null);";
    privileged(session, script, vec![json!(extension.id())]).await?;
    Ok(())
}

/// Gives the pages of all tabs less width than the window has, or all of it again.
pub async fn narrow(session: &Session, width: Option<u32>) -> Result<()> {
    let script = "const [width, done] = arguments;
        const style = gBrowser.tabpanels.style;
        style.maxWidth = style.minWidth = width ? `${width}px` : '';
        done(null);";
    privileged(session, script, vec![json!(width)]).await?;
    Ok(())
}

/// The errors and warnings that pages and extensions caused and `console` did not write: what
/// nobody caught, and what the browser refused. As `(is an error, text)`, each once.
pub async fn errors(session: &Session) -> Result<Vec<(bool, String)>> {
    let script = "const [done] = arguments;
        const found = [];
        for (const message of Services.console.getMessageArray()) {
            if (!(message instanceof Ci.nsIScriptError) || !/^(https?|moz-extension):/.test(message.sourceName)) continue;
            found.push([
                !(message.flags & Ci.nsIScriptError.warningFlag),
                `${message.sourceName} ${message.lineNumber}:${message.columnNumber} ${message.errorMessage}`,
            ]);
        }
        Services.console.reset();
        done(found);";
    serde_json::from_value(privileged(session, script, vec![]).await?)
        .context("the console is of another shape")
}

/// Runs a script with the rights of the browser itself; its last argument is the callback.
async fn privileged(session: &Session, script: &str, arguments: Vec<Value>) -> Result<Value> {
    session
        .command("moz/context", json!({ "context": "chrome" }))
        .await?;
    let answer = session.run_async(script, arguments).await;
    session
        .command("moz/context", json!({ "context": "content" }))
        .await?;
    answer
}
