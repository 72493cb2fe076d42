//! One line, under the right person, wherever somebody goes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use freshet_e2e::{Browser, Kind, Options, Seen, audit};
use freshet_sandbox::Sandbox;
use serde_json::json;

/// People, each with words that no other's line has.
const PEOPLE: [(&str, &str); 6] = [
    ("ada@mastodon44.test", "out of date: 7 differences"),
    ("bea@mastodon44.test", "up to date"),
    ("cyd@mastodon44.test", "out of date: 3 differences"),
    ("quin@suspended.test", "has suspended this account"),
    ("otto@gone.test", "was deleted on"),
    ("uma@bücher.test", "out of date: 1 difference"),
];

/// How many navigations are made in the ordinary layout, and in the deck.
const STEPS: [(&str, usize); 2] = [("", 30), ("/deck", 12)];

/// Walks about on a home with Freshet on, in each browser.
async fn check(home: &str, shows_header_above_followers: bool) {
    for kind in Kind::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let options = Options::through(sandbox.proxy_address());
        let browser = Browser::at_home(kind, options, home, "/@ada@mastodon44.test")
            .await
            .unwrap();
        browser.agree_to_all().await.unwrap();
        browser.run(WATCH, vec![json!(PEOPLE)]).await.unwrap();
        let mut dice = Dice(0x5eed_f4e5);
        for (prefix, steps) in STEPS {
            browser.go(&format!("{prefix}/home")).await.unwrap();
            let mut walk = Vec::new();
            for _ in 0..steps {
                walk.push(dice.step(&browser, prefix).await);
                let what = format!("one right line on {home} after {walk:#?}");
                browser
                    .until(&what, async || {
                        let seen = browser.seen().await?;
                        Ok(is_right(&seen, shows_header_above_followers).then_some(()))
                    })
                    .await
                    .unwrap();
            }
        }
        let steps: usize = STEPS.iter().map(|(_, steps)| steps).sum();
        println!(
            "{home}, {}: one right line after each of {steps} navigations",
            kind.name()
        );
        let wrong = browser.run("return window.wrong", vec![]).await.unwrap();
        assert_eq!(wrong, json!([]), "{home}: painted under somebody else");
        let errors = browser.errors_at(home).await.unwrap();
        assert_eq!(errors, [], "{home}: the console of {}", kind.name());
        audit(&sandbox).unwrap();
    }
}

/// Looks before every painting whether a line says what belongs to another person than the
/// one whose header it stands in. Sizes are observed after all that runs before a frame.
const WATCH: &str = r#"
    const people = arguments[0];
    window.wrong = [];
    const look = () => {
        for (const line of document.querySelectorAll('freshet-line')) {
            const words = line.shadowRoot.querySelector('.words')?.innerText ?? '';
            const link = line.parentNode.querySelector('a[href$="/followers"]')?.getAttribute('href') ?? '';
            const other = people.find(([acct, said]) => words.includes(said) && !decodeURIComponent(link).includes(acct));
            if (other) window.wrong.push([location.pathname, link, words]);
        }
    };
    const probe = document.body.appendChild(document.createElement('div'));
    Object.assign(probe.style, { position: 'absolute', height: '1px', insetBlockStart: '0' });
    new ResizeObserver(look).observe(probe);
    let frames = 0;
    const frame = () => {
        probe.style.width = `${frames++ % 2 + 1}px`;
        requestAnimationFrame(frame);
    };
    frame();"#;

/// Whether the page shows what its path asks for.
fn is_right(seen: &Seen, shows_header_above_followers: bool) -> bool {
    let path = seen.path.strip_prefix("/deck").unwrap_or(&seen.path);
    let (who, page) = path
        .trim_start_matches("/@")
        .split_once('/')
        .unwrap_or((path.trim_start_matches("/@"), ""));
    let said = PEOPLE
        .iter()
        .find(|(acct, _)| path.starts_with("/@") && *acct == who);
    let has_header = match page {
        "" | "with_replies" | "media" => true,
        "followers" | "following" => shows_header_above_followers,
        _ => false,
    };
    match (said, seen.lines.as_slice()) {
        (Some((acct, said)), [line]) if has_header => {
            line.is_last && line.person == *acct && line.words.contains(said)
        }
        (Some(_), lines) if has_header => {
            assert!(lines.len() < 2, "{seen:?}");
            false
        }
        // The header of the page before must be gone, so that it is this page that has no line.
        (None, lines) if path.starts_with("/@carol") => lines.is_empty() && seen.bars == 1,
        (_, lines) => lines.is_empty() && seen.bars == 0,
    }
}

/// Numbers that look random and are the same in every run (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }

    /// Goes somewhere, and tells where.
    async fn step(&mut self, browser: &Browser, prefix: &str) -> String {
        let (acct, _) = PEOPLE[self.below(PEOPLE.len())];
        let path = match self.below(16) {
            0..7 => format!("{prefix}/@{acct}"),
            7 => format!("{prefix}/@{acct}/with_replies"),
            8 => format!("{prefix}/@{acct}/media"),
            9 => format!("{prefix}/@{acct}/followers"),
            10 => format!("{prefix}/@{acct}/100"),
            11 => format!("{prefix}/@carol"),
            12 => format!("{prefix}/home"),
            13 => {
                let script = "document.dispatchEvent(new Event('sandbox:rerender'))";
                browser.run(script, vec![]).await.unwrap();
                return "rerender".to_owned();
            }
            back => {
                let script = format!("history.go({})", if back == 14 { -1 } else { 1 });
                browser.run(&script, vec![]).await.unwrap();
                return script;
            }
        };
        browser.go(&path).await.unwrap();
        path
    }
}

#[tokio::test]
async fn one_line_under_the_right_person_on_mastodon_4_3() {
    check("home43.test", true).await;
}

#[tokio::test]
async fn one_line_under_the_right_person_on_mastodon_4_4() {
    check("home44.test", true).await;
}

#[tokio::test]
async fn one_line_under_the_right_person_on_mastodon_4_5() {
    check("home45.test", true).await;
}

#[tokio::test]
async fn one_line_under_the_right_person_on_mastodon_4_6() {
    check("home46.test", false).await;
}

#[tokio::test]
async fn one_line_under_the_right_person_on_glitch_4_6() {
    check("glitch46.test", false).await;
}

#[tokio::test]
async fn little_script_runs_where_there_is_no_profile() {
    for home in ["home43.test", "home46.test"] {
        let sandbox = Sandbox::start().await.unwrap();
        let options = Options::through(sandbox.proxy_address());
        let browser = Browser::at_home(Kind::Chromium, options, home, "/home")
            .await
            .unwrap();
        let paths = [
            "/notifications",
            "/home",
            "/@carol",
            "/explore",
            "/@ada@mastodon44.test/100",
        ];
        let mut times = Vec::new();
        for path in paths.into_iter().cycle().take(20) {
            let time = browser
                .script_time(async || {
                    browser.go(path).await?;
                    // Two frames later, what the navigation caused has run.
                    let wait = "for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame)";
                    browser.run_async(wait, vec![]).await?;
                    Ok(())
                })
                .await
                .unwrap();
            times.push(time.unwrap());
        }
        assert_eq!(browser.seen().await.unwrap().lines.len(), 0);
        times.sort();
        let all: std::time::Duration = times.iter().sum();
        println!(
            "{home}: script added on pages without a remote profile: {:.2} ms for {} navigations, {:.2} ms at most",
            all.as_secs_f64() * 1000.0,
            times.len(),
            times.last().unwrap().as_secs_f64() * 1000.0,
        );
    }
}
