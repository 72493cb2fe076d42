//! Pictures: scaled to what is shown, and refused when they are none.

use wasm_bindgen_test::wasm_bindgen_test;

use super::double::Double;
use crate::compare::Attribute;
use crate::view::{PictureState, Side};
use crate::web::pictures;

const ADDRESS: &str = "https://files.remote.example/ada";

async fn read(bytes: &[u8], attribute: Attribute) -> PictureState {
    let double = Double::new();
    double.bytes_at(ADDRESS, bytes);
    pictures::read(Side::Live, attribute, ADDRESS).await
}

/// Reads a picture of this size, and looks at what is shown.
async fn check(size: (u32, u32), attribute: Attribute, shown: &str) {
    let double = Double::new();
    let png = double.png(size.0, size.1).await;
    let PictureState::Shown(address) = read(&png, attribute).await else {
        panic!("{size:?} is a picture");
    };
    assert!(
        address.starts_with("data:image/png;base64,"),
        "{address:.40}"
    );
    assert_eq!(double.look(&address).await, shown, "{size:?}");
}

#[wasm_bindgen_test]
async fn a_picture_is_scaled_and_its_middle_shown() {
    let halves = "255 0 0 | 0 0 255";
    check((400, 400), Attribute::Avatar, &format!("176x176 {halves}")).await;
    check((2000, 500), Attribute::Avatar, &format!("176x176 {halves}")).await;
    check((40, 40), Attribute::Avatar, &format!("40x40 {halves}")).await;
    check((1500, 500), Attribute::Header, &format!("600x200 {halves}")).await;
    check((2, 900), Attribute::Header, &format!("2x1 {halves}")).await;
}

#[wasm_bindgen_test]
async fn what_is_no_picture_is_not_shown() {
    let double = Double::new();
    let png = double.png(40, 40).await;
    drop(double);
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9' onload='x()'/>";
    let mut mangled = png.clone();
    mangled[20..30].fill(0xff);
    for junk in [
        &b""[..],
        b"<!doctype html><p>Hello",
        svg,
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
        b"\xff\xd8\xffjunk",
        b"RIFF____WEBPjunk",
        &png[..30],
        &mangled,
        b"BM6\x00\x00\x00",
    ] {
        let state = read(junk, Attribute::Avatar).await;
        assert_eq!(state, PictureState::Unreadable, "{junk:?}");
    }
}

#[wasm_bindgen_test]
async fn answers_that_are_no_picture_are_not_shown() {
    for (how, body) in [
        ("404", "x"),
        ("500", "x"),
        ("redirect", ""),
        ("endless", ""),
        ("declared", "50000000"),
        ("never", ""),
        ("cut-off", ""),
    ] {
        let double = Double::new();
        double.at(ADDRESS, how, "image/png", body);
        let state = pictures::read(Side::Live, Attribute::Avatar, ADDRESS).await;
        assert_eq!(state, PictureState::Unreadable, "{how}");
    }
}

#[wasm_bindgen_test]
async fn a_picture_that_cors_forbids_asks_for_access() {
    let double = Double::new();
    let read = |side| pictures::read(side, Attribute::Avatar, ADDRESS);
    let needs = PictureState::NeedsAccess("files.remote.example".to_owned());
    assert_eq!(read(Side::Live).await, needs);
    // Home's own copy is in the page already.
    assert_eq!(
        read(Side::Home).await,
        PictureState::Shown(ADDRESS.to_owned())
    );
    double.grant("https://files.remote.example/*");
    assert_eq!(read(Side::Live).await, PictureState::Unreadable);
    assert_eq!(read(Side::Home).await, PictureState::Unreadable);
}

#[wasm_bindgen_test]
async fn a_picture_that_is_not_public_is_not_asked_for() {
    let double = Double::new();
    for address in [
        "http://files.remote.example/ada",
        "https://127.0.0.1/ada",
        "https://router.lan/ada",
        "data:image/png;base64,AAAA",
        "javascript:alert(1)",
        "",
    ] {
        for side in [Side::Home, Side::Live] {
            let state = pictures::read(side, Attribute::Avatar, address).await;
            assert_eq!(state, PictureState::Unreadable, "{address}");
        }
    }
    assert!(double.asked().is_empty());
}
