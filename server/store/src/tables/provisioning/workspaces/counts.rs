//! How many workspaces there are, counted without reading them.

use crate::table::table;
use crate::{Reader, StoreError, Tx};
use burgrave_core::ids::{OrganizationId, TemplateId, WorkspaceId};

table! {
    WORKSPACE_COUNTS = "workspace_counts" as "c";
    other { organization_id: OrganizationId, template_id: TemplateId, shard: i64, workspaces: i64 }
}

/// Rows over which each count is spread.
const SHARDS: u8 = 16;

impl Reader {
    /// How many workspaces that are not deleted are in one of these organizations, and of one of these
    /// templates; none = of any.
    pub(super) async fn workspace_count(
        &self,
        organizations: Option<&[OrganizationId]>,
        templates: Option<&[TemplateId]>,
    ) -> Result<u64, StoreError> {
        let mut filter = self.filter();
        if let Some(organizations) = organizations {
            let places = filter.bind_all(organizations.iter().copied());
            filter.and(format!("c.organization_id IN ({places})"));
        }
        if let Some(templates) = templates {
            let places = filter.bind_all(templates.iter().copied());
            filter.and(format!("c.template_id IN ({places})"));
        }
        // Added up here, because a sum has another type on each engine.
        let sql = format!("SELECT c.shard, c.workspaces FROM workspace_counts c {}", filter.clause());
        let rows: Vec<(i64, i64)> = self.fetch(&sql, &filter.values).await?;
        Ok(u64::try_from(rows.iter().map(|(_, count)| count).sum::<i64>()).unwrap_or(0))
    }
}

impl Tx {
    /// Counts a workspace: 1 when it is made, -1 when it is deleted.
    pub(super) async fn count_workspace(
        &self,
        id: WorkspaceId,
        organization: OrganizationId,
        template: TemplateId,
        by: i64,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO workspace_counts (organization_id, template_id, shard, workspaces) VALUES \
                   (?1, ?2, ?3, ?4) ON CONFLICT (organization_id, template_id, shard) DO UPDATE SET \
                   workspaces = workspace_counts.workspaces + excluded.workspaces";
        let shard = i64::from(id.uuid().as_bytes()[15] % SHARDS);
        self.execute(sql, &[organization.into(), template.into(), shard.into(), by.into()]).await.map(|_| ())
    }
}
