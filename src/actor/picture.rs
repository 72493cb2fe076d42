//! `icon` and `image` of an actor: which of their forms gives a picture.

use serde_json::Value;

use crate::idn;
use crate::oddity::{Oddity, OddityCode};
use crate::profile::Picture;

use super::link::is_web_address;

/// The media types that Mastodon takes in (`concerns/account/avatar.rb`), and a common misspelling.
const ACCEPTED: [&str; 5] = [
    "image/jpeg",
    "image/jpg",
    "image/png",
    "image/gif",
    "image/webp",
];

/// File name endings of types that it does not.
const OTHER_ENDINGS: [&str; 9] = [
    ".svg", ".svgz", ".avif", ".heic", ".heif", ".jxl", ".bmp", ".tif", ".tiff",
];

/// The picture: of an array the first; of an `Image` its `url` (a string, the first of an
/// array, or a link's `href`), of any other object its `href`.
pub(super) fn picture(value: Option<&Value>, key: &str, oddities: &mut Vec<Oddity>) -> Picture {
    let mut odd = |code, detail: &str| oddities.push(Oddity::new(code, detail));
    let value = match value {
        Some(Value::Array(items)) => {
            odd(OddityCode::ArrayForSingle, key);
            items.first()
        }
        value => value,
    };
    let object = match value {
        None | Some(Value::Null) => return Picture::None,
        Some(Value::String(text)) => {
            if !text.is_empty() {
                odd(OddityCode::PictureBareString, key);
            }
            return Picture::None;
        }
        Some(Value::Object(object)) if object.is_empty() => return Picture::None,
        Some(Value::Object(object)) => object,
        Some(_) => {
            odd(OddityCode::PictureUnusable, key);
            return Picture::None;
        }
    };
    let address = if object.get("type").is_some_and(|kind| kind == "Image") {
        first_of(object.get("url"))
            .and_then(|url| url.as_str().or_else(|| url.get("href")?.as_str()))
    } else {
        object.get("href").and_then(Value::as_str)
    };
    let Some(address) = address.filter(|address| is_web_address(address)) else {
        odd(OddityCode::PictureUnusable, key);
        return Picture::None;
    };
    let media_type = object.get("mediaType").and_then(Value::as_str);
    if is_unsupported(media_type, address) {
        odd(
            OddityCode::PictureUnsupported,
            media_type.unwrap_or(address),
        );
        return Picture::Unsupported(address.to_owned());
    }
    Picture::At(address.to_owned())
}

fn first_of(value: Option<&Value>) -> Option<&Value> {
    match value {
        Some(Value::Array(items)) => items.first(),
        value => value,
    }
}

/// By the declared type, or by the ending: either is a hint that home would turn it down.
fn is_unsupported(media_type: Option<&str>, address: &str) -> bool {
    let declared = media_type.map(|kind| kind.trim().to_ascii_lowercase());
    let is_another_image = declared.is_some_and(|kind| {
        kind.starts_with("image/") && !ACCEPTED.iter().any(|accepted| kind.starts_with(accepted))
    });
    let path = idn::parse(address)
        .map(|url| url.path().to_ascii_lowercase())
        .unwrap_or_default();
    is_another_image || OTHER_ENDINGS.iter().any(|ending| path.ends_with(ending))
}
