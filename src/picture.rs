//! Avatars and headers: what counts as a picture, and how it is scaled to be shown.
//!
//! ```
//! use freshet::picture;
//! assert_eq!(picture::media_type(b"GIF89a"), Some("image/gif"));
//! assert_eq!(picture::media_type(b"<svg xmlns="), None);
//! ```
//!
//! It must not decode anything: that is the browser's work.

use crate::compare::Attribute;

/// The largest picture that is read, in bytes: Mastodon's own limit (4.4 and later).
pub const BYTES_LIMIT: usize = 8 * 1024 * 1024;

/// The side of the square to which pictures are scaled to be held against each other.
pub const SAMPLE: u32 = 64;

/// How much the samples of one picture may differ on average, of 255: what scaling and
/// another encoder do.
const ALIKE: u64 = 8;

/// Whether two samples (four bytes for each pixel) show one picture.
pub fn alike(one: &[u8], other: &[u8]) -> bool {
    let differences = one.iter().zip(other);
    let sum: u64 = differences
        .map(|(one, other)| u64::from(one.abs_diff(*other)))
        .sum();
    one.len() == other.len() && sum <= ALIKE * one.len() as u64
}

/// A part of a picture, in its own pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

/// The media type of these bytes, judged by content as Mastodon does; `None` if it takes
/// in no such picture (4.2 to 4.7: JPEG, PNG, GIF, WebP).
pub fn media_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("image/png"),
        [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Some("image/webp"),
        _ => None,
    }
}

/// The size at which the comparison shows a picture, in pixels: twice the CSS size, for
/// dense screens.
pub fn shown_size(attribute: Attribute) -> (u32, u32) {
    match attribute {
        Attribute::Header => (600, 200),
        _ => (176, 176),
    }
}

/// The middle part of a picture with the proportions that are wanted, and the size to
/// draw it at, which is never larger than the picture. `None` for an empty picture.
pub fn crop(size: (u32, u32), wanted: (u32, u32)) -> Option<(Part, (u32, u32))> {
    let (width, height) = (f64::from(size.0), f64::from(size.1));
    let (wanted_width, wanted_height) = (f64::from(wanted.0), f64::from(wanted.1));
    if size.0 == 0 || size.1 == 0 || wanted.0 == 0 || wanted.1 == 0 {
        return None;
    }
    let scale = (wanted_width / width).max(wanted_height / height);
    let part = Part {
        x: (width - wanted_width / scale) / 2.0,
        y: (height - wanted_height / scale) / 2.0,
        width: wanted_width / scale,
        height: wanted_height / scale,
    };
    let shrink = scale.min(1.0) / scale;
    let pixels = |length: f64| (length * shrink).round().max(1.0) as u32;
    Some((part, (pixels(wanted_width), pixels(wanted_height))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(size: (u32, u32), wanted: (u32, u32), part: (f64, f64, f64, f64), drawn: (u32, u32)) {
        let (found, to) = crop(size, wanted).unwrap();
        assert_eq!((found.x, found.y, found.width, found.height), part);
        assert_eq!(to, drawn);
    }

    #[test]
    fn crops_the_middle_and_shrinks() {
        check(
            (800, 400),
            (200, 200),
            (200.0, 0.0, 400.0, 400.0),
            (200, 200),
        );
    }

    #[test]
    fn never_enlarges() {
        check((50, 100), (200, 200), (0.0, 25.0, 50.0, 50.0), (50, 50));
    }

    #[test]
    fn small_differences_are_one_picture() {
        assert!(alike(&[10, 20, 30, 255], &[12, 18, 30, 255]));
        assert!(!alike(&[10, 20, 30, 255], &[90, 20, 30, 255]));
        assert!(!alike(&[10, 20, 30, 255], &[10, 20, 30]));
    }

    #[test]
    fn empty_pictures_are_none() {
        assert_eq!(crop((0, 10), (200, 200)), None);
    }
}
