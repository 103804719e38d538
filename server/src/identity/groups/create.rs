//! Creating a group.

use burgrave_core::authorization::{Action, Object, Read, Resource};
use burgrave_core::names::{self, NameOf};
use burgrave_store::{GroupRecord, GroupSource, Inserted, NewGroup, Tx};
use uuid::Uuid;

use crate::application::audit::{self, Changed, Diff};
use crate::application::{ActionContext, App, find};
use crate::fault::Fault;

/// What a new group is given.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    /// Name.
    pub(crate) name: String,
    /// Name for people.
    pub(crate) display_name: String,
    /// Address of a picture.
    pub(crate) avatar_url: String,
    /// Credits for each member.
    pub(crate) quota_allowance: i32,
}

/// Creates a group without members in the organization that `written` names.
///
/// # Errors
/// `Hidden`, `Forbidden`, `Invalid` for a reserved name, `Conflict` when the name is taken.
pub(crate) async fn create(
    app: &App,
    context: ActionContext,
    written: String,
    wanted: Wanted,
) -> Result<GroupRecord, Fault> {
    let id = app.new_id();
    app.store()
        .write(move |tx| {
            let (context, written, wanted) = (context.clone(), written.clone(), wanted.clone());
            async move { insert(&tx, &context, &written, id, wanted).await }
        })
        .await
}

async fn insert(
    tx: &Tx,
    context: &ActionContext,
    written: &str,
    id: Uuid,
    wanted: Wanted,
) -> Result<GroupRecord, Fault> {
    let caller = context.caller.reload(tx).await?;
    let organization = find::organization::<Read>(tx, &caller, written, "read it").await?;
    if !caller.may(Action::Create, &Object::within(Resource::Group, organization.id)) {
        let detail = "You do not have permission to create groups in this organization.".into();
        return Err(Fault::Forbidden { detail });
    }
    if let Some(detail) = names::reserved(NameOf::Group, &wanted.name) {
        return Err(Fault::field("name", detail));
    }
    let new = NewGroup {
        id,
        organization_id: organization.id,
        name: wanted.name,
        display_name: wanted.display_name,
        avatar_url: wanted.avatar_url,
        quota_allowance: wanted.quota_allowance,
        source: GroupSource::User,
        now: context.now,
    };
    if tx.insert_group(&new).await? == Inserted::Taken {
        return Err(Fault::taken("A group with this name exists already in this organization.", &["name"]));
    }
    audit::record(tx, context, entry(&new)).await?;
    tx.group_by_id(id).await?.ok_or_else(|| Fault::Internal("the new group is gone".into()))
}

fn entry(new: &NewGroup) -> Changed {
    let diff = Diff::default()
        .field("name", "", new.name.as_str())
        .field("display_name", "", new.display_name.as_str())
        .field("avatar_url", "", new.avatar_url.as_str())
        .field("quota_allowance", 0, new.quota_allowance);
    Changed {
        resource: "group",
        action: "create",
        id: new.id,
        target: new.name.clone(),
        organization: Some(new.organization_id),
        diff,
        status: 201,
    }
}
