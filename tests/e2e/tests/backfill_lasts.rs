//! A backfill goes on whatever is closed, ended or started anew: no post is lost, and none is
//! asked for again but the one under way.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use freshet_e2e::{
    Browser, FILL, Kind, Options, addresses_at, audit, lacked, searched, target, true_verdicts,
};
use freshet_sandbox::{Fault, LoggedRequest, Sandbox};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

const HALF: &str = "half@posts.test";
const HOME: &str = "home46.test";
const ORIGIN: &str = "posts.test";
const SEARCH: &str = "/api/v2/search";
const ACCOUNTS: &str = "/api/v1/accounts/";
const NEEDS_PAGE: &str = "Goes on as soon as home46.test is open in a tab.";

/// How long the alarm may take (half a minute), and what comes after it.
const ALARM: Duration = Duration::from_secs(90);

struct Walk {
    sandbox: Sandbox,
    /// What home had.
    before: BTreeSet<String>,
    /// The numbers in the log of the last request before the background was ended, and after.
    kills: Vec<(u64, u64)>,
}

#[tokio::test]
async fn ended_ten_times_and_restarted_once() {
    for kind in Kind::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let options = Options::through(sandbox.proxy_address()).lasting();
        let mut walk = Walk {
            before: addresses_at(&sandbox, HOME, HALF),
            sandbox,
            kills: Vec::new(),
        };
        let browser = Browser::at_home(kind, options, HOME, "/home")
            .await
            .unwrap();
        walk.begins(&browser).await;
        walk.beside_its_page(&browser).await;
        walk.without_its_page(&browser).await;
        let browser = walk.restarts(browser).await;
        walk.ends(&browser).await;
    }
}

impl Walk {
    /// Ended while it counts, before anybody agreed.
    async fn begins(&mut self, browser: &Browser) {
        // So that it is known why a post cannot be had.
        browser.allow_to_read(ORIGIN).await.unwrap();
        browser.go(&format!("/@{HALF}")).await.unwrap();
        browser.agree_to_all().await.unwrap();
        browser.line_says("up to date").await.unwrap();
        self.sandbox.clear_log();
        let counts = self.holds(ORIGIN, "/api/v1/accounts/");
        browser.ask_for_posts().await.unwrap();
        self.ends_background(browser, counts).await;
        browser.dialog_says("Takes about").await.unwrap();
        browser.choose("Everything").await.unwrap();
        let lacks = format!("lacks {} of these", lacked(&self.sandbox, HOME, HALF));
        browser.dialog_says(&lacks).await.unwrap();
        browser.choose("Load").await.unwrap();
    }

    /// Ended while the page is shown, which wakes it.
    async fn beside_its_page(&mut self, browser: &Browser) {
        for (host, path) in [
            (HOME, SEARCH),
            (HOME, ACCOUNTS),
            (HOME, SEARCH),
            (HOME, SEARCH),
        ] {
            let held = self.holds(host, path);
            self.ends_background(browser, held).await;
            browser.fill_says("Loading older posts").await.unwrap();
        }
        // Once in the moment after an answer, wherever that is.
        self.next_search().await;
        self.kill(browser).await;
        self.next_search().await;
    }

    /// Ended while another page of home is shown, and while none is.
    async fn without_its_page(&mut self, browser: &Browser) {
        browser.go("/@bea@mastodon44.test").await.unwrap();
        browser.line_says("up to date").await.unwrap();
        let held = self.holds(HOME, SEARCH);
        self.ends_background(browser, held).await;
        self.next_search().await;

        browser.open("about:blank").await.unwrap();
        let held = self.holds(HOME, SEARCH);
        self.ends_background(browser, held).await;
        self.waits_for_a_page(browser).await;

        // The tab is closed, and another one is opened.
        let closed = browser.tab().await.unwrap();
        browser
            .open_tab(&format!("https://{HOME}/@{HALF}"))
            .await
            .unwrap();
        let opened = browser.tab().await.unwrap();
        browser.switch_to(&closed).await.unwrap();
        browser.close_tab(&opened).await.unwrap();
        browser.fill_says("Loading older posts").await.unwrap();
        let held = self.holds(HOME, ACCOUNTS);
        self.ends_background(browser, held).await;
        browser.open_popup().await.unwrap();
        let held = self.holds(HOME, SEARCH);
        self.ends_background(browser, held).await;
        self.next_search().await;
        browser.close_tab(&opened).await.unwrap();
    }

    async fn restarts(&mut self, browser: Browser) -> Browser {
        assert_eq!(self.kills.len(), 10);
        let held = self.holds(HOME, SEARCH);
        self.comes(&held).await;
        let last = self.last();
        let browser = browser.restart().await.unwrap();
        self.kills.push((last, self.last()));
        self.sandbox.heal(HOME);
        self.waits_for_a_page(&browser).await;
        browser
            .open(&format!("https://{HOME}/@{HALF}"))
            .await
            .unwrap();
        browser
    }

    async fn ends(&self, browser: &Browser) {
        let done = browser.fill_says("Done: ").await.unwrap();
        let truth = true_verdicts(&self.sandbox, HOME, HALF, &self.before);
        println!("{}: {done:?}", browser.kind().name());
        let count = |verdict: &str| truth.values().filter(|one| *one == verdict).count();
        assert_eq!(count("lost"), 0, "{truth:#?}");

        // What was asked for again was under way when the background was ended.
        let mut asked: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        for request in self.freshets() {
            if let Some(post) = searched(&request) {
                asked.entry(post).or_default().push(request.number);
            }
        }
        let mut excused = self.kills.clone();
        for (post, times) in &asked {
            for number in &times[..times.len() - 1] {
                let kill = |(from, to): &(u64, u64)| (from..=to).contains(&number);
                let kill = excused.iter().position(kill);
                let kill = kill.unwrap_or_else(|| panic!("{post}: {times:?}; {:?}", self.kills));
                excused.remove(kill);
            }
        }

        let press = async |name: &str| {
            let buttons = format!("{FILL} button");
            browser.press_named(&buttons, name).await.unwrap();
        };
        press("Show the list").await;
        browser
            .wait_for("the list", &format!("{FILL} .posts > li"))
            .await
            .unwrap();
        press("Copy the list").await;
        let copied = async || {
            let copied = browser.copied_verdicts().await?;
            Ok((copied.len() == truth.len()).then_some(copied))
        };
        let copied = browser.until("the list", copied).await.unwrap();
        assert_eq!(copied, truth);
        audit(&self.sandbox).unwrap();
    }

    /// The popup says what it waits for; nobody is asked anything.
    async fn waits_for_a_page(&self, browser: &Browser) {
        let page = browser.open_popup().await.unwrap();
        let asked = self.freshets().len();
        browser.says("main", NEEDS_PAGE).await.unwrap();
        let folder = target().join("e2e");
        let name = format!("waits-{}.png", browser.kind().name());
        browser.screenshot(&folder.join(name)).await.unwrap();
        assert_eq!(self.freshets().len(), asked);
        browser.close_tab(&page).await.unwrap();
    }

    /// From now on a server takes its time for requests like this; the next one is meant.
    fn holds(&self, host: &str, path: &str) -> (String, String, u64) {
        self.sandbox.set_fault(Fault {
            delay_ms: 2000,
            ..Fault::on(host, path)
        });
        (host.to_owned(), path.to_owned(), self.last())
    }

    /// Waits for the request that is held.
    async fn comes(&self, (host, path, after): &(String, String, u64)) {
        let found = self.sandbox.request_that(|request| {
            let new = request.number > *after && request.status == 0;
            new && request.host == *host && request.path.starts_with(path) && is_freshets(request)
        });
        let found = tokio::time::timeout(ALARM, found).await;
        found.unwrap_or_else(|_| panic!("nobody asks {host} for {path}"));
    }

    /// Ends the background while that request is under way.
    async fn ends_background(&mut self, browser: &Browser, held: (String, String, u64)) {
        self.comes(&held).await;
        self.kill(browser).await;
        self.sandbox.heal(&held.0);
    }

    async fn kill(&mut self, browser: &Browser) {
        let last = self.last();
        browser.stop_background().await.unwrap();
        self.kills.push((last, self.last()));
    }

    /// Waits until home is asked for one post more, and has answered.
    async fn next_search(&self) {
        let after = self.last();
        let found = self.sandbox.request_that(|request| {
            request.number > after && request.status > 0 && searched(request).is_some()
        });
        let found = tokio::time::timeout(ALARM, found).await;
        found.unwrap_or_else(|_| panic!("nobody asks for a post"));
    }

    /// The number of Freshet's last request.
    fn last(&self) -> u64 {
        let asked = self.freshets();
        asked.last().map_or(0, |request| request.number)
    }

    fn freshets(&self) -> Vec<LoggedRequest> {
        let mut log = self.sandbox.log();
        log.retain(is_freshets);
        log
    }
}

fn is_freshets(request: &LoggedRequest) -> bool {
    let kind = request.header("accept").unwrap_or_default();
    let posts = request.host == HOME && kind == "application/json" || request.host == ORIGIN;
    posts && request.asked_by.is_none() && !request.is_tunnel()
}
