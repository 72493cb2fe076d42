//! Several accounts at one home: one request at a time, and everybody gets on.

use std::time::Duration;

use freshet::backfill::{Backfill, Queue, Turn};
use freshet::view::{Depth, End, Order};
use freshet_sandbox::{Bucket, Sandbox};

use crate::browser::{Browser, on_a_held_clock};

const HOME: &str = "home46.test";
/// A turn is so long at most, as `queue` states it.
const TURN: usize = 40;

/// Plays these accounts at once, as `web` does; how many steps each took while others waited.
async fn play(accts: &[&str], reserve: u32) -> (Vec<Backfill>, Vec<usize>, Vec<u16>, u32) {
    let mut browser = Browser::new(Sandbox::in_process().unwrap(), HOME, accts[0]);
    let mut jobs = Vec::new();
    for acct in accts {
        browser.acct = (*acct).to_owned();
        browser
            .sandbox
            .set_fetched_at(HOME, acct, Some(browser.now() - 60_000.0));
        let mut job = browser.begin().await.unwrap();
        job.choose(Order {
            depth: Depth::Newest(100),
            ..Order::default()
        });
        browser.play(&mut job).await;
        job.load(browser.now());
        jobs.push(job);
    }
    browser.sandbox.set_limit(HOME, Bucket::Token, reserve);
    let mut queue = Queue::default();
    let (mut turns, mut statuses) = (Vec::new(), Vec::new());
    loop {
        let now = browser.now();
        let refs: Vec<&Backfill> = jobs.iter().collect();
        match queue.turn(&refs, now) {
            Turn::Nothing => break,
            Turn::Wait(until) => {
                assert!(until > now, "it waits for what has come");
                tokio::time::sleep(Duration::from_millis((until - now).ceil() as u64)).await;
            }
            Turn::Of(at) => {
                turns.push(at);
                browser.take(&mut jobs[at]).await;
                statuses.extend(browser.trace.last().map(super::browser::Entry::status));
                let told = jobs[at].clone();
                for (other, job) in jobs.iter_mut().enumerate() {
                    if other != at {
                        job.share(&told);
                    }
                }
            }
        }
    }
    let lowest = browser.sandbox.lowest_limit(HOME, Bucket::Token).unwrap();
    (jobs, turns, statuses, lowest)
}

#[test]
fn everybody_gets_on_and_nobody_waits_for_long() {
    let accts = [
        "thousand@posts.test",
        "half@posts.test",
        "threads@posts.test",
    ];
    let (jobs, turns, statuses, lowest) = on_a_held_clock(play(&accts, 300));
    for job in &jobs {
        assert_eq!(job.view().end(), Some(End::Done), "{}", job.acct());
    }
    assert!(!statuses.contains(&429), "a pause was asked for");
    assert!(lowest >= 100, "{lowest} were left");
    // Each of them comes before anybody has had two turns.
    for at in 0..accts.len() {
        let first = turns.iter().position(|turn| *turn == at).unwrap();
        assert!(
            first <= TURN * accts.len(),
            "{} waited {first} steps",
            accts[at]
        );
    }
    let mut longest = (0, 0);
    for pair in turns.chunk_by(|one, other| one == other) {
        longest = longest.max((pair.len(), pair[0]));
    }
    println!("{} steps, {longest:?} in a row", turns.len());
    let alone = |from: usize| turns[from..].iter().all(|turn| *turn == turns[from]);
    let mut from = 0;
    for pair in turns.chunk_by(|one, other| one == other) {
        assert!(
            pair.len() <= TURN || alone(from),
            "{} steps in a row",
            pair.len()
        );
        from += pair.len();
    }
}

#[test]
fn what_one_was_told_the_others_know() {
    let accts = ["half@posts.test", "threads@posts.test"];
    let (jobs, _, statuses, _) = on_a_held_clock(play(&accts, 120));
    assert!(jobs.iter().all(Backfill::is_over));
    assert!(!statuses.contains(&429), "a pause was asked for");
}
