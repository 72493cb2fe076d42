//! The texts: every key that is used is there in every language, and none besides.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use freshet::ui::language::{LANGUAGES, choose, direction};
use freshet::ui::words::{Catalogue, Formats, Plain, Speaker, Text};
use serde_json::{Value, json};

use crate::reading::{Part, file, spoken};
use crate::samples;

type Messages = BTreeMap<String, Value>;

fn messages(language: &str) -> Messages {
    let file = file(&format!("extension/_locales/{language}/messages.json"));
    serde_json::from_str(&file).unwrap()
}

/// A catalogue whose texts are their own keys, in brackets, with all that is filled in.
fn marked(messages: &Messages) -> Catalogue {
    let marked: Messages = messages
        .iter()
        .map(|(key, message)| {
            let names = placeholders(message).into_iter();
            let names: String = names.map(|name| format!(" ${name}$")).collect();
            (key.clone(), json!({"message": format!("⟦{key}{names}⟧")}))
        })
        .collect();
    Catalogue::from_json(&serde_json::to_string(&marked).unwrap()).unwrap()
}

/// The names between dollar signs in a message.
fn placeholders(message: &Value) -> BTreeSet<String> {
    let text = message["message"].as_str().unwrap();
    let names = text.split('$').skip(1).step_by(2);
    names.map(str::to_owned).collect()
}

/// Every text of every drawing in this catalogue, those in attributes too, with the name
/// of the drawing.
fn texts(catalogue: &Catalogue) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for sample in samples::all() {
        for part in spoken(&sample.nodes, catalogue).all() {
            if let Part::Text(text) = part {
                texts.push((sample.name.clone(), text.clone()));
            }
            for name in [
                "aria-label",
                "aria-valuetext",
                "alt",
                "placeholder",
                "title",
            ] {
                let text = part.attribute(name);
                texts.extend(text.map(|text| (sample.name.clone(), text.to_owned())));
            }
        }
    }
    texts
}

/// Reports of diagnoses, which are drawn nowhere.
fn reports(catalogue: &Catalogue) -> Vec<String> {
    let formats = &Plain;
    let speaker = Speaker { catalogue, formats };
    let one = |diagnosis| freshet::ui::diagnose::report(&diagnosis, &speaker);
    vec![
        one(samples::diagnoses::only_home_fails()),
        one(samples::diagnoses::not_known()),
    ]
}

/// The keys that drawings and reports use.
fn drawn_keys() -> BTreeSet<String> {
    let texts = texts(&marked(&messages("en")));
    // A text may hold others.
    let reports = reports(&marked(&messages("en")));
    let texts = texts.into_iter().map(|(_, text)| text).chain(reports);
    let keys_of = |text: String| {
        let keys = text.split('⟦').skip(1);
        let keys = keys.filter_map(|text| text.split([' ', '⟧']).next());
        keys.map(str::to_owned).collect::<Vec<_>>()
    };
    texts.flat_map(keys_of).collect()
}

/// The keys in double quotes or `__MSG_…__` in a file, of those that there are.
fn named_in(path: &str, keys: &BTreeSet<String>) -> BTreeSet<String> {
    let text = file(path);
    let named = |key: &&String| {
        text.contains(&format!("\"{key}\"")) || text.contains(&format!("__MSG_{key}__"))
    };
    keys.iter().filter(named).cloned().collect()
}

#[test]
fn every_text_that_is_drawn_is_there() {
    // A missing text is shown as its key: a bare lower-case name, such as nobody here bears.
    for (name, text) in texts(&marked(&messages("en"))) {
        let bare = !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        let ours = bare && text.contains('_');
        assert!(!ours, "{name}: there is no text {text:?}");
    }
}

#[test]
fn every_text_that_is_there_is_used() {
    let all: BTreeSet<String> = messages("en").into_keys().collect();
    let mut used = drawn_keys();
    assert!(used.len() > 60, "only {} keys are drawn", used.len());
    // The titles of windows are chosen where ports are; the rest is the browser's.
    used.extend(named_in("src/web/session.rs", &all));
    used.extend(named_in("manifest.json", &all));
    let unused: Vec<_> = all.difference(&used).collect();
    assert!(unused.is_empty(), "nobody says {unused:?}");
}

#[test]
fn every_language_has_the_same_texts_with_the_same_placeholders() {
    let english = messages("en");
    for language in LANGUAGES {
        let other = messages(language);
        let keys = |messages: &Messages| messages.keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(keys(&other), keys(&english), "{language}");
        for (key, message) in &other {
            let found = placeholders(message);
            assert_eq!(found, placeholders(&english[key]), "{language}: {key}");
            let declared: BTreeSet<String> = message["placeholders"]
                .as_object()
                .map(|placeholders| placeholders.keys().cloned().collect())
                .unwrap_or_default();
            assert_eq!(found, declared, "{language}: {key} declares what it uses");
            let text = message["message"].as_str().unwrap();
            assert!(!text.trim().is_empty(), "{language}: {key} is empty");
        }
    }
}

#[test]
fn the_languages_are_those_of_the_folders() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("extension/_locales");
    let folders: BTreeSet<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let known: BTreeSet<String> = LANGUAGES.iter().map(ToString::to_string).collect();
    assert_eq!(known, folders);
    let manifest: Value = serde_json::from_str(&file("manifest.json")).unwrap();
    assert_eq!(manifest["default_locale"], choose(&[]));
}

#[test]
fn counts_have_their_forms() {
    for language in LANGUAGES {
        let keys: BTreeSet<String> = messages(language).into_keys().collect();
        let stems = |form: &str| -> BTreeSet<String> {
            let stems = keys.iter().filter_map(|key| key.strip_suffix(form));
            stems.map(str::to_owned).collect()
        };
        assert_eq!(stems("_one"), stems("_other"), "{language}");
        for stem in stems("_one") {
            assert!(!keys.contains(&stem), "{stem} has forms");
            for form in ["_one", "_other"] {
                let message = &messages(language)[&format!("{stem}{form}")];
                assert!(placeholders(message).contains("count"), "{stem}{form}");
            }
        }
    }
}

#[test]
fn everything_is_filled_in() {
    for language in LANGUAGES {
        for (name, text) in texts(&marked(&messages(language))) {
            let Some(text) = text.strip_prefix('⟦') else {
                continue;
            };
            // What was filled in may hold a dollar sign of its own.
            let mut ours = String::new();
            let mut depth = 0;
            for letter in text.chars() {
                match letter {
                    '\u{2068}' => depth += 1,
                    '\u{2069}' => depth -= 1,
                    letter if depth == 0 => ours.push(letter),
                    _ => {}
                }
            }
            assert!(!ours.contains('$'), "{name}: {ours}");
        }
    }
}

/// Says one text.
#[track_caller]
fn check(message: &str, text: &Text, said: &str) {
    let catalogue = json!({ "key": { "message": message } }).to_string();
    let catalogue = Catalogue::from_json(&catalogue).unwrap();
    let formats = &Plain;
    let speaker = Speaker {
        catalogue: &catalogue,
        formats,
    };
    assert_eq!(speaker.say(text), said);
}

#[test]
fn what_is_filled_in_is_not_read_again() {
    let text = Text::key("key").with("server", "$home$").with("home", "x");
    check(
        "$server$ and $home$",
        &text,
        "\u{2068}$home$\u{2069} and \u{2068}x\u{2069}",
    );
    check(
        "$home$",
        &Text::key("key").with("home", "$home$"),
        "\u{2068}$home$\u{2069}",
    );
}

#[test]
fn a_dollar_sign_alone_is_itself() {
    let text = Text::key("key").with("home", "x");
    check("5 $", &text, "5 $");
    check("$$ $home$$", &text, "$$ \u{2068}x\u{2069}$");
    check("$other$ $home$", &text, "$other$ \u{2068}x\u{2069}");
}

#[test]
fn a_name_cannot_end_its_own_isolation() {
    let text = Text::key("key").with("home", "a\u{2069}\u{202e}b\u{2066}c");
    check("$home$ d", &text, "\u{2068}abc\u{2069} d");
}

#[test]
fn a_text_that_is_missing_is_noticed() {
    check("x", &Text::key("elsewhere"), "elsewhere");
    check("x", &Text::key("elsewhere").count(3), "elsewhere");
}

#[test]
fn a_plural_form_that_is_missing_falls_back_to_other() {
    struct Arabic;
    impl Formats for Arabic {
        fn plural(&self, _: u64) -> String {
            "few".to_owned()
        }
        fn number(&self, count: u64) -> String {
            Plain.number(count)
        }
        fn time(&self, moment: f64) -> String {
            Plain.time(moment)
        }
        fn date(&self, moment: f64) -> String {
            Plain.date(moment)
        }
        fn list(&self, words: &[String]) -> String {
            Plain.list(words)
        }
    }
    let catalogue = json!({
        "seen_one": {"message": "one"},
        "seen_other": {"message": "other $count$"},
        "read": {"message": "plain $count$"},
    });
    let catalogue = Catalogue::from_json(&catalogue.to_string()).unwrap();
    let formats = &Arabic;
    let speaker = Speaker {
        catalogue: &catalogue,
        formats,
    };
    assert_eq!(speaker.say(&Text::key("seen").count(3)), "other 3");
    assert_eq!(speaker.say(&Text::key("read").count(3)), "plain 3");
}

#[test]
fn a_catalogue_of_another_shape_is_refused() {
    for broken in ["", "[]", "7", "null", "{"] {
        assert!(Catalogue::from_json(broken).is_err(), "{broken}");
    }
    // One text of another shape is missing; the others are there.
    let formats = &Plain;
    for broken in ["\"b\"", "{\"message\": 1}", "{}", "null", "[]"] {
        let json = format!("{{\"a\": {broken}, \"key\": {{\"message\": \"x\"}}}}");
        let catalogue = &Catalogue::from_json(&json).unwrap();
        let speaker = Speaker { catalogue, formats };
        assert_eq!(speaker.say(&Text::key("a")), "a", "{broken}");
        assert_eq!(speaker.say(&Text::key("key")), "x", "{broken}");
    }
}

#[test]
fn the_first_wish_that_is_spoken_is_chosen() {
    for (wishes, chosen) in [
        (&["de"][..], "de"),
        (&["de-AT", "en"], "de"),
        (&["DE_ch"], "de"),
        (&["fr", "de"], "de"),
        (&["fr", "pt-BR"], "en"),
        (&["", ""], "en"),
        (&["-"], "en"),
        (&["deu"], "en"),
        (&["en-GB", "de"], "en"),
    ] {
        assert_eq!(choose(wishes), chosen, "{wishes:?}");
    }
}

#[test]
fn the_direction_is_the_languages_own() {
    for (language, expected) in [
        ("ar", "rtl"),
        ("ar-EG", "rtl"),
        ("he", "rtl"),
        ("fa_IR", "rtl"),
        ("en", "ltr"),
        ("de", "ltr"),
        ("", "ltr"),
    ] {
        assert_eq!(direction(language), expected, "{language}");
    }
}
