//! The question for access to a server whose answers the browser may not read.

use super::popup::{pattern, said, surface, title};
use super::tree::{Node, button, element};
use super::words::Text;
use crate::handle::unicode_host;
use crate::message::Action;

/// The question for access to these servers.
pub fn ask(servers: &[String]) -> Vec<Node> {
    let Some(first) = servers.first() else {
        return vec![surface([said("ask_nothing")])];
    };
    let list = element("ul").children(servers.iter().map(|server| {
        element("li").child(element("bdi").child(Node::Verbatim(unicode_host(server))))
    }));
    let mut parts = vec![
        title(Text::key("ask_title").host("server", first)),
        element("p").child(Text::key("ask_why").host("server", first)),
        element("p")
            .class("aside")
            .child(Text::key("ask_meaning").host("server", first)),
    ];
    // The texts name the first already.
    parts.extend((servers.len() > 1).then_some(list));
    parts.push(
        element("div").class("actions").child(
            button(Text::key("allow_access").host("server", first))
                .class("main")
                .press(Action::Grant {
                    ask: servers.iter().map(|server| pattern(server)).collect(),
                }),
        ),
    );
    vec![surface(parts)]
}
