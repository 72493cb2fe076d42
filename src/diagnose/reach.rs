//! Whether the account's servers can be reached at all, from all that came back of them.

use super::Diagnose;
use crate::address::PublicAddress;
use crate::step::Failure;
use crate::view::{Came, Check};

/// How a server is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Nothing was asked of it.
    Unasked,
    /// It gives answers.
    Alive,
    /// It reports faults of its own only (5xx).
    Faulty,
    /// It asks for a pause.
    Limited,
    /// It does not answer in time.
    Slow,
    /// There is no connection.
    Dead,
    /// There is no answer that the browser may read.
    Unreadable,
}

impl Diagnose {
    /// How the account's servers are reached, all of them together.
    pub(super) fn reach(&self) -> Reach {
        self.reach_of(|_| true)
    }

    /// How one of the account's servers is reached.
    pub(super) fn reach_at(&self, host: &str) -> Reach {
        self.reach_of(|asked| asked == host)
    }

    fn reach_of(&self, counts: impl Fn(&str) -> bool) -> Reach {
        let mut reach = Reach::Unasked;
        for (host, check, came) in &self.known.answers {
            if matches!(check, Check::Parent | Check::Moved) || !counts(host) {
                continue;
            }
            let came = reach_of(*came);
            reach = match (reach, came) {
                (Reach::Alive, _) | (_, Reach::Alive) => Reach::Alive,
                (Reach::Limited, _) | (_, Reach::Limited) => Reach::Limited,
                (reach, Reach::Unasked) => reach,
                (Reach::Unasked | Reach::Unreadable, came) => came,
                (reach, _) => reach,
            };
        }
        reach
    }

    /// The server on which everything else hangs and that is not reached, and how; that of
    /// the account before that of its handle.
    pub(super) fn unreached(&self) -> Option<(String, Reach)> {
        let handle = self.known.handle.as_ref().map(|handle| &handle.host);
        let mut hosts = self.view.origin.iter().chain(handle);
        hosts.find_map(|host| {
            let reach = self.reach_at(host);
            let is_reached = matches!(reach, Reach::Alive | Reach::Unasked);
            (!is_reached).then(|| (host.clone(), reach))
        })
    }

    /// Whether a server asked for a pause: it is not asked again.
    pub(super) fn is_limited(&self, host: &str) -> bool {
        let mut answers = self.known.answers.iter();
        answers.any(|(asked, _, came)| asked == host && *came == Came::Status(429))
    }

    /// The hosts that lists of blocked servers are searched for: that of the handle and that
    /// of the account, without their ports.
    pub(super) fn hosts(&self) -> Vec<String> {
        let handle = self.known.handle.as_ref().map(|handle| &handle.host);
        let mut hosts: Vec<String> = handle
            .into_iter()
            .chain(&self.view.origin)
            .map(|host| host.split(':').next().unwrap_or(host).to_owned())
            .collect();
        hosts.dedup();
        hosts
    }

    /// A server under the same domain that a second look may be had at.
    pub(super) fn parent(&self) -> Option<PublicAddress> {
        let (host, _) = self.unreached()?;
        let (_, parent) = host.split(':').next()?.split_once('.')?;
        let (label, _) = parent.split_once('.')?;
        // What is so short is no domain of its own, mostly (`co.uk`).
        if label.len() < 4 || self.hosts().iter().any(|host| host == parent) {
            return None;
        }
        PublicAddress::on_host(parent, "/.well-known/nodeinfo").ok()
    }
}

/// How a server is reached that gave this answer.
pub(super) fn reach_of(came: Came) -> Reach {
    match came {
        Came::Waiting | Came::NotAsked => Reach::Unasked,
        Came::Status(429) => Reach::Limited,
        Came::Status(500..) => Reach::Faulty,
        Came::Status(_) | Came::Failed(Failure::Redirected | Failure::TooLarge) => Reach::Alive,
        Came::Failed(Failure::TimedOut) => Reach::Slow,
        Came::Failed(Failure::Network) => Reach::Dead,
        Came::Unreadable => Reach::Unreadable,
    }
}
