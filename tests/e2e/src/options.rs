//! How a browser is started.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;

/// The colours that the system asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scheme {
    /// `prefers-color-scheme: light`.
    #[default]
    Light,
    /// `prefers-color-scheme: dark`.
    Dark,
}

/// How a browser is started; headless unless `FRESHET_HEADED` is set.
#[derive(Clone, Debug)]
pub struct Options {
    pub(crate) proxy: Option<SocketAddr>,
    pub(crate) size: (u32, u32),
    pub(crate) scheme: Scheme,
    pub(crate) touch: bool,
    pub(crate) language: String,
    pub(crate) headed: bool,
    pub(crate) package: Option<PathBuf>,
    pub(crate) lasts: bool,
    /// The browser's profile, where it outlasts the browser.
    pub(crate) profile: Option<Arc<TempDir>>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            proxy: None,
            size: (1280, 900),
            scheme: Scheme::Light,
            touch: false,
            language: "en-US".to_owned(),
            headed: std::env::var_os("FRESHET_HEADED").is_some_and(|value| !value.is_empty()),
            package: None,
            lasts: false,
            profile: None,
        }
    }
}

impl Options {
    /// The defaults, with all of `https:` going through the CONNECT proxy at this address.
    pub fn through(proxy: SocketAddr) -> Self {
        Self {
            proxy: Some(proxy),
            ..Self::default()
        }
    }

    /// The size of the page's viewport in CSS pixels (1280 × 900 by default).
    pub fn size(mut self, width: u32, height: u32) -> Self {
        self.size = (width, height);
        self
    }

    /// The colours that pages are asked for (light by default).
    pub fn scheme(mut self, scheme: Scheme) -> Self {
        self.scheme = scheme;
        self
    }

    /// Whether the page is on a device with a touch screen and no mouse.
    pub fn touch(mut self, touch: bool) -> Self {
        self.touch = touch;
        self
    }

    /// The language that pages see as the browser's first, such as `de` (`en-US` by default).
    ///
    /// `i18n.getUILanguage` follows only where the browser has that language installed.
    pub fn language(mut self, language: &str) -> Self {
        language.clone_into(&mut self.language);
        self
    }

    /// Whether a window is shown.
    pub fn headed(mut self, headed: bool) -> Self {
        self.headed = headed;
        self
    }

    /// Keeps the browser's profile until the end of the test, so that it can be
    /// [restarted](crate::Browser::restart).
    pub fn lasting(mut self) -> Self {
        self.lasts = true;
        self
    }

    /// Loads the extension in this folder instead of the packaged one.
    pub fn package(mut self, folder: impl Into<PathBuf>) -> Self {
        self.package = Some(folder.into());
        self
    }
}
