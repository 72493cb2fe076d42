//! Any answers in any order: a look ends, and asks nobody who was not agreed to.
#![no_main]

mod any;

use freshet::handle::Handle;
use freshet::see::See;
use freshet::software::Software;
use freshet::step::Step;
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
        look.handle(0.0, any::outcome(&step, kind % 8, status, body));
        assert!(look.told().len() <= refusals + 24, "the look does not end");
    }
});
