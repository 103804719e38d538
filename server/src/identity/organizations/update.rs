//! Changing an organization.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{
    Authorized, Object, OrganizationRole, Resource, Update, may_assign_organization_role,
};
use burgrave_core::names::{self, NameOf};
use burgrave_store::{Change, OrganizationRecord, OrganizationUpdate};

use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{Caller, find};
use crate::fault::Fault;
use crate::identity::roles::swap::{self, Swap};

/// Changes an organization; an absent field stays as it is.
pub(crate) struct UpdateOrganization {
    /// The organization, by id or name.
    pub(crate) organization: String,
    /// Name.
    pub(crate) name: Option<String>,
    /// Name for people.
    pub(crate) display_name: Option<String>,
    /// What it is for.
    pub(crate) description: Option<String>,
    /// Address of a picture.
    pub(crate) icon: Option<String>,
    /// Roles that every member has.
    pub(crate) default_member_roles: Option<Vec<String>>,
}

impl Command for UpdateOrganization {
    type Actor = Arc<Caller>;
    type Output = OrganizationRecord;

    fn audit(&self) -> Audit {
        operations::UPDATE_ORGANIZATION.into()
    }

    /// # Errors
    /// `Hidden` also for those who may only read it; `Invalid` for a reserved name; `Conflict` when the name
    /// is taken. For the roles `Forbidden`, and `BrokenRule` for names of no built-in role and for roles that
    /// the caller may not assign.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<OrganizationRecord>, Fault> {
        let caller = context.caller();
        let found = find::organization::<Update>(context, caller, &self.organization, "update it").await;
        let before = found.map_err(|fault| match fault {
            Fault::Forbidden { .. } => Fault::Hidden,
            other => other,
        })?;
        let roles = default_roles(caller, &before, self.default_member_roles.as_deref())?;
        let after = self.applied_to(&before, roles, context)?;
        match context.update_organization(&before, &after).await? {
            Change::Done => {}
            Change::Taken => {
                return Err(Fault::taken("An organization with this name exists already.", &["name"]));
            }
            Change::Missing => return Err(Fault::Hidden),
        }
        let organization = context.organization_by_id(after.id).await?.ok_or(Fault::Hidden)?;
        Ok(Outcome::changed(organization, entry(&before, &after)))
    }
}

impl UpdateOrganization {
    fn applied_to(
        &self,
        before: &Authorized<Update, OrganizationRecord>,
        default_member_roles: Vec<String>,
        context: &CommandContext<Arc<Caller>>,
    ) -> Result<OrganizationUpdate, Fault> {
        let text = |new: &Option<String>, old: &str| new.clone().unwrap_or_else(|| old.to_owned());
        let name = text(&self.name, &before.name);
        if let Some(detail) = names::reserved(NameOf::Organization, &name).filter(|_| name != before.name) {
            return Err(Fault::field("name", detail));
        }
        Ok(OrganizationUpdate {
            id: before.id,
            name,
            display_name: text(&self.display_name, &before.display_name),
            description: text(&self.description, &before.description),
            icon: text(&self.icon, &before.icon),
            default_member_roles,
            now: context.now,
        })
    }
}

/// The roles that every member is to have. Giving them to everybody asks for no less than giving them to one.
fn default_roles(
    caller: &Caller,
    before: &OrganizationRecord,
    wanted: Option<&[String]>,
) -> Result<Vec<String>, Fault> {
    let Some(wanted) = wanted else { return Ok(before.default_member_roles.clone()) };
    let wanted: Vec<_> = wanted.iter().map(|name| name.to_lowercase()).collect();
    swap::known("default_org_member_roles", &wanted, |name| {
        let custom = "can't be for everybody: only the built-in roles of organizations can";
        name.parse::<OrganizationRole>().is_err().then(|| custom.to_owned())
    })?;
    let swap = Swap::new(&before.default_member_roles, &wanted, OrganizationRole::Member.as_str());
    swap.permit(caller, Object::within(Resource::AssignOrgRole, before.id), |name| {
        may_assign_organization_role(&caller.subject, before.id, name.parse().ok())
    })?;
    Ok(swap.after)
}

fn entry(before: &OrganizationRecord, after: &OrganizationUpdate) -> Entry {
    let diff = Diff::default()
        .field("name", before.name.as_str(), after.name.as_str())
        .field("display_name", before.display_name.as_str(), after.display_name.as_str())
        .field("description", before.description.as_str(), after.description.as_str())
        .field("icon", before.icon.as_str(), after.icon.as_str())
        .field(
            "default_org_member_roles",
            before.default_member_roles.clone(),
            after.default_member_roles.clone(),
        );
    Entry::new(before.id, &after.name).within(before.id).diff(diff)
}
