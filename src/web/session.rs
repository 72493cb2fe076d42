//! The open connections: what each page and surface is about, and how far it has come.

use std::cell::RefCell;

use web_sys::AbortController;

use super::browser::Port;
use super::fetch::Home;
use super::language::Language;
use super::{backfill, diagnose};
use crate::handle::Handle;
use crate::message::{FromBackground, Memory, MenuItem};
use crate::see::See;
use crate::ui::options::Agreements;
use crate::ui::popup::{Popup, Shown};
use crate::ui::tree::Node;
use crate::ui::{self, words::Text};
use crate::view::{Backfilling, Course, Diagnosis, Lack, Pictures, View};

/// A connection, by number.
pub type Id = u32;

/// One page or surface.
pub struct Session {
    /// The connection.
    pub port: Port,
    /// What it is.
    pub kind: Kind,
    /// The tab it is in or about; negative if there is none.
    pub tab: i32,
    /// What it speaks.
    pub language: Language,
    /// Home, and who asks there; none where there is no home.
    pub place: Option<Place>,
    /// What is searched for, in a page that shows a search.
    pub searched: Option<String>,
    /// The profile that is shown, if any.
    pub profile: Option<Profile>,
    /// The diagnosis that is shown, if any.
    pub diagnosis: Option<diagnose::Shown>,
    /// How the person left the drawing.
    pub memory: Memory,
}

/// Home, as the browser and its page describe it, for what is not about a profile.
#[derive(Clone)]
pub struct Place {
    /// Home.
    pub home: Home,
    /// Its name in handles, which may differ from its host.
    pub domain: String,
}

/// What a connection leads to.
pub enum Kind {
    /// A page of a home.
    Page,
    /// The popup; what it knows of its tab apart from the profile.
    Popup(Popup),
    /// The question for access to these servers.
    Ask(Vec<String>),
    /// The options page, with what was agreed to.
    Options(Agreements),
}

/// A remote profile that is shown.
pub struct Profile {
    /// Home.
    pub home: Home,
    /// The version of its software, as its page names it.
    pub version: String,
    /// Whether the person manages its federation.
    pub manages: bool,
    /// Whose profile.
    pub handle: Handle,
    /// The look that is under way or done; none while a kept verdict is shown.
    pub see: Option<See>,
    /// What is shown.
    pub view: View,
    /// The pictures.
    pub pictures: Pictures,
    /// Servers that may be contacted for this look.
    pub agreed: Vec<String>,
    /// Counts the looks: what belongs to an earlier one is dropped.
    pub run: u32,
    /// Whether the look is being driven.
    pub driven: bool,
    /// Ends the request under way.
    pub abort: Option<AbortController>,
}

/// The last number that was given, and the open connections by theirs.
type Sessions = (Id, Vec<(Id, Session)>);

thread_local! {
    static SESSIONS: RefCell<Sessions> = const { RefCell::new((0, Vec::new())) };
}

/// Takes in a new connection; an earlier one of the same port ends.
pub fn open(session: Session) -> Id {
    close(&session.port);
    SESSIONS.with_borrow_mut(|(last, sessions)| {
        *last += 1;
        sessions.push((*last, session));
        *last
    })
}

/// Ends a connection, and with it all that was under way for it.
pub fn close(port: &Port) {
    let Some(id) = find(port) else { return };
    let session = SESSIONS.with_borrow_mut(|(_, sessions)| {
        let at = sessions.iter().position(|(known, _)| *known == id)?;
        Some(sessions.swap_remove(at))
    });
    if let Some(abort) = session
        .and_then(|(_, session)| session.profile)
        .and_then(|profile| profile.abort)
    {
        abort.abort();
    }
}

/// The connection of a port.
pub fn find(port: &Port) -> Option<Id> {
    SESSIONS.with_borrow(|(_, sessions)| {
        sessions
            .iter()
            .find_map(|(id, session)| (session.port == *port).then_some(*id))
    })
}

/// Every connection.
pub fn all() -> Vec<Id> {
    SESSIONS.with_borrow(|(_, sessions)| sessions.iter().map(|(id, _)| *id).collect())
}

/// Does something with a connection, if it is still open.
pub fn with<T>(id: Id, does: impl FnOnce(&mut Session) -> T) -> Option<T> {
    SESSIONS.with_borrow_mut(|sessions| Some(does(session_of(sessions, id)?)))
}

/// Does something with the profile of a connection, if both are still there.
pub fn with_profile<T>(id: Id, does: impl FnOnce(&mut Profile) -> T) -> Option<T> {
    SESSIONS.with_borrow_mut(|sessions| Some(does(profile_of(sessions, id)?)))
}

/// Does something with the diagnosis of a connection, if both are still there.
pub fn with_diagnosis<T>(id: Id, does: impl FnOnce(&mut diagnose::Shown) -> T) -> Option<T> {
    SESSIONS.with_borrow_mut(|sessions| Some(does(diagnosis_of(sessions, id)?)))
}

// These stand in the module once, not once for each that asks.

#[inline(never)]
fn session_of(sessions: &mut Sessions, id: Id) -> Option<&mut Session> {
    let mut sessions = sessions.1.iter_mut();
    let (_, session) = sessions.find(|(known, _)| *known == id)?;
    Some(session)
}

#[inline(never)]
fn profile_of(sessions: &mut Sessions, id: Id) -> Option<&mut Profile> {
    session_of(sessions, id)?.profile.as_mut()
}

#[inline(never)]
fn diagnosis_of(sessions: &mut Sessions, id: Id) -> Option<&mut diagnose::Shown> {
    session_of(sessions, id)?.diagnosis.as_mut()
}

/// The host of home and the account of the profile of a connection: `user@host`.
#[inline(never)]
pub fn names(id: Id) -> Option<(String, String)> {
    with_profile(id, |profile| {
        (profile.home.host.clone(), profile.handle.acct())
    })
}

/// Sends what is to be drawn now.
pub fn draw(id: Id) {
    with(id, |session| {
        let tree = session.tree();
        let drawn = session
            .language
            .speak(|speaker| tree.iter().map(|node| node.spoken(speaker)).collect());
        let title = session.title();
        session.port.send(&FromBackground::Draw {
            lang: session.language.tag.to_owned(),
            dir: session.language.direction(),
            title: session.language.speak(|speaker| speaker.say(&title)),
            tree: drawn,
            memory: session.memory,
            menu: session.menu(),
            busy: session.is_busy(),
        });
    });
}

impl Session {
    fn tree(&self) -> Vec<Node> {
        let none = Pictures::default();
        let pictures = self
            .profile
            .as_ref()
            .map_or(&none, |profile| &profile.pictures);
        let diagnosis = self.diagnosis.as_ref().map(diagnose::Shown::view);
        match &self.kind {
            Kind::Page => match &self.profile {
                Some(profile) => {
                    let mut view = view_of(profile);
                    view.diagnosis = diagnosis.cloned().map(Box::new);
                    ui::profile(&view, pictures, self.memory)
                }
                None => match (&self.searched, &self.place) {
                    (Some(text), Some(place)) => {
                        ui::diagnose::offer(text, &place.home.host, diagnosis, self.memory)
                    }
                    _ => Vec::new(),
                },
            },
            Kind::Popup(popup) => {
                let popup = match popup {
                    Popup::On { home, shown } => &Popup::On {
                        home: home.clone(),
                        shown: match (shown, &self.profile) {
                            (Shown::Remote { placed, .. }, Some(profile)) => Shown::Remote {
                                view: Box::new(view_of(profile)),
                                placed: *placed,
                            },
                            (shown, _) => shown.clone(),
                        },
                    },
                    popup => popup,
                };
                ui::popup::popup(
                    popup,
                    &backfill::running(),
                    diagnosis,
                    pictures,
                    self.memory,
                )
            }
            Kind::Ask(servers) => ui::ask::ask(servers),
            Kind::Options(agreements) => ui::options::options(agreements),
        }
    }

    /// Whether it is a page of a home.
    pub fn is_page(&self) -> bool {
        matches!(self.kind, Kind::Page)
    }

    /// Whether a backfill of this account at this home is shown in it.
    pub fn shows_backfill(&self, home: &str, acct: &str) -> bool {
        let profile = self.profile.as_ref();
        matches!(self.kind, Kind::Popup(_))
            || profile
                .is_some_and(|profile| profile.home.host == home && profile.handle.acct() == acct)
    }

    /// What is added to the account's own menu.
    fn menu(&self) -> Vec<MenuItem> {
        if !matches!(self.kind, Kind::Page) || self.profile.is_none() {
            return Vec::new();
        }
        let item = |(key, words, press): (_, Text, _)| MenuItem {
            key,
            words: self.language.speak(|speaker| speaker.say(&words)),
            press,
        };
        ui::menu().into_iter().map(item).collect()
    }

    /// Whom a diagnosis begun here is about: the profile that is shown, or what is searched for.
    pub fn subject(&self) -> Option<String> {
        let of_profile = self.profile.as_ref().map(|profile| profile.handle.shown());
        of_profile.or_else(|| self.searched.clone())
    }

    fn is_busy(&self) -> bool {
        let diagnosis = self.diagnosis.as_ref().map(diagnose::Shown::view);
        if diagnosis.is_some_and(Diagnosis::is_under_way) {
            return true;
        }
        let Some(profile) = &self.profile else {
            return false;
        };
        let refresh = profile.view.refresh.as_ref();
        refresh.is_some_and(|refresh| refresh.ending().is_none())
            || backfill_of(profile).is_some_and(|backfill| backfill.is_under_way())
    }

    fn title(&self) -> Text {
        Text::key(match self.kind {
            Kind::Page | Kind::Popup(_) => "extension_name",
            Kind::Ask(_) => "ask_window",
            Kind::Options(_) => "options_title",
        })
    }
}

fn backfill_of(profile: &Profile) -> Option<Backfilling> {
    backfill::view(&profile.home.host, &profile.handle.acct())
}

/// What is shown of a profile, with its backfill.
fn view_of(profile: &Profile) -> View {
    let mut view = profile.view.clone();
    view.backfill = backfill_of(profile);
    if let Some(backfill) = &view.backfill
        && backfill.phase == Course::Offered
        && !backfill.asks
    {
        // It was counted, so it is known better than by the copies' own words.
        let (_, lacks) = backfill.newest;
        view.lacks_posts = (lacks > 0).then_some(Lack::Newer(lacks.into()));
    }
    view
}
