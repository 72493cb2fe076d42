//! Whom an origin gives ActivityPub documents: firewalls, secure mode, limited federation and
//! clocks (facts G: `signature_authentication.rb`, `signature_verification.rb`,
//! `signed_request.rb`).
//!
//! No signature here is one: a home's is its key's name, and it is always right.

use axum::http::StatusCode;

use crate::asked::{Asked, key_of};
use crate::clock::{HOUR, Moment, SECOND};
use crate::model::{Origin, covers};
use crate::reply::{self, Reply};
use crate::state::State;

/// How far a signature may be in the future, or too late.
const MARGIN: Moment = HOUR;
/// How long a signature holds that does not say it.
const HOLDS: Moment = 300 * SECOND;

/// The answer to a home that gets nothing at all here, whatever there is.
#[must_use]
pub fn shut(origin: &Origin, asked: &Asked) -> Option<Reply> {
    let home = signer(asked)?;
    let is_shut = origin.blocks_homes.contains(&home);
    is_shut.then(|| reply::error(StatusCode::FORBIDDEN, "Forbidden"))
}

/// The answer to somebody who may not read a document that is there.
#[must_use]
pub fn refusal(state: &State, origin: &Origin, asked: &Asked) -> Option<Reply> {
    if !origin.secure && origin.only_homes.is_none() {
        return None;
    }
    let refused = |status, text| Some(reply::error(status, text));
    let Some(home) = signer(asked) else {
        let text = match origin.software.as_str() {
            "gotosocial" => {
                "Unauthorized: http request wasn't signed or http signature was invalid"
            }
            _ => "Request not signed",
        };
        return refused(StatusCode::UNAUTHORIZED, text);
    };
    let is_stranger = origin
        .only_homes
        .as_ref()
        .is_some_and(|known| !covers(known, &home));
    if is_stranger || covers(&origin.suspends, &home) {
        return refused(StatusCode::FORBIDDEN, "Forbidden");
    }
    let ahead = {
        let world = state.world();
        let theirs = world.home(&home).map_or(0, |home| home.clock_offset_ms);
        origin.clock_offset_ms - theirs
    };
    if !(-MARGIN..=HOLDS + MARGIN).contains(&ahead) {
        let text = "Signed request date outside acceptable time window";
        return refused(StatusCode::UNAUTHORIZED, text);
    }
    None
}

/// The home that signed a request.
fn signer(asked: &Asked) -> Option<String> {
    let signature = asked.header("signature");
    let (_, rest) = signature.split_once("keyId=\"https://")?;
    let (home, _) = rest.split_once('/')?;
    signature.contains(&key_of(home)).then(|| home.to_owned())
}
