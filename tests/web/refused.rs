//! What `draw.js` does not draw, whoever asks for it, and what does not press.

use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::samples::{self, DATA};
use crate::stage::{self, spoken};

/// Draws an element with one attribute, and says whether the attribute was set.
#[track_caller]
fn check(tag: &str, name: &str, value: &str, set: bool) {
    stage::clear("ltr", false);
    let tree = json!([{"tag": tag, "attributes": {name: value}, "children": ["x"]}]);
    stage::draw(&tree).unwrap();
    let found = stage::read()[0]["attributes"][name.to_lowercase()].clone();
    let expected = if set { json!(value) } else { Value::Null };
    assert_eq!(found, expected, "<{tag} {name}={value:?}>");
    // Nor is it when the element is there already.
    stage::clear("ltr", false);
    stage::draw(&json!([{"tag": tag, "children": ["x"]}])).unwrap();
    stage::draw(&tree).unwrap();
    assert_eq!(
        stage::read()[0]["attributes"][name.to_lowercase()],
        expected
    );
}

#[wasm_bindgen_test]
fn elements_that_are_not_listed_are_not_drawn() {
    for tag in [
        "script",
        "style",
        "iframe",
        "frame",
        "object",
        "embed",
        "svg",
        "math",
        "input",
        "textarea",
        "select",
        "link",
        "meta",
        "base",
        "template",
        "slot",
        "video",
        "audio",
        "source",
        "picture",
        "canvas",
        "body",
        "html",
        "x-element",
        "A",
        "SCRIPT",
        "",
        "p onclick",
        "__proto__",
        "constructor",
        "toString",
    ] {
        stage::clear("ltr", false);
        let inside =
            json!([{"tag": "p", "children": [{"tag": tag, "children": ["freshetRan = 1"]}]}]);
        assert!(stage::draw(&inside).is_err(), "<{tag}>");
        assert_eq!(stage::read()[0]["children"], json!([]), "<{tag}>");
        assert!(stage::draw(&json!([{"tag": tag}])).is_err(), "<{tag}>");
    }
    for broken in [
        json!([null]),
        json!([7]),
        json!([{}]),
        json!([["a"]]),
        json!([true]),
    ] {
        stage::clear("ltr", false);
        assert!(stage::draw(&broken).is_err(), "{broken}");
        assert_eq!(stage::read(), json!([]), "{broken}");
    }
    assert_eq!(stage::ran(), "");
}

#[wasm_bindgen_test]
fn links_lead_to_the_web_only() {
    for address in [
        "https://remote.example/",
        "http://remote.example/?a=b#c",
        "HTTPS://remote.example/",
    ] {
        check("a", "href", address, true);
    }
    for address in [
        "javascript:freshetRan=1",
        "JaVaScRiPt:freshetRan=1",
        " javascript:freshetRan=1",
        "java\nscript:freshetRan=1",
        "\u{1}javascript:freshetRan=1",
        "javascript:freshetRan=1//https://x.example/",
        "javascript:https://x.example/",
        "data:text/html,<script>freshetRan=1</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:https://x.example/1",
        "chrome://settings",
        "about:blank",
        "//evil.example/",
        "/relative",
        "#",
        "",
    ] {
        check("a", "href", address, false);
    }
    for tag in ["p", "img", "button", "div"] {
        check(tag, "href", "https://remote.example/", false);
    }
    assert_eq!(stage::ran(), "");
}

#[wasm_bindgen_test]
fn links_open_elsewhere_and_tell_nothing() {
    stage::clear("ltr", false);
    let tree = json!([{"tag": "a", "attributes": {"target": "_top", "rel": "opener", "ping": "https://evil.example/"}}]);
    stage::draw(&tree).unwrap();
    let expected = json!({"target": "_blank", "rel": "noopener noreferrer nofollow"});
    assert_eq!(stage::read()[0]["attributes"], expected);
}

#[wasm_bindgen_test]
fn pictures_are_data_or_what_the_page_shows_already() {
    check("img", "src", DATA, true);
    for address in [
        "https://evil.example/pixel.png",
        "http://evil.example/pixel.png",
        "//evil.example/pixel.png",
        "data:image/svg+xml,<svg onload='freshetRan=1'/>",
        "data:image/svg+xml;base64,PHN2Zy8+",
        "data:text/html;base64,PHA+",
        "data:image/png,<script>",
        "data:image/png;base64,iVBO\" onerror=\"freshetRan=1",
        "javascript:freshetRan=1",
        "blob:https://x.example/1",
        "",
    ] {
        check("img", "src", address, false);
    }
    for tag in ["p", "a", "button"] {
        check(tag, "src", DATA, false);
    }
    for name in ["srcset", "onerror", "onload", "loading", "crossorigin"] {
        check("img", name, "https://evil.example/pixel.png", false);
    }
    stage::clear("ltr", false);
    let own = "https://files.home.example/cache/ada.png";
    stage::show(own);
    stage::draw(&json!([{"tag": "img", "attributes": {"src": own}}])).unwrap();
    assert_eq!(stage::read()[0]["attributes"], json!({"src": own}));
    stage::draw(&json!([{"tag": "img", "attributes": {"src": format!("{own}?me")}}])).unwrap();
    assert_eq!(stage::read()[0]["attributes"], json!({}));
    assert_eq!(stage::ran(), "");
}

#[wasm_bindgen_test]
fn attributes_that_do_something_are_never_set() {
    for name in [
        "onclick",
        "onmouseover",
        "onfocus",
        "ONCLICK",
        "style",
        "srcdoc",
        "action",
        "formaction",
        "is",
        "slot",
        "part",
        "nonce",
        "contenteditable",
        "autofocus",
        "accesskey",
        "popover",
        "popovertarget",
        "commandfor",
        "xlink:href",
        "xmlns",
        "background",
        "data-x",
        "name",
        "ping",
        "download",
        "target",
        "innerHTML",
        "outerHTML",
        "textContent",
    ] {
        for tag in ["p", "div", "span", "li"] {
            check(tag, name, "freshetRan=1", false);
        }
    }
    for (tag, name) in [
        ("p", "class"),
        ("div", "role"),
        ("p", "dir"),
        ("p", "aria-label"),
        ("a", "title"),
    ] {
        check(tag, name, "auto", true);
    }
    assert_eq!(stage::ran(), "");
}

#[wasm_bindgen_test]
fn a_button_submits_nothing() {
    stage::clear("ltr", false);
    stage::draw(&json!([{"tag": "button", "attributes": {"type": "submit", "form": "f"}}]))
        .unwrap();
    assert_eq!(stage::read()[0]["attributes"], json!({"type": "button"}));
}

#[wasm_bindgen_test]
fn markup_in_texts_stays_text() {
    stage::clear("ltr", false);
    let text = samples::hostile();
    stage::draw(&json!([text, {"tag": "p", "attributes": {"title": text}, "children": [text]}]))
        .unwrap();
    let expected = json!([text, {"tag": "p", "attributes": {"title": text}, "children": [text]}]);
    assert_eq!(stage::read(), expected);
}

#[wasm_bindgen_test]
fn a_script_cannot_press() {
    let sample = samples::sample("asking consent");
    for shadow in [false, true] {
        stage::clear("ltr", shadow);
        stage::draw(&spoken(&sample.nodes, "en")).unwrap();
        for selector in ["button", "button:nth-of-type(2)", "button:last-of-type"] {
            stage::click(selector);
            stage::dispatch(selector);
        }
        assert_eq!(stage::pressed(), json!([]));
    }
}
