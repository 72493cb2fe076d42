//! What was asked, by whom, and what was answered.
//!
//! Every request that reaches the sandbox stands here with all its headers,
//! so that a test can show what was asked and that nothing else was.
//! The log knows nothing of what a request means.
//!
//! ```
//! use freshet_sandbox::RequestLog;
//! let log = RequestLog::default();
//! assert!(log.entries().is_empty());
//! ```

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use tokio::sync::Notify;

/// One request as it arrived: a `CONNECT` at the proxy, or a request inside TLS.
#[derive(Clone, Debug, Serialize)]
pub struct LoggedRequest {
    /// The position in the log since the start, counting from 0; clearing does not restart it.
    pub number: u64,
    /// The host asked for, lower case, without a port.
    pub host: String,
    /// Path and query; for `CONNECT` the authority as it was sent.
    pub path: String,
    /// The method, `CONNECT` for a tunnel.
    pub method: String,
    /// All headers in the order of arrival, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The status answered; 0 while it waits, and for a connection dropped without an answer.
    pub status: u16,
    /// The home that asked on its own (a refresh), `tester` for [`crate::Sandbox::browse`], or
    /// nothing for a client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked_by: Option<String>,
}

impl LoggedRequest {
    /// The first header of this name (lower case).
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether this is a tunnel asked of the proxy and not a request inside one.
    #[must_use]
    pub fn is_tunnel(&self) -> bool {
        self.method == "CONNECT"
    }
}

/// The requests since the start or the last clearing.
#[derive(Debug, Default)]
pub struct RequestLog {
    inner: Mutex<Inner>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct Inner {
    next: u64,
    entries: Vec<LoggedRequest>,
}

impl RequestLog {
    /// A copy of all entries, in the order of arrival.
    #[must_use]
    pub fn entries(&self) -> Vec<LoggedRequest> {
        self.locked().entries.clone()
    }

    /// Forgets all entries.
    pub fn clear(&self) {
        self.locked().entries.clear();
    }

    /// Adds a request and returns its number, to be given to [`Self::answered`].
    pub fn arrived(&self, mut request: LoggedRequest) -> u64 {
        let mut inner = self.locked();
        request.number = inner.next;
        inner.next += 1;
        let number = request.number;
        inner.entries.push(request);
        drop(inner);
        self.changed.notify_waiters();
        number
    }

    /// Notes the status of a request; one that was cleared meanwhile is left alone.
    pub fn answered(&self, number: u64, status: u16) {
        let mut inner = self.locked();
        if let Some(entry) = inner.entries.iter_mut().rev().find(|e| e.number == number) {
            entry.status = status;
        }
        drop(inner);
        self.changed.notify_waiters();
    }

    /// Waits for an entry that is there already or still to come; its status may change later.
    pub async fn request_that(&self, matches: impl Fn(&LoggedRequest) -> bool) -> LoggedRequest {
        loop {
            // Listening begins before looking, so that nothing slips between.
            let changed = self.changed.notified();
            let found = self
                .locked()
                .entries
                .iter()
                .find(|entry| matches(entry))
                .cloned();
            if let Some(found) = found {
                return found;
            }
            changed.await;
        }
    }

    fn locked(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
