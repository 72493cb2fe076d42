//! The options page: the homes in use, and what was agreed to on each.

use super::popup::{said, surface, title};
use super::tree::{Element, Node, button, choice, element};
use super::words::Text;
use crate::consent::Consents;
use crate::handle::unicode_host;
use crate::message::Action;

/// What the person agreed to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Agreements {
    /// The homes in use, with what was agreed to on each, and whether the newest posts of
    /// people are loaded by itself after the person follows them.
    pub homes: Vec<(String, Consents, bool)>,
    /// Match patterns of the other servers that the browser lets Freshet read.
    pub access: Vec<String>,
}

/// The options page.
pub fn options(agreements: &Agreements) -> Vec<Node> {
    let homes = &agreements.homes;
    let mut parts = vec![title(Text::key("options_title"))];
    if homes.is_empty() {
        parts.push(said("options_no_homes"));
    }
    for (home, consents, on_follow) in homes {
        parts.push(entry(
            element("strong").child(element("bdi").child(Node::Verbatim(unicode_host(home)))),
            Text::key("switch_off").host("home", home),
            Action::SwitchOff(home.clone()),
        ));
        parts.push(element("p").class("aside").child(if consents.always {
            Text::key("options_always")
        } else {
            Text::key("options_servers").count(consents.servers.len() as u64)
        }));
        if consents.always {
            parts.push(forget(home, None));
        }
        parts.extend(
            consents
                .servers
                .iter()
                .map(|server| forget(home, Some(server))),
        );
        parts.push(
            choice(
                "checkbox",
                "choice",
                *on_follow,
                Action::OnFollow {
                    home: home.clone(),
                    on: !on_follow,
                },
            )
            .child(element("span").child(Text::key("options_on_follow"))),
        );
    }
    if !agreements.access.is_empty() {
        parts.push(said("options_access"));
    }
    parts.extend(agreements.access.iter().map(|allowed| {
        entry(
            element("bdi").child(Node::Verbatim(server_of(allowed).to_owned())),
            Text::key("options_give_back"),
            Action::GiveBack(allowed.clone()),
        )
    }));
    parts.push(
        element("p")
            .class("aside")
            .child(Text::key("options_privacy")),
    );
    vec![surface(parts)]
}

fn forget(home: &str, server: Option<&String>) -> Element {
    let what = match server {
        Some(server) => element("bdi").child(Node::Verbatim(unicode_host(server))),
        None => element("span").child(Text::key("options_every_server")),
    };
    let action = Action::Forget {
        home: home.to_owned(),
        server: server.cloned(),
    };
    entry(what, Text::key("options_forget"), action)
}

fn entry(what: Element, text: Text, action: Action) -> Element {
    element("div")
        .class("entry")
        .child(what)
        .child(button(text).press(action))
}

/// The server that a match pattern covers, as people read it.
fn server_of(pattern: &str) -> &str {
    let server = pattern.strip_prefix("https://").unwrap_or(pattern);
    server.strip_suffix("/*").unwrap_or(server)
}
