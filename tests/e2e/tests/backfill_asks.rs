//! What a backfill asks before it begins, what it says in between, and what it does when
//! somebody else's posts are loaded too.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use freshet_e2e::{Browser, DIALOG, Kind, Options, as_read, audit, searched};
use freshet_sandbox::{Fault, Sandbox};
use serde_json::json;

const FEW: &str = "few@posts.test";
const HOME: &str = "home46.test";
const ORIGIN: &str = "posts.test";
const ENTER: char = '\u{e007}';
const ESCAPE: char = '\u{e00c}';
const DOWN: char = '\u{e015}';
const TAB: char = '\u{e004}';

/// A profile that is shown on a home with Freshet.
async fn check(kinds: &[Kind], acct: &str, test: impl AsyncFn(&Browser, &Sandbox)) {
    for kind in kinds {
        let sandbox = Sandbox::start().await.unwrap();
        let options = Options::through(sandbox.proxy_address());
        let browser = Browser::at_home(*kind, options, HOME, "/home")
            .await
            .unwrap();
        browser.go(&format!("/@{acct}")).await.unwrap();
        test(&browser, &sandbox).await;
        assert_eq!(browser.errors_at(HOME).await.unwrap(), []);
        audit(&sandbox).unwrap();
    }
}

/// Likewise, where every server may be contacted and the profile is known to be up to date.
async fn check_agreed(kinds: &[Kind], acct: &str, test: impl AsyncFn(&Browser, &Sandbox)) {
    check(kinds, acct, async |browser, sandbox| {
        browser.agree_to_all().await.unwrap();
        browser.line_says("up to date").await.unwrap();
        test(browser, sandbox).await;
    })
    .await;
}

fn count(sandbox: &Sandbox) -> usize {
    let asked = sandbox.requests_to(HOME);
    asked.iter().filter_map(searched).count()
}

#[tokio::test]
async fn by_the_keyboard_alone() {
    check_agreed(&Kind::ALL, FEW, async |browser, _| {
        // A shortcut of the page would hear the keys.
        let hear = "window.heard = [];
            for (const type of ['keydown', 'keypress', 'keyup']) document.addEventListener(type, event => heard.push(event.key))";
        browser.run(hear, vec![]).await.unwrap();
        let button = browser
            .named(".freshet .line button", "Load older posts")
            .await
            .unwrap();
        let focus = "arguments[0].focus()";
        let arguments = vec![button.to_json().unwrap()];
        browser.run(focus, arguments).await.unwrap();
        let focused = async |selector: &str| {
            let focused = async || Ok(browser.has_focus(selector).await?.then_some(()));
            browser.until(selector, focused).await.unwrap();
        };
        let chosen = async |name: &str| {
            let script = "const root = document.querySelector('freshet-line').shadowRoot;
                return root.querySelector('dialog :checked')?.parentNode.innerText ?? ''";
            let chosen = async || {
                let words = browser.run(script, vec![]).await?;
                Ok(words.as_str().is_some_and(|words| words.contains(name)).then_some(()))
            };
            browser.until(name, chosen).await.unwrap();
        };

        browser.press_key(ENTER).await.unwrap();
        browser.wait_for("the dialog", DIALOG).await.unwrap();
        let script = "heard.length = 0";
        browser.run(script, vec![]).await.unwrap();
        focused("input[type=radio]:checked").await;
        chosen("Newest 40").await;
        browser.dialog_says("lacks 10 of these posts").await.unwrap();
        browser.press_key(DOWN).await.unwrap();
        chosen("Newest 100").await;
        browser.press_key(DOWN).await.unwrap();
        browser.press_key(DOWN).await.unwrap();
        chosen("Since").await;
        browser.wait_for("the day", "dialog input[type=date]").await.unwrap();
        browser.press_key(TAB).await.unwrap();
        focused("input[type=date]").await;
        browser.type_text("08312026").await.unwrap();
        browser.dialog_says("lacks 10 of these posts").await.unwrap();
        browser.type_text("n?").await.unwrap();

        browser.press_key(ESCAPE).await.unwrap();
        browser.wait_until_gone(DIALOG).await.unwrap();
        focused(".line button").await;
        let heard = browser.run("return heard", vec![]).await.unwrap();
        // Letting Escape go is the page's again: its dialog is closed by then.
        let heard: Vec<String> = serde_json::from_value(heard).unwrap();
        assert!(heard.iter().all(|key| key == "Escape"), "{heard:?}");

        // Opened again, it asks anew, and Enter on its button begins.
        browser.press_key(ENTER).await.unwrap();
        browser.dialog_says("lacks 10 of these posts").await.unwrap();
        for _ in 0..8 {
            if browser.has_focus("dialog button.main").await.unwrap() {
                break;
            }
            browser.press_key(TAB).await.unwrap();
        }
        focused("dialog button.main").await;
        browser.press_key(ENTER).await.unwrap();
        browser.fill_says("Done: 10 older posts arrived").await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn consent_and_access_are_asked_for_inside() {
    check(&Kind::ALL, FEW, async |browser, sandbox| {
        let closed = json!({ "api_closed": true });
        sandbox.configure_origin(ORIGIN, closed).unwrap();
        browser.line_says("Compare this profile").await.unwrap();
        browser.open_account_menu().await.unwrap();
        browser.press_menu("Load older posts…").await.unwrap();
        browser.menu_closed().await.unwrap();
        browser
            .dialog_says("will contact posts.test")
            .await
            .unwrap();
        assert!(sandbox.requests_to(ORIGIN).is_empty());
        browser.choose("Always for this server").await.unwrap();

        browser
            .dialog_says("without your permission")
            .await
            .unwrap();
        let pattern = format!("https://{ORIGIN}/*");
        browser.allow_host(&pattern).await.unwrap();
        let page = browser.tab().await.unwrap();
        browser.choose("Allow access to").await.unwrap();
        let question = browser.other_tab(&page).await.unwrap();
        browser.switch_to(&question).await.unwrap();
        browser
            .press_named("main button.main", "Allow access to")
            .await
            .unwrap();
        browser.wait_for_tabs(1).await.unwrap();
        browser.switch_to(&page).await.unwrap();
        browser
            .dialog_says("lacks 10 of these posts")
            .await
            .unwrap();
        browser.choose("Load").await.unwrap();
        browser
            .fill_says("Done: 10 older posts arrived")
            .await
            .unwrap();
    })
    .await;
}

#[tokio::test]
async fn who_wants_no_bots_is_left_alone_unless_somebody_insists() {
    check_agreed(
        &[Kind::Chromium],
        "nobot@posts.test",
        async |browser, sandbox| {
            browser.ask_for_posts().await.unwrap();
            browser.dialog_says("asks bots to stay away").await.unwrap();
            browser
                .dialog_says("lacks 40 of these posts")
                .await
                .unwrap();
            let disabled = format!("{DIALOG} button[aria-disabled=true]");
            browser.wait_for_text(&disabled, "Load").await.unwrap();
            let main = browser.texts(&format!("{DIALOG} button.main")).await;
            assert_eq!(main.unwrap(), ["Cancel"]);
            browser.choose("Load them anyway").await.unwrap();
            browser.wait_until_gone(&disabled).await.unwrap();
            assert_eq!(count(sandbox), 0);
            browser.choose("Cancel").await.unwrap();
            browser.wait_until_gone(DIALOG).await.unwrap();
            assert_eq!(count(sandbox), 0);
        },
    )
    .await;
}

#[tokio::test]
async fn an_empty_profile_and_a_new_follow_suggest_it() {
    const FOLLOW: &str = ".account__header__bar button, [class*=account_header__barWrapper] button";
    check_agreed(&Kind::ALL, FEW, async |browser, sandbox| {
        browser
            .line_says("home46.test has none of their posts.")
            .await
            .unwrap();
        // Who follows is offered the newest, as far as they are counted.
        browser.press_named(FOLLOW, "Follow").await.unwrap();
        browser
            .line_says("lacks at least 10 of their posts")
            .await
            .unwrap();
        assert_eq!(count(sandbox), 0);
        browser.ask_for_posts().await.unwrap();
        browser
            .dialog_says("lacks 10 of these posts")
            .await
            .unwrap();
        let chosen = format!("{DIALOG} label:has(:checked)");
        browser.wait_for_text(&chosen, "Newest 20").await.unwrap();
        browser.choose("Cancel").await.unwrap();
        browser.wait_until_gone(DIALOG).await.unwrap();

        // With the option on, it is done by itself.
        browser.press_named(FOLLOW, "Unfollow").await.unwrap();
        let page = browser.tab().await.unwrap();
        let options = browser.extension().address("extension/options.html");
        browser.open_tab(&options).await.unwrap();
        browser
            .press_named("main label", "newest 20 posts of people I newly follow")
            .await
            .unwrap();
        browser.wait_for("the tick", "main :checked").await.unwrap();
        browser.close_tab(&page).await.unwrap();
        browser.press_named(FOLLOW, "Follow").await.unwrap();
        browser
            .fill_says("Done: 10 older posts arrived")
            .await
            .unwrap();
        assert_eq!(browser.count(DIALOG).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn two_accounts_take_turns_and_a_fault_that_ends_loses_nothing() {
    const OTHER: &str = "threads@posts.test";
    check_agreed(&[Kind::Chromium], FEW, async |browser, sandbox| {
        // Home has a fault for one of them, whenever it is asked.
        let post = sandbox.posts_at_origin(FEW)[3].uri.clone();
        let query = post.replace(':', "%3A").replace('/', "%2F");
        sandbox.set_fault(Fault {
            status: Some(503),
            ..Fault::on(HOME, &format!("/api/v2/search?q={query}"))
        });
        browser.ask_for_posts().await.unwrap();
        browser
            .dialog_says("lacks 10 of these posts")
            .await
            .unwrap();
        browser.choose("Load").await.unwrap();

        browser.go(&format!("/@{OTHER}")).await.unwrap();
        browser.line_says("up to date").await.unwrap();
        browser.ask_for_posts().await.unwrap();
        browser.choose("Newest 20").await.unwrap();
        browser
            .dialog_says("lacks 20 of these posts")
            .await
            .unwrap();
        browser.choose("Load").await.unwrap();
        browser.wait_until_gone(DIALOG).await.unwrap();

        // The popup has both, and halts the other one.
        let page = browser.open_popup().await.unwrap();
        let job = "main .job";
        browser.says(job, "@few@posts.test").await.unwrap();
        browser
            .says(
                job,
                "Some posts have not arrived yet. They are tried again.",
            )
            .await
            .unwrap();
        browser
            .press_named(&format!("{job} button"), "Pause")
            .await
            .unwrap();
        browser.says(job, "Paused.").await.unwrap();
        browser
            .press_named(&format!("{job} button"), "Go on")
            .await
            .unwrap();
        browser.says(job, "tried again").await.unwrap();
        browser.close_tab(&page).await.unwrap();
        browser
            .fill_says("Done: 20 older posts arrived")
            .await
            .unwrap();

        browser.go(&format!("/@{FEW}")).await.unwrap();
        // The next try is made by itself.
        sandbox.heal(HOME);
        browser
            .fill_says("Done: 10 older posts arrived")
            .await
            .unwrap();

        // Again within the hour: what was done is told.
        browser.ask_for_posts().await.unwrap();
        let told = browser.dialog_says("Last loaded at").await.unwrap();
        assert!(
            told.contains("10 older posts arrived. Load again?"),
            "{told}"
        );
        browser
            .dialog_says("home46.test has all of these posts already.")
            .await
            .unwrap();
    })
    .await;
}

#[tokio::test]
async fn who_is_signed_out_is_told_and_goes_on_later() {
    check_agreed(&[Kind::Firefox], FEW, async |browser, sandbox| {
        browser.ask_for_posts().await.unwrap();
        browser
            .dialog_says("lacks 10 of these posts")
            .await
            .unwrap();
        let revoked = |revoked: bool| {
            let change = json!({ "token_revoked": revoked });
            sandbox.configure_home(HOME, change).unwrap();
        };
        revoked(true);
        browser.choose("Load").await.unwrap();
        let said = browser.fill_says("sign in to home46.test to go on").await;
        assert!(as_read(&said.unwrap()).contains("Paused"));
        revoked(false);
        // A page with a valid sign-in is enough.
        browser
            .open(&format!("https://{HOME}/@{FEW}"))
            .await
            .unwrap();
        browser
            .fill_says("Done: 10 older posts arrived")
            .await
            .unwrap();
    })
    .await;
}
