//! The change itself: all of it in one transaction, or nothing.

use burgrave_core::authorization::Update;
use burgrave_store::{Change, GroupRecord, GroupUpdate, Inserted, Tx};
use uuid::Uuid;

use super::rules;
use crate::application::audit::{self, Changed, Diff};
use crate::application::{ActionContext, App, find};
use crate::fault::Fault;
use crate::identity::groups::{GroupView, view};

/// What to change; none leaves it as it is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    /// Name.
    pub(crate) name: Option<String>,
    /// Name for people.
    pub(crate) display_name: Option<String>,
    /// Address of a picture.
    pub(crate) avatar_url: Option<String>,
    /// Credits for each member.
    pub(crate) quota_allowance: Option<i32>,
    /// Who joins.
    pub(crate) add: Vec<Uuid>,
    /// Who leaves.
    pub(crate) remove: Vec<Uuid>,
}

/// Changes a group.
///
/// # Errors
/// `Hidden`, `Forbidden`; `Invalid` for reserved names and for people who aren't members of the organization or are in
/// the group already; `Refused` for members of Everyone; `Conflict` when the name is taken.
pub(crate) async fn update(
    app: &App,
    context: ActionContext,
    id: Uuid,
    wanted: Wanted,
) -> Result<GroupView, Fault> {
    app.store()
        .write(move |tx| {
            let (context, wanted) = (context.clone(), wanted.clone());
            async move { change(&tx, &context, id, &wanted).await }
        })
        .await
}

async fn change(tx: &Tx, context: &ActionContext, id: Uuid, wanted: &Wanted) -> Result<GroupView, Fault> {
    let caller = context.caller.reload(tx).await?;
    let before = find::group::<Update>(tx, &caller, id, "update this group").await?;
    rules::names_and_everyone(&before, wanted)?;
    rules::are_members(tx, &caller, before.organization_id, wanted).await?;
    let after = merged(&before, wanted, context);
    match tx.update_group(&after).await? {
        Change::Done => {}
        Change::Taken => {
            return Err(Fault::taken(
                "A group with this name exists already in this organization.",
                &["name"],
            ));
        }
        Change::Missing => return Err(Fault::Hidden),
    }
    for (at, user) in wanted.add.iter().enumerate() {
        if tx.insert_group_member(id, *user, context.now).await? == Inserted::Taken {
            return Err(Fault::field(format!("add_users[{at}]"), "is a member of the group already"));
        }
    }
    for user in &wanted.remove {
        tx.delete_group_member(id, *user).await?;
    }
    audit::record(tx, context, entry(&before, &after, wanted)).await?;
    let group = tx.group_by_id(id).await?.ok_or(Fault::Hidden)?;
    Ok(view::one(tx, &caller, group, false).await?)
}

fn merged(before: &GroupRecord, wanted: &Wanted, context: &ActionContext) -> GroupUpdate {
    let text = |new: &Option<String>, old: &str| new.clone().unwrap_or_else(|| old.to_owned());
    GroupUpdate {
        id: before.id,
        organization_id: before.organization_id,
        name: text(&wanted.name, &before.name),
        display_name: text(&wanted.display_name, &before.display_name),
        avatar_url: text(&wanted.avatar_url, &before.avatar_url),
        quota_allowance: wanted.quota_allowance.unwrap_or(before.quota_allowance),
        now: context.now,
    }
}

fn entry(before: &GroupRecord, after: &GroupUpdate, wanted: &Wanted) -> Changed {
    let ids = |users: &[Uuid]| users.iter().map(Uuid::to_string).collect::<Vec<_>>();
    let diff = Diff::default()
        .field("name", before.name.as_str(), after.name.as_str())
        .field("display_name", before.display_name.as_str(), after.display_name.as_str())
        .field("avatar_url", before.avatar_url.as_str(), after.avatar_url.as_str())
        .field("quota_allowance", before.quota_allowance, after.quota_allowance)
        .field("members", ids(&wanted.remove), ids(&wanted.add));
    Changed {
        resource: "group",
        action: "write",
        id: before.id,
        target: after.name.clone(),
        organization: Some(before.organization_id),
        diff,
        status: 200,
    }
}
