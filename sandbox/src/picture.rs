//! Avatars and headers, drawn from a name: the same name gives the same bytes,
//! another name a visibly different picture.
//!
//! ```
//! use freshet_sandbox::picture;
//! assert_eq!(picture::avatar("ada"), picture::avatar("ada"));
//! assert_ne!(picture::avatar("ada"), picture::avatar("ada-later"));
//! ```

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};

use axum::body::Bytes;

use crate::history::Which;
use crate::state::locked;

/// A picture that all sandboxes of the process share.
pub(crate) fn drawn_once(which: Which, name: &str) -> Bytes {
    static DRAWN: OnceLock<Mutex<HashMap<(Which, String), Bytes>>> = OnceLock::new();
    let drawn = DRAWN.get_or_init(Mutex::default);
    let key = (which, name.to_owned());
    if let Some(bytes) = locked(drawn).get(&key) {
        return bytes.clone();
    }
    let bytes = Bytes::from(match which {
        Which::Avatar => avatar(name),
        Which::Header => header(name),
    });
    locked(drawn).insert(key, bytes.clone());
    bytes
}

/// A square PNG of 200 pixels: a disc, a diamond or a ring on a gradient.
#[must_use]
pub fn avatar(name: &str) -> Vec<u8> {
    const SIDE: u32 = 200;
    let seed = fingerprint(name);
    let ground = f64::from((seed & 0xffff) as u32 % 360);
    let shape = (ground + 150.0 + f64::from((seed >> 16 & 0x3f) as u32)) % 360.0;
    let kind = seed >> 24 & 3;
    drawn(SIDE, SIDE, |x, y| {
        let (dx, dy) = (x - 0.5, y - 0.5);
        let round = dx.hypot(dy);
        let inside = match kind {
            0 | 3 => round < 0.31,
            1 => dx.abs() + dy.abs() < 0.38,
            _ => (0.19..0.33).contains(&round),
        };
        if inside {
            colour(shape, 0.85, 0.6)
        } else {
            colour(ground, 0.8, 0.32 + 0.3 * y)
        }
    })
}

/// A wide PNG of 600 by 200 pixels: a gradient through three hues with a glow.
#[must_use]
pub fn header(name: &str) -> Vec<u8> {
    let seed = fingerprint(name);
    let from = f64::from((seed & 0xffff) as u32 % 360);
    let span = 60.0 + f64::from((seed >> 16 & 0x3f) as u32);
    drawn(600, 200, |x, y| {
        let glow = (1.0 - (x - 0.55).hypot(y - 0.9)).max(0.0);
        colour(
            (from + span * x) % 360.0,
            0.85,
            0.25 + 0.3 * y * glow + 0.1 * glow,
        )
    })
}

/// The grey square that Mastodon shows where there is no picture.
#[must_use]
pub fn missing() -> Vec<u8> {
    drawn(120, 120, |x, y| {
        let head = (x - 0.5).hypot(y - 0.38) < 0.18;
        let body = (x - 0.5).hypot(y - 1.0) < 0.36;
        if head || body {
            [0x8b, 0x8b, 0xa6]
        } else {
            [0x44, 0x44, 0x5f]
        }
    })
}

/// Sixteen hexadecimal digits that stand for a name.
#[must_use]
pub fn file_name(name: &str) -> String {
    format!("{:016x}", fingerprint(name))
}

/// FNV-1a, 64 bits, with a last stir so that near names differ in every part.
pub(crate) fn fingerprint(name: &str) -> u64 {
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (hash ^ hash >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

fn drawn(width: u32, height: u32, at: impl Fn(f64, f64) -> [u8; 3]) -> Vec<u8> {
    let mut pixels = Vec::new();
    for row in 0..height {
        for column in 0..width {
            let x = (f64::from(column) + 0.5) / f64::from(width);
            let y = (f64::from(row) + 0.5) / f64::from(height);
            pixels.extend_from_slice(&at(x, y));
        }
    }
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    // Writing to memory fails only for a buffer of the wrong length.
    let written = encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(&pixels));
    debug_assert!(written.is_ok());
    file
}

/// Hue in degrees, saturation and lightness in 0 to 1.
fn colour(hue: f64, saturation: f64, lightness: f64) -> [u8; 3] {
    let reach = saturation * lightness.min(1.0 - lightness);
    [0.0, 8.0, 4.0].map(|offset| {
        let turn = (offset + hue / 30.0) % 12.0;
        let value = lightness - reach * (turn - 3.0).min(9.0 - turn).clamp(-1.0, 1.0);
        (value * 255.0).round() as u8
    })
}
