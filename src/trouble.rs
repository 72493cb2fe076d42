//! What stands in the way of a verdict, by stable code.
//!
//! ```
//! use freshet::trouble::Trouble;
//! assert_eq!(Trouble::TimedOut.code(), "timed_out");
//! ```
//!
//! The code is the key of the text that people read (`trouble_<code>`) and of what bug
//! reports quote. This module must not know how a trouble is shown.

use serde::{Deserialize, Serialize};

use crate::address::Refusal;
use crate::step::Failure;

/// Why there is no comparison, or only a part of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// Home does not know the account (404).
    HomeUnknown,
    /// Home tells it to signed-in people only (401 without a token).
    HomeSignedOut,
    /// Home refuses the page's token (401 or 403 with a token).
    HomeRefused,
    /// Home asks to wait (429).
    HomeRateLimited,
    /// Home does not answer, or with 5xx.
    HomeDown,
    /// Home answers with something that is no account.
    HomeUnreadable,
    /// The account's address must not be requested: what it names is not public.
    AddressRefused(Refusal),
    /// The server does not answer.
    NoAnswer,
    /// The server does not answer, or not in a way that the browser may read.
    Silent,
    /// The server did not answer in time.
    TimedOut,
    /// The answer is larger than any profile.
    TooLarge,
    /// The answer leads elsewhere.
    Redirected,
    /// The server reports a fault of its own (5xx).
    ServerFault,
    /// The server asks to wait (429).
    RateLimited,
    /// The answer is not JSON: a web page, mostly.
    NotJson,
    /// The answer is JSON, but no profile.
    NotAnActor,
    /// The answer is the profile of another account.
    OtherAccount,
    /// The server refuses without naming a signature (403, 406, …).
    Refused,
    /// The server no longer shows the account (404): removed, renamed, suspended, hidden.
    NotFound,
    /// The account was deleted (410 or a tombstone).
    Gone,
    /// The server answers signed requests of other servers only.
    NeedsSignature,
    /// The browser may not read the server's answer without the person's permission.
    NeedsAccess,
}

impl Trouble {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::HomeUnknown => "home_unknown",
            Self::HomeSignedOut => "home_signed_out",
            Self::HomeRefused => "home_refused",
            Self::HomeRateLimited => "home_rate_limited",
            Self::HomeDown => "home_down",
            Self::HomeUnreadable => "home_unreadable",
            Self::AddressRefused(refusal) => match refusal {
                Refusal::Malformed => "address_malformed",
                Refusal::TooLong => "address_too_long",
                Refusal::NotHttps => "address_not_https",
                Refusal::Credentials => "address_credentials",
                Refusal::IpAddress => "address_ip_address",
                Refusal::PrivateHost => "address_private_host",
            },
            Self::NoAnswer => "no_answer",
            Self::Silent => "silent",
            Self::TimedOut => "timed_out",
            Self::TooLarge => "too_large",
            Self::Redirected => "redirected",
            Self::ServerFault => "server_fault",
            Self::RateLimited => "rate_limited",
            Self::NotJson => "not_json",
            Self::NotAnActor => "not_an_actor",
            Self::OtherAccount => "other_account",
            Self::Refused => "refused",
            Self::NotFound => "not_found",
            Self::Gone => "gone",
            Self::NeedsSignature => "needs_signature",
            Self::NeedsAccess => "needs_access",
        }
    }

    /// Whether it is home that stands in the way.
    pub fn is_homes(self) -> bool {
        matches!(
            self,
            Self::HomeUnknown
                | Self::HomeSignedOut
                | Self::HomeRefused
                | Self::HomeRateLimited
                | Self::HomeDown
                | Self::HomeUnreadable
        )
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Network => Self::NoAnswer,
            Failure::TimedOut => Self::TimedOut,
            Failure::TooLarge => Self::TooLarge,
            Failure::Redirected => Self::Redirected,
        }
    }
}
