//! Workspaces as they are shown.

use std::sync::Arc;

use burgrave_core::ids::AgentId;
use burgrave_core::provisioning::build::{BuildStatus, Transition};
use burgrave_store::{Reader, WorkspaceRecord, WorkspaceWithBuild};
use chrono::{DateTime, Utc};

use crate::application::Caller;
use crate::fault::Fault;
use crate::provisioning::builds::{self, BuildView};

/// A workspace with its latest build.
#[derive(Debug, Clone)]
pub(crate) struct WorkspaceView {
    /// The build, which knows the workspace.
    pub(crate) latest: BuildView,
    /// Whether it is a favourite of the caller.
    pub(crate) favorite: bool,
}

impl WorkspaceView {
    /// The workspace of a build, its latest, as the caller sees it.
    pub(super) fn of(latest: BuildView, caller: &Caller) -> Self {
        let favorite = latest.workspace.favorite && latest.workspace.owner_id == caller.user.id;
        Self { latest, favorite }
    }

    /// The agents that aren't connected. A workspace that doesn't run has none to wait for.
    pub(crate) fn failing_agents(&self) -> Vec<AgentId> {
        let status = BuildStatus::of(self.latest.job.job.status(), self.latest.build.transition);
        if (status, self.latest.build.transition) != (BuildStatus::Running, Transition::Start) {
            return Vec::new();
        }
        let agents = self.latest.resources.iter().flat_map(|resource| &resource.agents);
        agents.filter(|agent| agent.status.unhealthy().is_some()).map(|agent| agent.record.id).collect()
    }
}

/// Workspaces with their latest builds as the caller sees them, in the order in which they are given.
///
/// # Errors
/// The storage's.
pub(super) async fn viewed(
    reader: &Reader,
    caller: &Caller,
    found: Vec<WorkspaceWithBuild>,
    now: DateTime<Utc>,
) -> Result<Vec<WorkspaceView>, Fault> {
    let with = |found: WorkspaceWithBuild| (Arc::new(found.workspace), found.build);
    let shown = builds::viewed(reader, found.into_iter().map(with).collect(), now).await?;
    Ok(shown.into_iter().map(|latest| WorkspaceView::of(latest, caller)).collect())
}

/// One workspace with its latest build.
///
/// # Errors
/// The storage's.
pub(super) async fn latest(
    reader: &Reader,
    caller: &Caller,
    workspace: WorkspaceRecord,
    now: DateTime<Utc>,
) -> Result<WorkspaceView, Fault> {
    let build = match workspace.latest_build_id {
        Some(build) => reader.build(build).await?,
        None => None,
    };
    let build = build.ok_or_else(|| Fault::Internal("a workspace without a build".into()))?;
    let latest = builds::explained(reader, Arc::new(workspace), build, now).await?;
    Ok(WorkspaceView::of(latest, caller))
}
