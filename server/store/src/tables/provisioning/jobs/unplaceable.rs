//! Jobs that wait for a daemon that isn't there.

use super::PENDING;
use super::records::JobRecord;
use crate::table::table;
use crate::{Inserted, Reader, StoreError, Tx};
use burgrave_core::ids::ProvisionerJobId;
use chrono::{DateTime, Utc};

table! {
    UNPLACEABLE_JOBS = "unplaceable_jobs" as "u";

    write
    /// A job that was found.
    struct NewUnplaceable {
        key { job_id: ProvisionerJobId }
        columns { found_at: DateTime<Utc> }
    }
}

impl Reader {
    /// Jobs that have waited since this time or longer and weren't found before, the oldest first; those
    /// behind this one.
    pub async fn jobs_to_place(
        &self,
        before: DateTime<Utc>,
        behind: Option<(DateTime<Utc>, ProvisionerJobId)>,
        limit: u32,
    ) -> Result<Vec<JobRecord>, StoreError> {
        let mut filter = self.filter();
        filter.and(PENDING);
        let place = filter.bind(before);
        filter.and(format!("j.created_at <= {place}"));
        if let Some((at, id)) = behind {
            let (at, id) = (filter.bind(at), filter.bind(id));
            filter.and(format!("(j.created_at, j.id) > ({at}, {id})"));
        }
        filter.and("NOT EXISTS (SELECT 1 FROM unplaceable_jobs u WHERE u.job_id = j.id)");
        let limit = filter.bind(limit);
        let sql = format!(
            "SELECT {} FROM provisioner_jobs j {} ORDER BY j.created_at, j.id LIMIT {limit}",
            JobRecord::COLUMNS,
            filter.clause()
        );
        self.fetch(&sql, &filter.values).await
    }
}

impl Tx {
    /// Notes that a job was found. Whether it is the first: false where that was noted before, and where another
    /// one was found that waits for the same daemons.
    pub async fn note_unplaceable_job(
        &self,
        job_id: ProvisionerJobId,
        found_at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let sql = format!(
            "SELECT j.id FROM provisioner_jobs j WHERE j.lane_id = (SELECT o.lane_id FROM provisioner_jobs o WHERE \
             o.id = ?1) AND {PENDING} AND EXISTS (SELECT 1 FROM unplaceable_jobs u WHERE u.job_id = j.id) LIMIT 1"
        );
        let known: Option<(ProvisionerJobId,)> = self.find(&sql, &[job_id.into()]).await?;
        let inserted = self.insert_new(&NewUnplaceable { job_id, found_at }).await?;
        Ok(inserted == Inserted::Done && known.is_none())
    }
}
