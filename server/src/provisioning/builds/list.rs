//! Listing the builds of a workspace.

use std::sync::Arc;

use burgrave_core::authorization::Read;
use burgrave_core::ids::WorkspaceId;
use burgrave_store::BuildFilter;

use super::get::READ;
use super::view::{BuildView, viewed};
use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// Builds of a workspace, newest first; also of one that is deleted.
///
/// # Errors
/// `Hidden`; `UnknownFilter` for a cursor that isn't a build of the workspace.
pub(crate) async fn list(
    app: &App,
    caller: Arc<Caller>,
    workspace: WorkspaceId,
    asked: BuildFilter,
) -> Result<Vec<BuildView>, Fault> {
    let now = app.now();
    app.store()
        .scan(move |reader| async move {
            let place = find::any_workspace::<Read>(&reader, &caller, workspace, READ).await?;
            if let Some(after) = asked.after {
                let cursor = reader.build(after).await?;
                if cursor.is_none_or(|build| build.workspace_id != workspace) {
                    let detail = "must be the id of a build of this workspace";
                    return Err(Fault::unknown_filter("after_id", detail));
                }
            }
            let found = reader.builds(workspace, asked).await?;
            let place = Arc::new(place.into_inner().record);
            viewed(&reader, found.into_iter().map(|build| (place.clone(), build)).collect(), now).await
        })
        .await
}
