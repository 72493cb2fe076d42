//! The checks of a diagnosis: what was asked, what came back, what was found.

use super::words::{Names, mark};
use crate::ui::tree::{Element, Node, element};
use crate::ui::words::Text;
use crate::view::{Came, Checked};

/// The checks in order; with their requests where the person wants details.
pub(super) fn list(names: &Names<'_>, details: bool) -> Element {
    let checks = names.0.checks.iter().enumerate();
    element("ol")
        .class("checks")
        .key("checks")
        .say("aria-label", Text::key("diagnose_list"))
        .children(checks.map(|(at, checked)| {
            let mark = mark(checked.mark);
            element("li")
                .class(&format!("check {mark}"))
                .key(at.to_string())
                .child(element("span").class("sign").set("aria-hidden", "true"))
                .child(
                    element("div")
                        .child(element("p").child(names.check(checked.check)))
                        .child(
                            element("p")
                                .class("aside")
                                .child(
                                    element("span")
                                        .class("spoken")
                                        .child(Text::of(&["mark", mark]))
                                        .child(Node::Verbatim(" ".to_owned())),
                                )
                                .children(found(names, checked)),
                        )
                        .children(details.then(|| request(names, checked))),
                )
        }))
}

/// What was found, and the value that shows it, as somebody wrote it.
pub(super) fn found(names: &Names<'_>, checked: &Checked) -> Vec<Node> {
    let text = names.found(checked).map(Node::from);
    let value = checked.found.iter();
    let value = value.flat_map(|found| detail(&found.names.detail));
    text.into_iter().chain(value).collect()
}

/// A value that somebody else wrote.
pub(super) fn detail(detail: &str) -> Vec<Node> {
    if detail.is_empty() {
        return Vec::new();
    }
    let code = element("code")
        .set("dir", "auto")
        .child(Node::Verbatim(detail.to_owned()));
    vec![Node::Verbatim(" ".to_owned()), code.into()]
}

/// A request, its answer, its time.
fn request(names: &Names<'_>, checked: &Checked) -> Element {
    let code = |text: String| {
        let code = element("code").child(Node::Verbatim(text));
        element("bdi").set("dir", "ltr").child(code)
    };
    let line = element("p")
        .class("request")
        .child(code(checked.request.clone()));
    let dot = || Node::Verbatim(" · ".to_owned());
    let line = match checked.came {
        Came::Status(status) => line.child(dot()).child(code(status.to_string())),
        came => line.children(
            names
                .came(came)
                .into_iter()
                .flat_map(|text| [dot(), text.into()]),
        ),
    };
    match checked.came {
        Came::Waiting | Came::NotAsked => line,
        _ => line.child(dot()).child(code(seconds(checked.took, 1))),
    }
}

/// Milliseconds as seconds with one or two decimals, as technical texts write them.
pub(super) fn seconds(milliseconds: f64, decimals: u32) -> String {
    let unit = 10_u64.pow(decimals);
    // Times are not negative; what is, counts as none.
    let all = (milliseconds * unit as f64 / 1000.0).round() as u64;
    let width = decimals as usize;
    format!("{}.{:0width$} s", all / unit, all % unit)
}
