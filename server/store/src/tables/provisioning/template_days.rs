//! How many people use a template on a day. Whoever uses a workspace is noted by the hour, so that a day may
//! be that of any time zone of whole hours.

use super::Workspace;
use crate::table::table;
use crate::{Reader, StoreError, Tx};
use burgrave_core::authorization::{Authorized, Update};
use burgrave_core::ids::{TemplateId, UserId};
use chrono::{DateTime, Utc};

/// Seconds of an hour.
const HOUR: i64 = 3600;

table! {
    TEMPLATE_USE = "template_use" as "u";

    write
    struct NewUse {
        key { template_id: TemplateId, hour: i64, user_id: UserId }
    }
}

impl Reader {
    /// How many people used a workspace of the template on each day since then, in a time zone so many hours
    /// east of UTC: days by their number from 1970, in order, without those on which nobody did.
    pub async fn template_days(
        &self,
        template: TemplateId,
        since: DateTime<Utc>,
        zone_hours: i32,
    ) -> Result<Vec<(i64, u64)>, StoreError> {
        let sql = "SELECT (u.hour + ?3) / 24, count(DISTINCT u.user_id) FROM template_use u WHERE \
                   u.template_id = ?1 AND u.hour >= ?2 GROUP BY 1 ORDER BY 1";
        let values = [template.into(), hour(since).into(), i64::from(zone_hours).into()];
        self.fetch(sql, &values).await
    }
}

impl Tx {
    /// Notes that the workspace of its owner is used now.
    pub async fn note_use(
        &self,
        workspace: &Authorized<Update, Workspace>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let used =
            NewUse { template_id: workspace.template_id, hour: hour(now), user_id: workspace.owner_id };
        self.insert_new(&used).await.map(|_| ())
    }

    /// Forgets use that was before then, so much of it at most; gives how much it was.
    pub async fn forget_use(&self, before: DateTime<Utc>, limit: u32) -> Result<u64, StoreError> {
        let sql = "DELETE FROM template_use WHERE (template_id, hour, user_id) IN (SELECT u.template_id, \
                   u.hour, u.user_id FROM template_use u WHERE u.hour < ?1 ORDER BY u.hour LIMIT ?2)";
        self.execute(sql, &[hour(before).into(), limit.into()]).await
    }
}

/// The hour of a time, from 1970.
fn hour(time: DateTime<Utc>) -> i64 {
    time.timestamp().div_euclid(HOUR)
}
