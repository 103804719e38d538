//! A workspace, with what it shows of its owner, organization and template.

use crate::table::table;
use crate::tables::provisioning::access::OF_WORKSPACES;
use crate::{Reader, StoreError};
use burgrave_core::authorization::AccessList;
use burgrave_core::ids::{
    OrganizationId, TemplateId, TemplateVersionId, UserId, WorkspaceBuildId, WorkspaceId,
};
use burgrave_core::provisioning::build::AutomaticUpdates;
use chrono::{DateTime, Utc};
use futures::try_join;
use uuid::Uuid;

table! {
    WORKSPACES = "workspaces" as "w";

    read
    /// A workspace.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct WorkspaceRecord {
        pub id: WorkspaceId,
        pub owner_id: UserId,
        pub organization_id: OrganizationId,
        pub template_id: TemplateId,
        pub name: String,
        pub created_at: DateTime<Utc>,
        pub updated_at: DateTime<Utc>,
        pub deleted_at: Option<DateTime<Utc>>,
        /// Absent only in the transaction that makes it.
        pub latest_build_id: Option<WorkspaceBuildId>,
        /// A favourite of its owner.
        pub favorite: bool,
        pub autostart_schedule: Option<String>,
        pub ttl_ms: Option<i64>,
        pub automatic_updates: AutomaticUpdates,
        pub last_used_at: DateTime<Utc>,
        pub dormant_at: Option<DateTime<Utc>>,
        pub deleting_at: Option<DateTime<Utc>>,
        pub next_start_at: Option<DateTime<Utc>>,
    }
    joined {
        pub owner_name: String = "u.username",
        pub owner_avatar_url: String = "u.avatar_url",
        pub organization_name: String = "o.name",
        pub template_name: String = "t.name",
        pub template_display_name: String = "t.display_name",
        pub template_icon: String = "t.icon",
        pub template_allow_user_cancel: bool = "t.allow_user_cancel",
        pub template_active_version_id: TemplateVersionId = "t.active_version_id",
        pub template_require_active_version: bool = "t.require_active_version",
        pub template_classic_parameters: bool = "t.classic_parameters",
    }
}

/// A workspace with its access list, by which it is protected.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the types say it")]
pub struct Workspace {
    pub record: WorkspaceRecord,
    pub access: AccessList,
}

impl std::ops::Deref for Workspace {
    type Target = WorkspaceRecord;

    fn deref(&self) -> &WorkspaceRecord {
        &self.record
    }
}

/// What [`WorkspaceRecord::COLUMNS`] are columns of, beside `workspaces w`.
pub(super) const SOURCES: &str = "JOIN users u ON u.id = w.owner_id JOIN organizations o ON o.id = \
     w.organization_id JOIN templates t ON t.id = w.template_id";

pub(super) fn select(rest: &str) -> String {
    format!("SELECT {} FROM workspaces w {SOURCES} {rest}", WorkspaceRecord::COLUMNS)
}

impl Reader {
    /// By id, with its access list; deleted ones too, whose `deleted_at` is set.
    pub async fn workspace(&self, id: WorkspaceId) -> Result<Option<Workspace>, StoreError> {
        self.workspace_told_by("?1", id.into()).await
    }

    /// The workspace of a build.
    pub(in crate::tables::provisioning) async fn workspace_of_build(
        &self,
        id: WorkspaceBuildId,
    ) -> Result<Option<Workspace>, StoreError> {
        self.workspace_told_by("(SELECT b.workspace_id FROM workspace_builds b WHERE b.id = ?1)", id.into())
            .await
    }

    /// The workspace whose id this expression gives for this value. Both statements are under way at once.
    async fn workspace_told_by(&self, id: &str, value: Uuid) -> Result<Option<Workspace>, StoreError> {
        let sql = select(&format!("WHERE w.id = {id}"));
        let values = [value.into()];
        let record = self.find(&sql, &values);
        let (record, access) = try_join!(record, self.access_list_told_by(OF_WORKSPACES, id, value))?;
        Ok(record.map(|record| Workspace { record, access }))
    }

    /// By owner and name, in any letter case, with its access list. Of deleted ones, which are only found
    /// where there is no other and `deleted` asks for them, the one that was made last.
    pub async fn workspace_by_name(
        &self,
        owner: UserId,
        name: &str,
        deleted: bool,
    ) -> Result<Option<Workspace>, StoreError> {
        let rest = if deleted {
            "ORDER BY w.deleted_at IS NOT NULL, w.created_at DESC, w.id DESC LIMIT 1"
        } else {
            "AND w.deleted_at IS NULL"
        };
        let sql = select(&format!("WHERE w.owner_id = ?1 AND w.name_key = ?2 {rest}"));
        let found = self.find(&sql, &[owner.into(), name.to_lowercase().into()]).await?;
        self.with_access_of_workspace(found).await
    }

    async fn with_access_of_workspace(
        &self,
        found: Option<WorkspaceRecord>,
    ) -> Result<Option<Workspace>, StoreError> {
        let Some(record) = found else { return Ok(None) };
        let access = self.access_list(OF_WORKSPACES, record.id.into()).await?;
        Ok(Some(Workspace { record, access }))
    }

    /// How many workspaces that are not deleted a user owns, in whatever organization.
    pub async fn workspaces_owned_by(&self, user: UserId) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM workspaces w WHERE w.owner_id = ?1 AND w.deleted_at IS NULL";
        let (count,) = self.one(sql, &[user.into()]).await?;
        Ok(count)
    }
}
