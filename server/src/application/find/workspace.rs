//! A workspace by id, or by its owner and name; a build of one.

use burgrave_core::authorization::{ActionType, Authorized, Refused};
use burgrave_core::ids::{WorkspaceBuildId, WorkspaceId};
use burgrave_store::{Build, Reader, Workspace};

use super::users_id;
use crate::application::Caller;
use crate::fault::Fault;

/// The workspace with this id, on which the caller may do `A`.
///
/// # Errors
/// `Hidden` when it isn't there or can't be read, `Forbidden` when it can only be read; `what` says what was
/// to be done. `Gone` where the caller could read it, if it weren't deleted.
pub(crate) async fn workspace<A: ActionType>(
    reader: &Reader,
    caller: &Caller,
    id: WorkspaceId,
    what: &str,
) -> Result<Authorized<A, Workspace>, Fault> {
    let Some(found) = reader.workspace(id).await? else { return Err(Fault::Hidden) };
    let (deleted, name) = (found.deleted_at.is_some(), found.name.clone());
    match Authorized::check(&caller.subject, found) {
        Err(Refused::Hidden) => Err(Fault::Hidden),
        _ if deleted => Err(gone(&name)),
        checked => checked.map_err(|refused| Fault::refused(refused, what)),
    }
}

/// The same, also where it is deleted.
///
/// # Errors
/// `Hidden`, `Forbidden`.
pub(crate) async fn any_workspace<A: ActionType>(
    reader: &Reader,
    caller: &Caller,
    id: WorkspaceId,
    what: &str,
) -> Result<Authorized<A, Workspace>, Fault> {
    let found = reader.workspace(id).await?;
    checked(caller, found, what)
}

/// The workspace of this name, in any letter case, of the user whom `owner` names. Of deleted ones, which are
/// only found where `deleted` asks for them and no other has the name, the one that was made last.
///
/// # Errors
/// `Hidden`, `Forbidden`.
pub(crate) async fn workspace_of<A: ActionType>(
    reader: &Reader,
    caller: &Caller,
    owner: &str,
    name: &str,
    deleted: bool,
    what: &str,
) -> Result<Authorized<A, Workspace>, Fault> {
    let owner = users_id(reader, caller, owner).await?.ok_or(Fault::Hidden)?;
    let found = reader.workspace_by_name(owner, name, deleted).await?;
    checked(caller, found, what)
}

/// The build with this id, and its workspace, on which the caller may do `A`; also where that is deleted.
///
/// # Errors
/// `Hidden`, `Forbidden`.
pub(crate) async fn build<A: ActionType>(
    reader: &Reader,
    caller: &Caller,
    id: WorkspaceBuildId,
    what: &str,
) -> Result<(Authorized<A, Workspace>, Build), Fault> {
    let Some((found, workspace)) = reader.build_and_workspace(id).await? else { return Err(Fault::Hidden) };
    Ok((checked(caller, Some(workspace), what)?, found))
}

fn checked<A: ActionType>(
    caller: &Caller,
    found: Option<Workspace>,
    what: &str,
) -> Result<Authorized<A, Workspace>, Fault> {
    let refused = |refused| Fault::refused(refused, what);
    let Some(found) = found else { return Err(refused(Refused::Hidden)) };
    Authorized::check(&caller.subject, found).map_err(refused)
}

fn gone(name: &str) -> Fault {
    Fault::Gone {
        message: format!("The workspace {name} is deleted."),
        detail: "Ask with include_deleted=true to read it nevertheless.".into(),
    }
}
