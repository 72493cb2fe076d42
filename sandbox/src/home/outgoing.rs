//! The requests of a home to other servers, which take time without anybody waiting:
//! how long they took is added up, and paid for by whoever asked.

use axum::body::Bytes;
use axum::http::HeaderMap;
use futures_util::FutureExt;
use url::Url;

use crate::asked::Asked;
use crate::clock::{Moment, SECOND};
use crate::fault::BodyKind;
use crate::model::Home;
use crate::origin;
use crate::reply::{self, Reply};
use crate::server;
use crate::state::State;

/// The longest gap before an answer (`app/lib/request.rb`).
const READ_GAP: Moment = 10 * SECOND;
/// The longest time for a body.
const READ_TOTAL: Moment = 30 * SECOND;

/// What came back.
pub struct Got {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, or why there is none.
    pub body: Result<Bytes, NoBody>,
}

/// Why a body could not be read.
#[derive(Debug)]
pub enum NoBody {
    /// It is longer than wanted.
    TooLong,
    /// It broke off or did not end in time.
    Broken,
}

impl Got {
    /// A header as text; empty when absent.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}

/// A home on its way to other servers.
pub struct Trip<'a> {
    /// Everything.
    pub state: &'a State,
    /// The home, without its copies.
    pub home: &'a Home,
    /// When it began.
    pub began: Moment,
    /// How long the requests took so far.
    pub took: Moment,
}

impl<'a> Trip<'a> {
    /// A trip that begins, for somebody who asked.
    pub fn new(state: &'a State, home: &'a Home) -> Self {
        Self::at(state, home, state.clock.now(), home.late_ms)
    }

    /// A trip that began at a moment, after this much of it.
    pub fn at(state: &'a State, home: &'a Home, began: Moment, took: Moment) -> Self {
        Self {
            state,
            home,
            began,
            took,
        }
    }

    /// One signed request; nothing when there is no answer in time.
    pub fn get(&mut self, address: &Url, accept: &'static str, longest: usize) -> Option<Got> {
        let asked = Asked::signed(&self.home.host, address, accept)?;
        let origin = self.state.world().origin(&asked.host).cloned()?;
        if origin.refused
            || origin.closes
            || self.home.cannot_reach.contains(&origin.host)
            || address.port().is_some()
            || address.scheme() != "https"
        {
            return None;
        }
        let log = &self.state.log;
        let number = log.arrived(server::entry(&asked, Some(&self.home.host)));
        let fault = self
            .state
            .fault_for(&asked.host, &asked.path_and_query(), true);
        let fault = fault.unwrap_or_default();
        let delay = Moment::try_from(fault.delay_ms).unwrap_or(Moment::MAX);
        self.took += delay.min(READ_GAP);
        if fault.drop || delay >= READ_GAP {
            return None;
        }
        let ordinary = (!fault.replaces_all()).then(|| origin::answer(self.state, &origin, &asked));
        let no_end = fault.body == Some(BodyKind::Endless);
        let broken = no_end || fault.kill_after.is_some();
        if no_end {
            self.took += READ_TOTAL;
        }
        // Nothing here waits: what would is broken, and not read.
        let reply: Option<Reply> = fault
            .applied_to(ordinary, self.began + self.took)
            .now_or_never();
        let (parts, body) = reply
            .unwrap_or_else(|| reply::with_type(axum::http::StatusCode::OK, "text/plain", ""))
            .into_parts();
        let body = if broken {
            Err(NoBody::Broken)
        } else {
            axum::body::to_bytes(body, longest)
                .now_or_never()
                .and_then(Result::ok)
                .ok_or(NoBody::TooLong)
        };
        log.answered(number, parts.status.as_u16());
        Some(Got {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
        })
    }
}

/// Whether an address leads to a machine that no home asks.
#[must_use]
pub fn is_private(address: &Url) -> bool {
    match address.host() {
        Some(url::Host::Domain(host)) => host == "localhost" || host.ends_with(".local"),
        Some(_) => true,
        None => true,
    }
}
