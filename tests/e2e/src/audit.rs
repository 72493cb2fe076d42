//! What every run of the extension must be able to show from the sandbox's log: that the
//! token went home and nowhere else, that origins learnt nothing about the person, and
//! that nothing was asked which must not be asked.
//!
//! A test ends with `audit(&sandbox).unwrap()`.

use anyhow::{Result, bail};
use freshet_sandbox::{LoggedRequest, Sandbox};
use std::collections::BTreeSet;
use std::net::IpAddr;

/// How an origin is asked for a document.
const ACCEPT: &str = "application/activity+json";

/// Where the sandbox itself is asked by tests.
const CONTROL: &str = "sandbox.test";

/// Where browsers look on their own account, for updates, settings and lists; the proxy
/// refuses them all.
const BROWSERS_OWN: [&str; 9] = [
    "firefox.com",
    "google.com",
    "googleapis.com",
    "gstatic.com",
    "gvt1.com",
    "mozilla.com",
    "mozilla.net",
    "mozilla.org",
    "googleusercontent.com",
];

/// What a log held, when nothing was wrong with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Audited {
    /// Requests to homes that carried a token, all of them the home's own.
    pub with_token: usize,
    /// Documents asked of origins.
    pub documents: usize,
    /// Pictures asked of origins.
    pub pictures: usize,
    /// What browsers wanted for themselves.
    pub browsers_own: usize,
}

/// Looks through all that was asked since the start, or since the log was cleared.
///
/// # Errors
/// When something was asked that must not be, with every such request.
pub fn audit(sandbox: &Sandbox) -> Result<Audited> {
    let hosts = sandbox.hosts();
    let tokens: Vec<(String, String)> = hosts
        .iter()
        .filter_map(|host| Some((host.clone(), sandbox.token(host)?)))
        .collect();
    let world = World { hosts, tokens };
    let mut audited = Audited::default();
    let mut findings = Vec::new();
    for request in sandbox.log() {
        if request.asked_by.is_none()
            && let Err(wrong) = world.judge(&request, &mut audited)
        {
            findings.push(format!(
                "{} {} {}: {wrong}",
                request.method, request.host, request.path
            ));
        }
    }
    if !findings.is_empty() {
        bail!("the log shows what must not be:\n{}", findings.join("\n"));
    }
    Ok(audited)
}

/// The hosts that were asked for, those aside that browsers ask on their own account.
pub fn asked(sandbox: &Sandbox) -> BTreeSet<String> {
    let log = sandbox.log().into_iter();
    log.filter(|request| request.asked_by.is_none() && !is_browsers_own(request))
        .map(|request| request.host)
        .collect()
}

fn is_browsers_own(request: &LoggedRequest) -> bool {
    let own = |domain: &&str| {
        let before = request.host.strip_suffix(*domain);
        before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    request.status == 403 && BROWSERS_OWN.iter().any(own)
}

struct World {
    hosts: Vec<String>,
    /// Each home's, by host.
    tokens: Vec<(String, String)>,
}

impl World {
    /// Counts a request, or says what is wrong with it.
    fn judge(&self, request: &LoggedRequest, audited: &mut Audited) -> Result<(), String> {
        let is_ours = self.judge_host(request)?;
        for (home, token) in &self.tokens {
            let path = request.path.contains(token);
            let header = |(name, value): &(String, String)| {
                value.contains(token) && !(home == &request.host && name == "authorization")
            };
            if path || request.headers.iter().any(header) {
                return Err(format!("the token of {home} is in it"));
            }
        }
        if !is_ours {
            audited.browsers_own += 1;
            return Ok(());
        }
        let is_home = self.tokens.iter().any(|(home, _)| *home == request.host);
        if request.is_tunnel() || request.host == CONTROL {
            return Ok(());
        }
        if is_home {
            audited.with_token += usize::from(request.header("authorization").is_some());
            return match request.method.as_str() {
                "OPTIONS" => Err("a preflight".to_owned()),
                _ => Ok(()),
            };
        }
        judge_origin(request, audited)
    }

    /// Whether the host is one of the sandbox; otherwise it is the browser's own.
    fn judge_host(&self, request: &LoggedRequest) -> Result<bool, String> {
        let host = request.host.trim_matches(['[', ']']);
        if host.parse::<IpAddr>().is_ok() || !host.contains('.') || host.ends_with(".local") {
            return Err("no public host".to_owned());
        }
        if self.hosts.iter().any(|known| known == host) || host == CONTROL {
            return Ok(true);
        }
        if is_browsers_own(request) {
            return Ok(false);
        }
        Err("nobody's host".to_owned())
    }
}

fn judge_origin(request: &LoggedRequest, audited: &mut Audited) -> Result<(), String> {
    if request.method != "GET" {
        return Err("not a GET".to_owned());
    }
    for name in ["authorization", "cookie", "referer"] {
        if let Some(value) = request.header(name) {
            return Err(format!("{name}: {value}"));
        }
    }
    match request.header("accept") {
        Some(ACCEPT) => audited.documents += 1,
        // What a browser says who asks for anything at all.
        Some("*/*") if request.path.starts_with("/system/") => audited.pictures += 1,
        other => return Err(format!("accept: {}", other.unwrap_or_default())),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(host: &str, method: &str, path: &str, headers: &[(&str, &str)]) -> Result<(), String> {
        let world = World {
            hosts: ["home.test", "other.test", "origin.test"]
                .map(str::to_owned)
                .to_vec(),
            tokens: [("home.test", "secret"), ("other.test", "another")]
                .map(|(home, token)| (home.to_owned(), token.to_owned()))
                .to_vec(),
        };
        let request = LoggedRequest {
            number: 0,
            host: host.to_owned(),
            path: path.to_owned(),
            method: method.to_owned(),
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            status: 403,
            asked_by: None,
        };
        world.judge(&request, &mut Audited::default())
    }

    const DOCUMENT: (&str, &str) = ("accept", ACCEPT);

    #[test]
    fn what_is_right_passes() {
        let token = ("authorization", "Bearer secret");
        check("home.test", "GET", "/api", &[token]).unwrap();
        check("origin.test", "GET", "/users/ada", &[DOCUMENT]).unwrap();
        check("origin.test", "GET", "/system/a.png", &[("accept", "*/*")]).unwrap();
        check("update.googleapis.com", "CONNECT", "", &[]).unwrap();
        check("update.googleapis.com", "POST", "", &[]).unwrap();
    }

    #[test]
    fn a_token_anywhere_but_home_is_found() {
        let token = ("authorization", "Bearer secret");
        for (host, path, headers) in [
            ("origin.test", "/users/ada", vec![DOCUMENT, token]),
            ("origin.test", "/users/ada", vec![DOCUMENT, ("x", "secret")]),
            ("origin.test", "/users/ada?t=secret", vec![DOCUMENT]),
            ("other.test", "/api", vec![token]),
            ("home.test", "/api?access_token=secret", vec![]),
            ("home.test", "/api", vec![("cookie", "t=secret")]),
            ("origin.test", "", vec![("proxy-authorization", "secret")]),
        ] {
            for method in ["GET", "CONNECT"] {
                let wrong = check(host, method, path, &headers).unwrap_err();
                assert_eq!(wrong, "the token of home.test is in it");
            }
        }
    }

    #[test]
    fn what_tells_an_origin_of_the_person_is_found() {
        for extra in [
            ("cookie", "a=b"),
            ("referer", "https://home.test/"),
            ("authorization", "Bearer other"),
        ] {
            check("origin.test", "GET", "/users/ada", &[DOCUMENT, extra]).unwrap_err();
        }
        check("origin.test", "OPTIONS", "/users/ada", &[DOCUMENT]).unwrap_err();
        check("origin.test", "POST", "/users/ada", &[DOCUMENT]).unwrap_err();
        check("home.test", "OPTIONS", "/api", &[]).unwrap_err();
        let two = ("accept", "application/activity+json, */*");
        check("origin.test", "GET", "/users/ada", &[two]).unwrap_err();
        check("origin.test", "GET", "/script-ran", &[("accept", "*/*")]).unwrap_err();
    }

    #[test]
    fn a_host_that_must_not_be_asked_is_found() {
        for host in [
            "127.0.0.1",
            "[::1]",
            "10.0.0.1",
            "localhost",
            "intranet",
            "printer.local",
            "elsewhere.example",
            "notgoogle.com",
        ] {
            check(host, "CONNECT", "", &[]).unwrap_err();
        }
    }
}
