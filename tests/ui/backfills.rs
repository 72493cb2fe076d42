//! What is said of a backfill, and what its row and its list offer.

use freshet::message::Action;
use freshet::ui::suggests;
use freshet::view::{Course, End, Lack, PostVerdict, Stage};

use crate::samples::{self, backfills};
use crate::states::drawing;

/// What a row says in both voices, and the buttons beside it.
#[track_caller]
fn check(name: &str, said: &str, buttons: &[&str]) {
    let drawing = drawing(name);
    let rows = drawing.with_class("fill");
    assert_eq!(rows.len(), 1, "{name}: one row");
    assert_eq!(rows[0].with_class("words")[0].text(), said, "{name}");
    assert_eq!(rows[0].with_class("top")[0].buttons(), buttons, "{name}");
}

const AT_WORK: [&str; 2] = ["Pause", "Stop"];
const HALTED: [&str; 2] = ["Go on", "Stop"];

#[test]
fn a_row_tells_what_it_is_at() {
    check(
        "backfill counting",
        "Counting what home.example lacks…",
        &["Stop"],
    );
    check(
        "backfill queued",
        "Waits its turn: home.example is still loading another account’s posts.",
        &AT_WORK,
    );
    check("backfill loading", "Loading older posts…", &AT_WORK);
    check(
        "backfill waits Reserve",
        "Taking a break, so that home.example keeps answering you. \
         Goes on by itself at 1700000000000.",
        &AT_WORK,
    );
    check(
        "backfill waits OriginLimited",
        "remote.example asks for a pause. Goes on by itself at 1700000000000.",
        &AT_WORK,
    );
    check("backfill halted Wished", "Paused.", &HALTED);
    check(
        "backfill halted HomeLimited",
        "home.example asks for another pause, until 1700000000000.",
        &HALTED,
    );
    check(
        "backfill needs page",
        "Goes on as soon as home.example is open in a tab. Your sign-in is kept nowhere else.",
        &["Stop"],
    );
    check(
        "backfill needs access",
        "Your browser may not read remote.example without your permission.",
        &["Allow access to remote.example…", "Stop"],
    );
    check(
        "backfill needs consent",
        "Your browser will contact remote.example, which will see your address.",
        &[
            "This time",
            "Always for this server",
            "Always, for all servers",
            "Stop",
        ],
    );
}

#[test]
fn a_row_tells_how_it_ended_and_what_may_be_done() {
    check(
        "backfill ended Done",
        "Done: 48 older posts arrived; 5 could not be had. \
         1 of the last six hours is left to normal delivery.",
        &["Retry the failed ones", "Find out why", "Hide"],
    );
    check(
        "backfill done, all",
        "Done: 38 older posts arrived.",
        &["Hide"],
    );
    check(
        "backfill done, one",
        "Done: 1 older post arrived.",
        &["Hide"],
    );
    check(
        "backfill done, none",
        "Done: no older post arrived; 1 could not be had.",
        &["Hide"],
    );
    check(
        "backfill stopped, left 2",
        "Stopped: 1 older post arrived. 2 were not asked for.",
        &["Hide"],
    );
    check(
        "backfill ended NothingMissing, bare",
        "home.example has all of these posts already.",
        &["Hide"],
    );
    check(
        "backfill ended NotListed, bare",
        "remote.example does not list this account’s posts for browsers. \
         A single post still loads: paste its address into the search of home.example.",
        &["Hide"],
    );
    check(
        "backfill ended NothingTaken, bare",
        "home.example takes no posts of this account. It may block remote.example, \
         or remote.example may block it. The administrators of home.example can tell.",
        &["Find out why", "Hide"],
    );
}

#[test]
fn every_phase_has_its_own_words() {
    let mut told = std::collections::BTreeMap::new();
    for phase in backfills::phases() {
        let name = format!("backfill {}", backfills::name(&phase));
        let drawing = drawing(&name);
        let rows = drawing.with_class("fill");
        if phase == Course::Offered {
            assert!(rows.is_empty(), "a closed dialog says nothing");
            continue;
        }
        let words = rows[0].with_class("words")[0].text();
        if let Some(other) = told.insert(words.clone(), name.clone()) {
            panic!("{name} is told as {other}: {words}");
        }
        let is_over = matches!(phase, Course::Ended(_));
        let stop = rows[0].buttons().contains(&"Stop".to_owned());
        assert_eq!(stop, !is_over, "{name}: it can be stopped");
    }
    assert!(told.len() > 20, "only {} phases", told.len());
}

#[test]
fn what_ticks_is_not_read_aloud() {
    let bar = |name: &str| {
        let drawing = drawing(name);
        let bars = drawing.find(|part| part.tag() == "progress");
        let names = ["max", "value", "aria-valuetext", "aria-label"];
        let bar = bars.first().map(|bar| {
            assert_eq!(bar.key(), Some("bar"), "it is the same one");
            names.map(|name| bar.attribute(name).unwrap_or_default().to_owned())
        });
        (bar, drawing)
    };
    let (found, drawing) = bar("backfill loading");
    assert_eq!(
        found.unwrap(),
        ["140", "58", "58 of 140 posts", "Older posts"]
    );
    let numbers = drawing.with_class("numbers");
    assert_eq!(
        numbers[0].with_class("aside")[0].text(),
        "58 of 140 posts · done at about 1700000000000"
    );
    assert_eq!(
        numbers[0].buttons(),
        ["12 new posts: show", "Show the list"]
    );
    let live = drawing.find(|part| part.attribute("role") == Some("status"));
    assert!(live.iter().all(|part| !part.text().contains("58")));
    // How much there is to do is not known yet.
    assert_eq!(
        bar("backfill counting").0.unwrap(),
        ["", "", "", "Older posts"]
    );
    assert_eq!(bar("backfill ended Done").0, None);
    // Nobody knows when a halted one will be done.
    let halted = bar("backfill halted Wished").1;
    let numbers = halted.with_class("numbers");
    assert_eq!(numbers[0].with_class("aside")[0].text(), "58 of 140 posts");
}

#[test]
fn an_end_tells_what_it_took() {
    let drawing = drawing("backfill ended Done");
    let numbers = drawing.with_class("numbers");
    assert_eq!(
        numbers[0].with_class("aside")[0].text(),
        "6 came along with others: 6 requests saved · \
         64 requests to home.example and 4 requests to remote.example"
    );
}

#[test]
fn the_line_leads_to_the_dialog_unless_something_is_under_way() {
    let load = |name: &str| {
        let drawing = drawing(name);
        let lines = drawing.with_class("line");
        let button = lines[0].find(|part| part.key() == Some("backfill"));
        button.first().map(|button| button.press().cloned())
    };
    for name in ["fresh, closed", "backfill offered", "backfill ended Done"] {
        assert_eq!(load(name), Some(Some(Action::Backfill)), "{name}");
    }
    for name in [
        "backfill loading",
        "backfill halted Wished",
        "backfill queued",
    ] {
        assert_eq!(load(name), None, "{name}");
    }
    // It keeps its place below the dialog, so that the focus comes back to it.
    assert_eq!(load("dialog ready"), Some(None));
    for name in ["asking consent", "suspended, closed", "trouble gone"] {
        assert_eq!(load(name), None, "{name}");
    }
}

#[test]
fn a_lack_is_told_until_something_is_done_about_it() {
    let line = |name: &str| drawing(name).with_class("line")[0].text();
    let told = |name: &str, words: &str| {
        assert!(line(name).contains(words), "{name}: {}", line(name));
    };
    told("lacks all", "home.example has none of their posts.");
    told("lacks one", "home.example lacks at least 1 of their posts.");
    told(
        "lacks some",
        "home.example lacks at least 12 of their posts.",
    );
    told(
        "lacks since",
        "home.example has got no post of theirs since 1767225600000.",
    );
    told(
        "lacks all, put off",
        "home.example has none of their posts.",
    );
    for name in ["lacks all, at work", "fresh, closed"] {
        assert!(!line(name).contains("their posts"), "{name}");
    }
    let mut view = samples::view(Stage::AskingConsent);
    assert!(!suggests(&view));
    view.lacks_posts = Some(Lack::All);
    assert!(suggests(&view));
    view.backfill = Some(backfills::asking());
    assert!(!suggests(&view), "the dialog is open");
    view.backfill = Some(backfills::backfilling(Course::Ended(End::NothingMissing)));
    assert!(!suggests(&view), "it was tried");
}

#[test]
fn the_list_is_filtered_continued_and_copied() {
    let drawing = drawing("backfill loading, list");
    let lists = drawing.with_class("list");
    assert_eq!(
        lists[0].buttons(),
        [
            "All (140)",
            "Arrived (48)",
            "Was there (4)",
            "Deleted (1)",
            "Not public (1)",
            "Refused (2)",
            "No answer (1)",
            "Under six hours (1)",
            "Show more",
            "Copy the list"
        ]
    );
    let action = |text: &str| {
        let found = lists[0].find(|part| part.tag() == "button" && part.text() == text);
        found[0].press().cloned().unwrap()
    };
    let list = |filter, shown| Action::List {
        open: true,
        filter,
        shown,
    };
    assert_eq!(action("Deleted (1)"), list(Some(PostVerdict::Gone), 50));
    assert_eq!(action("Show more"), list(None, 58));
    assert_eq!(action("Copy the list"), Action::CopyList);
    let rows = lists[0].find(|part| part.tag() == "li");
    assert_eq!(
        rows[0].text(),
        "Arrived1700000000000https://remote.example/users/ada/statuses/110000"
    );
    assert_eq!(
        rows[7].with_class("verdict")[0].text(),
        "Waiting",
        "without a verdict"
    );
    let filtered = self::drawing("backfill filtered");
    let pressed = filtered.find(|part| part.attribute("aria-pressed") == Some("true"));
    let pressed: Vec<_> = pressed.iter().map(|button| button.text()).collect();
    assert_eq!(pressed, ["Deleted (1)"]);
}

#[test]
fn addresses_that_nobody_should_follow_are_no_links() {
    let drawing = drawing("backfill hostile list");
    let posts = drawing.with_class("posts");
    assert!(posts[0].find(|part| part.tag() == "a").is_empty());
    assert!(posts[0].text().contains("javascript:alert(1)"));
}

#[test]
fn the_popup_shows_every_backfill_of_a_home() {
    let popup = |name: &str| {
        let drawing = drawing(name);
        let jobs = drawing.with_class("job");
        let names = jobs.iter().map(|job| job.children()[0].text());
        let buttons: Vec<_> = jobs.iter().map(|job| job.buttons()).collect();
        (names.collect::<Vec<_>>(), buttons, drawing)
    };
    let (names, buttons, drawing) = popup("popup jobs");
    assert_eq!(
        names,
        [
            "@ada@remote.example",
            "@bob@bücher.example",
            "@eva@remote.example",
            "@kim@remote.example"
        ]
    );
    let none: [&str; 0] = [];
    assert_eq!(buttons[0], AT_WORK);
    assert_eq!(buttons[2], ["Stop"]);
    assert_eq!(buttons[3], none, "what is done beside the profile");
    let link = drawing.find(|part| part.text() == "Open home.example" && part.tag() == "a");
    assert_eq!(link[0].attribute("href"), Some("https://home.example/"));
    // Also where the tab shows no home: that is where it is told that a page is needed.
    let (names, _, _) = popup("popup not mastodon, jobs");
    assert_eq!(names.len(), 4);
    // The one whose profile is shown stands there.
    let (names, _, drawing) = popup("popup jobs, own");
    assert_eq!(names[0], "@bob@bücher.example");
    assert_eq!(drawing.with_class("fill").len(), names.len() + 1);
}

#[test]
fn the_options_switch_it_on_for_each_home() {
    let drawing = drawing("options always");
    let ticks = drawing.find(|part| part.tag() == "input");
    let found: Vec<_> = ticks
        .iter()
        .map(|tick| (tick.attribute("checked").is_some(), tick.press().cloned()))
        .collect();
    let action = |home: &str, on| {
        let home = home.to_owned();
        Some(Action::OnFollow { home, on })
    };
    assert_eq!(
        found,
        [
            (true, action("home.example", false)),
            (false, action("two.example", true))
        ]
    );
}
