//! How a page looks and for whom: the switches of its address, kept in
//! cookies, and the attributes, classes and style sheets that follow from them.

use crate::asked::Asked;
use crate::model::Home;

/// The switches that a page address may carry; each is kept in a cookie of its name.
pub const SWITCHES: [&str; 6] = ["theme", "locale", "signed", "pointer", "admin", "nostore"];

/// What the switches say.
pub struct Look {
    /// `dark`, `light`, `contrast` or `system`.
    pub theme: String,
    /// The language of the page.
    pub locale: String,
    /// Whether the user `tester` is signed in.
    pub signed_in: bool,
    /// Whether menus open as on a touch screen.
    pub touch: bool,
    /// Whether the role may manage federation.
    pub admin: bool,
    /// Whether the web UI's store cannot be reached from its root.
    pub hides_store: bool,
}

impl Look {
    /// What address and cookies say; the address first.
    pub fn of(asked: &Asked) -> Self {
        let value = |name: &str, usual: &str| {
            switched(asked, name)
                .or_else(|| asked.cookie(name).map(str::to_owned))
                .unwrap_or_else(|| usual.to_owned())
        };
        Self {
            theme: value("theme", "dark"),
            locale: value("locale", "en"),
            signed_in: value("signed", "in") != "out",
            touch: value("pointer", "mouse") == "touch",
            admin: value("admin", "no") == "yes",
            hides_store: value("nostore", "no") == "yes",
        }
    }
}

/// The value that the address gives a switch.
pub fn switched(asked: &Asked, name: &str) -> Option<String> {
    let given = |parameter: &str| asked.parameter(parameter).is_some();
    let value = match name {
        "signed" if given("signed-out") => "out".to_owned(),
        "signed" if given("signed-in") => "in".to_owned(),
        "pointer" if given("touch") => "touch".to_owned(),
        "pointer" if given("mouse") => "mouse".to_owned(),
        "admin" if given("admin") => "yes".to_owned(),
        "nostore" if given("nostore") => "yes".to_owned(),
        "nostore" if given("store") => "no".to_owned(),
        "theme" | "locale" => asked.parameter(name)?,
        _ => return None,
    };
    let harmless = value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    harmless.then_some(value)
}

/// Attributes of `html`, classes of `body`, and the style sheets.
pub fn dress(home: &Home, look: &Look) -> (String, String, String) {
    let sheet = |name: &str, media: &str| {
        format!("<link rel=\"stylesheet\" media=\"{media}\" href=\"/packs/{name}.css\">\n")
    };
    let minor = home.minor();
    let light = look.theme == "light";
    if home.at_least(6) {
        let scheme = if light { "light" } else { "dark" };
        let contrast = if look.theme == "contrast" {
            "high"
        } else {
            "default"
        };
        let attributes = format!(
            " class=\"custom-scrollbars reduce-motion\" data-contrast=\"{contrast}\" \
             data-color-scheme=\"{scheme}\" data-user-flavour=\"{}\"{}",
            if home.glitch { "glitch" } else { "vanilla" },
            if look.theme == "system" {
                " data-system-theme=\"true\""
            } else {
                ""
            },
        );
        let sheets = ["theme-4.6-dark", "theme-4.6-light", "base", "modern"]
            .map(|name| sheet(name, "all"))
            .concat();
        return (attributes, "app-body".to_owned(), sheets);
    }
    let (skin, theme) = match look.theme.as_str() {
        "light" => ("mastodon-light", "mastodon-light"),
        "contrast" => ("contrast", "contrast"),
        "system" => ("system", "system"),
        _ => ("default", "default"),
    };
    let scrollbars = if minor == "4.3" {
        ""
    } else {
        " custom-scrollbars"
    };
    let classes =
        format!("app-body flavour-vanilla skin-{skin} theme-{theme}{scrollbars} reduce-motion");
    let mut sheets = match look.theme.as_str() {
        "light" => sheet(&format!("theme-{minor}-light"), "all"),
        "system" => {
            sheet(
                &format!("theme-{minor}-dark"),
                "(prefers-color-scheme: dark)",
            ) + &sheet(
                &format!("theme-{minor}-light"),
                "(prefers-color-scheme: light)",
            )
        }
        _ => sheet(&format!("theme-{minor}-dark"), "all"),
    };
    sheets += &sheet("base", "all");
    sheets += &sheet("legacy", "all");
    if look.theme == "contrast" {
        sheets += &sheet("contrast", "all");
    }
    (String::new(), classes, sheets)
}
