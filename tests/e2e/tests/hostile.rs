//! Bad input, end to end: people and servers that mean harm, or are broken, in both browsers.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use freshet_e2e::{Agreement, Browser, Kind, Options, as_read, asked, audit};
use freshet_sandbox::Sandbox;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const HOME: &str = "home46.test";

/// Starts these browsers, each over a fresh sandbox, with Freshet in use and every server agreed to.
async fn check(kinds: &[Kind], test: impl AsyncFn(&Browser, &Sandbox)) {
    for kind in kinds {
        let sandbox = Sandbox::start().await.unwrap();
        let options = Options::through(sandbox.proxy_address());
        let path = "/@bea@mastodon44.test";
        let browser = Browser::at_home(*kind, options, HOME, path).await.unwrap();
        browser.agree(Agreement::Always).await.unwrap();
        browser.line_says("up to date").await.unwrap();
        test(&browser, &sandbox).await;
        println!("{}: {:?}", kind.name(), audit(&sandbox).unwrap());
    }
}

/// Opens somebody's profile and gives what the line says in the end.
async fn verdict(browser: &Browser, sandbox: &Sandbox, handle: &str) -> String {
    sandbox.set_rate_limit_remaining(HOME, 300);
    let address = format!("https://{HOME}/@{handle}");
    browser.open(&address).await.unwrap();
    ended(browser, handle).await
}

/// Waits until the line has come to an end, and gives what it says.
async fn ended(browser: &Browser, handle: &str) -> String {
    let script = "const root = document.querySelector('freshet-line')?.shadowRoot;
        const line = root?.querySelector('.freshet:not(.busy) .words');
        return line ? line.innerText : null;";
    browser
        .until(&format!("a verdict on {handle}"), async || {
            let words = browser.run(script, vec![]).await?;
            Ok(words.as_str().map(as_read))
        })
        .await
        .unwrap()
}

/// Shows the whole comparison, all of its rows.
async fn open_all(browser: &Browser) {
    browser.open_comparison().await.unwrap();
    browser.press(".freshet .foot button.plain").await.unwrap();
    browser
        .wait_for_text(".freshet .foot button.plain", "Differences only")
        .await
        .unwrap();
}

/// What is wrong with the page and what we draw in it.
const HARM: &str = r#"
    const wrong = [];
    const host = document.querySelector('freshet-line') ?? document.querySelector('main');
    const root = host.shadowRoot ?? host;
    const lists = {
        tags: new Set('A ABBR B BDI BLOCKQUOTE BR BUTTON CODE DD DEL DIV EM H2 H3 I IMG INS LI MARK OL P PRE RP RT RUBY S SECTION SPAN STRONG SUB SUP U UL'.split(' ')),
        attributes: /^(class|lang|dir|title|alt|role|type|href|src|target|rel|aria-[a-z]+)$/,
    };
    const frame = host.getBoundingClientRect();
    for (const one of root.querySelectorAll('*')) {
        // The popup's field holds what the person wrote, and nobody else.
        if (one.closest('form.look')) continue;
        const name = one.outerHTML.slice(0, 120);
        if (!lists.tags.has(one.tagName)) wrong.push(`element: ${name}`);
        for (const { name: attribute } of one.attributes) if (!lists.attributes.test(attribute)) wrong.push(`attribute ${attribute}: ${name}`);
        if (one.localName === 'a' && !(/^https?:$/.test(one.protocol) && one.rel === 'noopener noreferrer nofollow' && one.target === '_blank')) wrong.push(`link: ${name}`);
        if (one.localName === 'a' && (one.username || one.password)) wrong.push(`credentials: ${name}`);
        const own = src => Array.from(document.images).some(image => image.src === src);
        if (one.localName === 'img' && !one.src.startsWith('data:image/png;base64,') && !own(one.src)) wrong.push(`picture: ${name}`);
        const box = one.getBoundingClientRect();
        if (box.width > 0 && (box.left < frame.left - 1 || box.right > frame.right + 1)) wrong.push(`too wide (${box.left}–${box.right} of ${frame.left}–${frame.right}): ${name}`);
        if (one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0) wrong.push(`runs over (${one.scrollWidth} of ${one.clientWidth}): ${name}`);
        if (getComputedStyle(one).position !== 'static') wrong.push(`position: ${name}`);
    }
    if (document.scrollingElement.scrollWidth > innerWidth) wrong.push('the page became wider');
    if (document.title.includes('owned') || Object.keys(globalThis).some(key => /owned|pwned/.test(key))) wrong.push('a script ran');
    if (host.localName !== 'freshet-line') return wrong;

    const bar = host.parentNode.getBoundingClientRect();
    if (frame.left < bar.left || frame.right > bar.right || frame.bottom > bar.bottom + 1) wrong.push('the line leaves its bar');
    // The page must look the same with us and without us.
    const properties = 'display position visibility color backgroundColor backgroundImage fontSize fontFamily zIndex opacity transform direction'.split(' ');
    const look = () => [...document.querySelectorAll('*')].filter(one => one !== host).map(one => {
        const style = getComputedStyle(one);
        const box = one.getBoundingClientRect();
        const above = one.compareDocumentPosition(host) & Node.DOCUMENT_POSITION_FOLLOWING && !one.contains(host);
        return [one.outerHTML.slice(0, 80), ...properties.map(property => style[property]), box.x, box.width, above ? box.y : 0].join('|');
    });
    const before = scrollY;
    scrollTo({ top: 0, behavior: 'instant' });
    const guarded = look();
    host.hidden = true;
    host.style.display = 'none';
    const alone = look();
    host.hidden = false;
    host.style.display = '';
    scrollTo({ top: before, behavior: 'instant' });
    const ours = text => text.includes('<freshet-line');
    guarded.forEach((text, at) => { if (text !== alone[at] && !ours(text)) wrong.push(`changed: ${text} to ${alone[at]}`); });
    return wrong;
"#;

/// Nothing of what is shown does harm.
async fn assert_harmless(browser: &Browser, who: &str) {
    let wrong = browser.run(HARM, vec![]).await.unwrap();
    assert_eq!(wrong, json!([]), "{who}");
}

/// Nobody but these hosts was asked by the browser for our sake, and no script asked for anything.
fn assert_asked(sandbox: &Sandbox, who: &str, hosts: &[&str]) {
    for request in sandbox.log() {
        assert!(!request.path.contains("-ran"), "{who}: {}", request.path);
        assert!(!request.path.contains("pixel"), "{who}: {}", request.path);
    }
    let mut asked = asked(sandbox);
    asked.retain(|host| host != HOME && !hosts.contains(&host.as_str()));
    assert_eq!(asked, BTreeSet::new(), "{who}");
}

/// People of our own making, beside those of the seed: `hostile.test` serves them all.
fn made() -> Vec<(&'static str, Value)> {
    let word = "Donaudampfschifffahrt".repeat(500);
    let emoji = "👩‍👩‍👧‍👦".repeat(400);
    let bidi = "\u{202e}\u{2066}\u{202d}\u{2067}evil".repeat(50);
    let zalgo = format!("Z{}", "\u{0353}\u{036b}\u{0343}".repeat(400));
    let markup = "</div></section></freshet-line><script>document.title='owned'</script><style>*{display:none}</style>";
    let escaped = markup.replace('<', "&lt;");
    vec![
        (
            "long words",
            json!({ "display_name": word, "note": format!("<p>{word} <a href=\"https://hostile.test/{word}\">{word}</a></p>"),
            "fields": [{ "name": word, "value": word }] }),
        ),
        (
            "emoji",
            json!({ "display_name": emoji, "note": format!("<p>{emoji}</p>"), "fields": [{ "name": emoji, "value": emoji }] }),
        ),
        (
            "directions",
            json!({ "display_name": bidi, "note": format!("<p>{bidi}</p><p>after</p>"), "fields": [{ "name": bidi, "value": bidi }] }),
        ),
        (
            "piled marks",
            json!({ "display_name": zalgo, "note": format!("<p>{zalgo}</p>"), "fields": [{ "name": zalgo, "value": zalgo }] }),
        ),
        (
            "markup as text",
            json!({ "display_name": markup, "note": format!("<p>{escaped}</p>"), "fields": [{ "name": markup, "value": escaped }] }),
        ),
        (
            "preformatted",
            json!({ "note": format!("<pre>{word}\n\t{word}</pre><blockquote><blockquote><blockquote>{word}</blockquote></blockquote></blockquote>") }),
        ),
        (
            "a table",
            json!({ "note": format!("<table width=9999><tr><td nowrap>{word}<td style='position:fixed'>b</table><marquee>{word}</marquee>") }),
        ),
        (
            "many fields",
            json!({ "fields": (0..200).map(|n| json!({ "name": format!("n{n}"), "value": format!("v{n}") })).collect::<Vec<_>>() }),
        ),
        (
            "many links",
            json!({ "note": format!("<p>{}</p>", "<a href=\"https://u:p@hostile.test/link-ran\">x</a> ".repeat(500)) }),
        ),
        (
            "placeholders",
            json!({ "display_name": "$home$ $server$ $$ $1 %s {0} ${7*7} {{7*7}} __MSG_extension_name__" }),
        ),
    ]
}

#[tokio::test]
async fn hostile_people_change_nothing_but_the_text() {
    check(&Kind::ALL, async |browser, sandbox| {
        let seeded: Vec<String> = sandbox
            .handles()
            .into_iter()
            .filter(|handle| handle.ends_with("@hostile.test"))
            .collect();
        assert!(seeded.len() >= 9, "{seeded:?}");
        let one = "script@hostile.test";
        let cases = seeded
            .iter()
            .map(|handle| (handle.as_str(), handle.as_str(), None));
        let cases: Vec<_> = cases
            .chain(
                made()
                    .into_iter()
                    .map(|(name, live)| (name, one, Some(live))),
            )
            .collect();
        for (name, handle, live) in cases {
            if let Some(live) = live {
                sandbox.patch(handle, json!({ "live": live })).unwrap();
                forget_looks(browser).await;
            }
            sandbox.clear_log();
            let words = verdict(browser, sandbox, handle).await;
            let ends = ["out of date", "up to date", "has moved to"];
            assert!(
                ends.iter().any(|end| words.contains(end)),
                "{name}: {words}"
            );
            assert_harmless(browser, name).await;
            open_all(browser).await;
            assert_harmless(browser, name).await;
            let page = browser.open_popup().await.unwrap();
            assert_harmless(browser, name).await;
            browser.close_tab(&page).await.unwrap();
            assert_asked(sandbox, name, &["hostile.test"]);
            audit(sandbox).unwrap();
        }
    })
    .await;
}

/// Makes the extension look anew at everybody.
async fn forget_looks(browser: &Browser) {
    browser
        .ask_extension("await chrome.storage.session.clear()", vec![])
        .await
        .unwrap();
}

#[tokio::test]
async fn hostile_text_is_shown_as_text() {
    check(&Kind::ALL, async |browser, sandbox| {
        for (handle, selector, text) in [
            (
                "name@hostile.test",
                ".freshet .row",
                "<img src=x onerror=fetch(",
            ),
            ("name@hostile.test", ".freshet .row", "{{7*7}} ${7*7}"),
            (
                "links@hostile.test",
                ".freshet .row",
                "<b>bold</b><img src=x onerror=",
            ),
            ("links@hostile.test", ".freshet .row", "__proto__"),
            ("script@hostile.test", ".freshet .row", "after"),
        ] {
            verdict(browser, sandbox, handle).await;
            browser.open_comparison().await.unwrap();
            browser.wait_for_text(selector, text).await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn what_must_not_be_asked_is_never_asked() {
    const PAGE: &[&str] = &["odd.test"];
    check(&Kind::ALL, async |browser, sandbox| {
        let odd: Vec<String> = sandbox
            .handles()
            .into_iter()
            .filter(|handle| handle.ends_with("@odd.test"))
            .collect();
        assert!(odd.len() >= 12, "{odd:?}");
        for handle in &odd {
            sandbox.clear_log();
            let words = verdict(browser, sandbox, handle).await;
            assert!(!words.contains("did not answer"), "{handle}: {words}");
            assert_asked(sandbox, handle, PAGE);
            audit(sandbox).unwrap();
        }
        for name in [
            "http",
            "ip",
            "localhost",
            "private",
            "printer",
            "credentials",
            "loop",
            "elsewhere",
            "home",
            "same",
        ] {
            sandbox.clear_log();
            let handle = format!("{name}@redirect.test");
            let words = verdict(browser, sandbox, &handle).await;
            assert_eq!(
                words, "redirect.test sends readers elsewhere without saying where.",
                "{handle}"
            );
            assert_asked(sandbox, &handle, &["redirect.test"]);
            let followed = sandbox.log().into_iter().any(|request| {
                request.path.contains("verify_credentials")
                    && request.header("accept") == Some("application/activity+json")
            });
            assert!(!followed, "{handle}");
            audit(sandbox).unwrap();
        }
        // A private address below an origin's own pictures is not asked either.
        sandbox.clear_log();
        verdict(browser, sandbox, "pictures@hostile.test").await;
        open_all(browser).await;
        browser
            .wait_for_text(".freshet .cell", "could not be read")
            .await
            .unwrap();
        assert_asked(sandbox, "pictures", &["hostile.test"]);
    })
    .await;
}

#[tokio::test]
async fn broken_servers_end_in_a_verdict() {
    check(&Kind::ALL, async |browser, sandbox| {
        for (handle, said) in [
            ("tim@limited.test", "limited.test asks for a pause. Try again in a few minutes."),
            ("eli@error500.test", "error500.test reports a fault of its own. It may be temporary."),
            ("eve@error503.test", "error503.test reports a fault of its own. It may be temporary."),
            ("hal@html.test", "html.test answered with something that is no profile, perhaps a web page."),
            ("hana@huge.test", "huge.test answered with more than any profile can hold."),
            ("tara@truncated.test", "truncated.test answered with something that is no profile, perhaps a web page."),
            ("kit@killed.test", "killed.test did not answer, or does not let browsers read its answers."),
            ("dora@dropped.test", "dropped.test did not answer, or does not let browsers read its answers."),
            ("jon@dead.test", "dead.test did not answer, or does not let browsers read its answers."),
            ("joy@closed.test", "closed.test did not answer, or does not let browsers read its answers."),
            ("array@wrongtype.test", "wrongtype.test answered with a document that is no profile."),
            ("string@wrongtype.test", "wrongtype.test answered with a document that is no profile."),
            ("number@wrongtype.test", "wrongtype.test answered with a document that is no profile."),
            ("nothing@wrongtype.test", "wrongtype.test answered with a document that is no profile."),
            ("empty@wrongtype.test", "wrongtype.test answered with something that is no profile, perhaps a web page."),
            ("note@wrongtype.test", "wrongtype.test answered with a document that is no profile."),
            ("other@wrongtype.test", "wrongtype.test answered with the profile of another account."),
            ("otto@gone.test", "This account was deleted on gone.test."),
            ("rosa@notfound.test", "notfound.test no longer shows this account: removed, renamed, suspended or hidden."),
            ("quin@suspended.test", "suspended.test has suspended this account. home46.test does not know yet."),
        ] {
            let words = verdict(browser, sandbox, handle).await;
            assert_eq!(words, said, "{handle}");
            assert_harmless(browser, handle).await;
        }
    })
    .await;
}

#[tokio::test]
async fn what_takes_too_long_is_given_up_and_can_be_tried_again() {
    check(&Kind::ALL, async |browser, sandbox| {
        let first = browser.tab().await.unwrap();
        let mut tabs = Vec::new();
        for (handle, server) in [
            ("kim@slow.test", "slow.test"),
            ("enid@endless.test", "endless.test"),
        ] {
            let tab = browser
                .open_tab(&format!("https://{HOME}/@{handle}"))
                .await
                .unwrap();
            browser.line_says("Asking").await.unwrap();
            tabs.push((tab, handle, server));
        }
        for (tab, handle, server) in &tabs {
            browser.switch_to(tab).await.unwrap();
            let words = ended(browser, handle).await;
            assert_eq!(
                words,
                format!("{server} took longer than ten seconds. It may be busy.")
            );
            sandbox.heal(server);
            browser
                .press_named(".freshet .actions button", "Check again")
                .await
                .unwrap();
            browser.line_says("out of date").await.unwrap();
        }
        browser.switch_to(&first).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn every_document_of_the_corpus_ends_in_a_verdict() {
    check(&[Kind::Chromium], async |browser, sandbox| {
        let corpus: Vec<String> = sandbox
            .handles()
            .into_iter()
            .filter(|handle| {
                sandbox
                    .person(handle)
                    .is_some_and(|person| person.document.is_some())
            })
            .collect();
        if corpus.is_empty() {
            println!("No ../shared/corpus here: its documents are not looked at.");
        }
        let mut verdicts = std::collections::BTreeMap::<String, usize>::new();
        for handle in &corpus {
            let words = verdict(browser, sandbox, handle).await;
            assert!(!words.contains("Compare this profile"), "{handle}: {words}");
            let host = handle.split('@').next_back().unwrap();
            let kind = words.replace(host, "its server");
            let kind = kind.split(':').next().unwrap().to_owned();
            *verdicts.entry(kind).or_default() += 1;
            assert_harmless(browser, handle).await;
        }
        println!("{} people of the corpus: {verdicts:#?}", corpus.len());
    })
    .await;
}
