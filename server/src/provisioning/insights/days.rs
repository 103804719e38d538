//! How many people built anything on each of the last days.

use burgrave_store::{BuiltWithin, Intervals};
use chrono::{FixedOffset, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::application::App;
use crate::fault::Fault;

/// Days that are told, the present one among them.
const DAYS: i64 = 61;

/// A day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Day {
    /// Which one.
    pub(crate) date: NaiveDate,
    /// How many people.
    pub(crate) people: i64,
}

/// The last days, the earliest first, as they are so many hours east of Greenwich.
///
/// # Errors
/// The storage's.
pub(crate) async fn days(app: &App, hours: i32) -> Result<Vec<Day>, Fault> {
    let zone = FixedOffset::east_opt(hours.saturating_mul(3600))
        .ok_or_else(|| Fault::unknown_filter("tz_offset", "must be between -23 and 23"))?;
    let today = app.now().with_timezone(&zone).date_naive();
    let first = today - TimeDelta::days(DAYS - 1);
    let midnight = |date: NaiveDate| date.and_time(NaiveTime::MIN).and_utc() - TimeDelta::hours(hours.into());
    let from = midnight(first).with_timezone(&Utc);
    let asked = BuiltWithin { from, until: midnight(today) + TimeDelta::days(1), templates: Vec::new() };
    let intervals = Intervals { from, length: TimeDelta::days(1) };
    let counted = app
        .store()
        .scan(move |reader| async move { Ok::<_, Fault>(reader.builders(&asked, intervals).await?) })
        .await?;
    let people =
        |number: i64| counted.iter().find(|(day, _)| *day == number).map_or(0, |(_, people)| *people);
    Ok((0..DAYS)
        .map(|number| Day { date: first + TimeDelta::days(number), people: people(number) })
        .collect())
}
