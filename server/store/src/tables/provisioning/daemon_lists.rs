//! Lists of daemons, with what they are doing and what they did last.

use super::daemons::DaemonRecord;
use crate::filter::Filter;
use crate::row::{FromRow, Row};
use crate::{Reader, StoreError};
use burgrave_core::ids::{OrganizationId, ProvisionerDaemonId, ProvisionerJobId};
use burgrave_core::provisioning::daemon::{DaemonFilter, DaemonStatus, OFFLINE_AFTER};
use burgrave_core::provisioning::job::{JobState, JobStatus};
use burgrave_core::provisioning::tags::{TagFilter, Tags};
use chrono::{DateTime, Utc};

/// Which daemons of an organization a list holds; what is absent or empty doesn't limit.
#[derive(Debug, Clone, Default)]
pub struct DaemonList {
    /// Only these.
    pub ids: Option<Vec<ProvisionerDaemonId>>,
    /// By what they are doing, and when they were seen. Those that are offline are only shown where it says
    /// so.
    pub filter: DaemonFilter,
    /// Only with these tags.
    pub tags: TagFilter,
    /// Rows at most; 0 = all.
    pub limit: u32,
}

/// A job as the list of daemons shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct DaemonJob {
    pub id: ProvisionerJobId,
    pub status: JobStatus,
    /// Absent while the version belongs to no template.
    pub template_name: Option<String>,
    pub template_display_name: Option<String>,
    pub template_icon: Option<String>,
}

/// A daemon and its jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the types say it")]
pub struct DaemonWithJobs {
    pub daemon: DaemonRecord,
    /// What it holds.
    pub current: Option<DaemonJob>,
    /// What it ended last.
    pub previous: Option<DaemonJob>,
}

impl DaemonWithJobs {
    /// What the daemon is doing.
    #[must_use]
    pub fn status(&self, now: DateTime<Utc>) -> DaemonStatus {
        DaemonStatus::of(self.daemon.last_seen_at, self.current.is_some(), now)
    }
}

fn job_columns(job: &str, template: &str) -> String {
    format!(
        "{job}.id, {job}.started_at, {job}.canceled_at, {job}.completed_at, {job}.error, {template}.name, \
         {template}.display_name, {template}.icon"
    )
}

fn read_job(row: &mut Row<'_>) -> Result<Option<DaemonJob>, StoreError> {
    let id: Option<ProvisionerJobId> = row.next()?;
    let (started_at, canceled_at, completed_at) = (row.next()?, row.next()?, row.next()?);
    let error: Option<String> = row.next()?;
    let state = JobState { started_at, canceled_at, completed_at, error: error.as_deref() };
    let status = JobStatus::of(state);
    let (template_name, template_display_name, template_icon) = (row.next()?, row.next()?, row.next()?);
    Ok(id.map(|id| DaemonJob { id, status, template_name, template_display_name, template_icon }))
}

impl FromRow for DaemonWithJobs {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        let daemon = DaemonRecord::from_row(row)?;
        Ok(Self { daemon, current: read_job(row)?, previous: read_job(row)? })
    }
}

/// Daemons with their jobs.
fn selected() -> String {
    let job = |name: &str, ended: &str, order: &str| {
        format!(
            "LEFT JOIN provisioner_jobs {name} ON {name}.id = (SELECT j.id FROM provisioner_jobs j WHERE \
             j.worker_id = d.id AND j.completed_at {ended} ORDER BY {order} LIMIT 1) LEFT JOIN \
             template_versions {name}v ON {name}v.id = {name}.version_id LEFT JOIN templates {name}t ON \
             {name}t.id = {name}v.template_id"
        )
    };
    format!(
        "SELECT {}, {}, {} FROM provisioner_daemons d {} {}",
        DaemonRecord::COLUMNS,
        job_columns("c", "ct"),
        job_columns("p", "pt"),
        job("c", "IS NULL", "j.id"),
        job("p", "IS NOT NULL", "j.completed_at DESC, j.id DESC")
    )
}

const BUSY: &str =
    "EXISTS (SELECT j.id FROM provisioner_jobs j WHERE j.worker_id = d.id AND j.completed_at IS NULL)";

/// The same as [`DaemonFilter::shows`], as conditions.
fn shown(filter: &mut Filter<'_>, asked: &DaemonFilter, now: DateTime<Utc>) {
    if let Some(age) = asked.max_age {
        let place = filter.bind(now - age);
        filter.and(format!("d.last_seen_at >= {place}"));
    }
    let named = |status| asked.statuses.contains(&status);
    let any = asked.statuses.is_empty();
    let mut ways = Vec::new();
    if any || named(DaemonStatus::Busy) {
        ways.push(BUSY.to_owned());
    }
    if any || named(DaemonStatus::Idle) {
        let online = filter.bind(now - OFFLINE_AFTER);
        ways.push(format!("(d.last_seen_at >= {online} AND NOT {BUSY})"));
    }
    if asked.offline.unwrap_or(named(DaemonStatus::Offline)) {
        let online = filter.bind(now - OFFLINE_AFTER);
        ways.push(format!("((d.last_seen_at IS NULL OR d.last_seen_at < {online}) AND NOT {BUSY})"));
    }
    filter.and(if ways.is_empty() { "1 = 0".to_owned() } else { ways.join(" OR ") });
}

impl Reader {
    /// Daemons of all organizations that were heard of lately, newest first.
    pub async fn daemons_online(
        &self,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<DaemonWithJobs>, StoreError> {
        let sql = format!(
            "{} WHERE d.last_seen_at >= ?1 ORDER BY d.created_at DESC, d.id DESC LIMIT ?2",
            selected()
        );
        self.fetch(&sql, &[(now - OFFLINE_AFTER).into(), limit.into()]).await
    }

    /// Daemons of an organization with their jobs, newest first, in one query (two where tags are asked for).
    pub async fn daemons(
        &self,
        organization: OrganizationId,
        asked: &DaemonList,
        now: DateTime<Utc>,
    ) -> Result<Vec<DaemonWithJobs>, StoreError> {
        let mut filter = self.filter();
        let place = filter.bind(organization);
        filter.and(format!("d.organization_id = {place}"));
        if let Some(ids) = &asked.ids {
            let places = filter.bind_all(ids.iter().copied());
            filter.and(format!("d.id IN ({places})"));
        }
        if !asked.tags.is_empty() {
            let sql = "SELECT DISTINCT d.tags FROM provisioner_daemons d WHERE d.organization_id = ?1";
            let all: Vec<(Tags,)> = self.fetch(sql, &[organization.into()]).await?;
            let passing = all.iter().filter(|(tags,)| asked.tags.passes(tags)).map(|(tags,)| tags.to_key());
            let places = filter.bind_all(passing);
            filter.and(format!("d.tags IN ({places})"));
        }
        shown(&mut filter, &asked.filter, now);
        let limit = match asked.limit {
            0 => String::new(),
            limit => format!(" LIMIT {}", filter.bind(limit)),
        };
        let sql = format!("{} {} ORDER BY d.created_at DESC, d.id DESC{limit}", selected(), filter.clause());
        self.fetch(&sql, &filter.values).await
    }
}
