//! Creating an organization.

use burgrave_core::authorization::{Authorized, Automatic};
use burgrave_core::names::{self, EVERYONE, NameOf};
use burgrave_store::{GroupSource, Inserted, NewGroup, NewOrganization, OrganizationRecord, Tx};

use crate::application::audit::{self, Changed, Diff};
use crate::application::{ActionContext, App};
use crate::fault::Fault;

/// What a new organization is given.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    /// Name.
    pub(crate) name: String,
    /// Name for people; empty = the name.
    pub(crate) display_name: String,
    /// What it is for.
    pub(crate) description: String,
    /// Address of a picture.
    pub(crate) icon: String,
}

/// Creates the organization, its group Everyone, and the caller's membership in it.
///
/// # Errors
/// `Invalid` for a reserved name, `Forbidden`, `Conflict` when the name is taken.
pub(crate) async fn create(
    app: &App,
    context: ActionContext,
    wanted: Wanted,
) -> Result<OrganizationRecord, Fault> {
    if let Some(detail) = names::reserved(NameOf::Organization, &wanted.name) {
        return Err(Fault::field("name", detail));
    }
    let display_name = if wanted.display_name.is_empty() { &wanted.name } else { &wanted.display_name };
    let new = NewOrganization {
        id: app.new_id(),
        display_name: display_name.clone(),
        name: wanted.name,
        description: wanted.description,
        icon: wanted.icon,
        is_default: false,
        now: context.now,
    };
    app.store()
        .write(move |tx| {
            let (context, new) = (context.clone(), new.clone());
            async move { insert(&tx, &context, &new).await }
        })
        .await
}

async fn insert(
    tx: &Tx,
    context: &ActionContext,
    new: &NewOrganization,
) -> Result<OrganizationRecord, Fault> {
    let caller = context.caller.reload(tx).await?;
    let forbidden =
        || Fault::Forbidden { detail: "You do not have permission to create organizations.".into() };
    let new = &Authorized::create(&caller.subject, new.clone()).map_err(|_| forbidden())?;
    let taken = || Fault::taken("An organization with this name exists already.", &["name"]);
    if tx.insert_organization(new).await? == Inserted::Taken {
        return Err(taken());
    }
    let everyone = Authorized::automatic(Automatic::Part, everyone(new));
    if tx.insert_group(&everyone).await? == Inserted::Taken {
        return Err(taken());
    }
    let _ = tx.insert_member(new.id, caller.user.id, &[], new.now).await?;
    audit::record(tx, context, entry(new)).await?;
    tx.organization_by_id(new.id).await?.ok_or_else(|| Fault::Internal("the new organization is gone".into()))
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

fn entry(new: &NewOrganization) -> Changed {
    let diff = Diff::default()
        .field("name", "", new.name.as_str())
        .field("display_name", "", new.display_name.as_str())
        .field("description", "", new.description.as_str())
        .field("icon", "", new.icon.as_str());
    Changed {
        resource: "organization",
        action: "create",
        id: new.id.into(),
        target: new.name.clone(),
        organization: Some(new.id),
        diff,
        status: 201,
    }
}
