//! How much waits for daemons, over all organizations.

use super::PENDING;
use crate::row::{FromRow, Row};
use crate::{Reader, StoreError};
use burgrave_core::provisioning::job::Provisioner;
use burgrave_core::provisioning::tags::Tags;
use chrono::{DateTime, Utc};

/// Jobs that the same daemons may take, while some wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueLoad {
    /// The name of the organization.
    pub organization: String,
    /// What carries them out.
    pub provisioner: Provisioner,
    /// Their tags.
    pub tags: Tags,
    /// How many wait.
    pub waiting: u64,
    /// Since when the one waits that has waited longest.
    pub oldest: DateTime<Utc>,
}

impl FromRow for QueueLoad {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        let (organization, provisioner) = (row.next()?, row.next()?);
        let tags = row.next()?;
        let waiting: i64 = row.next()?;
        let waiting = u64::try_from(waiting).unwrap_or_default();
        Ok(Self { organization, provisioner, tags, waiting, oldest: row.next()? })
    }
}

/// How much waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueLoads {
    /// Where most jobs wait, those with the most of them first.
    pub loads: Vec<QueueLoad>,
    /// How many jobs wait in all.
    pub waiting: u64,
    /// Since when the oldest of all waits.
    pub oldest: Option<DateTime<Utc>>,
}

impl Reader {
    /// How much waits, told by `limit` sets of tags at most.
    pub async fn queue_loads(&self, limit: u32) -> Result<QueueLoads, StoreError> {
        let sql = format!(
            "SELECT o.name, l.provisioner, l.tags, q.waiting, q.oldest FROM (SELECT j.lane_id, count(*) AS \
             waiting, min(j.created_at) AS oldest FROM provisioner_jobs j WHERE {PENDING} GROUP BY j.lane_id \
             ORDER BY count(*) DESC, j.lane_id LIMIT ?1) q JOIN provisioner_lanes l ON l.id = q.lane_id JOIN \
             organizations o ON o.id = l.organization_id ORDER BY q.waiting DESC, l.id"
        );
        let loads = self.fetch(&sql, &[limit.into()]).await?;
        let sql = format!("SELECT count(*), min(j.created_at) FROM provisioner_jobs j WHERE {PENDING}");
        let whole: Vec<(i64, Option<DateTime<Utc>>)> = self.fetch(&sql, &[]).await?;
        let (waiting, oldest) = whole.into_iter().next().unwrap_or_default();
        Ok(QueueLoads { loads, waiting: u64::try_from(waiting).unwrap_or_default(), oldest })
    }
}
