//! What a refresh asks of whom, from the sandbox's log.

use std::fmt::Write as _;

use crate::runs::{Run, play};
use crate::scenes;

/// Requests of a refresh.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Cost {
    /// Searches, or requests to an endpoint of home's own.
    searches: usize,
    /// Everything else that home's API was asked.
    reads: usize,
    /// What the account's servers were asked by the browser.
    origin: usize,
    /// Pictures, of home and of the account.
    pictures: usize,
    /// What home asked other servers because of it.
    by_home: usize,
}

fn cost(run: &Run) -> Cost {
    let native = run.asked_home("/api/v1/accounts/1");
    let searches = run.searches() + native;
    let all = run.log.iter();
    let pictures =
        all.filter(|asked| asked.asked_by.is_none() && asked.path.starts_with("/system/"));
    let origin_pictures = pictures
        .clone()
        .filter(|asked| asked.host != run.browser.start.home);
    Cost {
        searches,
        reads: run.asked_home("/api/") - searches,
        origin: run.asked_others() - origin_pictures.count(),
        pictures: pictures.count(),
        by_home: run
            .log
            .iter()
            .filter(|asked| asked.asked_by.is_some())
            .count(),
    }
}

/// Every scene's requests, as a table of the document.
pub fn table() -> String {
    let mut rows = "| Scene | Outcome | Searches | Reads of home | Reads of the account's servers | Pictures | Requests of home's own |\n|---|---|--:|--:|--:|--:|--:|\n".to_owned();
    for scene in scenes::all() {
        let run = play(scene, &[]);
        let cost = cost(&run);
        let outcome = run.ends.split(':').next().unwrap();
        writeln!(
            rows,
            "| {} | `{outcome}` | {} | {} | {} | {} | {} |",
            scene.name, cost.searches, cost.reads, cost.origin, cost.pictures, cost.by_home
        )
        .unwrap();
    }
    rows
}

#[track_caller]
fn check(name: &str, searches: usize, reads: usize, origin: usize, pictures: usize) {
    let cost = cost(&play(scenes::named(name), &[]));
    let found = (cost.searches, cost.reads, cost.origin, cost.pictures);
    assert_eq!(found, (searches, reads, origin, pictures), "{name}");
}

#[test]
fn an_ordinary_refresh_costs_a_search_and_two_reads() {
    check("brought up to date after a look", 1, 1, 1, 0);
}

#[test]
fn without_a_look_before_it_costs_that_look_too() {
    check("brought up to date", 1, 2, 2, 0);
    check("a secure origin", 1, 2, 4, 0);
    check("no consent, and home changed", 1, 2, 0, 0);
}

#[test]
fn pictures_are_read_only_where_they_may_be_old() {
    check("already fresh", 1, 2, 2, 4);
    check("a picture with the address of the old one", 1, 2, 2, 2);
    check("a new picture that home does not want", 1, 2, 2, 4);
}

#[test]
fn what_ends_at_once_costs_no_search() {
    check("nobody is signed in", 0, 0, 0, 0);
    check("home does not know it", 0, 1, 0, 0);
    check("home is down before", 0, 1, 0, 0);
    check("the account is deleted", 0, 1, 1, 0);
}

#[test]
fn a_failure_costs_two_searches_and_no_second_look() {
    check("origin blocks home", 2, 1, 1, 0);
    check("home suspends the server", 2, 1, 1, 0);
    check("WebFinger does not answer: 503", 1, 1, 1, 0);
    check("the sign-in may not search", 1, 1, 1, 0);
    check("maintenance begins", 1, 0, 0, 0);
}
