//! A browser with Freshet in it: plays a backfill as `web` does, against the sandbox.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use freshet::backfill::{Account, Backfill, rows_of};
use freshet::handle::Handle;
use freshet::see::See;
use freshet::software::Software;
use freshet::step::{Outcome, Step};
use freshet::view::{PostRow, PostVerdict};
use freshet_sandbox::Sandbox;

use crate::network::Network;

/// The most steps of one backfill: more is endless.
const MOST_STEPS: usize = 60_000;

/// A browser, and the sandbox it is in.
pub struct Browser {
    pub sandbox: Sandbox,
    pub home: String,
    pub acct: String,
    pub token: Option<String>,
    /// Hosts that the person does not want to be contacted.
    pub refused: Vec<String>,
    pub reads_all: bool,
    /// What home is known to have of its own.
    pub native: Option<bool>,
    pub world: World,
    /// Every request so far.
    pub trace: Vec<Entry>,
    /// What is to go wrong in the browser.
    pub kills: Vec<Kill>,
    /// What happens when: milliseconds since 1970.
    pub events: Vec<(f64, Event)>,
    /// Windows that were done with, as they are kept.
    pub windows: BTreeMap<u32, String>,
    /// The most bytes that were kept of a backfill, and of a window that was done with.
    pub most_kept: (usize, usize),
    /// Steps so far.
    pub steps: usize,
    /// How often the person let it go on after it halted.
    pub run: usize,
    /// What home has listed so far.
    shown: BTreeSet<String>,
}

/// What happens at some moment in the world.
pub type Event = Box<dyn Fn(&Sandbox)>;

/// What is the matter with the world.
#[derive(Clone, Copy, Debug, Default)]
pub struct World {
    /// Home takes no post of the account.
    pub blocks: bool,
    /// Something fails at times.
    pub faulty: bool,
    /// The account's server does not list all of its posts.
    pub hides: bool,
}

/// A step that was taken.
pub struct Entry {
    /// When it was asked and answered.
    pub at: (f64, f64),
    pub step: Step,
    /// What the backfill was told; nothing when it was killed meanwhile.
    pub outcome: Option<Outcome>,
    /// Of a search: what was the matter with the post that was asked for.
    pub wrong: Option<String>,
    /// Which time it was that the backfill was let go on.
    pub run: usize,
}

/// The background ends before this step, or while the server is at it.
#[derive(Clone, Copy, Debug)]
pub struct Kill {
    pub step: usize,
    pub asked: bool,
    /// How long nothing runs then, in milliseconds.
    pub pause: u64,
}

impl Browser {
    pub fn new(sandbox: Sandbox, home: &str, acct: &str) -> Self {
        Self {
            token: sandbox.token(home),
            sandbox,
            home: home.to_owned(),
            acct: acct.to_owned(),
            refused: Vec::new(),
            reads_all: true,
            native: Some(false),
            world: World::default(),
            trace: Vec::new(),
            kills: Vec::new(),
            events: Vec::new(),
            windows: BTreeMap::new(),
            most_kept: (0, 0),
            steps: 0,
            run: 0,
            shown: BTreeSet::new(),
        }
    }

    pub fn now(&self) -> f64 {
        self.sandbox.now_ms()
    }

    /// The account's server.
    pub fn origin(&self) -> String {
        self.sandbox.person(&self.acct).unwrap().web_host
    }

    pub async fn perform(&self, step: &Step) -> Outcome {
        let network = Network {
            sandbox: &self.sandbox,
            home: &self.home,
            token: self.token.as_deref(),
            refused: &self.refused,
            reads_all: self.reads_all,
        };
        network.perform(step).await
    }

    /// A backfill at its beginning, as a look at home's copy gives it; nothing when home
    /// does not show the account.
    pub async fn begin(&self) -> Option<Backfill> {
        let (user, host) = self.acct.split_once('@').unwrap();
        let handle = Handle::new(user, host).unwrap();
        let mut see = See::new(&self.home, Software::from_version("4.6.5"), handle, true);
        let outcome = self.perform(&see.next()).await;
        see.handle(self.now(), outcome);
        let account = Account::of(&self.acct, see.cached()?);
        Some(Backfill::new(&self.home, account).knowing(self.native, None))
    }

    /// Plays it until it is over or waits for the person.
    pub async fn play(&mut self, backfill: &mut Backfill) {
        while self.take(backfill).await {}
    }

    /// Takes a step; whether there was one.
    pub async fn take(&mut self, backfill: &mut Backfill) -> bool {
        let step = backfill.next();
        assert_eq!(backfill.next(), step, "asking twice gives the same step");
        if step == Step::Done {
            return false;
        }
        self.steps += 1;
        assert!(self.steps < MOST_STEPS, "endless: {step:?}");
        self.let_happen();
        let wrong = self.wrong(backfill, &step);
        let asked = self.now();
        let kill = self.kills.iter().find(|kill| kill.step == self.steps);
        if let Some(kill) = kill.copied() {
            if kill.asked {
                self.perform(&step).await;
                self.note(asked, step, None, wrong);
            }
            *backfill = restored(backfill);
            tokio::time::sleep(Duration::from_millis(kill.pause)).await;
            return true;
        }
        let outcome = self.perform(&step).await;
        let denied = matches!(outcome, Outcome::Allowed(false));
        self.note(asked, step, Some(outcome.clone()), wrong);
        backfill.handle(self.now(), outcome);
        if let Some((number, text)) = backfill.finished() {
            self.most_kept.1 = self.most_kept.1.max(text.len());
            self.windows.insert(number, text.to_owned());
        }
        !denied
    }

    /// Every post of the backfill so far: those of windows that are done first.
    pub fn rows(&self, backfill: &Backfill) -> Vec<PostRow> {
        let (done, text) = backfill.windows();
        let kept = self.windows.range(..done).map(|(_, text)| text.as_str());
        let mut rows: Vec<PostRow> = kept.flat_map(rows_of).collect();
        rows.extend(rows_of(&text));
        rows
    }

    /// The addresses that home is asked for, in order.
    pub fn searches(&self) -> Vec<String> {
        let entries = self.trace.iter();
        entries.filter_map(|entry| searched(&entry.step)).collect()
    }

    /// What the posts' verdicts are.
    pub fn verdicts(&self, backfill: &Backfill) -> BTreeMap<String, Option<PostVerdict>> {
        let rows = self.rows(backfill).into_iter();
        rows.map(|row| (row.uri, row.verdict)).collect()
    }

    fn note(&mut self, asked: f64, step: Step, outcome: Option<Outcome>, wrong: Option<String>) {
        if matches!(step, Step::Wait(_)) {
            return;
        }
        let entry = Entry {
            at: (asked, self.now()),
            step,
            outcome,
            wrong,
            run: self.run,
        };
        if let Some(Outcome::Answer(answer)) = &entry.outcome
            && entry.is_list()
            && answer.status == 200
        {
            self.shown.extend(uris(&answer.body));
        }
        self.trace.push(entry);
    }

    /// Lets everything happen whose moment has come.
    pub fn let_happen(&mut self) {
        let now = self.now();
        for (_, event) in self.events.extract_if(.., |(at, _)| *at <= now) {
            event(&self.sandbox);
        }
    }

    /// What is wrong with asking home for this post now.
    fn wrong(&self, backfill: &Backfill, step: &Step) -> Option<String> {
        let uri = searched(step)?;
        let mut rows = self.rows(backfill).into_iter();
        match rows.find(|row| row.uri == uri) {
            None => Some(format!("{uri} was never listed")),
            Some(row) if row.verdict.is_some() => {
                Some(format!("{uri} has its verdict: {:?}", row.verdict))
            }
            _ if self.shown.contains(&uri) => Some(format!("home has shown {uri}")),
            _ => None,
        }
    }
}

impl Entry {
    /// Whether home was asked what it has.
    fn is_list(&self) -> bool {
        matches!(&self.step, Step::Home(request) if request.path_and_query().contains("/statuses?limit="))
    }

    /// What home or the account's server said of its limit.
    pub fn limit(&self) -> Option<freshet::step::RateLimit> {
        match &self.outcome {
            Some(Outcome::Answer(answer)) => answer.limit,
            _ => None,
        }
    }

    pub fn status(&self) -> u16 {
        match &self.outcome {
            Some(Outcome::Answer(answer)) => answer.status,
            _ => 0,
        }
    }

    /// Whether home counts it as paging.
    pub fn is_paging(&self) -> bool {
        matches!(&self.step, Step::Home(request) if request.path_and_query().contains("max_id="))
    }
}

/// The `uri`s in a listing, without reading all of it.
fn uris(body: &[u8]) -> Vec<String> {
    let listed: Vec<serde_json::Value> = serde_json::from_slice(body).unwrap_or_default();
    let uri = |entry: &serde_json::Value| Some(entry.get("uri")?.as_str()?.to_owned());
    listed.iter().filter_map(uri).collect()
}

/// The post that a step asks home for.
pub fn searched(step: &Step) -> Option<String> {
    let Step::Home(request) = step else {
        return None;
    };
    let query = request.path_and_query().strip_prefix("/api/v2/search?q=")?;
    let (address, rest) = query.split_once('&')?;
    let kind = rest.ends_with("type=statuses");
    kind.then(|| url_decoded(address))
}

fn url_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match first {
            b'%' => {
                let digits = std::str::from_utf8(&rest[..2]).unwrap();
                bytes.push(u8::from_str_radix(digits, 16).unwrap());
                rest = &rest[2..];
            }
            b'+' => bytes.push(b' '),
            other => bytes.push(*other),
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// A backfill after everything but what is kept of it was lost.
pub fn restored(backfill: &Backfill) -> Backfill {
    let kept = serde_json::to_string(backfill).unwrap();
    let restored: Backfill = serde_json::from_str(&kept).unwrap();
    assert!(restored == *backfill, "restored, it is another one: {kept}");
    restored
}

/// Runs on a clock that goes on only when everybody waits.
pub fn on_a_held_clock<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_time().start_paused(true).build();
    runtime.unwrap().block_on(future)
}
