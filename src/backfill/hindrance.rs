//! What keeps a server from answering what it was asked: limits, faults, a sign-in that is
//! over. What was asked is asked again then, later.

use serde_json::Value;

use super::listing::{is_fault, json};
use super::{Backfill, State};
use crate::step::Outcome;
use crate::view::{Delay, End, Halt};

/// What a pause takes where a server does not say: its window (`rack_attack.rb`).
const PAUSE: f64 = 5.0 * 60.0 * 1000.0;
pub(super) const SECOND: f64 = 1000.0;
/// How often home is asked again after it failed, before the person is asked to look.
pub(super) const MOST_FAULTS: u8 = 8;
/// The same while the person waits for what it costs.
const MOST_WHILE_ASKED: u8 = 2;
/// How often the account's server is waited for when it asks for a pause again and again.
const MOST_PAUSES: u8 = 3;
/// The longest that such a pause may be while the person waits.
const SHORT_PAUSE: f64 = 20.0 * SECOND;

impl Backfill {
    /// Takes in what every answer tells: the limits, the cost.
    pub(super) fn note(&mut self, took: f64, outcome: &Outcome) {
        let limit = match outcome {
            Outcome::Answer(answer) => answer.limit,
            _ => None,
        };
        let now = self.now;
        match &self.state {
            State::Consent | State::Permission(_) => return,
            state if state.is_of_origin() => {
                self.origin_budget.told(now, limit);
                self.cost.origin += 1;
                return;
            }
            // It may have a limit of its own.
            State::Native => self.home_budget.spent(now),
            // The answer tells of the limit that is nearest to its end: this one, or that of
            // all requests.
            state if self.is_paging(state) && !self.home_budget.is_of(limit) => {
                self.paging_budget.told(now, limit);
                self.home_budget.spent(now);
            }
            state => {
                if self.is_paging(state) {
                    self.paging_budget.spent(now);
                }
                if matches!(state, State::Ask(_)) {
                    let each = self.each * 0.8 + took.clamp(0.0, 30.0 * SECOND) * 0.2;
                    self.each = each.round();
                }
                self.home_budget.told(now, limit);
            }
        }
        self.cost.home += 1;
    }

    /// Whether a server's answer is none to what was asked: it wants a pause, does not know
    /// the person, or has a fault.
    pub(super) fn is_hindered(&mut self, outcome: &Outcome) -> bool {
        if matches!(self.state, State::Consent | State::Permission(_)) {
            return false;
        }
        let of_home = !self.state.is_of_origin();
        let status = status(outcome);
        if status == 429 {
            self.slow_down(outcome, of_home);
            return true;
        }
        self.pauses = 0;
        if !of_home {
            return false;
        }
        // These are not asked again as they are: it is looked at what became of them.
        let acts = matches!(self.state, State::Ask(_) | State::Profile | State::Native);
        match status {
            401 => self.halted = Some(Halt::SignedOut),
            403 if is_out_of_scope(outcome) && self.state != State::Native => {
                self.state = State::Ended(End::ScopeRefused);
            }
            _ if acts => return false,
            _ if is_fault(outcome) || matches!(status, 200 | 403) && json(outcome).is_none() => {
                self.faults += 1;
                if self.faults > MOST_FAULTS || !self.agreed && self.faults > MOST_WHILE_ASKED {
                    self.home_failed();
                } else {
                    let wait = patience(self.faults);
                    self.again(wait, Delay::HomeDown);
                }
            }
            _ => {
                self.faults = 0;
                return false;
            }
        }
        true
    }

    /// Home has not answered for long.
    pub(super) fn home_failed(&mut self) {
        self.faults = 0;
        if self.agreed {
            self.halted = Some(Halt::HomeDown);
        } else {
            self.state = State::Ended(End::HomeUnreadable);
        }
    }

    fn slow_down(&mut self, outcome: &Outcome, of_home: bool) {
        let (asked, limit) = match outcome {
            Outcome::Answer(answer) => (answer.wait, answer.limit),
            _ => (None, None),
        };
        let wait = asked.unwrap_or(PAUSE).clamp(SECOND, 12.0 * PAUSE) + SECOND;
        let until = (self.now + wait).ceil();
        if self.state == State::Native && !self.home_budget.is_of(limit) {
            // It did so lately, or is at it still: it is looked at before anything is asked
            // for, once the person goes on without.
            self.learned = Some(true);
            self.halted = Some(Halt::NativeLimited(until));
            return self.let_home();
        }
        self.pauses += 1;
        if of_home {
            if limit.is_none() || self.state == State::Native {
                self.home_budget.used_up(self.now, until);
            }
            if self.pauses > 1 {
                self.pauses = 0;
                self.halted = Some(Halt::HomeLimited(until));
            } else {
                self.again(wait, Delay::HomeLimited);
            }
        } else if self.pauses > MOST_PAUSES || !self.agreed && wait > SHORT_PAUSE {
            self.pauses = 0;
            let then = std::mem::replace(&mut self.state, State::Offered);
            self.origin_gives_nothing(then, outcome);
        } else {
            self.again(wait, Delay::OriginLimited);
        }
    }

    /// The account's server asks for one pause after the other.
    fn origin_gives_nothing(&mut self, then: State, outcome: &Outcome) {
        match then {
            State::Pinned => self.pinned_listed(outcome),
            State::Check(at) | State::Document(at) => self.unanswered(at),
            then => {
                self.faults = u8::MAX - 1;
                self.origin_failed(then);
            }
        }
    }
}

/// How long a server is left alone after so many faults in a row, in milliseconds.
pub(super) fn patience(faults: u8) -> f64 {
    5.0 * SECOND * f64::from(1 << faults.min(6))
}

/// The status of an answer; 0 if there was none.
pub(super) fn status(outcome: &Outcome) -> u16 {
    match outcome {
        Outcome::Answer(answer) => answer.status,
        _ => 0,
    }
}

/// Whether home refuses a post, and not the person's sign-in (`api/error_handling.rb`).
pub(super) fn is_denied(outcome: &Outcome) -> bool {
    error(outcome).is_some_and(|error| error.starts_with("This action is not allowed"))
}

/// Whether home refuses the person's sign-in, and not a wall before it everybody.
fn is_out_of_scope(outcome: &Outcome) -> bool {
    error(outcome).is_some() && !is_denied(outcome)
}

fn error(outcome: &Outcome) -> Option<String> {
    let Outcome::Answer(answer) = outcome else {
        return None;
    };
    let answer = answer.json()?;
    answer
        .get("error")
        .and_then(Value::as_str)
        .map(str::to_owned)
}
