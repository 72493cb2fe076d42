//! What a diagnosis knows so far, answer by answer.
//!
//! It must not know what comes of it, nor what is asked next.

use serde_json::Value;

use crate::address::PublicAddress;
use crate::handle::Handle;
use crate::profile::Profile;
use crate::view::{Came, Check};

/// What is known so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    /// Whose account, once it is known.
    pub handle: Option<Handle>,
    /// An address that was typed in place of a handle.
    pub typed: Option<PublicAddress>,
    /// What home has stored.
    pub stored: Option<Stored>,
    /// Home was asked what it is.
    pub home_told: bool,
    /// Home says that it federates with listed servers only.
    pub home_is_closed: bool,
    /// Home asks for a pause, of so many milliseconds if it says so.
    pub home_pauses: Option<Option<i64>>,
    /// Home's list of blocked servers as it gave it; null where it gives none.
    pub home_list: Option<Value>,
    /// Whether home's list of blocked servers was read, and what it says.
    pub home_blocks: Option<List>,
    /// The servers that the person blocks.
    pub your_domains: Option<Vec<String>>,
    /// What the person blocks, or who blocks them.
    pub yours: Option<Yours>,
    /// What came of every question to the account's servers: the host, the check, the answer.
    pub answers: Vec<(String, Check, Came)>,
    /// WebFinger at the handle's host.
    pub finger: Option<Finger>,
    /// The template of host-meta, if that was asked.
    pub host_meta: Option<HostMeta>,
    /// WebFinger where host-meta leads.
    pub elsewhere: Option<Finger>,
    /// WebFinger at the actor's host.
    pub back: Option<Finger>,
    /// The account's document.
    pub actor: Option<Actor>,
    /// Addresses of the account at which nothing is (404).
    pub missing: Vec<PublicAddress>,
    /// The account in its server's API.
    pub api: Option<Api>,
    /// Where it moved to.
    pub moves: Vec<Move>,
    /// Whether the server names its software, as every server of the fediverse does; nothing
    /// if it was not asked, or its answer cannot be read.
    pub is_fediverse: Option<bool>,
    /// NodeInfo was asked.
    pub node_asked: bool,
    /// Where NodeInfo's document is.
    pub node_document: Option<PublicAddress>,
    /// Whether another server under the same domain answers.
    pub parent: Option<Came>,
    /// What home said when it was asked to fetch the account.
    pub resolve: Option<Resolve>,
    /// What it said when it was asked once more, by the account's id.
    pub again: Option<Resolve>,
    /// What the origin's list of blocked servers says of home.
    pub origin_blocks: Option<List>,
    /// How far the origin's clock is ahead of this machine's, in milliseconds.
    pub origin_clock: Option<f64>,
    /// How far home's clock is ahead of this machine's, in milliseconds.
    pub home_clock: Option<f64>,
    /// Home was asked for accounts of such a name.
    pub near_asked: bool,
}

/// What home has stored.
#[derive(Clone, Debug)]
pub(super) enum Stored {
    /// It does not know the account.
    Unknown,
    /// It knows it.
    Known {
        /// The copy.
        profile: Box<Profile>,
        /// Home's moderators limited it.
        limited: bool,
    },
    /// It does not say, by the code of the cause.
    Failed(Trouble),
}

/// What keeps home from answering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    SignedOut,
    Scope,
    RateLimited(Option<i64>),
    Down,
    Unreadable,
}

/// What a list of blocked servers says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum List {
    /// It is not shown.
    Hidden,
    /// It is shown, and the server is not in it.
    Clear,
    /// It is in it.
    Hit {
        /// As the list names it.
        domain: String,
        /// It is suspended, not only limited.
        suspends: bool,
        /// The reason that the list gives.
        comment: String,
    },
}

/// What the person blocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Yours {
    pub account: bool,
    pub domain: bool,
    pub blocked_by: bool,
}

/// What WebFinger says.
#[derive(Clone, Debug)]
pub(super) struct Finger {
    pub came: Came,
    /// What is wrong with the answer, if it is one.
    pub broken: Option<Broken>,
    /// Of whom it speaks.
    pub subject: Option<Handle>,
    /// The `self` link.
    pub actor: Option<PublicAddress>,
    /// The `self` link as it stands there, if it must not be asked.
    pub refused: Option<String>,
    /// The page of the profile.
    pub page: Option<PublicAddress>,
}

/// What is wrong with an answer of WebFinger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// A page in place of JSON.
    Page,
    NotJson,
    NoSelf,
    Private,
}

/// What host-meta says.
#[derive(Clone, Debug)]
pub(super) struct HostMeta {
    /// Where it says WebFinger is, for this account.
    pub leads_to: Option<PublicAddress>,
    /// Its other form was not asked for yet.
    pub more: bool,
}

/// What the account's address answers.
#[derive(Clone, Debug)]
pub(super) struct Actor {
    /// What was asked.
    pub asked: PublicAddress,
    pub came: Came,
    /// What is wrong with the document, nearest first: the code of the cause, and a detail.
    pub faults: Vec<(&'static str, String)>,
    /// It is a tombstone.
    pub is_tombstone: bool,
    /// It shows less to whoever does not sign.
    pub is_bare: bool,
    /// What could be read.
    pub profile: Option<Box<Profile>>,
    /// Its older addresses (`alsoKnownAs`).
    pub old_names: Vec<String>,
}

/// What the API of the account's server says.
#[derive(Clone, Debug)]
pub(super) struct Api {
    pub came: Came,
    pub profile: Option<Box<Profile>>,
}

/// A move.
#[derive(Clone, Debug)]
pub(super) struct Move {
    /// The address of the account that it leads to.
    pub to: String,
    /// Its handle, if it could be read.
    pub handle: Option<String>,
    /// It confirms the move: its `alsoKnownAs` names the old account.
    pub is_confirmed: Option<bool>,
    /// It was asked.
    pub is_asked: bool,
}

impl Move {
    /// A move to an address that was not asked yet.
    pub fn to(address: String) -> Self {
        Self {
            to: address,
            handle: None,
            is_confirmed: None,
            is_asked: false,
        }
    }
}

/// What home said when it was asked to fetch the account.
#[derive(Clone, Debug)]
pub(super) enum Resolve {
    /// It gave an account.
    Account {
        /// What it has stored now.
        profile: Box<Profile>,
        /// It was asked in a way that it answers only after it fetched the account.
        is_proven: bool,
    },
    /// It gave nothing.
    Nothing,
    /// It could not connect.
    NoConnection,
    /// It is at it already.
    Busy,
    /// It did not answer in time.
    Late,
    /// It refused what the server said (422).
    Invalid,
    /// It did not get to it.
    Failed(Trouble),
}
