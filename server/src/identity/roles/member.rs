//! The roles of a member in an organization.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{
    MOST_ROLES_OF_MEMBER, Object, OrganizationRole, Read, Resource, SiteRole, may_assign_organization_role,
};
use burgrave_store::{CustomRoleRecord, MemberRecord, MemberRoles};

use super::swap::{self, Swap};
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{Caller, find};
use crate::fault::Fault;
use crate::identity::governed;

/// Gives a member these roles of the organization instead of theirs.
pub(crate) struct SetMemberRoles {
    /// The organization, by id or name.
    pub(crate) organization: String,
    /// The user, as the caller named them.
    pub(crate) user: String,
    /// The roles, in any letter case.
    pub(crate) roles: Vec<String>,
}

impl Command for SetMemberRoles {
    type Actor = Arc<Caller>;
    /// The membership, and the roles of the organization's own.
    type Output = (MemberRecord, Vec<CustomRoleRecord>);

    fn audit(&self) -> Audit {
        operations::UPDATE_MEMBER_ROLES.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`; `BrokenRule` for one's own roles, for names of no role here, and for roles that
    /// the caller may not assign.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<Self::Output>, Fault> {
        let caller = context.caller();
        let organization =
            find::organization::<Read>(context, caller, &self.organization, "read it").await?.id;
        let found = find::member(context, caller, organization, &self.user).await?;
        let (member, user) = (&found.member, &found.user);
        swap::may_touch(caller, &Object::within(Resource::AssignOrgRole, organization))?;
        if user.id == caller.user.id {
            return Err(Fault::rule("You can't change your own roles."));
        }
        governed::roles(context, organization, user).await?;
        let custom = context.custom_roles(organization).await?;
        let wanted: Vec<_> = self.roles.iter().map(|name| name.to_lowercase()).collect();
        swap::known("roles", &wanted, |name| unknown(name, &custom))?;
        let swap = Swap::new(&member.roles, &wanted, OrganizationRole::Member.as_str());
        let roles = MemberRoles { organization_id: organization, user_id: user.id };
        let roles = swap.permit(caller, roles, |name| {
            may_assign_organization_role(&caller.subject, organization, name.parse().ok())
        })?;
        if swap.after.len() > MOST_ROLES_OF_MEMBER {
            return Err(Fault::field("roles", format!("write at most {MOST_ROLES_OF_MEMBER} roles")));
        }
        if !context.set_member_roles(&roles, &swap.after, context.now).await? {
            return Err(Fault::Hidden);
        }
        let changed = context.member(organization, user.id).await?.ok_or(Fault::Hidden)?;
        let diff = Diff::default().field("roles", member.roles.clone(), swap.after);
        let entry = Entry::new(user.id, &user.username).within(organization).diff(diff);
        Ok(Outcome::changed((changed.member, custom), entry))
    }
}

fn unknown(name: &str, custom: &[CustomRoleRecord]) -> Option<String> {
    if name.parse::<OrganizationRole>().is_ok() || custom.iter().any(|role| role.name == name) {
        return None;
    }
    let of_site = name.parse::<SiteRole>().is_ok();
    Some(if of_site { "counts in the whole site only" } else { "is no role of this organization" }.into())
}
