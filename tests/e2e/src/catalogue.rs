//! The texts of the extension, as its catalogues in `extension/_locales` have them.

use crate::as_read;
use anyhow::{Context as _, Result};
use serde_json::Value;
use std::path::Path;

/// The texts of one language.
#[derive(Clone, Debug)]
pub struct Catalogue(Value);

impl Catalogue {
    /// Reads the catalogue of a language, such as `en`.
    ///
    /// # Errors
    /// When there is none.
    pub fn read(language: &str) -> Result<Self> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../extension/_locales")
            .join(language)
            .join("messages.json");
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        Ok(Self(serde_json::from_str(&text)?))
    }

    /// The text of a key with these names filled in, as it is read.
    ///
    /// # Errors
    /// When the catalogue has no such key.
    pub fn text(&self, key: &str, names: &[(&str, &str)]) -> Result<String> {
        let message = self.0.get(key).and_then(|entry| entry.get("message"));
        let message = message.and_then(Value::as_str);
        let message = message.with_context(|| format!("no text is called {key}"))?;
        let fill =
            |text: String, (name, value): &(&str, &str)| text.replace(&format!("${name}$"), value);
        Ok(names.iter().fold(message.to_owned(), fill))
    }

    /// Whether `shown` is, or begins with, the text of a key with these names filled in; a name
    /// that is not among them may be anything.
    ///
    /// # Errors
    /// When the catalogue has no such key.
    pub fn says(&self, key: &str, names: &[(&str, &str)], shown: &str) -> Result<bool> {
        let text = self.text(key, names)?;
        // Names stand between dollars, so every other piece is literal.
        let mut pieces = text.split('$').step_by(2);
        let shown = as_read(shown);
        let first = pieces.next().unwrap_or_default();
        let Some(mut rest) = shown.strip_prefix(first) else {
            return Ok(false);
        };
        for piece in pieces {
            match rest.split_once(piece) {
                Some((_, after)) => rest = after,
                None => return Ok(false),
            }
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_known_by_its_words_and_its_names() {
        let message = serde_json::json!({ "message": "$home$ blocks $server$." });
        let texts = Catalogue(serde_json::json!({ "cause_home_blocks": message }));
        let names = [("home", "home.test")];
        let says = |shown| texts.says("cause_home_blocks", &names, shown).unwrap();
        assert!(says("home.test blocks \u{2068}origin.test\u{2069}."));
        assert!(!says("origin.test blocks home.test."));
        assert!(!says("home.test limits origin.test."));
        texts.text("cause_unheard_of", &[]).unwrap_err();
    }
}
