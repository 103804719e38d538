//! Deleting a custom role.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Action, Authorized, Object, Read, Refused, Resource};

use super::{rules, save};
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{Caller, find};
use crate::fault::Fault;

/// Deletes a role of an organization; its members lose it.
pub(crate) struct DeleteCustomRole {
    /// The organization, by id or name.
    pub(crate) organization: String,
    /// Name, in any letter case.
    pub(crate) role: String,
}

impl Command for DeleteCustomRole {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::DELETE_CUSTOM_ROLE.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`; `BrokenRule` for a built-in role.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let caller = context.caller();
        let organization =
            find::organization::<Read>(context, caller, &self.organization, "read it").await?.id;
        let forbidden = || Fault::refused(Refused::Forbidden, "delete roles of this organization");
        if !caller.may(Action::Delete, &Object::within(Resource::AssignOrgRole, organization)) {
            return Err(forbidden());
        }
        let name = self.role.to_lowercase();
        if rules::is_built_in(&name) {
            return Err(Fault::rule(format!(
                "Reserved role name: {name:?} is built in and can't be deleted."
            )));
        }
        let found = context.custom_role(organization, &name).await?.ok_or(Fault::Hidden)?;
        let found = Authorized::permit(&caller.subject, found).map_err(|_| forbidden())?;
        if !context.delete_custom_role(&found, context.now).await? {
            return Err(Fault::Hidden);
        }
        let diff = Diff::default()
            .field("name", found.name.as_str(), "")
            .field("display_name", found.display_name.as_str(), "")
            .field("org_permissions", save::words(&found.permissions), Vec::<String>::new());
        Ok(Outcome::changed((), Entry::new(organization, &found.name).within(organization).diff(diff)))
    }
}
