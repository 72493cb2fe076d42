//! Every cause that can be named: where the fault lies, who can repair it, how long that takes.
//!
//! It must not know how a cause is found.

use crate::view::{At, Span};

/// A cause that can be named.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cause {
    /// The stable code; the key of its text is `cause_<code>`, of its meaning `cause_<code>_aside`.
    pub code: &'static str,
    /// Where the fault lies.
    pub side: At,
    /// Who can repair it.
    pub who: At,
    /// How long that takes, usually.
    pub span: Span,
}

const fn cause(code: &'static str, side: At, who: At, span: Span) -> Cause {
    Cause {
        code,
        side,
        who,
        span,
    }
}

impl Cause {
    /// The place in the order of [`ALL`].
    pub fn rank(&self) -> usize {
        ALL.iter()
            .position(|cause| cause.code == self.code)
            .unwrap_or(ALL.len())
    }

    /// Whether it keeps home from nothing.
    pub fn is_note(&self) -> bool {
        self.rank() >= SIGNED_ONLY.rank()
    }

    /// The key of the text for the check in which it was found, for rules of documents.
    pub fn found(&self) -> &'static str {
        match self.code {
            "actor_context" => "found_context",
            "actor_type" => "found_type",
            "actor_no_inbox" => "found_no_inbox",
            "actor_no_name" => "found_no_name",
            "actor_id_mismatch" => "found_other_id",
            "actor_media_type" => "found_media_type",
            _ => "found_not_understood",
        }
    }
}

/// Declares the causes, each once, and the table of all.
macro_rules! causes {
    ($($name:ident $code:literal $side:ident $who:ident $span:ident;)*) => {
        $(#[doc = concat!("`", $code, "`")]
        pub const $name: Cause = cause($code, At::$side, At::$who, Span::$span);)*
        /// Every cause, the nearest to the person first.
        pub const ALL: &[Cause] = &[$($name),*];
    };
}

causes! {
    // What was typed.
    NOT_A_HANDLE "not_a_handle" You You AtOnce;
    LOCAL "local" Nobody Nobody None;
    TYPING "typing" You You AtOnce;
    // The person's own.
    HOME_SIGNED_OUT "home_signed_out" You You AtOnce;
    HOME_SCOPE "home_scope" You You AtOnce;
    YOU_BLOCK_ACCOUNT "you_block_account" You You AtOnce;
    YOU_BLOCK_DOMAIN "you_block_domain" You You AtOnce;
    BLOCKS_YOU "blocks_you" Owner Owner Never;
    // Home.
    HOME_DOWN "home_down" Home Home Hours;
    HOME_RATE_LIMITED "home_rate_limited" You You Minutes;
    HOME_UNREADABLE "home_unreadable" Home Home Days;
    HOME_BLOCKS "home_blocks" Home Home Days;
    HOME_CLOSED "home_closed" Home Home Days;
    HOME_SUSPENDED "home_suspended" Home Home Days;
    // What has become of the account.
    DELETED "deleted" Owner Nobody Never;
    SUSPENDED "suspended" Origin Origin Days;
    MOVED "moved" Owner You AtOnce;
    RENAMED "renamed" Owner You AtOnce;
    VANISHED "vanished" Owner Nobody Never;
    NOT_FOUND "not_found" You You AtOnce;
    // The account's server.
    ORIGIN_RATE_LIMITED "origin_rate_limited" Origin Nobody Minutes;
    ORIGIN_DOWN "origin_down" Origin Origin Hours;
    ORIGIN_SLOW "origin_slow" Origin Origin Hours;
    NO_CONNECTION "no_connection" Origin Origin Hours;
    HOST_PART "host_part" Origin Origin Hours;
    PRIVATE_HOST "private_host" Origin Origin Days;
    NOT_FEDIVERSE "not_fediverse" You You AtOnce;
    LEFT_FEDIVERSE "left_fediverse" Origin Origin Days;
    ORIGIN_CLOSED "origin_closed" Origin Origin Days;
    HOST_META_MISSING "host_meta_missing" Origin Origin Days;
    FINGER_MISSING "web_finger_missing" Origin Origin Days;
    FINGER_GONE "web_finger_gone" Origin Origin Days;
    FINGER_FAULT "web_finger_fault" Origin Origin Hours;
    FINGER_REFUSED "web_finger_refused" Origin Origin Days;
    FINGER_NOT_JSON "web_finger_not_json" Origin Origin Days;
    FINGER_NO_SELF "web_finger_no_self" Origin Origin Days;
    FINGER_SUBJECT "web_finger_subject" Origin Origin Days;
    FINGER_LOOP "web_finger_loop" Origin Origin Days;
    ACTOR_ID_CHANGED "actor_id_changed" Between Home Minutes;
    ACTOR_MISSING "actor_missing" Origin Origin Days;
    ACTOR_FAULT "actor_fault" Origin Origin Hours;
    ACTOR_REFUSED "actor_refused" Origin Origin Days;
    ACTOR_REDIRECTED "actor_redirected" Origin Origin Days;
    ACTOR_TOO_LARGE "actor_too_large" Origin Origin Days;
    ACTOR_HTML "actor_html" Origin Origin Days;
    ACTOR_NOT_JSON "actor_not_json" Origin Origin Days;
    ACTOR_MEDIA_TYPE "actor_media_type" Origin Origin Days;
    ACTOR_CONTEXT "actor_context" Origin Origin Days;
    ACTOR_TYPE "actor_type" Origin Origin Days;
    ACTOR_NO_INBOX "actor_no_inbox" Origin Origin Days;
    ACTOR_NO_NAME "actor_no_name" Origin Origin Days;
    ACTOR_ID "actor_id_mismatch" Origin Origin Days;
    // Between the servers.
    ORIGIN_BLOCKS_HOME "origin_blocks_home" Origin Origin Days;
    CLOCK_SKEW "clock_skew" Between Home Hours;
    HOME_NETWORK "home_network" Home Home Hours;
    HOME_SLOW "home_slow" Home Home Hours;
    HOME_BUSY "home_busy" Home Nobody Minutes;
    ONLY_HOME_FAILS "only_home_fails" Between Home Days;
    HOME_COPY_STUCK "home_copy_stuck" Home Home Days;
    YOUR_NETWORK "your_network" You You Hours;
    // Nothing that keeps home from fetching it.
    SIGNED_ONLY "signed_only" Nobody Nobody None;
    HOME_LIMITS "home_limits" Home Home Days;
    ORIGIN_LIMITS_HOME "origin_limits_home" Origin Origin Days;
    NOTHING_WRONG "nothing_wrong" Nobody Nobody None;
}
