//! The web UI's document: policy, initial state, and the assets that draw it.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::account::entity;
use super::look::{Look, SWITCHES, dress, switched};
use crate::asked::Asked;
use crate::model::Home;
use crate::origin::not_found;
use crate::reply::{self, Reply};
use crate::state::State;

/// The assets by file name.
const ASSETS: &[(&str, &str)] = &[
    ("app.js", include_str!("../../assets/app.js")),
    ("columns.js", include_str!("../../assets/columns.js")),
    ("element.js", include_str!("../../assets/element.js")),
    ("follow.js", include_str!("../../assets/follow.js")),
    (
        "header-legacy.js",
        include_str!("../../assets/header-legacy.js"),
    ),
    (
        "header-modern.js",
        include_str!("../../assets/header-modern.js"),
    ),
    ("menu.js", include_str!("../../assets/menu.js")),
    ("profile.js", include_str!("../../assets/profile.js")),
    ("search.js", include_str!("../../assets/search.js")),
    ("store.js", include_str!("../../assets/store.js")),
    ("base.css", include_str!("../../assets/base.css")),
    ("legacy.css", include_str!("../../assets/legacy.css")),
    ("modern.css", include_str!("../../assets/modern.css")),
    ("contrast.css", include_str!("../../assets/contrast.css")),
    (
        "theme-4.3-dark.css",
        include_str!("../../assets/theme-4.3-dark.css"),
    ),
    (
        "theme-4.3-light.css",
        include_str!("../../assets/theme-4.3-light.css"),
    ),
    (
        "theme-4.4-dark.css",
        include_str!("../../assets/theme-4.4-dark.css"),
    ),
    (
        "theme-4.4-light.css",
        include_str!("../../assets/theme-4.4-light.css"),
    ),
    (
        "theme-4.5-dark.css",
        include_str!("../../assets/theme-4.5-dark.css"),
    ),
    (
        "theme-4.5-light.css",
        include_str!("../../assets/theme-4.5-light.css"),
    ),
    (
        "theme-4.6-dark.css",
        include_str!("../../assets/theme-4.6-dark.css"),
    ),
    (
        "theme-4.6-light.css",
        include_str!("../../assets/theme-4.6-light.css"),
    ),
];

/// An asset by its file name.
pub fn asset(file: &str) -> Reply {
    let Some((_, text)) = ASSETS.iter().find(|(name, _)| *name == file) else {
        return not_found();
    };
    let content_type = if file.ends_with(".js") {
        "text/javascript; charset=utf-8"
    } else {
        "text/css; charset=utf-8"
    };
    reply::with_type(StatusCode::OK, content_type, *text)
}

/// A page of the home that is not the web UI: no `#mastodon`, no initial state.
pub fn plain(home: &Home, asked: &Asked) -> Reply {
    let mut page = reply::html(
        StatusCode::OK,
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{} - {}</title></head>\
             <body class=\"admin\"><h1>Settings</h1><p>A page without the web UI.</p>\
             <a href=\"/home\">Back to the home page</a></body></html>\n",
            escaped(&asked.path),
            home.host
        ),
    );
    reply::set(&mut page, "content-security-policy", &policy(home));
    page
}

/// The document of the web UI, for every route of it.
pub fn application(state: &State, home: &Home, asked: &Asked) -> Reply {
    let look = Look::of(asked);
    let mut page = reply::html(StatusCode::OK, document(state, home, asked, &look));
    reply::set(&mut page, "content-security-policy", &policy(home));
    reply::set(&mut page, "cache-control", "private, no-store");
    reply::set(&mut page, "referrer-policy", "same-origin");
    reply::set(&mut page, "x-frame-options", "DENY");
    for name in SWITCHES {
        if let Some(value) = switched(asked, name)
            && let Ok(cookie) = format!("{name}={value}; Path=/; SameSite=Lax").parse()
        {
            page.headers_mut().append("set-cookie", cookie);
        }
    }
    page
}

/// The policy of `content_security_policy.rb` for a home without further hosts.
fn policy(home: &Home) -> String {
    let own = format!("https://{}", home.host);
    format!(
        "base-uri 'none'; default-src 'none'; frame-ancestors 'none'; \
         font-src 'self' {own}; img-src 'self' data: blob: {own}; media-src 'self' data: {own}; \
         manifest-src 'self' {own}; form-action 'self'; child-src 'self' blob: {own}; \
         worker-src 'self' blob: {own}; \
         connect-src 'self' data: blob: {own} wss://{host}; \
         script-src 'self' {own} 'wasm-unsafe-eval'; frame-src 'self' https:; \
         style-src 'self' {own} 'nonce-c2FuZGJveC1ub25jZQ=='",
        host = home.host
    )
}

fn document(state: &State, home: &Home, asked: &Asked, look: &Look) -> String {
    let direction = if matches!(look.locale.as_str(), "ar" | "he" | "fa") {
        "rtl"
    } else {
        "ltr"
    };
    let (html_attributes, body_classes, sheets) = dress(home, look);
    let layout = if asked.path.starts_with("/deck") {
        "multiple-columns"
    } else {
        "single-column"
    };
    let rtl = if direction == "rtl" { " rtl" } else { "" };
    // `<` would end the script element early.
    let initial = initial_state(state, home, look)
        .to_string()
        .replace('<', "\\u003c");
    format!(
        "<!DOCTYPE html>\n<html lang=\"{locale}\" dir=\"{direction}\"{html_attributes}>\n<head>\n\
         <meta charset=\"utf-8\">\n\
         <meta content=\"width=device-width, initial-scale=1, viewport-fit=cover\" name=\"viewport\">\n\
         <title>Freshet sandbox</title>\n\
         <link rel=\"icon\" href=\"data:,\">\n{sheets}\
         <meta name=\"style-nonce\" content=\"c2FuZGJveC1ub25jZQ==\">\n\
         <meta name=\"initialPath\" content=\"{path}\">\n\
         <script id=\"initial-state\" type=\"application/json\">{initial}</script>\n\
         <script src=\"/packs/app.js\" type=\"module\"></script>\n\
         </head>\n<body class=\"{body_classes} layout-{layout}{rtl}\">\n\
         <div class=\"notranslate app-holder\" data-props=\"{{&quot;locale&quot;:&quot;{locale}&quot;}}\" id=\"mastodon\">\n\
         <noscript>This page needs JavaScript.</noscript>\n</div>\n</body>\n</html>\n",
        locale = escaped(&look.locale),
        path = escaped(&asked.path),
    )
}

fn initial_state(state: &State, home: &Home, look: &Look) -> Value {
    let tester = entity(state, home, "tester").unwrap_or_default();
    let me = if look.signed_in {
        tester["id"].clone()
    } else {
        Value::Null
    };
    let version = if home.glitch {
        format!("{}+glitch", home.version)
    } else {
        home.version.clone()
    };
    let mut accounts = json!({});
    if let Some(id) = me.as_str() {
        accounts[id] = tester.clone();
    }
    // manage_federation is 0x20; the ordinary role may invite people (0x10000).
    let permissions = if look.admin { 0x10020 } else { 0x10000 };
    let mut initial = json!({
        "meta": {
            "access_token": look.signed_in.then(|| home.token()),
            "me": me,
            "locale": look.locale,
            "domain": home.host,
            "title": "Freshet sandbox",
            "version": version,
            "repository": "mastodon/mastodon",
            "source_url": "https://sandbox.test/",
            "streaming_api_base_url": format!("wss://{}", home.host),
            "limited_federation_mode": home.allows_only.is_some(),
            "single_user_mode": false,
            "admin": null, "owner": null,
            "activity_api_enabled": true, "profile_directory": true,
            "registrations_open": false, "timeline_preview": true, "trends_enabled": true,
            "search_enabled": true, "reduce_motion": true, "auto_play_gif": false,
            "advanced_layout": false, "touch": look.touch,
        },
        "accounts": accounts,
        "compose": { "me": me, "default_privacy": "public", "default_language": "en" },
        "settings": {},
        "push_subscription": null,
        "languages": [["en", "English", "English"], ["de", "German", "Deutsch"]],
    });
    if look.signed_in {
        initial["role"] = json!({
            "id": "-99", "name": "", "color": "", "highlighted": false,
            "permissions": permissions.to_string(),
        });
    }
    if look.hides_store {
        initial["meta"]["hides_store"] = json!(true);
    }
    if home.at_least(5) {
        initial["features"] = json!([]);
    }
    initial
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
