//! How a build comes about.

use super::parts::key;
use crate::table::table;
use crate::{Inserted, StoreError, Tx, Workspace};
use burgrave_core::authorization::{ActionType, Authorized};
use burgrave_core::ids::{
    PresetId, ProvisionerJobId, TemplateVersionId, UserId, WorkspaceBuildId, WorkspaceId,
};
use burgrave_core::provisioning::build::{BuildReason, Transition};
use chrono::{DateTime, Utc};

table! {
    NEW_WORKSPACE_BUILDS = "workspace_builds" as "b";

    write
    /// A new build, whose job is there already.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct NewBuild {
        key { pub id: WorkspaceBuildId }
        columns {
            pub workspace_id: WorkspaceId,
            /// One more than that of the latest.
            pub build_number: i64,
            pub version_id: TemplateVersionId,
            pub job_id: ProvisionerJobId,
            pub initiator_id: UserId,
            pub transition: Transition,
            pub reason: BuildReason,
            pub preset_id: Option<PresetId>,
            pub on_success: Option<Transition>,
            pub log_level: Option<String>,
        }
        given {
            pub state: InitialState,
            /// Names and values of its parameters.
            pub parameters: Vec<(String, String)>,
            pub now: DateTime<Utc>,
        }
        derived |new| {
            created_at: DateTime<Utc> = new.now,
            updated_at: DateTime<Utc> = new.now,
            daily_cost: i64 = 0_i64,
        }
    }
}

/// What a build begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InitialState {
    /// What the build before left, if it left anything.
    Previous,
    /// Nothing.
    Empty,
    /// This.
    Given(Vec<u8>),
}

impl Tx {
    /// Adds a build, which is the workspace's latest from now on; taken when the workspace has one of that
    /// number.
    ///
    /// # Errors
    /// `Internal` when the build is one of another workspace, or the proof is not the one that its transition
    /// asks for.
    pub async fn insert_build<A: ActionType>(
        &self,
        workspace: &Authorized<A, Workspace>,
        new: &NewBuild,
    ) -> Result<Inserted, StoreError> {
        let dormant = workspace.dormant_at.is_some();
        if new.workspace_id != workspace.id || A::ACTION != new.transition.action(dormant) {
            return Err(StoreError::Internal("a build that was not permitted".into()));
        }
        if self.insert_new(new).await? == Inserted::Taken {
            return Ok(Inserted::Taken);
        }
        match &new.state {
            InitialState::Empty => {}
            InitialState::Given(state) => self.put_build_state(new.id, state).await?,
            InitialState::Previous => {
                let sql = "INSERT INTO workspace_build_states (build_id, state) SELECT ?1, s.state FROM \
                           workspace_build_states s JOIN workspace_builds b ON b.id = s.build_id WHERE \
                           b.workspace_id = ?2 AND b.build_number = ?3";
                let previous = (new.build_number - 1).into();
                self.execute(sql, &[new.id.into(), new.workspace_id.into(), previous]).await?;
            }
        }
        for (name, value) in &new.parameters {
            let sql = "INSERT INTO workspace_build_parameters (build_id, name, value, name_key, value_key) \
                       VALUES (?1, ?2, ?3, ?4, ?5)";
            let values = [new.id.into(), name.into(), value.into(), key(name).into(), key(value).into()];
            self.execute(sql, &values).await?;
        }
        let sql =
            "UPDATE workspaces SET latest_build_id = ?2, list_rank = 1, next_stop_at = NULL WHERE id = ?1";
        self.execute(sql, &[new.workspace_id.into(), new.id.into()]).await?;
        Ok(Inserted::Done)
    }
}
