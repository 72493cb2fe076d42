//! A backfill from its dialog to its list: the right posts arrive, and each verdict is true.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use freshet_e2e::{
    Browser, DIALOG, FILL, Kind, Options, addresses_at, as_read, audit, lacked, searched,
    true_verdicts,
};
use freshet_sandbox::{Bucket, LoggedRequest, Sandbox};
use std::collections::{BTreeMap, BTreeSet};

const HALF: &str = "half@posts.test";
const HOME: &str = "home46.test";
const ORIGIN: &str = "posts.test";

/// What Freshet asked home about posts, since the log was cleared.
fn asked_home(sandbox: &Sandbox) -> Vec<LoggedRequest> {
    let mut asked = sandbox.requests_to(HOME);
    asked.retain(|request| {
        let about_accounts = request.path.starts_with("/api/v1/accounts/lookup");
        request.header("accept") == Some("application/json") && !about_accounts
    });
    asked
}

/// How often each post was asked for, by its address.
fn searches(sandbox: &Sandbox) -> BTreeMap<String, usize> {
    let mut searches = BTreeMap::new();
    for request in asked_home(sandbox) {
        if let Some(post) = searched(&request) {
            *searches.entry(post).or_default() += 1;
        }
    }
    searches
}

/// The number before a word in a text.
fn number_before(text: &str, word: &str) -> usize {
    let before = text.split(word).next().unwrap();
    let number = before.split_whitespace().next_back().unwrap();
    let number = number.replace(',', "");
    number
        .parse()
        .unwrap_or_else(|_| panic!("{number:?} before {word:?} in {text:?}"))
}

#[tokio::test]
async fn two_hundred_posts_of_which_home_has_sixty() {
    for kind in Kind::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let before = addresses_at(&sandbox, HOME, HALF);
        let options = Options::through(sandbox.proxy_address());
        let browser = Browser::at_home(kind, options, HOME, "/home")
            .await
            .unwrap();
        // So that it is known why a post cannot be had.
        browser.allow_to_read(ORIGIN).await.unwrap();
        browser.go(&format!("/@{HALF}")).await.unwrap();
        browser.agree_to_all().await.unwrap();
        browser.line_says("up to date").await.unwrap();
        browser.run("window.before = true", vec![]).await.unwrap();
        sandbox.clear_log();

        let walk = Walk {
            browser: &browser,
            sandbox: &sandbox,
            before,
        };
        let (missing, cost) = walk.agrees().await;
        walk.pauses().await;
        walk.ends(missing).await;
        walk.lists().await;

        let home = asked_home(&sandbox);
        let origin = sandbox.requests_to(ORIGIN);
        println!(
            "{}: home {} of {}, origin {} of {}",
            kind.name(),
            home.len(),
            cost.0,
            origin.len(),
            cost.1
        );
        assert!(home.len() <= cost.0, "{} of {}", home.len(), cost.0);
        // Its server is asked twice at most why a post cannot be had: how many, nobody knows before.
        let failed = walk.count("gone") + walk.count("refused");
        let most = cost.1 + 2 * failed;
        assert!(origin.len() <= most, "{} of {most}", origin.len());
        for (post, times) in searches(&sandbox) {
            assert_eq!(times, 1, "{post}");
        }
        let log = sandbox.log();
        assert!(log.iter().all(|request| request.status != 429));
        let left = sandbox.lowest_limit(HOME, Bucket::Token).unwrap();
        assert!(left >= 50, "{left} left for the person");
        assert_eq!(browser.errors_at(HOME).await.unwrap(), []);
        audit(&sandbox).unwrap();
    }
}

struct Walk<'a> {
    browser: &'a Browser,
    sandbox: &'a Sandbox,
    /// What home had.
    before: BTreeSet<String>,
}

impl Walk<'_> {
    /// Chooses everything and agrees; gives what is stated: the posts that home lacks, and the
    /// most requests to home and to origin.
    async fn agrees(&self) -> (usize, (usize, usize)) {
        let browser = self.browser;
        browser.ask_for_posts().await.unwrap();
        let newest = browser.dialog_says("Takes about").await.unwrap();
        let few = number_before(&newest, "of these posts");
        assert!(few <= 40, "{newest}");
        browser.choose("Everything").await.unwrap();
        let missing = lacked(self.sandbox, HOME, HALF);
        let lacks = format!("lacks {missing} of these");
        let told = browser.dialog_says(&lacks).await.unwrap();
        assert!(
            told.contains("Followers-only and deleted posts cannot be had, nor boosts"),
            "{told}"
        );
        let told = told.split("at most").nth(1).unwrap();
        let cost = (
            number_before(told, "requests to home46.test"),
            number_before(
                told.split(" and ").nth(1).unwrap(),
                "requests to posts.test",
            ),
        );
        assert_eq!(searches(self.sandbox).len(), 0, "nobody agreed yet");
        browser.choose("Load").await.unwrap();
        browser.wait_until_gone(DIALOG).await.unwrap();
        (missing, cost)
    }

    /// It is seen to move, stands still while it is paused, and moves on.
    async fn pauses(&self) {
        let browser = self.browser;
        let moved = async |than: u32| {
            let further = async || Ok(browser.bar().await?.filter(|(done, _)| *done > than));
            browser.until("the bar to move", further).await.unwrap()
        };
        let (first, _) = moved(0).await;
        let (second, of) = moved(first).await;
        assert!(second < of, "{second} of {of}");
        let numbers = browser.texts(&format!("{FILL} .numbers")).await.unwrap();
        let numbers = as_read(&numbers.concat());
        assert!(numbers.contains("posts · done at about "), "{numbers}");

        browser
            .press_named(&format!("{FILL} button"), "Pause")
            .await
            .unwrap();
        browser.fill_says("Paused.").await.unwrap();
        // What was under way when it was paused is still answered.
        let idle = async || {
            let asked = asked_home(self.sandbox);
            Ok(asked
                .iter()
                .all(|one| one.status > 0)
                .then_some(asked.len()))
        };
        let asked = browser.until("the last answer", idle).await.unwrap();
        let page = browser.open_popup().await.unwrap();
        browser.wait_for_text("main", "Paused.").await.unwrap();
        browser.stop_background().await.unwrap();
        browser.close_tab(&page).await.unwrap();
        browser.open_popup().await.unwrap();
        browser.wait_for_text("main", "Paused.").await.unwrap();
        assert_eq!(asked_home(self.sandbox).len(), asked, "it is paused");

        // It goes on from the popup as well as from the page.
        browser.press_named("main button", "Go on").await.unwrap();
        browser
            .wait_for_text("main", "Loading older posts")
            .await
            .unwrap();
        browser.close_tab(&page).await.unwrap();
        browser.fill_says("Loading older posts").await.unwrap();
        moved(second).await;
        browser
            .run("scrollTo(0, 150); window.stood = scrollY", vec![])
            .await
            .unwrap();
    }

    /// It ends; the page is loaded anew and shows the posts.
    async fn ends(&self, missing: usize) {
        let browser = self.browser;
        let done = browser.fill_says("Done: ").await.unwrap();
        let (gone, refused) = (self.count("gone"), self.count("refused"));
        let (arrived, failed) = (self.count("arrived"), gone + refused);
        assert_eq!(self.count("lost"), 0, "{:#?}", self.truth());
        assert!(gone > 0 && refused > 0, "{:#?}", self.truth());
        assert_eq!(arrived + failed, missing, "as the dialog said");
        assert!(
            done.contains(&format!(
                "{arrived} older posts arrived; {failed} could not be had"
            )),
            "{done}"
        );
        let anew = async || {
            let before = browser.run("return window.before ?? null", vec![]).await?;
            Ok(before.is_null().then_some(()))
        };
        browser
            .until("the page to be loaded anew", anew)
            .await
            .unwrap();
        // The page shows answers elsewhere, and the newest twenty.
        let home = self.sandbox.posts(HOME, HALF).into_iter();
        let newest = home
            .filter(|post| post.in_reply_to.is_none())
            .map(|post| format!("/@{HALF}/{}", post.id))
            .take(15);
        for address in newest {
            let post = format!("a.status__relative-time[href=\"{address}\"]");
            browser.wait_for("a post", &post).await.unwrap();
        }
    }

    /// The list is as true as the sandbox's database.
    async fn lists(&self) {
        let browser = self.browser;
        let truth = self.truth();
        let press = async |name: &str| {
            let buttons = format!("{FILL} button");
            browser.press_named(&buttons, name).await.unwrap();
        };
        press("Show the list").await;
        let rows = async |count: usize| {
            let rows = format!("{FILL} .posts > li");
            let all = async || Ok((browser.count(&rows).await? == count).then_some(()));
            browser.until(&format!("{count} rows"), all).await.unwrap();
        };
        rows(50).await;
        press("Show more").await;
        rows(100).await;
        press("Copy the list").await;
        assert_eq!(self.copied(truth.len()).await, truth);

        for (name, verdict) in [("Deleted", "gone"), ("Refused", "refused")] {
            press(&format!("{name} (")).await;
            let mut wanted = truth.clone();
            wanted.retain(|_, one| one == verdict);
            rows(wanted.len()).await;
            let shown = browser.texts(&format!("{FILL} .posts .verdict")).await;
            assert!(shown.unwrap().iter().all(|one| one == name));
            press("Copy the list").await;
            assert_eq!(self.copied(wanted.len()).await, wanted);
        }
        press("Hide the list").await;
        browser
            .wait_until_gone(&format!("{FILL} .posts"))
            .await
            .unwrap();
    }

    /// The list on the clipboard, once it has so many posts.
    async fn copied(&self, count: usize) -> BTreeMap<String, String> {
        let copied = async || {
            let copied = self.browser.copied_verdicts().await?;
            Ok((copied.len() == count).then_some(copied))
        };
        self.browser.until("the list", copied).await.unwrap()
    }

    /// How many posts really came to this.
    fn count(&self, verdict: &str) -> usize {
        let truth = self.truth();
        truth.values().filter(|one| *one == verdict).count()
    }

    fn truth(&self) -> BTreeMap<String, String> {
        true_verdicts(self.sandbox, HOME, HALF, &self.before)
    }
}
