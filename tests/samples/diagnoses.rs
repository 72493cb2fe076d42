//! Diagnoses in every state: running, asking, found, not known, and every text there is.

use freshet::diagnose::causes::{self, Cause};
use freshet::message::Memory;
use freshet::step::Failure;
use freshet::typed::Slip;
use freshet::ui::diagnose;
use freshet::ui::popup::{self, Popup, Shown};
use freshet::ui::tree::{Node, element};
use freshet::view::{
    Advice, At, Came, Check, Checked, Cost, Diagnosis, Finding, Mark, Names, Pictures, Progress,
    Said,
};

use super::Sample;

/// 14 November 2023, 22:13:20 UTC.
pub const NOON: f64 = 1_700_000_000_000.0;

/// Every check. The match in [`checks`] does not compile when one is missing there.
pub const CHECKS: [Check; 17] = [
    Check::HomeAccount,
    Check::HomeInstance,
    Check::HomeBlocks,
    Check::YourBlocks,
    Check::WebFinger,
    Check::HostMeta,
    Check::WebFingerElsewhere,
    Check::Actor,
    Check::WebFingerBack,
    Check::OriginApi,
    Check::Moved,
    Check::NodeInfo,
    Check::NodeInfoDocument,
    Check::Parent,
    Check::HomeResolve,
    Check::OriginBlocks,
    Check::Near,
];

/// Every correction of what was typed.
pub const SLIPS: [Slip; 16] = [
    Slip::MissingAt,
    Slip::DoubledAt,
    Slip::Blanks,
    Slip::FullWidth,
    Slip::Www,
    Slip::Scheme,
    Slip::Comma,
    Slip::Dots,
    Slip::Trailing,
    Slip::Words,
    Slip::Spelled,
    Slip::Colon,
    Slip::LocalOnly,
    Slip::Email,
    Slip::Post,
    Slip::Bridged,
];

/// Every way in which something comes back.
const CAME: [Came; 8] = [
    Came::Status(200),
    Came::Status(404),
    Came::Failed(Failure::Network),
    Came::Failed(Failure::TimedOut),
    Came::Failed(Failure::TooLarge),
    Came::Failed(Failure::Redirected),
    Came::Unreadable,
    Came::NotAsked,
];

/// Sources in which keys of texts are named.
const SOURCES: [&str; 9] = [
    include_str!("../../src/diagnose/advice.rs"),
    include_str!("../../src/diagnose/causes.rs"),
    include_str!("../../src/diagnose/home.rs"),
    include_str!("../../src/diagnose/judge.rs"),
    include_str!("../../src/diagnose/origin.rs"),
    include_str!("../../src/diagnose/between.rs"),
    include_str!("../../src/diagnose/finger.rs"),
    include_str!("../../src/diagnose/servers.rs"),
    include_str!("../../src/diagnose/steps.rs"),
];

/// Every key that begins like this and stands in quotes in the sources, each once.
pub fn keys(start: &str) -> Vec<&'static str> {
    let quoted = SOURCES
        .iter()
        .flat_map(|source| source.split('"').skip(1).step_by(2));
    let mut keys: Vec<&str> = quoted.filter(|text| text.starts_with(start)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The causes that the sources exclude where none is known.
pub fn excluded() -> Vec<&'static str> {
    let (_, judge) = SOURCES[3].split_once("fn excluded(").expect("it is there");
    let (judge, _) = judge.split_once("\n    }").expect("it ends");
    let names = judge.split("causes::").skip(1);
    let names = names.map(|rest| rest.split(',').next().unwrap_or_default());
    let code = |name: &str| {
        let line = SOURCES[1].lines().find(|line| {
            let line = line.trim();
            line.strip_prefix(name)
                .is_some_and(|rest| rest.starts_with(" \""))
        });
        line.and_then(|line| line.split('"').nth(1))
    };
    names.map(|name| code(name).expect(name)).collect()
}

/// A diagnosis that has just begun.
pub fn begun() -> Diagnosis {
    Diagnosis {
        home: "home.example".to_owned(),
        asked: "ada@remote.example".to_owned(),
        slips: Vec::new(),
        lack: None,
        handle: Some("@ada@remote.example".to_owned()),
        domain: Some("remote.example".to_owned()),
        origin: Some("social.remote.example".to_owned()),
        actor: Some("https://social.remote.example/users/ada".to_owned()),
        home_version: Some("4.5.3".to_owned()),
        origin_software: Some("mastodon 4.4.2".to_owned()),
        phase: Progress::Running,
        earlier: 0,
        checks: Vec::new(),
        findings: Vec::new(),
        excluded: Vec::new(),
        needs_access: Vec::new(),
        near: Vec::new(),
        began: NOON,
        ended: NOON + 2340.0,
        cost: Cost { home: 4, origin: 3 },
    }
}

/// A check that came to this.
pub fn checked(
    check: Check,
    request: &str,
    came: Came,
    mark: Mark,
    found: &'static str,
) -> Checked {
    let names = Names::default();
    Checked {
        check,
        request: request.to_owned(),
        came,
        mark,
        found: (!found.is_empty()).then_some(Said { key: found, names }),
        took: 312.0,
    }
}

/// The checks of a diagnosis that got far.
pub fn far() -> Vec<Checked> {
    let status = Came::Status;
    let mut checks = vec![
        checked(
            Check::HomeAccount,
            "GET https://home.example/api/v1/accounts/lookup?acct=ada%40remote.example",
            status(404),
            Mark::Unclear,
            "found_home_unknown",
        ),
        checked(
            Check::HomeInstance,
            "GET https://home.example/api/v2/instance",
            status(200),
            Mark::Good,
            "found_version",
        ),
        checked(
            Check::HomeBlocks,
            "GET https://home.example/api/v1/instance/domain_blocks",
            status(200),
            Mark::Good,
            "found_list_clear",
        ),
        checked(
            Check::WebFinger,
            "GET https://remote.example/.well-known/webfinger?resource=acct%3Aada%40remote.example",
            status(200),
            Mark::Good,
            "found_leads_to",
        ),
        checked(
            Check::Actor,
            "GET https://social.remote.example/users/ada",
            status(401),
            Mark::Unclear,
            "found_signed_only",
        ),
    ];
    for (at, detail) in [(1, "4.5.3"), (3, "https://social.remote.example/users/ada")] {
        if let Some(found) = &mut checks[at].found {
            found.names.detail = detail.to_owned();
        }
    }
    checks
}

/// What a cause says with the steps that the sources offer for somebody.
pub fn finding(cause: &Cause, advice: Vec<Advice>) -> Finding {
    Finding {
        cause: cause.code,
        names: Names::default(),
        is_certain: true,
        evidence: vec![Check::WebFinger, Check::HomeBlocks],
        side: cause.side,
        who: cause.who,
        span: cause.span,
        advice,
    }
}

/// A step for a reader.
pub fn step(reader: At, key: &'static str, command: &str, link: &str) -> Advice {
    Advice {
        reader,
        does: Said {
            key,
            names: Names::default(),
        },
        command: command.to_owned(),
        link: link.to_owned(),
        expects: reader != At::You,
    }
}

/// A diagnosis that found a cause for which a lot can be done.
pub fn only_home_fails() -> Diagnosis {
    let mut advice = vec![
        step(At::You, "step_ask_home", "", "https://home.example/about"),
        step(
            At::You,
            "step_read_there",
            "",
            "https://social.remote.example/@ada",
        ),
        step(
            At::Home,
            "step_review_hidden_block",
            "",
            "https://home.example/admin/instances/remote.example",
        ),
        step(
            At::Home,
            "step_host_meta",
            "curl -I https://remote.example/.well-known/host-meta",
            "",
        ),
        step(
            At::Home,
            "step_certificate",
            "openssl s_client -connect social.remote.example:443 -servername social.remote.example </dev/null | openssl x509 -noout -subject -dates",
            "",
        ),
        step(At::Home, "step_sidekiq", "", "https://home.example/sidekiq"),
    ];
    advice.push(step(
        At::Origin,
        "step_review_block",
        "",
        "https://social.remote.example/admin/instances/home.example",
    ));
    let mut diagnosis = begun();
    diagnosis.phase = Progress::Done;
    diagnosis.checks = far();
    diagnosis.checks.push(checked(
        Check::HomeResolve,
        "GET https://home.example/api/v2/search?q=https%3A%2F%2Fsocial.remote.example%2F%40ada&resolve=true&type=accounts",
        Came::Status(200),
        Mark::Bad,
        "found_home_nothing",
    ));
    let mut found = finding(&causes::ONLY_HOME_FAILS, advice);
    found.is_certain = false;
    found.evidence = vec![Check::WebFinger, Check::Actor, Check::HomeResolve];
    diagnosis.findings = vec![found, finding(&causes::SIGNED_ONLY, Vec::new())];
    diagnosis
}

/// A diagnosis of an account whose server home blocks.
pub fn home_blocks() -> Diagnosis {
    let mut diagnosis = begun();
    diagnosis.phase = Progress::Done;
    diagnosis.checks = far();
    diagnosis.checks.truncate(3);
    diagnosis.checks[2] = checked(
        Check::HomeBlocks,
        "GET https://home.example/api/v1/instance/domain_blocks",
        Came::Status(200),
        Mark::Bad,
        "found_list_blocks",
    );
    let mut found = finding(
        &causes::HOME_BLOCKS,
        vec![
            step(At::You, "step_ask_home", "", "https://home.example/about"),
            step(
                At::Home,
                "step_review_block",
                "",
                "https://home.example/admin/instances/remote.example",
            ),
        ],
    );
    found.evidence = vec![Check::HomeBlocks];
    found.names.detail = "remote.example: spam".to_owned();
    diagnosis.findings = vec![found];
    diagnosis
}

/// A diagnosis that came to nothing.
pub fn not_known() -> Diagnosis {
    let mut diagnosis = only_home_fails();
    diagnosis.findings.clear();
    diagnosis.excluded = excluded();
    diagnosis.needs_access = vec!["social.remote.example".to_owned()];
    diagnosis
}

/// What is drawn of a diagnosis, alone.
pub fn alone(diagnosis: &Diagnosis, memory: Memory) -> Vec<Node> {
    let section = diagnose::section(diagnosis, memory);
    vec![element("div").class("freshet").child(section).into()]
}

/// What a person may have unfolded.
pub fn unfolded() -> Memory {
    Memory {
        diagnosis: true,
        details: true,
        admins: true,
        ..Memory::default()
    }
}

/// A diagnosis in which others wrote what they like.
pub fn hostile() -> Diagnosis {
    let mut diagnosis = only_home_fails();
    let evil = "`|\n<b>@root@evil.example</b> \u{202e}[x](https://evil.example)";
    diagnosis.asked = evil.to_owned();
    diagnosis.handle = None;
    diagnosis.home_version = Some(evil.to_owned());
    diagnosis.origin_software = Some(evil.to_owned());
    diagnosis.findings[0].names.detail = evil.to_owned();
    for checked in &mut diagnosis.checks {
        checked.request = format!("GET https://remote.example/{evil}");
        if let Some(found) = &mut checked.found {
            found.names.detail = evil.to_owned();
        }
    }
    diagnosis
}

/// A drawing of each.
pub fn diagnoses(samples: &mut Vec<Sample>) {
    let mut add = |name: &str, diagnosis: &Diagnosis| {
        for (suffix, memory) in [("", Memory::default()), (", unfolded", unfolded())] {
            samples.push(Sample {
                name: format!("diagnosis {name}{suffix}"),
                nodes: alone(diagnosis, memory),
            });
        }
    };
    add("begun", &begun());
    let mut running = begun();
    running.checks = far();
    if let Some(last) = running.checks.last_mut() {
        *last = checked(
            Check::Actor,
            &last.request,
            Came::Waiting,
            Mark::Running,
            "",
        );
    }
    add("running", &running);
    running.checks.pop();
    running.phase = Progress::NeedsConsent("social.remote.example".to_owned());
    add("consent", &running);
    add("found likely", &only_home_fails());
    add("found certain", &home_blocks());
    add("not known", &not_known());
    add("hostile", &hostile());

    let mut near = not_known();
    near.near = vec![
        "@ada@remote.example".to_owned(),
        "@ada.lovelace@social.remote.example".to_owned(),
    ];
    near.needs_access.clear();
    add("near", &near);
    let mut typing = home_blocks();
    typing.asked = "ada@@remote,example".to_owned();
    typing.slips = SLIPS.to_vec();
    typing.findings = vec![finding(&causes::TYPING, Vec::new())];
    add("typing", &typing);
    typing.checks.truncate(1);
    typing.handle = None;
    typing.domain = None;
    typing.origin = None;
    typing.slips.clear();
    typing.findings = vec![finding(&causes::NOT_A_HANDLE, Vec::new())];
    add("nonsense", &typing);
    for lack in ["text", "too_long", "name", "elsewhere", "refused"] {
        typing.lack = Some(lack);
        typing.origin = Some("remote.example".to_owned());
        add(&format!("lack {lack}"), &typing);
    }

    for cause in causes::ALL {
        let mut diagnosis = home_blocks();
        let mut found = finding(cause, Vec::new());
        found.names.handle = "@ada@new.example".to_owned();
        found.names.time = (cause.code == "home_rate_limited").then_some(NOON);
        diagnosis.findings = vec![found];
        add(&format!("cause {}", cause.code), &diagnosis);
    }
    let mut all = only_home_fails();
    all.checks = CHECKS
        .into_iter()
        .zip(CAME.into_iter().cycle())
        .map(|(check, came)| checked(check, "GET https://remote.example/", came, Mark::Bad, ""))
        .collect();
    add("every check", &all);
    all.checks = keys("found_")
        .into_iter()
        .map(|key| {
            let mut one = checked(Check::Actor, "GET /", Came::Status(200), Mark::Good, key);
            if let Some(found) = &mut one.found {
                found.names.handle = "@ada@new.example".to_owned();
            }
            one
        })
        .collect();
    add("every finding", &all);
    let steps = keys("step_");
    let readers = [At::You, At::Home, At::Origin];
    for reader in readers {
        let wanted = |key: &&str| reader == At::You || expects(key);
        let advice = steps.iter().copied().filter(wanted);
        let advice = advice.map(|key| step(reader, key, "true", "https://remote.example/"));
        all.findings[0].advice = advice.collect();
        add(&format!("every step {reader:?}"), &all);
    }
    places(samples);
}

/// Whether the sources have something to say about what to expect of a step: it is given to
/// somebody else than the person.
pub fn expects(key: &str) -> bool {
    let quoted = format!("\"{key}\"");
    let mut sources = SOURCES.iter();
    let before = sources.find_map(|source| Some(source.split_once(&quoted)?.0));
    let before = before.expect("it is there");
    let call = before.trim_end().rsplit("self.").next().unwrap_or_default();
    !(call.starts_with("you") || call.starts_with("open"))
}

/// The places in which a diagnosis is drawn beside others.
fn places(samples: &mut Vec<Sample>) {
    let mut add = |name: &str, nodes: Vec<Node>| {
        let name = format!("diagnosis in {name}");
        samples.push(Sample { name, nodes });
    };
    let memory = Memory::default();
    let found = home_blocks();
    add(
        "search, offered",
        diagnose::offer("@ada@remote.example", "home.example", None, memory),
    );
    let long = "ada@".repeat(40);
    add(
        "search, found",
        diagnose::offer(&long, "home.example", Some(&found), memory),
    );
    let state = Popup::On {
        home: "home.example".to_owned(),
        shown: Shown::Nothing,
    };
    for (name, diagnosis) in [("popup", None), ("popup, found", Some(&found))] {
        let nodes = popup::popup(&state, &[], diagnosis, &Pictures::default(), memory);
        add(name, nodes);
    }
    let mut view = super::reported(
        freshet::compare::Verdict::Unreachable,
        Some(freshet::trouble::Trouble::NoAnswer),
        None,
    );
    view.diagnosis = Some(Box::new(found));
    add(
        "line",
        freshet::ui::profile(&view, &Pictures::default(), memory),
    );
}
