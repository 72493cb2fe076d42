//! An embedded fediverse: Mastodon homes with their web UI, origins of many
//! kinds, and the proxy through which a browser sees all of them under their
//! own `https://` addresses, in one process on loopback.
//!
//! For the demo and the end-to-end tests: profiles and faults change while it
//! runs, and every request is logged with its headers. It knows nothing of the
//! extension it is used to test, and uses none of its code.
//!
//! ```
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! use freshet_sandbox::{Fault, Sandbox};
//! let sandbox = Sandbox::start().await.unwrap();
//! sandbox.patch("ada@mastodon44.test", serde_json::json!({
//!     "live": { "display_name": "Ada Later" }
//! })).unwrap();
//! sandbox.set_fault(Fault { status: Some(503), ..Fault::on("mastodon44.test", "/users/") });
//! assert!(sandbox.log().is_empty());
//! println!("proxy: {}", sandbox.proxy_address());
//! # });
//! ```

mod asked;
mod chance;
mod change;
mod client;
mod clock;
mod control;
mod due;
mod fault;
mod formatted;
mod history;
mod home;
mod known;
mod log;
mod model;
mod names;
mod origin;
pub mod picture;
mod posts;
mod proxy;
mod reply;
mod seed;
mod server;
mod site;
mod state;
mod tester;
mod tls;
mod world;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use client::Answered;
pub use fault::{Asker, BodyKind, Fault};
pub use history::{Event, What, Which};
pub use home::limits::Bucket;
pub use log::{LoggedRequest, RequestLog};
pub use model::{
    AccountState, By, Field, FirstPage, Generate, Home, ItemForm, NativeBackfill, NativeRefresh,
    NextPage, Origin, OutboxForm, Person, PictureFile, Post, Posts, Profile, Shows, Stored,
    StoredMedia, StoredPost, Visibility,
};
pub use posts::{PostAtOrigin, Takeable};
pub use world::World;

use clock::Clock;
use state::State;

/// The address of a socket that is not there.
const NOWHERE: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0);

/// How a sandbox is started.
#[derive(Clone, Debug)]
pub struct Options {
    /// The proxy's port; 0 lets the system choose.
    pub port: u16,
    /// The folder that holds `corpus/actors`; without it those hosts do not exist.
    pub shared: Option<PathBuf>,
}

impl Default for Options {
    /// A free port, and `../shared` beside the workspace if it is there.
    fn default() -> Self {
        let beside = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared"));
        Self {
            port: 0,
            shared: beside.is_dir().then_some(beside),
        }
    }
}

/// A running sandbox; dropping it ends it.
#[derive(Debug)]
pub struct Sandbox {
    state: Arc<State>,
    /// The sockets; nothing where clients ask in process.
    served: Option<Served>,
}

#[derive(Debug)]
struct Served {
    proxy_address: SocketAddr,
    tls_address: SocketAddr,
    certificate: Vec<u8>,
    tasks: Vec<JoinHandle<()>>,
}

impl Sandbox {
    /// Starts one on free ports of loopback with the seed.
    ///
    /// # Errors
    /// When no port can be had or the seed is broken.
    pub async fn start() -> anyhow::Result<Self> {
        Self::start_with(Options::default()).await
    }

    /// Starts one with options.
    ///
    /// # Errors
    /// When the port is taken or the seed is broken.
    pub async fn start_with(options: Options) -> anyhow::Result<Self> {
        let mut world = World::seeded()?;
        if let Some(shared) = &options.shared {
            seed::add_corpus(&mut world, shared)?;
        }
        let start = (world, seed::faults()?);
        let state = Arc::new(State::new(Arc::new(start), Clock::of_the_machine()));
        let inside = TcpListener::bind(("127.0.0.1", 0)).await?;
        let outside = TcpListener::bind(("127.0.0.1", options.port))
            .await
            .with_context(|| format!("the proxy's port {} cannot be used", options.port))?;
        let tls_address = inside.local_addr()?;
        let proxy_address = outside.local_addr()?;
        let (acceptor, certificate) = tls::acceptor(&state)?;
        let tasks = vec![
            tokio::spawn(server::serve(inside, acceptor, Arc::clone(&state))),
            tokio::spawn(proxy::serve(outside, tls_address, Arc::clone(&state))),
        ];
        let served = Some(Served {
            proxy_address,
            tls_address,
            certificate,
            tasks,
        });
        Ok(Self { state, served })
    }

    /// The same world without a socket, a certificate or a task: only [`Self::ask`] reaches it.
    ///
    /// Its clock begins at the same moment in every run and goes with the runtime's, so that a
    /// test which pauses tokio's time moves it; call it inside a runtime. The corpus is absent.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// use freshet_sandbox::Sandbox;
    /// let sandbox = Sandbox::in_process().unwrap();
    /// sandbox.configure_home("home46.test", serde_json::json!({ "maintenance": 503 })).unwrap();
    /// let answer = sandbox.ask("GET", "https://home46.test/@carol", &[]).await.unwrap();
    /// assert_eq!(answer.status, 503);
    /// # });
    /// ```
    ///
    /// # Errors
    /// When the seed is broken.
    pub fn in_process() -> anyhow::Result<Self> {
        let state = Arc::new(State::new(seed::once()?, Clock::fixed()));
        Ok(Self {
            state,
            served: None,
        })
    }

    /// One request of a client, logged like any other; nothing when there is no connection:
    /// an unknown or silent host, a dropped connection, a body that breaks off.
    ///
    /// Delays pass in the runtime's time. A body that never ends is read for ever.
    pub async fn ask(&self, method: &str, url: &str, headers: &[(&str, &str)]) -> Option<Answered> {
        client::ask(&self.state, method, url, headers, b"").await
    }

    /// What the sandbox's clock says, in milliseconds since 1970.
    #[must_use]
    pub fn now_ms(&self) -> f64 {
        self.state.clock.now() as f64
    }

    /// What happened to the copies of a home so far, in the order of time.
    #[must_use]
    pub fn history(&self, home: &str) -> Vec<Event> {
        self.state.settle();
        self.state.history(home)
    }

    /// Merges a change (RFC 7396) into a home; the keys are those of [`Home`]. An unknown host
    /// is a new home that has stored what the first home has.
    ///
    /// Further keys: `fetched_hours_ago`, the age of all its copies; `knows_nobody`, which
    /// empties it but for its own people.
    ///
    /// # Errors
    /// When the result is no home, such as a misspelt key.
    pub fn configure_home(&self, host: &str, change: Value) -> anyhow::Result<()> {
        self.state.configure_home(host, change)
    }

    /// Merges a change (RFC 7396) into an origin; the keys are those of [`Origin`].
    ///
    /// # Errors
    /// When the result is no origin, such as a misspelt key.
    pub fn configure_origin(&self, host: &str, change: Value) -> anyhow::Result<()> {
        self.state.settle();
        self.state.world_mut().configure_origin(host, &change)
    }

    /// When a home fetched an account last, in milliseconds since 1970; nothing for copies of old.
    #[must_use]
    pub fn fetched_at(&self, home: &str, handle: &str) -> Option<f64> {
        self.state.settle();
        let world = self.state.world();
        let row = world.home(home)?.stored.get(handle)?;
        row.fetched_at.map(|at| at as f64)
    }

    /// Sets when a home fetched an account last.
    pub fn set_fetched_at(&self, home: &str, handle: &str, at: Option<f64>) {
        self.state.settle();
        let mut world = self.state.world_mut();
        if let Some(row) = world.rows_mut(home).and_then(|rows| rows.get_mut(handle)) {
            row.fetched_at = at.map(|at| at as i64);
        }
    }

    /// Where the HTTP proxy listens: what a browser is pointed at. `0.0.0.0:0` in process.
    #[must_use]
    pub fn proxy_address(&self) -> SocketAddr {
        self.served.as_ref().map_or(NOWHERE, |s| s.proxy_address)
    }

    /// Where TLS listens, for all hosts at once. `0.0.0.0:0` in process.
    #[must_use]
    pub fn tls_address(&self) -> SocketAddr {
        self.served.as_ref().map_or(NOWHERE, |s| s.tls_address)
    }

    /// The certificate of all hosts, as DER: for clients that want to trust it. Empty in process.
    #[must_use]
    pub fn certificate(&self) -> &[u8] {
        self.served.as_ref().map_or(&[], |s| &s.certificate)
    }

    /// All requests since the start or the last [`Self::clear_log`].
    #[must_use]
    pub fn log(&self) -> Vec<LoggedRequest> {
        self.state.log.entries()
    }

    /// The requests inside TLS that a client sent to this host (no tunnels, no home's own requests).
    #[must_use]
    pub fn requests_to(&self, host: &str) -> Vec<LoggedRequest> {
        let mut entries = self.log();
        entries
            .retain(|entry| entry.host == host && !entry.is_tunnel() && entry.asked_by.is_none());
        entries
    }

    /// Waits for a request that is in the log already or still to come.
    ///
    /// It waits for ever: give it a time limit of your own.
    pub async fn request_that(&self, matches: impl Fn(&LoggedRequest) -> bool) -> LoggedRequest {
        self.state.log.request_that(matches).await
    }

    /// Forgets all requests.
    pub fn clear_log(&self) {
        self.state.log.clear();
    }

    /// Merges a change into a person; see [`World::patch`] for its form.
    ///
    /// # Errors
    /// When the result is no person.
    pub fn patch(&self, handle: &str, change: Value) -> anyhow::Result<()> {
        self.state.settle();
        self.state.world_mut().patch(handle, &change)
    }

    /// A person as they are now.
    #[must_use]
    pub fn person(&self, handle: &str) -> Option<Person> {
        self.state.world().people.get(handle).cloned()
    }

    /// What a home has stored of a person.
    #[must_use]
    pub fn stored(&self, home: &str, handle: &str) -> Option<Profile> {
        self.state.settle();
        let world = self.state.world();
        let stored = world.home(home)?.stored.get(handle)?;
        Some(stored.profile.clone())
    }

    /// The token of the user `tester` at a home.
    #[must_use]
    pub fn token(&self, home: &str) -> Option<String> {
        Some(self.state.world().home(home)?.token())
    }

    /// All hosts that answer, in the order of the listing.
    #[must_use]
    pub fn hosts(&self) -> Vec<String> {
        self.state.hosts()
    }

    /// All people who are stored at a home, by handle.
    #[must_use]
    pub fn handles(&self) -> Vec<String> {
        self.state.world().people.keys().cloned().collect()
    }

    /// Adds a fault; the newest that covers a request counts.
    pub fn set_fault(&self, fault: Fault) {
        self.state.settle();
        self.state.faults_mut().insert(0, fault);
    }

    /// Removes all faults of a host, the seed's too.
    pub fn heal(&self, host: &str) {
        self.state.settle();
        self.state.faults_mut().retain(|fault| fault.host != host);
    }

    /// Restores people, copies, faults and rate limits as they were at the start; the log stays.
    pub fn reset(&self) {
        self.state.reset();
    }

    /// How many API requests a home allows until its window ends; 0 gives 429 at once.
    pub fn set_rate_limit_remaining(&self, home: &str, remaining: u32) {
        self.state.settle();
        let now = self.state.clock.now();
        self.state.limits.set_remaining(home, remaining, now);
    }

    /// Sets what a home or an origin allows in one bucket until its window ends.
    pub fn set_limit(&self, host: &str, bucket: Bucket, remaining: u32) {
        self.state.settle();
        let now = self.state.clock.now();
        self.state.limits.set(host, bucket, remaining, now);
    }

    /// The least that any request since the start or [`Self::reset`] left in a bucket of a home
    /// or an origin; nothing when no request counted in it.
    #[must_use]
    pub fn lowest_limit(&self, host: &str, bucket: Bucket) -> Option<u32> {
        self.state.settle();
        self.state.limits.lowest(host, bucket)
    }

    /// A text for people: addresses, hosts, and how to point a browser at them.
    #[must_use]
    pub fn listing(&self) -> String {
        control::listing(&self.state, self.proxy_address())
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        for task in self.served.iter().flat_map(|served| &served.tasks) {
            task.abort();
        }
    }
}
