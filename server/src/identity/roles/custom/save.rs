//! Creating and changing a custom role.

use burgrave_core::authorization::{Action, Object, Permission, Read, Resource};
use burgrave_core::ids::OrganizationId;
use burgrave_store::{CustomRoleRecord, Inserted, NewCustomRole, Tx};

use super::{Wanted, rules};
use crate::application::audit::{self, Changed, Diff};
use crate::application::{ActionContext, App, Caller, find};
use crate::fault::{Fault, FieldFault};

/// What is to become of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Save {
    /// There is none of this name yet.
    Create,
    /// The one of this name is replaced.
    Update,
}

/// Creates or replaces a role of the organization that `written` names.
///
/// # Errors
/// `Hidden` also for those who may not; `Invalid` and `BrokenRule` for names and permissions that can't be.
pub(crate) async fn save(
    app: &App,
    context: ActionContext,
    written: String,
    save: Save,
    wanted: Wanted,
) -> Result<CustomRoleRecord, Fault> {
    app.store()
        .write(move |tx| {
            let (context, written, wanted) = (context.clone(), written.clone(), wanted.clone());
            async move { write(&tx, &context, &written, save, &wanted).await }
        })
        .await
}

async fn write(
    tx: &Tx,
    context: &ActionContext,
    written: &str,
    save: Save,
    wanted: &Wanted,
) -> Result<CustomRoleRecord, Fault> {
    let caller = context.caller.reload(tx).await?;
    let organization = find::organization::<Read>(tx, &caller, written, "read it").await?.id;
    permit(&caller, organization, save)?;
    let name = rules::name(&wanted.name)?;
    let before = tx.custom_role(organization, &name).await?;
    if save == Save::Update && before.is_none() {
        return Err(Fault::Hidden);
    }
    let new = NewCustomRole {
        organization_id: organization,
        name,
        display_name: wanted.display_name.clone(),
        permissions: rules::permissions(&caller, organization, wanted)?,
        now: context.now,
    };
    match save {
        Save::Create if tx.insert_custom_role(&new).await? == Inserted::Taken => return Err(taken()),
        Save::Create => {}
        Save::Update if !tx.update_custom_role(&new).await? => return Err(Fault::Hidden),
        Save::Update => {}
    }
    audit::record(tx, context, entry(save, before.as_ref(), &new)).await?;
    let saved = tx.custom_role(organization, &new.name).await?;
    saved.ok_or_else(|| Fault::Internal("the saved role is gone".into()))
}

fn permit(caller: &Caller, organization: OrganizationId, save: Save) -> Result<(), Fault> {
    let action = match save {
        Save::Create => Action::Create,
        Save::Update => Action::Update,
    };
    let may = caller.may(action, &Object::within(Resource::AssignOrgRole, organization));
    if may { Ok(()) } else { Err(Fault::Hidden) }
}

fn taken() -> Fault {
    Fault::BrokenRule {
        message: "A role with this name exists already in this organization.".into(),
        detail: None,
        fields: vec![FieldFault {
            field: "name".into(),
            detail: "is already in use and must be unique".into(),
        }],
    }
}

fn entry(save: Save, before: Option<&CustomRoleRecord>, after: &NewCustomRole) -> Changed {
    let old = before.map_or("", |role| role.display_name.as_str());
    let diff = Diff::default()
        .field("name", before.map_or("", |role| role.name.as_str()), after.name.as_str())
        .field("display_name", old, after.display_name.as_str())
        .field(
            "org_permissions",
            before.map(|role| words(&role.permissions)).unwrap_or_default(),
            words(&after.permissions),
        );
    Changed {
        resource: "custom_role",
        action: if save == Save::Create { "create" } else { "write" },
        id: after.organization_id.into(),
        target: after.name.clone(),
        organization: Some(after.organization_id),
        diff,
        status: 200,
    }
}

/// Permissions in words, for the audit log.
pub(super) fn words(permissions: &[Permission]) -> Vec<String> {
    let word = |rule: &Permission| {
        let resource = rule.resource.map_or("*", Resource::as_str);
        let action = rule.action.map_or("*", Action::as_str);
        format!("{}{resource}:{action}", if rule.negate { "!" } else { "" })
    };
    permissions.iter().map(word).collect()
}
