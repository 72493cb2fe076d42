//! Languages: which one is spoken, and how `Intl` writes numbers and dates in it.

use wasm_bindgen_test::wasm_bindgen_test;

use super::double::Double;
use crate::ui::words::Text;
use crate::web::language;

const ENGLISH: &str = include_str!("../../../extension/_locales/en/messages.json");
const GERMAN: &str = include_str!("../../../extension/_locales/de/messages.json");

/// The catalogues, where the extension has them.
pub fn with_catalogues() -> Double {
    let double = Double::new();
    for (tag, texts) in [("en", ENGLISH), ("de", GERMAN)] {
        let address = format!("chrome-extension://freshet/_locales/{tag}/messages.json");
        double.at(&address, "200", "application/json", texts);
    }
    double
}

/// Says a text in the language of a page.
async fn check(page: &str, text: Text, said: &str) {
    let _double = with_catalogues();
    let language = language::of(page).await;
    let words = language.speak(|speaker| speaker.say(&text));
    // Browsers differ in the spaces they put, and in whether they break.
    let plain = words.replace(['\u{202f}', '\u{a0}'], " ");
    assert_eq!(plain, said, "{page}");
}

#[wasm_bindgen_test]
async fn the_page_speaks_before_the_browser() {
    let _double = with_catalogues();
    for (page, spoken) in [("en-GB", "en"), ("de", "de"), ("fr", "de"), ("", "de")] {
        let language = language::of(page).await;
        assert_eq!(
            language.tag, spoken,
            "{page:?}, in a browser that speaks de-AT"
        );
        assert_eq!(language.direction(), "ltr");
    }
}

#[wasm_bindgen_test]
async fn a_catalogue_is_read_once() {
    let double = with_catalogues();
    for _ in 0..3 {
        language::of("en").await;
        language::of("de").await;
    }
    assert!(double.addresses().len() <= 2, "{:?}", double.addresses());
}

#[wasm_bindgen_test]
async fn counts_take_their_form() {
    let differences = |count| Text::key("differences").count(count);
    check("en", differences(0), "0 differences").await;
    check("en", differences(1), "1 difference").await;
    check("en", differences(2), "2 differences").await;
    check("en", differences(12_345), "12,345 differences").await;
    check("de", differences(0), "0 Unterschiede").await;
    check("de", differences(1), "1 Unterschied").await;
    check("de", differences(12_345), "12.345 Unterschiede").await;
}

#[wasm_bindgen_test]
async fn days_are_written_as_in_the_language_and_in_utc() {
    let day = |day: f64| Text::key("value_day").day("day", day);
    check("en", day(1_577_923_200_000.0), "Jan 2, 2020").await;
    check("de", day(1_577_923_200_000.0), "02.01.2020").await;
    check("en", day(1_577_923_200_000.0 + 86_399_999.0), "Jan 2, 2020").await;
    check("en", day(-86_400_000.0), "Dec 31, 1969").await;
}

#[wasm_bindgen_test]
async fn times_are_written_as_in_the_language() {
    let _double = with_catalogues();
    let text = Text::key("checked_at").moment("time", 1_577_923_200_000.0);
    for (page, before, half_day) in [("en", "Checked at ", true), ("de", "Geprüft um ", false)] {
        let language = language::of(page).await;
        let words = language.speak(|speaker| speaker.say(&text));
        let time = words
            .strip_prefix(before)
            .unwrap_or_else(|| panic!("{words}"));
        assert!(time.contains(':'), "{words}");
        assert_eq!(time.ends_with('M'), half_day, "{words}");
    }
}

#[wasm_bindgen_test]
async fn moments_that_are_none_are_survived() {
    let _double = with_catalogues();
    let language = language::of("en").await;
    for moment in [f64::NAN, f64::INFINITY, 1e300] {
        let text = Text::key("checked_at").moment("time", moment);
        let words = language.speak(|speaker| speaker.say(&text));
        assert_eq!(words, "Checked at ");
    }
}
