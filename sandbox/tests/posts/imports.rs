//! What taking a post does beyond storing it.

use crate::asking::{
    HOME, PIA, PIA_ID, account, asked_by, events, found, hours_ago, pass, search, stored, uri,
    with_posts,
};
use freshet_sandbox::{By, Fault, Sandbox, What};
use serde_json::{Value, json};

fn posts() -> Value {
    json!({ "list": [
        { "published": hours_ago(200.0), "text": "old" },
        { "published": hours_ago(100.0), "text": "newer" },
        { "published": hours_ago(80.0), "text": "undated", "published_as": "" },
        { "published": hours_ago(70.0), "text": "broken date", "published_as": "yesterday" },
        { "published": hours_ago(3.0), "text": "young", "mentions": ["tester@home46.test"] },
        { "published": hours_ago(90.0), "text": "pictures", "media": 6 },
    ]})
}

/// Takes a post of the list by its text; what came, in the order of home's ids.
async fn check(sandbox: &Sandbox, home: &str, text: &str) -> Value {
    let address = uri(sandbox, text);
    let status = found(sandbox, home, &address).await;
    assert_eq!(status["uri"], address.as_str());
    assert!(stored(sandbox, home, PIA).contains(&address));
    status
}

#[tokio::test(start_paused = true)]
async fn ids_follow_the_dates_and_a_missing_date_is_now() {
    let sandbox = with_posts(posts());
    let number = |status: &Value| status["id"].as_str().unwrap().parse::<u64>().unwrap();
    let newer = number(&check(&sandbox, HOME, "newer").await);
    let old = number(&check(&sandbox, HOME, "old").await);
    let undated = check(&sandbox, HOME, "undated").await;
    let broken = check(&sandbox, HOME, "broken date").await;
    assert!(old < newer && newer < number(&undated));
    assert_eq!(undated["created_at"], "2026-09-01T12:00:00.000Z");
    assert_eq!(broken["created_at"], "2026-09-01T12:00:00.000Z");
}

#[tokio::test(start_paused = true)]
async fn only_young_posts_enter_feeds_and_notify() {
    let sandbox = with_posts(posts());
    check(&sandbox, HOME, "old").await;
    let uri_of_young = uri(&sandbox, "young");
    assert!(
        !events(&sandbox, HOME)
            .iter()
            .any(|what| matches!(what, What::Distributed { .. }))
    );
    check(&sandbox, HOME, "young").await;
    let happened = events(&sandbox, HOME);
    let uri = uri_of_young.clone();
    assert!(happened.contains(&What::Distributed { uri }));
    let (uri, to) = (uri_of_young, "tester".to_owned());
    assert!(happened.contains(&What::Notified { uri, to }));
}

#[tokio::test(start_paused = true)]
async fn counts_grow_until_a_refresh_and_the_last_date_is_as_the_version_has_it() {
    for (home, date) in [("home45.test", "2026-09-01"), ("home46.test", "2026-08-28")] {
        let sandbox = with_posts(posts());
        check(&sandbox, home, "newer").await;
        check(&sandbox, home, "old").await;
        let pia = account(&sandbox, home, PIA).await;
        assert_eq!(
            pia["statuses_count"],
            6 + 2,
            "{home}: a refresh came with the first"
        );
        assert_eq!(pia["last_status_at"], date, "{home}");
        let path = format!("/api/v2/search?resolve=true&type=accounts&q={PIA_ID}");
        crate::asking::api(&sandbox, "GET", home, &path).await;
        assert_eq!(account(&sandbox, home, PIA).await["statuses_count"], 6);
    }
}

#[tokio::test(start_paused = true)]
async fn an_author_not_seen_for_a_day_is_refreshed_in_the_same_request() {
    let sandbox = with_posts(posts());
    let actor_requests = |sandbox: &Sandbox| {
        let asked = asked_by(sandbox, HOME);
        asked.iter().filter(|path| *path == "/users/pia").count()
    };
    check(&sandbox, HOME, "old").await;
    assert_eq!(actor_requests(&sandbox), 1);
    pass(23 * 3600).await;
    check(&sandbox, HOME, "newer").await;
    assert_eq!(actor_requests(&sandbox), 1);
    pass(2 * 3600).await;
    check(&sandbox, HOME, "undated").await;
    assert_eq!(actor_requests(&sandbox), 2);
    // Where that fails, so does the import.
    pass(25 * 3600).await;
    let fault = Fault {
        status: Some(500),
        ..Fault::on("posts.test", "/users/pia/followers")
    };
    sandbox.set_fault(fault);
    sandbox.set_fault(Fault {
        status: Some(503),
        ..Fault::on("posts.test", "/.well-known/")
    });
    assert!(
        found(&sandbox, HOME, &uri(&sandbox, "broken date"))
            .await
            .is_null()
    );
}

#[tokio::test(start_paused = true)]
async fn an_unknown_author_is_fetched_first() {
    let sandbox = with_posts(posts());
    sandbox
        .configure_home(HOME, json!({ "knows_nobody": true }))
        .unwrap();
    check(&sandbox, HOME, "old").await;
    assert_eq!(account(&sandbox, HOME, PIA).await["display_name"], "Pia");
}

#[tokio::test(start_paused = true)]
async fn a_known_post_is_asked_for_again_and_edits_are_taken_when_newer() {
    let sandbox = with_posts(posts());
    check(&sandbox, HOME, "old").await;
    let address = uri(&sandbox, "old");
    let id = address.rsplit_once('/').unwrap().1;
    let id = id.parse().unwrap();
    let edited = |text: &str, at: i64| {
        let change = json!({ "text": text, "edited": at });
        sandbox.change_post(PIA, id, &change).unwrap();
    };
    let asked = asked_by(&sandbox, HOME).len();
    edited("edited", hours_ago(10.0));
    let status = found(&sandbox, HOME, &address).await;
    assert_eq!(status["content"], "<p>edited</p>");
    assert_eq!(asked_by(&sandbox, HOME).len(), asked + 1);
    edited("older", hours_ago(11.0));
    let status = found(&sandbox, HOME, &address).await;
    assert_eq!(status["content"], "<p>edited</p>");
    let updates = events(&sandbox, HOME)
        .into_iter()
        .filter(|what| matches!(what, What::PostUpdated { .. }));
    assert_eq!(updates.count(), 1);
    let imports = events(&sandbox, HOME)
        .into_iter()
        .filter(|what| matches!(what, What::PostImported { by: By::Search, .. }));
    assert_eq!(imports.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_known_post_is_kept_when_origin_refuses_it_and_not_found_when_it_is_down() {
    let sandbox = with_posts(posts());
    check(&sandbox, HOME, "old").await;
    let address = uri(&sandbox, "old");
    for (status, is_found) in [
        (401, true),
        (403, true),
        (404, true),
        (410, false),
        (500, false),
        (503, false),
    ] {
        let times = Some(1);
        sandbox.set_fault(Fault {
            status: Some(status),
            times,
            ..Fault::on("posts.test", "/users/pia/statuses")
        });
        assert_eq!(
            found(&sandbox, HOME, &address).await.is_object(),
            is_found,
            "{status}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn unknown_people_who_are_mentioned_are_fetched_up_to_a_number() {
    let people: Vec<String> = (0..402).map(|at| format!("p{at}@posts.test")).collect();
    let list = json!([{ "published": hours_ago(50.0), "text": "to all", "mentions": people }]);
    let sandbox = with_posts(json!({ "list": list }));
    for handle in &people {
        sandbox
            .patch(handle, json!({ "live": { "created": "2022-01-02" } }))
            .unwrap();
    }
    check(&sandbox, HOME, "to all").await;
    let known = |handle: &&String| sandbox.stored(HOME, handle).is_some();
    assert_eq!(people.iter().filter(known).count(), 400);
    assert_eq!(sandbox.posts(HOME, PIA)[0].mentions.len(), 400);
}

#[tokio::test(start_paused = true)]
async fn what_was_deleted_here_is_refused_for_six_hours() {
    let sandbox = with_posts(posts());
    check(&sandbox, HOME, "old").await;
    let address = uri(&sandbox, "old");
    assert!(sandbox.delete_post(HOME, &address));
    pass(5 * 3600).await;
    assert!(found(&sandbox, HOME, &address).await.is_null());
    pass(2 * 3600).await;
    assert!(found(&sandbox, HOME, &address).await.is_object());
}

#[tokio::test(start_paused = true)]
async fn pictures_come_with_the_post_take_time_and_are_tried_again() {
    let sandbox = with_posts(posts());
    let delay_ms = 2000;
    sandbox.set_fault(Fault {
        delay_ms,
        ..Fault::on("posts.test", "/media_files/")
    });
    sandbox.set_fault(Fault {
        status: Some(503),
        times: Some(1),
        ..Fault::on("posts.test", "/media_files/")
    });
    let before = sandbox.now_ms();
    let status = check(&sandbox, HOME, "pictures").await;
    assert!(
        (sandbox.now_ms() - before - 6000.0).abs() < 10.0,
        "four, the first one fails at once"
    );
    let media = status["media_attachments"].as_array().unwrap();
    assert_eq!(media.len(), 4);
    assert_eq!(
        (&media[0]["type"], &media[1]["type"]),
        (&json!("unknown"), &json!("image"))
    );
    pass(601).await;
    let posts = sandbox.posts(HOME, PIA);
    assert!(posts[0].media.iter().all(|media| media.is_stored));
}

#[tokio::test(start_paused = true)]
async fn an_import_may_take_long_and_goes_on_without_the_client() {
    let sandbox = with_posts(posts());
    let settings = json!({ "import_takes_ms": 90_000, "gateway_timeout_ms": 60_000 });
    sandbox.configure_home(HOME, settings).unwrap();
    let address = uri(&sandbox, "old");
    let answer = search(&sandbox, HOME, &address).await;
    assert_eq!(answer.status, 504);
    assert!(stored(&sandbox, HOME, PIA).is_empty());
    pass(31).await;
    assert_eq!(stored(&sandbox, HOME, PIA), [address]);
    let settings = json!({ "imports_never_happen": true, "import_takes_ms": 0 });
    sandbox.configure_home(HOME, settings).unwrap();
    let other = uri(&sandbox, "newer");
    assert_eq!(search(&sandbox, HOME, &other).await.status, 504);
    pass(600).await;
    assert_eq!(stored(&sandbox, HOME, PIA).len(), 1);
}
