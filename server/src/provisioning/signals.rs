//! The topics of signals about jobs. A signal says "look", so it may be lost or come twice.

use burgrave_core::ids::{OrganizationId, ProvisionerJobId, ProvisionerKeyId, WorkspaceId};
use burgrave_store::{JobRecord, StoreError, Tx};

/// Something may be acquired in the organization.
pub(crate) fn jobs_topic(organization: OrganizationId) -> String {
    format!("jobs:{organization}")
}

/// The job's status or its log has changed.
pub(crate) fn job_topic(job: ProvisionerJobId) -> String {
    format!("job:{job}")
}

/// The key was deleted.
pub(crate) fn key_topic(key: ProvisionerKeyId) -> String {
    format!("provisioner_key:{key}")
}

/// What the workspace shows has changed.
pub(crate) fn workspace_topic(workspace: WorkspaceId) -> String {
    format!("workspace:{workspace}")
}

/// Tells that the status of a job has changed.
pub(crate) async fn tell_status(tx: &Tx, job: &JobRecord) -> Result<(), StoreError> {
    tx.tell(&job_topic(job.id)).await?;
    match job.workspace_id {
        Some(workspace) => tx.tell(&workspace_topic(workspace)).await,
        None => Ok(()),
    }
}
