//! The toolbar popup: switch Freshet on for this home or off again, and what it sees.

use super::backfill::{self, Job};
use super::diagnose;
use super::tree::{Element, Node, button, element};
use super::words::Text;
use crate::handle::unicode_host;
use crate::message::{Action, Memory};
use crate::view::{Backfilling, Diagnosis, Pictures, View};

/// What the popup knows of the tab it was opened on.
#[derive(Clone, Debug, PartialEq)]
pub enum Popup {
    /// The tab does not show a Mastodon, or the browser lets nobody look.
    NotMastodon,
    /// A Mastodon on which Freshet is not used.
    Off {
        /// Its host.
        home: String,
    },
    /// A home on which Freshet is used.
    On {
        /// Its host.
        home: String,
        /// What the tab shows.
        shown: Shown,
    },
}

/// A backfill that the popup shows, whatever its tab does.
#[derive(Clone, Debug, PartialEq)]
pub struct Running {
    /// The host of home.
    pub home: String,
    /// The account's handle as people read it, without the leading `@`.
    pub handle: String,
    /// How far it has come.
    pub state: Backfilling,
}

/// What a tab of a home shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// The page does not answer: it was open before, or is still loading.
    Silent,
    /// No profile.
    Nothing,
    /// A profile of home itself.
    Local,
    /// A remote profile.
    Remote {
        /// What is known about it.
        view: Box<View>,
        /// The line has found its place in the page.
        placed: bool,
    },
}

/// The popup; the diagnosis is that of what was typed in it.
pub fn popup(
    popup: &Popup,
    running: &[Running],
    diagnosis: Option<&Diagnosis>,
    pictures: &Pictures,
    memory: Memory,
) -> Vec<Node> {
    let own = match popup {
        Popup::On {
            home,
            shown: Shown::Remote { view, .. },
        } => Some((home, &view.handle)),
        _ => None,
    };
    let jobs = running.iter().filter_map(|running| {
        let Running {
            home,
            handle,
            state,
        } = running;
        let row = backfill::row(&Job::elsewhere(home, handle, state));
        let row = row.filter(|_| own != Some((home, handle)))?;
        let job = element("div")
            .class("freshet job")
            .key(format!("{home} {handle}"));
        Some(job.child(account(handle).class("aside")).child(row).into())
    });
    match popup {
        Popup::NotMastodon => std::iter::once(surface([
            title(Text::key("extension_name")),
            said("popup_not_mastodon"),
            options(),
        ]))
        .chain(jobs)
        .collect(),
        Popup::Off { home } => std::iter::once(surface([
            title(Text::key("extension_name")),
            element("p").child(Text::key("popup_off").host("home", home)),
            element("div").class("actions").child(
                button(Text::key("popup_use").host("home", home))
                    .class("main")
                    .press(Action::SwitchOn {
                        home: home.clone(),
                        ask: vec![pattern(home)],
                    }),
            ),
            element("p")
                .class("aside")
                .child(Text::key("popup_off_aside").host("home", home)),
        ]))
        .chain(jobs)
        .collect(),
        Popup::On { home, shown } => {
            let mut parts = vec![title(Text::key("popup_on").host("home", home))];
            parts.extend(match shown {
                Shown::Silent => Some(said("popup_silent")),
                Shown::Nothing => Some(said("popup_no_profile")),
                Shown::Local => {
                    Some(element("p").child(Text::key("popup_local").host("home", home)))
                }
                Shown::Remote { placed: true, .. } => None,
                Shown::Remote { placed: false, .. } => Some(said("popup_not_placed")),
            });
            let mut nodes = vec![surface(parts)];
            if let Shown::Remote { view, .. } = shown {
                nodes.push(account(&view.handle).class("freshet aside").into());
                nodes.extend(super::profile(view, pictures, memory));
            }
            nodes.extend(jobs);
            nodes.push(diagnose::field(home, diagnosis, memory).into());
            nodes.push(surface([element("div")
                .class("actions")
                .child(
                    button(Text::key("switch_off").host("home", home))
                        .press(Action::SwitchOff(home.clone())),
                )
                .child(
                    button(Text::key("options"))
                        .class("plain")
                        .press(Action::Options),
                )]));
            nodes
        }
    }
}

fn account(handle: &str) -> Element {
    let shown = match handle.rsplit_once('@') {
        Some((name, host)) => format!("@{name}@{}", unicode_host(host)),
        None => format!("@{handle}"),
    };
    element("p").child(element("bdi").child(Node::Verbatim(shown)))
}

/// The match pattern that covers a host.
pub(crate) fn pattern(host: &str) -> String {
    // Match patterns name no port: they cover all of them.
    let name = host.split(':').next().unwrap_or(host);
    format!("https://{name}/*")
}

pub(super) fn surface(parts: impl IntoIterator<Item = Element>) -> Node {
    element("div").class("freshet stack").children(parts).into()
}

pub(super) fn title(text: Text) -> Element {
    element("h2")
        .class("title")
        .child(element("span").class("mark").set("aria-hidden", "true"))
        .child(element("span").child(text))
}

pub(super) fn said(key: &'static str) -> Element {
    element("p").child(Text::key(key))
}

fn options() -> Element {
    element("div").class("actions").child(
        button(Text::key("options"))
            .class("plain")
            .press(Action::Options),
    )
}
