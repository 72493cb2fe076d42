//! What a look tells of the posts that home lacks, without asking for any.

use freshet::handle::Handle;
use freshet::see::See;
use freshet::software::Software;
use freshet::view::Lack;
use serde_json::{Value, json};

use crate::fediverse::{account, json as answer};

const DAY: f64 = 24.0 * 3600.0 * 1000.0;
/// 2026-01-01.
const NEW_YEAR: f64 = 1_767_225_600_000.0;

/// What home's copy tells, so many days after New Year.
fn check(home: &str, count: u64, last: Value, days: f64, expected: Option<Lack>) {
    let mut account = account();
    account["statuses_count"] = json!(count);
    account["last_status_at"] = last.clone();
    let handle = Handle::new("ada", "remote.example").unwrap();
    let mut see = See::new("home.example", Software::from_version(home), handle, true);
    see.handle(NEW_YEAR + days * DAY, answer(200, account));
    assert_eq!(see.view().lacks_posts, expected, "{home} {count} {last}");
}

#[test]
fn a_home_without_any_says_so_itself() {
    check("4.6.5", 7, Value::Null, 0.0, Some(Lack::All));
    check("4.3.0+glitch", 7, Value::Null, 0.0, Some(Lack::All));
    check("4.6.5", 0, Value::Null, 0.0, None);
    // GoToSocial tells no date until a post is delivered.
    check("0.20.0+git gotosocial", 7, Value::Null, 0.0, None);
}

#[test]
fn a_home_that_has_got_none_for_long_says_since_when() {
    let day = json!("2026-01-01");
    check("4.6.5", 7, day.clone(), 59.0, None);
    check("4.6.5", 7, day.clone(), 61.0, Some(Lack::Since(NEW_YEAR)));
    check("4.6.5", 0, day.clone(), 61.0, None);
    check("0.20.0+git gotosocial", 7, day, 61.0, None);
    for odd in [json!("soon"), json!(7), json!("2026-13-01")] {
        check("4.6.5", 7, odd, 61.0, None);
    }
}
