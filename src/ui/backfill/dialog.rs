//! The dialog: how far back, what else, and what it costs before it starts.

use super::super::line::{access, consent_to};
use super::super::tree::{self, Element, button, choice, element};
use super::super::words::Text;
use super::{Job, words};
use crate::message::Action;
use crate::view::{Course, Depth, Estimate, Order, Wish};

/// How many of the newest posts can be chosen.
const NEWEST: [u32; 4] = [20, 40, 100, 400];

/// The dialog, while it is open.
pub(in crate::ui) fn dialog(job: &Job<'_>) -> Option<Element> {
    if !job.state.asks {
        return None;
    }
    let title = || Text::key("backfill_title").with("handle", format!("@{}", job.handle));
    let dialog = element("dialog")
        .key("backfill_dialog")
        .set("closedby", "any")
        // Whoever clicks on its words stays in it with the keyboard.
        .set("tabindex", "-1")
        .say("aria-label", title())
        .press(Action::Cancel)
        .child(element("h2").child(title()));
    Some(match &job.state.phase {
        Course::NeedsConsent(server) => asked(dialog, job, consent_to(server)),
        Course::NeedsAccess(server) => asked(dialog, job, vec![access(server).class("main")]),
        Course::Ended(_) => asked(dialog, job, Vec::new()),
        _ => dialog
            .children(notices(job))
            .child(depths(job))
            .child(others(job))
            .child(cost(job))
            .child(
                element("p")
                    .class("aside")
                    .key("limits")
                    .child(job.text("backfill_limits")),
            )
            .child(
                element("div")
                    .class("actions")
                    .key("actions")
                    .child(load(job))
                    .child(cancel(job)),
            ),
    })
}

/// A dialog in which something stands before the choice: what it is, and what may be done.
fn asked(dialog: Element, job: &Job<'_>, buttons: Vec<Element>) -> Element {
    let (said, aside) = words::said(job);
    dialog
        .child(
            element("p")
                .key("cost")
                .set("role", "status")
                .child(said)
                .children(aside.map(words::aside)),
        )
        .child(
            element("div")
                .class("actions")
                .key("actions")
                .children(buttons)
                .child(cancel(job)),
        )
}

/// What speaks against it, and what was done a short while ago.
fn notices(job: &Job<'_>) -> Vec<Element> {
    let state = job.state;
    let notice = |key, class| element("div").class(class).key(key);
    let mut notices = Vec::new();
    if !state.wishes.is_empty() {
        let mut wishes = notice("wishes", "notice wish");
        for wish in &state.wishes {
            wishes = wishes.child(element("p").child(Text::key(match wish {
                Wish::NoBots => "wish_no_bots",
                Wish::NotIndexable => "wish_not_indexable",
                Wish::NotDiscoverable => "wish_not_discoverable",
            })));
        }
        if state.follows == Some(true) {
            wishes = wishes.child(element("p").child(Text::key("wish_followed")));
        }
        if state.wishes.contains(&Wish::NoBots) {
            let mut order = state.order;
            order.anyway = !order.anyway;
            wishes = wishes.child(tick(state.order.anyway, order, Text::key("wish_anyway")));
        }
        notices.push(wishes);
    }
    if let Some((at, counts)) = &state.earlier {
        let text = Text::key("backfill_earlier")
            .moment("time", *at)
            .text("result", words::result(counts));
        notices.push(notice("earlier", "notice").child(element("p").child(text)));
    }
    notices
}

fn depths(job: &Job<'_>) -> Element {
    let state = job.state;
    let chosen = state.order.depth;
    let depth = |key: String, depth: Depth, checked: bool, text: Text| {
        let order = Order {
            depth,
            ..state.order
        };
        radio(checked, Action::Choose(order))
            .key(key)
            .child(element("span").child(text))
    };
    let newest = NEWEST.map(|newest| {
        let text = Text::key("depth_newest").number("number", newest.into());
        let key = format!("newest{newest}");
        let newest = Depth::Newest(newest);
        depth(key, newest, chosen == newest, text)
    });
    let all = match state.total {
        Some(total) => Text::key("depth_all_of").count(total),
        None => Text::key("depth_all"),
    };
    let since = match chosen {
        Depth::Since(moment) => Some(moment),
        _ => None,
    };
    // Which day is chosen at first is not known here: it depends on the day it is.
    let value = String::new;
    let date = since.map(|moment| {
        element("input")
            .key("date")
            .set("type", "date")
            .set("min", "2000-01-01")
            .set("value", day(moment))
            .say("aria-label", Text::key("depth_since"))
            .press(Action::ChooseSince { value: value() })
    });
    let since = radio(since.is_some(), Action::ChooseSince { value: value() })
        .child(element("span").child(Text::key("depth_since")));
    element("fieldset")
        .class("depths")
        .key("depths")
        .child(element("legend").child(Text::key("depth")))
        .children(newest)
        .child(
            element("div")
                .class("since")
                .key("since")
                .child(since)
                .children(date),
        )
        .child(depth(
            "all".to_owned(),
            Depth::All,
            chosen == Depth::All,
            all,
        ))
}

/// A choice among several, in the one group of the dialog.
fn radio(checked: bool, action: Action) -> Element {
    choice("radio", "choice pill", checked, action)
}

fn others(job: &Job<'_>) -> Element {
    let state = job.state;
    let order = state.order;
    let young = state.estimate.map_or(0, |estimate| estimate.young);
    let replies = Order {
        replies: !order.replies,
        ..order
    };
    let with_young = Order {
        young: !order.young,
        ..order
    };
    let also_young = (young > 0 || order.young)
        .then(|| tick(order.young, with_young, Text::key("backfill_young")).key("young"));
    element("div")
        .class("others")
        .key("others")
        .child(tick(order.replies, replies, Text::key("backfill_replies")).key("replies"))
        .children(also_young)
}

fn tick(checked: bool, order: Order, text: Text) -> Element {
    choice("checkbox", "choice", checked, Action::Choose(order)).child(element("span").child(text))
}

/// What it costs, or why that is not known yet.
fn cost(job: &Job<'_>) -> Element {
    let box_ = element("div")
        .class("cost")
        .key("cost")
        .set("role", "status");
    let state = job.state;
    let Some(estimate) = state.estimate else {
        let (said, aside) = match state.phase {
            Course::Offered | Course::Loading => (job.text("backfill_counting"), None),
            _ => words::said(job),
        };
        return box_.child(element("p").child(said).children(aside.map(words::aside)));
    };
    let posts = posts(&estimate, &state.order);
    if posts == 0 {
        let missing = element("p").child(job.text("backfill_nothing_missing"));
        return box_.child(missing);
    }
    let missing = if estimate.exact {
        "backfill_missing"
    } else {
        "backfill_missing_at_most"
    };
    let time = match estimate.minutes {
        minutes @ 0..60 => Text::key("minutes").count(minutes.max(1)),
        minutes => Text::key("hours").count((minutes + 30) / 60),
    };
    let takes = Text::key("backfill_takes").text("time", time).text(
        "requests",
        words::requests(job, estimate.home, estimate.origin),
    );
    box_.child(element("p").child(element("strong").child(job.text(missing).count(posts))))
        .child(element("p").class("aside").child(takes))
}

/// How many posts would be asked for.
fn posts(estimate: &Estimate, order: &Order) -> u64 {
    let left = if order.young { 0 } else { estimate.young };
    estimate.posts.saturating_sub(left)
}

/// The account asks bots to keep away, and the person has not said that it is to be anyway.
fn is_unwished(job: &Job<'_>) -> bool {
    job.state.wishes.contains(&Wish::NoBots) && !job.state.order.anyway
}

fn load(job: &Job<'_>) -> Element {
    let state = job.state;
    let ready = state.phase == Course::Offered
        && state
            .estimate
            .is_some_and(|estimate| posts(&estimate, &state.order) > 0);
    let load = button(Text::key("backfill_load")).key("load");
    if ready && !is_unwished(job) {
        load.class("main").press(Action::Load)
    } else {
        load.set("aria-disabled", "true")
    }
}

fn cancel(job: &Job<'_>) -> Element {
    let over = job.state.end().is_some();
    let cancel = tree::button(Text::key(if over { "close" } else { "backfill_cancel" }))
        .key("cancel")
        .press(Action::Cancel);
    if over || is_unwished(job) {
        cancel.class("main")
    } else {
        cancel
    }
}

/// A moment's day, as a control for dates has it.
fn day(moment: f64) -> String {
    let date = time::OffsetDateTime::from_unix_timestamp((moment / 1000.0) as i64);
    date.map(|date| {
        let (year, month, day) = date.to_calendar_date();
        format!("{year:04}-{:02}-{day:02}", u8::from(month))
    })
    .unwrap_or_default()
}
