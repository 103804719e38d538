//! The state that a build leaves, and the values of its parameters.

use crate::table::table;
use crate::value::Value;
use crate::{CurrentJob, Reader, StoreError, Template, Tx};
use burgrave_core::authorization::{Authorized, Update};
use burgrave_core::ids::{TemplateId, UserId, WorkspaceBuildId};

table! {
    WORKSPACE_BUILD_STATES = "workspace_build_states" as "s";
    other { build_id: WorkspaceBuildId, state: Vec<u8> }
}

table! {
    WORKSPACE_BUILD_PARAMETERS = "workspace_build_parameters" as "p";

    read
    /// The value of a parameter.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct BuildParameter {
        pub name: String,
        pub value: String,
    }

    other { build_id: WorkspaceBuildId, name_key: Option<String>, value_key: Option<String> }
}

/// A text as searches compare it, where the lower case of an engine may be another: beyond the letters of
/// ASCII.
pub(super) fn key(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    (lower != text.to_ascii_lowercase()).then_some(lower)
}

impl Reader {
    /// The provisioner's state after a build, or before it while it runs; none where it is empty.
    pub async fn build_state(&self, build: WorkspaceBuildId) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT s.state FROM workspace_build_states s WHERE s.build_id = ?1";
        let found: Option<(Vec<u8>,)> = self.find(sql, &[build.into()]).await?;
        Ok(found.map(|(state,)| state))
    }

    /// The values of a build's parameters, in the order of their names.
    pub async fn build_parameters(&self, build: WorkspaceBuildId) -> Result<Vec<BuildParameter>, StoreError> {
        let sql = format!(
            "SELECT {} FROM workspace_build_parameters p WHERE p.build_id = ?1 ORDER BY p.name",
            BuildParameter::COLUMNS
        );
        self.fetch(&sql, &[build.into()]).await
    }

    /// The values that a user's workspaces of a template were given last, in the order of their names.
    pub async fn latest_parameters(
        &self,
        owner: UserId,
        template: TemplateId,
    ) -> Result<Vec<BuildParameter>, StoreError> {
        let sql = format!(
            "SELECT {} FROM workspace_build_parameters p WHERE p.build_id = (SELECT b.id FROM workspaces w \
             JOIN workspace_builds b ON b.id = w.latest_build_id WHERE w.owner_id = ?1 AND w.template_id = \
             ?2 AND w.deleted_at IS NULL ORDER BY b.created_at DESC, b.id DESC LIMIT 1) ORDER BY p.name",
            BuildParameter::COLUMNS
        );
        self.fetch(&sql, &[owner.into(), template.into()]).await
    }
}

impl Tx {
    /// Keeps the state that the job leaves; an empty one is none.
    ///
    /// # Errors
    /// `Internal` when the job carries out no build.
    pub async fn set_build_state(&self, job: &CurrentJob, state: &[u8]) -> Result<(), StoreError> {
        let Some(build) = job.build_id else {
            return Err(StoreError::Internal("the state of a build by a job that carries out none".into()));
        };
        self.put_build_state(build, state).await
    }

    /// Replaces the state of a build of the template's workspaces; false when it is a build of another's.
    pub async fn replace_build_state(
        &self,
        template: &Authorized<Update, Template>,
        build: WorkspaceBuildId,
        state: &[u8],
    ) -> Result<bool, StoreError> {
        let sql = "SELECT b.id, w.template_id FROM workspace_builds b JOIN workspaces w ON w.id = \
                   b.workspace_id WHERE b.id = ?1 AND w.template_id = ?2";
        let found: Option<(WorkspaceBuildId, TemplateId)> =
            self.find(sql, &[build.into(), template.id.into()]).await?;
        if found.is_none() {
            return Ok(false);
        }
        self.put_build_state(build, state).await?;
        Ok(true)
    }

    pub(super) async fn put_build_state(
        &self,
        build: WorkspaceBuildId,
        state: &[u8],
    ) -> Result<(), StoreError> {
        if state.is_empty() {
            let sql = "DELETE FROM workspace_build_states WHERE build_id = ?1";
            return self.execute(sql, &[build.into()]).await.map(|_| ());
        }
        let sql = "INSERT INTO workspace_build_states (build_id, state) VALUES (?1, ?2) ON CONFLICT \
                   (build_id) DO UPDATE SET state = excluded.state";
        self.execute(sql, &[build.into(), Value::from(state)]).await.map(|_| ())
    }
}
