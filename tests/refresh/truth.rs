//! What a refresh says, held against what the sandbox knows.

use freshet::compare::Attribute;
use freshet::step::{HomeRequest, Outcome, Step};
use freshet::view::Ending;
use freshet_sandbox::{AccountState, Profile, What, Which};

use crate::browser::Entry;
use crate::runs::Run;

/// The most searches of one refresh: two forms of the address, the second time around too.
const MOST_SEARCHES: usize = 5;
/// The most requests of one refresh, to everybody.
const MOST_REQUESTS: usize = 60;

/// Every promise that does not depend on the scene: what is broken.
pub fn broken(run: &Run) -> Vec<String> {
    let mut broken = requests(run);
    broken.extend(order(run));
    let history = run.browser.sandbox.history(&run.browser.start.home);
    if history.iter().any(|event| event.what == What::Deleted) {
        broken.push("home deleted the account".to_owned());
    }
    let untrue = untrue(run);
    broken.extend(
        untrue
            .iter()
            .map(|untrue| format!("says {:?}, but {untrue}", run.ends)),
    );
    broken
}

fn requests(run: &Run) -> Vec<String> {
    let mut broken = Vec::new();
    let start = &run.browser.start;
    let own = run.log.iter().filter(|asked| asked.asked_by.is_none());
    for asked in own.clone() {
        let signed = asked.header("authorization").is_some();
        let picture = asked.path.starts_with("/system/");
        if signed != (asked.host == start.home && !picture && start.signed_in) {
            broken.push(format!("the token at {asked:?}"));
        }
        if start.refused.contains(&asked.host) {
            broken.push(format!("{} without consent", asked.host));
        }
    }
    let (requests, searches) = (own.count(), run.searches());
    if requests > MOST_REQUESTS || searches > MOST_SEARCHES {
        broken.push(format!("{requests} requests, {searches} searches"));
    }
    broken
}

/// What home is asked.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Asked {
    Look,
    Search,
    /// The account's id, after home had nothing for its page.
    SecondForm,
    Native,
    Other,
}

fn asked(entry: &Entry, before: Option<&Entry>) -> Option<Asked> {
    let Step::Home(request) = &entry.step else {
        return None;
    };
    let path = request.path_and_query();
    Some(match path.split('?').next().unwrap() {
        "/api/v1/accounts/lookup" => Asked::Look,
        "/api/v2/search" if before.is_some_and(found_nothing) => Asked::SecondForm,
        "/api/v2/search" => Asked::Search,
        "/api/v2/instance" => Asked::Other,
        _ => Asked::Native,
    })
}

fn found_nothing(entry: &Entry) -> bool {
    let empty = |body: &[u8]| {
        let found: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
        found["accounts"].as_array().is_some_and(Vec::is_empty)
    };
    matches!(&entry.outcome, Some(Outcome::Answer(answer)) if answer.status == 200 && empty(&answer.body))
}

/// Home is asked to fetch only after a look, and again only after another one; or with the
/// second form of the address, or after the pause that it asked for.
fn order(run: &Run) -> Vec<String> {
    let mut broken = Vec::new();
    let trace = &run.browser.trace;
    let mut looked = false;
    for (number, entry) in trace.iter().enumerate() {
        let before = number.checked_sub(1).map(|number| &trace[number]);
        match asked(entry, before) {
            Some(Asked::Look) => looked = true,
            // The pause was waited for, or the second form of the address was.
            Some(Asked::SecondForm) => looked = paused(entry),
            Some(Asked::Search | Asked::Native) => {
                if !looked {
                    broken.push(format!("asked without a look before step {number}"));
                }
                looked = paused(entry) || refused(entry);
            }
            _ => {}
        }
    }
    broken
}

/// Home did not take the request in.
fn paused(entry: &Entry) -> bool {
    matches!(&entry.outcome, Some(Outcome::Answer(answer)) if answer.status == 429)
}

/// Home has no endpoint of its own.
fn refused(entry: &Entry) -> bool {
    let Step::Home(request) = &entry.step else {
        return false;
    };
    let other = matches!(&entry.outcome, Some(Outcome::Answer(answer)) if answer.status >= 400);
    request.method() == "POST" && other
}

/// What is said and is not so.
fn untrue(run: &Run) -> Vec<String> {
    let mut untrue = Vec::new();
    let ending = run.ending();
    if let Ending::Renamed(handle) = ending {
        let acct = handle.trim_start_matches('@');
        if run
            .browser
            .sandbox
            .stored(&run.browser.start.home, acct)
            .is_none()
        {
            untrue.push(format!("home has no {acct}"));
        }
    }
    let looks = looks(run);
    let (Some(before), Some(after)) = looks else {
        return untrue;
    };
    let (old, new) = (before.stored.as_ref(), after.stored.as_ref());
    // GoToSocial's Account entity does not speak of these.
    let untold = [Attribute::Indexable, Attribute::Memorial];
    let gotosocial = run.browser.start.home == "gts.test";
    let told = |attribute: &Attribute| !gotosocial || !untold.contains(attribute);
    let changed: Vec<Attribute> = match (old, new) {
        (Some(old), Some(new)) => differing(old, new, true).into_iter().filter(told).collect(),
        _ => Vec::new(),
    };
    let (updated, left, whole) = parts(ending);
    for attribute in updated {
        let reloaded = match attribute {
            Attribute::Avatar => reloaded(run, Which::Avatar),
            Attribute::Header => reloaded(run, Which::Header),
            _ => false,
        };
        if !changed.contains(attribute) && !reloaded {
            untrue.push(format!("{attribute:?} did not change at home"));
        }
    }
    if let Ending::AlreadyFresh | Ending::OldCopy | Ending::Unproven | Ending::TooSoon(_) = ending {
        for attribute in &changed {
            untrue.push(format!("{attribute:?} changed at home"));
        }
    }
    let whole = whole && !run.hidden;
    let compared = run
        .refresh
        .view()
        .report
        .as_ref()
        .and_then(|report| report.comparison.as_ref());
    if let (true, Some(_), Some(stored), Some(live)) = (whole, compared, new, live(run)) {
        let versions = std::iter::once(live).chain(&run.versions);
        let acct = &run.browser.start.acct;
        let versions = versions.map(|live| differing(stored, &as_stored(live, acct), false));
        let least = versions.min_by_key(Vec::len).unwrap_or_default();
        for attribute in least.into_iter().filter(told) {
            let picture = matches!(attribute, Attribute::Avatar | Attribute::Header);
            // Pictures that home may have loaded long ago are held against each other only
            // if nothing else shows that home fetched the profile.
            let unseen = picture && !updated.is_empty() && !updated.contains(&attribute);
            // Or if the browser may not read them: that home fetched the profile is enough, and
            // GoToSocial never tells whether it did.
            let told = has_fetched(run) || gotosocial;
            let unread = picture && !run.browser.start.reads_all && told;
            if !left.contains(&attribute) && !unseen && !unread {
                untrue.push(format!("{attribute:?} differs from what the account says"));
            }
        }
    }
    untrue
}

/// What an ending says was changed, what it says differs, and whether it says that the rest
/// is as the account says.
fn parts(ending: &Ending) -> (&[Attribute], &[Attribute], bool) {
    match ending {
        Ending::Updated(updated) => (updated, &[], true),
        Ending::AlreadyFresh => (&[], &[], true),
        Ending::PicturesKept { updated, kept } => (updated, kept, true),
        Ending::PicturesMissing { updated, missing } => (updated, missing, true),
        Ending::StillDiffers { updated, left } => (updated, left, false),
        _ => (&[], &[], false),
    }
}

/// The last look at home before it was asked, and the last one of all.
fn looks(run: &Run) -> (Option<&Entry>, Option<&Entry>) {
    let answered = |entry: &&Entry| {
        let lookup = HomeRequest::lookup(&run.browser.start.acct);
        let ok = matches!(&entry.outcome, Some(Outcome::Answer(answer)) if answer.status == 200);
        ok && entry.step == Step::Home(lookup)
    };
    let trace = &run.browser.trace;
    let first = trace
        .iter()
        .position(|entry| matches!(asked(entry, None), Some(Asked::Search | Asked::Native)));
    let first = first.unwrap_or(trace.len());
    let before = trace[..first].iter().rfind(answered);
    (before, trace.iter().rfind(answered))
}

/// What the account said when it was read last.
fn live(run: &Run) -> Option<&Profile> {
    let read = |entry: &&Entry| {
        matches!(
            (&entry.step, &entry.outcome),
            (Step::Origin(_), Some(Outcome::Answer(_)))
        )
    };
    run.browser.trace.iter().rfind(read)?.live.as_ref()
}

fn has_fetched(run: &Run) -> bool {
    let history = run.browser.sandbox.history(&run.browser.start.home);
    history.iter().any(|event| event.what == What::Refreshed)
}

fn reloaded(run: &Run, which: Which) -> bool {
    let history = run.browser.sandbox.history(&run.browser.start.home);
    history.iter().any(|event| {
        event.what == What::PictureTaken(which) || event.what == What::PictureDropped(which)
    })
}

/// A live profile as homes store it: an account without a name says its user name.
fn as_stored(live: &Profile, acct: &str) -> Profile {
    let mut stored = live.clone();
    if stored.display_name.is_empty() {
        acct.split('@')
            .next()
            .unwrap_or_default()
            .clone_into(&mut stored.display_name);
    }
    stored
}

/// In what two profiles differ that Freshet compares; of a suspended one only that, unless
/// `blanked` is a change too.
fn differing(one: &Profile, other: &Profile, blanked: bool) -> Vec<Attribute> {
    let mut differing = Vec::new();
    let mut note = |attribute, differs: bool| {
        if differs {
            differing.push(attribute);
        }
    };
    let suspended = |profile: &Profile| profile.state == AccountState::Suspended;
    note(Attribute::Suspended, suspended(one) != suspended(other));
    if !blanked && (suspended(one) || suspended(other)) {
        return differing;
    }
    let fields = |profile: &Profile| -> Vec<(String, String)> {
        let fields = profile.fields.iter();
        fields
            .map(|field| (field.name.clone(), field.value.clone()))
            .collect()
    };
    let flag = |flag: Option<bool>| flag.unwrap_or(false);
    note(
        Attribute::DisplayName,
        one.display_name != other.display_name,
    );
    note(Attribute::Note, one.note != other.note);
    note(Attribute::Fields, fields(one) != fields(other));
    note(Attribute::Avatar, one.avatar != other.avatar);
    note(Attribute::Header, one.header != other.header);
    note(Attribute::Locked, one.locked != other.locked);
    note(Attribute::Bot, one.bot != other.bot);
    note(Attribute::Group, one.group != other.group);
    note(
        Attribute::Discoverable,
        flag(one.discoverable) != flag(other.discoverable),
    );
    note(
        Attribute::Indexable,
        flag(one.indexable) != flag(other.indexable),
    );
    note(Attribute::Memorial, one.memorial != other.memorial);
    note(Attribute::Moved, one.moved_to != other.moved_to);
    differing
}
