//! Changing an organization.

use burgrave_core::authorization::{
    Authorized, Object, OrganizationRole, Resource, Update, may_assign_organization_role,
};
use burgrave_core::names::{self, NameOf};
use burgrave_store::{Change, OrganizationRecord, OrganizationUpdate, Tx};

use crate::application::audit::{self, Changed, Diff};
use crate::application::{ActionContext, App, Caller, find};
use crate::fault::Fault;
use crate::identity::roles::swap::{self, Swap};

/// What to change; none leaves it as it is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
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

/// Changes the organization that `written` names, all of it or nothing.
///
/// # Errors
/// `Hidden` also for those who may only read it; `Invalid` for a reserved name; `Conflict` when the name is taken. For the roles
/// `Forbidden`, and `BrokenRule` for names of no built-in role and for roles that the caller may not assign.
pub(crate) async fn update(
    app: &App,
    context: ActionContext,
    written: String,
    wanted: Wanted,
) -> Result<OrganizationRecord, Fault> {
    app.store()
        .write(move |tx| {
            let (context, written, wanted) = (context.clone(), written.clone(), wanted.clone());
            async move { change(&tx, &context, &written, wanted).await }
        })
        .await
}

async fn change(
    tx: &Tx,
    context: &ActionContext,
    written: &str,
    wanted: Wanted,
) -> Result<OrganizationRecord, Fault> {
    let caller = context.caller.reload(tx).await?;
    let found = find::organization::<Update>(tx, &caller, written, "update it").await;
    let before = found.map_err(|fault| match fault {
        Fault::Forbidden { .. } => Fault::Hidden,
        other => other,
    })?;
    let roles = default_roles(&caller, &before, wanted.default_member_roles.as_deref())?;
    let after = merged(&before, wanted, roles, context)?;
    match tx.update_organization(&before, &after).await? {
        Change::Done => {}
        Change::Taken => {
            return Err(Fault::taken("An organization with this name exists already.", &["name"]));
        }
        Change::Missing => return Err(Fault::Hidden),
    }
    audit::record(tx, context, entry(&before, &after)).await?;
    tx.organization_by_id(after.id).await?.ok_or(Fault::Hidden)
}

fn merged(
    before: &Authorized<Update, OrganizationRecord>,
    wanted: Wanted,
    default_member_roles: Vec<String>,
    context: &ActionContext,
) -> Result<OrganizationUpdate, Fault> {
    let name = wanted.name.unwrap_or_else(|| before.name.clone());
    if let Some(detail) = names::reserved(NameOf::Organization, &name).filter(|_| name != before.name) {
        return Err(Fault::field("name", detail));
    }
    Ok(OrganizationUpdate {
        id: before.id,
        name,
        display_name: wanted.display_name.unwrap_or_else(|| before.display_name.clone()),
        description: wanted.description.unwrap_or_else(|| before.description.clone()),
        icon: wanted.icon.unwrap_or_else(|| before.icon.clone()),
        default_member_roles,
        now: context.now,
    })
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
        OrganizationRole::from_word(name).is_none().then(|| custom.to_owned())
    })?;
    let swap = Swap::new(&before.default_member_roles, &wanted, OrganizationRole::Member.as_str());
    swap.permit(caller, &Object::within(Resource::AssignOrgRole, before.id), |name| {
        may_assign_organization_role(&caller.subject, before.id, OrganizationRole::from_word(name))
    })?;
    Ok(swap.after)
}

fn entry(before: &OrganizationRecord, after: &OrganizationUpdate) -> Changed {
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
    Changed {
        resource: "organization",
        action: "write",
        id: before.id.into(),
        target: after.name.clone(),
        organization: Some(before.id),
        diff,
        status: 200,
    }
}
