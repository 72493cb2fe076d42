//! Any JSON, read as every kind of listing: never a panic.
#![no_main]

use freshet::address::PublicAddress;
use freshet::posts;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Ok(document) = serde_json::from_slice(input) else { return };
    let Ok(asked) = PublicAddress::parse("https://remote.example/users/ada/outbox") else { return };
    let actor = "https://remote.example/users/ada";
    let _ = posts::outbox(&document, &asked, actor);
    let _ = posts::barrier(&document, asked.as_str(), actor);
    let _ = (posts::statuses(&document, "1"), posts::stored(&document));
});
