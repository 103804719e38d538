//! Deleting a group.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::Delete;
use burgrave_core::ids::GroupId;

use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{Caller, find};
use crate::fault::Fault;

/// Deletes a group and its memberships.
pub(crate) struct DeleteGroup {
    /// The group.
    pub(crate) group: GroupId,
}

impl Command for DeleteGroup {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::DELETE_GROUP.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`; `BrokenRule` for Everyone.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let group = find::group::<Delete>(context, context.caller(), self.group, "delete this group").await?;
        if group.is_everyone() {
            return Err(Fault::rule("The group Everyone can't be deleted."));
        }
        if !context.delete_group(&group).await? {
            return Err(Fault::Hidden);
        }
        let diff = Diff::default().field("name", group.name.as_str(), "");
        Ok(Outcome::changed((), Entry::new(group.id, &group.name).within(group.organization_id).diff(diff)))
    }
}
