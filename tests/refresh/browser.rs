//! A browser with Freshet in it: plays a refresh as `web` does, against the sandbox.

use std::time::Duration;

use freshet::handle::Handle;
use freshet::refresh::{Refresh, Told};
use freshet::see::See;
use freshet::software::Software;
use freshet::step::{Outcome, Step};
use freshet_sandbox::{Profile, Sandbox};

use crate::network::Network;

/// The most steps of one refresh: looks, searches and waits have bounds of their own.
const MOST_STEPS: usize = 120;

/// What a refresh begins with, but what was looked at before.
#[derive(Clone, Debug)]
pub struct Start {
    pub home: String,
    /// The version that home's page names.
    pub version: String,
    pub acct: String,
    pub signed_in: bool,
    /// The person does not want these hosts to be contacted.
    pub refused: Vec<String>,
    /// Whether the browser reads every server, whatever its CORS headers say.
    pub reads_all: bool,
    /// What is known of an endpoint of home's own.
    pub native: Option<bool>,
}

/// A browser, and the sandbox it is in.
pub struct Browser {
    pub sandbox: Sandbox,
    pub start: Start,
    token: Option<String>,
    /// Every step of the refresh so far.
    pub trace: Vec<Entry>,
    /// What happens to the world by itself, at these moments of the sandbox's clock.
    pub events: Vec<(f64, Event)>,
}

/// A step, and the world when it had been carried out.
pub struct Entry {
    /// Milliseconds since 1970.
    pub at: f64,
    pub step: Step,
    /// What came of it; nothing if that was lost.
    pub outcome: Option<Outcome>,
    /// What home had stored.
    pub stored: Option<Profile>,
    /// What the account said.
    pub live: Option<Profile>,
}

/// Something that happens to the world.
pub type Event = Box<dyn Fn(&Sandbox)>;

/// Where a refresh is interrupted: before its step of this number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kill {
    pub step: usize,
    /// Whether what the step asks for was asked, and its answer lost.
    pub asked: bool,
    /// How long nothing goes on, in milliseconds.
    pub pause: u64,
}

impl Browser {
    pub fn new(sandbox: Sandbox, start: Start) -> Self {
        let token = start
            .signed_in
            .then(|| sandbox.token(&start.home))
            .flatten();
        Self {
            sandbox,
            start,
            token,
            trace: Vec::new(),
            events: Vec::new(),
        }
    }

    /// A look at the profile, before the press.
    pub fn see(&self) -> See {
        let (user, host) = self.start.acct.split_once('@').unwrap();
        let handle = Handle::new(user, host).unwrap();
        let software = Software::from_version(&self.start.version);
        See::new(&self.start.home, software, handle, self.start.signed_in)
    }

    pub fn refresh(&self) -> Refresh {
        Refresh::new(self.see(), self.start.native)
    }

    /// Looks as far as the person agrees to: what it was told.
    pub async fn look(&mut self) -> Vec<Outcome> {
        let mut see = self.see();
        loop {
            let step = see.next();
            if step == Step::Done {
                break;
            }
            let outcome = self.perform(&step).await;
            if matches!(step, Step::MayContact(_)) && outcome == Outcome::Allowed(false) {
                break;
            }
            self.note(step, Some(outcome.clone()));
            see.handle(self.now(), outcome);
        }
        see.told().to_vec()
    }

    pub fn now(&self) -> f64 {
        self.sandbox.now_ms()
    }

    /// Plays a refresh to its end, through these interruptions; every refresh there was
    /// before each step is shown to `watch`, and the last one too.
    pub async fn play(
        &mut self,
        mut refresh: Refresh,
        kills: &[Kill],
        mut watch: impl FnMut(&Refresh),
    ) -> Refresh {
        for number in 0.. {
            self.let_happen();
            watch(&refresh);
            let step = refresh.next();
            assert_eq!(refresh.next(), step, "asking twice gives the same step");
            if step == Step::Done {
                break;
            }
            assert!(number < MOST_STEPS, "endless: {step:?}");
            if let Some(kill) = kills.iter().find(|kill| kill.step == number) {
                if kill.asked {
                    self.perform(&step).await;
                    self.note(step, None);
                }
                refresh = self.interrupted(&refresh, kill.pause).await;
                watch(&refresh);
                continue;
            }
            let outcome = self.perform(&step).await;
            self.note(step, Some(outcome.clone()));
            refresh.handle(self.now(), outcome);
        }
        refresh
    }

    /// Home fetches the profile for somebody else.
    pub async fn fetch(&self) {
        let person = self.sandbox.person(&self.start.acct).unwrap();
        let page = format!("https://{}/@{}", person.web_host, person.username());
        let bearer = format!("Bearer {}", self.sandbox.token(&self.start.home).unwrap());
        let address = format!(
            "https://{}/api/v2/search?resolve=true&type=accounts&q={page}",
            self.start.home
        );
        let answer = self
            .sandbox
            .ask("GET", &address, &[("authorization", &bearer)])
            .await;
        assert_eq!(answer.unwrap().status, 200);
    }

    fn note(&mut self, step: Step, outcome: Option<Outcome>) {
        let acct = &self.start.acct;
        self.trace.push(Entry {
            at: self.now(),
            step,
            outcome,
            stored: self.sandbox.stored(&self.start.home, acct),
            live: self.sandbox.person(acct).map(|person| person.live),
        });
    }

    /// What a refresh is after everything but what is kept of it was lost.
    async fn interrupted(&self, refresh: &Refresh, pause: u64) -> Refresh {
        let kept = serde_json::to_string(refresh.told()).unwrap();
        tokio::time::sleep(Duration::from_millis(pause)).await;
        let told: Vec<Told> = serde_json::from_str(&kept).unwrap();
        let mut restored = self.refresh().restored(told);
        assert_eq!(
            restored.next(),
            refresh.next(),
            "told again, it is the same"
        );
        assert_eq!(
            restored.view(),
            refresh.view(),
            "told again, it shows the same"
        );
        restored.interrupted(self.now());
        restored
    }

    fn let_happen(&mut self) {
        let now = self.now();
        for (_, event) in self.events.extract_if(.., |(at, _)| *at <= now) {
            event(&self.sandbox);
        }
    }

    /// Carries a step out.
    pub async fn perform(&self, step: &Step) -> Outcome {
        let network = Network {
            sandbox: &self.sandbox,
            home: &self.start.home,
            token: self.token.as_deref(),
            refused: &self.start.refused,
            reads_all: self.start.reads_all,
        };
        network.perform(step).await
    }
}
