//! The harness does what it says, shown on an extension made for this.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use freshet_e2e::{Browser, Kind, Level, Options, Scheme};
use serde_json::json;
use std::path::Path;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

const PAGE: &str = "<!doctype html><meta charset=utf-8><meta name=viewport content='width=device-width'><title>page</title>\
    <p style='height: 3000px'>tall</p><script>setTimeout(() => { throw new Error('page throws') })</script>";

/// Starts each browser with `options` and the fixture, opens a page, and hands both to `test`.
async fn check(options: Options, test: impl AsyncFn(&Browser, &str)) {
    let address = serve().await;
    for kind in Kind::ALL {
        let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixture");
        let browser = Browser::start(kind, options.clone().package(fixture))
            .await
            .unwrap();
        browser.open(&address).await.unwrap();
        test(&browser, &address).await;
    }
}

/// A page at an address of this machine.
async fn serve() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut request = [0; 4096];
                let _ = stream.read(&mut request).await;
                let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n";
                let _ = stream
                    .write_all(
                        format!("{head}Content-Length: {}\r\n\r\n{PAGE}", PAGE.len()).as_bytes(),
                    )
                    .await;
            });
        }
    });
    format!("http://{address}/")
}

#[tokio::test]
async fn a_press_inside_shadow_roots_is_trusted_and_reaches_the_background() {
    check(Options::default(), async |browser, _| {
        assert_eq!(browser.count("button").await.unwrap(), 1);
        browser.press("button").await.unwrap();
        let text = browser.wait_for_text("button", "message").await.unwrap();
        assert_eq!(text, "trusted true, pointer mouse, message 1");
    })
    .await;
}

#[tokio::test]
async fn a_finger_presses_where_there_is_no_mouse() {
    check(Options::default().touch(true).size(390, 700), async |browser, _| {
        let pointer = browser.run("return [innerWidth, matchMedia('(pointer: coarse)').matches, matchMedia('(hover: hover)').matches]", vec![]);
        assert_eq!(pointer.await.unwrap(), json!([390, true, false]));
        browser.press("button").await.unwrap();
        let text = browser.wait_for_text("button", "message").await.unwrap();
        assert_eq!(text, "trusted true, pointer touch, message 1");
    })
    .await;
}

#[tokio::test]
async fn a_stopped_background_starts_again_without_its_memory() {
    check(Options::default(), async |browser, _| {
        browser.press("button").await.unwrap();
        browser.wait_for_text("button", "message 1").await.unwrap();
        browser.press("button").await.unwrap();
        browser.wait_for_text("button", "message 2").await.unwrap();
        assert!(browser.background_runs().await.unwrap());
        browser.stop_background().await.unwrap();
        assert!(!browser.background_runs().await.unwrap());
        browser.press("button").await.unwrap();
        browser.wait_for_text("button", "message 1").await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn an_allowed_host_is_granted_without_a_prompt() {
    check(Options::default(), async |browser, address| {
        browser.allow_host("https://home.test/*").await.unwrap();
        let page = browser.tab().await.unwrap();
        browser
            .open_tab(&browser.extension().address("popup.html?tab=1"))
            .await
            .unwrap();
        browser.press("button").await.unwrap();
        browser
            .wait_for_text("button", "granted true")
            .await
            .unwrap();
        browser.close_tab(&page).await.unwrap();
        assert_eq!(
            browser.run("return location.href", vec![]).await.unwrap(),
            *address
        );
    })
    .await;
}

#[tokio::test]
async fn the_console_has_the_messages_of_pages_and_content_scripts_once() {
    check(Options::default(), async |browser, _| {
        let mut messages = Vec::new();
        for (text, level) in [
            ("fixture logs", Level::Information),
            ("fixture warns", Level::Warning),
            ("fixture complains", Level::Error),
            ("fixture breaks", Level::Error),
            ("fixture counts", Level::Information),
            ("page throws", Level::Error),
        ] {
            let found = async || {
                messages.extend(browser.console().await?);
                Ok(messages
                    .iter()
                    .find(|message| message.text.contains(text))
                    .cloned())
            };
            let message = browser.until(text, found).await.unwrap();
            assert_eq!(message.level, level, "{message:?}");
        }
        assert!(
            browser
                .console()
                .await
                .unwrap()
                .iter()
                .all(|message| !message.text.contains("fixture"))
        );
    })
    .await;
}

#[tokio::test]
async fn pages_see_the_size_the_scheme_and_the_language_that_were_asked_for() {
    check(Options::default().size(820, 610).scheme(Scheme::Dark).language("de"), async |browser, _| {
        let script = "return [innerWidth, innerHeight, matchMedia('(prefers-color-scheme: dark)').matches, navigator.language]";
        assert_eq!(browser.run(script, vec![]).await.unwrap(), json!([820, 610, true, "de"]));
        let folder = tempfile::tempdir().unwrap();
        let picture = folder.path().join("deep/picture.png");
        browser.screenshot(&picture).await.unwrap();
        let bytes = std::fs::read(picture).unwrap();
        // A PNG's width and height stand after its 8 bytes of signature and 8 of chunk header.
        let number = |from: usize| u32::from_be_bytes(bytes[from..from + 4].try_into().unwrap());
        assert_eq!((number(16), number(20)), (820, 610));
    })
    .await;
}

#[tokio::test]
async fn scripts_answer_and_their_errors_are_errors() {
    check(Options::default(), async |browser, _| {
        let answer = browser
            .run_async("await null; return arguments[0] + 1", vec![json!(41)])
            .await
            .unwrap();
        assert_eq!(answer, json!(42));
        let error = browser
            .run_async("throw new Error('thrown')", vec![])
            .await
            .unwrap_err();
        assert!(error.to_string().contains("thrown"), "{error}");
    })
    .await;
}
