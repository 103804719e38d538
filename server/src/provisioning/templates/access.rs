//! The access list of a template.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{AccessRole, Create, Update};
use burgrave_core::ids::{GroupId, TemplateId, UserId};
use burgrave_store::AccessChanges;
use serde_json::json;
use uuid::Uuid;

use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{App, Caller, find};
use crate::fault::{Fault, FieldFault};
use crate::identity::groups::{self, GroupView};
use crate::identity::users::UserView;

/// Who was given what.
pub(crate) struct TemplateAccess {
    /// Users by username.
    pub(crate) users: Vec<(UserView, AccessRole)>,
    /// Groups by name.
    pub(crate) groups: Vec<(GroupView, AccessRole)>,
}

/// The access list, without deleted and suspended users.
///
/// # Errors
/// `Hidden`, `Forbidden`.
pub(crate) async fn access(app: &App, caller: Arc<Caller>, id: TemplateId) -> Result<TemplateAccess, Fault> {
    app.store()
        .scan(move |reader| async move {
            let what = "read the access list of this template";
            let template = find::template::<Update>(&reader, &caller, id, what).await?;
            let (users, user_roles): (Vec<_>, Vec<_>) =
                reader.template_users(template.id).await?.into_iter().map(|one| (one.user, one.role)).unzip();
            let (found, group_roles): (Vec<_>, Vec<_>) = reader
                .template_groups(template.id)
                .await?
                .into_iter()
                .map(|one| (one.group, one.role))
                .unzip();
            let users = UserView::several(&reader, users).await?;
            let groups = groups::several(&reader, &caller, found).await?;
            Ok(TemplateAccess {
                users: users.into_iter().zip(user_roles).collect(),
                groups: groups.into_iter().zip(group_roles).collect(),
            })
        })
        .await
}

/// Adds, changes and removes entries; those that aren't named stay.
pub(crate) struct ChangeAccess {
    /// The template.
    pub(crate) template: TemplateId,
    /// Roles by the user's id; an empty one removes the entry.
    pub(crate) users: BTreeMap<String, String>,
    /// Roles by the group's id; an empty one removes the entry.
    pub(crate) groups: BTreeMap<String, String>,
}

impl Command for ChangeAccess {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::UPDATE_TEMPLATE_ACL.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`, `Invalid` with everything that is wrong.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let what = "change the access list of this template";
        let template = find::template::<Create>(context, context.caller(), self.template, what).await?;
        let mut faults = Vec::new();
        let users = entries::<UserId>("user_perms", &self.users, &mut faults);
        let groups = entries::<GroupId>("group_perms", &self.groups, &mut faults);
        for (id, role) in &users {
            // Who is gone already may be removed.
            let found = context.user_by_id(*id).await?.filter(|user| user.deleted_at.is_none());
            if role.is_some() && found.is_none() {
                faults.push(fault("user_perms", &id.to_string(), "is no user"));
            }
        }
        for (id, role) in &groups {
            let found = context.group_by_id(*id).await?;
            let found = found.filter(|group| group.organization_id == template.organization_id);
            if role.is_some() && found.is_none() {
                faults.push(fault(
                    "group_perms",
                    &id.to_string(),
                    "is no group of the template's organization",
                ));
            }
        }
        if !faults.is_empty() {
            return Err(Fault::Invalid(faults));
        }
        let diff = Diff::default()
            .field(
                "user_acl",
                json!(words(&template.access.users)),
                json!(after(&template.access.users, &users)),
            )
            .field(
                "group_acl",
                json!(words(&template.access.groups)),
                json!(after(&template.access.groups, &groups)),
            );
        context.change_template_access(&template, &AccessChanges { users, groups }).await?;
        let entry = Entry::new(template.id, &template.name).within(template.organization_id).diff(diff);
        Ok(Outcome::changed((), entry))
    }
}

/// The entries of one kind; what is wrong with others is added to the faults.
fn entries<Id: From<Uuid>>(
    field: &str,
    written: &BTreeMap<String, String>,
    faults: &mut Vec<FieldFault>,
) -> Vec<(Id, Option<AccessRole>)> {
    let (mut entries, mut seen) = (Vec::new(), BTreeSet::new());
    for (id, role) in written {
        let known = Uuid::try_parse(id);
        if known.as_ref().is_ok_and(|known| !seen.insert(*known)) {
            faults.push(fault(field, id, "is given twice"));
        }
        if known.is_err() {
            faults.push(fault(field, id, "is no UUID"));
        }
        let role = match role.as_str() {
            "" => Ok(None),
            word => word.parse().map(Some).map_err(|_| ()),
        };
        if role.is_err() {
            faults.push(fault(field, id, "must be given the role use, admin, or an empty one"));
        }
        if let (Ok(id), Ok(role)) = (known, role) {
            entries.push((id.into(), role));
        }
    }
    entries
}

fn fault(field: &str, id: &str, detail: &str) -> FieldFault {
    FieldFault { field: field.into(), detail: format!("{id:?} {detail}") }
}

/// Entries as the audit log shows them.
fn words<Id: ToString>(entries: &[(Id, AccessRole)]) -> BTreeMap<String, String> {
    entries.iter().map(|(id, role)| (id.to_string(), role.as_str().to_owned())).collect()
}

/// The entries as they are with these changes.
fn after<Id: ToString>(
    before: &[(Id, AccessRole)],
    changes: &[(Id, Option<AccessRole>)],
) -> BTreeMap<String, String> {
    let mut after = words(before);
    for (id, role) in changes {
        match role {
            Some(role) => after.insert(id.to_string(), role.as_str().to_owned()),
            None => after.remove(&id.to_string()),
        };
    }
    after
}
