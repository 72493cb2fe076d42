//! How far a diagnosis has come, and what it found: causes, evidence, whose turn it is.

use crate::step::Failure;
use crate::typed::Slip;

/// A diagnosis: why home cannot fetch an account.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnosis {
    /// The host of home.
    pub home: String,
    /// What the person asked about, as they typed it; the handle if they typed nothing.
    pub asked: String,
    /// What was corrected in it.
    pub slips: Vec<Slip>,
    /// Why nothing can be meant by it, by the code of [`crate::typed::Lack`], if so.
    pub lack: Option<&'static str>,
    /// The handle that is looked at, as people read it, once there is one.
    pub handle: Option<String>,
    /// The host of the handle in ASCII form, once it is known.
    pub domain: Option<String>,
    /// The host that the account lives on in ASCII form, once it is known.
    pub origin: Option<String>,
    /// The actor's id, once it is known.
    pub actor: Option<String>,
    /// Home's version, by its own word.
    pub home_version: Option<String>,
    /// The software of the account's server and its version, by its own word.
    pub origin_software: Option<String>,
    /// How far it has come.
    pub phase: Progress,
    /// The checks that were made or are running, in order.
    pub checks: Vec<Checked>,
    /// How many of them looked at another reading of what was typed, which led nowhere.
    pub earlier: usize,
    /// What was found, the nearest cause first; empty until the end, and where the cause is
    /// not known.
    pub findings: Vec<Finding>,
    /// The causes that the answers exclude, for where none is known.
    pub excluded: Vec<&'static str>,
    /// Servers whose answers the browser may not read: with access more could be known.
    pub needs_access: Vec<String>,
    /// Handles like the one asked for that exist, as people read them.
    pub near: Vec<String>,
    /// When it began and when it ended (or stands), in milliseconds since 1970.
    pub began: f64,
    /// See `began`.
    pub ended: f64,
    /// Requests that were made.
    pub cost: super::Cost,
}

/// How far a diagnosis has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// A check runs.
    Running,
    /// The person has not yet said whether this server may be contacted.
    NeedsConsent(String),
    /// It is over.
    Done,
}

/// One check: what was asked, what came back, what it means.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// Which check.
    pub check: Check,
    /// Whom it asked, and for what, as people read it: `GET https://remote.example/…`.
    pub request: String,
    /// What came back; none while it runs.
    pub came: Came,
    /// How it turned out.
    pub mark: Mark,
    /// What was found in the answer, by the key of its text (`found_…`) and what it names.
    pub found: Option<Said>,
    /// How long it took, in milliseconds.
    pub took: f64,
}

/// What came back of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// Nothing yet.
    Waiting,
    /// An answer of this HTTP status.
    Status(u16),
    /// No answer that can be read.
    Failed(Failure),
    /// No answer, or none that the browser may read: it does not say which.
    Unreadable,
    /// It was not asked: the person does not want this server to be contacted.
    NotAsked,
}

/// How a check turned out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It runs.
    Running,
    /// As it should be.
    Good,
    /// Here is something wrong.
    Bad,
    /// It says nothing, or cannot be told.
    Unclear,
}

/// The checks, in the order in which they are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// Does home know the account?
    HomeAccount,
    /// Which version home runs, and whether it federates with listed servers only.
    HomeInstance,
    /// Home's list of blocked servers.
    HomeBlocks,
    /// The person's own blocks.
    YourBlocks,
    /// Whether the handle's host knows the account.
    WebFinger,
    /// Where the handle's host says WebFinger is.
    HostMeta,
    /// WebFinger at the place that host-meta names.
    WebFingerElsewhere,
    /// The account's document.
    Actor,
    /// Whether WebFinger at the actor's host leads back to the actor.
    WebFingerBack,
    /// The account in the API of its server.
    OriginApi,
    /// The account that this one moved to.
    Moved,
    /// Whether the server names its software.
    NodeInfo,
    /// Which software it names.
    NodeInfoDocument,
    /// Whether another server under the same domain answers.
    Parent,
    /// Has home fetch the account.
    HomeResolve,
    /// The list of blocked servers of the account's server.
    OriginBlocks,
    /// Handles like this one that home knows.
    Near,
}

/// A cause, with what shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The cause, by stable code: the key of its text is `cause_<code>`.
    pub cause: &'static str,
    /// What it names: a handle, a rule, a moment.
    pub names: Names,
    /// Nothing else explains the answers.
    pub is_certain: bool,
    /// The checks that show it: what they found is its evidence.
    pub evidence: Vec<Check>,
    /// Where the fault lies.
    pub side: At,
    /// Who can repair it.
    pub who: At,
    /// How long that takes, usually.
    pub span: Span,
    /// What to do, reader by reader.
    pub advice: Vec<Advice>,
}

/// A text by its key, and what it names.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// The key of the text.
    pub key: &'static str,
    /// What it names.
    pub names: Names,
}

/// What a text may name: `home`, `server` (the account's), `domain` (the handle's), and this.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names {
    /// `$handle$`: the handle that is looked at, or another one.
    pub handle: String,
    /// `$server$`, if it is another than the account's.
    pub server: String,
    /// `$detail$`: an address, a status, a value that a document has; as it is.
    pub detail: String,
    /// `$time$`: a moment in milliseconds since 1970.
    pub time: Option<f64>,
}

/// A side of the matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum At {
    /// The person who asks.
    You,
    /// Home, and who runs it.
    Home,
    /// The account's server, and who runs it.
    Origin,
    /// The owner of the account.
    Owner,
    /// Between both servers.
    Between,
    /// Nobody: nothing is wrong, or nothing can be repaired.
    Nobody,
}

/// How long a repair takes, usually.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// Nothing is to be repaired.
    None,
    /// At once.
    AtOnce,
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// Days: somebody has to decide or repair something.
    Days,
    /// It will not come back.
    Never,
}

/// One step of advice.
#[derive(Clone, Debug, PartialEq)]
pub struct Advice {
    /// Whom it is for: [`At::You`], [`At::Home`] or [`At::Origin`].
    pub reader: At,
    /// What to do, by the key of its text: `step_…`.
    pub does: Said,
    /// What to type, word for word; empty if there is nothing.
    pub command: String,
    /// Where it leads: a web address; empty if nowhere.
    pub link: String,
    /// What to expect of it, by the key of its text: the key of `does` with `_expect` after
    /// it, where there is something to say.
    pub expects: bool,
}

impl Check {
    /// The stable code; the key of its text is `check_<code>`.
    pub fn code(self) -> &'static str {
        match self {
            Self::HomeAccount => "home_account",
            Self::HomeInstance => "home_instance",
            Self::HomeBlocks => "home_blocks",
            Self::YourBlocks => "your_blocks",
            Self::WebFinger => "web_finger",
            Self::HostMeta => "host_meta",
            Self::WebFingerElsewhere => "web_finger_elsewhere",
            Self::Actor => "actor",
            Self::WebFingerBack => "web_finger_back",
            Self::OriginApi => "origin_api",
            Self::Moved => "moved",
            Self::NodeInfo => "node_info",
            Self::NodeInfoDocument => "node_info_document",
            Self::Parent => "parent",
            Self::HomeResolve => "home_resolve",
            Self::OriginBlocks => "origin_blocks",
            Self::Near => "near",
        }
    }

    /// Whether it asks home.
    pub fn is_homes(self) -> bool {
        matches!(
            self,
            Self::HomeAccount
                | Self::HomeInstance
                | Self::HomeBlocks
                | Self::YourBlocks
                | Self::HomeResolve
                | Self::Near
        )
    }
}

impl Diagnosis {
    /// Whether checks are still running, by themselves.
    pub fn is_under_way(&self) -> bool {
        self.phase == Progress::Running
    }

    /// The checks that show a finding, with what they found. What home says of itself is asked
    /// once, whatever was typed.
    pub fn evidence(&self, finding: &Finding) -> Vec<&Checked> {
        let (earlier, now) = self.checks.split_at(self.earlier.min(self.checks.len()));
        let holds = earlier.iter().filter(|old| {
            old.check.is_homes() && !now.iter().any(|checked| checked.check == old.check)
        });
        holds
            .chain(now)
            .filter(|it| finding.evidence.contains(&it.check) && it.found.is_some())
            .collect()
    }

    /// What it comes to: the nearest cause.
    pub fn first(&self) -> Option<&Finding> {
        self.findings.first()
    }
}
