//! `POST /api/v1/accounts/:id/backfill`, which no Mastodon has.

use crate::asking::{HOME, account, api, pass, stored, takeable};
use freshet_sandbox::{Answered, By, Sandbox};
use serde_json::{Value, json};

const SHY: &str = "shy@posts.test";

/// Asks a home with this setting for a backfill.
async fn check(sandbox: &Sandbox, setting: Value, status: u16) -> Answered {
    sandbox
        .configure_home(HOME, json!({ "native_backfill": setting }))
        .unwrap();
    let shy = account(sandbox, HOME, SHY).await;
    let path = format!("/api/v1/accounts/{}/backfill", shy["id"].as_str().unwrap());
    let answer = api(sandbox, "POST", HOME, &path).await;
    assert_eq!(answer.status, status, "{}", answer.json());
    answer
}

#[tokio::test(start_paused = true)]
async fn the_posts_arrive_over_time_and_once_an_hour() {
    let sandbox = Sandbox::in_process().unwrap();
    check(&sandbox, json!("accepted"), 202).await;
    assert!(stored(&sandbox, HOME, SHY).is_empty());
    pass(12).await;
    let some = stored(&sandbox, HOME, SHY).len();
    assert!((5..15).contains(&some), "{some}");
    pass(120).await;
    assert_eq!(
        stored(&sandbox, HOME, SHY).len(),
        takeable(&sandbox, SHY).len()
    );
    assert!(
        sandbox
            .posts(HOME, SHY)
            .iter()
            .all(|post| post.by == By::Native)
    );
    let busy = check(&sandbox, json!("accepted"), 429).await;
    assert!(busy.header("retry-after").unwrap().parse::<u64>().unwrap() > 3000);
    pass(3600).await;
    check(&sandbox, json!("accepted"), 202).await;
}

#[tokio::test(start_paused = true)]
async fn other_answers_bring_nothing() {
    let sandbox = Sandbox::in_process().unwrap();
    check(&sandbox, Value::Null, 404).await;
    check(&sandbox, json!("unprocessable"), 422).await;
    check(&sandbox, json!("busy"), 429).await;
    pass(600).await;
    assert!(stored(&sandbox, HOME, SHY).is_empty());
}
