//! What people type or paste where a handle is asked for, and what they may have meant.
//!
//! ```
//! use freshet::typed::{Meant, Slip, typed};
//! let read = typed("ada@@remote,example", "home.example");
//! let [Meant::Handle { handle, slips }] = read.meant.as_slice() else { panic!() };
//! assert_eq!(handle.to_string(), "@ada@remote.example");
//! assert_eq!(slips, &[Slip::DoubledAt, Slip::Comma]);
//!
//! let read = typed("https://remote.example/@ada/1234567", "home.example");
//! let [Meant::Address { address, guess, .. }] = read.meant.as_slice() else { panic!() };
//! assert_eq!(address.as_str(), "https://remote.example/@ada");
//! assert_eq!(guess.as_ref().unwrap().acct(), "ada@remote.example");
//! ```
//!
//! This module knows spelling only: whether an account exists is for servers to say.

use crate::address::{PublicAddress, Refusal};
use crate::handle::Handle;

mod characters;
mod pasted;
mod shapes;
mod sites;
mod spelled;

/// What a person typed, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed {
    /// As typed, without blanks around it, and no more than 300 characters of it.
    pub text: String,
    /// What may be meant: most likely first, distinct, at most 4.
    pub meant: Vec<Meant>,
    /// Why nothing can be meant; there where `meant` is empty and nowhere else.
    pub lack: Option<Lack>,
}

/// One thing that may be meant.
#[derive(Clone, Debug, PartialEq)]
pub enum Meant {
    /// An account by its handle.
    Handle {
        /// The handle, corrected.
        handle: Handle,
        /// What was corrected, in the order in which it was found.
        slips: Vec<Slip>,
    },
    /// An account by an address: its profile, where the address shows that; else a post or
    /// whatever was pasted, of which the document tells whose it is.
    Address {
        /// The address to ask.
        address: PublicAddress,
        /// The handle that an address of this shape belongs to, where it holds a name.
        guess: Option<Handle>,
        /// The software that alone makes addresses of this shape, as its NodeInfo names it in
        /// lower case; empty where several do.
        software: &'static str,
        /// What was corrected, in the order in which it was found.
        slips: Vec<Slip>,
    },
}

/// What is corrected in a text, by stable code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// No `@` between name and server: `ada remote.example`, `ada.remote.example`.
    MissingAt,
    /// More `@` than there should be.
    DoubledAt,
    /// Blanks inside, or characters that are not seen.
    Blanks,
    /// Full-width letters, `＠` or `。`, as keyboards for Chinese and Japanese write them.
    FullWidth,
    /// `www.` before the server's name.
    Www,
    /// A scheme that does not belong there: `acct:`, `mailto:`, `https://@ada@…`, `http:`.
    Scheme,
    /// A comma for a dot.
    Comma,
    /// Dots before the server's name, or several for one.
    Dots,
    /// Punctuation, brackets, quotes or markup around it.
    Trailing,
    /// Other words around it.
    Words,
    /// `at` or `dot` in letters.
    Spelled,
    /// A colon for the second `@`, as Matrix writes names.
    Colon,
    /// A name without a server: taken for home's own account.
    LocalOnly,
    /// The server is known for mail and has no accounts of the fediverse.
    Email,
    /// The address of a post: its author is meant.
    Post,
    /// A name of Bluesky: meant is the account that Bridgy Fed makes of it, where it does.
    Bridged,
}

/// Why nothing can be meant, by stable code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack {
    /// Nothing was typed that is seen.
    Text,
    /// The text is longer than 2,048 bytes.
    TooLong,
    /// A server (host in ASCII form), and no name on it.
    Name(String),
    /// An address of a site that has no accounts of the fediverse (host in ASCII form).
    Elsewhere(String),
    /// An address that is never requested.
    Refused(Refusal),
    /// Neither a handle nor an address is in it.
    Sense,
}

/// Longest text that is shown again, in characters.
const SHOWN: usize = 300;

/// Longest text that is read, in bytes: as long as the longest address that is requested.
const LONGEST: usize = 2048;

/// Most things that are meant by one text.
const MOST: usize = 4;

/// Reads what a person typed; `home` is home's domain in handles, in either form.
pub fn typed(text: &str, home: &str) -> Typed {
    let text = text.trim();
    let mut found = Found::default();
    if text.len() > LONGEST {
        found.lack = Some(Lack::TooLong);
    } else {
        spelled::read(text, home, &mut found);
    }
    let Found { meant, lack } = found;
    Typed {
        text: text.chars().take(SHOWN).collect(),
        lack: meant.is_empty().then(|| lack.unwrap_or(Lack::Sense)),
        meant,
    }
}

/// What a search page of Mastodon's web UI (`/search?q=…`, 4.3 to 4.7) was asked for, if that
/// may be an account: the path with its query.
pub fn searched(path_and_query: &str) -> Option<String> {
    let path = path_and_query
        .strip_prefix("/deck")
        .unwrap_or(path_and_query);
    let query = path.strip_prefix("/search?")?;
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    let (_, text) = pairs.find(|(name, _)| name == "q")?;
    let text = text.trim();
    // Words, and hashtags, are searched for in posts.
    let may_be = text.contains(['@', '＠']) || text.contains("://");
    (may_be && text.len() <= LONGEST).then(|| text.to_owned())
}

impl Meant {
    /// The handle, or the one that the address is guessed to belong to.
    pub fn handle(&self) -> Option<&Handle> {
        match self {
            Meant::Handle { handle, .. } => Some(handle),
            Meant::Address { guess, .. } => guess.as_ref(),
        }
    }

    /// What was corrected.
    pub fn slips(&self) -> &[Slip] {
        match self {
            Meant::Handle { slips, .. } | Meant::Address { slips, .. } => slips,
        }
    }
}

impl Slip {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Slip::MissingAt => "missing_at",
            Slip::DoubledAt => "doubled_at",
            Slip::Blanks => "blanks",
            Slip::FullWidth => "full_width",
            Slip::Www => "www",
            Slip::Scheme => "scheme",
            Slip::Comma => "comma",
            Slip::Dots => "dots",
            Slip::Trailing => "trailing",
            Slip::Words => "words",
            Slip::Spelled => "spelled",
            Slip::Colon => "colon",
            Slip::LocalOnly => "local_only",
            Slip::Email => "email",
            Slip::Post => "post",
            Slip::Bridged => "bridged",
        }
    }
}

impl Lack {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Lack::Text => "text",
            Lack::TooLong => "too_long",
            Lack::Name(_) => "name",
            Lack::Elsewhere(_) => "elsewhere",
            Lack::Refused(_) => "refused",
            Lack::Sense => "sense",
        }
    }

    /// The server that was named all the same.
    pub fn host(self) -> Option<String> {
        match self {
            Lack::Name(host) | Lack::Elsewhere(host) => Some(host),
            _ => None,
        }
    }
}

/// What was found so far.
#[derive(Default)]
struct Found {
    meant: Vec<Meant>,
    lack: Option<Lack>,
}

impl Found {
    /// Adds a meaning, and the one without `www.` after it.
    fn add(&mut self, meant: Meant) {
        let bare = meant.handle().and_then(|handle| {
            let host = handle.host.strip_prefix("www.")?;
            host.contains('.').then_some(())?;
            let handle = Handle::new(&handle.user, host).ok()?;
            let mut slips = meant.slips().to_vec();
            note(&mut slips, Slip::Www);
            Some(Meant::Handle { handle, slips })
        });
        self.add_one(meant);
        if let Some(bare) = bare {
            self.add_one(bare);
        }
    }

    fn add_one(&mut self, meant: Meant) {
        let is_same = |other: &Meant| match (other, &meant) {
            (Meant::Address { address: a, .. }, Meant::Address { address: b, .. }) => a == b,
            (Meant::Handle { handle: a, .. }, Meant::Handle { handle: b, .. }) => a == b,
            _ => false,
        };
        if self.meant.len() < MOST && !self.meant.iter().any(is_same) {
            self.meant.push(meant);
        }
    }
}

/// Adds a slip that was not made before.
fn note(slips: &mut Vec<Slip>, slip: Slip) {
    if !slips.contains(&slip) {
        slips.push(slip);
    }
}

/// Whether a word is in a list of words with spaces between them.
fn is_in(list: &str, word: &str) -> bool {
    list.split(' ').any(|one| one == word)
}
