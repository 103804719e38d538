//! Creating a group.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Authorized, Read};
use burgrave_core::names::{self, NameOf};
use burgrave_store::{GroupRecord, GroupSource, Inserted, NewGroup};

use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{Caller, find};
use crate::fault::Fault;

/// Creates a group without members.
pub(crate) struct CreateGroup {
    /// The organization, by id or name.
    pub(crate) organization: String,
    /// Name.
    pub(crate) name: String,
    /// Name for people.
    pub(crate) display_name: String,
    /// Address of a picture.
    pub(crate) avatar_url: String,
    /// Credits for each member.
    pub(crate) quota_allowance: i32,
}

impl Command for CreateGroup {
    type Actor = Arc<Caller>;
    type Output = GroupRecord;

    fn audit(&self) -> Audit {
        operations::CREATE_GROUP.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`, `Invalid` for a reserved name, `Conflict` when the name is taken.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<GroupRecord>, Fault> {
        let caller = context.caller();
        let organization =
            find::organization::<Read>(context, caller, &self.organization, "read this organization").await?;
        let new = NewGroup {
            id: context.new_id.into(),
            organization_id: organization.id,
            name: self.name.clone(),
            display_name: self.display_name.clone(),
            avatar_url: self.avatar_url.clone(),
            quota_allowance: self.quota_allowance,
            source: GroupSource::User,
            now: context.now,
        };
        let forbidden = || Fault::Forbidden {
            detail: "You do not have permission to create groups in this organization.".into(),
        };
        let new = Authorized::permit(&caller.subject, new).map_err(|_| forbidden())?;
        if let Some(detail) = names::reserved(NameOf::Group, &self.name) {
            return Err(Fault::field("name", detail));
        }
        if context.insert_group(&new).await? == Inserted::Taken {
            return Err(Fault::taken(
                "A group with this name exists already in this organization.",
                &["name"],
            ));
        }
        let group = context.group_by_id(new.id).await?;
        let group = group.ok_or_else(|| Fault::Internal("the new group is gone".into()))?;
        Ok(Outcome::changed(group, entry(&new)))
    }
}

fn entry(new: &NewGroup) -> Entry {
    let diff = Diff::default()
        .field("name", "", new.name.as_str())
        .field("display_name", "", new.display_name.as_str())
        .field("avatar_url", "", new.avatar_url.as_str())
        .field("quota_allowance", 0, new.quota_allowance);
    Entry::new(new.id, &new.name).within(new.organization_id).diff(diff)
}
