//! The sandbox without a socket, on a clock that tests hold.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test says what went wrong by failing.

use std::time::Duration;

use freshet_sandbox::{Answered, Fault, Sandbox, What};

const LOOKUP: &str = "https://home46.test/api/v1/accounts/lookup?acct=ada@mastodon44.test";

/// One request of the signed-in user at home46.test.
async fn check(sandbox: &Sandbox, address: &str, status: u16) -> Answered {
    let token = format!("Bearer {}", sandbox.token("home46.test").unwrap());
    let answer = sandbox
        .ask("GET", address, &[("authorization", &token)])
        .await
        .unwrap_or_else(|| panic!("{address}: no answer"));
    assert_eq!(answer.status, status, "{address}");
    answer
}

#[tokio::test(start_paused = true)]
async fn a_client_asks_without_a_socket_and_is_logged() {
    let sandbox = Sandbox::in_process().unwrap();
    let answer = check(&sandbox, LOOKUP, 200).await;
    assert_eq!(answer.json()["display_name"], "Ada Loom");
    assert_eq!(answer.header("date"), Some("Tue, 01 Sep 2026 12:00:00 GMT"));
    let logged = sandbox.requests_to("home46.test");
    assert_eq!(logged.len(), 1);
    assert_eq!((logged[0].method.as_str(), logged[0].status), ("GET", 200));
    assert!(sandbox.history("home46.test").is_empty());
    let refresh = "https://home46.test/api/v2/search?resolve=true&type=accounts&q=https://mastodon44.test/@ada";
    check(&sandbox, refresh, 200).await;
    let event = sandbox.history("home46.test").remove(0);
    assert_eq!(
        (event.handle.as_str(), event.what, event.at),
        ("ada@mastodon44.test", What::Refreshed, sandbox.now_ms())
    );
    let stored = sandbox.stored("home46.test", "ada@mastodon44.test");
    assert_eq!(stored.unwrap().display_name, "Ada Loom ✨");
}

#[tokio::test(start_paused = true)]
async fn where_there_is_no_connection_there_is_no_answer() {
    let sandbox = Sandbox::in_process().unwrap();
    for address in [
        "https://dead.test/users/jon",
        "https://closed.test/users/joy",
        "https://dropped.test/users/dora",
        "https://killed.test/users/kit",
        "https://no-such-host.test/",
        "https://elsewhere.example/",
        "http://mastodon44.test/users/ada",
        "https://mastodon44.test:8443/users/ada",
    ] {
        let headers = [("accept", "application/activity+json")];
        assert_eq!(
            sandbox.ask("GET", address, &headers).await,
            None,
            "{address}"
        );
    }
    assert_eq!(sandbox.log().len(), 8, "what was tried is logged");
}

#[tokio::test(start_paused = true)]
async fn delays_pass_in_the_time_of_the_test() {
    let sandbox = Sandbox::in_process().unwrap();
    let before = sandbox.now_ms();
    sandbox.set_fault(Fault {
        delay_ms: 90_000,
        times: Some(1),
        ..Fault::on("home46.test", "/api/")
    });
    check(&sandbox, LOOKUP, 200).await;
    assert!((sandbox.now_ms() - before - 90_000.0).abs() < 2.0);
    sandbox.set_rate_limit_remaining("home46.test", 0);
    check(&sandbox, LOOKUP, 429).await;
    tokio::time::advance(Duration::from_secs(300)).await;
    check(&sandbox, LOOKUP, 200).await;
}

/// The text of a script of the web UI.
async fn script(sandbox: &Sandbox, file: &str) -> String {
    let address = format!("https://home46.test/packs/{file}");
    let answer = check(sandbox, &address, 200).await;
    assert_eq!(
        answer.header("content-type"),
        Some("text/javascript; charset=utf-8")
    );
    String::from_utf8(answer.body).unwrap()
}

#[tokio::test(start_paused = true)]
async fn scripts_of_the_web_ui_import_only_what_others_export() {
    let sandbox = Sandbox::in_process().unwrap();
    let mut files = vec!["app.js".to_owned()];
    let mut place = 0;
    while let Some(file) = files.get(place).cloned() {
        place += 1;
        let text = script(&sandbox, &file).await;
        let imports = text
            .lines()
            .filter_map(|line| line.strip_prefix("import { "));
        for import in imports {
            let (names, from) = import.split_once(" } from './").unwrap();
            let from = from.trim_end_matches("';").to_owned();
            let exporting = script(&sandbox, &from).await;
            for name in names.split(", ") {
                let name = name.split(" as ").next().unwrap();
                let is_exported = ["function", "async function", "const"].iter().any(|kind| {
                    let export = format!("export {kind} {name}");
                    exporting.contains(&format!("{export}("))
                        || exporting.contains(&format!("{export} ="))
                });
                assert!(is_exported, "{file}: {name} of {from}");
            }
            if !files.contains(&from) {
                files.push(from);
            }
        }
    }
    for file in ["follow.js", "search.js"] {
        assert!(files.contains(&file.to_owned()), "{files:?}");
    }
}
