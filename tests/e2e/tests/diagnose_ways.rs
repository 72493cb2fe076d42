//! The ways to a diagnosis and through it: the popup, a failed refresh, the menu; consents and
//! accesses on the way; what lasts, and what is copied.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use freshet_e2e::{Browser, DIAGNOSIS, Diagnosed, FIELD, Kind, LINE, Options, audit};
use freshet_sandbox::{LoggedRequest, Sandbox};
use serde_json::json;

const ADA: &str = "ada@mastodon44.test";
const HOME: &str = "home46.test";
const ORIGIN: &str = "mastodon44.test";
const ENTER: char = '\u{e007}';
const TAB: char = '\u{e004}';
const ESCAPE: char = '\u{e00c}';

/// The button of a line that begins one.
const WHY: &str = "Find out why";

/// A home with Freshet on and nothing agreed to, in each browser.
async fn check(test: impl AsyncFn(&Browser, &Sandbox)) {
    for kind in Kind::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let options = Options::through(sandbox.proxy_address());
        let browser = Browser::at_home(kind, options, HOME, "/home")
            .await
            .unwrap();
        sandbox.clear_log();
        test(&browser, &sandbox).await;
        println!("{}: {:?}", kind.name(), audit(&sandbox).unwrap());
    }
}

/// Everything that was sent to a server, connections included.
fn sent_to(sandbox: &Sandbox, host: &str) -> usize {
    let log = sandbox.log();
    log.iter()
        .filter(|request| request.host == host && request.asked_by.is_none())
        .count()
}

/// What Freshet asked home for.
fn asked_home(sandbox: &Sandbox) -> Vec<LoggedRequest> {
    let mut asked = sandbox.requests_to(HOME);
    asked.retain(|request| request.header("accept") == Some("application/json"));
    asked
}

/// Waits for the cause.
async fn says(browser: &Browser, cause: &str) -> Diagnosed {
    let ends = |it: &Diagnosed| it.says.contains(cause) && it.offers("Copy report");
    browser.diagnosis_that(cause, ends).await.unwrap()
}

/// Opens somebody's profile and waits for what the line says.
async fn open(browser: &Browser, acct: &str, line: &str) {
    let address = format!("https://{HOME}/@{acct}");
    browser.open(&address).await.unwrap();
    browser.line_says(line).await.unwrap();
}

/// Goes on by the tabulator until something has the focus.
async fn tab_to(browser: &Browser, selector: &str) {
    for _ in 0..40 {
        if browser.has_focus(selector).await.unwrap() {
            return;
        }
        browser.press_key(TAB).await.unwrap();
    }
    panic!("the tabulator does not reach {selector}");
}

/// Goes on by the tabulator until a button of the diagnosis has the focus.
async fn tab_to_button(browser: &Browser, name: &str) {
    let script = "let one = document.activeElement;
        while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
        return one?.matches('.diagnosis button') ? one.innerText.trim() : ''";
    for _ in 0..40 {
        if browser.run(script, vec![]).await.unwrap() == json!(name) {
            return;
        }
        browser.press_key(TAB).await.unwrap();
    }
    panic!("the tabulator does not reach {name:?}");
}

#[tokio::test]
async fn the_popup_finds_out_what_was_meant_by_the_keyboard_alone() {
    check(async |browser, sandbox| {
        let page = browser.open_popup().await.unwrap();
        // Nothing is asked for a field that is only there.
        assert_eq!(asked_home(sandbox).len(), 0);
        tab_to(browser, FIELD).await;
        browser.type_text("@@ada@mastodon44.test").await.unwrap();
        browser.press_key(ENTER).await.unwrap();
        browser.diagnosis_asks(ORIGIN).await.unwrap();
        assert!(browser.has_focus(FIELD).await.unwrap(), "the focus stays");
        assert_eq!(sent_to(sandbox, ORIGIN), 0);
        tab_to_button(browser, "This time").await;
        browser.press_key(ENTER).await.unwrap();
        let ended = says(browser, "You mean @ada@mastodon44.test.").await;
        let opens = ended.under("What you can do").concat();
        assert!(
            opens.contains("home46.test/@ada@mastodon44.test"),
            "{opens}"
        );

        // The parts that are folded away, and back.
        tab_to_button(browser, &format!("All {} checks", checks(&ended))).await;
        browser.press_key(ENTER).await.unwrap();
        let unfolded = |it: &Diagnosed| it.checks.iter().any(|it| it.contains("GET https://"));
        let shown = browser.diagnosis_that("the checks", unfolded).await;
        assert_eq!(shown.unwrap().checks.len(), checks(&ended));
        browser.press_key(' ').await.unwrap();
        let folded = |it: &Diagnosed| it.checks.is_empty();
        browser.diagnosis_that("no checks", folded).await.unwrap();
        browser.close_tab(&page).await.unwrap();
    })
    .await;
}

/// How many checks the button says that there are.
fn checks(ended: &Diagnosed) -> usize {
    let named = ended.buttons.iter().find_map(|button| {
        let count = button.strip_prefix("All ")?.strip_suffix(" checks")?;
        count.parse().ok()
    });
    named.unwrap_or_else(|| panic!("no checks: {ended:#?}"))
}

#[tokio::test]
async fn the_popup_reads_slips_addresses_and_names_nobody_has() {
    check(async |browser, sandbox| {
        let page = browser.open_popup().await.unwrap();
        for (typed, cause) in [
            (
                "\u{ff20}ada\u{ff20}mastodon44\u{ff0e}test",
                "You mean @ada@mastodon44.test.",
            ),
            ("https://mastodon44.test/@ada", "Nothing is wrong"),
            (
                "@nemo@mastodon44.test",
                "There is no @nemo@mastodon44.test.",
            ),
            (
                "???",
                "This is neither a handle nor the address of a profile.",
            ),
        ] {
            browser.look_up(typed).await.unwrap();
            answer_once(browser, cause).await;
            says(browser, cause).await;
            let value = browser.run(
                "return document.querySelector('form.look input').value",
                vec![],
            );
            assert_eq!(value.await.unwrap(), json!(typed));
        }
        // A command and the report are copied as they are.
        let report = copy_report(browser).await;
        assert!(
            report.contains("`???`") && report.contains("(`not_a_handle`)"),
            "{report}"
        );
        browser.look_up("@nemo@mastodon44.test").await.unwrap();
        answer_once(browser, "There is no").await;
        says(browser, "There is no @nemo@mastodon44.test.").await;
        is_clean(&copy_report(browser).await, sandbox, "not_found");
        // Closed and opened, the popup shows the last one again, and asks nobody for it.
        browser.close_tab(&page).await.unwrap();
        let sent = (asked_home(sandbox).len(), sent_to(sandbox, ORIGIN));
        let page = browser.open_popup().await.unwrap();
        says(browser, "There is no @nemo@mastodon44.test.").await;
        assert_eq!((asked_home(sandbox).len(), sent_to(sandbox, ORIGIN)), sent);
        browser.press_in_diagnosis("Close").await.unwrap();
        browser.wait_until_gone(DIAGNOSIS).await.unwrap();
        browser.close_tab(&page).await.unwrap();
    })
    .await;
}

/// Agrees for this time, if it is asked before this cause is named.
async fn answer_once(browser: &Browser, cause: &str) {
    let asks = |it: &Diagnosed| it.offers("Go on without");
    let stands = browser
        .diagnosis_that(cause, |it| asks(it) || it.says.contains(cause))
        .await
        .unwrap();
    if asks(&stands) {
        browser.press_in_diagnosis("This time").await.unwrap();
    }
}

/// Copies the report and gives it.
async fn copy_report(browser: &Browser) -> String {
    browser.press_in_diagnosis("Copy report").await.unwrap();
    let copied = async || {
        let text = browser.clipboard().await.unwrap_or_default();
        Ok(text.starts_with("## ").then_some(text))
    };
    browser.until("the report", copied).await.unwrap()
}

/// Whether a report is one of this cause, and holds nothing about the person.
fn is_clean(report: &str, sandbox: &Sandbox, cause: &str) {
    let token = sandbox.token(HOME).unwrap();
    assert!(
        !report.contains(&token) && !report.contains("tester"),
        "{report}"
    );
    assert!(report.contains(&format!("(`{cause}`)")), "{report}");
    for part in [
        "- Account: `",
        "- Date: `",
        "### Cause",
        "### Checks",
        "|---|",
        "GET https://home46.test/api/",
    ] {
        assert!(report.contains(part), "{part}: {report}");
    }
    assert!(!report.contains('\u{2068}'), "{report}");
}

#[tokio::test]
async fn a_failed_refresh_leads_to_the_cause_and_to_commands() {
    check(async |browser, sandbox| {
        open(browser, ADA, "Compare this profile").await;
        browser.agree_to_all().await.unwrap();
        browser.line_says("out of date").await.unwrap();
        let down = json!({ "faults": [{ "host": ORIGIN, "path": "/", "status": 503 }] });
        sandbox.change(&down).unwrap();
        browser.refresh().await.unwrap();
        browser
            .line_says("answered with its old copy")
            .await
            .unwrap();
        sandbox.clear_log();
        let why = format!("{LINE} button");
        browser.press_named(&why, WHY).await.unwrap();
        let ended = says(browser, "mastodon44.test is out of order at the moment.").await;
        assert!(ended.offers("For administrators"));
        // The button stays, at rest: the focus did not leave it.
        let at_rest = format!("{LINE} button[aria-disabled]");
        assert_eq!(browser.count(&at_rest).await.unwrap(), 1);
        is_clean(&copy_report(browser).await, sandbox, "origin_down");

        let fold = "For administrators";
        browser.press_in_diagnosis(fold).await.unwrap();
        let command = format!("{DIAGNOSIS} .command code");
        let shown = browser.wait_for("a command", &command).await.unwrap();
        let text = shown.text().await.unwrap();
        browser
            .press(&format!("{DIAGNOSIS} .command button"))
            .await
            .unwrap();
        let copied = async || Ok((browser.clipboard().await? == text).then_some(()));
        browser.until(&text, copied).await.unwrap();
        browser.press_in_diagnosis(fold).await.unwrap();
        browser.wait_until_gone(&command).await.unwrap();

        // Who presses Escape in it leaves the page as it is.
        browser.press_key(ESCAPE).await.unwrap();
        assert_eq!(browser.count(DIAGNOSIS).await.unwrap(), 1);
        browser.press_in_diagnosis("Close").await.unwrap();
        browser.wait_until_gone(DIAGNOSIS).await.unwrap();
        browser.named(&why, WHY).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_server_is_asked_only_if_the_person_agrees_and_more_is_known_with_access() {
    check(async |browser, sandbox| {
        // Without it: home alone is asked.
        open(browser, "jon@dead.test", "Compare this profile").await;
        // An entry that is only there costs nothing.
        let before = asked_home(sandbox).len();
        browser.open_account_menu().await.unwrap();
        browser.press_key(ESCAPE).await.unwrap();
        browser.menu_closed().await.unwrap();
        assert_eq!(asked_home(sandbox).len(), before);
        browser.diagnose_from_menu().await.unwrap();
        browser.diagnosis_asks("dead.test").await.unwrap();
        browser.press_in_diagnosis("Go on without").await.unwrap();
        let ended = browser.diagnosis_ends().await.unwrap();
        println!("without it: {}", ended.says);
        assert!(!ended.says.contains("cannot be reached"), "{ended:#?}");
        assert_eq!(sent_to(sandbox, "dead.test"), 0);
        // With it, it asks anew, and knows only that there is no answer that can be read.
        browser.press_in_diagnosis("Check again").await.unwrap();
        browser.diagnosis_asks("dead.test").await.unwrap();
        browser.press_in_diagnosis("This time").await.unwrap();
        let access = format!("{DIAGNOSIS} .closer button");
        browser
            .wait_for("the way to access", &access)
            .await
            .unwrap();
        assert!(sent_to(sandbox, "dead.test") > 0);
        // With access it goes on by itself, and knows more.
        browser.grant_access(&access, "dead.test").await.unwrap();
        let ended = says(browser, "dead.test cannot be reached.").await;
        assert!(!ended.says.contains("Most likely"), "{ended:#?}");
        browser.wait_until_gone(&access).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_background_that_is_ended_loses_nothing() {
    check(async |browser, sandbox| {
        let slow = json!({ "refresh_takes_ms": 3000 });
        sandbox.configure_home(HOME, slow).unwrap();
        open(browser, ADA, "Compare this profile").await;
        browser.diagnose_from_menu().await.unwrap();
        browser.diagnosis_asks(ORIGIN).await.unwrap();
        // While it asks.
        browser.stop_background().await.unwrap();
        browser.press_in_diagnosis("This time").await.unwrap();
        let resolves = sandbox.request_that(|request| {
            request.host == HOME && request.path.starts_with("/api/v2/search")
        });
        resolves.await;
        // While home works.
        browser.stop_background().await.unwrap();
        says(browser, "Nothing is wrong").await;
        let asked = asked_home(sandbox).len();
        // When it is over.
        browser.stop_background().await.unwrap();
        browser.press_in_diagnosis("All ").await.unwrap();
        let unfolded = |it: &Diagnosed| !it.checks.is_empty();
        browser
            .diagnosis_that("the checks", unfolded)
            .await
            .unwrap();
        assert_eq!(asked_home(sandbox).len(), asked, "nothing is asked again");
        browser.press_in_diagnosis("Close").await.unwrap();
        browser.wait_until_gone(DIAGNOSIS).await.unwrap();
        // What was closed does not come back with the next background.
        browser.stop_background().await.unwrap();
        browser.open_comparison().await.unwrap();
        assert_eq!(browser.count(DIAGNOSIS).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn it_speaks_german() {
    check(async |browser, sandbox| {
        let down = json!({ "faults": [{ "host": ORIGIN, "path": "/", "status": 503 }] });
        sandbox.change(&down).unwrap();
        let address = format!("https://{HOME}/@{ADA}?locale=de");
        browser.open(&address).await.unwrap();
        browser.line_says("Dieses Profil mit").await.unwrap();
        browser.open_account_menu().await.unwrap();
        browser
            .press_menu("Warum ist das nicht aktuell?")
            .await
            .unwrap();
        let asks = |it: &Diagnosed| it.says == "Darf dein Browser mastodon44.test fragen?";
        browser.diagnosis_that("the question", asks).await.unwrap();
        browser.press_in_diagnosis("Dieses Mal").await.unwrap();
        let ends = |it: &Diagnosed| it.says.contains("mastodon44.test ist gerade gestört.");
        browser.diagnosis_that("the cause", ends).await.unwrap();
        browser
            .press_in_diagnosis("Für Administratoren")
            .await
            .unwrap();
        let shown = browser.texts(DIAGNOSIS).await.unwrap().concat();
        for english in ["What you", "Where it", "Check", "Copy", "Close", " the "] {
            assert!(!shown.contains(english), "{english}: {shown}");
        }
        browser
            .press_in_diagnosis("Bericht kopieren")
            .await
            .unwrap();
        let copied = async || {
            let text = browser.clipboard().await.unwrap_or_default();
            Ok(text.starts_with("## Warum ").then_some(()))
        };
        browser.until("the report", copied).await.unwrap();
        browser
            .open(&format!("https://{HOME}/home?locale=en"))
            .await
            .unwrap();
    })
    .await;
}
