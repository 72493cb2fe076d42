//! Backfill: has home import older public posts of one account, and proves each of them.
//!
//! A conversation: [`Backfill::next`] says what to do, [`Backfill::handle`] is told how it
//! went. First it counts: it lists what the account's server has and what home has, and
//! offers what is missing with what that costs. When the person has
//! [agreed](Backfill::load) it asks home for what it lacks, from the newest to the oldest,
//! and looks for it in home's own list. Whatever comes along by itself (what a post answers
//! to, what a profile shows first) is only asked for when it did not come.
//!
//! ```
//! use freshet::backfill::{Account, Backfill};
//! use freshet::step::Step;
//! let account = Account {
//!     acct: "ada@remote.example".into(),
//!     local_id: "17".into(),
//!     uri: "https://remote.example/users/ada".into(),
//!     address: "https://remote.example/@ada".into(),
//!     total: Some(200),
//!     wishes: Vec::new(),
//! };
//! let backfill = Backfill::new("home.example", account);
//! assert_eq!(backfill.next(), Step::MayContact("remote.example".into()));
//! ```
//!
//! It can be kept after every step, with [what it has done with](Backfill::finished)
//! beside it; at most one request is made again when everything else was lost. It knows no browser, no network and no clock. HTTP
//! 200 proves nothing to it: what it says to have arrived, home has listed.

mod account;
mod asking;
mod course;
mod hindrance;
mod kept;
mod listing;
mod looking;
mod offer;
mod pen;
mod queue;
mod shown;
mod state;
mod text;
mod window;
mod wishes;

use crate::budget::Budget;
use crate::posts::Stored;
use crate::step::{Outcome, Step, is_id};
use crate::view::{Cost, Counts, Delay, End, Halt, Order};
use state::State;
use window::Window;

pub use account::Account;
pub use listing::follows;
pub use queue::{Queue, Turn};
pub use window::rows_of;

/// One backfill of one account.
#[derive(Clone, Debug, PartialEq)]
pub struct Backfill {
    home: String,
    account: Account,
    order: Order,
    state: State,
    /// When it was last told something, in milliseconds since 1970.
    now: f64,
    /// Nothing before this moment.
    ready: f64,
    /// Why it waits for that.
    delay: Delay,
    halted: Option<Halt>,
    /// It waits for the person's consent, or for access.
    stuck: bool,
    /// The person agreed to what it costs.
    agreed: bool,
    asks: bool,
    follows: Option<bool>,
    earlier: Option<(f64, Counts)>,
    /// Whether home has an endpoint of its own; none if that is not known.
    native: Option<bool>,
    learned: Option<bool>,
    /// How the account's posts are listed.
    source: Source,
    /// What is asked for next of the list; nothing when it has ended.
    cursor: Option<String>,
    /// Pages that were listed: none is asked for twice in a row.
    pages: u32,
    /// How many of them in a row brought nothing.
    barren: u32,
    /// A place in the list that was passed, to find out whether it goes round in circles.
    passed: Option<String>,
    /// When the newest of the last posts of the windows that are done was published, in
    /// seconds.
    floor: u64,
    /// The list could not be read to its end.
    cut_off: bool,
    /// Whether the account's server shows single posts to this browser.
    documents: Option<bool>,
    /// How many posts were listed, before what is not wanted was left out.
    listed: u64,
    /// The list was made without answers to others.
    own_only: bool,
    window: Window,
    /// What home gave no helpful answer to, of windows that are done.
    left_over: Window,
    /// Windows that are done, which are kept elsewhere.
    windows: u32,
    /// The last of them, until that is done.
    finished: Option<String>,
    /// What became of their posts.
    done: Counts,
    boosts: u32,
    /// Home's list: where it goes on, whether it has been read far enough, and what it had
    /// beyond the window.
    home_before: String,
    home_ended: bool,
    home_pages: u32,
    /// When the oldest post was published that home's list was read to, in seconds.
    home_read: u64,
    spare: Vec<Stored>,
    /// Where home's list is read from to find the posts of a batch.
    marks: Vec<String>,
    /// The batch that home was asked for posts of, and not looked at since.
    unseen: Option<usize>,
    /// Batches that are to be looked at.
    to_look: Vec<usize>,
    /// Pages of the batch that is being looked at.
    look_pages: u8,
    /// Rounds of looking for what comes by itself, how many of them in a row brought nothing,
    /// and how often what did not come was asked for.
    rounds: u8,
    idle: u8,
    replans: u8,
    /// What was not answered is waited for, before it is asked for again.
    in_patience: bool,
    /// A round is under way, and whether it brought something.
    in_round: bool,
    progress: bool,
    /// Faults of a server in a row, and pauses that it asked for.
    faults: u8,
    pauses: u8,
    /// The person was asked for access to the account's server.
    access_asked: bool,
    /// Posts in a row that home gave nothing for, before it took any.
    nothing: u8,
    suspects: bool,
    /// Home was asked for one of these once more.
    probed: bool,
    /// Posts in a row that the account's server did not tell of.
    silent: u8,
    taken: bool,
    /// Posts arrived since home's copy of the profile was fetched.
    counts_off: bool,
    pinned: Pinned,
    home_budget: Budget,
    paging_budget: Budget,
    origin_budget: Budget,
    /// How long home takes for a post, in milliseconds.
    each: f64,
    cost: Cost,
}

/// Where the account's posts are listed.
#[derive(Clone, Debug, Default, PartialEq)]
enum Source {
    /// Not known yet.
    #[default]
    Unknown,
    /// Mastodon's API: the account's id there.
    Api(String),
    /// The outbox of this actor.
    Outbox(String),
}

/// The posts that the profile shows first.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Pinned {
    /// It is not known which they are.
    #[default]
    Unknown,
    /// They are marked.
    Known,
    /// Home was told to fetch the profile, and may be at them.
    Awaited,
    /// What came of them has come.
    Over,
}

impl Backfill {
    /// A backfill of this account at this home, at its beginning: it counts the newest posts.
    pub fn new(home: &str, account: Account) -> Self {
        let mut backfill = Self {
            home: home.to_owned(),
            account,
            order: Order::default(),
            state: State::Consent,
            now: 0.0,
            ready: 0.0,
            delay: Delay::Reserve,
            halted: None,
            stuck: false,
            agreed: false,
            asks: true,
            follows: None,
            earlier: None,
            native: None,
            learned: None,
            source: Source::Unknown,
            cursor: Some(String::new()),
            pages: 0,
            barren: 0,
            passed: None,
            floor: u64::MAX,
            cut_off: false,
            documents: None,
            listed: 0,
            own_only: false,
            window: Window::default(),
            left_over: Window::default(),
            windows: 0,
            finished: None,
            done: Counts::default(),
            boosts: 0,
            home_before: String::new(),
            home_ended: false,
            home_pages: 0,
            home_read: u64::MAX,
            spare: Vec::new(),
            marks: Vec::new(),
            unseen: None,
            to_look: Vec::new(),
            look_pages: 0,
            rounds: 0,
            idle: 0,
            replans: 0,
            in_patience: false,
            in_round: false,
            progress: false,
            faults: 0,
            pauses: 0,
            access_asked: false,
            nothing: 0,
            suspects: false,
            probed: false,
            silent: 0,
            taken: false,
            counts_off: false,
            pinned: Pinned::Unknown,
            home_budget: Budget::default(),
            paging_budget: Budget::default(),
            origin_budget: Budget::default(),
            each: 700.0,
            cost: Cost::default(),
        };
        if backfill.origin_address().is_none() || !is_id(&backfill.account.local_id) {
            backfill.state = State::Ended(End::NotListed);
        }
        backfill
    }

    /// None, since home did not tell what it has stored of this account.
    pub fn unknown(home: &str, acct: &str) -> Self {
        let account = Account {
            acct: acct.to_owned(),
            ..Account::default()
        };
        Self {
            state: State::Ended(End::HomeUnreadable),
            ..Self::new(home, account)
        }
    }

    /// Says whether home has an endpoint of its own, if that was [learned](Self::learned)
    /// lately, and what the last backfill of this account did, if that ended lately.
    pub fn knowing(mut self, native: Option<bool>, earlier: Option<(f64, Counts)>) -> Self {
        self.native = native;
        self.earlier = earlier;
        self
    }

    /// Whose posts.
    pub fn acct(&self) -> &str {
        &self.account.acct
    }

    /// The account's server.
    pub fn origin(&self) -> String {
        let address = self.origin_address();
        address.map(|address| address.host()).unwrap_or_default()
    }

    /// The window that was done with last: its number and its text, for a list. It is to be
    /// kept before the rest is.
    pub fn finished(&self) -> Option<(u32, &str)> {
        Some((self.windows.checked_sub(1)?, self.finished.as_deref()?))
    }

    /// How many windows were done with, and the text of the one that is not.
    pub fn windows(&self) -> (u32, String) {
        let mut posts = self.left_over.posts.clone();
        posts.extend_from_slice(&self.window.posts);
        (self.windows, Window { posts }.write())
    }

    /// Whether home has an endpoint of its own, if that was found out.
    pub fn learned(&self) -> Option<bool> {
        self.learned
    }

    /// Whether nothing more will be done.
    pub fn is_over(&self) -> bool {
        matches!(self.state, State::Ended(_))
    }

    /// Whether it goes on without the person.
    pub fn is_running(&self) -> bool {
        let idle = matches!(self.state, State::Ended(_) | State::Offered);
        self.halted.is_none() && !self.stuck && !idle
    }

    /// Whether the person agreed to it, so that it goes on elsewhere and later.
    pub fn is_agreed(&self) -> bool {
        self.agreed
    }

    /// What to do next. Asking again gives the same step. [`Step::Done`] while it is over or
    /// waits for the person.
    pub fn next(&self) -> Step {
        if !self.is_running() {
            return Step::Done;
        }
        if self.ready > self.now {
            return Step::Wait(self.ready);
        }
        self.step(&self.state).unwrap_or(Step::Done)
    }

    /// Takes in how the step went, at `now` in milliseconds since 1970. An outcome that does
    /// not belong to the step is a failed one.
    pub fn handle(&mut self, now: f64, outcome: Outcome) {
        let took = now - self.now;
        let waited = self.ready > self.now;
        self.now = now;
        if matches!(self.state, State::Offered | State::Ended(_)) {
            return;
        }
        if waited || matches!(self.state, State::Rest(_)) {
            if self.ready <= now
                && let State::Rest(then) = &self.state
            {
                self.state = (**then).clone();
            }
            return self.settle();
        }
        self.finished = None;
        self.note(took, &outcome);
        if self.is_hindered(&outcome) {
            return self.settle();
        }
        let state = std::mem::replace(&mut self.state, State::Offered);
        match state {
            State::Consent => self.consented(&outcome),
            State::Permission(then) => self.permitted(*then, &outcome),
            State::Lookup => self.looked_up(&outcome),
            State::Actor => self.actor_read(&outcome),
            State::List => self.listed(&outcome),
            State::Home => self.home_listed(&outcome),
            State::Relationship => self.related(&outcome),
            State::Native => self.native_answered(&outcome),
            State::Pinned => self.pinned_listed(&outcome),
            State::Ask(at) => self.answered(at, &outcome),
            State::Look(batch, before) => self.looked(batch, &before, &outcome),
            State::Check(at) => self.checked(at, &outcome),
            State::Document(at) => self.document_read(at, &outcome),
            State::Single(at) => self.single_answered(at, &outcome),
            State::Profile => self.profile_fetched(),
            State::HomePinned => self.home_pinned(&outcome),
            State::Rest(_) | State::Offered | State::Ended(_) => self.state = state,
        }
        self.settle();
    }
}
