//! Adding a member.

use burgrave_core::authorization::{Action, Object, Read, Resource};
use burgrave_core::idpsync;
use burgrave_core::ids::OrganizationId;
use burgrave_store::{Inserted, MemberRecord, OrganizationRecord, Tx};

use crate::application::audit::{self, Changed, Diff};
use crate::application::{ActionContext, App, Caller, find};
use crate::config::OidcSync;
use crate::fault::Fault;
use crate::identity::governed;

/// Makes the user that `user` names a member of the organization that `organization` names, without a role in it.
///
/// # Errors
/// `Hidden` also for those who may not add members and for a user who is not there; `BrokenRule` for somebody
/// who is a member already, or whose
/// memberships follow the claims of the identity provider.
pub(crate) async fn add(
    app: &App,
    context: ActionContext,
    organization: String,
    user: String,
) -> Result<MemberRecord, Fault> {
    let defaults = app.settings().oidc_sync.clone();
    app.store()
        .write(move |tx| {
            let (context, organization, user) = (context.clone(), organization.clone(), user.clone());
            let defaults = defaults.clone();
            async move { insert(&tx, &context, &organization, &user, &defaults).await }
        })
        .await
}

/// Whether the caller may make somebody a member of the organization: that gives them its implicit role.
pub(crate) fn may_add(caller: &Caller, organization: OrganizationId) -> bool {
    caller.may(Action::Create, &Object::within(Resource::OrganizationMember, organization))
        && caller.may(Action::Assign, &Object::within(Resource::AssignOrgRole, organization))
}

/// Refuses to make somebody a member of an organization in which every member has roles that the caller may not assign.
pub(crate) fn may_give_defaults(caller: &Caller, organization: &OrganizationRecord) -> Result<(), Fault> {
    let roles = &organization.default_member_roles;
    let allowed = idpsync::may_make_member(&caller.subject, organization.id, roles);
    allowed.map_err(|withheld| Fault::Forbidden { detail: withheld.to_string() })
}

async fn insert(
    tx: &Tx,
    context: &ActionContext,
    organization: &str,
    user: &str,
    defaults: &OidcSync,
) -> Result<MemberRecord, Fault> {
    let caller = context.caller.reload(tx).await?;
    let organization = find::organization::<Read>(tx, &caller, organization, "read it").await?;
    if !may_add(&caller, organization.id) {
        return Err(Fault::Hidden);
    }
    may_give_defaults(&caller, &organization)?;
    // Whoever may add people may find them all, so that nothing is given away that they could not read.
    let user = find::any_user(tx, &caller, user).await?;
    governed::memberships(tx, &user, defaults).await?;
    if tx.insert_member(organization.id, user.id, &[], context.now).await? == Inserted::Taken {
        return Err(Fault::BrokenRule {
            message: "The user is already an organization member.".into(),
            detail: Some(format!("{} is a member of {}.", user.username, organization.name)),
            fields: Vec::new(),
        });
    }
    let changed = Changed {
        resource: "organization_member",
        action: "create",
        id: user.id.into(),
        target: user.username.clone(),
        organization: Some(organization.id),
        diff: Diff::default().field("username", "", user.username.as_str()),
        status: 200,
    };
    audit::record(tx, context, changed).await?;
    let found = tx.member(organization.id, user.id).await?;
    found.map(|found| found.member).ok_or_else(|| Fault::Internal("the new member is gone".into()))
}
