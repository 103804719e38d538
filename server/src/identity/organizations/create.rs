//! Creating an organization.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Authorized, Automatic};
use burgrave_core::names::{self, EVERYONE, NameOf};
use burgrave_store::{GroupSource, Inserted, NewGroup, NewMember, NewOrganization, OrganizationRecord};

use crate::application::Caller;
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::fault::Fault;

/// Creates an organization, its group Everyone, and the caller's membership in it.
pub(crate) struct CreateOrganization {
    /// Name.
    pub(crate) name: String,
    /// Name for people; empty = the name.
    pub(crate) display_name: String,
    /// What it is for.
    pub(crate) description: String,
    /// Address of a picture.
    pub(crate) icon: String,
}

impl Command for CreateOrganization {
    type Actor = Arc<Caller>;
    type Output = OrganizationRecord;

    fn audit(&self) -> Audit {
        operations::CREATE_ORGANIZATION.into()
    }

    /// # Errors
    /// `Invalid` for a reserved name, `Forbidden`, `Conflict` when the name is taken.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<OrganizationRecord>, Fault> {
        if let Some(detail) = names::reserved(NameOf::Organization, &self.name) {
            return Err(Fault::field("name", detail));
        }
        let caller = context.caller();
        let forbidden =
            || Fault::Forbidden { detail: "You do not have permission to create organizations.".into() };
        let new = Authorized::permit(&caller.subject, self.row(context)).map_err(|_| forbidden())?;
        let taken = || Fault::taken("An organization with this name exists already.", &["name"]);
        if context.insert_organization(&new).await? == Inserted::Taken {
            return Err(taken());
        }
        let everyone = Authorized::automatic(Automatic::Part, everyone(&new));
        if context.insert_group(&everyone).await? == Inserted::Taken {
            return Err(taken());
        }
        let (organization_id, user_id) = (new.id, caller.user.id);
        let member = NewMember { organization_id, user_id, roles: Vec::new(), now: context.now };
        let _ = context.insert_member(&Authorized::automatic(Automatic::Part, member)).await?;
        let organization = context.organization_by_id(new.id).await?;
        let organization =
            organization.ok_or_else(|| Fault::Internal("the new organization is gone".into()))?;
        Ok(Outcome::changed(organization, entry(&new)))
    }
}

impl CreateOrganization {
    fn row(&self, context: &CommandContext<Arc<Caller>>) -> NewOrganization {
        let display_name = if self.display_name.is_empty() { &self.name } else { &self.display_name };
        NewOrganization {
            id: context.new_id.into(),
            name: self.name.clone(),
            display_name: display_name.clone(),
            description: self.description.clone(),
            icon: self.icon.clone(),
            is_default: false,
            now: context.now,
        }
    }
}

fn everyone(new: &NewOrganization) -> NewGroup {
    NewGroup {
        id: new.id.everyone(),
        organization_id: new.id,
        name: EVERYONE.into(),
        display_name: String::new(),
        avatar_url: String::new(),
        quota_allowance: 0,
        source: GroupSource::User,
        now: new.now,
    }
}

fn entry(new: &NewOrganization) -> Entry {
    let diff = Diff::default()
        .field("name", "", new.name.as_str())
        .field("display_name", "", new.display_name.as_str())
        .field("description", "", new.description.as_str())
        .field("icon", "", new.icon.as_str());
    Entry::new(new.id, &new.name).within(new.id).diff(diff)
}
