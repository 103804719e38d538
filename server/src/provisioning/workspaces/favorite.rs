//! Favourites of their owners.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Authorized, Automatic, Read, Refused};
use burgrave_core::ids::WorkspaceId;

use super::settings::settled;
use crate::application::command::{Audit, Command, CommandContext, Diff, Outcome};
use crate::application::{Caller, find};
use crate::fault::Fault;

/// Makes a workspace a favourite of its owner, or takes that back.
pub(crate) struct SetFavorite {
    /// The workspace.
    pub(crate) workspace: WorkspaceId,
    /// Whether it is one.
    pub(crate) favorite: bool,
}

impl Command for SetFavorite {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        match self.favorite {
            true => operations::FAVORITE_WORKSPACE.into(),
            false => operations::UNFAVORITE_WORKSPACE.into(),
        }
    }

    /// # Errors
    /// `Hidden`, `Gone`; `Forbidden` for everybody but the owner.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let (caller, what) = (context.caller(), "choose the favourites of another user");
        let workspace = find::workspace::<Read>(context, caller, self.workspace, what).await?;
        if workspace.owner_id != caller.user.id {
            return Err(Fault::refused(Refused::Forbidden, what));
        }
        if workspace.favorite == self.favorite {
            return Ok(Outcome::unrecorded(()));
        }
        // It is a matter of the owner's own list, and of nobody's rights.
        let mine = Authorized::automatic(Automatic::Part, workspace.into_inner());
        context.set_favorite(&mine, self.favorite).await?;
        settled(context, &mine, Diff::default().field("favorite", mine.favorite, self.favorite)).await
    }
}
