//! The line speaks the page's language where there are texts, and says what is missing.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use freshet_e2e::{Browser, Kind, Options, audit};
use freshet_sandbox::Sandbox;
use serde_json::json;

/// A home with Freshet on, at ada's profile with these switches, in each browser.
async fn check(switches: &[&str], test: impl AsyncFn(&Browser, &Sandbox, &str)) {
    for kind in Kind::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let options = Options::through(sandbox.proxy_address());
        let browser = Browser::at_home(kind, options, "home46.test", "/home")
            .await
            .unwrap();
        for switch in switches {
            let address = format!("https://home46.test/@ada@mastodon44.test?{switch}");
            browser.open(&address).await.unwrap();
            test(&browser, &sandbox, switch).await;
            audit(&sandbox).unwrap();
        }
    }
}

/// Language and direction of the line, and whether it lies inside its bar without overlaps.
const LAYOUT: &str = "const host = document.querySelector('freshet-line');
    const inside = (inner, outer) => inner.left >= outer.left - 1 && inner.right <= outer.right + 1;
    const box = selector => host.shadowRoot.querySelector(selector).getBoundingClientRect();
    const [line, said, actions] = [box('.line'), box('.said'), box('.actions')];
    const apart = said.bottom <= actions.top || said.right <= actions.left || actions.right <= said.left;
    return [host.lang, host.dir, getComputedStyle(host.shadowRoot.querySelector('.line')).direction,
        inside(line, host.parentNode.getBoundingClientRect()) && inside(said, line) && inside(actions, line) && apart];";

#[tokio::test]
async fn the_line_speaks_the_language_of_the_page_or_else_of_the_browser() {
    check(
        &["locale=de", "locale=ar", "locale=en"],
        async |browser, _, switch| {
            let (words, lang) = match switch {
                "locale=de" => ("Dieses Profil mit", "de"),
                _ => ("Compare this profile with", "en"),
            };
            browser.line_says(words).await.unwrap();
            let page = browser
                .run("return document.documentElement.dir", vec![])
                .await
                .unwrap();
            assert_eq!(page, if switch == "locale=ar" { "rtl" } else { "ltr" });
            let layout = browser.run(LAYOUT, vec![]).await.unwrap();
            assert_eq!(layout, json!([lang, "ltr", "ltr", true]), "{switch}");
            browser.resize(360, 800).await.unwrap();
            let layout = browser.run(LAYOUT, vec![]).await.unwrap();
            assert_eq!(
                layout,
                json!([lang, "ltr", "ltr", true]),
                "{switch}, narrow"
            );
            browser.resize(1280, 900).await.unwrap();
        },
    )
    .await;
}

#[tokio::test]
async fn a_german_comparison_is_german_throughout() {
    check(&["locale=de"], async |browser, _, _| {
        browser
            .press_named(".freshet button", "Dieses Mal")
            .await
            .unwrap();
        browser.line_says("7 Unterschiede").await.unwrap();
        browser
            .press_named(".freshet .line button", "Vergleichen")
            .await
            .unwrap();
        browser
            .wait_for("the comparison", ".freshet .comparison .row del")
            .await
            .unwrap();
        let shown = browser.texts(".freshet").await.unwrap().concat();
        for english in [
            "Compare",
            "Live copy",
            "Close",
            "Check",
            "picture",
            "Loading",
            "without",
            "Bio changed",
        ] {
            assert!(!shown.contains(english), "{english}: {shown}");
        }
    })
    .await;
}

#[tokio::test]
async fn signed_out_it_works_or_says_what_is_missing() {
    check(&["signed-out"], async |browser, sandbox, _| {
        browser
            .press_named(".freshet button", "Always for this server")
            .await
            .unwrap();
        browser.line_says("7 differences").await.unwrap();
        let asked = sandbox.requests_to("home46.test");
        let lookup = asked
            .iter()
            .rfind(|request| request.header("accept") == Some("application/json"))
            .unwrap();
        assert_eq!(lookup.header("authorization"), None);

        // Homes may show profiles to signed-in people only.
        let fault = freshet_sandbox::Fault {
            status: Some(401),
            body: Some(freshet_sandbox::BodyKind::Json(
                json!({ "error": "This method requires an authenticated user" }),
            )),
            ..freshet_sandbox::Fault::on("home46.test", "/api/v1/accounts/lookup")
        };
        browser.go("/home").await.unwrap();
        browser
            .open("https://home46.test/@bea@mastodon44.test")
            .await
            .unwrap();
        browser.line_says("up to date").await.unwrap();
        sandbox.set_fault(fault);
        browser
            .press_named(".freshet .line button", "Compare")
            .await
            .unwrap();
        browser
            .press_named(".freshet .foot button", "Check again")
            .await
            .unwrap();
        browser.line_says("Sign in to").await.unwrap();
        browser
            .wait_until_gone(".freshet .comparison")
            .await
            .unwrap();
    })
    .await;
}
