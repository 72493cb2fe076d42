//! A diagnosis from what somebody typed to its end, in a sandbox of its own.

use std::collections::BTreeSet;

use freshet::diagnose::{Asks, Diagnose};
use freshet::step::{Outcome, Step};
use freshet::view::{Check, Diagnosis};
use freshet_sandbox::{Event, LoggedRequest, Options, Sandbox};

use crate::cases::Case;
use crate::network::Network;

/// A diagnosis that was played.
pub struct Run {
    /// As it ended.
    pub diagnosis: Diagnose,
    /// Everything that was asked, of everybody and by everybody.
    pub log: Vec<LoggedRequest>,
    /// What home did to its copies.
    pub history: Vec<Event>,
    /// The servers that the person agreed to.
    pub agreed: BTreeSet<String>,
    /// The servers of which the person was asked whether they may be contacted.
    pub questions: Vec<String>,
    /// How long it took, in milliseconds of the sandbox.
    pub took: f64,
}

impl Run {
    pub fn view(&self) -> &Diagnosis {
        self.diagnosis.view()
    }

    /// The nearest cause.
    pub fn first(&self) -> Option<&'static str> {
        self.view().first().map(|finding| finding.cause)
    }

    /// Every cause, the nearest first.
    pub fn causes(&self) -> Vec<&'static str> {
        let findings = self.view().findings.iter();
        findings.map(|finding| finding.cause).collect()
    }

    /// What was asked by the browser.
    pub fn asked(&self) -> impl Iterator<Item = &LoggedRequest> {
        let entries = self.log.iter();
        entries.filter(|entry| entry.asked_by.is_none() && !entry.is_tunnel())
    }

    /// What the checks found, in few words.
    pub fn checks(&self) -> String {
        let checks = self.view().checks.iter().map(|it| {
            let found = it.found.as_ref().map_or("-", |found| found.key);
            let found = found.trim_start_matches("found_");
            format!("{}:{found}", it.check.code())
        });
        checks.collect::<Vec<_>>().join(" ")
    }

    /// What these checks got back, one by one.
    pub fn answers_to(&self, checks: &[Check]) -> Vec<Answered> {
        let all = self.answers().into_iter();
        all.filter(|answer| checks.contains(&answer.check))
            .collect()
    }

    /// What every check got back.
    pub fn answers(&self) -> Vec<Answered> {
        let all = self.view().checks.iter();
        all.map(|it| Answered {
            check: it.check,
            request: it.request.clone(),
            what: format!("{:?} {:?}", it.came, it.found),
        })
        .collect()
    }
}

/// What a check got back.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    pub check: Check,
    pub request: String,
    pub what: String,
}

impl Answered {
    /// Whether another account's check got the same.
    pub fn is_like(&self, other: &Self) -> bool {
        self.check == other.check && self.what == other.what
    }
}

/// Runs a future on a clock that goes on only where everybody waits.
pub fn on_a_held_clock<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_time().start_paused(true).build();
    runtime.unwrap().block_on(future)
}

/// Plays a case in a fresh sandbox.
pub fn play(case: &Case) -> Run {
    on_a_held_clock(async {
        let sandbox = Sandbox::in_process().unwrap();
        let made = sandbox.change(&case.world);
        made.unwrap_or_else(|error| panic!("{}: {error:#}", case.name));
        played(&sandbox, case).await
    })
}

/// Plays a case in a sandbox as it is.
pub async fn played(sandbox: &Sandbox, case: &Case) -> Run {
    sandbox.clear_log();
    let token = sandbox.token(&case.home).filter(|_| case.signed_in);
    let network = Network {
        sandbox,
        home: &case.home,
        token: token.as_deref(),
        refused: &case.refused,
        reads_all: case.access,
    };
    let asks = Asks {
        home: &case.home,
        domain: &case.home,
        signed_in: case.signed_in,
    };
    let began = network.now();
    let mut diagnosis = Diagnose::new(&asks, &case.asks, began);
    let (mut agreed, mut questions) = (BTreeSet::new(), Vec::new());
    for _ in 0..200 {
        let step = diagnosis.next();
        if step == Step::Done {
            return Run {
                log: sandbox.log(),
                history: sandbox.history(&case.home),
                took: network.now() - began,
                diagnosis,
                agreed,
                questions,
            };
        }
        let outcome = network.perform(&step).await;
        if let Step::MayContact(host) = &step {
            questions.push(host.clone());
        }
        if let (Step::MayContact(host), Outcome::Allowed(true)) = (&step, &outcome) {
            agreed.insert(host.clone());
        }
        diagnosis.handle(network.now(), outcome);
    }
    panic!("{}: it does not end", case.name);
}

/// A sandbox with the documents of the corpus, which has sockets that nobody uses.
pub async fn with_corpus() -> Sandbox {
    Sandbox::start_with(Options::default()).await.unwrap()
}
