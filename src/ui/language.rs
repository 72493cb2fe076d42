//! Which language to speak: the first wish that there are texts for.
//!
//! ```
//! use freshet::ui::language::choose;
//! assert_eq!(choose(&["de-AT", "fr"]), "de");
//! assert_eq!(choose(&["fr", "xx"]), "en");
//! ```

/// The languages of `_locales`.
pub const LANGUAGES: &[&str] = &["de", "en"];

/// The first of these language tags (BCP 47) that there are texts for, otherwise English.
pub fn choose(wishes: &[&str]) -> &'static str {
    let spoken = |wish: &&str| {
        let primary = wish.split(['-', '_']).next().unwrap_or_default();
        LANGUAGES
            .iter()
            .find(|language| language.eq_ignore_ascii_case(primary))
    };
    wishes.iter().find_map(spoken).copied().unwrap_or("en")
}

/// The direction that a language is written in: `ltr` or `rtl`.
pub fn direction(language: &str) -> &'static str {
    match language.split(['-', '_']).next() {
        Some("ar" | "ckb" | "fa" | "he" | "ur" | "yi") => "rtl",
        _ => "ltr",
    }
}
