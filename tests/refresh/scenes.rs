//! Every way in which a refresh ends, and the world that brings it about.

mod answers;
mod late;
mod refusals;
mod renewals;

use freshet_sandbox::{Fault, Sandbox};
use serde_json::{Value, json};

use crate::browser::{Browser, Start};

/// A change of the world.
pub type Change = fn(&Sandbox);

/// A world, a person in front of it, and what comes of a refresh.
#[derive(Clone, Copy)]
pub struct Scene {
    /// Its name in failures.
    pub name: &'static str,
    /// What happened, as a clause of [`crate::table`].
    pub happened: &'static str,
    pub home: &'static str,
    pub version: &'static str,
    pub acct: &'static str,
    pub signed_in: bool,
    pub refused: &'static [&'static str],
    pub reads_all: bool,
    pub native: Option<bool>,
    /// Whether home has fetched the profile before, for somebody else.
    pub fetched: bool,
    /// Whether the profile was looked at before the press.
    pub looked: bool,
    /// Changes the world before anything is asked.
    pub world: Change,
    /// Changes it when the button is pressed.
    pub press: Change,
    /// Changes it so many seconds after the press.
    pub later: &'static [(f64, Change)],
    /// Why it waits, in order: see [`crate::runs::wait`].
    pub waits: &'static [&'static str],
    /// How it ends: see [`crate::runs::ending`].
    pub ends: &'static str,
    /// How it may end too when it is interrupted: then something else is true.
    pub or: &'static [&'static str],
}

pub const HOME: &str = "home46.test";
pub const ORIGIN: &str = "mastodon44.test";
pub const ADA: &str = "ada@mastodon44.test";
pub const BEA: &str = "bea@mastodon44.test";
const ALL_OF_ADA: &str = "updated: display_name note fields avatar header locked";

/// An ordinary refresh of a profile that changed.
const ORDINARY: Scene = Scene {
    name: "",
    happened: "",
    home: HOME,
    version: "4.6.5",
    acct: ADA,
    signed_in: true,
    refused: &[],
    reads_all: true,
    native: None,
    fetched: false,
    looked: false,
    world: nothing,
    press: nothing,
    later: &[],
    waits: &[],
    ends: ALL_OF_ADA,
    or: &[],
};

/// All of them, in the order of the table.
pub fn all() -> impl Iterator<Item = &'static Scene> {
    let parts = [
        renewals::SCENES,
        late::SCENES,
        answers::SCENES,
        refusals::SCENES,
    ];
    parts.into_iter().flatten()
}

/// The scene of this name.
#[track_caller]
pub fn named(name: &str) -> &'static Scene {
    all()
        .find(|scene| scene.name == name)
        .unwrap_or_else(|| panic!("no scene {name}"))
}

impl Scene {
    /// A sandbox of its own, and the browser in it, before the press.
    pub fn browser(&self) -> Browser {
        let sandbox = Sandbox::in_process().unwrap();
        (self.world)(&sandbox);
        let start = Start {
            home: self.home.to_owned(),
            version: self.version.to_owned(),
            acct: self.acct.to_owned(),
            signed_in: self.signed_in,
            refused: self.refused.iter().map(|&host| host.to_owned()).collect(),
            reads_all: self.reads_all,
            native: self.native,
        };
        Browser::new(sandbox, start)
    }
}

fn nothing(_: &Sandbox) {}

fn patch(sandbox: &Sandbox, handle: &str, change: Value) {
    sandbox.patch(handle, change).unwrap();
}

fn home(sandbox: &Sandbox, change: Value) {
    sandbox.configure_home(HOME, change).unwrap();
}

fn origin(sandbox: &Sandbox, change: Value) {
    sandbox.configure_origin(ORIGIN, change).unwrap();
}

fn gotosocial(sandbox: &Sandbox) {
    let change = json!({ "software": "gotosocial", "version": "0.20.1" });
    sandbox.configure_home("gts.test", change).unwrap();
}

/// This status for so many requests to this place.
fn fault(sandbox: &Sandbox, host: &str, path: &str, status: u16, times: Option<u32>) {
    sandbox.set_fault(Fault {
        status: Some(status),
        times,
        ..Fault::on(host, path)
    });
}
