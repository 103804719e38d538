//! The roles of a member in an organization.

use burgrave_core::authorization::{
    MOST_ROLES_OF_MEMBER, Object, OrganizationRole, Read, Resource, SiteRole, may_assign_organization_role,
};
use burgrave_store::{CustomRoleRecord, MemberRecord, Tx};

use super::swap::{self, Swap};
use crate::application::audit::{self, Changed, Diff};
use crate::application::{ActionContext, App, find};
use crate::fault::Fault;
use crate::identity::governed;

/// Gives a member these roles of the organization instead of theirs; answers the membership and the roles of the
/// organization's own.
///
/// # Errors
/// `Hidden`, `Forbidden`; `BrokenRule` for one's own roles, for names of no role here, and for roles that the caller may not
/// assign.
pub(crate) async fn set(
    app: &App,
    context: ActionContext,
    organization: String,
    user: String,
    wanted: Vec<String>,
) -> Result<(MemberRecord, Vec<CustomRoleRecord>), Fault> {
    app.store()
        .write(move |tx| {
            let (context, organization, user) = (context.clone(), organization.clone(), user.clone());
            let wanted = wanted.clone();
            async move { change(&tx, &context, &organization, &user, wanted).await }
        })
        .await
}

async fn change(
    tx: &Tx,
    context: &ActionContext,
    organization: &str,
    user: &str,
    wanted: Vec<String>,
) -> Result<(MemberRecord, Vec<CustomRoleRecord>), Fault> {
    let caller = context.caller.reload(tx).await?;
    let organization = find::organization::<Read>(tx, &caller, organization, "read it").await?.id;
    let found = find::member(tx, &caller, organization, user).await?;
    let (member, user) = (&found.member, &found.user);
    let roles = Object::within(Resource::AssignOrgRole, organization);
    swap::may_touch(&caller, &roles)?;
    if user.id == caller.user.id {
        return Err(Fault::rule("You can't change your own roles."));
    }
    governed::roles(tx, organization, user).await?;
    let custom = tx.custom_roles(organization).await?;
    let wanted: Vec<_> = wanted.into_iter().map(|name| name.to_lowercase()).collect();
    swap::known("roles", &wanted, |name| unknown(name, &custom))?;
    let swap = Swap::new(&member.roles, &wanted, OrganizationRole::Member.as_str());
    swap.permit(&caller, &roles, |name| {
        may_assign_organization_role(&caller.subject, organization, OrganizationRole::from_word(name))
    })?;
    if swap.after.len() > MOST_ROLES_OF_MEMBER {
        return Err(Fault::field("roles", format!("write at most {MOST_ROLES_OF_MEMBER} roles")));
    }
    if !tx.set_member_roles(organization, user.id, &swap.after, context.now).await? {
        return Err(Fault::Hidden);
    }
    let changed = Changed {
        resource: "organization_member",
        action: "write",
        id: user.id.into(),
        target: user.username.clone(),
        organization: Some(organization),
        diff: Diff::default().field("roles", member.roles.clone(), swap.after),
        status: 200,
    };
    audit::record(tx, context, changed).await?;
    let changed = tx.member(organization, user.id).await?.ok_or(Fault::Hidden)?;
    Ok((changed.member, custom))
}

fn unknown(name: &str, custom: &[CustomRoleRecord]) -> Option<String> {
    if OrganizationRole::from_word(name).is_some() || custom.iter().any(|role| role.name == name) {
        return None;
    }
    let of_site = SiteRole::from_word(name).is_some();
    Some(if of_site { "counts in the whole site only" } else { "is no role of this organization" }.into())
}
