//! What holds for every drawing, whatever it shows.

use std::collections::BTreeSet;

use freshet::message::Action;

use crate::reading::{Part, catalogue, file, spoken};
use crate::samples;

/// Holds something against every drawing in English.
#[track_caller]
fn check(holds: impl Fn(&Part) -> Result<(), String>) {
    let english = catalogue("en");
    let samples = samples::all();
    assert!(samples.len() > 80, "only {} drawings", samples.len());
    for sample in samples {
        let drawing = spoken(&sample.nodes, &english);
        if let Err(complaint) = holds(&drawing) {
            panic!("{}: {complaint}", sample.name);
        }
    }
}

fn ok(holds: bool, complaint: impl Into<String>) -> Result<(), String> {
    if holds { Ok(()) } else { Err(complaint.into()) }
}

/// The words of a `new Set('…'.split(' '))` in `draw.js`.
fn list(name: &str) -> BTreeSet<String> {
    let script = file("extension/draw.js");
    let start = format!("const {name} = new Set(");
    let (_, rest) = script.split_once(&start).expect("the list is there");
    let (list, _) = rest.split_once(".split(").expect("the list ends");
    let words: String = list.split('\'').skip(1).step_by(2).collect();
    words.split_whitespace().map(str::to_owned).collect()
}

/// What only one element may have in `draw.js`: `input checked`.
fn special() -> BTreeSet<String> {
    let script = file("extension/draw.js");
    let (_, rest) = script.split_once("const special = {").expect("it is there");
    let (rest, _) = rest.split_once("\n  };").expect("it ends");
    let mut special = BTreeSet::new();
    for element in rest.split("},").filter(|text| !text.trim().is_empty()) {
        let (tag, attributes) = element.trim().split_once(": {").expect("an element");
        let names = attributes
            .split("/,")
            .flat_map(|part| part.split(": /").next());
        special.extend(names.map(|name| format!("{tag} {}", name.trim())));
    }
    special
}

#[test]
fn only_elements_and_attributes_that_are_drawn_are_used() {
    let tags = list("tags");
    let attributes = list("attributes");
    let special = special();
    assert!(tags.contains("button") && attributes.contains("role"));
    for never in ["script", "style", "iframe", "object", "svg"] {
        assert!(!tags.contains(never), "draw.js would draw <{never}>");
    }
    for never in ["style", "href", "src", "srcdoc", "action", "onclick", "is"] {
        assert!(!attributes.contains(never), "draw.js would set {never}");
    }
    check(|drawing| {
        for part in drawing.all().into_iter().skip(1) {
            let tag = part.tag();
            ok(tag.is_empty() || tags.contains(tag), format!("<{tag}>"))?;
            for (name, value) in part.attributes() {
                let known = attributes.contains(*name)
                    || name.starts_with("aria-")
                    || (tag, *name) == ("a", "href")
                    || (tag, *name) == ("img", "src")
                    || special.contains(&format!("{tag} {name}"));
                ok(known, format!("<{tag} {name}={value:?}>"))?;
            }
        }
        Ok(())
    });
}

#[test]
fn links_lead_to_the_web_without_credentials() {
    check(|drawing| {
        for link in drawing.find(|part| part.tag() == "a") {
            let href = link.attribute("href").unwrap_or_default();
            let url = url::Url::parse(href).map_err(|error| format!("{href}: {error}"))?;
            let plain = matches!(url.scheme(), "http" | "https")
                && url.username().is_empty()
                && url.password().is_none();
            ok(plain, href)?;
        }
        Ok(())
    });
}

#[test]
fn pictures_are_data_and_have_a_text() {
    check(|drawing| {
        for picture in drawing.find(|part| part.tag() == "img") {
            ok(picture.attribute("src") == Some(samples::DATA), "src")?;
            let text = picture.attribute("alt").unwrap_or_default();
            ok(text.len() > 3, format!("alt={text:?}"))?;
        }
        Ok(())
    });
}

#[test]
fn every_button_has_a_name_and_does_something() {
    check(|drawing| {
        for button in drawing.find(|part| part.tag() == "button") {
            ok(button.text().trim().len() > 3, "a button without a name")?;
            let rests = button.attribute("aria-disabled") == Some("true");
            ok(
                button.press().is_some() != rests,
                "a button without an effect",
            )?;
            let inside = button.all().into_iter().skip(1);
            let nested = inside.filter(|part| matches!(part.tag(), "a" | "button"));
            ok(nested.count() == 0, "a button inside a button")?;
        }
        for part in drawing.find(|part| part.press().is_some()) {
            let pressed = matches!(part.tag(), "button" | "input" | "dialog");
            ok(pressed, "only controls are pressed")?;
        }
        Ok(())
    });
}

#[test]
fn what_a_button_carries_comes_back_as_it_was() {
    check(|drawing| {
        for action in drawing.all().into_iter().filter_map(Part::press) {
            let json = serde_json::to_string(action).unwrap();
            let back: Action = serde_json::from_str(&json).unwrap();
            ok(back == *action, json)?;
        }
        Ok(())
    });
}

#[test]
fn every_line_is_one_named_section_with_one_live_region_for_each_part() {
    check(|drawing| {
        let sections = drawing.find(|part| part.tag() == "section");
        ok(sections.len() <= 1, "several sections")?;
        let Some(section) = sections.first() else {
            return ok(drawing.with_class("line").is_empty(), "a line on its own");
        };
        ok(
            section.attribute("aria-label") == Some("Freshet"),
            "its name",
        )?;
        ok(section.with_class("line").len() == 1, "one line")?;
        // A live region is told by its changes: it must be the same node in every drawing.
        let line = section.with_class("line");
        let diagnosis = section.with_class("diagnosis");
        let others = section.with_class("fill").len() + dialogs(section).len() + diagnosis.len();
        let parts = [
            line,
            section.with_class("fill"),
            diagnosis,
            dialogs(section),
        ];
        for (parts, key) in parts.into_iter().zip(["words", "words", "words", "cost"]) {
            for part in parts {
                let live = live_regions(part);
                ok(live.len() == 1, "one live region")?;
                ok(live[0].text().trim().len() > 6, "it says something")?;
                ok(live[0].key() == Some(key), "it is the same one")?;
            }
        }
        ok(live_regions(section).len() == 1 + others, "no other one")
    });
}

fn live_regions(part: &Part) -> Vec<&Part> {
    part.find(|part| part.attribute("role") == Some("status"))
}

fn dialogs(part: &Part) -> Vec<&Part> {
    part.find(|part| part.tag() == "dialog")
}

#[test]
fn siblings_are_told_apart() {
    check(|drawing| {
        for part in drawing.all() {
            let mut seen = BTreeSet::new();
            for key in part.children().iter().filter_map(Part::key) {
                ok(seen.insert(key), format!("two siblings {key:?}"))?;
            }
        }
        Ok(())
    });
}

#[test]
fn every_row_of_a_comparison_names_what_it_shows() {
    check(|drawing| {
        for table in drawing.find(|part| part.attribute("role") == Some("table")) {
            ok(table.attribute("aria-label").is_some(), "the table's name")?;
            let rows = table.find(|part| part.attribute("role") == Some("row"));
            let count = |row: &Part, role| {
                let cells = row.find(|part| part.attribute("role") == Some(role));
                cells.len()
            };
            ok(count(rows[0], "columnheader") == 2, "Home and Live")?;
            for row in rows.into_iter().skip(1) {
                ok(count(row, "rowheader") == 1, "one header")?;
                ok(count(row, "cell") == 2, "two cells")?;
                for cell in row.find(|part| part.attribute("role") == Some("cell")) {
                    let side = cell.with_class("side");
                    ok(side.len() == 1, "its side, where columns are stacked")?;
                    let empty = cell.text() == side[0].text();
                    let picture = cell.all().into_iter().any(|part| part.tag() == "img");
                    ok(!empty || picture, "an empty cell")?;
                }
            }
        }
        Ok(())
    });
}

#[test]
fn what_people_wrote_is_isolated() {
    // A name that turns the direction of the text must not turn ours.
    check(|drawing| {
        for part in drawing.all() {
            for child in part.children() {
                let Part::Text(text) = child else { continue };
                let isolates = part.tag() == "bdi" || part.attribute("dir") == Some("auto");
                let foreign = text.contains('\u{202e}') && !isolates;
                let shielded = drawing.all().into_iter().any(|outer| {
                    let isolates = outer.tag() == "bdi" || outer.attribute("dir") == Some("auto");
                    isolates
                        && outer
                            .all()
                            .into_iter()
                            .any(|inner| std::ptr::eq(inner, child))
                });
                ok(
                    !foreign || shielded,
                    format!("<{}> {:.60}", part.tag(), text),
                )?;
            }
        }
        Ok(())
    });
}
