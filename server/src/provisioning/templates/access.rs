//! The access list of a template.

use std::collections::BTreeMap;
use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{AccessRole, Create, Update};
use burgrave_core::ids::{GroupId, TemplateId, UserId};
use burgrave_store::AccessChanges;
use serde_json::json;

use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{App, Caller, find};
use crate::fault::Fault;
use crate::identity::groups::{self, GroupView};
use crate::identity::users::UserView;
use crate::provisioning::entries::{check, entries, words, words_after};

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
        let changes = AccessChanges { users, groups };
        let fields = ["user_perms", "group_perms"];
        check(context, template.organization_id, &changes, fields, &mut faults).await?;
        if !faults.is_empty() {
            return Err(Fault::Invalid(faults));
        }
        let diff = Diff::default()
            .field(
                "user_acl",
                json!(words(&template.access.users)),
                json!(words_after(&template.access.users, &changes.users)),
            )
            .field(
                "group_acl",
                json!(words(&template.access.groups)),
                json!(words_after(&template.access.groups, &changes.groups)),
            );
        context.change_template_access(&template, &changes).await?;
        let entry = Entry::new(template.id, &template.name).within(template.organization_id).diff(diff);
        Ok(Outcome::changed((), entry))
    }
}
