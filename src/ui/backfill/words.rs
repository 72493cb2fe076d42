//! What is said of a backfill: what it is at, why it waits, how it ended.

use super::super::tree::{Element, Node, element};
use super::super::words::Text;
use super::Job;
use crate::view::{Counts, Course, Delay, End, Halt};

/// What is said, and what is added in a lower voice. It changes with the phase alone: what
/// ticks stands in [`progress`].
pub(super) fn said(job: &Job<'_>) -> (Text, Option<Text>) {
    let goes_on = |until| Text::key("refresh_goes_on").moment("time", until);
    match &job.state.phase {
        Course::Counting => (job.text("backfill_counting"), None),
        Course::NeedsConsent(server) => (Text::key("consent_meaning").host("server", server), None),
        Course::NeedsAccess(server) => (
            Text::key("trouble_needs_access").host("server", server),
            None,
        ),
        Course::Queued => (job.text("backfill_queued"), None),
        Course::Offered | Course::Loading => (job.text("backfill_loading"), None),
        Course::Waiting(delay, until) => (job.text(delay_key(*delay)), Some(goes_on(*until))),
        Course::Paused(halt) => halted(job, *halt),
        Course::NeedsPage => (
            job.text("backfill_needs_page"),
            Some(job.text("backfill_needs_page_aside")),
        ),
        Course::Ended(end) => ended(job, *end),
    }
}

fn delay_key(delay: Delay) -> &'static str {
    match delay {
        Delay::Reserve => "backfill_waits_reserve",
        Delay::HomeLimited => "refresh_rate_limited",
        Delay::OriginLimited => "backfill_waits_origin",
        Delay::HomeDown => "backfill_waits_home",
        Delay::Arriving => "backfill_waits_arriving",
        Delay::Patience => "backfill_waits_patience",
    }
}

fn halted(job: &Job<'_>, halt: Halt) -> (Text, Option<Text>) {
    let (key, until) = match halt {
        Halt::Wished => ("backfill_paused", None),
        Halt::HomeLimited(until) => ("refresh_limited_again", Some(until)),
        Halt::HomeDown => ("backfill_home_down", None),
        Halt::SignedOut => ("backfill_signed_out", None),
        Halt::NativeRefused => ("backfill_native_refused", None),
        Halt::NativeLimited(until) => ("backfill_native_limited", Some(until)),
    };
    let text = job.text(key);
    match until {
        Some(until) => (text.moment("time", until), None),
        None => (text, None),
    }
}

fn ended(job: &Job<'_>, end: End) -> (Text, Option<Text>) {
    let counts = &job.state.counts;
    let with_result = |key| Text::key(key).text("result", result(counts));
    let (key, aside) = match end {
        End::Done => {
            let young = u64::from(counts.too_young);
            let aside = (young > 0).then(|| Text::key("backfill_left_young").count(young));
            return (with_result("backfill_done"), aside);
        }
        End::Stopped => {
            let open = u64::from(counts.open);
            let aside = (open > 0).then(|| Text::key("backfill_left_open").count(open));
            return (with_result("backfill_stopped"), aside);
        }
        End::NothingMissing => ("backfill_nothing_missing", None),
        End::NotListed => ("backfill_not_listed", Some("backfill_not_listed_aside")),
        End::OriginDown => ("trouble_no_answer", None),
        End::NothingTaken => (
            "backfill_nothing_taken",
            Some("backfill_nothing_taken_aside"),
        ),
        End::ScopeRefused => ("refresh_scope_refused", None),
        End::HomeUnreadable => ("backfill_home_unreadable", None),
    };
    (job.text(key), aside.map(|key| job.text(key)))
}

/// How many arrived, and how many did not: no sentence yet.
pub(super) fn result(counts: &Counts) -> Text {
    let arrived = match counts.arrived {
        0 => Text::key("backfill_arrived_none"),
        arrived => Text::key("backfill_arrived").count(arrived.into()),
    };
    let failed = [
        counts.gone,
        counts.not_public,
        counts.refused,
        counts.not_answered,
    ];
    match failed.into_iter().map(u64::from).sum() {
        0 => arrived,
        failed => Text::key("backfill_result")
            .text("arrived", arrived)
            .text("failed", Text::key("backfill_failed").count(failed)),
    }
}

/// How many posts are done of those that are known.
pub(super) fn done_of(job: &Job<'_>) -> Text {
    Text::key("backfill_done_of")
        .number("done", job.state.counts.judged().into())
        .count(job.known())
}

/// How far it is, while it goes on.
pub(super) fn progress(job: &Job<'_>) -> Vec<Text> {
    let state = job.state;
    if state.end().is_some() {
        return Vec::new();
    }
    let done_at = |moment| Text::key("backfill_done_at").moment("time", moment);
    let expected = state.done_at.filter(|_| state.is_under_way());
    std::iter::once(done_of(job))
        .chain(expected.map(done_at))
        .collect()
}

/// What it took, and what was saved.
pub(super) fn costs(job: &Job<'_>) -> Vec<Text> {
    let state = job.state;
    let along = u64::from(state.counts.along);
    let saved = (along > 0).then(|| Text::key("backfill_along").count(along));
    let (home, origin) = (state.cost.home.into(), state.cost.origin.into());
    saved
        .into_iter()
        .chain([requests(job, home, origin)])
        .collect()
}

/// Some texts in a lower voice.
pub(super) fn joined(parts: Vec<Text>) -> Element {
    let mut joined = element("span").class("aside");
    for (at, part) in parts.into_iter().enumerate() {
        if at > 0 {
            joined = joined.child(Node::Verbatim(" · ".to_owned()));
        }
        joined = joined.child(part);
    }
    joined
}

/// So many requests to home, and so many to the account's server.
pub(super) fn requests(job: &Job<'_>, home: u64, origin: u64) -> Text {
    let requests = |count| Text::key("requests").count(count);
    job.text("backfill_requests")
        .text("to_home", requests(home))
        .text("to_server", requests(origin))
}

/// What is added in a lower voice.
pub(super) fn aside(text: Text) -> Element {
    element("span")
        .child(Node::Verbatim(" ".to_owned()))
        .child(element("span").class("aside").child(text))
}
