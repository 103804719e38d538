//! What a scanner last found in what an agent of a workspace runs.

use crate::table::table;
use crate::{Reader, StoreError, Template, Tx};
use burgrave_core::authorization::{Authorized, Create};
use burgrave_core::ids::{AgentId, WorkspaceId};
use chrono::{DateTime, Utc};

table! {
    XRAY_SCANS = "xray_scans" as "x";

    read
    /// The last scan of an agent.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct ScanRecord {
        pub workspace_id: WorkspaceId,
        pub agent_id: AgentId,
        /// Vulnerabilities of this severity.
        pub critical: i64,
        pub high: i64,
        pub medium: i64,
        pub results_url: String,
    }

    write
    /// A scan, which takes the place of the one before.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "as in the record")]
    pub struct NewScan {
        key { pub workspace_id: WorkspaceId, pub agent_id: AgentId }
        columns {
            pub critical: i64,
            pub high: i64,
            pub medium: i64,
            pub results_url: String,
            pub updated_at: DateTime<Utc>,
        }
    }
}

impl Reader {
    /// The last scan of an agent.
    pub async fn xray_scan(
        &self,
        workspace: WorkspaceId,
        agent: AgentId,
    ) -> Result<Option<ScanRecord>, StoreError> {
        let sql = format!(
            "SELECT {} FROM xray_scans x WHERE x.workspace_id = ?1 AND x.agent_id = ?2",
            ScanRecord::COLUMNS
        );
        self.find(&sql, &[workspace.into(), agent.into()]).await
    }
}

impl Tx {
    /// Keeps a scan of a workspace of the template.
    pub async fn put_xray_scan(
        &self,
        _: &Authorized<Create, Template>,
        scan: &NewScan,
    ) -> Result<(), StoreError> {
        self.put(scan).await
    }
}
