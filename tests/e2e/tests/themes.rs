//! The line and the comparison can be read in every theme of every version.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use freshet_e2e::{Browser, Kind, Options};
use freshet_sandbox::Sandbox;
use serde_json::Value;
use std::path::Path;

const HOMES: [&str; 4] = ["home43.test", "home44.test", "home45.test", "home46.test"];
const THEMES: [&str; 3] = ["dark", "light", "contrast"];

/// The least contrast of text by WCAG 2.2, level AA.
const LEAST: f64 = 4.5;

/// The contrast of every kind of text against what is painted behind it, by selector.
/// Colours of any notation become numbers on a canvas.
const CONTRASTS: &str = r#"
    const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    const mixed = layers => {
        canvas.clearRect(0, 0, 1, 1);
        for (const layer of layers) {
            canvas.fillStyle = layer;
            canvas.fillRect(0, 0, 1, 1);
        }
        return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const light = colour => {
        const [red, green, blue] = colour.map(part => (part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const behind = element => {
        const layers = [];
        for (let one = element; one; one = one.parentElement ?? one.getRootNode().host) layers.unshift(getComputedStyle(one).backgroundColor);
        return ['white', ...layers];
    };
    const root = document.querySelector('freshet-line').shadowRoot;
    const contrasts = {};
    for (const selector of arguments[0]) {
        for (const element of root.querySelectorAll(selector)) {
            const ground = behind(element);
            const [text, back] = [light(mixed([...ground, getComputedStyle(element).color])), light(mixed(ground))];
            const contrast = (Math.max(text, back) + 0.05) / (Math.min(text, back) + 0.05);
            contrasts[selector] = Math.min(contrasts[selector] ?? 99, contrast);
        }
    }
    return contrasts;"#;

const TEXTS: [&str; 9] = [
    ".words", ".aside", "button", ".head", ".name", ".cell", ".cell a", "del", "ins",
];

/// Shows the open comparison in every theme of every home.
async fn check(kind: Kind) {
    let sandbox = Sandbox::start().await.unwrap();
    let options = Options::through(sandbox.proxy_address());
    let browser = Browser::start(kind, options).await.unwrap();
    for home in HOMES {
        browser.open(&format!("https://{home}/home")).await.unwrap();
        browser.switch_on(home).await.unwrap();
        browser.go("/@ada@mastodon44.test").await.unwrap();
        for theme in THEMES {
            let address = format!("https://{home}/@ada@mastodon44.test?theme={theme}");
            browser.open(&address).await.unwrap();
            if theme == THEMES[0] {
                browser.line_says("Compare this profile").await.unwrap();
                assert_readable(&browser, home, theme, &[".words", ".aside", "button"]).await;
                browser.agree_to_all().await.unwrap();
            }
            browser.line_says("7 differences").await.unwrap();
            browser
                .press_named(".freshet .line button", "Compare")
                .await
                .unwrap();
            browser
                .wait_for("the comparison", ".freshet .comparison .row del")
                .await
                .unwrap();
            assert_readable(&browser, home, theme, &TEXTS).await;
        }
    }
}

/// Every text is readable; leaves a picture for people.
async fn assert_readable(browser: &Browser, home: &str, theme: &str, texts: &[&str]) {
    let contrasts = browser.run(CONTRASTS, vec![texts.into()]).await.unwrap();
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/e2e");
    let name = format!(
        "{home}-{theme}-{}-{}.png",
        texts.len(),
        browser.kind().name()
    );
    browser.screenshot(&target.join(name)).await.unwrap();
    for text in texts {
        let contrast = contrasts.get(*text).and_then(Value::as_f64);
        let contrast = contrast.unwrap_or_else(|| panic!("no {text} on {home}"));
        assert!(
            contrast >= LEAST,
            "{text} on {home}, {theme}: {contrast:.2} to 1"
        );
    }
}

#[tokio::test]
async fn every_text_has_contrast_in_chromium() {
    check(Kind::Chromium).await;
}

#[tokio::test]
async fn every_text_has_contrast_in_firefox() {
    check(Kind::Firefox).await;
}
