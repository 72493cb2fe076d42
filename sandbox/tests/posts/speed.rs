//! Much at once: it has to stay cheap, since thousands of runs are made of it.

use crate::asking::{HOME, found, stored, takeable};
use freshet_sandbox::{Bucket, Sandbox};

/// Imports everything of somebody that home can take.
async fn check(handle: &str) -> usize {
    let sandbox = Sandbox::in_process().unwrap();
    let wanted = takeable(&sandbox, handle);
    for (place, post) in wanted.iter().enumerate() {
        if place % 250 == 0 {
            for bucket in [Bucket::Token, Bucket::User] {
                sandbox.set_limit(HOME, bucket, 300);
            }
        }
        assert!(
            found(&sandbox, HOME, &post.uri).await.is_object(),
            "{}",
            post.uri
        );
    }
    let mut had = stored(&sandbox, HOME, handle);
    had.retain(|uri| wanted.iter().any(|post| post.uri == *uri));
    assert_eq!(had.len(), wanted.len());
    wanted.len()
}

#[tokio::test(start_paused = true)]
async fn a_thousand_posts_are_imported_one_by_one() {
    assert!(check("thousand@posts.test").await > 800);
}
