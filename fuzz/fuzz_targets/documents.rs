//! Any JSON, read as either copy and compared: never a panic, and equal to itself.
#![no_main]

use freshet::software::Software;
use freshet::{actor, cached, compare};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|input: (&[u8], &[u8])| {
    let home = Software::from_version("4.6.5");
    let Ok(one) = serde_json::from_slice::<Value>(input.0) else { return };
    let other: Value = serde_json::from_slice(input.1).unwrap_or(Value::Null);
    let live = actor::read(&one, &home);
    let stored = cached::read(&other).or_else(|_| cached::read(&one));
    if let (Ok(live), Ok(stored)) = (&live, &stored) {
        let _ = compare::compare(&stored.profile, &live.profile, &home);
    }
    if let Ok(live) = live {
        let same = compare::compare(&live.profile, &live.profile, &home);
        assert_eq!(same.differences().count(), 0);
    }
});
