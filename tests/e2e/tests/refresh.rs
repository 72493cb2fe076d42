//! Refresh from the profile page: what home is asked, what it has then, and what the page
//! shows of it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use freshet_e2e::{Browser, Kind, Options, as_read, audit};
use freshet_sandbox::{Fault, LoggedRequest, Sandbox};
use serde_json::{Value, json};

const ADA: &str = "ada@mastodon44.test";
const ORIGIN: &str = "mastodon44.test";
const UPDATED: &str = "has brought up to date: ";
const ENTER: char = '\u{e007}';

/// Opens a stale profile on a home, with every server agreed to, in each browser.
async fn check(home: &str, switch: &str, test: impl AsyncFn(&Browser, &Sandbox)) {
    for kind in Kind::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let options = Options::through(sandbox.proxy_address());
        let browser = Browser::at_home(kind, options, home, &format!("/home{switch}"))
            .await
            .unwrap();
        browser.go(&format!("/@{ADA}")).await.unwrap();
        browser.agree_to_all().await.unwrap();
        browser.line_says("is out of date").await.unwrap();
        sandbox.clear_log();
        test(&browser, &sandbox).await;
        audit(&sandbox).unwrap();
    }
}

/// What Freshet asked home for, since the log was cleared.
fn asked_of_home(sandbox: &Sandbox, home: &str) -> Vec<LoggedRequest> {
    let mut asked = sandbox.requests_to(home);
    asked.retain(|request| request.header("accept") == Some("application/json"));
    asked
}

/// The paths of requests, without their queries.
fn paths(requests: &[LoggedRequest]) -> Vec<&str> {
    let path = |request: &LoggedRequest| request.path.split('?').next().unwrap().len();
    requests
        .iter()
        .map(|request| &request.path[..path(request)])
        .collect()
}

/// Notes in the page, at every frame, when the line tells of the proof and of its outcome, and
/// when the header shows the name.
const CLOCK: &str = "const [name, updated] = arguments;
    window.seen = {};
    const look = () => {
        const note = (what, is) => is && (window.seen[what] ??= performance.now());
        const words = document.querySelector('freshet-line')?.shadowRoot.querySelector('.words')?.innerText ?? '';
        note('proving', words.startsWith('Checking what'));
        note('outcome', words.includes(updated));
        note('header', Array.from(document.querySelectorAll('h1')).some(one => one.innerText.includes(name)));
        requestAnimationFrame(look);
    };
    look();";

#[tokio::test]
async fn one_press_brings_home_up_to_date_and_the_page_shows_it_without_a_reload() {
    println!(
        "home, browser: requests of Freshet to home, to origin; of home to origin; header after the outcome"
    );
    for home in [
        "home43.test",
        "home44.test",
        "home45.test",
        "home46.test",
        "glitch46.test",
    ] {
        check(home, "", async |browser, sandbox| {
            let live = sandbox.person(ADA).unwrap().live;
            let clock = vec![json!(live.display_name), json!(UPDATED)];
            browser.run(CLOCK, clock).await.unwrap();
            browser.refresh().await.unwrap();
            let said = browser.line_says(UPDATED).await.unwrap();
            assert!(said.contains("Name") && said.contains("Avatar"), "{said}");
            browser
                .wait_for_text("h1", &live.display_name)
                .await
                .unwrap();
            // What was noted is there, so the page is the same; it is noted with the next frame.
            let later = browser
                .until("the header and the outcome to be noted", async || {
                    let later = "return seen.header - seen.outcome";
                    Ok(browser.run(later, vec![]).await?.as_f64())
                })
                .await
                .unwrap();

            let asked = asked_of_home(sandbox, home);
            let asked = paths(&asked);
            let to_origin = sandbox.requests_to(ORIGIN).len();
            let by_home = sandbox.log();
            let by_home = by_home
                .iter()
                .filter(|request| request.asked_by.as_deref() == Some(home))
                .count();
            println!(
                "{home}, {}: {asked:?}, {to_origin}; {by_home}; {later:.0} ms",
                browser.kind().name()
            );
            assert_eq!(asked, ["/api/v2/search", "/api/v1/accounts/lookup"]);
            assert_eq!(to_origin, 1);

            let stored = sandbox.stored(home, ADA).unwrap();
            assert_eq!(stored.display_name, live.display_name);
            assert_eq!(stored.note, live.note);
        })
        .await;
    }
}

#[tokio::test]
async fn a_second_press_within_a_minute_asks_nobody() {
    check("home46.test", "", async |browser, sandbox| {
        browser.refresh().await.unwrap();
        browser.line_says(UPDATED).await.unwrap();
        sandbox.clear_log();
        browser.refresh().await.unwrap();
        // Presses are taken in one after the other.
        browser
            .press_named(".freshet .line button", "Compare")
            .await
            .unwrap();
        browser
            .wait_for("the comparison", ".freshet .comparison")
            .await
            .unwrap();
        browser.line_says(UPDATED).await.unwrap();
        let asked = asked_of_home(sandbox, "home46.test");
        assert_eq!(paths(&asked), [""; 0]);
        let of_origin = sandbox.requests_to(ORIGIN);
        assert!(
            paths(&of_origin)
                .iter()
                .all(|path| path.starts_with("/system/")),
            "{of_origin:#?}"
        );
    })
    .await;
}

#[tokio::test]
async fn who_manages_federation_finds_the_moderation_page() {
    let link = async |browser: &Browser| {
        browser.open_comparison().await.unwrap();
        browser
            .wait_for("the foot", ".freshet .foot button")
            .await
            .unwrap();
        browser
            .attributes(".freshet .foot a", "href")
            .await
            .unwrap()
    };
    check("home46.test", "?admin", async |browser, sandbox| {
        let id = 109_000_000_000_000_000 + sandbox.person(ADA).unwrap().number;
        let page = format!("https://home46.test/admin/accounts/{id}");
        assert_eq!(link(browser).await, [Some(page)]);
    })
    .await;
    check("home46.test", "", async |browser, _| {
        assert_eq!(link(browser).await, []);
    })
    .await;
}

/// Notes every element of the line that has the focus at the end of a frame, and every text
/// of the live region.
const WATCH: &str = "const root = document.querySelector('freshet-line').shadowRoot;
    root.querySelector('.line button').focus();
    window.focused = [];
    window.spoken = [];
    const region = root.querySelector('[role=status]');
    window.sameRegion = () => root.querySelector('[role=status]') === region;
    const note = (list, text) => list.at(-1) !== text && list.push(text);
    const focus = () => {
        note(window.focused, root.activeElement ? root.activeElement.innerText : 'nothing');
        requestAnimationFrame(focus);
    };
    focus();
    new MutationObserver(() => note(window.spoken, region.innerText))
        .observe(region, { childList: true, characterData: true, subtree: true });
    return root.activeElement.innerText;";

#[tokio::test]
async fn by_keyboard_the_focus_stays_and_every_step_is_spoken() {
    check("home46.test", "", async |browser, sandbox| {
        sandbox.set_fault(Fault {
            delay_ms: 500,
            ..Fault::on("home46.test", "/api/")
        });
        assert_eq!(browser.run(WATCH, vec![]).await.unwrap(), "Refresh");
        browser.press_key(ENTER).await.unwrap();
        browser.line_says(UPDATED).await.unwrap();
        let focused = browser.run("return focused", vec![]).await.unwrap();
        assert_eq!(focused, json!(["Refresh"]));
        let spoken = browser.run("return spoken", vec![]).await.unwrap();
        let spoken: Vec<String> = serde_json::from_value(spoken).unwrap();
        let starts = [
            "home46.test is fetching this profile from mastodon44.test",
            "Checking what home46.test has stored now",
            "home46.test has brought up to date: ",
        ];
        assert_eq!(spoken.len(), starts.len(), "{spoken:?}");
        for (spoken, start) in spoken.iter().zip(starts) {
            assert!(as_read(spoken).starts_with(start), "{spoken}");
        }
        let same = browser.run("return sameRegion()", vec![]).await.unwrap();
        assert_eq!(same, Value::Bool(true), "the live region stays one element");
    })
    .await;
}

#[tokio::test]
async fn where_the_line_has_no_place_the_popup_refreshes() {
    // As an update of Mastodon would: the class is another one from now on.
    let rename = "new MutationObserver(() => {
            for (const bar of document.querySelectorAll('[class*=account_header__barWrapper]')) bar.className = 'renamed';
        }).observe(document.body, { childList: true, subtree: true });";
    check("home46.test", "", async |browser, sandbox| {
        browser.go("/home").await.unwrap();
        browser.wait_until_gone("freshet-line").await.unwrap();
        browser.run(rename, vec![]).await.unwrap();
        browser.go(&format!("/@{ADA}")).await.unwrap();
        browser
            .wait_for("the renamed bar", ".renamed")
            .await
            .unwrap();
        let page = browser.open_popup().await.unwrap();
        browser.refresh().await.unwrap();
        browser.line_says(UPDATED).await.unwrap();
        let asked = asked_of_home(sandbox, "home46.test");
        assert_eq!(paths(&asked), ["/api/v2/search", "/api/v1/accounts/lookup"]);
        browser.close_tab(&page).await.unwrap();
        let live = sandbox.person(ADA).unwrap().live;
        browser
            .wait_for_text("h1", &live.display_name)
            .await
            .unwrap();
    })
    .await;
}
