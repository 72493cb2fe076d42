//! What a backfill says, held against what the sandbox knows.

use std::collections::{BTreeMap, BTreeSet};

use freshet::step::{Outcome, Step};
use freshet::view::{Course, Depth, End, Order, PostVerdict};
use freshet_sandbox::{By, PostAtOrigin, Takeable, What};

use crate::browser::searched;
use crate::person::Run;

/// Younger posts enter home feeds.
const YOUNG: f64 = 6.0 * 3_600_000.0;
/// How often home is asked for a post at most, when it gives faults or nothing: what the
/// core states in `course`.
const MOST_ASKED: usize = 6;

/// Every promise that does not depend on the scene: what is broken.
pub fn broken(run: &Run) -> Vec<String> {
    let mut broken = requests(run);
    broken.extend(limits(run));
    broken.extend(untrue(run));
    broken.extend(harm(run));
    broken.extend(incomplete(run));
    broken
}

/// What was asked of whom.
fn requests(run: &Run) -> Vec<String> {
    let mut broken = Vec::new();
    let (home, origin) = (&run.browser.home, run.browser.origin());
    for asked in run.browser.sandbox.log() {
        if asked.asked_by.is_some() {
            continue;
        }
        let signed = asked.header("authorization").is_some();
        if signed != (asked.host == *home) {
            broken.push(format!("the token at {} {}", asked.host, asked.path));
        }
        if asked.host != *home && asked.host != origin {
            broken.push(format!("{} was asked", asked.host));
        }
        if run.browser.refused.contains(&asked.host) {
            broken.push(format!("{} without consent", asked.host));
        }
        let by_handle = asked.path.contains("type=accounts") && !asked.path.contains("q=https");
        if by_handle {
            broken.push(format!("a lookup by handle: {}", asked.path));
        }
    }
    let entries = run.browser.trace.iter();
    broken.extend(entries.filter_map(|entry| entry.wrong.clone()));
    let mut asked: BTreeMap<String, usize> = BTreeMap::new();
    for entry in &run.browser.trace {
        // What was refused whole was not asked.
        if let (Some(uri), false) = (searched(&entry.step), matches!(entry.status(), 401 | 429)) {
            *asked.entry(uri).or_default() += 1;
        }
    }
    let most = MOST_ASKED * (1 + run.person.retries) + run.browser.kills.len();
    for (uri, times) in asked.iter().filter(|(_, times)| **times > most) {
        broken.push(format!("{uri} was asked for {times} times"));
    }
    // A post that came at once is asked for once, but for kills.
    let kills = run.browser.kills.iter().filter(|kill| kill.asked).count();
    let mut came: BTreeMap<String, usize> = BTreeMap::new();
    for entry in &run.browser.trace {
        if let (Some(uri), Some(Outcome::Answer(answer))) = (searched(&entry.step), &entry.outcome)
            && answer.status == 200
            && String::from_utf8_lossy(&answer.body).contains(&format!("\"uri\":\"{uri}\""))
        {
            *came.entry(uri).or_default() += 1;
        }
    }
    for (uri, times) in came.iter().filter(|(_, times)| **times > 1 + kills) {
        broken.push(format!("{uri} came {times} times"));
    }
    broken
}

/// The person's budget, by what home said.
fn limits(run: &Run) -> Vec<String> {
    let mut broken = Vec::new();
    let mut last: [Option<freshet::step::RateLimit>; 2] = [None, None];
    let (mut refused, mut until): (usize, f64) = (0, 0.0);
    let mut at_run = 0;
    for entry in &run.browser.trace {
        if !matches!(entry.step, Step::Home(_)) {
            continue;
        }
        let now = entry.at.0;
        if entry.run != at_run {
            (at_run, refused) = (entry.run, 0);
        }
        if now < until {
            broken.push(format!(
                "asked {} s before a pause ended",
                (until - now) / 1000.0
            ));
        }
        for limit in [last[0], last[1].filter(|_| entry.is_paging())] {
            if let Some(limit) = limit
                && now < limit.reset
                && limit.remaining <= limit.limit / 3
            {
                broken.push(format!(
                    "the reserve was touched: {limit:?} at {:?}",
                    entry.step
                ));
            }
        }
        let is_native = matches!(&entry.step, Step::Home(request) if request.method() == "POST");
        if entry.status() == 429 {
            refused += 1;
            until = 0.0;
            if let Some(Outcome::Answer(answer)) = &entry.outcome
                && !is_native
            {
                until = entry.at.1 + answer.wait.unwrap_or(0.0);
            }
            if refused > 2 {
                broken.push("home asked for a third pause in a row".to_owned());
            }
        } else if entry.outcome.is_some() {
            refused = 0;
        }
        // A killed request told nobody.
        if let Some(limit) = entry.limit()
            && !is_native
        {
            last[usize::from(entry.is_paging())] = Some(limit);
        }
    }
    broken
}

/// Every verdict, held against the world.
fn untrue(run: &Run) -> Vec<String> {
    let browser = &run.browser;
    let truth = browser.sandbox.posts_at_origin(&browser.acct);
    let truth: BTreeMap<&str, &PostAtOrigin> =
        truth.iter().map(|post| (post.uri.as_str(), post)).collect();
    let here = browser.sandbox.posts(&browser.home, &browser.acct);
    let here: BTreeMap<&str, f64> = here
        .iter()
        .map(|post| (post.uri.as_str(), post.stored_at as f64))
        .collect();
    let had: BTreeSet<&str> = run.had.iter().map(String::as_str).collect();
    let world = &browser.world;
    let mut broken = Vec::new();
    for row in browser.rows(&run.backfill) {
        let Some(verdict) = row.verdict else { continue };
        let uri = row.uri.as_str();
        let Some(post) = truth.get(uri) else {
            broken.push(format!("{uri} is no post"));
            continue;
        };
        let is_here = here.contains_key(uri);
        let is_true = match verdict {
            PostVerdict::Arrived => is_here && !had.contains(uri),
            PostVerdict::WasThere => is_here,
            PostVerdict::Gone => post.takeable == Takeable::Gone,
            PostVerdict::NotPublic => post.takeable == Takeable::NotPublic,
            PostVerdict::Refused => {
                let odd = ["Bookmark", "Listen", "Review"].contains(&post.kind.as_str());
                // It may have been deleted since.
                let odd = odd && post.takeable == Takeable::Gone;
                odd || matches!(post.takeable, Takeable::Kind | Takeable::Author) || world.blocks
            }
            PostVerdict::NotAnswered => world.faulty || world.blocks,
            PostVerdict::TooYoung => {
                // One that does not say it is new to home.
                let is_young = row.at.is_none() || is_young(post, &truth, run.began - YOUNG);
                !order(run).young && is_young
            }
        };
        if !is_true {
            let what = (post.takeable, is_here, had.contains(uri));
            broken.push(format!("says {verdict:?} of {uri}, which is {what:?}"));
        }
        if is_here && !matches!(verdict, PostVerdict::Arrived | PostVerdict::WasThere) {
            // It may have come later, by home's own ways.
            let late = matches!(verdict, PostVerdict::NotAnswered | PostVerdict::TooYoung)
                || post.takeable != Takeable::Yes;
            if !late {
                broken.push(format!("says {verdict:?} of {uri}, which home has"));
            }
        }
    }
    broken
}

/// Whether a post, or one of its thread, is too young.
fn is_young(post: &PostAtOrigin, all: &BTreeMap<&str, &PostAtOrigin>, since: f64) -> bool {
    let mut left = vec![post];
    let mut seen = BTreeSet::new();
    while let Some(post) = left.pop() {
        // Whole seconds are told.
        if post.published as f64 > since - 1000.0 {
            return true;
        }
        if seen.insert(post.uri.as_str()) {
            let near = |other: &&&PostAtOrigin| {
                other.in_reply_to.as_ref() == Some(&post.uri)
                    || post.in_reply_to.as_ref() == Some(&other.uri)
            };
            left.extend(all.values().filter(near).copied());
        }
    }
    false
}

/// What happened at home that should not have.
fn harm(run: &Run) -> Vec<String> {
    let history = run.browser.sandbox.history(&run.browser.home);
    let mut broken = Vec::new();
    let mut by = BTreeMap::new();
    // What home does of its own accord, nobody can keep it from: it follows the threads of
    // pinned posts too.
    let is_own = |how: By| matches!(how, By::Native | By::Pinned);
    let imports = history.iter().filter_map(|event| match &event.what {
        What::PostImported { by, .. } => Some(*by),
        _ => None,
    });
    let by_itself = imports.clone().any(is_own);
    for event in &history {
        match &event.what {
            What::Deleted => broken.push(format!("{event:?}")),
            What::PostDeleted { .. } if !run.browser.world.faulty => {
                broken.push(format!("{event:?}"));
            }
            What::PostImported { uri, by: how } => {
                by.insert(uri.as_str(), *how);
                let own = event.handle == run.browser.acct;
                if *how == By::Search && !own {
                    broken.push(format!("{uri} of {} was imported", event.handle));
                }
            }
            What::Distributed { uri } | What::Notified { uri, .. }
                if !order(run).young
                    && match by.get(uri.as_str()) {
                        Some(By::Search) => true,
                        Some(By::Thread) => !by_itself,
                        _ => false,
                    } =>
            {
                broken.push(format!("{event:?}"));
            }
            _ => {}
        }
    }
    broken
}

/// Nothing that was listed and wanted is without a verdict.
fn incomplete(run: &Run) -> Vec<String> {
    let mut broken = Vec::new();
    let Some(end) = run.end() else {
        return match run.phases.last() {
            Some(Course::NeedsConsent(_) | Course::NeedsAccess(_)) => broken,
            phase => vec![format!("it did not end: {phase:?}")],
        };
    };
    if !matches!(end, End::Done | End::NothingMissing | End::OriginDown) {
        return broken;
    }
    let rows = run.browser.rows(&run.backfill);
    let mut listed = BTreeSet::new();
    for row in &rows {
        if row.verdict.is_none() && run.backfill.is_agreed() {
            broken.push(format!("{} is without a verdict", row.uri));
        }
        if !listed.insert(row.uri.as_str()) {
            broken.push(format!("{} was listed twice", row.uri));
        }
    }
    let counts = run.backfill.counts();
    if counts.judged() as usize != rows.iter().filter(|row| row.verdict.is_some()).count() {
        broken.push(format!("{counts:?} of {} rows", rows.len()));
    }
    // An outbox that names posts only by their addresses does not tell what they answer.
    let blind = run.browser.origin() == "peertube-posts.test" && !order(run).replies;
    if end == End::OriginDown || run.browser.world.hides || blind {
        return broken;
    }
    for uri in wanted(run) {
        if !listed.contains(uri.as_str()) {
            broken.push(format!("{uri} is missing"));
        }
    }
    broken
}

/// What origin lists of what was ordered, where it is said in a way that holds for all of them.
fn wanted(run: &Run) -> Vec<String> {
    let browser = &run.browser;
    let order = order(run);
    let posts = browser.sandbox.posts_at_origin(&browser.acct);
    let all: BTreeSet<String> = posts.iter().map(|post| post.uri.clone()).collect();
    let mut posts: Vec<PostAtOrigin> = posts
        .into_iter()
        .filter(|post| post.is_listed && post.takeable != Takeable::Boost)
        .collect();
    // An outbox does not tell whose the answered post is, if that is not listed.
    let listed: BTreeSet<String> = browser
        .rows(&run.backfill)
        .into_iter()
        .map(|row| row.uri)
        .collect();
    if !order.replies {
        let others = |parent: &String| !all.contains(parent) && parent.contains("/users/ada/");
        posts.retain(|post| !post.in_reply_to.as_ref().is_some_and(others));
    }
    match order.depth {
        Depth::Newest(newest) => posts.truncate(newest as usize),
        Depth::Since(since) => posts.retain(|post| post.published as f64 >= since + 1000.0),
        Depth::All => {}
    }
    if !order.replies {
        posts.retain(|post| match &post.in_reply_to {
            Some(parent) => listed.contains(parent),
            None => true,
        });
    }
    posts.into_iter().map(|post| post.uri).collect()
}

fn order(run: &Run) -> Order {
    run.backfill.view().order
}
