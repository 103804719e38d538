//! A job, and what lists show beside it.

use super::PENDING;
use super::lanes::{NewLane, lane_id};
use crate::row::{FromRow, Row};
use crate::table::table;
use crate::{Reader, StoreError, Tx};
use burgrave_core::authorization::{Authorized, Create};
use burgrave_core::ids::{
    FileId, OrganizationId, ProvisionerDaemonId, ProvisionerJobId, TemplateId, TemplateVersionId, UserId,
    WorkspaceBuildId, WorkspaceId,
};
use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::job::{JobErrorCode, JobState, JobStatus, JobType, Provisioner};
use burgrave_core::provisioning::queue::{QueueClass, YIELDS_AT_MOST, YIELDS_FOR_EACH, fair_turn, turn};
use burgrave_core::provisioning::tags::Tags;
use chrono::{DateTime, Utc};
use uuid::Uuid;

table! {
    PROVISIONER_JOBS = "provisioner_jobs" as "j";

    read
    /// A job.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct JobRecord {
        pub id: ProvisionerJobId,
        pub organization_id: OrganizationId,
        pub initiator_id: UserId,
        pub kind: JobType,
        pub file_id: FileId,
        pub version_id: TemplateVersionId,
        pub workspace_id: Option<WorkspaceId>,
        pub build_id: Option<WorkspaceBuildId>,
        /// What pending jobs are ordered by, and by their ids after it.
        pub turn: DateTime<Utc>,
        /// The daemon that took it.
        pub worker_id: Option<ProvisionerDaemonId>,
        /// How often a daemon took it.
        pub attempt: u32,
        pub created_at: DateTime<Utc>,
        /// When its daemon last spoke of it.
        pub updated_at: DateTime<Utc>,
        pub started_at: Option<DateTime<Utc>>,
        pub canceled_at: Option<DateTime<Utc>>,
        pub completed_at: Option<DateTime<Utc>>,
        /// Never empty.
        pub error: Option<String>,
        pub error_code: Option<JobErrorCode>,
        /// Bytes of output in its log.
        pub logs_size: i64,
        pub logs_overflowed: bool,
        pub(super) lane_id: Uuid,
    }
    joined {
        pub provisioner: Provisioner = "(SELECT l.provisioner FROM provisioner_lanes l WHERE l.id = \
                                        j.lane_id)",
        pub tags: Tags = "(SELECT l.tags FROM provisioner_lanes l WHERE l.id = j.lane_id)",
    }

    write
    /// A new job.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct NewJob {
        key { pub id: ProvisionerJobId }
        columns {
            pub organization_id: OrganizationId,
            pub initiator_id: UserId,
            pub kind: JobType,
            pub file_id: FileId,
            pub version_id: TemplateVersionId,
            pub workspace_id: Option<WorkspaceId>,
            pub build_id: Option<WorkspaceBuildId>,
            /// What only its daemon is told: values of variables and parameters, sealed by the server.
            pub input: String,
        }
        given {
            pub provisioner: Provisioner,
            pub tags: Tags,
            pub class: QueueClass,
            pub now: DateTime<Utc>,
        }
        derived |new| {
            lane_id: Uuid = lane_id(new.organization_id, new.provisioner, &new.tags),
            turn: DateTime<Utc> = turn(new.class, new.now),
            attempt: i64 = 0_i64,
            created_at: DateTime<Utc> = new.now,
            updated_at: DateTime<Utc> = new.now,
            logs_size: i64 = 0_i64,
            logs_overflowed: bool = false,
        }
    }
}

/// Waiting jobs of one person that put a job off; more make no difference.
const MOST_WAITING: i64 = YIELDS_AT_MOST.num_seconds() / YIELDS_FOR_EACH.num_seconds();

impl JobRecord {
    /// Its status.
    #[must_use]
    pub fn status(&self) -> JobStatus {
        JobStatus::of(JobState {
            started_at: self.started_at,
            canceled_at: self.canceled_at,
            completed_at: self.completed_at,
            error: self.error.as_deref(),
        })
    }
}

/// What a job works on, as lists of jobs show it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct JobMetadata {
    /// The name of the daemon that took it, as long as that is known.
    pub worker_name: Option<String>,
    pub version_name: Option<String>,
    pub template_id: Option<TemplateId>,
    pub template_name: Option<String>,
    pub template_display_name: Option<String>,
    pub template_icon: Option<String>,
    pub workspace_name: Option<String>,
    pub transition: Option<Transition>,
}

impl JobMetadata {
    pub(super) const COLUMNS: &'static str =
        "d.name, v.name, t.id, t.name, t.display_name, t.icon, w.name, b.transition";

    /// What [`Self::COLUMNS`] are columns of, beside a job.
    pub(super) const SOURCES: &'static str = "LEFT JOIN provisioner_daemons d ON d.id = j.worker_id LEFT \
         JOIN template_versions v ON v.id = j.version_id LEFT JOIN templates t ON t.id = v.template_id LEFT \
         JOIN workspaces w ON w.id = j.workspace_id LEFT JOIN workspace_builds b ON b.id = j.build_id";
}

impl FromRow for JobMetadata {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            worker_name: row.next()?,
            version_name: row.next()?,
            template_id: row.next()?,
            template_name: row.next()?,
            template_display_name: row.next()?,
            template_icon: row.next()?,
            workspace_name: row.next()?,
            transition: row.next()?,
        })
    }
}

/// A job and what it works on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the types say it")]
pub struct JobWithMetadata {
    pub job: JobRecord,
    pub metadata: JobMetadata,
}

impl FromRow for JobWithMetadata {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self { job: JobRecord::from_row(row)?, metadata: JobMetadata::from_row(row)? })
    }
}

impl Reader {
    /// By id.
    pub async fn job(&self, id: ProvisionerJobId) -> Result<Option<JobRecord>, StoreError> {
        let sql = format!("SELECT {} FROM provisioner_jobs j WHERE j.id = ?1", JobRecord::COLUMNS);
        self.find(&sql, &[id.into()]).await
    }

    /// How many jobs wait in an organization, those of one person where one is named; not counted beyond
    /// `most`.
    pub async fn waiting_jobs(
        &self,
        organization: OrganizationId,
        initiator: Option<UserId>,
        most: u32,
    ) -> Result<u64, StoreError> {
        let mut filter = self.filter();
        let place = filter.bind(organization);
        filter.and(format!("j.organization_id = {place}"));
        if let Some(initiator) = initiator {
            let place = filter.bind(initiator);
            filter.and(format!("j.initiator_id = {place}"));
        }
        filter.and(PENDING);
        let most = filter.bind(most);
        let sql = format!(
            "SELECT count(*) FROM (SELECT j.id FROM provisioner_jobs j {} LIMIT {most}) counted",
            filter.clause()
        );
        let (count,) = self.one(&sql, &filter.values).await?;
        Ok(count)
    }

    /// What only the job's daemon is told, as the server sealed it.
    pub async fn job_input(&self, id: ProvisionerJobId) -> Result<Option<String>, StoreError> {
        let sql = "SELECT j.input FROM provisioner_jobs j WHERE j.id = ?1";
        let found: Option<(String,)> = self.find(sql, &[id.into()]).await?;
        Ok(found.map(|(input,)| input))
    }
}

impl Tx {
    /// Adds a job, which waits for a daemon from now on. The more jobs its initiator has waiting, the further
    /// it is put off behind those of others.
    pub async fn insert_job(&self, new: &Authorized<Create, NewJob>) -> Result<(), StoreError> {
        let lane = NewLane {
            id: lane_id(new.organization_id, new.provisioner, &new.tags),
            organization_id: new.organization_id,
            provisioner: new.provisioner,
            tags: new.tags.clone(),
        };
        // Whether it was there already makes no difference.
        let _ = self.insert_new(&lane).await?;
        let most = u32::try_from(MOST_WAITING).unwrap_or(u32::MAX);
        let waiting = self.waiting_jobs(new.organization_id, Some(new.initiator_id), most).await?;
        self.insert(&**new).await?;
        if waiting == 0 {
            return Ok(());
        }
        let turn = fair_turn(new.class, new.now, waiting);
        let sql = "UPDATE provisioner_jobs SET turn = ?2 WHERE id = ?1";
        self.execute(sql, &[new.id.into(), turn.into()]).await.map(|_| ())
    }
}
