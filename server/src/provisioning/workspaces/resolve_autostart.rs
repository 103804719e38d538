//! What would keep a workspace from starting by itself.

use std::sync::Arc;

use burgrave_core::authorization::Read;
use burgrave_core::ids::WorkspaceId;
use burgrave_core::provisioning::build::AutomaticUpdates;
use burgrave_store::Reader;

use super::get::READ;
use crate::application::{App, Caller, find};
use crate::fault::Fault;
use crate::provisioning::builds::{Flow, GivenParameters, resolved};

/// Whether the next start by the schedule would go to a version whose parameters the values of the latest
/// build don't fit: somebody has to start the workspace by hand then. Also for a workspace that is deleted.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn parameter_mismatch(
    app: &App,
    caller: Arc<Caller>,
    id: WorkspaceId,
) -> Result<bool, Fault> {
    app.prepared(|| {
        let (app, caller) = (app.clone(), caller.clone());
        let store = app.store().clone();
        async move { store.scan(move |reader| async move { mismatch(&app, &reader, &caller, id).await }).await }
    })
    .await
}

async fn mismatch(app: &App, reader: &Reader, caller: &Caller, id: WorkspaceId) -> Result<bool, Fault> {
    let workspace = find::any_workspace::<Read>(reader, caller, id, READ).await?;
    let active = workspace.template_active_version_id;
    let latest = reader.latest_build(id).await?.ok_or(Fault::Hidden)?;
    let never = workspace.automatic_updates == AutomaticUpdates::Never;
    if (never && !workspace.template_require_active_version) || latest.version_id == active {
        return Ok(false);
    }
    let version = reader.template_version(active).await?.ok_or(Fault::Hidden)?;
    let flow = Flow::of(reader, app.evaluations(), &version, workspace.owner_id).await?;
    let mut faults = Vec::new();
    resolved(reader, &version, flow, &GivenParameters::default(), Some(latest.id), &mut faults).await?;
    Ok(!faults.is_empty())
}
