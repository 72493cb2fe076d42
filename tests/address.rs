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

/// Vets an address on each host: the same answer for all of them.
fn check_hosts(hosts: &[&str], expected: Result<&str, Refusal>) {
    for host in hosts {
        check(&format!("https://{host}/x"), expected);
    }
}

#[test]
fn a_host_in_disguise_is_vetted_as_what_it_is() {
    // Full width, also in part, percent-encoded, and with what is not seen.
    check_hosts(
        &[
            "１２７．０．０．１",
            "１２７。０。０。１",
            "127｡0｡0｡1",
            "%EF%BC%91%EF%BC%92%EF%BC%97.0.0.1",
            "1\u{ad}27.0.0.1",
            "127.0.0.1\u{200b}",
            "０ｘ７ｆ.1",
        ],
        Err(Refusal::IpAddress),
    );
    check_hosts(
        &[
            "ＬＯＣＡＬＨＯＳＴ",
            "local\u{ad}host",
            "local\u{200b}host",
            "loc\u{2060}al\u{feff}host",
            "printer。local",
            "printer．ｌｏｃａｌ",
            "printer.loca\u{fe0f}l",
            "nas%E3%80%82lan",
            "ü.LOCAL",
            "münchen",
            // The Kelvin sign, whose lower case is a letter of ASCII.
            "\u{212a}iosk.local",
            "wor\u{212a}group",
        ],
        Err(Refusal::PrivateHost),
    );
    check_hosts(
        &["re\u{ad}mote.example", "ｒｅｍｏｔｅ。ｅｘａｍｐｌｅ"],
        Ok("https://remote.example/x"),
    );
}

#[test]
fn a_host_that_is_no_name_is_refused() {
    check_hosts(
        &[
            // Delimiters that would cut the host in two.
            "remote.example／x",
            "remote.example？x",
            "remote.example＃x",
            "ü＠remote.example",
            "ü：8443",
            "ü％41.example",
            "ü%2Fx.example",
            "ü%2541.example",
            "ü%00.example",
            "ü%40remote.example",
            "%FF.example",
            "ü%FF.example",
            // Blanks, what turns a text around, what is no character.
            "ü\u{a0}.example",
            "ü\u{3000}.example",
            "ü\u{85}.example",
            "\u{202e}ü.example",
            "ü\u{2066}.example",
            "ü\u{fffd}.example",
            "ü\u{e000}.example",
            "ü<.example",
            // Punycode of nothing, of ASCII, of nonsense, of itself.
            "xn--.example",
            "xn--localhost-.example",
            "xn--localhost-",
            "xn--127-.0.0.1",
            "xn--\u{fc}.example",
            "ｘｎ－－.example",
            "xn--99999999.example",
            // Longer than a label can be.
            &"ü".repeat(64),
        ],
        Err(Refusal::Malformed),
    );
}

#[test]
fn what_the_whole_mapping_would_make_another_host_is_refused() {
    check_hosts(
        &[
            "①27.0.0.1",
            "127.0.0.①",
            "%E2%91%A0.example",
            "127․0.0.1",
            "𝐥ocalhost",
            "printer.𝐥ocal",
            "printer․local",
            "remote.ⓔxample",
            "ſsl.example",
            "ﬁ.example",
            "x².example",
            "ㄱ.example",
        ],
        Err(Refusal::Malformed),
    );
    // Punycode of such characters is a name as it stands, and never what they stand for.
    check("https://127.0.0.xn--orh/", Ok("https://127.0.0.xn--orh/"));
    // A letter and its mark in two pieces is not made one: it is a name that does not exist.
    check(
        "https://u\u{308}.example/",
        Ok("https://xn--u-ccb.example/"),
    );
}

#[test]
fn international_hosts_are_found_in_any_address() {
    let munich = "https://xn--mnchen-3ya.example/%C3%BC?%C3%BC#%C3%BC";
    for text in [
        "https://münchen.example/ü?ü#ü",
        "HTTPS:\\\\MÜNCHEN.example\\ü?ü#ü",
        "https:münchen.example/ü?ü#ü",
        "https:////münchen.example/ü?ü#ü",
        " \u{1}https://m\tün\nchen.example:443/ü?ü#ü\r ",
        "https://m%C3%BCnchen.example/ü?ü#ü",
        "https://XN--MNCHEN-3YA.example/ü?ü#ü",
    ] {
        assert_eq!(freshet::idn::parse(text).unwrap().as_str(), munich);
    }
    for (text, expected) in [
        (
            "https://münchen.example?@ü",
            "https://xn--mnchen-3ya.example/?@%C3%BC",
        ),
        (
            "https://münchen.example#://ü",
            "https://xn--mnchen-3ya.example/#://%C3%BC",
        ),
        (
            "http://ü:ö@ä.example:80/",
            "http://%C3%BC:%C3%B6@xn--4ca.example/",
        ),
        (
            "ftp://ä.example:x@ö.example:2121",
            "ftp://%C3%A4.example:x@xn--nda.example:2121/",
        ),
        ("mailto:ü@ü.example", "mailto:%C3%BC@%C3%BC.example"),
    ] {
        assert_eq!(freshet::idn::parse(text).unwrap().as_str(), expected);
    }
    check("https://ü@remote.example/", Err(Refusal::Credentials));
    check(
        "https://remote.example@ü.example/",
        Err(Refusal::Credentials),
    );
    check(
        "https://ü.example:8443/",
        Ok("https://xn--tda.example:8443/"),
    );
    check("https://ü.example.:443/", Ok("https://xn--tda.example/"));
    check("https://ü.example:x/", Err(Refusal::Malformed));
    check("ftp://ü.example/", Err(Refusal::NotHttps));
    check("file://ü.example/", Err(Refusal::Malformed));
}

#[test]
fn no_address_gets_around_the_mapping() {
    let beginnings = [
        "https://",
        "https:",
        "HTTP:\\\\",
        "//",
        "ftp://",
        "file://",
        "file:",
        "x://",
        "",
        ":",
        "wss:/",
    ];
    let pieces = [
        "ü", "É", "aB", "xn--tda", "127.1", ".", "。", "．", ":", "@", "/", "\\", "?", "#",
        "%C3%BC", "%2F", "／", "＠", "\u{ad}", "\t", "[", "ÜX%41", "\u{202e}", " ",
    ];
    let base = freshet::idn::parse("https://remote.example/a/").unwrap();
    let mut read = 0;
    for beginning in beginnings {
        for number in 0..pieces.len().pow(3) {
            let piece = |place: u32| pieces[number / pieces.len().pow(place) % pieces.len()];
            let (one, two, three) = (piece(2), piece(1), piece(0));
            let text = format!("{beginning}{one}{two}{three}");
            let both = [freshet::idn::parse(&text), freshet::idn::join(&base, &text)];
            for url in both.into_iter().flatten() {
                read += 1;
                // Read again, it is the same, and so is what a browser takes it for.
                assert!(url.as_str().is_ascii(), "{text:?} {url}");
                if url.scheme() != "file" {
                    let again = freshet::idn::parse(url.as_str());
                    assert_eq!(again.as_ref(), Ok(&url), "{text:?}");
                }
            }
        }
    }
    assert!(read > 10_000, "only {read} were read");
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
    for reference in ["//ü.example/ä", "https://ü.example/ä", "\\\\ü.example/ä"] {
        assert_eq!(
            from.join(reference).unwrap().as_str(),
            "https://xn--tda.example/%C3%A4"
        );
    }
    assert_eq!(from.join("//printer。local/"), Err(Refusal::PrivateHost));
    assert_eq!(from.join("//１27.1/"), Err(Refusal::IpAddress));
    assert_eq!(from.join("//ü\u{202e}.example/"), Err(Refusal::Malformed));
    assert_eq!(from.join("ü//ä").unwrap().host(), "remote.example");
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
