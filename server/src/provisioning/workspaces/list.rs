//! Listing workspaces.

use std::sync::Arc;

use burgrave_core::provisioning::search::WorkspaceSearch;
use burgrave_store::WorkspacePage;

use super::search::{refused, resolved};
use super::view::{WorkspaceView, viewed};
use crate::application::{App, Caller};
use crate::fault::Fault;

/// Which part of a list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    /// Rows to leave out at the beginning.
    pub(crate) offset: u32,
    /// Rows at most; 0 = all.
    pub(crate) limit: u32,
}

/// A part of a list of workspaces.
#[derive(Debug, Clone, Default)]
pub(crate) struct Listed {
    /// The workspaces of the part.
    pub(crate) workspaces: Vec<WorkspaceView>,
    /// How many there are in the whole list.
    pub(crate) count: u64,
}

/// The workspaces that match and that the caller may read: the caller's favourites first, then those that
/// run, then the rest; each by the owner's name and the workspace's.
///
/// # Errors
/// `UnknownFilter` with everything that is wrong with the search.
pub(crate) async fn list(app: &App, caller: Arc<Caller>, q: &str, part: Part) -> Result<Listed, Fault> {
    let (search, now) = (WorkspaceSearch::parse(q).map_err(refused)?, app.now());
    app.store()
        .scan(move |reader| async move {
            let Some(filter) = resolved(&reader, &caller, search, now).await? else {
                return Ok(Listed::default());
            };
            let Part { offset, limit } = part;
            let page = WorkspacePage { caller: Some(caller.user.id), after: None, offset, limit };
            let found = reader.workspaces(&filter, page).await?;
            let count = reader.count_workspaces(&filter).await?;
            Ok(Listed { workspaces: viewed(&reader, &caller, found, now).await?, count })
        })
        .await
}
