//! The network as a browser sees it: carries out the steps of conversations as `web` does,
//! against the sandbox.

use std::time::Duration;

use freshet::address::PublicAddress;
use freshet::step::{
    Answer, BODY_LIMIT, Failure, HomeRequest, OriginRequest, Outcome, RateLimit, Step, TIME_LIMIT,
    media_type_of,
};
use freshet_sandbox::{Answered, Sandbox};
use time::OffsetDateTime;
use time::format_description::well_known::{Rfc2822, Rfc3339};
use tokio::time::timeout;

/// A browser's network.
pub struct Network<'a> {
    pub sandbox: &'a Sandbox,
    /// The host of home.
    pub home: &'a str,
    pub token: Option<&'a str>,
    /// The person does not want these hosts to be contacted.
    pub refused: &'a [String],
    /// Whether the browser reads every server, whatever its CORS headers say.
    pub reads_all: bool,
}

impl Network<'_> {
    /// Now, by the sandbox's clock.
    pub fn now(&self) -> f64 {
        self.sandbox.now_ms()
    }

    /// Carries a step out.
    pub async fn perform(&self, step: &Step) -> Outcome {
        match step {
            Step::Home(request) => self.home(request).await,
            Step::Origin(request) => self.origin(request).await,
            Step::MayContact(host) => Outcome::Allowed(!self.refused.contains(host)),
            Step::MayRead(_) => Outcome::Allowed(self.reads_all),
            Step::Wait(until) => {
                let left = (until - self.now()).max(0.0).ceil();
                tokio::time::sleep(Duration::from_millis(left as u64)).await;
                Outcome::Waited
            }
            Step::SamePicture(ours, theirs) => Outcome::Same(self.same(ours, theirs).await),
            Step::Done => panic!("nothing is left to do"),
        }
    }

    async fn home(&self, request: &HomeRequest) -> Outcome {
        let address = format!("https://{}{}", self.home, request.path_and_query());
        let bearer = self.token.map(|token| format!("Bearer {token}"));
        let mut headers = vec![("accept", "application/json")];
        headers.extend(bearer.as_deref().map(|bearer| ("authorization", bearer)));
        let limit = request.time_limit();
        self.ask(request.method(), &address, &headers, limit, true)
            .await
    }

    async fn origin(&self, request: &OriginRequest) -> Outcome {
        let headers = [
            ("accept", "application/activity+json"),
            ("origin", "chrome-extension://freshet"),
        ];
        let all = self.reads_all;
        self.ask("GET", request.address.as_str(), &headers, TIME_LIMIT, all)
            .await
    }

    async fn ask(
        &self,
        method: &str,
        address: &str,
        headers: &[(&str, &str)],
        limit: u32,
        reads: bool,
    ) -> Outcome {
        let limit = Duration::from_millis(limit.into());
        match timeout(limit, self.sandbox.ask(method, address, headers)).await {
            Err(_) => Outcome::Failed(Failure::TimedOut),
            Ok(None) => Outcome::Failed(Failure::Network),
            Ok(Some(answer)) => outcome(answer, reads, self.now()),
        }
    }

    /// Whether two pictures are one. Here they are so if their bytes are; browsers look at
    /// what they show.
    async fn same(&self, ours: &PublicAddress, theirs: &PublicAddress) -> Option<bool> {
        let ours = self.picture(ours).await?;
        let theirs = self.picture(theirs).await?;
        Some(ours == theirs)
    }

    async fn picture(&self, address: &PublicAddress) -> Option<Vec<u8>> {
        // Pictures come without CORS headers, mostly.
        if address.host() != self.home && !self.reads_all {
            return None;
        }
        match self
            .ask("GET", address.as_str(), &[], TIME_LIMIT, true)
            .await
        {
            Outcome::Answer(answer) if answer.status == 200 => Some(answer.body),
            _ => None,
        }
    }
}

/// What a browser makes of an answer.
fn outcome(answer: Answered, reads: bool, now: f64) -> Outcome {
    if !reads && answer.header("access-control-allow-origin").is_none() {
        return Outcome::Failed(Failure::Network);
    }
    if matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
        return Outcome::Failed(Failure::Redirected);
    }
    if answer.body.len() > BODY_LIMIT {
        return Outcome::Failed(Failure::TooLarge);
    }
    let media_type = answer.header("content-type").unwrap_or_default();
    Outcome::Answer(Answer {
        status: answer.status,
        media_type: media_type_of(media_type),
        wait: (answer.status == 429).then(|| pause(&answer)).flatten(),
        limit: limit(&answer, now),
        // CORS does not show it.
        ahead: ahead(&answer, now).filter(|_| reads),
        body: answer.body,
    })
}

/// How far a server's clock is ahead.
fn ahead(answer: &Answered, now: f64) -> Option<f64> {
    let date = OffsetDateTime::parse(answer.header("date")?, &Rfc2822).ok()?;
    Some(date.unix_timestamp() as f64 * 1000.0 - now)
}

/// How long a server asks to wait, by its own clock.
fn pause(answer: &Answered) -> Option<f64> {
    let after = answer
        .header("retry-after")
        .and_then(|text| text.parse::<f64>().ok());
    if let Some(seconds) = after {
        return Some(seconds * 1000.0);
    }
    until_reset(answer)
}

/// How long a server's window lasts still, in milliseconds.
fn until_reset(answer: &Answered) -> Option<f64> {
    let reset = OffsetDateTime::parse(answer.header("x-ratelimit-reset")?, &Rfc3339).ok()?;
    let date = OffsetDateTime::parse(answer.header("date")?, &Rfc2822).ok()?;
    Some(((reset - date).as_seconds_f64() * 1000.0).max(0.0))
}

fn limit(answer: &Answered, now: f64) -> Option<RateLimit> {
    let count = |name| answer.header(name)?.parse().ok();
    Some(RateLimit {
        limit: count("x-ratelimit-limit")?,
        remaining: count("x-ratelimit-remaining")?,
        reset: now + until_reset(answer)?,
    })
}
