//! What shows a cause, and what can be done about it, reader by reader.

use super::checks::{detail, found};
use super::part;
use super::words::Names;
use crate::message::Action;
use crate::ui::tree::{Element, Node, button, element};
use crate::ui::words::Text;
use crate::view::{self, Advice, At, Finding};

/// What shows a cause.
pub(super) fn evidence(names: &Names<'_>, finding: &Finding) -> Option<Element> {
    let checks = names.0.evidence(finding);
    let lines = checks.iter().map(|checked| found(names, checked));
    let typing = matches!(finding.cause, "typing" | "not_a_handle");
    let slips = names.0.slips.iter().filter(|_| typing);
    let slips = slips.map(|slip| vec![names.own_of(&["slip", slip.code()]).into()]);
    let value = &finding.names.detail;
    let is_told = |said: &view::Said| said.names.detail == *value;
    let told = value.is_empty()
        || checks
            .iter()
            .any(|it| it.found.as_ref().is_some_and(is_told));
    let value = (!told).then(|| {
        let says = Node::from(Text::key("evidence_value"));
        std::iter::once(says).chain(detail(value)).collect()
    });
    let lines = lines.chain(slips).chain(value);
    let lines: Vec<Element> = lines
        .enumerate()
        .map(|(at, line)| element("li").key(at.to_string()).children(line))
        .collect();
    if lines.is_empty() {
        return None;
    }
    Some(
        part("evidence", Text::key("diagnose_evidence"))
            .child(element("ul").class("lines").children(lines)),
    )
}

/// What the person can do.
pub(super) fn for_you(names: &Names<'_>, finding: &Finding) -> Option<Element> {
    let mut steps = of(finding, At::You).peekable();
    steps.peek()?;
    let list = element("ul").class("lines");
    let list = list.children(steps.enumerate().map(|(at, advice)| {
        element("li")
            .key(at.to_string())
            .child(does(names, finding, advice))
            .children(link(advice).into_iter().flatten())
    }));
    Some(part("steps", Text::key("diagnose_steps")).child(list))
}

/// Whether there is anything for those who run the servers.
pub(super) fn has_admins(finding: &Finding) -> bool {
    let mut advice = finding.advice.iter();
    advice.any(|advice| advice.reader != At::You)
}

/// What those who run a server can do.
pub(super) fn for_admins(names: &Names<'_>, finding: &Finding, reader: At) -> Option<Element> {
    let mut steps = of(finding, reader).peekable();
    steps.peek()?;
    let (key, title) = match reader {
        At::Home => ("for_home", "admins_home"),
        _ => ("for_origin", "admins_origin"),
    };
    let list = element("ol").class("steps");
    let list = list.children(steps.enumerate().map(|(at, advice)| {
        element("li")
            .key(at.to_string())
            .child(
                element("p")
                    .child(does(names, finding, advice))
                    .children(link(advice).into_iter().flatten()),
            )
            .children(command(&advice.command))
            .children(expects(names, finding, advice))
    }));
    Some(part(key, names.own(title)).child(list))
}

/// The steps for one reader.
pub(super) fn of(finding: &Finding, reader: At) -> impl Iterator<Item = &Advice> {
    let advice = finding.advice.iter();
    advice.filter(move |advice| advice.reader == reader)
}

/// What to do.
pub(super) fn does(names: &Names<'_>, finding: &Finding, advice: &Advice) -> Text {
    step(names, finding, advice, Text::key(advice.does.key))
}

/// What to expect of it.
pub(super) fn expected(names: &Names<'_>, finding: &Finding, advice: &Advice) -> Option<Text> {
    let text = || Text::of(&[advice.does.key, "expect"]);
    advice.expects.then(|| step(names, finding, advice, text()))
}

/// A text of a step: `$own$` is the reader's server, `$other$` the one at the other end.
fn step(names: &Names<'_>, finding: &Finding, advice: &Advice, text: Text) -> Text {
    let own = match advice.does.names == view::Names::default() {
        true => &finding.names,
        false => &advice.does.names,
    };
    let diagnosis = names.0;
    let domain = diagnosis.domain.as_deref().unwrap_or_default();
    let server = diagnosis.origin.as_deref().unwrap_or(domain);
    let (mine, other) = match advice.reader {
        At::Origin => (server, diagnosis.home.as_str()),
        _ => (diagnosis.home.as_str(), domain),
    };
    names.text(text, own).host("own", mine).host("other", other)
}

fn link(advice: &Advice) -> Option<[Node; 2]> {
    let shown = advice.link.strip_prefix("https://")?;
    let shown = shown.strip_suffix('/').unwrap_or(shown);
    let link = element("a")
        .key("link")
        .set("href", &advice.link)
        .child(element("bdi").child(Node::Verbatim(shown.to_owned())));
    Some([Node::Verbatim(" ".to_owned()), link.into()])
}

fn command(command: &str) -> Option<Element> {
    if command.is_empty() {
        return None;
    }
    let code = element("code").child(Node::Verbatim(command.to_owned()));
    Some(
        element("div")
            .class("command")
            .key("command")
            .child(element("pre").set("dir", "ltr").child(code))
            .child(
                button(Text::key("copy"))
                    .key("copy")
                    .say("aria-label", Text::key("copy_command"))
                    .press(Action::CopyText(command.to_owned())),
            ),
    )
}

fn expects(names: &Names<'_>, finding: &Finding, advice: &Advice) -> Option<Element> {
    let text = expected(names, finding, advice)?;
    Some(element("p").class("aside").key("expect").child(text))
}
