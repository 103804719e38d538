//! Reading one workspace.

use std::sync::Arc;

use burgrave_core::authorization::{ActionType, Authorized, Read};
use burgrave_core::ids::WorkspaceId;
use burgrave_store::{Reader, Workspace};

use super::view::{WorkspaceView, latest};
use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// What is refused to somebody who can't see a workspace.
pub(super) const READ: &str = "read this workspace";

/// Which workspace is meant.
#[derive(Debug, Clone)]
pub(crate) enum WorkspaceReference {
    /// The one with this id.
    Id(WorkspaceId),
    /// The one of the user whom the first text names, with the second one as its name.
    OfOwner(String, String),
}

/// The workspace with its latest build; a deleted one only where `deleted` asks for it.
///
/// # Errors
/// `Hidden`; `Gone` for one that is deleted and was asked for by its id.
pub(crate) async fn get(
    app: &App,
    caller: Arc<Caller>,
    reference: WorkspaceReference,
    deleted: bool,
) -> Result<WorkspaceView, Fault> {
    let now = app.now();
    app.store()
        .scan(move |reader| async move {
            let found = referenced::<Read>(&reader, &caller, &reference, deleted).await?;
            latest(&reader, &caller, found.into_inner().record, now).await
        })
        .await
}

/// The workspace, on which the caller may do `A`.
///
/// # Errors
/// `Hidden`, `Forbidden`, `Gone`.
pub(super) async fn referenced<A: ActionType>(
    reader: &Reader,
    caller: &Caller,
    reference: &WorkspaceReference,
    deleted: bool,
) -> Result<Authorized<A, Workspace>, Fault> {
    match reference {
        WorkspaceReference::Id(id) if deleted => find::any_workspace(reader, caller, *id, READ).await,
        WorkspaceReference::Id(id) => find::workspace(reader, caller, *id, READ).await,
        WorkspaceReference::OfOwner(owner, name) => {
            find::workspace_of(reader, caller, owner, name, deleted, READ).await
        }
    }
}
