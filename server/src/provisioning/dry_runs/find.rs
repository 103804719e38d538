//! Who sees a dry run.

use burgrave_core::authorization::{Authorized, Read, Refused, Update};
use burgrave_core::ids::{ProvisionerJobId, TemplateVersionId};
use burgrave_core::provisioning::job::JobType;
use burgrave_store::{JobRecord, Reader, TemplateVersion};

use crate::application::{Caller, find};
use crate::fault::Fault;

/// Which dry run is meant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DryRun {
    /// The version that it tries.
    pub(crate) version: TemplateVersionId,
    /// Its job.
    pub(crate) job: ProvisionerJobId,
}

impl DryRun {
    /// The version and the job, for whoever asked for the dry run, and whoever may update the template.
    ///
    /// # Errors
    /// `Hidden` for the version, and where it has no such dry run; `Forbidden` for that of another, `what`
    /// says what was to be done.
    pub(super) async fn find(
        self,
        reader: &Reader,
        caller: &Caller,
        what: &str,
    ) -> Result<(TemplateVersion, JobRecord), Fault> {
        let version = find::template_version::<Read>(reader, caller, self.version, what).await?.into_inner();
        let of_version =
            |job: &JobRecord| job.kind == JobType::TemplateVersionDryRun && job.version_id == version.id;
        let job = reader.job(self.job).await?.filter(of_version).ok_or(Fault::Hidden)?;
        let governs = Authorized::<Update, _>::check(&caller.subject, version.clone());
        if job.initiator_id == caller.user.id || governs.is_ok() {
            return Ok((version, job));
        }
        Err(Fault::refused(Refused::Forbidden, what))
    }
}
