//! Every kind of drawing there is, for the tests of `ui` and of `draw.js`: every stage,
//! trouble and verdict, the comparison in all its states, and the extension's own pages,
//! with texts by people who mean harm.

#![allow(dead_code)] // Each test that shares this module uses another part of it.

pub mod backfills;
mod comparisons;
pub mod diagnoses;
mod refreshes;

use freshet::address::Refusal;
use freshet::compare::{Comparison, Verdict};
use freshet::consent::{Consents, Scope};
use freshet::message::Memory;
use freshet::trouble::Trouble;
use freshet::ui::popup::{Popup, Running, Shown};
use freshet::ui::tree::{Node, element};
use freshet::ui::{self, ask, options, popup};
use freshet::view::{Cost, Course, End, Pictures, Report, Stage, View};

pub use comparisons::{DATA, hostile};

/// A drawing.
pub struct Sample {
    /// What it shows: `trouble timed_out`, `popup off`.
    pub name: String,
    /// The tree.
    pub nodes: Vec<Node>,
}

/// A drawing of this name.
pub fn sample(name: &str) -> Sample {
    let mut samples = all();
    let at = samples.iter().position(|sample| sample.name == name);
    samples.swap_remove(at.unwrap_or_else(|| panic!("there is no sample {name:?}")))
}

/// All of them.
pub fn all() -> Vec<Sample> {
    let mut samples = Vec::new();
    stages(&mut samples);
    troubles(&mut samples);
    verdicts(&mut samples);
    open(&mut samples);
    refreshes(&mut samples);
    popups(&mut samples);
    pages(&mut samples);
    diagnoses::diagnoses(&mut samples);
    samples
}

/// Every trouble. The match below does not compile when one is missing here.
pub const TROUBLES: [Trouble; 27] = [
    Trouble::HomeUnknown,
    Trouble::HomeSignedOut,
    Trouble::HomeRefused,
    Trouble::HomeRateLimited,
    Trouble::HomeDown,
    Trouble::HomeUnreadable,
    Trouble::AddressRefused(Refusal::Malformed),
    Trouble::AddressRefused(Refusal::TooLong),
    Trouble::AddressRefused(Refusal::NotHttps),
    Trouble::AddressRefused(Refusal::Credentials),
    Trouble::AddressRefused(Refusal::IpAddress),
    Trouble::AddressRefused(Refusal::PrivateHost),
    Trouble::NoAnswer,
    Trouble::Silent,
    Trouble::TimedOut,
    Trouble::TooLarge,
    Trouble::Redirected,
    Trouble::ServerFault,
    Trouble::RateLimited,
    Trouble::NotJson,
    Trouble::NotAnActor,
    Trouble::OtherAccount,
    Trouble::Refused,
    Trouble::NotFound,
    Trouble::Gone,
    Trouble::NeedsSignature,
    Trouble::NeedsAccess,
];

/// The verdict that goes with a trouble.
fn verdict(trouble: Trouble) -> Verdict {
    match trouble {
        Trouble::Gone => Verdict::Gone,
        Trouble::NeedsSignature => Verdict::Hidden,
        Trouble::HomeUnknown
        | Trouble::HomeSignedOut
        | Trouble::HomeRefused
        | Trouble::HomeRateLimited
        | Trouble::HomeDown
        | Trouble::HomeUnreadable
        | Trouble::AddressRefused(
            Refusal::Malformed
            | Refusal::TooLong
            | Refusal::NotHttps
            | Refusal::Credentials
            | Refusal::IpAddress
            | Refusal::PrivateHost,
        )
        | Trouble::NeedsAccess
        | Trouble::Silent => Verdict::Unknown,
        Trouble::NoAnswer
        | Trouble::TimedOut
        | Trouble::TooLarge
        | Trouble::Redirected
        | Trouble::ServerFault
        | Trouble::RateLimited
        | Trouble::NotJson
        | Trouble::NotAnActor
        | Trouble::OtherAccount
        | Trouble::Refused
        | Trouble::NotFound => Verdict::Unreachable,
    }
}

/// A look at `ada@remote.example` from `home.example`, which has come this far.
pub fn view(stage: Stage) -> View {
    let mut view = View::new("home.example", "ada@remote.example");
    view.stage = stage;
    if stage != Stage::ReadingHome {
        view.origin = Some("remote.example".to_owned());
    }
    view
}

/// The same with a report.
pub fn reported(
    verdict: Verdict,
    trouble: Option<Trouble>,
    comparison: Option<Comparison>,
) -> View {
    let mut view = view(Stage::Done);
    view.report = Some(Report {
        verdict,
        trouble,
        comparison,
        oddities: Vec::new(),
        checked: 1_700_000_000_000.0,
        cost: Cost { home: 1, origin: 1 },
    });
    view
}

/// How the person left a drawing.
pub fn memory(open: bool, all: bool, later: bool) -> Memory {
    Memory {
        open,
        all,
        later,
        ..Memory::default()
    }
}

fn line(name: impl Into<String>, view: &View, memory: Memory) -> Sample {
    Sample {
        name: name.into(),
        nodes: ui::profile(view, &Pictures::default(), memory),
    }
}

fn stages(samples: &mut Vec<Sample>) {
    let closed = Memory::default();
    let asking = view(Stage::AskingConsent);
    samples.extend([
        line("reading home", &view(Stage::ReadingHome), closed),
        line("asking consent", &asking, closed),
        line("consent put off", &asking, memory(false, false, true)),
        line("reading origin", &view(Stage::ReadingOrigin), closed),
        // While it looks again, what was open has nothing to show.
        line(
            "reading origin, open",
            &view(Stage::ReadingOrigin),
            memory(true, true, false),
        ),
    ]);
}

fn troubles(samples: &mut Vec<Sample>) {
    for trouble in TROUBLES {
        let mut view = reported(verdict(trouble), Some(trouble), None);
        let name = format!("trouble {}", trouble.code());
        samples.push(line(&name, &view, memory(true, false, false)));
        if verdict(trouble) == Verdict::Unknown {
            view.origin = None;
            samples.push(line(format!("{name}, nowhere"), &view, Memory::default()));
        }
    }
}

fn verdicts(samples: &mut Vec<Sample>) {
    for (name, comparison) in comparisons::verdicts() {
        let view = reported(comparison.verdict, None, Some(comparison));
        for (state, memory) in [
            ("closed", memory(false, false, false)),
            ("open", memory(true, false, false)),
            ("all", memory(true, true, false)),
        ] {
            samples.push(line(format!("{name}, {state}"), &view, memory));
        }
    }
}

fn open(samples: &mut Vec<Sample>) {
    for (name, comparison, pictures) in comparisons::values() {
        let view = reported(Verdict::Stale, None, Some(comparison));
        for (state, memory) in [
            ("open", memory(true, false, false)),
            ("all", memory(true, true, false)),
        ] {
            samples.push(Sample {
                name: format!("{name}, {state}"),
                nodes: ui::profile(&view, &pictures, memory),
            });
        }
    }
}

fn refreshes(samples: &mut Vec<Sample>) {
    let stale = comparisons::verdicts().into_iter();
    let (_, stale) = stale
        .max_by_key(|(_, comparison)| comparison.differences().count())
        .expect("there are comparisons");
    refreshes::refreshes(samples, &stale);
    backfills::backfills(samples, &stale);
    let items = ui::menu().into_iter();
    samples.push(Sample {
        name: "menu".to_owned(),
        nodes: items
            .map(|(_, words, _)| element("p").child(words).into())
            .collect(),
    });
}

fn popups(samples: &mut Vec<Sample>) {
    let home = || "home.example".to_owned();
    let on = |shown| Popup::On {
        home: home(),
        shown,
    };
    let remote = |placed, view| {
        on(Shown::Remote {
            view: Box::new(view),
            placed,
        })
    };
    let mut mean = view(Stage::AskingConsent);
    mean.handle = format!("{}@remote.example", hostile());
    let job = |handle: &str, phase| Running {
        home: home(),
        handle: handle.to_owned(),
        state: backfills::counted(phase),
    };
    let running = [
        job("ada@remote.example", Course::Loading),
        job("bob@bücher.example", Course::Queued),
        job("eva@remote.example", Course::NeedsPage),
        job("kim@remote.example", Course::Ended(End::Done)),
        job("max@remote.example", Course::Offered),
    ];
    let mut own = view(Stage::AskingConsent);
    own.backfill = Some(backfills::counted(Course::Loading));
    let own = Shown::Remote {
        view: Box::new(own),
        placed: true,
    };
    let states = [
        ("not mastodon", Popup::NotMastodon),
        ("off", Popup::Off { home: home() }),
        ("silent", on(Shown::Silent)),
        ("no profile", on(Shown::Nothing)),
        ("local", on(Shown::Local)),
        ("placed", remote(true, view(Stage::AskingConsent))),
        ("not placed", remote(false, view(Stage::ReadingOrigin))),
        ("hostile", remote(true, mean)),
        ("jobs", on(Shown::Nothing)),
        ("jobs, own", on(own)),
        ("not mastodon, jobs", Popup::NotMastodon),
    ];
    for (name, state) in states {
        let running = match name.contains("jobs") {
            true => &running[..],
            false => &[],
        };
        samples.push(Sample {
            name: format!("popup {name}"),
            nodes: popup::popup(
                &state,
                running,
                None,
                &Pictures::default(),
                Memory::default(),
            ),
        });
    }
}

fn pages(samples: &mut Vec<Sample>) {
    let servers = [
        "remote.example".to_owned(),
        "xn--bcher-kva.example".to_owned(),
    ];
    for (name, servers) in [
        ("nothing", &servers[..0]),
        ("one", &servers[..1]),
        ("two", &servers[..]),
    ] {
        samples.push(Sample {
            name: format!("ask {name}"),
            nodes: ask::ask(servers),
        });
    }
    let mut some = Consents::default();
    some.give(&servers[0], Scope::Server);
    let mut always = some.clone();
    always.give(&servers[1], Scope::Server);
    always.give(&servers[1], Scope::Always);
    let home =
        |name: &str, consents: &Consents| (name.to_owned(), consents.clone(), consents.always);
    let none = Consents::default();
    for (name, homes, access) in [
        ("nowhere", vec![], vec![]),
        ("none", vec![home("home.example", &none)], vec![]),
        ("one", vec![home("home.example", &some)], vec![]),
        (
            "always",
            vec![home("home.example", &always), home("two.example", &none)],
            vec!["https://remote.example/*".to_owned()],
        ),
    ] {
        samples.push(Sample {
            name: format!("options {name}"),
            nodes: options::options(&options::Agreements { homes, access }),
        });
    }
}
