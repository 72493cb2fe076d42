//! What became of each post: a list under the row.

use super::super::comparison::address_of;
use super::super::tree::{self, Element, element};
use super::super::words::Text;
use super::{Job, words};
use crate::message::Action;
use crate::view::{PostRow, PostVerdict};

/// Posts that are shown at first, and more at a time.
const PAGE: u32 = 50;

/// What opens the list, closes it, or chooses what it shows.
pub(super) fn action(open: bool, filter: Option<PostVerdict>) -> Action {
    Action::List {
        open,
        filter,
        shown: PAGE,
    }
}

/// The list, if it is open.
pub(super) fn list(job: &Job<'_>) -> Option<Element> {
    let list = job.state.list.as_ref().filter(|_| job.at_profile)?;
    let counts = &job.state.counts;
    let filter = |verdict: Option<PostVerdict>, words: Text, count: u64| {
        let pressed = list.filter == verdict;
        tree::button(Text::key("post_filter").text("verdict", words).count(count))
            .key(verdict.map_or("all", PostVerdict::code))
            .set("aria-pressed", if pressed { "true" } else { "false" })
            .press(action(true, verdict))
    };
    let verdicts = PostVerdict::ALL.into_iter().filter_map(|verdict| {
        let count = counts.of(verdict);
        let shown = count > 0 || list.filter == Some(verdict);
        let words = Text::key(verdict_key(Some(verdict)));
        shown.then(|| filter(Some(verdict), words, count.into()))
    });
    let more = list.more.then(|| {
        tree::button(Text::key("post_more"))
            .key("more")
            .class("plain")
            .press(Action::List {
                open: true,
                filter: list.filter,
                shown: list.rows.len() as u32 + PAGE,
            })
    });
    let copy = tree::button(Text::key("post_copy"))
        .key("copy")
        .class("plain")
        .press(Action::CopyList);
    let part = |class: &str| element("div").class(class).key(class);
    let posts = element("ul")
        .class("posts")
        .key("posts")
        .say("aria-label", Text::key("backfill_bar"))
        .children(list.rows.iter().map(row));
    Some(
        part("list")
            .child(
                part("filters")
                    .set("role", "group")
                    .say("aria-label", Text::key("post_filters"))
                    .child(filter(None, Text::key("post_all"), job.known()))
                    .children(verdicts),
            )
            .child(posts)
            .child(
                part("foot")
                    .child(words::joined(words::costs(job)))
                    .children(more)
                    .child(copy),
            ),
    )
}

fn row(post: &PostRow) -> Element {
    let verdict = Text::key(verdict_key(post.verdict));
    element("li")
        .key(&post.uri)
        .child(element("span").class("verdict").child(verdict))
        .child(
            element("span")
                .class("aside")
                .children(post.at.map(|at| Text::key("value_day").day("day", at))),
        )
        .child(address_of(&post.uri))
}

fn verdict_key(verdict: Option<PostVerdict>) -> &'static str {
    match verdict {
        None => "post_open",
        Some(PostVerdict::Arrived) => "post_arrived",
        Some(PostVerdict::WasThere) => "post_was_there",
        Some(PostVerdict::Gone) => "post_gone",
        Some(PostVerdict::NotPublic) => "post_not_public",
        Some(PostVerdict::Refused) => "post_refused",
        Some(PostVerdict::NotAnswered) => "post_not_answered",
        Some(PostVerdict::TooYoung) => "post_too_young",
    }
}
