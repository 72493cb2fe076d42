//! Keys of texts, and what is filled in: the real names.

use super::shortened;
use crate::ui::words::Text;
use crate::view::{self, At, Came, Check, Checked, Diagnosis, Finding, Mark, Span};

/// The names of one diagnosis.
pub(super) struct Names<'a>(pub &'a Diagnosis);

impl Names<'_> {
    /// A text of this key in which everything may be named that is known.
    pub(super) fn own(&self, key: &'static str) -> Text {
        self.text(Text::key(key), &view::Names::default())
    }

    /// The same for a key of these parts.
    pub(super) fn own_of(&self, parts: &[&str]) -> Text {
        self.text(Text::of(parts), &view::Names::default())
    }

    /// The text with the names filled in: those that it has of its own, else the diagnosis'.
    pub(super) fn text(&self, text: Text, own: &view::Names) -> Text {
        let Diagnosis {
            home,
            asked,
            handle,
            domain,
            origin,
            ..
        } = self.0;
        let domain = domain.as_deref().or(origin.as_deref()).unwrap_or_default();
        let server = match own.server.as_str() {
            "" => origin.as_deref().unwrap_or(domain),
            server => server,
        };
        let asked = handle.clone().unwrap_or_else(|| shortened(asked));
        let handle = match own.handle.as_str() {
            "" => asked.clone(),
            handle => handle.to_owned(),
        };
        text.host("home", home)
            .host("server", server)
            .host("domain", domain)
            .with("asked", asked)
            .with("handle", handle)
    }

    /// What a check asks.
    pub(super) fn check(&self, check: Check) -> Text {
        self.own_of(&["check", check.code()])
    }

    /// What a check found; `$who$` is the server that was asked.
    pub(super) fn found(&self, checked: &Checked) -> Option<Text> {
        let found = checked.found.as_ref()?;
        let text = self.text(Text::key(found.key), &found.names);
        let (_, rest) = checked.request.split_once("://").unwrap_or_default();
        let host = rest.split('/').next().unwrap_or_default();
        Some(text.host("who", host))
    }

    /// A cause in one sentence.
    pub(super) fn cause(&self, finding: &Finding) -> Text {
        let cause = self.text(Text::of(&["cause", finding.cause]), &finding.names);
        match finding.is_certain {
            true => cause,
            false => Text::key("cause_likely").text("cause", cause),
        }
    }

    /// What a cause means; and from when on it may be over.
    pub(super) fn cause_aside(&self, finding: &Finding) -> Text {
        let aside = match self.0.lack {
            Some(lack) if lack != "sense" => Text::of(&["lack", lack]),
            _ => Text::of(&["cause", finding.cause, "aside"]),
        };
        let aside = self.text(aside, &finding.names);
        match finding.names.time {
            None => aside,
            Some(time) => Text::key("cause_until")
                .text("aside", aside)
                .moment("time", time),
        }
    }

    /// What came back instead of a status.
    pub(super) fn came(&self, came: Came) -> Option<Text> {
        use crate::step::Failure;
        Some(Text::key(match came {
            Came::Waiting | Came::Status(_) => return None,
            Came::Failed(Failure::Network) => "came_network",
            Came::Failed(Failure::TimedOut) => "came_timed_out",
            Came::Failed(Failure::TooLarge) => "came_too_large",
            Came::Failed(Failure::Redirected) => "came_redirected",
            Came::Unreadable => "came_unreadable",
            Came::NotAsked => "came_not_asked",
        }))
    }
}

/// The part of a key that stands for a side.
pub(super) fn at(at: At) -> &'static str {
    match at {
        At::You => "you",
        At::Home => "home",
        At::Origin => "origin",
        At::Owner => "owner",
        At::Between => "between",
        At::Nobody => "nobody",
    }
}

/// The part of a key that stands for how long a repair takes.
pub(super) fn span(span: Span) -> &'static str {
    match span {
        Span::None => "none",
        Span::AtOnce => "at_once",
        Span::Minutes => "minutes",
        Span::Hours => "hours",
        Span::Days => "days",
        Span::Never => "never",
    }
}

/// The part of a key, and the class, that stand for how a check turned out.
pub(super) fn mark(mark: Mark) -> &'static str {
    match mark {
        Mark::Running => "running",
        Mark::Good => "good",
        Mark::Bad => "bad",
        Mark::Unclear => "unclear",
    }
}
