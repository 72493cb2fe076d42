//! Anything typed, and any answers in any order: a diagnosis ends, and asks nobody who was not
//! agreed to.
#![no_main]

mod any;

use freshet::diagnose::{Asks, Diagnose};
use freshet::step::Step;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (String, Vec<(u8, u16, Vec<u8>)>)| {
    let (text, answers) = input;
    let asks = Asks {
        home: "home.example",
        domain: "home.example",
        signed_in: text.len() % 5 != 0,
    };
    let mut diagnosis = Diagnose::new(&asks, &text, 0.0);
    let mut agreed = Vec::new();
    for (kind, status, body) in answers {
        let step = diagnosis.next();
        match &step {
            Step::Done => return,
            Step::Origin(request) => assert!(agreed.contains(&request.address.host())),
            Step::Home(request) => {
                let resolves = request.path_and_query().contains("resolve=true");
                let by_address = request.path_and_query().contains("q=https%3A%2F%2F");
                assert!(!resolves || by_address, "a handle was resolved");
            }
            Step::MayContact(host) if kind % 8 != 0 => agreed.push(host.clone()),
            _ => {}
        }
        diagnosis.handle(0.0, any::outcome(&step, kind % 8, status, body));
        assert!(diagnosis.told().len() <= 200, "the diagnosis does not end");
    }
});
