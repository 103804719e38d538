//! Versions as they are shown.

use burgrave_core::ids::OrganizationId;
use burgrave_core::provisioning::resources::Module;
use burgrave_store::{Reader, StoreError, TemplateVersion};
use chrono::{DateTime, Utc};

use crate::provisioning::jobs::{self, JobView, Matched};

/// A version with its job.
#[derive(Debug, Clone)]
pub(crate) struct VersionView {
    /// The version.
    pub(crate) version: TemplateVersion,
    /// Its import.
    pub(crate) job: JobView,
    /// The daemons that could take the import, while it waits.
    pub(crate) matched: Option<Matched>,
    /// The modules that its import found; none in lists.
    pub(crate) modules: Vec<Module>,
}

/// Versions of one organization with the places of their imports, in the order in which they are given.
///
/// # Errors
/// The storage's.
pub(crate) async fn viewed(
    reader: &Reader,
    organization: OrganizationId,
    found: Vec<TemplateVersion>,
    now: DateTime<Utc>,
) -> Result<Vec<VersionView>, StoreError> {
    let records = found.iter().map(|version| version.job.clone()).collect();
    let shown = jobs::competing(reader, organization, records, now).await?;
    let view = |(version, (job, matched))| VersionView { version, job, matched, modules: Vec::new() };
    Ok(found.into_iter().zip(shown).map(view).collect())
}
