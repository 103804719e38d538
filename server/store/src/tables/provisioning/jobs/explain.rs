//! What a job waits for: the daemons that there are with what they hold, and how long jobs took before it.

use crate::row::{FromRow, Row};
use crate::tables::provisioning::daemons::DaemonRecord;
use crate::visibility::Columns;
use crate::{Reader, StoreError};
use burgrave_core::authorization::Visible;
use burgrave_core::ids::{OrganizationId, ProvisionerJobId, TemplateVersionId, UserId};
use burgrave_core::provisioning::job::{JobType, Provisioner};
use chrono::{DateTime, TimeDelta, Utc};

/// Where daemons have what permissions look at.
const DAEMONS: Columns =
    Columns { id: None, owner: None, organization: Some("d.organization_id"), groups: false, lists: None };

/// The last jobs of an organization among which those of one kind are looked for.
const LAST_JOBS: i64 = 200;

/// Dry runs at most whose values are compared with others.
const LAST_DRY_RUNS: i64 = 16;

/// A daemon and the job that it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the types say it")]
pub struct DaemonWithJob {
    pub daemon: DaemonRecord,
    pub holds: Option<ProvisionerJobId>,
}

impl FromRow for DaemonWithJob {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self { daemon: DaemonRecord::from_row(row)?, holds: row.next()? })
    }
}

impl Reader {
    /// The daemons of an organization with what they hold, and behind them those of other organizations whose
    /// jobs are visible, if any are; each part the oldest first, `limit` of all.
    pub async fn daemons_around(
        &self,
        organization: OrganizationId,
        elsewhere: Option<&Visible>,
        limit: u32,
    ) -> Result<Vec<DaemonWithJob>, StoreError> {
        let mut filter = self.filter();
        match elsewhere {
            // The organization's own are among them.
            Some(visible) => DAEMONS.restrict(&mut filter, Some(visible)),
            None => {
                let place = filter.bind(organization);
                filter.and(format!("d.organization_id = {place}"));
            }
        }
        let (here, limit) = (filter.bind(organization), filter.bind(limit));
        let sql = format!(
            "SELECT {}, (SELECT j.id FROM provisioner_jobs j WHERE j.worker_id = d.id AND j.completed_at IS \
             NULL ORDER BY j.id LIMIT 1) FROM provisioner_daemons d {} ORDER BY CASE WHEN d.organization_id \
             = {here} THEN 0 ELSE 1 END, d.created_at, d.id LIMIT {limit}",
            DaemonRecord::COLUMNS,
            filter.clause()
        );
        self.fetch(&sql, &filter.values).await
    }

    /// How long the last jobs of this kind took in an organization, those that ended well.
    pub async fn last_job_durations(
        &self,
        organization: OrganizationId,
        kind: JobType,
        provisioner: Provisioner,
    ) -> Result<Vec<TimeDelta>, StoreError> {
        let sql = "SELECT r.started_at, r.completed_at FROM (SELECT j.id, j.kind, j.lane_id, j.started_at, \
                   j.completed_at, j.canceled_at, j.error, j.created_at FROM provisioner_jobs j WHERE \
                   j.organization_id = ?1 ORDER BY j.created_at DESC, j.id DESC LIMIT ?2) r JOIN \
                   provisioner_lanes l ON l.id = r.lane_id WHERE r.started_at IS NOT NULL AND r.completed_at \
                   IS NOT NULL AND r.canceled_at IS NULL AND r.error IS NULL AND r.kind = ?3 AND \
                   l.provisioner = ?4 ORDER BY r.created_at DESC, r.id DESC";
        let values = [organization.into(), LAST_JOBS.into(), (&kind).into(), (&provisioner).into()];
        let rows: Vec<(DateTime<Utc>, DateTime<Utc>)> = self.fetch(sql, &values).await?;
        Ok(rows.into_iter().map(|(started, completed)| completed - started).collect())
    }

    /// Dry runs of a version among the last jobs that a person has asked for in an organization, those that
    /// ended well, newest first.
    pub async fn last_dry_runs(
        &self,
        organization: OrganizationId,
        person: UserId,
        version: TemplateVersionId,
    ) -> Result<Vec<ProvisionerJobId>, StoreError> {
        let sql = "SELECT r.id FROM (SELECT j.id, j.kind, j.version_id, j.completed_at, j.canceled_at, j.error, \
                   j.created_at FROM provisioner_jobs j WHERE j.organization_id = ?1 AND j.initiator_id = ?2 \
                   ORDER BY j.created_at DESC, j.id DESC LIMIT ?3) r WHERE r.version_id = ?4 AND r.kind = ?5 AND \
                   r.completed_at IS NOT NULL AND r.canceled_at IS NULL AND r.error IS NULL ORDER BY \
                   r.created_at DESC, r.id DESC LIMIT ?6";
        let kind = JobType::TemplateVersionDryRun;
        let (jobs, runs) = (LAST_JOBS.into(), LAST_DRY_RUNS.into());
        let values = [organization.into(), person.into(), jobs, version.into(), (&kind).into(), runs];
        let found: Vec<(ProvisionerJobId,)> = self.fetch(sql, &values).await?;
        Ok(found.into_iter().map(|(id,)| id).collect())
    }
}
