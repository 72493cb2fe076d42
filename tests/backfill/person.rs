//! The person before the browser: chooses, agrees, pauses, goes on, gives up.

use std::time::Duration;

use freshet::backfill::Backfill;
use freshet::view::{Course, End, Halt, Order};

use crate::browser::Browser;

/// What a person does.
#[derive(Clone, Debug)]
pub struct Person {
    /// What is chosen in the dialog, one after the other; the last is agreed to.
    pub orders: Vec<Order>,
    /// After these steps the person pauses for so many milliseconds.
    pub pauses: Vec<(usize, u64)>,
    /// After this step the person stops it.
    pub stops: Option<usize>,
    /// How often the person lets it go on after it halted by itself.
    pub patience: usize,
    /// How often the person asks again for what was not answered.
    pub retries: usize,
}

impl Person {
    pub fn who_wants(order: Order) -> Self {
        Self {
            orders: vec![order],
            pauses: Vec::new(),
            stops: None,
            patience: 3,
            retries: 0,
        }
    }
}

/// What was seen of a backfill.
pub struct Run {
    pub browser: Browser,
    pub person: Person,
    pub backfill: Backfill,
    /// What home had before.
    pub had: Vec<String>,
    /// When it began.
    pub began: f64,
    /// When it ended. The sandbox's clock stands in its runtime only.
    pub ended: f64,
    /// Every phase, without repetitions.
    pub phases: Vec<Course>,
    /// What the person would have had to allow for it to go on.
    pub stuck: Option<&'static str>,
    /// The estimate that was agreed to.
    pub estimate: Option<freshet::view::Estimate>,
    /// Requests so far when that was agreed to, by the backfill's own count.
    pub counted: freshet::view::Cost,
}

impl Run {
    pub fn end(&self) -> Option<End> {
        self.backfill.view().end()
    }
}

/// Plays a backfill with this person; nothing when home does not show the account.
pub async fn play(browser: Browser, person: Person) -> Option<Run> {
    let had = browser.sandbox.posts(&browser.home, &browser.acct);
    let had = had.into_iter().map(|post| post.uri).collect();
    let backfill = browser.begin().await?;
    browser.sandbox.clear_log();
    let mut run = Run {
        began: browser.now(),
        ended: browser.now(),
        browser,
        person,
        backfill,
        had,
        phases: Vec::new(),
        stuck: None,
        estimate: None,
        counted: freshet::view::Cost::default(),
    };
    for order in run.person.orders.clone() {
        run.backfill.choose(order);
        run.go_on().await;
    }
    run.estimate = run.backfill.view().estimate;
    run.counted = run.backfill.view().cost;
    run.backfill.load(run.browser.now());
    let mut patience = run.person.patience;
    let mut retries = run.person.retries;
    loop {
        run.go_on().await;
        let phase = run.backfill.view().phase;
        match phase {
            Course::Paused(halt) if patience > 0 => {
                patience -= 1;
                run.wait_out(halt).await;
                run.backfill.pause(run.browser.now(), false);
            }
            Course::Ended(_) if retries > 0 => {
                retries -= 1;
                run.browser.sandbox.heal(&run.browser.home);
                run.browser.sandbox.heal(&run.browser.origin());
                run.backfill.retry(run.browser.now());
            }
            _ => break,
        }
    }
    run.stuck = match run.backfill.view().phase {
        Course::NeedsConsent(_) => Some("needs_consent"),
        Course::NeedsAccess(_) => Some("needs_access"),
        _ => None,
    };
    run.backfill.stop();
    run.see();
    run.ended = run.browser.now();
    Some(run)
}

impl Run {
    /// Plays on until nothing goes on by itself.
    async fn go_on(&mut self) {
        loop {
            self.see();
            if !self.browser.take(&mut self.backfill).await {
                break;
            }
            if self.person.stops == Some(self.browser.steps) {
                self.backfill.stop();
            }
            let step = self.browser.steps;
            let paused = self.person.pauses.iter().find(|(at, _)| *at == step);
            if let Some((_, time)) = paused.copied()
                && self.backfill.is_running()
            {
                self.backfill.pause(self.browser.now(), true);
                self.see();
                assert!(!self.browser.take(&mut self.backfill).await, "paused");
                tokio::time::sleep(Duration::from_millis(time)).await;
                self.browser.run += 1;
                self.backfill.pause(self.browser.now(), false);
            }
        }
        self.see();
    }

    fn see(&mut self) {
        let view = self.backfill.view();
        let same = self.phases.last().is_some_and(|last| *last == view.phase);
        if same {
            return;
        }
        self.phases.push(view.phase);
        let kept = serde_json::to_string(&self.backfill).map_or(0, |text| text.len());
        let most = &mut self.browser.most_kept.0;
        *most = kept.max(*most);
    }

    /// The person waits as long as seems right, and does what is to be done.
    async fn wait_out(&mut self, halt: Halt) {
        let wait = match halt {
            Halt::HomeLimited(until) | Halt::NativeLimited(until) => until - self.browser.now(),
            Halt::HomeDown => 3_600_000.0,
            Halt::Wished | Halt::SignedOut | Halt::NativeRefused => 60_000.0,
        };
        tokio::time::sleep(Duration::from_millis(wait.max(0.0) as u64)).await;
        self.browser.let_happen();
        self.browser.run += 1;
    }
}
