//! What the page, the popup and the background say to each other.
//!
//! ```
//! use freshet::message::ToBackground;
//! let message: ToBackground = serde_json::from_str(r#"{"press":{"action":"check_again"}}"#).unwrap();
//! assert!(matches!(message, ToBackground::Press { .. }));
//! ```
//!
//! Two closed enums and the actions that buttons carry, as plain JSON. A page is believed
//! about itself only: which home it is comes from the browser, not from a message.

use serde::{Deserialize, Serialize};

use crate::consent::Scope;
use crate::ui::tree::Drawn;
use crate::view::{Order, PostVerdict};

/// What the background is told.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToBackground {
    /// A page shows this path, and keeps this memory of an earlier drawing.
    Show {
        /// The path of the page's address.
        path: String,
        /// What the page knows of its home.
        home: PageFacts,
        /// What the last drawing left, if the background was ended since.
        #[serde(default)]
        memory: Option<Memory>,
    },
    /// A person pressed a button of a drawing.
    Press {
        /// What the button carried.
        action: Action,
    },
    /// A surface of the extension opened: popup, options, the question for access.
    Open {
        /// The tab it is about; negative if there is none.
        tab: i32,
        /// The hosts it is about.
        #[serde(default)]
        hosts: Vec<String>,
    },
    /// A profile is shown, but the page has no known place for the line.
    Lost,
    /// That is over.
    Found,
    /// The page was not loaded anew: the person is writing something in it.
    Held,
    /// The person pressed the account's follow button.
    Followed,
}

/// What a page says of its home. The token is the person's whole account: it is kept in
/// memory only, and this type can be neither written nor printed.
#[derive(Clone, PartialEq, Deserialize)]
pub struct PageFacts {
    /// `meta.version` of the initial state.
    pub version: String,
    /// The page's language.
    pub locale: String,
    /// `meta.domain`: home's name in handles, which may differ from its host.
    pub domain: String,
    /// `meta.access_token`; none when signed out.
    #[serde(default)]
    pub token: Option<String>,
    /// `role.permissions`: a bit mask, as digits; empty when signed out.
    #[serde(default)]
    pub permissions: String,
}

impl PageFacts {
    /// Whether the person may see home's own page about an account and fetch it again
    /// there: `manage_federation` (`admin/accounts_controller.rb`, Mastodon 4.3 to 4.7).
    pub fn manages_federation(&self) -> bool {
        let permissions: u64 = self.permissions.parse().unwrap_or(0);
        permissions & 0x20 != 0
    }
}

impl std::fmt::Debug for PageFacts {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("PageFacts")
            .field("version", &self.version)
            .field("signed_in", &self.token.is_some())
            .finish_non_exhaustive()
    }
}

/// What a page answers when it is asked who it shows.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Shown {
    /// The path of the page's address.
    pub path: String,
    /// What the page knows of its home.
    pub home: PageFacts,
    /// Whether the line has found its place.
    pub placed: bool,
}

/// What pages and surfaces are told.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FromBackground {
    /// The style sheet of the line.
    Sheet {
        /// CSS.
        css: String,
    },
    /// What to draw from now on.
    Draw {
        /// The language of the texts.
        lang: String,
        /// Its direction: `ltr` or `rtl`.
        dir: &'static str,
        /// The surface's title; empty in pages.
        title: String,
        /// The nodes.
        tree: Vec<Drawn>,
        /// To be handed back with the next `show`.
        memory: Memory,
        /// What is added to the account's own menu (pages only).
        menu: Vec<MenuItem>,
        /// Something goes on by itself: a page that loses its connection connects again.
        busy: bool,
    },
    /// The page shows what is old, and is to be loaded anew where it stands.
    Reload {
        /// Even if the person is writing something in it.
        force: bool,
    },
    /// What to put on the clipboard: the person pressed a button for it.
    Copy {
        /// The text.
        text: String,
    },
    /// Freshet was switched off here.
    Leave,
    /// The surface has done its work.
    Close,
}

/// What is added to the account's own menu.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MenuItem {
    /// Tells it apart from others.
    pub key: &'static str,
    /// What it says.
    pub words: String,
    /// What it means.
    pub press: Action,
}

/// How a drawing was left by the person: all that is lost when the background ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Memory {
    /// The comparison is open.
    pub open: bool,
    /// Rows without a difference are shown too.
    pub all: bool,
    /// The question was put off.
    pub later: bool,
    /// The page shows what is old, since the person is writing something in it.
    pub held: bool,
    /// A diagnosis is shown.
    pub diagnosis: bool,
    /// Its checks are shown with their requests.
    pub details: bool,
    /// What it says to those who run the servers is shown.
    pub admins: bool,
}

/// What a button means.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Open the comparison (true), or close it.
    Open(bool),
    /// Show the rows without a difference too (true), or only the differences.
    ShowAll(bool),
    /// Look again, whatever is kept.
    CheckAgain,
    /// Make home fetch the profile again.
    Refresh,
    /// Load the page anew, whatever is written in it.
    Reload,
    /// Ask how many older posts are to be loaded: opens the dialog.
    Backfill,
    /// Something else was chosen in the dialog: this.
    Choose(Order),
    /// Another day was chosen in the dialog.
    ChooseSince {
        /// The day, as `<input type="date">` gives it: `YYYY-MM-DD`, or empty.
        #[serde(default)]
        value: String,
    },
    /// The dialog was answered with yes.
    Load,
    /// The dialog was answered with no, or closed; or what came of a backfill was read.
    Cancel,
    /// Halt a backfill, or let it go on.
    Pause {
        /// The host of home.
        home: String,
        /// Whose posts: `user@host`.
        acct: String,
        /// Halt it.
        paused: bool,
    },
    /// End a backfill where it is.
    Stop {
        /// The host of home.
        home: String,
        /// Whose posts: `user@host`.
        acct: String,
    },
    /// Ask again for the posts that home gave no helpful answer to.
    RetryFailed,
    /// Show the list of posts, or hide it.
    List {
        /// Show it.
        open: bool,
        /// Only those of this verdict.
        filter: Option<PostVerdict>,
        /// So many of them.
        shown: u32,
    },
    /// Copy the list of posts that is shown, whole.
    CopyList,
    /// Find out why home cannot fetch the account that is shown, or what was searched for.
    Diagnose,
    /// Find out the same of what the person typed.
    Look {
        /// As typed.
        #[serde(default)]
        value: String,
    },
    /// Make the diagnosis again from its beginning.
    DiagnoseAgain,
    /// Show no diagnosis any longer, and end it where it is.
    CloseDiagnosis,
    /// Go on with the diagnosis without contacting this server.
    Without(String),
    /// Show the checks of the diagnosis with their requests (true), or what they come to.
    Details(bool),
    /// Show what those who run the servers can do (true), or not.
    Admins(bool),
    /// Copy the report of the diagnosis.
    CopyReport,
    /// Copy this: a command of the diagnosis.
    CopyText(String),
    /// Load the newest posts of people by itself, after the person follows them (surfaces only).
    OnFollow {
        /// The host of home.
        home: String,
        /// By itself.
        on: bool,
    },
    /// The person agrees that this server is contacted.
    Contact {
        /// The server.
        server: String,
        /// How far the consent reaches.
        scope: Scope,
    },
    /// The person does not want to be asked now (true), or wants to after all.
    Later(bool),
    /// Bring up the question for access to these servers.
    Access(Vec<String>),
    /// The person was asked by the browser for access to these servers (surfaces only).
    Grant {
        /// Match patterns, which the surface hands to the browser.
        ask: Vec<String>,
    },
    /// Use Freshet on this home (surfaces only).
    SwitchOn {
        /// The host of home.
        home: String,
        /// Match patterns, which the surface hands to the browser.
        ask: Vec<String>,
    },
    /// No longer use Freshet on the home of this host (surfaces only).
    SwitchOff(String),
    /// Take back a consent (surfaces only).
    Forget {
        /// The host of home.
        home: String,
        /// The server; none means "always".
        server: Option<String>,
    },
    /// Give back the access to the servers of this match pattern (surfaces only).
    GiveBack(String),
    /// Open the options page (surfaces only).
    Options,
}
