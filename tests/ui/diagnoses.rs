//! What people are told of a diagnosis, and what its report says.

use std::collections::BTreeSet;

use freshet::diagnose::causes;
use freshet::message::Action;
use freshet::ui::diagnose;
use freshet::ui::language::LANGUAGES;
use freshet::ui::words::{Plain, Speaker, Text};
use freshet::view::{At, Diagnosis};

use crate::reading::{Part, catalogue, spoken};
use crate::samples::diagnoses::{self as sample, CHECKS, SLIPS};

fn drawing(name: &str) -> Part {
    let sample = crate::samples::sample(&format!("diagnosis {name}"));
    spoken(&sample.nodes, &catalogue("en"))
}

/// What a drawing says aloud, in a lower voice, and on its buttons.
#[track_caller]
fn check(name: &str, said: &str, aside: &str, buttons: &[&str]) {
    let drawing = drawing(name);
    let text = |class| {
        let parts = drawing.with_class(class);
        parts.first().map(|part| part.text()).unwrap_or_default()
    };
    assert_eq!(text("cause"), said, "{name}");
    assert_eq!(text("why"), aside, "{name}");
    assert_eq!(drawing.buttons(), buttons, "{name}");
}

fn report(diagnosis: &Diagnosis, language: &str) -> String {
    let catalogue = &catalogue(language);
    let formats = &Plain;
    diagnose::report(diagnosis, &Speaker { catalogue, formats })
}

#[test]
fn a_diagnosis_tells_what_it_is_at() {
    check("begun", "Looking at @ada@remote.example…", "", &["Close"]);
    check(
        "running",
        "Does social.remote.example show the account to others?",
        "",
        &["Details", "Close"],
    );
    check(
        "consent",
        "May your browser ask social.remote.example?",
        "It will see your address. The account’s servers get at most 14 requests.",
        &[
            "This time",
            "Always for this server",
            "Always, for all servers",
            "Go on without",
            "Details",
            "Close",
        ],
    );
    let running = drawing("running");
    assert_eq!(running.with_class("check").len(), 5);
    assert_eq!(running.with_class("running").len(), 1);
    assert!(running.with_class("request").is_empty(), "folded away");
    let details = drawing("running, unfolded");
    let requests = details.with_class("request");
    assert_eq!(
        requests[0].text(),
        "GET https://home.example/api/v1/accounts/lookup?acct=ada%40remote.example · 404 · 0.3 s"
    );
    assert!(!requests[4].text().contains('·'), "it has no answer yet");
}

#[test]
fn a_cause_comes_first_and_then_what_to_do() {
    check(
        "found certain",
        "home.example blocks social.remote.example.",
        "Its moderators decided that nothing of that server is shown here. \
         Only they can change it.",
        &[
            "For administrators",
            "All 3 checks",
            "Copy report",
            "Check again",
            "Close",
        ],
    );
    let found = drawing("found certain").text();
    for said in [
        "What shows it",
        "home.example has this on its list of blocked servers",
        "remote.example: spam",
        "Ask those who run home.example",
        "On home.example",
        "Those who run home.example",
        "Days",
    ] {
        assert!(found.contains(said), "{said}: {found}");
    }
    assert!(drawing("found certain").with_class("check").is_empty());
    check(
        "found likely",
        "Most likely: From here @ada@remote.example looks fine, but home.example gets nothing.",
        "Either home.example’s own network is in the way, or one of the two servers \
         blocks the other without saying so.",
        &[
            "For administrators",
            "All 6 checks",
            "Copy report",
            "Check again",
            "Close",
        ],
    );
    let likely = drawing("found likely").text();
    assert!(likely.contains("Also found"), "{likely}");
    assert!(!likely.contains("curl"), "commands are folded away");
}

#[test]
fn commands_are_for_those_who_asked_for_them() {
    let open = drawing("found likely, unfolded");
    let pressed = |part: &Part| match part.press() {
        Some(Action::CopyText(text)) => Some(text.clone()),
        _ => None,
    };
    let copied: Vec<String> = open.all().into_iter().filter_map(pressed).collect();
    let commands = open.find(|part| part.tag() == "pre");
    let shown: Vec<String> = commands.into_iter().map(Part::text).collect();
    assert_eq!(copied, shown);
    assert_eq!(
        shown[0],
        "curl -I https://remote.example/.well-known/host-meta"
    );
    let text = open.text();
    assert!(text.contains("For those who run home.example"));
    // Each reads of the other.
    assert!(text.contains("whether home.example blocks remote.example"));
    assert!(text.contains("what social.remote.example has set for home.example"));
}

#[test]
fn where_nothing_is_known_it_says_so() {
    check(
        "not known",
        "The cause is not known.",
        "Nothing that home.example, the account’s server and your browser show explains it.",
        &[
            "Allow access to social.remote.example…",
            "All 6 checks",
            "Copy report",
            "Check again",
            "Close",
        ],
    );
    let text = drawing("not known").text();
    assert!(text.contains("an outage of home.example"), "{text}");
    let near = drawing("near");
    let buttons = near.find(|part| part.text() == "@ada.lovelace@social.remote.example");
    let look = Action::Look {
        value: "@ada.lovelace@social.remote.example".to_owned(),
    };
    assert!(buttons.iter().any(|part| part.press() == Some(&look)));
}

#[test]
fn corrections_are_told() {
    let text = drawing("typing").text();
    assert!(text.contains("You mean"), "{text}");
    assert!(text.contains("There were too many “@”."), "{text}");
    assert!(!drawing("found certain").text().contains("too many"));
}

#[test]
fn the_popup_takes_what_is_typed() {
    let drawing = drawing("in popup");
    let forms = drawing.find(|part| part.tag() == "form");
    let inputs = forms[0].find(|part| part.tag() == "input");
    assert_eq!(inputs[0].attribute("type"), Some("text"));
    assert!(inputs[0].attribute("aria-label").is_some());
    let buttons = forms[0].find(|part| part.tag() == "button");
    let press = serde_json::to_string(buttons[0].press().unwrap()).unwrap();
    assert_eq!(press, r#"{"look":{"value":""}}"#);
    let title = buttons[0].attribute("title").unwrap_or_default();
    assert!(title.contains('7') && title.contains("14"), "{title}");
}

#[test]
fn a_search_that_found_nobody_offers_it() {
    let offered = drawing("in search, offered");
    let text = offered.text();
    assert!(text.starts_with("home.example found nobody for “@ada@remote.example”."));
    assert_eq!(offered.buttons(), ["Find out why"]);
    let found = drawing("in search, found");
    let begin = found.find(|part| part.key() == Some("diagnose"));
    assert_eq!(begin[0].attribute("aria-disabled"), Some("true"));
    assert!(found.text().contains('…'), "a long text is shortened");
}

#[test]
fn everything_that_can_be_said_has_its_words() {
    let mut keys = BTreeSet::new();
    for cause in causes::ALL {
        keys.insert(format!("cause_{}", cause.code));
        keys.insert(format!("cause_{}_aside", cause.code));
    }
    keys.extend(CHECKS.map(|check| format!("check_{}", check.code())));
    for lack in ["text", "too_long", "name", "elsewhere", "refused"] {
        keys.insert(format!("lack_{lack}"));
    }
    keys.extend(SLIPS.map(|slip| format!("slip_{}", slip.code())));
    for start in ["found_", "step_"] {
        let named = sample::keys(start);
        assert!(named.len() > 40, "only {} {start}", named.len());
        keys.extend(named.into_iter().map(str::to_owned));
    }
    let expected = sample::keys("step_");
    let expected = expected.into_iter().filter(|key| sample::expects(key));
    keys.extend(expected.map(|key| format!("{key}_expect")));
    let excluded = sample::excluded();
    assert!(excluded.len() > 8, "{excluded:?}");
    keys.extend(excluded.iter().map(|code| format!("excluded_{code}")));
    for language in LANGUAGES {
        let catalogue = &catalogue(language);
        let formats = &Plain;
        let speaker = Speaker { catalogue, formats };
        for key in &keys {
            let text = speaker.say(&Text::of(&[key]));
            assert_ne!(&text, key, "{language}");
        }
    }
}

#[test]
fn a_report_says_everything_in_order() {
    let report = report(&sample::only_home_fails(), "en");
    let parts = [
        "## Why home.example cannot fetch `@ada@remote.example`\n",
        "- Account: `@ada@remote.example`\n",
        "- Date: `2023-11-14T22:13:22Z`\n",
        "- Server that fetches: `home.example 4.5.3`\n",
        "- Server of the account: `social.remote.example mastodon 4.4.2`\n",
        "### Cause\n",
        "- **Most likely: From here `@ada@remote.example` looks fine, but home.example gets nothing.**",
        "(`only_home_fails`)",
        "(`signed_only`)",
        "### Checks\n",
        "| Check | Request | Answer | Time | Found |\n|---|---|---|---|---|\n",
        "`GET https://home.example/api/v2/instance` | 200 | 0.31 s |",
        "### For those who run home.example\n",
        "1. See whether home.example blocks remote.example",
        "   ```sh\n   curl -I https://remote.example/.well-known/host-meta\n   ```\n",
        "### For those who run social.remote.example\n",
    ];
    let mut rest = report.as_str();
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else {
            panic!("{part:?} is not in its place in\n{report}");
        };
        rest = after;
    }
    let unknown = self::report(&sample::not_known(), "de");
    assert!(
        unknown.contains("Die Ursache ist nicht bekannt."),
        "{unknown}"
    );
    assert!(
        unknown.contains("- ein Ausfall von home.example\n"),
        "{unknown}"
    );
}

#[test]
fn what_others_wrote_is_no_markup_in_a_report() {
    let diagnosis = sample::hostile();
    for language in LANGUAGES {
        let report = report(&diagnosis, language);
        assert!(!report.contains('\u{202e}'));
        let mut is_command = false;
        for line in report.lines() {
            if line.trim().starts_with("```") {
                is_command = !is_command;
                continue;
            }
            if is_command {
                continue;
            }
            // Outside of code nothing is left of it: every second part is code.
            assert_eq!(line.matches('`').count() % 2, 0, "{line}");
            let outside: String = line.split('`').step_by(2).collect();
            for bad in ["<b>", "@root", "](", "evil"] {
                assert!(!outside.contains(bad), "{bad}: {line}");
            }
            if line.starts_with('|') {
                assert_eq!(line.matches('|').count(), 6, "{line}");
            }
        }
    }
}

#[test]
fn what_is_done_is_told_reader_by_reader() {
    // What somebody can do themselves is never hidden with what others can do.
    let found = drawing("every step You");
    assert!(found.text().contains("Please respect it."));
    for (name, reader) in [
        ("every step Home", At::Home),
        ("every step Origin", At::Origin),
    ] {
        let folded = drawing(name).text();
        assert!(!folded.contains("nginx"), "{reader:?}");
        let open = drawing(&format!("{name}, unfolded")).text();
        assert!(open.contains("nginx"), "{reader:?}");
    }
}
