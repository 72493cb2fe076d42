//! The person's language: the catalogue of texts, and `Intl` for numbers and dates.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;

use super::browser;
use crate::ui::language;
use crate::ui::words::{Catalogue, Formats, Speaker};

/// A language with its texts.
#[derive(Clone)]
pub struct Language {
    /// Its tag: `en`, `de`.
    pub tag: &'static str,
    catalogue: Rc<Catalogue>,
}

thread_local! {
    static CATALOGUES: RefCell<Vec<(&'static str, Rc<Catalogue>)>> = RefCell::default();
}

/// The page's language where there are texts in it, otherwise the browser's, otherwise
/// English.
pub async fn of(page: &str) -> Language {
    let browser = browser::ui_language().unwrap_or_default();
    let tag = language::choose(&[page, &browser]);
    let known = CATALOGUES.with_borrow(|catalogues| {
        let (_, catalogue) = catalogues.iter().find(|(known, _)| *known == tag)?;
        Some(Rc::clone(catalogue))
    });
    let catalogue = match known {
        Some(catalogue) => catalogue,
        None => match load(tag).await {
            Ok(catalogue) => {
                let catalogue = Rc::new(catalogue);
                CATALOGUES.with_borrow_mut(|known| known.push((tag, Rc::clone(&catalogue))));
                catalogue
            }
            // Keys are shown as themselves until it can be read.
            Err(error) => {
                browser::refused("_locales", &error);
                Rc::default()
            }
        },
    };
    Language { tag, catalogue }
}

impl Language {
    /// Speaks this language.
    pub fn speak<T>(&self, with: impl FnOnce(&Speaker<'_>) -> T) -> T {
        with(&Speaker {
            catalogue: &self.catalogue,
            formats: &Intl(self.tag),
        })
    }

    /// Its direction.
    pub fn direction(&self) -> &'static str {
        language::direction(self.tag)
    }
}

async fn load(tag: &str) -> Result<Catalogue, JsValue> {
    let json = text(&format!("_locales/{tag}/messages.json")).await?;
    Catalogue::from_json(&json).map_err(JsValue::from_str)
}

/// A text file of the extension.
pub async fn text(path: &str) -> Result<String, JsValue> {
    let address = browser::extension_url(path)?;
    let response = gloo_net::http::Request::get(&address).send().await;
    let text = match response {
        Ok(response) => response.text().await,
        Err(error) => Err(error),
    };
    text.map_err(|error| JsValue::from_str(&error.to_string()))
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Intl)]
    type ListFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl)]
    fn new(locales: &Array, options: &Object) -> ListFormat;
    #[wasm_bindgen(method)]
    fn format(this: &ListFormat, list: &Array) -> String;
}

struct Intl(&'static str);

impl Intl {
    fn locales(&self) -> Array {
        Array::of1(&JsValue::from_str(self.0))
    }

    fn date_time(&self, options: &[(&str, &str)], moment: f64) -> String {
        let bag = Object::new();
        for (name, value) in options {
            let _ = Reflect::set(&bag, &JsValue::from_str(name), &JsValue::from_str(value));
        }
        let format = js_sys::Intl::DateTimeFormat::new(&self.locales(), &bag).format();
        let moment = JsValue::from_f64(moment);
        format
            .call1(&JsValue::UNDEFINED, &moment)
            .ok()
            .and_then(|words| words.as_string())
            .unwrap_or_default()
    }
}

impl Formats for Intl {
    fn plural(&self, count: u64) -> String {
        js_sys::Intl::PluralRules::new(&self.locales(), &Object::new())
            .select(count as f64)
            .into()
    }

    fn number(&self, count: u64) -> String {
        let format = js_sys::Intl::NumberFormat::new(&self.locales(), &Object::new()).format();
        format
            .call1(&JsValue::UNDEFINED, &JsValue::from_f64(count as f64))
            .ok()
            .and_then(|words| words.as_string())
            .unwrap_or_else(|| count.to_string())
    }

    fn time(&self, moment: f64) -> String {
        self.date_time(&[("timeStyle", "short")], moment)
    }

    fn date(&self, moment: f64) -> String {
        self.date_time(&[("dateStyle", "medium"), ("timeZone", "UTC")], moment)
    }

    fn list(&self, words: &[String]) -> String {
        let words: Array = words.iter().map(|word| JsValue::from_str(word)).collect();
        ListFormat::new(&self.locales(), &Object::new()).format(&words)
    }
}
