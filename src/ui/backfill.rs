//! A backfill in words: the row under the line, its buttons, and what leads to it.

mod dialog;
mod list;
mod words;

pub(super) use dialog::dialog;

use super::diagnose;
use super::line::{access, consent_to};
use super::tree::{self, Element, element};
use super::words::Text;
use crate::compare::Verdict;
use crate::message::{Action, Memory};
use crate::trouble::Trouble;
use crate::view::{Backfilling, Course, End, Halt, Lack, Stage, View};

/// Whose backfill it is, and where it is drawn.
pub(super) struct Job<'a> {
    home: &'a str,
    /// Without the leading `@`.
    handle: &'a str,
    server: &'a str,
    state: &'a Backfilling,
    /// It is drawn under the profile that it is of.
    at_profile: bool,
    /// A diagnosis is shown beside it.
    is_diagnosed: bool,
}

impl<'a> Job<'a> {
    /// The backfill of the profile that is shown.
    pub(super) fn of(view: &'a View) -> Option<Self> {
        let state = view.backfill.as_ref()?;
        Some(Self {
            server: view.origin.as_deref().unwrap_or_else(|| host(&view.handle)),
            at_profile: true,
            is_diagnosed: view.diagnosis.is_some(),
            ..Self::elsewhere(&view.home, &view.handle, state)
        })
    }

    /// A backfill that is shown far from its profile.
    pub(super) fn elsewhere(home: &'a str, handle: &'a str, state: &'a Backfilling) -> Self {
        Self {
            home,
            handle,
            server: host(handle),
            state,
            at_profile: false,
            is_diagnosed: false,
        }
    }

    /// A text in which both servers may be named.
    fn text(&self, key: &'static str) -> Text {
        Text::key(key)
            .host("home", self.home)
            .host("server", self.server)
    }

    /// Posts that are known, with a verdict or without.
    fn known(&self) -> u64 {
        u64::from(self.state.counts.judged()) + u64::from(self.state.counts.open)
    }
}

fn host(handle: &str) -> &str {
    handle.rsplit('@').next().unwrap_or_default()
}

/// Whether the line suggests a backfill: home lacks posts, and nothing is done about it.
pub fn suggests(view: &View) -> bool {
    let idle = |state: &Backfilling| state.phase == Course::Offered && !state.asks;
    view.lacks_posts.is_some() && offers(view) && view.backfill.as_ref().is_none_or(idle)
}

/// What the line says of posts that home lacks.
pub(super) fn suggestion(view: &View) -> Option<Text> {
    let text = match view.lacks_posts.filter(|_| suggests(view))? {
        Lack::All => Text::key("backfill_lacks_all"),
        Lack::Newer(count) => Text::key("backfill_lacks").count(count),
        Lack::Since(day) => Text::key("backfill_lacks_since").day("day", day),
    };
    Some(text.host("home", &view.home))
}

/// The line's button that opens the dialog.
pub(super) fn button(view: &View, memory: Memory) -> Option<Element> {
    // The question whether the server may be contacted comes first.
    let asked = view.stage == Stage::AskingConsent && !memory.later && view.refresh.is_none();
    if asked || !offers(view) {
        return None;
    }
    let button = tree::button(Text::key("backfill")).key("backfill");
    Some(match &view.backfill {
        // It stays where it was pressed, so that the focus comes back to it.
        Some(state) if state.asks => button.set("aria-disabled", "true"),
        _ => button.press(Action::Backfill),
    })
}

/// Whether there may be posts to load, and nothing is under way.
fn offers(view: &View) -> bool {
    let idle = |state: &Backfilling| {
        state.asks || matches!(state.phase, Course::Offered | Course::Ended(_))
    };
    let readable = match &view.report {
        Some(report) => {
            // Servers that show profiles to signed requests only may list posts all the same.
            matches!(report.trouble, None | Some(Trouble::NeedsSignature))
                && report.verdict != Verdict::Suspended
        }
        None => view.stage == Stage::AskingConsent,
    };
    readable && view.backfill.as_ref().is_none_or(idle)
}

/// The row under the line: how far it has come, or how it ended. Nothing while the dialog
/// is what there is.
pub(super) fn row(job: &Job<'_>) -> Option<Element> {
    let state = job.state;
    if state.asks || state.phase == Course::Offered {
        return None;
    }
    let (words, aside) = words::said(job);
    let words = element("div")
        .class("words")
        .set("role", "status")
        .key("words")
        .child(element("span").child(words))
        .children(aside.map(words::aside));
    let said = element("div")
        .class("said")
        .child(element("span").class("mark").set("aria-hidden", "true"))
        .child(words);
    Some(
        element("div")
            .class(&format!("fill {}", tone(state)))
            .key("fill")
            .child(
                element("div")
                    .class("top")
                    .key("top")
                    .child(said)
                    .child(element("div").class("actions").children(actions(job))),
            )
            .children(bar(job))
            .children(numbers(job))
            .children(list::list(job)),
    )
}

/// The class that colours the mark.
fn tone(state: &Backfilling) -> &'static str {
    match state.phase {
        Course::Counting | Course::Loading => "busy",
        Course::Ended(End::Done | End::NothingMissing) => "fresh",
        Course::Offered
        | Course::Queued
        | Course::Waiting(..)
        | Course::NeedsPage
        | Course::Paused(Halt::Wished)
        | Course::Ended(End::Stopped) => "",
        Course::NeedsConsent(_) | Course::NeedsAccess(_) | Course::Paused(_) | Course::Ended(_) => {
            "stale"
        }
    }
}

fn actions(job: &Job<'_>) -> Vec<Element> {
    let state = job.state;
    let button = |key| tree::button(Text::key(key)).key(key);
    let pause = |key, paused| {
        tree::button(Text::key(key))
            .key("pause")
            .press(Action::Pause {
                home: job.home.to_owned(),
                acct: job.handle.to_owned(),
                paused,
            })
    };
    let mut actions = Vec::new();
    if job.at_profile {
        match &state.phase {
            Course::NeedsConsent(server) => actions.extend(consent_to(server)),
            Course::NeedsAccess(server) => actions.push(access(server)),
            Course::Ended(_) if state.counts.not_answered > 0 => {
                actions.push(button("backfill_retry").press(Action::RetryFailed));
            }
            _ => {}
        }
    }
    match state.phase {
        Course::Queued | Course::Loading | Course::Waiting(..) => {
            actions.push(pause("backfill_pause", true));
        }
        Course::Paused(_) => actions.push(pause("backfill_go_on", false).class("main")),
        Course::NeedsPage => actions.push(
            element("a")
                .class("button")
                .key("home")
                .set("href", format!("https://{}/", job.home))
                .child(job.text("backfill_open_home")),
        ),
        _ => {}
    }
    if state.end().is_some() {
        if job.at_profile {
            actions.extend(failed(state).then(|| {
                diagnose::begin(job.home, job.server, job.is_diagnosed).key("diagnose_posts")
            }));
            actions.push(button("backfill_hide").class("plain").press(Action::Cancel));
        }
    } else {
        actions.push(button("backfill_stop").press(Action::Stop {
            home: job.home.to_owned(),
            acct: job.handle.to_owned(),
        }));
    }
    actions
}

/// Whether posts could not be had, for a reason that is not known.
fn failed(state: &Backfilling) -> bool {
    let ending = matches!(
        state.phase,
        Course::Ended(End::OriginDown | End::NothingTaken | End::HomeUnreadable)
    );
    ending || state.counts.not_answered > 0
}

/// How much is done, as a bar.
fn bar(job: &Job<'_>) -> Option<Element> {
    let known = job.known();
    let bar = element("progress")
        .key("bar")
        .say("aria-label", Text::key("backfill_bar"));
    match job.state.phase {
        Course::Counting => Some(bar),
        Course::Ended(_) => None,
        _ if known == 0 => None,
        _ => Some(
            bar.set("max", known.to_string())
                .set("value", job.state.counts.judged().to_string())
                .say("aria-valuetext", words::done_of(job)),
        ),
    }
}

/// What is counted, in a lower voice: it is not read aloud whenever it changes.
fn numbers(job: &Job<'_>) -> Option<Element> {
    if job.known() == 0 || job.state.phase == Course::Counting {
        return None;
    }
    let over = job.state.end().is_some();
    let numbers = element("div").key("numbers");
    // An open list says itself what it took.
    let numbers = if over && job.state.list.is_none() {
        let costs = words::joined(words::costs(job));
        numbers.class("numbers over").child(costs)
    } else {
        let progress = words::joined(words::progress(job));
        numbers.class("numbers").child(progress)
    };
    Some(if job.at_profile {
        numbers.children(news(job)).child(list_toggle(job))
    } else {
        numbers
    })
}

/// The button that shows what has arrived. It stands where its coming moves no other one.
fn news(job: &Job<'_>) -> Option<Element> {
    let news = u64::from(job.state.news);
    let button = || tree::button(Text::key("backfill_news").count(news));
    (news > 0).then(|| button().key("news").class("plain").press(Action::Reload))
}

fn list_toggle(job: &Job<'_>) -> Element {
    let (key, expanded) = match job.state.list {
        Some(_) => ("backfill_list_hide", "true"),
        None => ("backfill_list_show", "false"),
    };
    tree::button(Text::key(key))
        .key("list")
        .class("plain")
        .set("aria-expanded", expanded)
        .press(list::action(job.state.list.is_none(), None))
}
