//! Whose turn it is, where several accounts' posts are to be loaded at one home: one request
//! at a time, and every account as long as every other.
//!
//! It must not know what is asked for.

use super::Backfill;

/// How many steps a turn has at most.
const TURN: u32 = 40;

/// Whose turn it is at one home.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Queue {
    /// Whose turn it is: `user@host`.
    acct: String,
    /// How many steps of it are over.
    steps: u32,
}

/// What is to be done at a home.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Turn {
    /// The next step of this one.
    Of(usize),
    /// Nothing before this moment, in milliseconds since 1970.
    Wait(f64),
    /// Nothing until the person acts.
    Nothing,
}

impl Queue {
    /// Whose turn it is among these, in the order in which they were begun, at `now`.
    pub fn turn(&mut self, jobs: &[&Backfill], now: f64) -> Turn {
        let can = |job: &&Backfill| job.is_running() && job.ready <= now;
        // Somebody waits in front of a dialog: what it counts takes little.
        if let Some(at) = jobs.iter().position(|job| can(job) && !job.is_agreed()) {
            return Turn::Of(at);
        }
        let current = jobs.iter().position(|job| job.acct() == self.acct);
        if let Some(at) = current
            && self.steps < TURN
            && can(&jobs[at])
        {
            self.steps += 1;
            return Turn::Of(at);
        }
        let after = current.map_or(0, |at| at + 1);
        let next = (0..jobs.len())
            .map(|step| (after + step) % jobs.len())
            .find(|at| can(&jobs[*at]));
        if let Some(at) = next {
            jobs[at].acct().clone_into(&mut self.acct);
            self.steps = 1;
            return Turn::Of(at);
        }
        let running = jobs.iter().filter(|job| job.is_running());
        let soonest = running.map(|job| job.ready).fold(f64::INFINITY, f64::min);
        match soonest.is_finite() {
            true => Turn::Wait(soonest),
            false => Turn::Nothing,
        }
    }

    /// Whether another one's turn it is.
    pub fn is_queued(&self, job: &Backfill) -> bool {
        job.is_agreed() && job.is_running() && !self.acct.is_empty() && self.acct != job.acct()
    }
}
