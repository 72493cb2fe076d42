//! A search of Mastodon's own that found nobody offers a diagnosis, on every version.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use freshet_e2e::{Browser, DIAGNOSIS, Kind, LINE, Options, audit};
use freshet_sandbox::Sandbox;
use serde_json::json;

const ADA: &str = "ada@mastodon44.test";
const HOME: &str = "home46.test";
const ORIGIN: &str = "mastodon44.test";
/// Nobody has this name.
const NEMO: &str = "@nemo@mastodon44.test";
const ENTER: char = '\u{e007}';

#[tokio::test]
async fn it_stands_under_the_message_on_every_version_and_leaves_with_the_search() {
    for kind in Kind::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let options = Options::through(sandbox.proxy_address());
        let browser = Browser::at_home(kind, options, HOME, "/home")
            .await
            .unwrap();
        check(&browser, &sandbox).await;
        println!("{}: {:?}", kind.name(), audit(&sandbox).unwrap());
    }
}

async fn check(browser: &Browser, sandbox: &Sandbox) {
    for home in [
        "home44.test",
        "home45.test",
        "home47.test",
        "glitch46.test",
        "home43.test",
    ] {
        browser.open(&format!("https://{home}/home")).await.unwrap();
        browser.switch_on(home).await.unwrap();
        offers(browser, home).await;
    }
    // The address of 4.3 does not say what was searched for.
    browser.open("https://home43.test/home").await.unwrap();
    leaves(browser).await;
    offers(browser, HOME).await;
    browser.open(&format!("https://{HOME}/home")).await.unwrap();
    leaves(browser).await;
    let mut sent = sandbox.log();
    sent.retain(|request| request.host == ORIGIN && request.asked_by.is_none());
    assert!(sent.is_empty(), "nothing was asked for: {sent:#?}");

    search(browser, NEMO).await;
    browser
        .press_named(&format!("{LINE} button"), "Find out why")
        .await
        .unwrap();
    browser.diagnosis_asks(ORIGIN).await.unwrap();
    browser.press_in_diagnosis("This time").await.unwrap();
    let ended = browser.diagnosis_ends().await.unwrap();
    assert_eq!(ended.says, "There is no @nemo@mastodon44.test.");
    // Another search takes it away.
    search(browser, "@ismael@mastodon44.test").await;
    browser.wait_until_gone(DIAGNOSIS).await.unwrap();
}

/// Searches as a person does, in the form of the page or of the drawer.
async fn search(browser: &Browser, text: &str) {
    let one = browser
        .wait_for("the form", "input.search__input")
        .await
        .unwrap();
    browser.click(&one).await.unwrap();
    browser
        .run("arguments[0].select()", vec![one.to_json().unwrap()])
        .await
        .unwrap();
    browser.type_text(text).await.unwrap();
    browser.press_key(ENTER).await.unwrap();
}

/// The offer stands under what a search of this home did not find, also in its deck.
async fn offers(browser: &Browser, home: &str) {
    let offer = format!("{LINE} .words");
    for deck in ["", "/deck"] {
        let address = format!("https://{home}{deck}/home");
        browser.open(&address).await.unwrap();
        search(browser, NEMO).await;
        browser.wait_for_text(&offer, NEMO).await.unwrap();
        let after = "const line = document.querySelector('freshet-line');
            const message = document.querySelector('.empty-column-indicator');
            return Boolean(message.compareDocumentPosition(line) & Node.DOCUMENT_POSITION_FOLLOWING)";
        assert_eq!(browser.run(after, vec![]).await.unwrap(), json!(true));
        assert_eq!(browser.count("freshet-line").await.unwrap(), 1, "{home}");
    }
}

/// It leaves with the search that found nobody, and comes with the next.
async fn leaves(browser: &Browser) {
    let offer = format!("{LINE} .words");
    let other = "@ismael@mastodon44.test";
    search(browser, other).await;
    browser.wait_for_text(&offer, other).await.unwrap();
    // Words that can be no account.
    search(browser, "cats").await;
    browser.wait_until_gone("freshet-line").await.unwrap();
    let nobody = ".empty-column-indicator";
    browser.wait_for("nobody", nobody).await.unwrap();
    // Somebody whom home has.
    search(browser, &format!("@{ADA}")).await;
    let somebody = ".explore__search-results .account__display-name";
    browser.wait_for("somebody", somebody).await.unwrap();
    assert_eq!(browser.count("freshet-line").await.unwrap(), 0);
    // Another page.
    search(browser, NEMO).await;
    browser.wait_for_text(&offer, NEMO).await.unwrap();
    browser.go("/home").await.unwrap();
    browser.wait_until_gone("freshet-line").await.unwrap();
}
