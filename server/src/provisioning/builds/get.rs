//! Reading one build.

use std::sync::Arc;

use burgrave_core::authorization::Read;
use burgrave_core::ids::WorkspaceBuildId;

use super::view::{BuildView, explained};
use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// What is refused to somebody who can't see a build.
pub(super) const READ: &str = "read this build";

/// The build with its job and what it has made.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn get(app: &App, caller: Arc<Caller>, id: WorkspaceBuildId) -> Result<BuildView, Fault> {
    let now = app.now();
    app.store()
        .scan(move |reader| async move {
            let (workspace, found) = find::build::<Read>(&reader, &caller, id, READ).await?;
            let place = Arc::new(workspace.into_inner().record);
            explained(&reader, place, found, now).await
        })
        .await
}

/// The build of this number in a workspace that its owner and its name tell.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn by_number(
    app: &App,
    caller: Arc<Caller>,
    owner: String,
    workspace: String,
    number: i64,
) -> Result<BuildView, Fault> {
    let now = app.now();
    app.store()
        .scan(move |reader| async move {
            let place = find::workspace_of::<Read>(&reader, &caller, &owner, &workspace, false, READ).await?;
            let found = reader.build_by_number(place.id, number).await?.ok_or(Fault::Hidden)?;
            let place = Arc::new(place.into_inner().record);
            explained(&reader, place, found, now).await
        })
        .await
}
