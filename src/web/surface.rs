//! The popup, the question for access, and the options page.

use super::background::{place, profile};
use super::browser::{self, Asked, Port, asked, get, object, told};
use super::session::{self, Id, Kind, Place, Session, draw, with};
use super::store::{self, Wish};
use super::{backfill, diagnose, language, look, switch};
use crate::handle::Route;
use crate::message::{Action, FromBackground, Memory};
use crate::ui::options::Agreements;
use crate::ui::popup::{Popup, Shown, pattern};

/// A surface opened, about this tab and these servers.
pub async fn open(port: Port, tab: i32, hosts: Vec<String>) {
    if !is_ours(&port) {
        return;
    }
    let (kind, profile, place) = match port.name().as_str() {
        "popup" => {
            backfill::restore().await;
            popup(tab).await
        }
        "ask" => (Kind::Ask(hosts), None, None),
        "options" => (Kind::Options(agreements().await), None, None),
        _ => return,
    };
    let has_profile = profile.is_some();
    let id = session::open(Session {
        port,
        kind,
        tab,
        language: language::of("").await,
        place,
        searched: None,
        profile,
        diagnosis: None,
        memory: Memory::default(),
    });
    diagnose::attach(id).await;
    if has_profile {
        look::begin(id).await;
    } else {
        draw(id);
    }
}

/// A press that only the extension's own surfaces may send.
pub async fn press(id: Id, action: Action) {
    if with(id, |session| is_ours(&session.port)) != Some(true) {
        return;
    }
    let tab = with(id, |session| session.tab).unwrap_or(-1);
    match action {
        Action::SwitchOn { home, ask } => {
            // The browser may have granted it already, and then tells nobody.
            store::wish(&Wish {
                home: Some(home.clone()),
                tab,
            })
            .await;
            if browser::allowed(&ask).await && store::wished().await.is_some() {
                switch::on(&home).await;
                refresh_popup(id).await;
            }
        }
        Action::Grant { ask } => {
            store::wish(&Wish { home: None, tab }).await;
            if browser::allowed(&ask).await
                && let Some(wish) = store::wished().await
            {
                granted(&wish).await;
            }
        }
        Action::SwitchOff(home) => {
            switch::off(&home).await;
            refresh_popup(id).await;
            refresh_options().await;
        }
        Action::Forget { home, server } => {
            let mut consents = store::consents(&home).await;
            match server {
                Some(server) => {
                    consents.take_back(&server);
                    browser::give_back(&[pattern(&server)]).await;
                }
                None => consents.always = false,
            }
            store::save_consents(&home, &consents).await;
            refresh_options().await;
        }
        Action::GiveBack(pattern) => {
            browser::give_back(&[pattern]).await;
            refresh_options().await;
        }
        Action::OnFollow { home, on } => {
            store::set_on_follow(&home, on).await;
            refresh_options().await;
        }
        Action::Options => {
            told("openOptionsPage", browser::open_options()).await;
        }
        _ => {}
    }
}

/// Brings up the question for access to these servers, in a tab of its own: browsers ask
/// only from a press in one of the extension's own pages.
pub fn ask(id: Id, servers: &[String]) -> Asked {
    let tab = with(id, |session| session.tab).unwrap_or(-1);
    let about = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("tab", &tab.to_string())
        .append_pair("hosts", &servers.join(","))
        .finish();
    let page = browser::extension_url(&format!("extension/ask.html#{about}"));
    let created = page.and_then(|url| {
        browser::tabs_create(&object(&[("url", url.into()), ("active", true.into())]))
    });
    told("tabs.create", created)
}

/// The browser granted what was wished: surfaces close or show it, and the tab comes back.
pub async fn granted(wish: &Wish) {
    for id in session::all() {
        let asks = with(id, |session| {
            let asks = matches!(session.kind, Kind::Ask(_));
            if asks {
                session.port.send(&FromBackground::Close);
            }
            asks
        });
        if asks == Some(true) && wish.tab >= 0 {
            // The tab may be closed by now.
            let active = object(&[("active", true.into())]);
            let _ = asked(browser::tabs_update(wish.tab, &active)).await;
        }
        refresh_popup(id).await;
    }
    refresh_options().await;
}

/// Draws the options anew, wherever they are open.
pub async fn refresh_options() {
    for id in session::all() {
        if with(id, |session| matches!(session.kind, Kind::Options(_))) == Some(true) {
            let agreements = agreements().await;
            with(id, |session| session.kind = Kind::Options(agreements));
            draw(id);
        }
    }
}

/// Sets the toolbar button's badge for a tab.
pub fn badge(tab: i32, text: &str) -> Asked {
    if tab < 0 {
        return Asked::default();
    }
    // The tab may be closed by now.
    let what = object(&[("tabId", tab.into()), ("text", text.into())]);
    asked(browser::set_badge(&what))
}

async fn refresh_popup(id: Id) {
    let tab = with(id, |session| {
        matches!(session.kind, Kind::Popup(_)).then_some(session.tab)
    });
    let Some(Some(tab)) = tab else { return };
    let (kind, profile, place) = popup(tab).await;
    let has_profile = profile.is_some();
    with(id, |session| {
        session.kind = kind;
        session.profile = profile;
        session.place = place;
    });
    if has_profile {
        look::begin(id).await;
    } else {
        draw(id);
    }
}

async fn popup(tab: i32) -> (Kind, Option<session::Profile>, Option<Place>) {
    let Some(home) = mastodon(tab).await else {
        return (Kind::Popup(Popup::NotMastodon), None, None);
    };
    if !store::homes().await.contains(&home) {
        return (Kind::Popup(Popup::Off { home }), None, None);
    }
    let on = |shown| {
        Kind::Popup(Popup::On {
            home: home.clone(),
            shown,
        })
    };
    let Some(answer) = browser::shown(tab).await else {
        return (on(Shown::Silent), None, None);
    };
    let place = Some(place(&home, &answer.home));
    match profile(&home, &answer.path, &answer.home) {
        Some(profile) => {
            let shown = Shown::Remote {
                view: Box::new(profile.view.clone()),
                placed: answer.placed,
            };
            (on(shown), Some(profile), place)
        }
        None => {
            let route = Route::parse(&answer.path, &answer.home.domain);
            let local = route.is_some_and(|route| route.is_profile());
            let shown = if local { Shown::Local } else { Shown::Nothing };
            (on(shown), None, place)
        }
    }
}

/// The host of the Mastodon that a tab shows, or nothing.
async fn mastodon(tab: i32) -> Option<String> {
    let files = ["extension/selectors.js", "extension/probe.js"];
    let results = asked(browser::execute(tab, &files)).await?;
    let first = js_sys::Array::from(&results).get(0);
    get(&first, "result")?.as_string()
}

async fn agreements() -> Agreements {
    let mut agreements = Agreements::default();
    let mut access = browser::all_allowed().await;
    for home in store::homes().await {
        access.retain(|allowed| *allowed != pattern(&home));
        let consents = store::consents(&home).await;
        let on_follow = store::on_follow(&home).await;
        agreements.homes.push((home, consents, on_follow));
    }
    agreements.access = access;
    agreements
}

/// Whether the other end is a page of the extension itself.
fn is_ours(port: &Port) -> bool {
    let own = browser::extension_url("").ok();
    let url = port.sender().url();
    own.zip(url).is_some_and(|(own, url)| url.starts_with(&own))
}
