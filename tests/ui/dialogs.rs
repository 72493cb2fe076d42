//! What the dialog of a backfill says, asks and offers.

use freshet::message::Action;
use freshet::view::{Depth, Order};

use crate::reading::Part;
use crate::states::drawing;

/// The dialog of a drawing.
#[track_caller]
fn dialog<T>(name: &str, read: impl Fn(&Part) -> T) -> T {
    let drawing = drawing(name);
    let dialogs = drawing.find(|part| part.tag() == "dialog");
    assert_eq!(dialogs.len(), 1, "{name}: one dialog");
    assert_eq!(dialogs[0].press(), Some(&Action::Cancel));
    assert!(drawing.with_class("fill").is_empty(), "and no row");
    read(dialogs[0])
}

/// What pressing a button of a dialog means; nothing if it rests.
fn means(dialog: &Part, button: &str) -> Option<Action> {
    let found = dialog.find(|part| part.tag() == "button" && part.text() == button);
    assert_eq!(found.len(), 1, "{button}");
    found[0].press().cloned()
}

#[test]
fn a_dialog_tells_the_cost_before_it_starts() {
    let cost = |name: &str| {
        dialog(name, |dialog| {
            let cost = dialog.find(|part| part.key() == Some("cost"));
            (cost[0].text(), means(dialog, "Load").is_some())
        })
    };
    let (text, ready) = cost("dialog ready");
    assert_eq!(
        text,
        "home.example lacks 38 of these posts.Takes about 1 minute, at most 41 requests \
         to home.example and 2 requests to remote.example; some more for posts that cannot \
         be had."
    );
    assert!(ready);
    let (text, ready) = cost("dialog at most");
    assert!(text.starts_with("home.example lacks up to 50000 posts."));
    assert!(text.contains("about 18 hours") && ready, "{text}");
    let counting = "Counting what home.example lacks…".to_owned();
    assert_eq!(cost("dialog counting"), (counting, false));
    let waiting = "remote.example asks for a pause. Goes on by itself at 1700000000000.";
    assert_eq!(cost("dialog waiting"), (waiting.to_owned(), false));
    let nothing = "home.example has all of these posts already.".to_owned();
    assert_eq!(cost("dialog nothing missing"), (nothing.clone(), false));
    // Those of the last hours count only if they are wanted.
    assert!(cost("dialog young").0.starts_with("home.example lacks 35"));
    assert_eq!(cost("dialog only young"), (nothing, false));
    assert!(cost("dialog young chosen").0.contains("lacks 38"));
}

#[test]
fn a_dialog_lets_people_choose() {
    let choices = |name: &str| {
        dialog(name, |dialog| {
            let inputs = dialog.find(|part| part.tag() == "input");
            let read = |input: &&Part| {
                let kind = input.attribute("type").unwrap().to_owned();
                let checked = input.attribute("checked").is_some();
                (kind, checked, input.press().cloned().unwrap())
            };
            inputs.iter().map(read).collect::<Vec<_>>()
        })
    };
    let found = choices("dialog ready");
    let radios: Vec<bool> = found
        .iter()
        .filter(|(kind, _, _)| kind == "radio")
        .map(|(_, checked, _)| *checked)
        .collect();
    assert_eq!(radios, [false, true, false, false, false, false]);
    let order = |order| Action::Choose(order);
    let first = Order {
        depth: Depth::Newest(20),
        ..Order::default()
    };
    assert_eq!(found[0].2, order(first));
    let since = Action::ChooseSince {
        value: String::new(),
    };
    assert_eq!(found[4].2, since);
    let alone = Order {
        replies: false,
        ..Order::default()
    };
    assert_eq!(found[6], ("checkbox".to_owned(), true, order(alone)));
    assert_eq!(found.len(), 7, "nothing young, nothing unwished, no date");
    let young = choices("dialog young");
    assert!(matches!(young[7].2, Action::Choose(order) if order.young));
    let chosen = choices("dialog young chosen");
    assert!(chosen[7].1 && !chosen[6].1);
    dialog("dialog since", |dialog| {
        let date = dialog.find(|part| part.attribute("type") == Some("date"));
        assert_eq!(date[0].attribute("value"), Some("2023-11-14"));
        assert_eq!(date[0].press(), Some(&since));
    });
}

#[test]
fn what_an_account_wishes_is_told_and_kept_by_default() {
    let says = |name: &str, words: &str| {
        let text = dialog(name, Part::text);
        assert!(text.contains(words), "{name}: {text}");
    };
    says("dialog wish no bots", "asks bots to stay away");
    says("dialog wish not indexable", "to be found by searching");
    says("dialog wish not discoverable", "to be recommended");
    says("dialog every wish, followed", "You follow this account");
    let unwished = |name: &str| {
        dialog(name, |dialog| {
            let main = dialog.with_class("main");
            assert_eq!(main.len(), 1, "{name}: one main button");
            let ticks = dialog.find(|part| part.text() == "Load them anyway");
            (
                main[0].text(),
                means(dialog, "Load").is_none(),
                !ticks.is_empty(),
            )
        })
    };
    let no = ("Cancel".to_owned(), true, true);
    assert_eq!(unwished("dialog wish no bots"), no);
    assert_eq!(unwished("dialog every wish, followed"), no);
    let yes = ("Load".to_owned(), false, true);
    assert_eq!(unwished("dialog wish no bots, anyway"), yes);
    let plain = ("Load".to_owned(), false, false);
    assert_eq!(unwished("dialog wish not indexable"), plain);
}

#[test]
fn a_dialog_asks_for_what_it_needs_first() {
    let buttons = |name: &str| dialog(name, Part::buttons);
    assert_eq!(
        buttons("backfill needs consent, asked"),
        [
            "This time",
            "Always for this server",
            "Always, for all servers",
            "Cancel"
        ]
    );
    assert_eq!(
        buttons("backfill needs access, asked"),
        ["Allow access to remote.example…", "Cancel"]
    );
    assert_eq!(buttons("backfill ended NotListed, asked"), ["Close"]);
    let earlier = dialog("dialog earlier", Part::text);
    let words = "Last loaded at 1700000000000: 48 older posts arrived; 5 could not be had.";
    assert!(earlier.contains(words), "{earlier}");
}
