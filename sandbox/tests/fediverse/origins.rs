//! Every origin answers as its software does.

use crate::client::{ACTIVITY, Answer, FOREIGN, connect_status, get, send, tunnel};
use freshet_sandbox::Sandbox;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// One request, with the `Accept` and `Origin` of a reader elsewhere.
async fn check(sandbox: &Sandbox, address: &str, status: u16, readable: bool) -> Answer {
    let answer = get(sandbox, address, &[ACTIVITY, FOREIGN]).await;
    let answer = answer.unwrap_or_else(|| panic!("{address}: no answer"));
    assert_eq!(answer.status, status, "{address}");
    let allowed = answer.header("access-control-allow-origin");
    assert_eq!(allowed, readable.then_some("*"), "CORS of {address}");
    answer
}

#[tokio::test]
async fn cors_is_sent_where_mastodon_sends_it_and_nowhere_else() {
    let sandbox = Sandbox::start().await.unwrap();
    let actor = check(&sandbox, "https://mastodon44.test/users/ada", 200, true).await;
    assert_eq!(
        actor.header("content-type"),
        Some("application/activity+json; charset=utf-8")
    );
    assert_eq!(actor.header("cache-control"), Some("max-age=180, public"));
    let picture = actor.json()["icon"]["url"].as_str().unwrap().to_owned();
    let numbered = check(&sandbox, "https://mastodon45.test/@eva", 200, true)
        .await
        .json();
    let id = numbered["id"].as_str().unwrap();
    assert!(id.starts_with("https://mastodon45.test/ap/users/"), "{id}");

    for (address, status, readable) in [
        ("https://mastodon44.test/@ada", 200, true),
        ("https://mastodon44.test/@nobody-at-all", 404, true),
        ("https://mastodon44.test/users/ada/outbox", 200, false),
        ("https://mastodon44.test/users/ada/followers", 200, false),
        (
            "https://mastodon44.test/.well-known/webfinger?resource=acct:ada@mastodon44.test",
            200,
            true,
        ),
        ("https://mastodon44.test/.well-known/nodeinfo", 200, true),
        ("https://mastodon44.test/nodeinfo/2.0", 200, true),
        (
            "https://mastodon44.test/api/v1/accounts/lookup?acct=ada",
            200,
            true,
        ),
        (
            "https://mastodon44.test/api/v1/accounts/lookup?acct=no",
            404,
            true,
        ),
        (picture.as_str(), 200, false),
        (id, 200, false),
        ("https://nocors.test/users/sol", 200, false),
        (
            "https://nocors.test/api/v1/accounts/lookup?acct=sol",
            404,
            false,
        ),
        ("https://secure.test/users/ines", 401, true),
        (
            "https://secure.test/api/v1/accounts/lookup?acct=ines",
            200,
            true,
        ),
    ] {
        check(&sandbox, address, status, readable).await;
    }
    let bare = get(&sandbox, "https://mastodon44.test/users/ada", &[ACTIVITY])
        .await
        .unwrap();
    assert_eq!(
        bare.header("access-control-allow-origin"),
        None,
        "nobody asked across origins"
    );
}

#[tokio::test]
async fn preflights_pass_where_cors_is_sent() {
    let sandbox = Sandbox::start().await.unwrap();
    let asks = [
        FOREIGN,
        ("access-control-request-method", "GET"),
        ("access-control-request-headers", "authorization"),
    ];
    let open = send(
        &sandbox,
        "OPTIONS",
        "https://mastodon44.test/api/v1/instance",
        &asks,
        "",
    )
    .await
    .unwrap();
    assert_eq!(
        (open.status, open.header("access-control-allow-headers")),
        (200, Some("authorization"))
    );
    let shut = send(
        &sandbox,
        "OPTIONS",
        "https://mastodon44.test/users/ada/outbox",
        &asks,
        "",
    )
    .await
    .unwrap();
    assert_eq!(
        (shut.status, shut.header("access-control-allow-origin")),
        (404, None)
    );
}

#[tokio::test]
async fn accept_decides_between_document_and_page() {
    let sandbox = Sandbox::start().await.unwrap();
    for (accept, status, document) in [
        ("application/activity+json", 200, true),
        ("application/activity+json, */*", 301, false),
        ("text/html", 301, false),
        ("*/*", 301, false),
    ] {
        let answer = get(
            &sandbox,
            "https://mastodon44.test/users/ada",
            &[("accept", accept)],
        )
        .await
        .unwrap();
        assert_eq!(
            (answer.status, answer.json().is_object()),
            (status, document),
            "{accept}"
        );
    }
}

#[tokio::test]
async fn handles_lead_to_another_web_domain() {
    let sandbox = Sandbox::start().await.unwrap();
    let direct = check(
        &sandbox,
        "https://handles.test/.well-known/webfinger?resource=acct:gia@handles.test",
        200,
        true,
    )
    .await;
    assert_eq!(direct.json()["subject"], "acct:gia@handles.test");
    assert_eq!(
        direct.json()["links"][1]["href"],
        "https://web.handles.test/users/gia"
    );
    check(&sandbox, "https://handles.test/users/gia", 404, true).await;
    check(&sandbox, "https://web.handles.test/users/gia", 200, true).await;

    let asked = "/.well-known/webfinger?resource=acct:hugo@redirects.test";
    let first = check(
        &sandbox,
        &format!("https://redirects.test{asked}"),
        301,
        true,
    )
    .await;
    let to = first.header("location").unwrap();
    assert_eq!(to, format!("https://web.redirects.test{asked}"));
    check(&sandbox, to, 200, true).await;
}

#[tokio::test]
async fn ends_of_accounts_are_told_as_mastodon_tells_them() {
    let sandbox = Sandbox::start().await.unwrap();
    check(&sandbox, "https://gone.test/users/otto", 410, true).await;
    check(
        &sandbox,
        "https://gone.test/.well-known/webfinger?resource=acct:otto@gone.test",
        410,
        true,
    )
    .await;
    check(&sandbox, "https://notfound.test/users/rosa", 404, true).await;
    let moved = check(&sandbox, "https://moved.test/users/milo", 200, true)
        .await
        .json();
    assert_eq!(moved["movedTo"], "https://mastodon44.test/users/milo");
    let target = check(&sandbox, "https://mastodon44.test/users/milo", 200, true)
        .await
        .json();
    assert_eq!(
        target["alsoKnownAs"],
        json!(["https://moved.test/users/milo"])
    );
    let blank = check(&sandbox, "https://suspended.test/users/quin", 200, true)
        .await
        .json();
    assert_eq!(
        (&blank["suspended"], &blank["summary"], &blank["name"]),
        (&json!(true), &json!(""), &json!("quin"))
    );
    assert!(blank.get("icon").is_none());
    let limited = check(&sandbox, "https://limited.test/users/tim", 429, true).await;
    assert_eq!(limited.header("retry-after"), Some("120"));
}

#[tokio::test]
async fn broken_servers_break_as_listed() {
    let sandbox = Sandbox::start().await.unwrap();
    for (address, status) in [
        ("https://error500.test/users/eli", 500),
        ("https://error503.test/users/eve", 503),
    ] {
        check(&sandbox, address, status, true).await;
    }
    let page = check(&sandbox, "https://html.test/users/hal", 200, true).await;
    assert!(
        page.header("content-type")
            .unwrap()
            .starts_with("text/html")
    );
    let huge = check(&sandbox, "https://huge.test/users/hana", 200, true).await;
    assert_eq!(
        (huge.body.len(), huge.json().is_object()),
        (50_000_000, true)
    );
    let half = check(&sandbox, "https://truncated.test/users/tara", 200, true).await;
    assert!(half.complete && half.json().is_null() && half.text().starts_with('{'));
    let cut = check(&sandbox, "https://killed.test/users/kit", 200, true).await;
    assert_eq!((cut.complete, cut.body.len()), (false, 200));
    assert!(
        get(&sandbox, "https://dropped.test/users/dora", &[ACTIVITY])
            .await
            .is_none()
    );
    for (name, value) in [
        ("array", json!(["https://wrongtype.test/users/array"])),
        ("string", json!("https://wrongtype.test/users/string")),
        ("number", json!(7)),
    ] {
        let answer = check(
            &sandbox,
            &format!("https://wrongtype.test/users/{name}"),
            200,
            true,
        )
        .await;
        assert_eq!(answer.json(), value);
    }
    for (name, to) in [
        ("http", "http://mastodon44.test/users/ada"),
        ("ip", "https://127.0.0.1/users/ada"),
        ("localhost", "https://localhost/users/ada"),
        ("private", "https://10.0.0.1/users/ada"),
        ("loop", "https://redirect.test/users/loop"),
        ("elsewhere", "https://mastodon44.test/users/ada"),
    ] {
        let answer = check(
            &sandbox,
            &format!("https://redirect.test/users/{name}"),
            302,
            true,
        )
        .await;
        assert_eq!(answer.header("location"), Some(to));
    }
}

#[tokio::test]
async fn an_endless_body_goes_on_and_does_not_hinder_others() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut stream = tunnel(&sandbox, "endless.test").await.unwrap();
    stream
        .write_all(b"GET /users/enid HTTP/1.1\r\nhost: endless.test\r\n\r\n")
        .await
        .unwrap();
    let mut read = 0;
    let mut buffer = [0; 1024];
    while read < 2000 {
        let count = stream.read(&mut buffer).await.unwrap();
        assert_ne!(count, 0, "it ended");
        read += count;
    }
    check(&sandbox, "https://mastodon44.test/users/bea", 200, true).await;
}

#[tokio::test]
async fn the_proxy_opens_only_what_the_sandbox_serves() {
    let sandbox = Sandbox::start().await.unwrap();
    for (authority, status) in [
        ("home46.test:443", 200),
        ("any-name.test:443", 502),
        ("home46.test:80", 403),
        ("elsewhere.example:443", 403),
        ("127.0.0.1:443", 403),
        ("[::1]:443", 403),
        ("dead.test:443", 502),
        ("test.example:443", 403),
    ] {
        assert_eq!(
            connect_status(&sandbox, authority).await,
            status,
            "{authority}"
        );
    }
    assert!(tunnel(&sandbox, "closed.test").await.is_err());
    let tunnels: Vec<(String, u16)> = sandbox
        .log()
        .iter()
        .map(|entry| (entry.path.clone(), entry.status))
        .collect();
    assert!(
        tunnels.contains(&("elsewhere.example:443".to_owned(), 403)),
        "{tunnels:?}"
    );
    assert!(
        sandbox
            .log()
            .iter()
            .all(freshet_sandbox::LoggedRequest::is_tunnel)
    );
}

#[tokio::test]
async fn documents_of_the_corpus_come_from_their_own_hosts() {
    let sandbox = Sandbox::start().await.unwrap();
    let handle = sandbox.handles().into_iter().find(|handle| {
        sandbox
            .person(handle)
            .is_some_and(|person| person.document.is_some())
    });
    let Some(handle) = handle else {
        println!("../shared is absent: no corpus to serve");
        return;
    };
    let person = sandbox.person(&handle).unwrap();
    let answer = check(&sandbox, person.uri.as_deref().unwrap(), 200, true).await;
    assert_eq!(Some(answer.json()), person.document);
    let unknown = format!("https://{}/nobody", person.web_host);
    check(&sandbox, &unknown, 404, true).await;
}
