//! What is kept, with a fake storage.

use wasm_bindgen_test::wasm_bindgen_test;

use super::double::Double;
use crate::consent::{Consents, Scope};
use crate::view::View;
use crate::web::store::{self, Wish};

const HOME: &str = "home.example";
const ADA: &str = "ada@remote.example";

fn view(handle: &str) -> View {
    View::new(HOME, handle)
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
        store::keep_view(home, ADA, &view(ADA), 1.0).await;
    }
    store::remove_home(HOME).await;
    let kept = double.stored("local") + &double.stored("session");
    assert!(!kept.contains("home.example "), "{kept}");
    assert!(!kept.contains("consents home.example\""), "{kept}");
    assert_eq!(store::consents(HOME).await, Consents::default());
    assert_eq!(store::view(HOME, ADA, 2.0).await, None);
    let other = "home.example.org";
    assert_eq!(store::consents(other).await, agreed("remote.example"));
    assert_eq!(store::view(other, ADA, 2.0).await, Some(view(ADA)));
}

#[wasm_bindgen_test]
async fn a_verdict_is_kept_for_five_minutes() {
    let _double = Double::new();
    let minutes = |minutes: f64| minutes * 60_000.0;
    store::keep_view(HOME, ADA, &view(ADA), minutes(1.0)).await;
    assert_eq!(store::view(HOME, ADA, minutes(5.9)).await, Some(view(ADA)));
    assert_eq!(store::view(HOME, ADA, minutes(6.0)).await, None);
    assert_eq!(
        store::view(HOME, "eva@remote.example", minutes(2.0)).await,
        None
    );
    assert_eq!(store::view("two.example", ADA, minutes(2.0)).await, None);
    store::drop_view(HOME, ADA).await;
    assert_eq!(store::view(HOME, ADA, minutes(2.0)).await, None);
}

#[wasm_bindgen_test]
async fn old_verdicts_do_not_pile_up() {
    let double = Double::new();
    for number in 0..5 {
        let acct = format!("{number}@remote.example");
        store::keep_view(HOME, &acct, &view(&acct), 0.0).await;
    }
    double.put("session", "view broken x", "{");
    double.put("session", "other", "{");
    store::keep_view(HOME, ADA, &view(ADA), 300_000.0).await;
    let kept: serde_json::Value = serde_json::from_str(&double.stored("session")).unwrap();
    let keys: Vec<_> = kept.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["other", "view home.example ada@remote.example"]);
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
        ("session", "view home.example ada@remote.example"),
        ("session", "wish"),
    ] {
        for junk in ["", "{", "null", "7", "[7]", "\"x\"", "{\"view\":{}}"] {
            double.put(area, key, junk);
            assert!(store::homes().await.is_empty(), "{junk}");
            assert_eq!(store::consents(HOME).await, Consents::default(), "{junk}");
            assert_eq!(store::view(HOME, ADA, 0.0).await, None, "{junk}");
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
    store::keep_view(HOME, ADA, &view(ADA), 0.0).await;
    store::remove_home(HOME).await;
    assert!(store::homes().await.is_empty());
    assert_eq!(store::view(HOME, ADA, 0.0).await, None);
    assert_eq!(store::wished().await, None);
    assert!(
        double.told().contains("storage is broken"),
        "{}",
        double.told()
    );
}
