//! What is kept, with a fake storage.

use wasm_bindgen_test::wasm_bindgen_test;

use super::double::Double;
use crate::consent::{Consents, Scope};
use crate::step::{Answer, Failure, Outcome};
use crate::web::store::{self, Kept, Wish};

const HOME: &str = "home.example";
const ADA: &str = "ada@remote.example";

/// What a look was told that was done at this moment.
fn kept(at: f64) -> Kept {
    let answer = Answer {
        wait: None,
        limit: None,
        ahead: None,
        status: 200,
        media_type: "application/json".to_owned(),
        body: "{\"name\": \"Bücher 📚\"}".into(),
    };
    let told = vec![
        Outcome::Answer(answer),
        Outcome::Allowed(true),
        Outcome::Failed(Failure::TimedOut),
    ];
    Kept { told, at }
}

fn agreed(server: &str) -> Consents {
    let mut consents = Consents::default();
    consents.give(server, Scope::Server);
    consents
}

#[wasm_bindgen_test]
async fn homes_are_kept_once_each() {
    let double = Double::new();
    assert!(store::homes().await.is_empty());
    for home in [HOME, "two.example", HOME] {
        store::add_home(home).await;
    }
    assert_eq!(store::homes().await, [HOME, "two.example"]);
    store::remove_home("unknown.example").await;
    store::remove_home(HOME).await;
    assert_eq!(store::homes().await, ["two.example"]);
    assert_eq!(double.told(), "");
}

#[wasm_bindgen_test]
async fn what_was_stored_for_a_home_goes_with_it() {
    let double = Double::new();
    for home in [HOME, "home.example.org"] {
        store::add_home(home).await;
        store::save_consents(home, &agreed("remote.example")).await;
        store::keep_look(home, ADA, &kept(1.0)).await;
    }
    store::remove_home(HOME).await;
    let stored = double.stored("local") + &double.stored("session");
    assert!(!stored.contains("home.example "), "{stored}");
    assert!(!stored.contains("consents home.example\""), "{stored}");
    assert_eq!(store::consents(HOME).await, Consents::default());
    assert_eq!(store::look(HOME, ADA, 2.0).await, None);
    let other = "home.example.org";
    assert_eq!(store::consents(other).await, agreed("remote.example"));
    assert_eq!(store::look(other, ADA, 2.0).await, Some(kept(1.0)));
}

#[wasm_bindgen_test]
async fn a_verdict_is_kept_for_five_minutes() {
    let _double = Double::new();
    let minutes = |minutes: f64| minutes * 60_000.0;
    store::keep_look(HOME, ADA, &kept(minutes(1.0))).await;
    assert_eq!(
        store::look(HOME, ADA, minutes(5.9)).await,
        Some(kept(minutes(1.0)))
    );
    assert_eq!(store::look(HOME, ADA, minutes(6.0)).await, None);
    assert_eq!(
        store::look(HOME, "eva@remote.example", minutes(2.0)).await,
        None
    );
    assert_eq!(store::look("two.example", ADA, minutes(2.0)).await, None);
    store::drop_look(HOME, ADA).await;
    assert_eq!(store::look(HOME, ADA, minutes(2.0)).await, None);
}

#[wasm_bindgen_test]
async fn old_verdicts_do_not_pile_up() {
    let double = Double::new();
    for number in 0..5 {
        let acct = format!("{number}@remote.example");
        store::keep_look(HOME, &acct, &kept(0.0)).await;
    }
    double.put("session", "look broken x", "{");
    double.put("session", "other", "{");
    store::keep_look(HOME, ADA, &kept(300_000.0)).await;
    let kept: serde_json::Value = serde_json::from_str(&double.stored("session")).unwrap();
    let keys: Vec<_> = kept.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["look home.example ada@remote.example", "other"]);
}

#[wasm_bindgen_test]
async fn what_is_larger_than_many_profiles_is_not_kept() {
    let double = Double::new();
    let mut large = kept(0.0);
    if let Outcome::Answer(answer) = &mut large.told[0] {
        answer.body = vec![b' '; 300 * 1024];
    }
    store::keep_look(HOME, ADA, &large).await;
    assert_eq!(store::look(HOME, ADA, 1.0).await, None);
    assert_eq!(double.stored("session"), "{}");
}

#[wasm_bindgen_test]
async fn a_wish_is_answered_once() {
    let _double = Double::new();
    assert_eq!(store::wished().await, None);
    let wish = Wish {
        home: Some(HOME.to_owned()),
        tab: 7,
    };
    store::wish(&wish).await;
    assert_eq!(store::wished().await, Some(wish));
    assert_eq!(store::wished().await, None);
}

#[wasm_bindgen_test]
async fn what_cannot_be_read_counts_as_nothing() {
    let double = Double::new();
    for (area, key) in [
        ("local", "homes"),
        ("local", "consents home.example"),
        ("session", "look home.example ada@remote.example"),
        ("session", "wish"),
    ] {
        for junk in ["", "{", "null", "7", "[7]", "\"x\"", "{\"told\":{}}"] {
            double.put(area, key, junk);
            assert!(store::homes().await.is_empty(), "{junk}");
            assert_eq!(store::consents(HOME).await, Consents::default(), "{junk}");
            assert_eq!(store::look(HOME, ADA, 0.0).await, None, "{junk}");
            if key == "wish" {
                assert_eq!(store::wished().await, None, "{junk}");
            }
        }
    }
}

#[wasm_bindgen_test]
async fn a_storage_that_fails_is_told_and_survived() {
    let double = Double::new();
    double.break_storage();
    store::add_home(HOME).await;
    store::save_consents(HOME, &agreed("remote.example")).await;
    store::keep_look(HOME, ADA, &kept(0.0)).await;
    store::remove_home(HOME).await;
    assert!(store::homes().await.is_empty());
    assert_eq!(store::look(HOME, ADA, 0.0).await, None);
    assert_eq!(store::wished().await, None);
    assert!(
        double.told().contains("storage is broken"),
        "{}",
        double.told()
    );
}
