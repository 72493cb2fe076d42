//! Three entries in the account's own menu, wherever that opens, for whom it opens.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use freshet_e2e::{Browser, DIALOG, Kind, LINE, MENU, Options, audit};
use freshet_sandbox::Sandbox;
use serde_json::json;

const WORDS: &str = "Refresh profile";
const POSTS: &str = "Load older posts…";
const WHY: &str = "Why is this not up to date?";
const ENTER: char = '\u{e007}';
const ESCAPE: char = '\u{e00c}';

/// What our entry is made of: the elements from the list's inwards, in the mouse's menu and in touch's.
struct Shapes {
    mouse: &'static str,
    touch: &'static str,
}

/// Uses the menus of a home, in each browser.
async fn check(home: &str, shapes: Shapes) {
    for kind in Kind::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let options = Options::through(sandbox.proxy_address());
        let browser = Browser::at_home(kind, options, home, "/@ada@mastodon44.test")
            .await
            .unwrap();
        browser.agree_to_all().await.unwrap();
        browser.line_says("7 differences").await.unwrap();
        let visit = Visit {
            browser: &browser,
            sandbox: &sandbox,
            home,
        };
        visit.mouse(shapes.mouse).await;
        visit.touch(shapes.touch).await;
        let errors = browser.errors_at(home).await.unwrap();
        assert_eq!(errors, [], "{home}: the console of {}", kind.name());
        audit(&sandbox).unwrap();
    }
}

struct Visit<'a> {
    browser: &'a Browser,
    sandbox: &'a Sandbox,
    home: &'a str,
}

impl Visit<'_> {
    async fn mouse(&self, shape: &str) {
        let browser = self.browser;
        self.opens_with_one().await;
        assert_eq!(self.outline().await, shape, "{}", self.home);
        self.comes_back_when_it_is_dropped().await;
        let presses = browser.arrow_to(WORDS).await.unwrap();
        assert!(presses > 0);
        let before = self.refreshed("ada");
        browser.press_key(ENTER).await.unwrap();
        browser.menu_closed().await.unwrap();
        self.is_refreshed("ada", before).await;

        // Opened again, and again.
        for _ in 0..2 {
            self.opens_with_one().await;
            browser.press_key(ESCAPE).await.unwrap();
            browser.menu_closed().await.unwrap();
        }
        self.has_none_in_others(DROPDOWN).await;
        self.asks_for_posts().await;

        // Every tab that has the header, and the deck; 4.3 has no featured posts.
        let cyd = "/@cyd@mastodon44.test";
        let featured = (self.home != "home43.test").then(|| format!("{cyd}/featured"));
        let others = [format!("{cyd}/media"), format!("/deck{cyd}")];
        for path in featured.into_iter().chain(others) {
            browser.go(&path).await.unwrap();
            browser.line_says("3 differences").await.unwrap();
            self.opens_with_one().await;
            browser.press_key(ESCAPE).await.unwrap();
            browser.menu_closed().await.unwrap();
        }

        // Somebody of home's own, whose header may stand in the same place.
        browser.go("/@carol").await.unwrap();
        self.header_of("carol").await;
        browser.open_account_menu().await.unwrap();
        self.has_none().await;
        browser.press_key(ESCAPE).await.unwrap();
        browser.menu_closed().await.unwrap();

        // Somebody else, without a reload, in a header that may be the same.
        browser.go("/@ada@mastodon44.test").await.unwrap();
        self.header_of("ada@mastodon44.test").await;
        browser.go("/@cyd@mastodon44.test").await.unwrap();
        browser.line_says("3 differences").await.unwrap();
        self.opens_with_one().await;
        let before = (self.refreshed("ada"), self.refreshed("cyd"));
        browser.press_menu(WORDS).await.unwrap();
        browser.menu_closed().await.unwrap();
        self.is_refreshed("cyd", before.1).await;
        assert_eq!(self.refreshed("ada"), before.0, "{}", self.home);

        // Space chooses as Enter does, also where Mastodon's entries are links.
        browser.go("/@milo@mastodon44.test").await.unwrap();
        browser.line_says("up to date").await.unwrap();
        self.opens_with_one().await;
        browser.arrow_to(WORDS).await.unwrap();
        let before = self.refreshed("milo");
        browser.press_key(' ').await.unwrap();
        browser.menu_closed().await.unwrap();
        self.is_refreshed("milo", before).await;
    }

    async fn touch(&self, shape: &str) {
        let browser = self.browser;
        browser.resize(390, 800).await.unwrap();
        let address = format!("https://{}/@bea@mastodon44.test?touch", self.home);
        browser.open(&address).await.unwrap();
        browser.line_says("up to date").await.unwrap();
        for _ in 0..2 {
            self.opens_with_one().await;
            assert_eq!(self.outline().await, shape, "{}", self.home);
            browser.press_key(ESCAPE).await.unwrap();
            browser.menu_closed().await.unwrap();
        }
        self.has_none_in_others(MODAL).await;
        self.asks_for_posts().await;

        browser.go("/@carol").await.unwrap();
        self.header_of("carol").await;
        browser.open_account_menu().await.unwrap();
        self.has_none().await;
        browser.press_key(ESCAPE).await.unwrap();
        browser.menu_closed().await.unwrap();

        browser.go("/@dana@mastodon44.test").await.unwrap();
        self.header_of("dana@mastodon44.test").await;
        browser.wait_for("the line", LINE).await.unwrap();
        self.opens_with_one().await;
        let before = self.refreshed("dana");
        browser.press_menu(WORDS).await.unwrap();
        browser.menu_closed().await.unwrap();
        self.is_refreshed("dana", before).await;
    }

    /// Opens the menu: the entry is there as soon as the menu is, after the link to the original page.
    async fn opens_with_one(&self) {
        // An answer that comes late makes the page draw its header anew, and closes the menu.
        let open = async || {
            self.browser.open_account_menu().await?;
            let items = self.browser.menu_items().await?;
            Ok((!items.is_empty()).then_some(items))
        };
        let items = self.browser.until("an open menu", open).await.unwrap();
        let at: Vec<usize> = (0..items.len()).filter(|at| items[*at] == WORDS).collect();
        let original = items
            .iter()
            .position(|item| item == "Open original page" || item.starts_with("View on "))
            .map(|original| original + 1);
        assert_eq!(at, Vec::from_iter(original), "{}: {items:?}", self.home);
        assert_eq!(at.len(), 1, "{}: {items:?}", self.home);
        // The others follow at once, and are there once too.
        for (place, words) in [(1, POSTS), (2, WHY)] {
            let found: Vec<usize> = (0..items.len()).filter(|at| items[*at] == words).collect();
            assert_eq!(found, [at[0] + place], "{}: {items:?}", self.home);
        }
    }

    /// The second entry opens the dialog.
    async fn asks_for_posts(&self) {
        self.opens_with_one().await;
        self.browser.press_menu(POSTS).await.unwrap();
        self.browser.menu_closed().await.unwrap();
        self.browser.wait_for("the dialog", DIALOG).await.unwrap();
        self.browser.choose("Cancel").await.unwrap();
        self.browser.wait_until_gone(DIALOG).await.unwrap();
    }

    async fn has_none(&self) {
        // Two frames later, everything that the opening caused has run.
        let wait =
            "for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame)";
        self.browser.run_async(wait, vec![]).await.unwrap();
        let items = self.browser.menu_items().await.unwrap();
        assert!(items.len() > 1, "{}: {items:?}", self.home);
        assert!(
            items
                .iter()
                .all(|item| ![WORDS, POSTS, WHY].contains(&item.as_str())),
            "{}: {items:?}",
            self.home
        );
    }

    /// React may throw away what it did not make.
    async fn comes_back_when_it_is_dropped(&self) {
        let script = "const [menu, words] = arguments;
            const own = [...document.querySelectorAll(`${menu} > li`)].find(one => one.innerText.trim() === words);
            own.remove();
            window.dropped = own;";
        self.browser
            .run(script, vec![json!(MENU), json!(WORDS)])
            .await
            .unwrap();
        self.browser
            .until("the entry to come back", async || {
                let items = self.browser.menu_items().await?;
                Ok((items.iter().filter(|item| *item == WORDS).count() == 1).then_some(()))
            })
            .await
            .unwrap();
    }

    /// Presses a post's button for more, and opens what Mastodon would open for it.
    async fn has_none_in_others(&self, open: &str) {
        let browser = self.browser;
        let button = ".status__action-bar button:has(svg.icon-ellipsis-v)";
        browser.press(button).await.unwrap();
        browser.run(open, vec![]).await.unwrap();
        self.has_none().await;
        browser
            .run("window.foreign.remove()", vec![])
            .await
            .unwrap();
        browser.menu_closed().await.unwrap();
    }

    /// The elements of our entry, from the list's inwards, with their classes.
    async fn outline(&self) -> String {
        let script = "const [menu, words] = arguments;
            const outline = one => [one.localName, ...one.classList].join('.');
            let node = [...document.querySelectorAll(`${menu} > li`)].find(one => one.innerText.trim() === words);
            const found = [];
            for (; node; node = node.firstElementChild) {
                if (node.childElementCount > 1 || node.hasAttribute('data-index')) return node.outerHTML;
                found.push(outline(node));
            }
            return found.join(' > ')";
        let outline = self
            .browser
            .run(script, vec![json!(MENU), json!(WORDS)])
            .await
            .unwrap();
        outline.as_str().unwrap().to_owned()
    }

    async fn header_of(&self, acct: &str) {
        let selector = format!("a[href$=\"/@{acct}/followers\"]");
        let found = async || Ok((self.browser.count(&selector).await? > 0).then_some(()));
        self.browser.until(acct, found).await.unwrap();
    }

    /// How often home was asked to fetch a person of mastodon44.test again.
    fn refreshed(&self, name: &str) -> usize {
        let requests = self.sandbox.requests_to(self.home);
        let asked = |path: &str| {
            let words: Vec<&str> = path.split(['=', '&', '%', '/', '@']).collect();
            path.starts_with("/api/v2/search?") && words.iter().any(|word| word.ends_with(name))
        };
        requests.iter().filter(|one| asked(&one.path)).count()
    }

    async fn is_refreshed(&self, name: &str, before: usize) {
        let what = format!("{} to fetch {name} again", self.home);
        self.browser
            .until(&what, async || {
                Ok((self.refreshed(name) > before).then_some(()))
            })
            .await
            .unwrap();
    }
}

/// What a post's menu looks like to anybody who looks for menus.
const DROPDOWN: &str = "window.foreign = document.createElement('div');
    window.foreign.id = ':rpost:';
    window.foreign.innerHTML = '<div class=\"dropdown-animation dropdown-menu bottom\"><div class=\"dropdown-menu__container\">' +
        '<ul class=\"dropdown-menu__container__list\"><li class=\"dropdown-menu__item\"><button>Open this post</button></li>' +
        '<li class=\"dropdown-menu__separator\"></li><li class=\"dropdown-menu__item\"><a href=\"https://mastodon44.test/@ada/1\">Open original page</a></li></ul></div></div>';
    document.body.append(window.foreign);";
const MODAL: &str = "window.foreign = document.createElement('div');
    window.foreign.innerHTML = '<div class=\"modal-root__overlay\" role=\"presentation\"></div><div class=\"modal-root__container\" role=\"dialog\">' +
        '<div class=\"modal-root__modal actions-modal\"><ul><li><button>Open this post</button></li><li class=\"dropdown-menu__separator\"></li>' +
        '<li><a href=\"https://mastodon44.test/@ada/1\">Open original page</a></li></ul></div></div>';
    document.querySelector('.modal-root').append(window.foreign);";

const SINCE_4_5: Shapes = Shapes {
    mouse: "li.dropdown-menu__item > button > span.dropdown-menu__item-content",
    touch: "li.dropdown-menu__item > button > span.dropdown-menu__item-content",
};

#[tokio::test]
async fn one_entry_in_the_menu_of_mastodon_4_3() {
    let shapes = Shapes {
        mouse: "li.dropdown-menu__item > a",
        touch: "li > a > div > div",
    };
    check("home43.test", shapes).await;
}

#[tokio::test]
async fn one_entry_in_the_menu_of_mastodon_4_4() {
    let shapes = Shapes {
        mouse: "li.dropdown-menu__item > button",
        touch: "li > button",
    };
    check("home44.test", shapes).await;
}

#[tokio::test]
async fn one_entry_in_the_menu_of_mastodon_4_5() {
    check("home45.test", SINCE_4_5).await;
}

#[tokio::test]
async fn one_entry_in_the_menu_of_mastodon_4_6() {
    check("home46.test", SINCE_4_5).await;
}

#[tokio::test]
async fn one_entry_in_the_menu_of_glitch_4_6() {
    check("glitch46.test", SINCE_4_5).await;
}

#[tokio::test]
async fn the_entry_has_the_language_and_the_direction_of_its_words() {
    for kind in Kind::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let options = Options::through(sandbox.proxy_address());
        let browser = Browser::at_home(kind, options, "home46.test", "/home")
            .await
            .unwrap();
        // There are no Arabic texts: English ones stand in a page that runs from right to left.
        let pages = [
            (
                "de",
                "ltr",
                [
                    "Profil auffrischen",
                    "Ältere Beiträge laden …",
                    "Warum ist das nicht aktuell?",
                ],
                "de",
            ),
            ("ar", "rtl", [WORDS, POSTS, WHY], "en"),
        ];
        for (locale, page, words, lang) in pages {
            let address = format!("https://home46.test/@ada@mastodon44.test?locale={locale}");
            browser.open(&address).await.unwrap();
            browser
                .wait_for("the line's words", ".freshet .words")
                .await
                .unwrap();
            browser.open_account_menu().await.unwrap();
            let script = "const own = document.querySelectorAll(`${arguments[0]} > li [lang]`);
                return [document.documentElement.dir, ...Array.from(own, one => [one.innerText.trim(), one.lang, one.dir])]";
            let said = browser.run(script, vec![json!(MENU)]).await.unwrap();
            let [refresh, posts, why] = words.map(|words| json!([words, lang, "ltr"]));
            let all = json!([page, refresh, posts, why]);
            assert_eq!(said, all, "{}", kind.name());
        }
        audit(&sandbox).unwrap();
    }
}

#[tokio::test]
async fn scripts_that_are_injected_again_leave_one_line_and_one_entry() {
    for kind in Kind::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let options = Options::through(sandbox.proxy_address());
        let browser = Browser::at_home(kind, options, "home46.test", "/@bea@mastodon44.test")
            .await
            .unwrap();
        browser.agree_to_all().await.unwrap();
        browser.line_says("up to date").await.unwrap();
        let mark = "window.former = document.querySelector('freshet-line')";
        browser.run(mark, vec![]).await.unwrap();
        // As after an update, when registered scripts run in tabs that have them already.
        let inject = "const [{ js }] = await chrome.scripting.getRegisteredContentScripts();
            const files = js.map(file => new URL(file, chrome.runtime.getURL('/')).pathname);
            const [{ id }] = await chrome.tabs.query({ url: 'https://home46.test/*' });
            await chrome.scripting.executeScript({ target: { tabId: id }, files });";
        browser.ask_extension(inject, vec![]).await.unwrap();
        let fresh = async || {
            let script = "const lines = [...document.querySelectorAll('freshet-line')];
                return lines.length === 1 && lines[0] !== window.former";
            Ok((browser.run(script, vec![]).await? == json!(true)).then_some(()))
        };
        browser.until("another line", fresh).await.unwrap();
        browser.line_says("up to date").await.unwrap();
        let visit = Visit {
            browser: &browser,
            sandbox: &sandbox,
            home: "home46.test",
        };
        visit.opens_with_one().await;
        browser.press_menu(WORDS).await.unwrap();
        browser.menu_closed().await.unwrap();
        visit.is_refreshed("bea", 0).await;
        assert_eq!(browser.count("freshet-line").await.unwrap(), 1);
        audit(&sandbox).unwrap();
    }
}
