//! What would keep a workspace from starting by itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use burgrave_core::authorization::Read;
use burgrave_core::ids::WorkspaceId;
use burgrave_core::provisioning::build::AutomaticUpdates;
use burgrave_core::provisioning::parameters::{DescribedParameter, Sources, resolve};

use super::get::READ;
use crate::application::{App, Caller, find};
use crate::fault::Fault;

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
    app.store()
        .scan(move |reader| async move {
            let workspace = find::any_workspace::<Read>(&reader, &caller, id, READ).await?;
            let active = workspace.template_active_version_id;
            let latest = reader.latest_build(id).await?.ok_or(Fault::Hidden)?;
            let never = workspace.automatic_updates == AutomaticUpdates::Never;
            if (never && !workspace.template_require_active_version) || latest.version_id == active {
                return Ok(false);
            }
            let kept = reader.version_parameters(active).await?;
            let mut rules = Vec::with_capacity(kept.len());
            for one in kept {
                let read: DescribedParameter = serde_json::from_str(&one.definition)
                    .map_err(|error| Fault::Internal(format!("what an import found: {error}")))?;
                rules.push(read.rule);
            }
            let values = reader.build_parameters(latest.id).await?;
            let previous = values.into_iter().map(|one| (one.name, one.value)).collect();
            let nothing = BTreeMap::new();
            let sources = Sources { given: &nothing, preset: &nothing, previous: &previous };
            Ok(resolve(&rules, sources).is_err())
        })
        .await
}
