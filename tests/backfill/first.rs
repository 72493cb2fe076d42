use crate::player::Player;
use freshet::view::{Depth, Order};
use freshet_sandbox::Sandbox;

#[tokio::test(start_paused = true)]
async fn try_it() {
    for (acct, depth) in [
        ("few@posts.test", Depth::Newest(40)),
        ("half@posts.test", Depth::All),
        ("threads@posts.test", Depth::All),
        ("thousand@posts.test", Depth::All),
    ] {
        let sandbox = Sandbox::in_process().unwrap();
        let mut player = Player::new(sandbox, "home46.test", acct);
        let order = Order {
            depth,
            ..Order::default()
        };
        let before = player.now();
        let backfill = player.load(order).await;
        println!(
            "{acct}: {:?} in {:.0} min",
            backfill.view(),
            (player.now() - before) / 60000.0
        );
        let mut kinds = std::collections::BTreeMap::new();
        for (_, step) in &player.trace {
            let text = format!("{step:?}");
            let text: String = text
                .chars()
                .filter(|c| !c.is_ascii_digit())
                .take(90)
                .collect();
            if !text.starts_with("Wait") {
                *kinds.entry(text).or_insert(0) += 1;
            }
        }
        println!("{kinds:#?}");
        let mut truth = std::collections::BTreeMap::new();
        let (_, text) = backfill.windows();
        let rows = freshet::backfill::rows_of(&text);
        for post in player.sandbox.posts_at_origin(acct) {
            let row = rows.iter().find(|row| row.uri == post.uri);
            let key = format!(
                "{:?} {} {:?} listed {} -> {:?}",
                post.takeable,
                post.kind,
                post.visibility,
                post.is_listed,
                row.map(|row| row.verdict)
            );
            *truth.entry(key).or_insert(0) += 1;
        }
        println!("{truth:#?}");
        let singles: Vec<_> = player
            .trace
            .iter()
            .filter_map(|(at, step)| match step {
                freshet::step::Step::Home(r) => Some((at, r.path_and_query().to_owned())),
                _ => None,
            })
            .collect();
        if acct.starts_with("half") {
            for (at, one) in &singles {
                println!("{at:.0} {one}");
            }
        }
    }
}
