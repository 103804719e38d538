//! The builds of a workspace.

use super::records::{Build, select};
use crate::{Reader, StoreError};
use burgrave_core::ids::{WorkspaceBuildId, WorkspaceId};
use chrono::{DateTime, Utc};

/// Which builds of a workspace a list holds.
#[derive(Debug, Clone, Copy, Default)]
pub struct BuildFilter {
    /// Only those that were made after this time.
    pub since: Option<DateTime<Utc>>,
    /// Only those that come after this one in the list, which means older ones.
    pub after: Option<WorkspaceBuildId>,
    /// Rows to leave out at the beginning.
    pub offset: u32,
    /// Rows at most; 0 = all.
    pub limit: u32,
}

impl Reader {
    /// Builds of a workspace with their jobs, newest first, in one query.
    pub async fn builds(&self, workspace: WorkspaceId, asked: BuildFilter) -> Result<Vec<Build>, StoreError> {
        let mut filter = self.filter();
        let place = filter.bind(workspace);
        filter.and(format!("b.workspace_id = {place}"));
        if let Some(since) = asked.since {
            let place = filter.bind(since);
            filter.and(format!("b.created_at > {place}"));
        }
        if let Some(after) = asked.after {
            let place = filter.bind(after);
            filter.and(format!(
                "b.build_number < (SELECT a.build_number FROM workspace_builds a WHERE a.id = {place})"
            ));
        }
        let bounds = filter.bounds(asked.limit, asked.offset);
        let sql = select(&format!("{} ORDER BY b.build_number DESC{bounds}", filter.clause()));
        self.fetch(&sql, &filter.values).await
    }
}
