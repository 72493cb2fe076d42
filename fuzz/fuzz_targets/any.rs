//! Any outcome of a step, made of what the fuzzer gives.

use freshet::step::{Answer, Failure, Outcome, Step};

/// The outcome that a number from 0 to 7, a status and a body stand for.
pub fn outcome(step: &Step, kind: u8, status: u16, body: Vec<u8>) -> Outcome {
    match (step, kind) {
        (Step::MayContact(_), kind) => Outcome::Allowed(kind != 0),
        (_, 0) => Outcome::Failed(Failure::Network),
        (_, 1) => Outcome::Failed(Failure::TimedOut),
        (_, 2) => Outcome::Failed(Failure::TooLarge),
        (_, 3) => Outcome::Failed(Failure::Redirected),
        (_, 4) => Outcome::Allowed(status % 2 == 0),
        _ => Outcome::Answer(Answer {
            status,
            media_type: String::new(),
            wait: None,
            limit: None,
            ahead: None,
            body,
        }),
    }
}
