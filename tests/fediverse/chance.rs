//! Looks against outcomes by chance.

use freshet::handle::Handle;
use freshet::step::{Failure, Outcome, Step};
use serde_json::{Value, json};

use super::documents::{account, actor, failed, html, json, web_finger};
use super::{Fediverse, Played, Player, Random};

/// Plays a look against outcomes by chance, also such as do not belong to the step.
#[track_caller]
pub fn play_randomly(random: &mut Random) -> Played {
    let mut fediverse = Fediverse::new();
    fediverse.signed_in = random.below(2) == 0;
    if random.below(4) == 0 {
        let host = random.of(&[
            "other.example",
            "127.0.0.1",
            "remote.example:8443",
            "bücher.example",
        ]);
        fediverse.handle = Handle::new("ada", host).unwrap();
    }
    let mut player = Player::new(fediverse.see());
    // Home mostly knows the account: a look that ends there shows little.
    let step = player.step().unwrap();
    let first = if random.below(8) == 0 {
        outcome(random)
    } else {
        json(200, an_account(random))
    };
    player.tell(&step, first);
    while let Some(step) = player.step() {
        let mut outcome = outcome(random);
        if matches!(step, Step::MayContact(_) | Step::MayRead(_)) && random.below(4) > 0 {
            outcome = Outcome::Allowed(random.below(3) > 0);
        }
        let refused = matches!(step, Step::MayContact(_)) && outcome != Outcome::Allowed(true);
        player.tell(&step, outcome);
        if refused && random.below(4) == 0 {
            break;
        }
    }
    player.end()
}

/// Addresses that accounts, actors and WebFinger name; some of them must not be asked.
const ADDRESSES: &[&str] = &[
    "https://remote.example/users/ada",
    "https://remote.example/@ada",
    "https://remote.example/ap/users/116",
    "https://remote.example/opaque/7",
    "https://remote.example:8443/users/ada",
    "https://social.remote.example/users/ada",
    "https://other.example/@ada",
    "https://remote.example/api/v1/accounts/lookup?acct=ada",
    "https://remote.example/.well-known/webfinger?resource=acct%3Aada%40remote.example",
    "https://xn--bcher-kva.example/users/ada",
    "https://home.example/users/ada",
    "http://remote.example/users/ada",
    "https://127.0.0.1/users/ada",
    "https://0x7f.1/users/ada",
    "https://[fd00::1]/users/ada",
    "https://localhost/users/ada",
    "https://router.lan/users/ada",
    "https://me@remote.example/users/ada",
    "data:text/html,x",
    "",
];

fn an_account(random: &mut Random) -> Value {
    let mut account = account();
    for key in ["uri", "url"] {
        if random.below(2) == 0 {
            account[key] = json!(random.of(ADDRESSES));
        }
    }
    if random.below(4) == 0 {
        account["acct"] = json!(random.of(&["ada", "", "ada@", "@@", "../../x@remote.example"]));
    }
    account
}

fn an_actor(random: &mut Random) -> Value {
    let mut actor = actor();
    match random.below(6) {
        0 => actor["summary"] = json!("<p>New words</p>"),
        1 => actor["movedTo"] = json!(random.of(ADDRESSES)),
        2 => actor["suspended"] = json!(true),
        3 => actor["id"] = json!(random.of(ADDRESSES)),
        4 => {
            for key in ["name", "summary", "icon", "attachment"] {
                actor.as_object_mut().unwrap().remove(key);
            }
            actor["publicKey"] = json!({"id": "x"});
        }
        _ => {}
    }
    actor
}

/// Any outcome of any step, the likely ones more often.
fn outcome(random: &mut Random) -> Outcome {
    let status = [
        200, 200, 200, 401, 403, 404, 410, 429, 500, 503, 0, 204, 302, 406, 999,
    ][random.below(15)];
    match random.below(16) {
        0..4 => json(status, an_actor(random)),
        4..7 => json(200, web_finger(random.of(ADDRESSES))),
        7 => json(status, an_account(random)),
        8 => json(
            status,
            json!({"type": "Tombstone", "id": random.of(ADDRESSES)}),
        ),
        9 => json(
            status,
            [json!(null), json!({"links": 1}), json!({"error": []})][random.below(3)].clone(),
        ),
        10 => html(status),
        11 => Outcome::Allowed(random.below(2) == 0),
        12 => failed(Failure::Redirected),
        13 => failed([Failure::TimedOut, Failure::TooLarge][random.below(2)]),
        _ => failed(Failure::Network),
    }
}
