//! What the browser and the pages tell the background.

use wasm_bindgen::prelude::*;

use super::browser::{self, Port, Sender, from_js};
use super::fetch::{Home, Token};
use super::session::{self, Id, Kind, Place, Profile, Session, draw, with, with_profile};
use super::{backfill, diagnose, language, look, refresh, store, surface, switch};
use crate::address::PublicAddress;
use crate::handle::{Route, Subject};
use crate::message::{Action, FromBackground, Memory, PageFacts, ToBackground};
use crate::trouble::Trouble;
use crate::typed;
use crate::ui::popup::pattern;
use crate::view::{PictureState, Pictures, View};

/// Shows panics with their place in the extension's console.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// A page or a surface said something.
pub async fn port_message(port: Port, message: JsValue) {
    let Some(message) = from_js::<ToBackground>(&message) else {
        // Not the message itself: it may hold a token.
        let names = message
            .dyn_ref::<js_sys::Object>()
            .map(js_sys::Object::keys);
        return browser::refused("unknown message", &names.into());
    };
    match message {
        ToBackground::Show { path, home, memory } => show(port, &path, home, memory).await,
        ToBackground::Open { tab, hosts } => surface::open(port, tab, hosts).await,
        ToBackground::Press { action } => {
            if let Some(id) = session::find(&port) {
                press(id, action).await;
            }
        }
        ToBackground::Held => {
            if let Some(id) = session::find(&port) {
                refresh::held(id);
                backfill::page_shows(id, false).await;
            }
        }
        ToBackground::Followed => {
            if let Some(id) = session::find(&port) {
                backfill::followed(id);
            }
        }
        ToBackground::Lost | ToBackground::Found => {}
    }
}

/// A connection was closed.
#[wasm_bindgen]
pub fn port_closed(port: &Port) {
    session::close(port);
}

/// A page said something without a connection.
pub async fn lone_message(message: JsValue, sender: Sender) {
    let text = match from_js(&message) {
        Some(ToBackground::Lost) => "!",
        Some(ToBackground::Found) => "",
        _ => return,
    };
    if let Some(tab) = sender.tab().and_then(|tab| tab.id()) {
        surface::badge(tab, text).await;
    }
}

/// The extension was installed or updated: an update drops alarms, too.
pub async fn installed() {
    switch::restore().await;
    alarm().await;
}

/// The person allowed access to some host.
pub async fn permitted() {
    if let Some(wish) = store::wished().await {
        // A wish that was denied earlier may still be there.
        match &wish.home {
            Some(home) if browser::allowed(&[pattern(home)]).await => switch::on(home).await,
            _ => {}
        }
        surface::granted(&wish).await;
    }
    backfill::permitted().await;
    for id in session::all() {
        diagnose::permitted(id);
        let waits = with_profile(id, |profile| {
            let report = profile.view.report.as_ref();
            let trouble = report.and_then(|report| report.trouble);
            matches!(trouble, Some(Trouble::NeedsAccess | Trouble::Silent))
        });
        if waits == Some(true) {
            look::again(id).await;
        } else if with_profile(id, wait_for_access) == Some(true) {
            look::pictures_again(id);
        }
    }
}

/// The alarm rang that was set for work that goes on.
pub async fn alarm() {
    refresh::alarm().await;
    backfill::alarm().await;
}

/// Access to some host was taken away.
pub async fn forbidden() {
    switch::forbidden().await;
    surface::refresh_options().await;
}

async fn show(port: Port, path: &str, facts: PageFacts, memory: Option<Memory>) {
    let sender = port.sender();
    // Which home it is, the browser tells; a frame or a page of another scheme is none.
    let page = sender.url().and_then(|url| PublicAddress::parse(&url).ok());
    let Some(page) = page.filter(|_| sender.frame_id() == Some(0)) else {
        return;
    };
    if !store::homes().await.contains(&page.host()) {
        return port.send(&FromBackground::Leave);
    }
    let profile = profile(&page.host(), path, &facts);
    let searched = typed::searched(path);
    if profile.is_none() && searched.is_none() {
        return;
    }
    let has_profile = profile.is_some();
    let tab = sender.tab().and_then(|tab| tab.id()).unwrap_or(-1);
    match language::text("extension/panel.css").await {
        Ok(css) => port.send(&FromBackground::Sheet { css }),
        Err(error) => browser::refused("panel.css", &error),
    }
    let id = session::open(Session {
        port,
        kind: Kind::Page,
        tab,
        language: language::of(&facts.locale).await,
        place: Some(place(&page.host(), &facts)),
        searched,
        profile,
        diagnosis: None,
        memory: memory.unwrap_or_default(),
    });
    surface::badge(tab, "").await;
    diagnose::attach(id).await;
    if has_profile {
        look::begin(id).await;
    } else {
        draw(id);
    }
}

/// Home, as the browser and its page describe it.
pub(super) fn place(host: &str, facts: &PageFacts) -> Place {
    Place {
        home: Home {
            host: host.to_owned(),
            token: facts.token.clone().and_then(Token::new),
        },
        domain: facts.domain.clone(),
    }
}

/// The remote profile that a path of a home shows, or nothing.
pub(super) fn profile(host: &str, path: &str, facts: &PageFacts) -> Option<Profile> {
    let route = Route::parse(path, &facts.domain).filter(Route::is_profile)?;
    let Subject::Remote(handle) = route.subject else {
        return None;
    };
    Some(Profile {
        home: place(host, facts).home,
        version: facts.version.clone(),
        manages: facts.manages_federation(),
        see: None,
        view: View::new(host, handle.shown().trim_start_matches('@')),
        handle,
        pictures: Pictures::default(),
        agreed: Vec::new(),
        run: 0,
        driven: false,
        abort: None,
    })
}

async fn press(id: Id, action: Action) {
    match action {
        Action::Open(open) => {
            with(id, |session| session.memory.open = open);
            draw(id);
            look::show_pictures(id);
        }
        Action::ShowAll(all) => {
            with(id, |session| session.memory.all = all);
            draw(id);
        }
        Action::Later(later) => {
            with(id, |session| session.memory.later = later);
            draw(id);
        }
        Action::CheckAgain => look::again(id).await,
        Action::Refresh => refresh::press(id).await,
        Action::Reload => {
            refresh::reload(id);
            backfill::page_shows(id, true).await;
        }
        Action::Backfill
        | Action::Choose(_)
        | Action::ChooseSince { .. }
        | Action::Load
        | Action::Cancel
        | Action::Pause { .. }
        | Action::Stop { .. }
        | Action::RetryFailed
        | Action::List { .. }
        | Action::CopyList => backfill::press(id, action).await,
        Action::Contact { server, scope } => {
            with_profile(id, |profile| profile.agreed.push(server.clone()));
            let home = with(id, |session| {
                Some(session.place.as_ref()?.home.host.clone())
            });
            if let Some(home) = home.flatten() {
                let mut consents = store::consents(&home).await;
                consents.give(&server, scope);
                store::save_consents(&home, &consents).await;
                diagnose::consented(id, &server);
                look::go_on(id);
                look::pictures_again(id);
                backfill::consented(id, &server).await;
            }
        }
        Action::Diagnose
        | Action::Look { .. }
        | Action::Without(_)
        | Action::DiagnoseAgain
        | Action::CloseDiagnosis
        | Action::CopyReport
        | Action::CopyText(_)
        | Action::Details(_)
        | Action::Admins(_) => diagnose::press(id, action),
        Action::Access(servers) => {
            surface::ask(id, &servers).await;
        }
        Action::Grant { .. }
        | Action::SwitchOn { .. }
        | Action::SwitchOff(_)
        | Action::Forget { .. }
        | Action::GiveBack(_)
        | Action::OnFollow { .. }
        | Action::Options => surface::press(id, action).await,
    }
}

fn wait_for_access(profile: &mut Profile) -> bool {
    let mut states = profile.pictures.states();
    states.any(|state| matches!(state, PictureState::NeedsAccess(_)))
}
