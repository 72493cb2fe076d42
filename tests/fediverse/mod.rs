//! A scripted fediverse for looks: what each address answers, and a player that holds a
//! look to all its promises while it plays.

mod chance;
mod documents;
mod random;

use std::collections::BTreeMap;

use freshet::address::PublicAddress;
use freshet::handle::Handle;
use freshet::see::See;
use freshet::software::Software;
use freshet::step::{Failure, Outcome, Step};
use freshet::view::{Stage, View};
use serde_json::Value;

pub use chance::play_randomly;
pub use documents::{account, actor, failed, html, json, web_finger};
pub use random::Random;

/// The most steps that a look may take. Home, five requests to origins (the id, the
/// profile page, WebFinger, the actor it names, an API), and the questions between them.
const MOST_STEPS: usize = 12;

/// When everything happens, in milliseconds since 1970.
pub const NOW: f64 = 1_700_000_000_000.0;

/// What everybody answers.
#[derive(Clone)]
pub struct Fediverse {
    pub handle: Handle,
    pub signed_in: bool,
    home: Outcome,
    origin: BTreeMap<String, Outcome>,
    refused: Vec<String>,
    readable: Vec<String>,
}

impl Fediverse {
    /// Home knows the account, the person agrees to everything, and no origin answers.
    pub fn new() -> Self {
        Self {
            handle: Handle::new("ada", "remote.example").unwrap(),
            signed_in: true,
            home: json(200, account()),
            origin: BTreeMap::new(),
            refused: Vec::new(),
            readable: Vec::new(),
        }
    }

    pub fn home(mut self, outcome: Outcome) -> Self {
        self.home = outcome;
        self
    }

    pub fn at(mut self, address: &str, outcome: Outcome) -> Self {
        self.origin.insert(address.to_owned(), outcome);
        self
    }

    /// The person does not want this host to be contacted.
    pub fn refuses(mut self, host: &str) -> Self {
        self.refused.push(host.to_owned());
        self
    }

    /// The browser may read this host's answers whatever its headers say.
    pub fn may_read(mut self, host: &str) -> Self {
        self.readable.push(host.to_owned());
        self
    }

    fn see(&self) -> See {
        let software = Software::from_version("4.6.5");
        See::new(
            "home.example",
            software,
            self.handle.clone(),
            self.signed_in,
        )
    }

    fn outcome(&self, step: &Step) -> Outcome {
        match step {
            Step::Home(_) => self.home.clone(),
            Step::Origin(request) => {
                let answer = self.origin.get(request.address.as_str());
                answer.cloned().unwrap_or(failed(Failure::Network))
            }
            Step::MayContact(host) => Outcome::Allowed(!self.refused.contains(host)),
            Step::MayRead(host) => Outcome::Allowed(self.readable.contains(host)),
            Step::Wait(_) | Step::SamePicture(..) => panic!("no look asks for this"),
            Step::Done => panic!("nothing is left to do"),
        }
    }
}

/// A look, played until it ended or waits for the person.
pub struct Played {
    pub see: See,
    /// Its steps: `home`, `contact <host>`, `read <host>`, or the address that was asked.
    pub asked: Vec<String>,
    /// `<verdict>`, `<verdict>: <trouble>`, or `asking <host>`.
    pub ends: String,
}

/// Plays a look from its beginning.
#[track_caller]
pub fn play(fediverse: &Fediverse) -> Played {
    play_on(fediverse, fediverse.see(), usize::MAX)
}

/// Plays a look from its beginning, and drops it after some steps.
#[track_caller]
pub fn play_until(fediverse: &Fediverse, steps: usize) -> Played {
    play_on(fediverse, fediverse.see(), steps)
}

/// Plays the look that a dropped one becomes.
#[track_caller]
pub fn play_again(fediverse: &Fediverse, dropped: &Played) -> Played {
    play_on(fediverse, dropped.see.again(), usize::MAX)
}

#[track_caller]
fn play_on(fediverse: &Fediverse, see: See, most: usize) -> Played {
    let mut player = Player::new(see);
    while player.asked.len() < most
        && let Some(step) = player.step()
    {
        let outcome = fediverse.outcome(&step);
        let refused = matches!(step, Step::MayContact(_)) && outcome == Outcome::Allowed(false);
        player.tell(&step, outcome);
        if refused {
            break;
        }
    }
    player.end()
}

/// Plays a look with each of these outcomes at each of its steps, in every order; says how
/// many looks that makes, and of how many steps the longest of them was.
#[track_caller]
pub fn play_every_way(account: Value, outcomes: &[Outcome]) -> (usize, usize) {
    let mut open = Vec::from([Player::new(Fediverse::new().see())]);
    let step = open[0].step().unwrap();
    open[0].tell(&step, json(200, account));
    let (mut looks, mut longest) = (0, 0);
    while let Some(mut player) = open.pop() {
        let Some(step) = player.step() else {
            longest = longest.max(player.asked.len());
            looks += 1;
            player.end();
            continue;
        };
        for outcome in outcomes {
            // Every answer but yes leaves the question as it is.
            if matches!(step, Step::MayContact(_)) && *outcome != Outcome::Allowed(true) {
                continue;
            }
            let mut next = player.clone();
            next.tell(&step, outcome.clone());
            open.push(next);
        }
    }
    (looks, longest)
}

/// Plays a look, and holds it to its promises.
#[derive(Clone)]
struct Player {
    see: See,
    asked: Vec<String>,
    agreed: Vec<String>,
    home: u32,
    origin: Vec<String>,
}

impl Player {
    #[track_caller]
    fn new(see: See) -> Self {
        assert_eq!(see.view().stage, Stage::ReadingHome);
        Self {
            see,
            asked: Vec::new(),
            agreed: Vec::new(),
            home: 0,
            origin: Vec::new(),
        }
    }

    /// The next step, if there is one.
    #[track_caller]
    fn step(&mut self) -> Option<Step> {
        let step = self.see.next();
        assert_eq!(self.see.next(), step, "asking twice gives the same step");
        let stage = match &step {
            Step::Home(request) => {
                let path = request.path_and_query();
                assert!(path.starts_with("/api/v1/accounts/lookup?acct="), "{path}");
                Stage::ReadingHome
            }
            Step::Origin(request) => {
                self.vet(&request.address);
                Stage::ReadingOrigin
            }
            Step::MayContact(host) => {
                assert!(!self.agreed.contains(host), "{host} was agreed to");
                Stage::AskingConsent
            }
            Step::MayRead(host) => {
                assert!(self.agreed.contains(host), "{host} was not agreed to");
                Stage::ReadingOrigin
            }
            Step::Wait(_) | Step::SamePicture(..) => panic!("no look asks for this"),
            Step::Done => Stage::Done,
        };
        assert_eq!(self.see.view().stage, stage, "the view tells of {step:?}");
        (step != Step::Done).then_some(step)
    }

    #[track_caller]
    fn vet(&mut self, address: &PublicAddress) {
        let host = address.host();
        assert!(self.agreed.contains(&host), "{host} was not agreed to");
        let again = PublicAddress::parse(address.as_str());
        assert_eq!(again.as_ref(), Ok(address), "it stands the test again");
        assert!(address.as_str().starts_with("https://"), "{address}");
        assert_eq!(self.see.view().origin.as_ref(), Some(&host));
    }

    #[track_caller]
    fn tell(&mut self, step: &Step, outcome: Outcome) {
        match step {
            Step::Home(_) => {
                self.home += 1;
                assert_eq!(self.home, 1, "home is asked once");
                self.asked.push("home".to_owned());
            }
            Step::Origin(request) => {
                let address = request.address.to_string();
                assert!(!self.origin.contains(&address), "{address} a second time");
                self.origin.push(address.clone());
                self.asked.push(address);
            }
            Step::MayContact(host) => {
                let question = format!("contact {host}");
                // A question that was not answered with yes stands until it is.
                if self.asked.last() != Some(&question) {
                    self.asked.push(question);
                }
                if outcome == Outcome::Allowed(true) {
                    self.agreed.push(host.clone());
                }
            }
            Step::MayRead(host) => self.asked.push(format!("read {host}")),
            Step::Wait(_) | Step::SamePicture(..) => panic!("no look asks for this"),
            Step::Done => panic!("nothing is left to do"),
        }
        assert!(self.asked.len() <= MOST_STEPS, "endless: {:?}", self.asked);
        self.see.handle(NOW, outcome);
    }

    #[track_caller]
    fn end(self) -> Played {
        let view = self.see.view();
        let kept: View = serde_json::from_str(&serde_json::to_string(view).unwrap()).unwrap();
        assert_eq!(&kept, view, "a view can be kept");
        let ends = match (&view.report, self.see.next()) {
            (Some(report), Step::Done) => {
                let told = self.see.told().to_vec();
                let replayed = self.see.replay(NOW, told).expect("it leads to an end");
                assert_eq!(&replayed, view, "what a look was told can be told again");
                assert_eq!(report.cost.home, self.home, "the cost is told");
                assert_eq!(report.cost.origin as usize, self.origin.len());
                assert_eq!(report.checked, NOW);
                assert_ne!(report.trouble.is_some(), report.comparison.is_some());
                let verdict = name(&report.verdict);
                match report.trouble {
                    Some(trouble) => format!("{verdict}: {}", trouble.code()),
                    None => verdict,
                }
            }
            (None, Step::MayContact(host)) => format!("asking {host}"),
            (None, step) => format!("dropped at {step:?}"),
            (Some(_), step) => panic!("a report, and yet {step:?}"),
        };
        Played {
            see: self.see,
            asked: self.asked,
            ends,
        }
    }
}

fn name(value: &impl serde::Serialize) -> String {
    let name = serde_json::to_value(value).unwrap();
    name.as_str().unwrap().to_owned()
}
