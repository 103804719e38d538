//! Lists of jobs.

use super::records::{JobMetadata, JobRecord, JobWithMetadata};
use crate::filter::Filter;
use crate::{Reader, StoreError};
use burgrave_core::ids::{OrganizationId, ProvisionerJobId, UserId};
use burgrave_core::provisioning::job::JobStatus;
use burgrave_core::provisioning::tags::TagFilter;

/// Which jobs of an organization a list holds; what is absent or empty doesn't limit.
#[derive(Debug, Clone, Default)]
pub struct JobFilter {
    /// Only these.
    pub ids: Option<Vec<ProvisionerJobId>>,
    /// Only with one of these statuses.
    pub statuses: Vec<JobStatus>,
    /// Only with these tags.
    pub tags: TagFilter,
    /// Only by this user.
    pub initiator: Option<UserId>,
    /// Rows at most; 0 = all.
    pub limit: u32,
}

/// How a status shows in a job's row. An error is only written when a job ends.
fn condition(status: JobStatus) -> &'static str {
    match status {
        JobStatus::Failed => "j.error IS NOT NULL",
        JobStatus::Succeeded => "j.completed_at IS NOT NULL AND j.canceled_at IS NULL AND j.error IS NULL",
        JobStatus::Canceled => "j.completed_at IS NOT NULL AND j.canceled_at IS NOT NULL AND j.error IS NULL",
        JobStatus::Canceling => "j.completed_at IS NULL AND j.canceled_at IS NOT NULL",
        JobStatus::Running => "j.completed_at IS NULL AND j.canceled_at IS NULL AND j.started_at IS NOT NULL",
        JobStatus::Pending => "j.completed_at IS NULL AND j.canceled_at IS NULL AND j.started_at IS NULL",
    }
}

/// What all of these statuses have in common: rows of a small index are looked at then, not the history of
/// all jobs.
fn common(statuses: &[JobStatus]) -> Option<&'static str> {
    let all = |of: &[JobStatus]| statuses.iter().all(|status| of.contains(status));
    match statuses {
        [] => None,
        _ if all(&[JobStatus::Pending, JobStatus::Running, JobStatus::Canceling]) => {
            Some("j.completed_at IS NULL")
        }
        _ if all(&[JobStatus::Failed]) => Some("j.error IS NOT NULL"),
        _ if all(&[JobStatus::Canceling, JobStatus::Canceled]) => Some("j.canceled_at IS NOT NULL"),
        _ => None,
    }
}

/// The conditions of a list of statuses.
pub(crate) fn in_status(filter: &mut Filter<'_>, statuses: &[JobStatus]) {
    if statuses.is_empty() {
        return;
    }
    filter.and(
        statuses.iter().map(|status| format!("({})", condition(*status))).collect::<Vec<_>>().join(" OR "),
    );
    if let Some(common) = common(statuses) {
        filter.and(common);
    }
}

impl Reader {
    /// Jobs of an organization with what they work on, newest first, in one query (two where tags are asked
    /// for).
    pub async fn jobs(
        &self,
        organization: OrganizationId,
        asked: &JobFilter,
    ) -> Result<Vec<JobWithMetadata>, StoreError> {
        let mut filter = self.filter();
        let place = filter.bind(organization);
        filter.and(format!("j.organization_id = {place}"));
        if let Some(ids) = &asked.ids {
            let places = filter.bind_all(ids.iter().copied());
            filter.and(format!("j.id IN ({places})"));
        }
        if let Some(initiator) = asked.initiator {
            let place = filter.bind(initiator);
            filter.and(format!("j.initiator_id = {place}"));
        }
        if !asked.tags.is_empty() {
            let lanes = self.lanes_with_tags(organization, &asked.tags).await?;
            let places = filter.bind_all(lanes);
            filter.and(format!("j.lane_id IN ({places})"));
        }
        in_status(&mut filter, &asked.statuses);
        let limit = match asked.limit {
            0 => String::new(),
            limit => format!(" LIMIT {}", filter.bind(limit)),
        };
        let sql = format!(
            "SELECT {}, {} FROM provisioner_jobs j {} {} ORDER BY j.created_at DESC, j.id DESC{limit}",
            JobRecord::COLUMNS,
            JobMetadata::COLUMNS,
            JobMetadata::SOURCES,
            filter.clause()
        );
        self.fetch(&sql, &filter.values).await
    }

    /// A job of an organization with what it works on.
    pub async fn job_with_metadata(
        &self,
        organization: OrganizationId,
        id: ProvisionerJobId,
    ) -> Result<Option<JobWithMetadata>, StoreError> {
        let asked = JobFilter { ids: Some(vec![id]), ..JobFilter::default() };
        Ok(self.jobs(organization, &asked).await?.pop())
    }
}
