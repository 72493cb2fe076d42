//! What may be requested of an origin, and what never.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use freshet::address::{PublicAddress, Refusal};

/// Vets an address: its normal form, or why it is refused.
fn check(text: &str, expected: Result<&str, Refusal>) {
    let found = PublicAddress::parse(text);
    let found = found
        .as_ref()
        .map(PublicAddress::as_str)
        .map_err(|refusal| *refusal);
    assert_eq!(found, expected, "{text:?}");
}

#[test]
fn public_addresses_get_one_form() {
    check(
        "https://Remote.EXAMPLE/users/ada#key",
        Ok("https://remote.example/users/ada"),
    );
    check("https://remote.example:443", Ok("https://remote.example/"));
    check(
        "https://remote.example:8443/a?b=c",
        Ok("https://remote.example:8443/a?b=c"),
    );
    check(
        "https://münchen.example/",
        Ok("https://xn--mnchen-3ya.example/"),
    );
    check("https://remote.example./a", Ok("https://remote.example/a"));
    check(
        "https:\\\\remote.example\\a",
        Ok("https://remote.example/a"),
    );
    check(
        " https://remote.example/a\n",
        Ok("https://remote.example/a"),
    );
    check("https://home.test/@ada", Ok("https://home.test/@ada"));
    check(
        "https://localhost.example/",
        Ok("https://localhost.example/"),
    );
    check("https://mylocal.example/", Ok("https://mylocal.example/"));
}

#[test]
fn other_schemes_are_refused() {
    for text in [
        "http://remote.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://remote.example/",
        "wss://remote.example/",
        "blob:https://remote.example/x",
    ] {
        check(text, Err(Refusal::NotHttps));
    }
}

#[test]
fn credentials_are_refused() {
    for text in [
        "https://a@remote.example/",
        "https://a:b@remote.example/",
        "https://:b@remote.example/",
        "https://remote.example@evil.example/",
    ] {
        check(text, Err(Refusal::Credentials));
    }
}

#[test]
fn ip_addresses_are_refused_in_any_spelling() {
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "１２７.0.0.1",
        "127。0。0。1",
        "127.0.0.1.",
        "8.8.8.8",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[2001:db8::1]",
        "0",
        "10.0.0.1:8443",
    ] {
        check(&format!("https://{host}/x"), Err(Refusal::IpAddress));
    }
}

#[test]
fn local_and_private_hosts_are_refused() {
    for host in [
        "localhost",
        "LOCALHOST",
        "localhost.",
        "a.localhost",
        "printer",
        "printer.local",
        "PRINTER.LOCAL.",
        "a.b.internal",
        "nas.lan",
        "router.home",
        "x.corp",
        "gw.home.arpa",
        "1.0.0.127.in-addr.arpa",
        "wiki.intranet",
        "x.private",
        "x.localdomain",
        "fritz.box",
        "ｌocalhost",
        "local%68ost",
        "a.invalid",
        "remote.example..",
        "localhost:8443",
    ] {
        check(&format!("https://{host}/x"), Err(Refusal::PrivateHost));
    }
}

#[test]
fn what_is_no_address_is_refused() {
    for text in [
        "",
        "remote.example",
        "/users/ada",
        "https://",
        "https://?",
        "https://re mote.example/",
        "https://remote.example:99999/",
        "https://[::1",
        "https://a<b.example/",
    ] {
        check(text, Err(Refusal::Malformed));
    }
    check(
        &format!("https://remote.example/{}", "a".repeat(2048)),
        Err(Refusal::TooLong),
    );
    check(
        &format!("https://remote.example/{}", "é".repeat(1000)),
        Err(Refusal::TooLong),
    );
}

#[test]
fn redirects_are_vetted_too() {
    let from = PublicAddress::parse("https://remote.example/users/ada").unwrap();
    assert_eq!(
        from.join("../@ada").unwrap().as_str(),
        "https://remote.example/@ada"
    );
    assert_eq!(
        from.join("//other.example/x").unwrap().host(),
        "other.example"
    );
    assert_eq!(from.join("http://remote.example/"), Err(Refusal::NotHttps));
    assert_eq!(from.join("//127.1/"), Err(Refusal::IpAddress));
    assert_eq!(
        from.join("//user@remote.example/"),
        Err(Refusal::Credentials)
    );
    assert_eq!(from.join("https://localhost/"), Err(Refusal::PrivateHost));
}

#[test]
fn a_host_gets_a_path() {
    let made = PublicAddress::on_host("remote.example", "/.well-known/webfinger?resource=acct:a@b")
        .unwrap();
    assert_eq!(
        made.as_str(),
        "https://remote.example/.well-known/webfinger?resource=acct:a@b"
    );
    for (host, path) in [
        ("a.example/b", "/"),
        ("u@a.example", "/"),
        ("a.example", "x"),
        ("a.example?", "/"),
        ("", "/"),
    ] {
        assert!(PublicAddress::on_host(host, path).is_err(), "{host} {path}");
    }
}

#[test]
fn hosts_are_compared_with_their_ports() {
    let address = |text| PublicAddress::parse(text).unwrap();
    let one = address("https://remote.example/a");
    assert!(one.same_host(&address("https://REMOTE.example.:443/b")));
    assert!(!one.same_host(&address("https://remote.example:8443/a")));
    assert!(!one.same_host(&address("https://a.remote.example/a")));
}

#[test]
fn a_kept_address_is_vetted_when_it_is_read_back() {
    let kept =
        serde_json::to_string(&PublicAddress::parse("https://remote.example/a").unwrap()).unwrap();
    assert_eq!(kept, "\"https://remote.example/a\"");
    assert!(serde_json::from_str::<PublicAddress>(&kept).is_ok());
    assert!(serde_json::from_str::<PublicAddress>("\"https://127.0.0.1/\"").is_err());
}
