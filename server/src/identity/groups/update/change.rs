//! The change itself: all of it in one transaction, or nothing.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Authorized, Update};
use burgrave_core::ids::{GroupId, UserId};
use burgrave_store::{Change, GroupRecord, GroupUpdate, Inserted};

use super::rules;
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{Caller, find};
use crate::fault::Fault;
use crate::identity::groups::{GroupView, view};

/// Changes a group and its members; an absent field stays as it is.
pub(crate) struct UpdateGroup {
    /// The group.
    pub(crate) group: GroupId,
    /// Name.
    pub(crate) name: Option<String>,
    /// Name for people.
    pub(crate) display_name: Option<String>,
    /// Address of a picture.
    pub(crate) avatar_url: Option<String>,
    /// Credits for each member.
    pub(crate) quota_allowance: Option<i32>,
    /// Users who become members.
    pub(crate) add: Vec<UserId>,
    /// Users who are no longer members.
    pub(crate) remove: Vec<UserId>,
}

impl Command for UpdateGroup {
    type Actor = Arc<Caller>;
    type Output = GroupView;

    fn audit(&self) -> Audit {
        operations::UPDATE_GROUP.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`; `Invalid` for reserved names and for users who aren't members of the
    /// organization or are in the group already; `Refused` for members of Everyone; `Conflict` when the name
    /// is taken.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<GroupView>, Fault> {
        let caller = context.caller();
        let before = find::group::<Update>(context, caller, self.group, "update this group").await?;
        rules::names_and_everyone(&before, self)?;
        rules::are_members(context, caller, before.organization_id, self).await?;
        let after = self.applied_to(&before, context);
        match context.update_group(&before, &after).await? {
            Change::Done => {}
            Change::Taken => {
                let message = "A group with this name exists already in this organization.";
                return Err(Fault::taken(message, &["name"]));
            }
            Change::Missing => return Err(Fault::Hidden),
        }
        self.change_members(context, &before).await?;
        let group = context.group_by_id(before.id).await?.ok_or(Fault::Hidden)?;
        let view = view::one(context, caller, group, false).await?;
        Ok(Outcome::changed(view, self.entry(&before, &after)))
    }
}

impl UpdateGroup {
    fn applied_to(&self, before: &GroupRecord, context: &CommandContext<Arc<Caller>>) -> GroupUpdate {
        let text = |new: &Option<String>, old: &str| new.clone().unwrap_or_else(|| old.to_owned());
        GroupUpdate {
            id: before.id,
            organization_id: before.organization_id,
            name: text(&self.name, &before.name),
            display_name: text(&self.display_name, &before.display_name),
            avatar_url: text(&self.avatar_url, &before.avatar_url),
            quota_allowance: self.quota_allowance.unwrap_or(before.quota_allowance),
            now: context.now,
        }
    }

    async fn change_members(
        &self,
        context: &CommandContext<Arc<Caller>>,
        group: &Authorized<Update, GroupRecord>,
    ) -> Result<(), Fault> {
        for (at, user) in self.add.iter().enumerate() {
            if context.insert_group_member(group, *user, context.now).await? == Inserted::Taken {
                return Err(Fault::field(format!("add_users[{at}]"), "is a member of the group already"));
            }
        }
        for user in &self.remove {
            context.delete_group_member(group, *user).await?;
        }
        Ok(())
    }

    fn entry(&self, before: &GroupRecord, after: &GroupUpdate) -> Entry {
        let ids = |users: &[UserId]| users.iter().map(UserId::to_string).collect::<Vec<_>>();
        let diff = Diff::default()
            .field("name", before.name.as_str(), after.name.as_str())
            .field("display_name", before.display_name.as_str(), after.display_name.as_str())
            .field("avatar_url", before.avatar_url.as_str(), after.avatar_url.as_str())
            .field("quota_allowance", before.quota_allowance, after.quota_allowance)
            .field("members", ids(&self.remove), ids(&self.add));
        Entry::new(before.id, &after.name).within(before.organization_id).diff(diff)
    }
}
