//! The one clock of a sandbox: a start moment plus the time of the runtime since.
//!
//! Where tests hold the runtime's time (`tokio::time::pause`), this clock stands too.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio::time::Instant;

/// Where a sandbox that serves no socket begins: 2026-09-01T12:00:00Z.
const FIXED_START: i64 = 1_788_264_000_000;

/// Milliseconds since 1970.
pub type Moment = i64;

/// A second, in the unit of [`Moment`].
pub const SECOND: Moment = 1000;
/// An hour, in the unit of [`Moment`].
pub const HOUR: Moment = 3_600_000;

/// The clock.
#[derive(Debug)]
pub struct Clock {
    start: Moment,
    began: Instant,
}

impl Clock {
    /// A clock that begins with the machine's time.
    #[must_use]
    pub fn of_the_machine() -> Self {
        let now = OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000;
        Self::starting(Moment::try_from(now).unwrap_or(FIXED_START))
    }

    /// A clock that begins at the same moment in every run.
    #[must_use]
    pub fn fixed() -> Self {
        Self::starting(FIXED_START)
    }

    fn starting(start: Moment) -> Self {
        Self {
            start,
            began: Instant::now(),
        }
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Moment {
        let since = self.began.elapsed().as_millis();
        self.start + Moment::try_from(since).unwrap_or(0)
    }
}

/// A moment as Rails writes it in JSON: ISO 8601 with milliseconds.
#[must_use]
pub fn iso(moment: Moment) -> String {
    format!("{}.{:03}Z", seconds(moment), moment.rem_euclid(SECOND))
}

/// A moment as `X-RateLimit-Reset` has it: ISO 8601 with microseconds.
#[must_use]
pub fn iso_micro(moment: Moment) -> String {
    format!("{}.{:03}000Z", seconds(moment), moment.rem_euclid(SECOND))
}

/// The moment that an ISO 8601 date with a time zone names; nothing for anything else.
#[must_use]
pub fn parsed(text: &str) -> Option<Moment> {
    let date = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    Moment::try_from(date.unix_timestamp_nanos() / 1_000_000).ok()
}

/// A moment as ActivityPub documents of Mastodon have it: ISO 8601 with whole seconds.
#[must_use]
pub fn iso_seconds(moment: Moment) -> String {
    format!("{}Z", seconds(moment))
}

fn seconds(moment: Moment) -> String {
    let whole = date(moment - moment.rem_euclid(SECOND));
    let text = whole.format(&Rfc3339).unwrap_or_default();
    text.trim_end_matches('Z').to_owned()
}

/// A moment as HTTP writes it in `Date`.
#[must_use]
pub fn http_date(moment: Moment) -> String {
    let text = date(moment);
    let weekday = text.weekday().to_string();
    let month = text.month().to_string();
    format!(
        "{}, {:02} {} {} {:02}:{:02}:{:02} GMT",
        &weekday[..3],
        text.day(),
        &month[..3],
        text.year(),
        text.hour(),
        text.minute(),
        text.second()
    )
}

fn date(moment: Moment) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(moment) * 1_000_000)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
}
