//! Carries diagnoses out: each belongs to the page or popup in which it was begun.

use web_sys::AbortController;

use super::browser::Asked;
use super::look::now;
use super::session::{Id, Place, draw, with};
use super::steps::{self, carry_out};
use super::store::{self, KeptDiagnosis};
use super::tasks::spawn;
use crate::diagnose::{Asks, Diagnose};
use crate::message::{Action, FromBackground, Memory};
use crate::step::{Outcome, Step};
use crate::ui;
use crate::view::{Diagnosis, Progress};

/// A diagnosis that is shown.
pub struct Shown {
    text: String,
    diagnose: Diagnose,
    /// Servers that may be contacted for it alone.
    agreed: Vec<String>,
    /// Counts the diagnoses: what belongs to an earlier one is dropped.
    run: u32,
    driven: bool,
    abort: Option<AbortController>,
}

impl Shown {
    /// What is known so far.
    pub fn view(&self) -> &Diagnosis {
        self.diagnose.view()
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        if let Some(abort) = self.abort.take() {
            abort.abort();
        }
    }
}

/// A person pressed a button of a diagnosis, or one that leads to it.
// Not a part of the background's own future: it would be copied into it.
#[inline(never)]
pub fn press(id: Id, action: Action) {
    match action {
        Action::Diagnose => {
            let text = with(id, |session| session.subject()).flatten();
            if let Some(text) = text {
                begin(id, text, true);
            }
        }
        // Enter and the button may both send it.
        Action::Look { value } => begin(id, value, false),
        Action::DiagnoseAgain => {
            let text = with(id, |session| Some(session.diagnosis.as_ref()?.text.clone()));
            if let Some(text) = text.flatten() {
                begin(id, text, true);
            }
        }
        Action::CloseDiagnosis => {
            let home = with(id, |session| {
                session.diagnosis = None;
                session.memory.diagnosis = false;
                Some(session.place.as_ref()?.home.host.clone())
            });
            if let Some(home) = home.flatten() {
                let dropped = store::drop_diagnosis(&home);
                spawn(async { drop(dropped.await) });
            }
            draw(id);
        }
        Action::Without(server) => {
            let waits = with_shown(id, |shown| {
                let asked = Progress::NeedsConsent(server);
                let waits = shown.view().phase == asked && !shown.driven;
                if waits {
                    shown.diagnose.handle(now(), Outcome::Allowed(false));
                }
                waits
            });
            if waits == Some(true) {
                draw(id);
                go_on(id);
            }
        }
        Action::CopyReport => {
            with(id, |session| {
                let Some(shown) = &session.diagnosis else {
                    return;
                };
                let text = session
                    .language
                    .speak(|speaker| ui::diagnose::report(shown.view(), speaker));
                session.port.send(&FromBackground::Copy { text });
            });
        }
        Action::CopyText(text) => {
            with(id, |session| {
                session.port.send(&FromBackground::Copy { text });
            });
        }
        Action::Details(open) => remember(id, |memory| memory.details = open),
        Action::Admins(open) => remember(id, |memory| memory.admins = open),
        _ => {}
    }
}

/// The person left the drawing otherwise.
fn remember(id: Id, does: impl FnOnce(&mut Memory)) {
    with(id, |session| does(&mut session.memory));
    draw(id);
}

/// Shows the last diagnosis of this page or popup again, and goes on with it: the background
/// was ended since, or the popup closed.
pub async fn attach(id: Id) {
    let asks = with(id, |session| {
        let wants = session.memory.diagnosis || !session.is_page();
        let place = session.place.clone().filter(|_| wants)?;
        Some((place, session.subject(), session.is_page()))
    });
    let Some((place, subject, is_page)) = asks.flatten() else {
        return;
    };
    let Some(kept) = store::diagnosis(&place.home.host, now()).await else {
        with(id, |session| session.memory.diagnosis = false);
        return;
    };
    if kept.in_page != is_page || is_page && subject.as_ref() != Some(&kept.text) {
        return;
    }
    let diagnose = Diagnose::new(&asks_of(&place), &kept.text, kept.began).replayed(kept.told);
    with(id, |session| {
        session.memory.diagnosis = true;
        session.diagnosis = Some(Shown {
            text: kept.text,
            diagnose,
            agreed: kept.agreed,
            run: 0,
            driven: false,
            abort: None,
        });
    });
    go_on(id);
}

/// The person agreed that this server is contacted.
pub fn consented(id: Id, server: &str) {
    let waits = with_shown(id, |shown| {
        shown.agreed.push(server.to_owned());
        matches!(shown.diagnose.next(), Step::MayContact(_))
    });
    if waits == Some(true) {
        go_on(id);
    }
}

/// The browser may read more answers: what could not be told is asked again.
pub fn permitted(id: Id) {
    let again = with_shown(id, |shown| {
        let view = shown.view();
        let waited = view.phase == Progress::Done && !view.needs_access.is_empty();
        waited.then(|| (shown.text.clone(), shown.agreed.clone()))
    });
    if let Some((text, agreed)) = again.flatten() {
        begin(id, text, true);
        with_shown(id, |shown| shown.agreed = agreed);
    }
}

/// A diagnosis of this, from its beginning; what is being looked at is not begun again.
fn begin(id: Id, text: String, anew: bool) {
    let began = with(id, |session| {
        let place = session.place.as_ref()?;
        let old = session.diagnosis.as_ref();
        if old.is_some_and(|old| old.text == text && (!anew || old.view().is_under_way())) {
            return None;
        }
        let run = old.map_or(0, |old| old.run + 1);
        session.diagnosis = Some(Shown {
            diagnose: Diagnose::new(&asks_of(place), &text, now()),
            text,
            agreed: Vec::new(),
            run,
            driven: false,
            abort: None,
        });
        session.memory.diagnosis = true;
        session.memory.details = false;
        session.memory.admins = false;
        Some(())
    });
    if began.flatten().is_some() {
        draw(id);
        go_on(id);
    }
}

/// Goes on with a diagnosis, unless that is being done already.
fn go_on(id: Id) {
    let run = with_shown(id, |shown| {
        let idle = !shown.driven;
        shown.driven = true;
        idle.then_some(shown.run)
    });
    if let Some(run) = run.flatten() {
        spawn(drive(id, run));
    }
}

async fn drive(id: Id, run: u32) {
    loop {
        let next = with(id, |session| {
            let shown = session
                .diagnosis
                .as_ref()
                .filter(|shown| shown.run == run)?;
            Some((shown.diagnose.next(), session.place.clone()?))
        });
        let Some((step, place)) = next.flatten() else {
            return;
        };
        let outcome = match step {
            Step::Done => break,
            Step::MayContact(server) => {
                if !agreed(id, &place, &server).await {
                    break; // The person's answer goes on from here.
                }
                Outcome::Allowed(true)
            }
            step => {
                let abort = steps::abort();
                with_shown(id, |shown| shown.abort.clone_from(&abort));
                carry_out(&step, Some(&place.home), abort).await
            }
        };
        let goes_on = with_shown(id, |shown| {
            let ours = shown.run == run;
            if ours {
                shown.abort = None;
                shown.diagnose.handle(now(), outcome);
            }
            ours
        });
        if goes_on != Some(true) {
            return;
        }
        keep(id).await;
        // The question is drawn only when it has not been answered for good.
        let asks = with_shown(id, |shown| {
            matches!(shown.diagnose.next(), Step::MayContact(_))
        });
        if asks != Some(true) {
            draw(id);
        }
    }
    with_shown(id, |shown| {
        if shown.run == run {
            shown.driven = false;
        }
    });
    draw(id);
}

async fn agreed(id: Id, place: &Place, server: &str) -> bool {
    let once = with(id, |session| {
        let of_look = session.profile.as_ref().map(|profile| &profile.agreed);
        let of_this = session.diagnosis.as_ref().map(|shown| &shown.agreed);
        let mut known = of_look.into_iter().chain(of_this).flatten();
        known.any(|known| known == server)
    });
    once == Some(true) || store::consents(&place.home.host).await.cover(server)
}

/// Keeps what it was told.
fn keep(id: Id) -> Asked {
    let kept = with(id, |session| {
        let shown = session.diagnosis.as_ref()?;
        let kept = KeptDiagnosis {
            text: shown.text.clone(),
            began: shown.view().began,
            told: shown.diagnose.told().to_vec(),
            agreed: shown.agreed.clone(),
            in_page: session.is_page(),
        };
        Some((session.place.as_ref()?.home.host.clone(), kept))
    });
    let kept = kept.flatten();
    kept.map_or_else(Asked::default, |(home, kept)| {
        store::keep_diagnosis(&home, &kept)
    })
}

fn asks_of(place: &Place) -> Asks<'_> {
    Asks {
        home: &place.home.host,
        domain: &place.domain,
        signed_in: place.home.token.is_some(),
    }
}

fn with_shown<T>(id: Id, does: impl FnOnce(&mut Shown) -> T) -> Option<T> {
    with(id, |session| session.diagnosis.as_mut().map(does)).flatten()
}
