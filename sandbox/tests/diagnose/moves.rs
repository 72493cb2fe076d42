//! What a home makes of accounts that moved.

use crate::asking::{ADA, ADA_ID, HOME, found, world};
use serde_json::json;

#[tokio::test(start_paused = true)]
async fn moves_lead_one_step_and_only_to_those_who_are_there() {
    let to = |handle: &str| json!({ "live": { "moved_to": handle } });
    let (bea, eva) = ("bea@mastodon44.test", "eva@mastodon45.test");
    for (people, target) in [
        (json!({ ADA: to(bea) }), Some(bea)),
        (json!({ ADA: to(eva), bea: to(ADA) }), Some(eva)),
        // The copy of Bea does not say yet that she moved on.
        (json!({ ADA: to(bea), bea: to(eva) }), Some(bea)),
        (json!({ ADA: to("mona@gone2.test") }), None),
    ] {
        let gone = json!({ "handle": "mona@gone2.test", "unknown_at_home": true, "live": { "state": "gone" } });
        let sandbox = world(json!({
            "add_origins": [{ "host": "gone2.test" }], "add_people": [gone], "people": people,
        }));
        let account = found(&sandbox, HOME, ADA_ID).await;
        assert_eq!(account["moved"]["acct"].as_str(), target, "{people}");
        let actor = "application/activity+json";
        let actor = sandbox
            .ask("GET", ADA_ID, &[("accept", actor)])
            .await
            .unwrap();
        assert!(actor.json()["movedTo"].is_string(), "{people}");
    }
}
