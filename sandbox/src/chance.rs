//! Numbers that look drawn and follow from a seed alone.

/// A number of 47 bits for a place in the order of draws.
#[must_use]
pub fn number(seed: u64, place: u64) -> u64 {
    let mut mixed = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ place;
    for _ in 0..2 {
        mixed = (mixed ^ mixed >> 31).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    }
    mixed >> 17
}

/// The same from 0 up to 1.
#[must_use]
pub fn share(seed: u64, place: u64) -> f64 {
    number(seed, place) as f64 / (1_u64 << 47) as f64
}
