//! Accounts elsewhere that the workspaces of a version use, as its import found them.

use crate::table::table;
use crate::{CurrentJob, Reader, StoreError, Tx};
use burgrave_core::ids::TemplateVersionId;
use burgrave_core::provisioning::version::ExternalAuth;

table! {
    TEMPLATE_VERSION_EXTERNAL_AUTH = "template_version_external_auth" as "e";

    read
    struct Kept { provider: String, optional: bool }

    write
    struct NewExternalAuth {
        key { version_id: TemplateVersionId, position: i64 }
        columns { provider: String, optional: bool }
    }
}

impl Reader {
    /// Which accounts the workspaces of a version use, in the order in which the import gave them.
    pub async fn version_external_auth(
        &self,
        version: TemplateVersionId,
    ) -> Result<Vec<ExternalAuth>, StoreError> {
        let sql = format!(
            "SELECT {} FROM template_version_external_auth e WHERE e.version_id = ?1 ORDER BY e.position",
            Kept::COLUMNS
        );
        let kept: Vec<Kept> = self.fetch(&sql, &[version.into()]).await?;
        Ok(kept
            .into_iter()
            .map(|Kept { provider, optional }| ExternalAuth { id: provider, optional })
            .collect())
    }
}

impl Tx {
    /// Keeps which accounts the workspaces of the version use that the job imports; those that were kept
    /// before go.
    pub async fn set_version_external_auth(
        &self,
        job: &CurrentJob,
        accounts: &[ExternalAuth],
    ) -> Result<(), StoreError> {
        let gone = "DELETE FROM template_version_external_auth WHERE version_id = ?1";
        self.execute(gone, &[job.version_id.into()]).await?;
        for (position, account) in (0..).zip(accounts) {
            let (provider, optional) = (account.id.clone(), account.optional);
            self.insert(&NewExternalAuth { version_id: job.version_id, position, provider, optional })
                .await?;
        }
        Ok(())
    }
}
