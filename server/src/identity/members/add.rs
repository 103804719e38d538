//! Adding a member.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Action, Authorized, Object, Read, Resource};
use burgrave_core::idpsync;
use burgrave_core::ids::OrganizationId;
use burgrave_store::{Inserted, MemberRecord, NewMember, OrganizationRecord};

use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{Caller, find};
use crate::config::OidcSync;
use crate::fault::Fault;
use crate::identity::governed;

/// Makes a user a member of an organization, without a role in it.
pub(crate) struct AddMember {
    /// The organization, by id or name.
    pub(crate) organization: String,
    /// The user, as the caller named them.
    pub(crate) user: String,
    /// What the claims decide where nothing is stored.
    pub(crate) defaults: Arc<OidcSync>,
}

impl Command for AddMember {
    type Actor = Arc<Caller>;
    type Output = MemberRecord;

    fn audit(&self) -> Audit {
        operations::ADD_MEMBER.into()
    }

    /// # Errors
    /// `Hidden` also for those who may not add members and for a user who is not there; `BrokenRule` for
    /// somebody who is a member already, or whose memberships follow the claims of the identity provider.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<MemberRecord>, Fault> {
        let caller = context.caller();
        let organization = find::organization::<Read>(context, caller, &self.organization, "read it").await?;
        if !may_add(caller, organization.id) {
            return Err(Fault::Hidden);
        }
        may_give_defaults(caller, &organization)?;
        // Callers who may add people may find them all, so that this discloses nothing that they could not
        // read.
        let user = find::any_user(context, caller, &self.user).await?;
        governed::memberships(context, &user, &self.defaults).await?;
        let (organization_id, user_id) = (organization.id, user.id);
        let new = NewMember { organization_id, user_id, roles: Vec::new(), now: context.now };
        let new = Authorized::permit(&caller.subject, new).map_err(|_| Fault::Hidden)?;
        if context.insert_member(&new).await? == Inserted::Taken {
            return Err(Fault::BrokenRule {
                message: "The user is already an organization member.".into(),
                detail: Some(format!("{} is a member of {}.", user.username, organization.name)),
                fields: Vec::new(),
            });
        }
        let found = context.member(organization.id, user.id).await?;
        let found = found.ok_or_else(|| Fault::Internal("the new member is gone".into()))?;
        let diff = Diff::default().field("username", "", user.username.as_str());
        let entry = Entry::new(user.id, &user.username).within(organization.id).diff(diff);
        Ok(Outcome::changed(found.member, entry))
    }
}

/// Whether the caller may add members to the organization: that gives them its implicit role.
pub(crate) fn may_add(caller: &Caller, organization: OrganizationId) -> bool {
    caller.may(Action::Create, &Object::within(Resource::OrganizationMember, organization))
        && caller.may(Action::Assign, &Object::within(Resource::AssignOrgRole, organization))
}

/// Refuses to add a member to an organization whose default roles the caller may not assign.
pub(crate) fn may_give_defaults(caller: &Caller, organization: &OrganizationRecord) -> Result<(), Fault> {
    let roles = &organization.default_member_roles;
    let allowed = idpsync::may_make_member(&caller.subject, organization.id, roles);
    allowed.map_err(|withheld| Fault::Forbidden { detail: withheld.to_string() })
}
