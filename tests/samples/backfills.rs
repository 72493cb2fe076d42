//! Every phase of a backfill, every reason to wait or halt, every end, the dialog and the list.

use freshet::compare::Comparison;
use freshet::message::Memory;
use freshet::view::{
    Backfilling, Cost, Counts, Course, Delay, Depth, End, Estimate, Halt, Lack, Order, PostList,
    PostRow, PostVerdict, Stage, View, Wish,
};

use super::{Sample, hostile, line, memory, reported, view};

const NOON: f64 = 1_700_000_000_000.0;

/// Every reason to wait.
pub const DELAYS: [Delay; 6] = [
    Delay::Reserve,
    Delay::HomeLimited,
    Delay::OriginLimited,
    Delay::HomeDown,
    Delay::Arriving,
    Delay::Patience,
];

/// Every reason to halt.
pub const HALTS: [Halt; 6] = [
    Halt::Wished,
    Halt::HomeLimited(NOON),
    Halt::HomeDown,
    Halt::SignedOut,
    Halt::NativeRefused,
    Halt::NativeLimited(NOON),
];

/// Every way in which a backfill ends.
pub const ENDS: [End; 8] = [
    End::Done,
    End::Stopped,
    End::NothingMissing,
    End::NotListed,
    End::OriginDown,
    End::NothingTaken,
    End::ScopeRefused,
    End::HomeUnreadable,
];

/// Every phase.
pub fn phases() -> Vec<Course> {
    let server = || "remote.example".to_owned();
    let mut phases = vec![
        Course::Counting,
        Course::NeedsConsent(server()),
        Course::NeedsAccess(server()),
        Course::Offered,
        Course::Queued,
        Course::Loading,
        Course::NeedsPage,
    ];
    phases.extend(DELAYS.map(|delay| Course::Waiting(delay, NOON)));
    phases.extend(HALTS.map(Course::Paused));
    phases.extend(ENDS.map(Course::Ended));
    phases
}

/// The name of a phase. The matches do not compile when one is missing here; add it to the
/// list above, too.
pub fn name(phase: &Course) -> String {
    match phase {
        Course::Counting => "counting".to_owned(),
        Course::NeedsConsent(_) => "needs consent".to_owned(),
        Course::NeedsAccess(_) => "needs access".to_owned(),
        Course::Offered => "offered".to_owned(),
        Course::Queued => "queued".to_owned(),
        Course::Loading => "loading".to_owned(),
        Course::NeedsPage => "needs page".to_owned(),
        Course::Waiting(delay, _) => match delay {
            Delay::Reserve
            | Delay::HomeLimited
            | Delay::OriginLimited
            | Delay::HomeDown
            | Delay::Arriving
            | Delay::Patience => format!("waits {delay:?}"),
        },
        Course::Paused(halt) => match halt {
            Halt::HomeLimited(_) => "halted HomeLimited".to_owned(),
            Halt::NativeLimited(_) => "halted NativeLimited".to_owned(),
            Halt::Wished | Halt::HomeDown | Halt::SignedOut | Halt::NativeRefused => {
                format!("halted {halt:?}")
            }
        },
        Course::Ended(end) => match end {
            End::Done
            | End::Stopped
            | End::NothingMissing
            | End::NotListed
            | End::OriginDown
            | End::NothingTaken
            | End::ScopeRefused
            | End::HomeUnreadable => format!("ended {end:?}"),
        },
    }
}

/// A backfill that has come so far and counted nothing.
pub fn backfilling(phase: Course) -> Backfilling {
    Backfilling {
        phase,
        order: Order::default(),
        estimate: None,
        total: None,
        newest: (40, 38),
        wishes: Vec::new(),
        follows: None,
        asks: false,
        earlier: None,
        counts: Counts::default(),
        news: 0,
        done_at: None,
        cost: Cost::default(),
        list: None,
    }
}

/// The same in the midst of its work, or after it.
pub fn counted(phase: Course) -> Backfilling {
    let mut state = backfilling(phase);
    state.counts = Counts {
        arrived: 48,
        along: 6,
        was_there: 4,
        gone: 1,
        not_public: 1,
        refused: 2,
        not_answered: 1,
        too_young: 1,
        open: 82,
        boosts: 9,
    };
    if state.end() == Some(End::Done) {
        state.counts.open = 0;
    }
    state.news = 12;
    state.done_at = Some(NOON);
    state.cost = Cost {
        home: 64,
        origin: 4,
    };
    state
}

/// The dialog as it is when everything is counted.
pub fn asking() -> Backfilling {
    let mut state = backfilling(Course::Offered);
    state.asks = true;
    state.total = Some(1234);
    state.estimate = Some(Estimate {
        posts: 38,
        young: 0,
        exact: true,
        home: 41,
        origin: 2,
        minutes: 1,
    });
    state
}

/// A profile with this backfill.
pub fn with(state: Backfilling, comparison: &Comparison) -> View {
    let mut view = reported(comparison.verdict, None, Some(comparison.clone()));
    view.backfill = Some(state);
    view
}

/// A drawing of each.
pub fn backfills(samples: &mut Vec<Sample>, comparison: &Comparison) {
    let closed = Memory::default();
    let mut add = |name: String, state: Backfilling| {
        samples.push(line(name, &with(state, comparison), closed));
    };
    for phase in phases() {
        let name = format!("backfill {}", name(&phase));
        add(name.clone(), counted(phase.clone()));
        add(format!("{name}, bare"), backfilling(phase.clone()));
        let mut asked = backfilling(phase.clone());
        asked.asks = true;
        add(format!("{name}, asked"), asked);
        let mut open = counted(phase);
        open.list = Some(list(None));
        add(format!("{name}, list"), open);
    }
    results(&mut add);
    dialogs(&mut add);
    let mut mean = counted(Course::Loading);
    mean.list = Some(mean_list());
    add("backfill hostile list".to_owned(), mean);
    let mut filtered = counted(Course::Ended(End::Done));
    filtered.list = Some(list(Some(PostVerdict::Gone)));
    add("backfill filtered".to_owned(), filtered);
    suggestions(samples, comparison);
}

/// How the numbers at an end are told.
fn results(add: &mut impl FnMut(String, Backfilling)) {
    let ended = |end, counts| {
        let mut state = backfilling(Course::Ended(end));
        state.counts = counts;
        state
    };
    let counts = |arrived, gone| Counts {
        arrived,
        gone,
        ..Counts::default()
    };
    for (name, arrived, gone) in [
        ("all", 38, 0),
        ("one", 1, 0),
        ("most", 38, 2),
        ("none", 0, 1),
    ] {
        let done = ended(End::Done, counts(arrived, gone));
        add(format!("backfill done, {name}"), done);
    }
    let more = |left: u32| Counts {
        along: left,
        open: left,
        too_young: left,
        ..counts(1, 0)
    };
    for left in [1, 2] {
        let done = ended(End::Done, more(left));
        add(format!("backfill done, left {left}"), done);
        let mut stopped = ended(End::Stopped, more(left));
        stopped.cost = Cost { home: 1, origin: 1 };
        add(format!("backfill stopped, left {left}"), stopped);
        let mut news = backfilling(Course::Loading);
        news.counts.open = 1;
        news.news = left;
        add(format!("backfill news {left}"), news);
    }
}

fn dialogs(add: &mut impl FnMut(String, Backfilling)) {
    let mut add = |name: &str, change: &dyn Fn(&mut Backfilling)| {
        let mut state = asking();
        change(&mut state);
        add(format!("dialog {name}"), state);
    };
    add("ready", &|_| {});
    add("counting", &|state| {
        state.phase = Course::Counting;
        state.estimate = None;
    });
    add("waiting", &|state| {
        state.phase = Course::Waiting(Delay::OriginLimited, NOON);
        state.estimate = None;
    });
    add("nothing missing", &|state| estimate(state).posts = 0);
    add("at most", &|state| {
        *estimate(state) = Estimate {
            posts: 50_000,
            young: 0,
            exact: false,
            home: 52_000,
            origin: 1250,
            minutes: 1100,
        };
        state.order.depth = Depth::All;
        state.total = None;
    });
    add("one", &|state| {
        *estimate(state) = Estimate {
            posts: 1,
            young: 0,
            exact: true,
            home: 1,
            origin: 1,
            minutes: 0,
        };
        state.total = Some(1);
    });
    for minutes in [2, 60] {
        let name = format!("minutes {minutes}");
        add(&name, &|state| estimate(state).minutes = minutes);
    }
    add("at most one", &|state| {
        let estimate = estimate(state);
        (estimate.posts, estimate.exact) = (1, false);
    });
    add("young", &|state| estimate(state).young = 3);
    add("only young", &|state| estimate(state).young = 38);
    add("young chosen", &|state| {
        state.order.young = true;
        state.order.replies = false;
        estimate(state).young = 38;
    });
    add("since", &|state| state.order.depth = Depth::Since(NOON));
    add("since nonsense", &|state| {
        state.order.depth = Depth::Since(f64::MAX);
    });
    add("earlier", &|state| {
        state.earlier = Some((NOON, counted(Course::Loading).counts));
    });
    let every = [Wish::NoBots, Wish::NotIndexable, Wish::NotDiscoverable];
    for wish in every {
        let name = match wish {
            Wish::NoBots => "wish no bots",
            Wish::NotIndexable => "wish not indexable",
            Wish::NotDiscoverable => "wish not discoverable",
        };
        add(name, &|state| state.wishes = vec![wish]);
    }
    add("every wish, followed", &|state| {
        state.wishes = every.to_vec();
        state.follows = Some(true);
    });
    add("wish no bots, anyway", &|state| {
        state.wishes = every.to_vec();
        state.follows = Some(false);
        state.order.anyway = true;
    });
}

fn estimate(state: &mut Backfilling) -> &mut Estimate {
    state.estimate.as_mut().expect("it is counted")
}

/// A post of each verdict, and one without.
pub fn list(filter: Option<PostVerdict>) -> PostList {
    let verdicts = PostVerdict::ALL.into_iter().map(Some).chain([None]);
    let rows = verdicts.enumerate().map(|(at, verdict)| PostRow {
        uri: format!("https://remote.example/users/ada/statuses/11000{at}"),
        at: (at != 1).then_some(NOON - at as f64 * 86_400_000.0),
        verdict,
    });
    PostList {
        filter,
        rows: rows
            .filter(|row| filter.is_none() || row.verdict == filter)
            .collect(),
        more: filter.is_none(),
    }
}

/// Addresses that nobody should follow.
fn mean_list() -> PostList {
    let uris = [
        "javascript:alert(1)".to_owned(),
        "https://me:pw@evil.example/".to_owned(),
        String::new(),
        hostile(),
    ];
    let rows = uris.map(|uri| PostRow {
        uri,
        at: Some(f64::NAN),
        verdict: Some(PostVerdict::Arrived),
    });
    PostList {
        filter: None,
        rows: rows.into(),
        more: false,
    }
}

/// What the line suggests, in each of its stages.
fn suggestions(samples: &mut Vec<Sample>, comparison: &Comparison) {
    for (name, lack) in [
        ("all", Lack::All),
        ("one", Lack::Newer(1)),
        ("some", Lack::Newer(12)),
        ("since", Lack::Since(1_767_225_600_000.0)),
    ] {
        let mut view = reported(comparison.verdict, None, Some(comparison.clone()));
        view.lacks_posts = Some(lack);
        samples.push(line(format!("lacks {name}"), &view, Memory::default()));
        view.backfill = Some(counted(Course::Loading));
        let at_work = format!("lacks {name}, at work");
        samples.push(line(at_work, &view, Memory::default()));
    }
    let mut asking = view(Stage::AskingConsent);
    asking.lacks_posts = Some(Lack::All);
    samples.push(line("lacks all, asking", &asking, Memory::default()));
    let later = memory(false, false, true);
    samples.push(line("lacks all, put off", &asking, later));
}
