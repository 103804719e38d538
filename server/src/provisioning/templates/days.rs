//! How many people use a template, day by day.

use std::collections::HashMap;
use std::sync::Arc;

use burgrave_core::authorization::{Action, Protected, Read, Refused};
use burgrave_core::ids::TemplateId;
use chrono::{DateTime, NaiveDate};

use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// Days that are told of, with the present one.
const DAYS: i64 = 61;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// The days of a time zone, and how many people used the template on each.
pub(crate) struct DailyUse {
    /// How many hours the zone is east of UTC.
    pub(crate) zone_hours: i32,
    /// The days, oldest first.
    pub(crate) days: Vec<(NaiveDate, u64)>,
}

/// How many people used workspaces of the template on the last days.
///
/// # Errors
/// `Hidden`, also for readers who may not see who uses it.
pub(crate) async fn daily_use(
    app: &App,
    caller: Arc<Caller>,
    id: TemplateId,
    zone_hours: i32,
) -> Result<DailyUse, Fault> {
    let east = i64::from(zone_hours) * HOUR;
    let today = (app.now().timestamp() + east).div_euclid(DAY);
    let days = today - DAYS + 1..=today;
    let since = DateTime::from_timestamp(days.start() * DAY - east, 0).unwrap_or_default();
    app.store()
        .scan(move |reader| async move {
            let what = "see how this template is used";
            let template = find::template::<Read>(&reader, &caller, id, what).await?;
            if !caller.may(Action::ViewInsights, &template.object()) {
                return Err(Fault::refused(Refused::Hidden, what));
            }
            let found = reader.template_days(template.id, since, zone_hours).await?;
            let found: HashMap<_, _> = found.into_iter().collect();
            let date = |day: i64| DateTime::from_timestamp(day * DAY, 0).unwrap_or_default().date_naive();
            let days = days.map(|day| (date(day), found.get(&day).copied().unwrap_or(0)));
            Ok(DailyUse { zone_hours, days: days.collect() })
        })
        .await
}
