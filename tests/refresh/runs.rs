//! A scene played, and what was seen of it.

use std::future::Future;

use freshet::compare::Attribute;
use freshet::refresh::Refresh;
use freshet::step::Outcome;
use freshet::view::{Ending, Phase, Why};
use freshet_sandbox::{LoggedRequest, Profile};

use crate::browser::{Browser, Kill};
use crate::scenes::Scene;
use crate::words;

/// A scene that was played to its end.
pub struct Run {
    pub refresh: Refresh,
    pub browser: Browser,
    /// Why it waited, in order, and what was read meanwhile.
    pub waits: Vec<(String, String)>,
    /// How it ended.
    pub ends: String,
    /// What was read then.
    pub said: String,
    /// How many steps it took.
    pub steps: usize,
    /// Everything that was asked since the press.
    pub log: Vec<LoggedRequest>,
    /// What origin may have said, where it gives out copies of its own.
    pub versions: Vec<Profile>,
    /// Whether home hides the account itself.
    pub hidden: bool,
}

/// Runs on a clock that goes on only when everybody waits.
pub fn on_a_held_clock<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
        .block_on(future)
}

/// Plays a scene, through these interruptions.
pub fn play(scene: &Scene, kills: &[Kill]) -> Run {
    on_a_held_clock(async {
        let mut browser = scene.browser();
        if scene.fetched {
            browser.fetch().await;
        }
        let look = if scene.looked {
            browser.look().await
        } else {
            Vec::new()
        };
        let looked_at = browser.now();
        (scene.press)(&browser.sandbox);
        for (seconds, event) in scene.later {
            let event = *event;
            browser
                .events
                .push((looked_at + seconds * 1000.0, Box::new(event)));
        }
        run(browser, &look, kills).await
    })
}

/// Plays a refresh that begins with this look.
pub async fn run(mut browser: Browser, look: &[Outcome], kills: &[Kill]) -> Run {
    browser.sandbox.clear_log();
    let mut refresh = browser.refresh();
    if !look.is_empty() {
        refresh.begin_with(browser.now(), look);
    }
    let (mut waits, mut steps) = (Vec::new(), 0);
    let mut waiting = false;
    let refresh = browser
        .play(refresh, kills, |refresh| {
            steps += 1;
            let view = refresh.view();
            let phase = &view.refresh.as_ref().unwrap().phase;
            // An interrupted refresh is shown twice.
            let now_waiting = matches!(phase, Phase::Waiting(..));
            if let Phase::Waiting(why, _) = phase
                && !waiting
            {
                waits.push((wait(why), words::line(view)));
            }
            waiting = now_waiting;
        })
        .await;
    let view = refresh.view();
    Run {
        waits,
        ends: ending(view.refresh.as_ref().unwrap().ending().unwrap()),
        said: words::line(view),
        steps: steps - 1,
        log: browser.sandbox.log(),
        versions: Vec::new(),
        hidden: false,
        refresh,
        browser,
    }
}

impl Run {
    pub fn ending(&self) -> &Ending {
        self.refresh
            .view()
            .refresh
            .as_ref()
            .unwrap()
            .ending()
            .unwrap()
    }

    /// How often home was asked by the browser at a path that begins so.
    pub fn asked_home(&self, path: &str) -> usize {
        let home = self.browser.start.home.as_str();
        self.own()
            .filter(|asked| asked.host == home && asked.path.starts_with(path))
            .count()
    }

    /// How often others were asked by the browser.
    pub fn asked_others(&self) -> usize {
        let home = self.browser.start.home.as_str();
        self.own().filter(|asked| asked.host != home).count()
    }

    pub fn searches(&self) -> usize {
        self.asked_home("/api/v2/search")
    }

    fn own(&self) -> impl Iterator<Item = &LoggedRequest> {
        self.log.iter().filter(|asked| asked.asked_by.is_none())
    }
}

/// Why it waits: `slow`, `pictures_coming: avatar`.
pub fn wait(why: &Why) -> String {
    match why {
        Why::RateLimited => "rate_limited".to_owned(),
        Why::Slow => "slow".to_owned(),
        Why::PicturesComing(pictures) => format!("pictures_coming: {}", names(pictures)),
        Why::OriginCaches(left) => format!("origin_caches: {}", names(left)),
    }
}

/// How it ended: the stable code, and the attributes: `updated: note avatar`.
pub fn ending(ending: &Ending) -> String {
    let code = ending.code();
    match ending {
        Ending::Updated(updated) => format!("{code}: {}", names(updated)),
        Ending::PicturesKept { updated, kept } => {
            format!("{code}: {}; kept {}", names(updated), names(kept))
        }
        Ending::PicturesMissing { updated, missing } => {
            format!("{code}: {}; missing {}", names(updated), names(missing))
        }
        Ending::StillDiffers { updated, left } => {
            format!("{code}: {}; left {}", names(updated), names(left))
        }
        Ending::Renamed(handle) => format!("{code}: {handle}"),
        _ => code.to_owned(),
    }
}

fn names(attributes: &[Attribute]) -> String {
    let name = |attribute| serde_json::to_value(attribute).unwrap();
    let names: Vec<String> = attributes
        .iter()
        .map(|attribute| name(attribute).as_str().unwrap().to_owned())
        .collect();
    names.join(" ")
}
