//! What the plan of a job said beside its resources.

use crate::table::table;
use crate::{CurrentJob, Reader, StoreError, Tx};
use burgrave_core::ids::ProvisionerJobId;

table! {
    JOB_PLANS = "job_plans" as "f";

    write
    struct NewPlan {
        key { job_id: ProvisionerJobId }
        columns { facts: String }
    }
}

impl Reader {
    /// What the plan of a job said, as JSON of the server; none where that is nothing.
    pub async fn job_plan(&self, job: ProvisionerJobId) -> Result<Option<String>, StoreError> {
        let sql = "SELECT f.facts FROM job_plans f WHERE f.job_id = ?1";
        let found: Option<(String,)> = self.find(sql, &[job.into()]).await?;
        Ok(found.map(|(facts,)| facts))
    }
}

impl Tx {
    /// Keeps what the plan of the job said.
    pub async fn set_job_plan(&self, job: &CurrentJob, facts: &str) -> Result<(), StoreError> {
        self.put(&NewPlan { job_id: job.id, facts: facts.to_owned() }).await
    }
}
