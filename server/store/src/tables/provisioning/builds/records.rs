//! A build with its job.

use crate::row::{FromRow, Row};
use crate::table::table;
use crate::{JobRecord, Reader, StoreError, Workspace};
use burgrave_core::ids::{
    PresetId, ProvisionerJobId, TemplateVersionId, UserId, WorkspaceBuildId, WorkspaceId,
};
use burgrave_core::provisioning::build::{BuildReason, BuildStatus, Transition};
use chrono::{DateTime, Utc};
use futures::try_join;

table! {
    WORKSPACE_BUILDS = "workspace_builds" as "b";

    read
    /// A build, and the names of what it was made from and of who made it.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct BuildRecord {
        pub id: WorkspaceBuildId,
        pub workspace_id: WorkspaceId,
        pub build_number: i64,
        pub version_id: TemplateVersionId,
        pub job_id: ProvisionerJobId,
        pub initiator_id: UserId,
        pub transition: Transition,
        pub reason: BuildReason,
        pub created_at: DateTime<Utc>,
        pub updated_at: DateTime<Utc>,
        /// When the workspace stops by itself; only of a start that succeeded.
        pub deadline: Option<DateTime<Utc>>,
        /// Beyond this the deadline can't be moved.
        pub max_deadline: Option<DateTime<Utc>>,
        pub daily_cost: i64,
        pub preset_id: Option<PresetId>,
        /// What follows by itself when it succeeds.
        pub on_success: Option<Transition>,
        pub log_level: Option<String>,
    }
    joined {
        pub version_name: String = "v.name",
        pub has_external_agent: bool = "v.has_external_agent",
        pub initiator_name: String = "i.username",
    }
}

/// A build with its job.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the types say it")]
pub struct Build {
    pub record: BuildRecord,
    pub job: JobRecord,
}

impl Build {
    /// Where the build takes, or has taken, its workspace.
    #[must_use]
    pub fn status(&self) -> BuildStatus {
        BuildStatus::of(self.job.status(), self.record.transition)
    }

    pub(crate) fn columns() -> String {
        format!("{}, {}", BuildRecord::COLUMNS, JobRecord::COLUMNS)
    }
}

impl std::ops::Deref for Build {
    type Target = BuildRecord;

    fn deref(&self) -> &BuildRecord {
        &self.record
    }
}

impl FromRow for Build {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self { record: BuildRecord::from_row(row)?, job: JobRecord::from_row(row)? })
    }
}

/// What [`Build::columns`] are columns of, beside `workspace_builds b`.
pub(in crate::tables::provisioning) const BUILD_SOURCES: &str = "JOIN provisioner_jobs j ON j.id = b.job_id \
     JOIN template_versions v ON v.id = b.version_id JOIN users i ON i.id = b.initiator_id";

/// Selects builds.
pub(super) fn select(rest: &str) -> String {
    format!("SELECT {} FROM workspace_builds b {BUILD_SOURCES} {rest}", Build::columns())
}

impl Reader {
    /// By id.
    pub async fn build(&self, id: WorkspaceBuildId) -> Result<Option<Build>, StoreError> {
        self.find(&select("WHERE b.id = ?1"), &[id.into()]).await
    }

    /// By id, with its workspace, also a deleted one; their statements are under way at once.
    pub async fn build_and_workspace(
        &self,
        id: WorkspaceBuildId,
    ) -> Result<Option<(Build, Workspace)>, StoreError> {
        let (build, workspace) = try_join!(self.build(id), self.workspace_of_build(id))?;
        Ok(build.zip(workspace))
    }

    /// By its number in a workspace.
    pub async fn build_by_number(
        &self,
        workspace: WorkspaceId,
        number: i64,
    ) -> Result<Option<Build>, StoreError> {
        let sql = select("WHERE b.workspace_id = ?1 AND b.build_number = ?2");
        self.find(&sql, &[workspace.into(), number.into()]).await
    }

    /// The newest build of a workspace.
    pub async fn latest_build(&self, workspace: WorkspaceId) -> Result<Option<Build>, StoreError> {
        let sql = select("WHERE b.workspace_id = ?1 ORDER BY b.build_number DESC LIMIT 1");
        self.find(&sql, &[workspace.into()]).await
    }
}
