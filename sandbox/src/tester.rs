//! What tests let the user `tester` do at a home beside the client under test: follow
//! somebody, and use the web UI, which spends the same token's requests.
//!
//! ```
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! use freshet_sandbox::{Bucket, Sandbox};
//! let sandbox = Sandbox::in_process().unwrap();
//! sandbox.follow("home46.test", "half@posts.test");
//! assert_eq!(sandbox.follows("home46.test"), ["half@posts.test"]);
//! sandbox.set_limit("home46.test", Bucket::Token, 40);
//! assert_eq!(sandbox.browse("home46.test", 50), 10, "ten were refused");
//! # });
//! ```

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, Method};

use crate::Sandbox;
use crate::asked::Asked;
use crate::clock::Moment;
use crate::due::Effect;
use crate::home::limits::Bucket;
use crate::home::relations::{self, Relation};
use crate::server;
use crate::state::State;

/// Who asks, as the log has it.
const TESTER: &str = "tester";
/// What the web UI asks for in turn: one in four counts as paging.
const REQUESTS: [(&str, &str); 4] = [
    ("/api/v1/timelines/home", "since_id=1"),
    ("/api/v2/notifications", ""),
    ("/api/v1/accounts/relationships", "id[]=1"),
    ("/api/v1/accounts/lookup", "acct=carol"),
];

impl Sandbox {
    /// The handles, as a home knows them, of whom tester follows there.
    #[must_use]
    pub fn follows(&self, home: &str) -> Vec<String> {
        relations::follows(&self.state.world(), home)
    }

    /// Makes tester follow an account, locked or not, as if it had accepted; false when the
    /// home does not know the handle.
    pub fn follow(&self, home: &str, handle: &str) -> bool {
        let mut world = self.state.world_mut();
        relations::set(&mut world, home, handle, Relation::Follows)
    }

    /// Makes tester follow an account no more, nor wait for it; false when the home does not
    /// know the handle.
    pub fn unfollow(&self, home: &str, handle: &str) -> bool {
        let mut world = self.state.world_mut();
        relations::set(&mut world, home, handle, Relation::None)
    }

    /// Lets tester use the web UI: so many requests with the token at this moment. Returns how
    /// many of them home refused with 429.
    ///
    /// They count in the rate limits, but not in [`Self::lowest_limit`], which is about others.
    /// In the log `tester` asked them. Faults do not meet them, nor do they change anything.
    pub fn browse(&self, home: &str, requests: u32) -> u32 {
        self.state.settle();
        browse(&self.state, self.state.clock.now(), home, requests)
    }

    /// The same when so many milliseconds have passed on the sandbox's clock.
    pub fn browse_later(&self, home: &str, after_ms: u64, requests: u32) {
        let after = Moment::try_from(after_ms).unwrap_or(Moment::MAX);
        let at = self.state.clock.now().saturating_add(after);
        let home = home.to_owned();
        self.state.due.add(at, Effect::Browse { home, requests });
    }

    /// How many requests of tester's browsing a home refused with 429 since the start or the
    /// last [`Self::clear_log`].
    #[must_use]
    pub fn refused_browsing(&self, home: &str) -> usize {
        self.state.settle();
        let mut log = self.log();
        log.retain(|entry| entry.host == home && entry.asked_by.as_deref() == Some(TESTER));
        log.iter().filter(|entry| entry.status == 429).count()
    }
}

/// See [`Sandbox::browse`]; at a moment that has come.
pub fn browse(state: &State, at: Moment, host: &str, requests: u32) -> u32 {
    let (token, is_gotosocial) = {
        let world = state.world();
        let Some(home) = world.home(host) else {
            return 0;
        };
        (format!("Bearer {}", home.token()), home.is_gotosocial())
    };
    let mut headers = HeaderMap::new();
    if let Ok(token) = HeaderValue::try_from(token) {
        headers.insert("authorization", token);
    }
    let mut refused = 0;
    for (_, (path, query)) in (0..requests).zip(REQUESTS.iter().cycle()) {
        let asked = Asked {
            method: Method::GET,
            host: host.to_owned(),
            path: (*path).to_owned(),
            query: (*query).to_owned(),
            headers: headers.clone(),
            body: Bytes::new(),
        };
        let buckets = Bucket::of(!is_gotosocial, &asked);
        let is_refused = state.limits.browse(host, buckets, at).exceeded;
        let mut entry = server::entry(&asked, Some(TESTER));
        entry.status = if is_refused { 429 } else { 200 };
        state.log.arrived(entry);
        refused += u32::from(is_refused);
    }
    refused
}
