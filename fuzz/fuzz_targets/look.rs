//! Any answers in any order: a look ends, and asks nobody who was not agreed to.
#![no_main]

use freshet::handle::Handle;
use freshet::see::See;
use freshet::software::Software;
use freshet::step::{Answer, Failure, Outcome, Step};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|answers: Vec<(u8, u16, Vec<u8>)>| {
    let Ok(handle) = Handle::new("ada", "remote.example") else { return };
    let mut look = See::new("home.example", Software::from_version("4.6.5"), handle, true);
    let mut agreed = Vec::new();
    let mut refusals = 0;
    for (kind, status, body) in answers {
        let step = look.next();
        match &step {
            Step::Done => return,
            Step::Origin(request) => assert!(agreed.contains(&request.address.host())),
            Step::MayContact(host) if kind % 8 != 0 => agreed.push(host.clone()),
            Step::MayContact(_) => refusals += 1,
            _ => {}
        }
        let outcome = match (step, kind % 8) {
            (Step::MayContact(_), kind) => Outcome::Allowed(kind != 0),
            (_, 0) => Outcome::Failed(Failure::Network),
            (_, 1) => Outcome::Failed(Failure::TimedOut),
            (_, 2) => Outcome::Failed(Failure::TooLarge),
            (_, 3) => Outcome::Failed(Failure::Redirected),
            (_, 4) => Outcome::Allowed(status % 2 == 0),
            _ => Outcome::Answer(Answer {
                status,
                media_type: String::new(),
                wait: None,
                limit: None,
                ahead: None,
                body,
            }),
        };
        look.handle(0.0, outcome);
        assert!(look.told().len() <= refusals + 24, "the look does not end");
    }
});
