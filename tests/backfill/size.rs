//! What is kept of a backfill of fifty thousand posts.

use freshet::view::{Depth, End, Order};
use freshet_sandbox::Sandbox;

use crate::browser::{Browser, on_a_held_clock};
use crate::person::{self, Person};

/// The most bytes that may be kept of a backfill that is under way.
const MOST_KEPT: usize = 150 * 1024;
/// The most bytes that may be kept of a window that is done.
const MOST_WINDOW: usize = 40 * 1024;

#[test]
fn a_large_account_fits_where_browsers_keep_things() {
    let run = on_a_held_clock(async {
        let sandbox = Sandbox::in_process().unwrap();
        let acct = "many@posts.test";
        sandbox.set_fetched_at("home46.test", acct, Some(sandbox.now_ms() - 60_000.0));
        let mut person = Person::who_wants(Order {
            depth: Depth::All,
            ..Order::default()
        });
        // A few windows are like all others.
        person.stops = Some(3_000);
        person::play(Browser::new(sandbox, "home46.test", acct), person).await
    });
    let run = run.unwrap();
    let (kept, window) = run.browser.most_kept;
    let windows = run.browser.windows.len();
    println!("{kept} bytes of a backfill, {window} of a window, {windows} windows");
    assert_eq!(run.end(), Some(End::Stopped));
    assert!(windows >= 4, "{windows} windows");
    assert!(kept <= MOST_KEPT && kept > 10_000, "{kept} bytes");
    assert!(window <= MOST_WINDOW && window > 5_000, "{window} bytes");
}
