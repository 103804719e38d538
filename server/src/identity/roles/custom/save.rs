//! Creating and changing a custom role.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Action, Authorized, Object, Permission, Read, Resource};
use burgrave_core::ids::OrganizationId;
use burgrave_store::{CustomRoleRecord, Inserted, NewCustomRole};

use super::{CustomRoleInput, rules};
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{Caller, find};
use crate::fault::{Fault, FieldFault};

/// What is to become of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Save {
    /// There is none of this name yet.
    Create,
    /// The one of this name is replaced.
    Update,
}

/// Creates or replaces a role of an organization.
pub(crate) struct SaveCustomRole {
    /// The organization, by id or name.
    pub(crate) organization: String,
    /// Which of both.
    pub(crate) save: Save,
    /// The role.
    pub(crate) role: CustomRoleInput,
}

impl Command for SaveCustomRole {
    type Actor = Arc<Caller>;
    type Output = CustomRoleRecord;

    fn audit(&self) -> Audit {
        match self.save {
            Save::Create => operations::CREATE_CUSTOM_ROLE.into(),
            Save::Update => operations::UPDATE_CUSTOM_ROLE.into(),
        }
    }

    /// # Errors
    /// `Hidden` also for those who may not; `Invalid` and `BrokenRule` for names and permissions that can't
    /// be.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<CustomRoleRecord>, Fault> {
        let caller = context.caller();
        let organization =
            find::organization::<Read>(context, caller, &self.organization, "read it").await?.id;
        permit(caller, organization, self.save)?;
        let name = rules::name(&self.role.name)?;
        let before = context.custom_role(organization, &name).await?;
        if self.save == Save::Update && before.is_none() {
            return Err(Fault::Hidden);
        }
        let new = NewCustomRole {
            organization_id: organization,
            name,
            display_name: self.role.display_name.clone(),
            permissions: rules::permissions(caller, organization, &self.role)?,
            now: context.now,
        };
        let entry = entry(before.as_ref(), &new);
        let name = new.name.clone();
        match before {
            Some(before) if self.save == Save::Update => update(context, before, &new).await?,
            _ => create(context, new).await?,
        }
        let saved = context.custom_role(organization, &name).await?;
        let saved = saved.ok_or_else(|| Fault::Internal("the saved role is gone".into()))?;
        Ok(Outcome::changed(saved, entry))
    }
}

async fn create(context: &CommandContext<Arc<Caller>>, new: NewCustomRole) -> Result<(), Fault> {
    let new = Authorized::permit(&context.caller().subject, new).map_err(|_| Fault::Hidden)?;
    if context.insert_custom_role(&new).await? == Inserted::Taken { Err(taken()) } else { Ok(()) }
}

async fn update(
    context: &CommandContext<Arc<Caller>>,
    before: CustomRoleRecord,
    new: &NewCustomRole,
) -> Result<(), Fault> {
    let before = Authorized::permit(&context.caller().subject, before).map_err(|_| Fault::Hidden)?;
    if context.update_custom_role(&before, new).await? { Ok(()) } else { Err(Fault::Hidden) }
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

fn entry(before: Option<&CustomRoleRecord>, after: &NewCustomRole) -> Entry {
    let old = before.map_or("", |role| role.display_name.as_str());
    let diff = Diff::default()
        .field("name", before.map_or("", |role| role.name.as_str()), after.name.as_str())
        .field("display_name", old, after.display_name.as_str())
        .field(
            "org_permissions",
            before.map(|role| words(&role.permissions)).unwrap_or_default(),
            words(&after.permissions),
        );
    Entry::new(after.organization_id, &after.name).within(after.organization_id).diff(diff)
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
