//! The comparison: what it shows, what it costs, and how it is used.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use freshet_e2e::{Browser, Kind, Options, audit};
use freshet_sandbox::{LoggedRequest, Sandbox};
use serde_json::json;
use thirtyfour::Key;

const ORIGIN: &str = "mastodon44.test";

/// Opens a stale profile on a home with Freshet on, in each browser.
async fn check(home: &str, test: impl AsyncFn(&Browser, &Sandbox)) {
    for kind in Kind::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let options = Options::through(sandbox.proxy_address());
        let browser = Browser::at_home(kind, options, home, "/home")
            .await
            .unwrap();
        browser.go("/@ada@mastodon44.test").await.unwrap();
        browser.line_says("Compare this profile").await.unwrap();
        test(&browser, &sandbox).await;
        audit(&sandbox).unwrap();
    }
}

/// What Freshet asked home for: the page's own requests accept other types too.
fn asked_of_home(sandbox: &Sandbox, home: &str) -> Vec<LoggedRequest> {
    let mut asked = sandbox.requests_to(home);
    asked.retain(|request| request.header("accept") == Some("application/json"));
    asked
}

/// The names of the rows that are shown, without what is noted beside them.
async fn rows(browser: &Browser) -> Vec<String> {
    let names = browser.texts(".freshet .name").await.unwrap();
    let bare = |name: &String| {
        name.split(" · ")
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    names.iter().map(bare).collect()
}

#[tokio::test]
async fn the_comparison_shows_differences_first_and_the_rest_on_request() {
    check("home46.test", async |browser, sandbox| {
        browser
            .press_named(".freshet button", "This time")
            .await
            .unwrap();
        browser
            .line_says("is out of date: 7 differences")
            .await
            .unwrap();

        let home = asked_of_home(sandbox, "home46.test");
        let origin = sandbox.requests_to(ORIGIN);
        println!(
            "{}: before the verdict, {} request to home ({}), {} to origin ({})",
            browser.kind().name(),
            home.len(),
            home[0].path,
            origin.len(),
            origin[0].path,
        );
        assert_eq!((home.len(), origin.len()), (1, 1), "{home:#?}\n{origin:#?}");
        assert_eq!(
            origin[0].header("accept"),
            Some("application/activity+json")
        );
        for name in ["cookie", "referer", "authorization"] {
            assert_eq!(origin[0].header(name), None);
        }

        assert_eq!(browser.count(".freshet .comparison").await.unwrap(), 0);
        browser
            .press_named(".freshet button", "Compare")
            .await
            .unwrap();
        browser
            .wait_for("the comparison", ".freshet .comparison")
            .await
            .unwrap();
        let heads = browser.texts(".freshet .head").await.unwrap();
        assert_eq!(heads, ["Home\nhome46.test", "Live\nmastodon44.test"]);
        let differences = rows(browser).await;
        assert_eq!(
            differences,
            [
                "Name",
                "Bio",
                "Field",
                "Field",
                "Field",
                "Field",
                "Avatar",
                "Header picture",
                "Approves followers"
            ]
        );
        let text = |parts: Vec<String>| parts.join("|");
        assert!(text(browser.texts(".freshet .row del").await.unwrap()).contains("notes"));
        assert!(text(browser.texts(".freshet .row ins").await.unwrap()).contains("weaving"));
        let links = browser.attributes(".freshet .row a", "rel").await.unwrap();
        assert!(
            !links.is_empty()
                && links
                    .iter()
                    .all(|rel| rel.as_deref() == Some("noopener noreferrer nofollow"))
        );
        let foot = text(browser.texts(".freshet .foot").await.unwrap());
        assert!(foot.contains("Checked at ") && foot.contains(':'), "{foot}");

        browser
            .press_named(".freshet .foot button", "without a difference")
            .await
            .unwrap();
        browser
            .named(".freshet .foot button", "Differences only")
            .await
            .unwrap();
        let all = rows(browser).await;
        assert!(
            all.len() > differences.len() && all.contains(&"Followers".to_owned()),
            "{all:?}"
        );
        browser
            .press_named(".freshet .foot button", "Differences only")
            .await
            .unwrap();
        browser
            .named(".freshet .foot button", "without a difference")
            .await
            .unwrap();
        assert_eq!(rows(browser).await, differences);

        browser
            .press_named(".freshet .line button", "Close")
            .await
            .unwrap();
        browser
            .wait_until_gone(".freshet .comparison")
            .await
            .unwrap();
        browser
            .named(".freshet .line button", "Compare")
            .await
            .unwrap();
        assert_eq!(asked_of_home(sandbox, "home46.test").len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_verdict_is_kept_until_it_is_checked_again() {
    check("home45.test", async |browser, sandbox| {
        browser
            .press_named(".freshet button", "Always for this server")
            .await
            .unwrap();
        browser.line_says("7 differences").await.unwrap();
        let asked = || {
            (
                asked_of_home(sandbox, "home45.test").len(),
                sandbox.requests_to(ORIGIN).len(),
            )
        };
        assert_eq!(asked(), (1, 1));

        // Walking through tabs, away and back, and a reload ask nobody.
        for path in [
            "/@ada@mastodon44.test/media",
            "/@ada@mastodon44.test",
            "/home",
            "/@ada@mastodon44.test",
        ] {
            browser.go(path).await.unwrap();
            if path == "/home" {
                browser.wait_until_gone(".freshet").await.unwrap();
            } else {
                browser.line_says("7 differences").await.unwrap();
            }
        }
        browser
            .open("https://home45.test/@ada@mastodon44.test")
            .await
            .unwrap();
        browser.line_says("7 differences").await.unwrap();
        assert_eq!(asked(), (1, 1));

        let changed = json!({ "live": { "display_name": "Ada Loom", "locked": false } });
        sandbox.patch("ada@mastodon44.test", changed).unwrap();
        browser
            .press_named(".freshet .line button", "Compare")
            .await
            .unwrap();
        browser
            .press_named(".freshet .foot button", "Check again")
            .await
            .unwrap();
        browser.line_says("5 differences").await.unwrap();
        assert_eq!(asked_of_home(sandbox, "home45.test").len(), 2);
        let mut actor = sandbox.requests_to(ORIGIN);
        actor.retain(|request| request.path == "/users/ada");
        assert_eq!(actor.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn columns_stack_where_it_is_narrow() {
    check("home44.test", async |browser, _| {
        browser.press_named(".freshet button", "This time").await.unwrap();
        browser.line_says("7 differences").await.unwrap();
        browser.press_named(".freshet .line button", "Compare").await.unwrap();
        browser.wait_for("the comparison", ".freshet .comparison").await.unwrap();
        let layout = "const root = document.querySelector('freshet-line').shadowRoot;
            const style = selector => getComputedStyle(root.querySelector(selector));
            const [home, live] = [...root.querySelector('.row').querySelectorAll('.cell')].map(cell => cell.getBoundingClientRect());
            const bar = root.host.parentNode.getBoundingClientRect();
            const panel = root.querySelector('.freshet').getBoundingClientRect();
            return {
                heads: style('.heads').display,
                side: style('.cell .side').display,
                stacked: live.top >= home.bottom,
                inside: panel.left >= bar.left && panel.right <= bar.right && root.querySelector('.freshet').scrollWidth <= panel.width + 1,
            };";
        assert_eq!(
            browser.run(layout, vec![]).await.unwrap(),
            json!({ "heads": "grid", "side": "none", "stacked": false, "inside": true }),
        );
        browser.resize(360, 800).await.unwrap();
        assert_eq!(
            browser.run(layout, vec![]).await.unwrap(),
            json!({ "heads": "none", "side": "block", "stacked": true, "inside": true }),
        );
    })
    .await;
}

#[tokio::test]
async fn it_is_used_by_keyboard_alone() {
    check("home46.test", async |browser, sandbox| {
        let focused = async || {
            let script = "const focused = document.activeElement?.shadowRoot?.activeElement;
                return focused ? [focused.innerText, focused.getAttribute('aria-expanded')] : null;";
            browser.run(script, vec![]).await.unwrap()
        };
        let type_key = async |key: Key| browser.web().action_chain().send_keys(key).perform().await.unwrap();
        let focus_becomes = async |what: serde_json::Value| {
            let name = format!("the focus on {what}");
            browser.until(&name, async || Ok((focused().await == what).then_some(()))).await.unwrap();
        };
        // From the last of the page's own controls before the line.
        let before = "const bar = document.querySelector('freshet-line').parentNode;
            [...bar.querySelectorAll('a[href], button, textarea')].filter(one => one.checkVisibility()).at(-1).focus();";
        browser.run(before, vec![]).await.unwrap();
        for name in ["This time", "Always for this server", "Always, for all servers"] {
            type_key(Key::Tab).await;
            focus_becomes(json!([name, null])).await;
        }
        type_key(Key::Enter).await;
        browser.line_says("7 differences").await.unwrap();
        assert_eq!(browser.attributes(".freshet .words", "role").await.unwrap(), [Some("status".to_owned())]);

        browser.run(before, vec![]).await.unwrap();
        type_key(Key::Tab).await;
        focus_becomes(json!(["Refresh", null])).await;
        type_key(Key::Tab).await;
        focus_becomes(json!(["Compare", "false"])).await;
        type_key(Key::Enter).await;
        focus_becomes(json!(["Close", "true"])).await;
        browser.wait_for("the comparison", ".freshet .comparison").await.unwrap();
        type_key(Key::Space).await;
        focus_becomes(json!(["Compare", "false"])).await;
        type_key(Key::Space).await;
        focus_becomes(json!(["Close", "true"])).await;

        // Checking again draws everything anew, and the focus stays where it was.
        let again = browser.named(".freshet .foot button", "Check again").await.unwrap();
        browser.run("arguments[0].focus()", vec![again.to_json().unwrap()]).await.unwrap();
        focus_becomes(json!(["Check again", null])).await;
        type_key(Key::Enter).await;
        browser
            .until("the second verdict", async || {
                let asked = asked_of_home(sandbox, "home46.test").len();
                let words = browser.texts(".freshet .words").await?;
                Ok((asked == 2 && words[0].contains("7 differences")).then_some(()))
            })
            .await
            .unwrap();
        focus_becomes(json!(["Check again", null])).await;
    })
    .await;
}
