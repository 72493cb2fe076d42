//! Every phase of a refresh, every reason to wait and every ending.

use freshet::compare::{Attribute, Comparison, Verdict};
use freshet::message::Memory;
use freshet::trouble::Trouble;
use freshet::view::{Ending, Phase, Refreshing, Stage, View, Why};

use super::{Sample, line, memory, reported};

const NOON: f64 = 1_700_000_000_000.0;

/// Every way in which a refresh ends. The match in [`name`] does not compile when one is
/// missing there.
pub fn endings() -> Vec<Ending> {
    let updated = vec![Attribute::DisplayName, Attribute::Note, Attribute::Fields];
    let pictures = vec![Attribute::Avatar, Attribute::Header];
    vec![
        Ending::Updated(updated.clone()),
        Ending::Changed(pictures.clone()),
        Ending::AlreadyFresh,
        Ending::OldCopy,
        Ending::Unproven,
        Ending::NotFetched,
        Ending::Gone,
        Ending::PicturesKept {
            updated: updated.clone(),
            kept: vec![Attribute::Avatar],
        },
        Ending::PicturesMissing {
            updated: updated.clone(),
            missing: pictures.clone(),
        },
        Ending::StillDiffers {
            updated: Vec::new(),
            left: updated,
        },
        Ending::Renamed("@ada.l@remote.example".to_owned()),
        Ending::TooSoon(NOON),
        Ending::Slow,
        Ending::RateLimited(NOON),
        Ending::SignedOut,
        Ending::ScopeRefused,
        Ending::Maintenance,
        Ending::Home(Trouble::HomeDown),
    ]
}

/// Every phase.
pub fn phases() -> Vec<Phase> {
    let pictures = vec![Attribute::Avatar];
    let waits = [
        Why::RateLimited,
        Why::Slow,
        Why::PicturesComing(pictures.clone()),
        Why::OriginCaches(pictures),
    ];
    let mut phases = vec![Phase::Reading, Phase::Asking, Phase::Proving];
    phases.extend(waits.map(|why| Phase::Waiting(why, NOON)));
    phases.extend(endings().into_iter().map(Phase::Ended));
    phases
}

fn name(phase: &Phase) -> String {
    match phase {
        Phase::Reading => "refresh reading".to_owned(),
        Phase::Asking => "refresh asking".to_owned(),
        Phase::Proving => "refresh proving".to_owned(),
        Phase::Waiting(why, _) => format!(
            "refresh waits {}",
            match why {
                Why::RateLimited => "rate_limited",
                Why::Slow => "slow",
                Why::PicturesComing(_) => "pictures_coming",
                Why::OriginCaches(_) => "origin_caches",
            }
        ),
        Phase::Ended(ending) => match ending {
            Ending::Updated(_)
            | Ending::Changed(_)
            | Ending::AlreadyFresh
            | Ending::OldCopy
            | Ending::Unproven
            | Ending::NotFetched
            | Ending::Gone
            | Ending::PicturesKept { .. }
            | Ending::PicturesMissing { .. }
            | Ending::StillDiffers { .. }
            | Ending::Renamed(_)
            | Ending::TooSoon(_)
            | Ending::Slow
            | Ending::RateLimited(_)
            | Ending::SignedOut
            | Ending::ScopeRefused
            | Ending::Maintenance
            | Ending::Home(_) => format!("refresh ended {}", ending.code()),
        },
    }
}

/// A profile whose refresh has come so far.
pub fn refreshed(phase: Phase, comparison: Comparison) -> View {
    let mut view = reported(Verdict::Stale, None, Some(comparison));
    view.refresh = Some(Refreshing {
        phase,
        at: NOON,
        verifies_again: true,
        repeated: false,
    });
    view.moderation = Some("https://home.example/admin/accounts/109".to_owned());
    view
}

/// A drawing of each, closed and with its comparison open.
pub fn refreshes(samples: &mut Vec<Sample>, comparison: &Comparison) {
    for phase in phases() {
        let name = name(&phase);
        let mut view = refreshed(phase, comparison.clone());
        let open = memory(true, false, false);
        samples.push(line(&name, &view, Memory::default()));
        samples.push(line(format!("{name}, open"), &view, open));
        let held = Memory {
            held: true,
            ..Memory::default()
        };
        samples.push(line(format!("{name}, held"), &view, held));
        if let Some(refresh) = &mut view.refresh {
            refresh.repeated = true;
        }
        samples.push(line(format!("{name}, repeated"), &view, Memory::default()));
        if let Some(refresh) = &mut view.refresh {
            refresh.repeated = false;
        }
        // Before anything was compared.
        view.report = None;
        samples.push(line(format!("{name}, alone"), &view, Memory::default()));
        view.stage = Stage::AskingConsent;
        samples.push(line(format!("{name}, asking"), &view, Memory::default()));
    }
}
