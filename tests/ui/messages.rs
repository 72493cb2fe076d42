//! What pages and background say to each other, and what people agreed to.

use freshet::consent::{Consents, Scope};
use freshet::message::{Action, FromBackground, Memory, MenuItem, PageFacts, ToBackground};
use freshet::reader::read;
use serde_json::json;

#[test]
fn every_action_comes_back_as_it_was() {
    let server = || "remote.example".to_owned();
    let home = || "home.example".to_owned();
    let contact = |scope| Action::Contact {
        server: server(),
        scope,
    };
    for (action, json) in [
        (Action::Open(true), json!({"open": true})),
        (Action::ShowAll(false), json!({"show_all": false})),
        (Action::CheckAgain, json!("check_again")),
        (
            contact(Scope::Once),
            json!({"contact": {"server": server(), "scope": "once"}}),
        ),
        (
            contact(Scope::Server),
            json!({"contact": {"server": server(), "scope": "server"}}),
        ),
        (
            contact(Scope::Always),
            json!({"contact": {"server": server(), "scope": "always"}}),
        ),
        (Action::Later(true), json!({"later": true})),
        (
            Action::Access(vec![server()]),
            json!({"access": [server()]}),
        ),
        (Action::Grant { ask: vec![] }, json!({"grant": {"ask": []}})),
        (
            Action::SwitchOn {
                home: home(),
                ask: vec!["https://home.example/*".to_owned()],
            },
            json!({"switch_on": {"home": home(), "ask": ["https://home.example/*"]}}),
        ),
        (Action::SwitchOff(home()), json!({"switch_off": home()})),
        (
            Action::Forget {
                home: home(),
                server: Some(server()),
            },
            json!({"forget": {"home": home(), "server": server()}}),
        ),
        (
            Action::Forget {
                home: home(),
                server: None,
            },
            json!({"forget": {"home": home(), "server": null}}),
        ),
        (
            Action::GiveBack("https://remote.example/*".to_owned()),
            json!({"give_back": "https://remote.example/*"}),
        ),
        (Action::Options, json!("options")),
    ] {
        assert_eq!(serde_json::to_value(&action).unwrap(), json);
        assert_eq!(read::<Action>(&json.to_string()), Some(action));
    }
}

/// Whether the background understands a message.
#[track_caller]
fn check(message: serde_json::Value, understood: bool) {
    let text = message.to_string();
    let found = read::<ToBackground>(&text);
    assert_eq!(found.is_some(), understood, "{text}: {found:?}");
}

#[test]
fn messages_of_another_shape_are_refused() {
    check(json!("lost"), true);
    check(json!({"open": {"tab": -1}}), true);
    check(json!({"press": {"action": "options"}}), true);
    check(json!({"press": {"action": "format_disk"}}), false);
    check(
        json!({"press": {"action": {"contact": {"server": "x", "scope": "all"}}}}),
        false,
    );
    check(json!({"press": {}}), false);
    check(json!({"open": {"tab": "7"}}), false);
    check(json!({"show": {}}), false);
    check(json!({"Show": {}}), false);
    check(json!({}), false);
    check(json!(null), false);
    check(json!("found"), true);
    check(json!("held"), true);
    check(json!("elsewhere"), false);
}

#[test]
fn a_page_is_taken_as_it_is_old_or_new() {
    let page = |token| {
        json!({"show": {"path": "/@ada@remote.example", "home": {
            "version": "4.6.5", "locale": "en", "domain": "home.example", "token": token,
        }}})
    };
    for (message, signed_in) in [(page(json!("secret")), true), (page(json!(null)), false)] {
        let ToBackground::Show { home, memory, .. } = serde_json::from_value(message).unwrap()
        else {
            panic!("it shows a page");
        };
        assert_eq!(home.token.is_some(), signed_in);
        assert_eq!(memory, None);
    }
}

#[test]
fn only_a_role_that_manages_federation_is_one_that_does() {
    for (permissions, manages) in [
        (json!("65568"), true),
        (json!("32"), true),
        (json!("65536"), false),
        (json!("1024"), false),
        (json!(""), false),
        (json!("everything"), false),
        (json!("-1"), false),
    ] {
        let home = json!({"version": "4.6.5", "locale": "en", "domain": "home.example",
            "permissions": permissions});
        let facts: PageFacts = serde_json::from_value(home).unwrap();
        assert_eq!(facts.manages_federation(), manages, "{permissions}");
    }
}

#[test]
fn the_token_is_never_printed() {
    let home = json!({
        "version": "4.6.5", "locale": "en", "domain": "home.example",
        "token": "s3cr3t-token",
    });
    let facts: PageFacts = serde_json::from_value(home.clone()).unwrap();
    let message = json!({"show": {"path": "/", "home": home}});
    let message: ToBackground = serde_json::from_value(message).unwrap();
    for printed in [
        format!("{facts:?} {facts:#?}"),
        format!("{message:?} {message:#?}"),
    ] {
        assert!(!printed.contains("s3cr3t"), "{printed}");
        assert!(printed.contains("signed_in: true"), "{printed}");
    }
}

#[test]
fn a_memory_of_an_older_version_is_taken() {
    for (json, memory) in [
        (json!({}), Memory::default()),
        (
            json!({"open": true, "of_tomorrow": 1}),
            Memory {
                open: true,
                ..Memory::default()
            },
        ),
    ] {
        assert_eq!(serde_json::from_value::<Memory>(json).unwrap(), memory);
    }
}

#[test]
fn a_drawing_is_sent_as_plain_data() {
    let message = FromBackground::Draw {
        lang: "de".to_owned(),
        dir: "ltr",
        title: String::new(),
        tree: Vec::new(),
        memory: Memory {
            open: true,
            ..Memory::default()
        },
        menu: vec![MenuItem {
            key: "refresh",
            words: "Refresh profile".to_owned(),
            press: Action::Refresh,
        }],
        busy: true,
    };
    assert_eq!(
        serde_json::to_value(message).unwrap(),
        json!({"kind": "draw", "lang": "de", "dir": "ltr", "title": "", "tree": [],
            "memory": {"open": true, "all": false, "later": false, "held": false,
                "diagnosis": false, "details": false, "admins": false},
            "menu": [{"key": "refresh", "words": "Refresh profile", "press": "refresh"}],
            "busy": true}),
    );
    assert_eq!(
        serde_json::to_value(FromBackground::Reload { force: true }).unwrap(),
        json!({"kind": "reload", "force": true})
    );
    assert_eq!(
        serde_json::to_value(FromBackground::Leave).unwrap(),
        json!({"kind": "leave"})
    );
    assert_eq!(
        serde_json::to_value(FromBackground::Close).unwrap(),
        json!({"kind": "close"})
    );
}

#[test]
fn a_consent_reaches_as_far_as_it_was_given() {
    let covers =
        |consents: &Consents| ["a.example", "b.example"].map(|server| consents.cover(server));
    let mut consents = Consents::default();
    assert_eq!(covers(&consents), [false, false]);
    consents.give("a.example", Scope::Once);
    assert_eq!(consents, Consents::default(), "once is not kept");
    consents.give("a.example", Scope::Server);
    consents.give("a.example", Scope::Server);
    assert_eq!(consents.servers, ["a.example"], "kept once");
    assert_eq!(covers(&consents), [true, false]);
    assert!(!consents.cover("sub.a.example"), "a server is that server");
    consents.give("b.example", Scope::Always);
    assert_eq!(covers(&consents), [true, true]);
    consents.always = false;
    assert_eq!(
        covers(&consents),
        [true, false],
        "what was agreed to before stays"
    );
    consents.take_back("a.example");
    assert_eq!(consents, Consents::default());
}

#[test]
fn consents_are_kept_and_read_from_any_version() {
    let mut consents = Consents::default();
    consents.give("a.example", Scope::Server);
    let kept = serde_json::to_string(&consents).unwrap();
    assert_eq!(serde_json::from_str::<Consents>(&kept).unwrap(), consents);
    for older in ["{}", r#"{"servers": [], "of_tomorrow": true}"#] {
        assert_eq!(
            serde_json::from_str::<Consents>(older).unwrap(),
            Consents::default()
        );
    }
}
