//! How long the parts of jobs took.

use super::current::CurrentJob;
use crate::table::table;
use crate::{Reader, StoreError, Tx};
use burgrave_core::ids::ProvisionerJobId;
use burgrave_core::provisioning::job::TimingStage;
use chrono::{DateTime, Utc};

table! {
    PROVISIONER_JOB_TIMINGS = "provisioner_job_timings" as "m";

    read
    /// How long a part of a job took.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct JobTiming {
        pub started_at: DateTime<Utc>,
        pub ended_at: DateTime<Utc>,
        pub stage: TimingStage,
        pub source: String,
        pub action: String,
        pub resource: String,
    }

    write
    /// The same, for a job. Positions are those of the job's own list.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct NewJobTiming {
        key { pub job_id: ProvisionerJobId, pub position: i64 }
        columns {
            pub started_at: DateTime<Utc>,
            pub ended_at: DateTime<Utc>,
            pub stage: TimingStage,
            pub source: String,
            pub action: String,
            pub resource: String,
        }
    }
}

impl Reader {
    /// What a job's parts took, in the order in which they began.
    pub async fn job_timings(&self, job: ProvisionerJobId) -> Result<Vec<JobTiming>, StoreError> {
        let sql = format!(
            "SELECT {} FROM provisioner_job_timings m WHERE m.job_id = ?1 ORDER BY m.started_at, m.position",
            JobTiming::COLUMNS
        );
        self.fetch(&sql, &[job.into()]).await
    }
}

impl Tx {
    /// Keeps what the parts of a job took; what was kept of it before goes.
    pub async fn set_job_timings(&self, job: &CurrentJob, timings: &[JobTiming]) -> Result<(), StoreError> {
        self.execute("DELETE FROM provisioner_job_timings WHERE job_id = ?1", &[job.id.into()]).await?;
        for (position, timing) in (0..).zip(timings.iter().cloned()) {
            self.insert(&NewJobTiming {
                job_id: job.id,
                position,
                started_at: timing.started_at,
                ended_at: timing.ended_at,
                stage: timing.stage,
                source: timing.source,
                action: timing.action,
                resource: timing.resource,
            })
            .await?;
        }
        Ok(())
    }
}
