//! Where the page's own store cannot be told, the page is loaded anew, and nobody loses anything by it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use freshet_e2e::{Browser, Kind, Options, audit};
use freshet_sandbox::Sandbox;
use serde_json::json;

const ADA: &str = "ada@mastodon44.test";
const HOMES: [&str; 2] = ["home43.test", "home46.test"];

/// Opens a stale profile, with every server agreed to, in each browser, in a window that is
/// lower than the page; a mark tells whether it is still the same page.
async fn check(home: &str, prefix: &str, test: impl AsyncFn(&Browser, &Sandbox)) {
    for kind in Kind::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let options = Options::through(sandbox.proxy_address()).size(1280, 420);
        let browser = Browser::at_home(kind, options, home, &format!("{prefix}/@{ADA}"))
            .await
            .unwrap();
        browser.agree_to_all().await.unwrap();
        browser.line_says("is out of date").await.unwrap();
        browser.run(MARK, vec![]).await.unwrap();
        test(&browser, &sandbox).await;
        audit(&sandbox).unwrap();
    }
}

/// Notes where the line stands when the page is left, and how far it is scrolled.
const MARK: &str = "window.before = true;
    addEventListener('pagehide', () => {
        const line = document.querySelector('freshet-line');
        const tops = Array.from(document.querySelectorAll('*')).filter(one => one.contains(line)).map(one => one.scrollTop);
        sessionStorage.setItem('left-at', JSON.stringify([line.getBoundingClientRect().top, Math.max(...tops)]));
    });";

/// As if React had another name for what it keeps.
const HIDE_STORE: &str = "const root = document.getElementById('mastodon');
    for (const name of Object.getOwnPropertyNames(root)) if (name.startsWith('__react')) delete root[name];";

/// Where the line stands in the window.
const TOP: &str = "return document.querySelector('freshet-line').getBoundingClientRect().top";

async fn reloaded(browser: &Browser) {
    let gone = async || {
        let script =
            "return window.before === undefined && document.querySelector('freshet-line') !== null";
        // Between two pages there is nobody to ask.
        let answer = browser.run(script, vec![]).await;
        Ok((answer.ok() == Some(json!(true))).then_some(()))
    };
    browser
        .until("the page to be loaded anew", gone)
        .await
        .unwrap();
}

async fn refresh(browser: &Browser) {
    browser
        .press_named(".freshet .line button", "Refresh")
        .await
        .unwrap();
}

#[tokio::test]
async fn a_page_whose_store_is_not_found_is_loaded_anew_where_it_stood() {
    for home in HOMES {
        for prefix in ["", "/deck"] {
            check(home, prefix, async |browser, _| {
                browser.run(HIDE_STORE, vec![]).await.unwrap();
                refresh(browser).await;
                reloaded(browser).await;
                let left = "return JSON.parse(sessionStorage.getItem('left-at'))";
                let left = browser.run(left, vec![]).await.unwrap();
                let (top, scrolled) = (left[0].as_f64().unwrap(), left[1].as_f64().unwrap());
                assert!(scrolled > 0.0, "{home}{prefix}: the page was not scrolled");
                let what = format!("the line of {home}{prefix} to stand at {top}");
                let back = async || {
                    let now = browser.number(TOP).await?;
                    Ok(((now - top).abs() < 1.0).then_some(()))
                };
                browser.until(&what, back).await.unwrap();
                browser.line_says("has brought up to date").await.unwrap();
                let kept = "return sessionStorage.getItem('freshet-scroll')";
                assert_eq!(browser.run(kept, vec![]).await.unwrap(), json!(null));
            })
            .await;
        }
    }
}

#[tokio::test]
async fn a_page_in_which_somebody_writes_is_not_loaded_anew_until_they_say_so() {
    for home in HOMES {
        check(home, "", async |browser, _| {
            browser.run(HIDE_STORE, vec![]).await.unwrap();
            let write = "document.querySelector('.compose-form textarea').value = 'Not sent yet'";
            browser.run(write, vec![]).await.unwrap();
            refresh(browser).await;
            let button = browser.named(".freshet .line button", "Reload the page");
            let button = button.await.unwrap();
            let same =
                "return [window.before, document.querySelector('.compose-form textarea').value]";
            assert_eq!(
                browser.run(same, vec![]).await.unwrap(),
                json!([true, "Not sent yet"])
            );
            browser.click(&button).await.unwrap();
            reloaded(browser).await;
        })
        .await;
    }
}

#[tokio::test]
async fn a_place_is_restored_on_its_own_path_alone_and_once() {
    for home in HOMES {
        check(home, "", async |browser, _| {
            browser.run("scrollTo(0, 0)", vec![]).await.unwrap();
            let natural = browser.number(TOP).await.unwrap();
            let leave = "sessionStorage.setItem('freshet-scroll', arguments[0])";
            let other = json!({ "path": "/@bea@mastodon44.test", "top": 60 }).to_string();
            let own = json!({ "path": format!("/@{ADA}"), "top": 60 }).to_string();
            let places = [
                (other.as_str(), natural),
                ("no JSON", natural),
                (&own, 60.0),
                ("", natural),
            ];
            for (place, expected) in places {
                if !place.is_empty() {
                    browser.run(leave, vec![json!(place)]).await.unwrap();
                }
                let address = format!("https://{home}/@{ADA}");
                browser.open(&address).await.unwrap();
                browser.line_says("is out of date").await.unwrap();
                let kept = "return sessionStorage.getItem('freshet-scroll')";
                assert_eq!(browser.run(kept, vec![]).await.unwrap(), json!(null));
                let what = format!("the line of {home} to stand at {expected} after {place:?}");
                let stands = async || {
                    let now = browser.number(TOP).await?;
                    Ok(((now - expected).abs() < 1.0).then_some(()))
                };
                browser.until(&what, stands).await.unwrap();
            }
        })
        .await;
    }
}
