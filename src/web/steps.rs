//! Carries out the steps that every conversation has: requests, and what the browser may read.

use web_sys::AbortController;

use super::fetch::{self, Home};
use super::{browser, pictures};
use crate::step::{Failure, Outcome, Step};
use crate::ui::popup::pattern;

/// Carries a step out: a request to home, if it is known who asks there, or to an origin; a
/// question that the browser answers. What is left to the caller counts as failed.
pub async fn carry_out(
    step: &Step,
    home: Option<&Home>,
    abort: Option<AbortController>,
) -> Outcome {
    let Some(abort) = abort else {
        return Outcome::Failed(Failure::Network);
    };
    match (step, home) {
        (Step::Home(request), Some(home)) => fetch::home(home, request, &abort).await,
        (Step::Origin(request), _) => fetch::origin(request, &abort).await,
        (Step::MayRead(server), _) => Outcome::Allowed(browser::allowed(&[pattern(server)]).await),
        (Step::SamePicture(ours, theirs), _) => Outcome::Same(pictures::same(ours, theirs).await),
        _ => Outcome::Failed(Failure::Network),
    }
}

/// What ends a request.
pub fn abort() -> Option<AbortController> {
    AbortController::new().ok()
}
