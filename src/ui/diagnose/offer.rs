//! Where a diagnosis begins: its button, the field of the popup, the offer under a search.

use super::{section, shortened};
use crate::diagnose::{MOST_OF_HOME, MOST_OF_ORIGIN};
use crate::message::{Action, Memory};
use crate::ui::tree::{Element, Node, button, element};
use crate::ui::words::Text;
use crate::view::Diagnosis;

/// The button that begins a diagnosis; at rest while one is shown.
pub fn begin(home: &str, server: &str, is_shown: bool) -> Element {
    let begin = button(Text::key("diagnose"))
        .key("diagnose")
        .say("title", cost(home, server));
    if is_shown {
        // It stays where it was pressed, so that the focus does.
        return begin.set("aria-disabled", "true");
    }
    begin.press(Action::Diagnose)
}

/// What a diagnosis costs at most; `server` may be empty.
fn cost(home: &str, server: &str) -> Text {
    let key = match server.is_empty() {
        true => "diagnose_cost_any",
        false => "diagnose_cost",
    };
    Text::key(key)
        .host("home", home)
        .host("server", server)
        .number("of_home", u64::from(MOST_OF_HOME))
        .number("of_server", u64::from(MOST_OF_ORIGIN))
}

/// The popup's field for a handle or an address, with the diagnosis of what was typed last.
pub fn field(home: &str, diagnosis: Option<&Diagnosis>, memory: Memory) -> Element {
    let look = Action::Look {
        value: String::new(),
    };
    let input = element("input")
        .set("type", "text")
        .set("name", "look")
        .set("dir", "auto")
        .set("maxlength", "2048")
        .set("inputmode", "email")
        .set("autocomplete", "off")
        .set("autocapitalize", "none")
        .set("spellcheck", "false")
        .set(
            "value",
            diagnosis.map(|it| it.asked.clone()).unwrap_or_default(),
        )
        .say("placeholder", Text::key("look_placeholder"))
        .say("aria-label", Text::key("look_label").host("home", home));
    let form = element("form")
        .class("look")
        .key("look")
        .child(input)
        .child(
            button(Text::key("look"))
                .key("look")
                .say("title", cost(home, ""))
                .press(look),
        );
    element("div")
        .class("freshet stack")
        .key("look")
        .child(
            element("h3")
                .class("part")
                .child(Text::key("look_title").host("home", home)),
        )
        .child(form)
        .children(diagnosis.map(|it| section(it, memory)))
}

/// What stands under a search of home that found nobody: the offer, and then the diagnosis.
pub fn offer(text: &str, home: &str, diagnosis: Option<&Diagnosis>, memory: Memory) -> Vec<Node> {
    let words = Text::key("offer")
        .host("home", home)
        .with("text", shortened(text));
    let words = element("div")
        .class("words")
        .set("role", "status")
        .key("words")
        .child(words);
    let line = element("div")
        .class("line")
        .key("line")
        .child(
            element("div")
                .class("said")
                .child(element("span").class("mark").set("aria-hidden", "true"))
                .child(words),
        )
        .child(
            element("div")
                .class("actions")
                .child(begin(home, "", diagnosis.is_some())),
        );
    vec![
        element("section")
            .class("freshet offer")
            .say("aria-label", Text::key("extension_name"))
            .child(line)
            .children(diagnosis.map(|it| section(it, memory)))
            .into(),
    ]
}
