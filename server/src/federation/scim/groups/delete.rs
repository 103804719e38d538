//! A group goes, here as well.

use burgrave_core::authorization::{Authorized, Automatic};
use burgrave_core::ids::GroupId;
use burgrave_store::Tx;

use super::change::found;
use super::{follow, view};
use crate::application::audit::Diff;
use crate::fault::Fault;
use crate::federation::scim::context::ScimContext;

/// Deletes a group of SCIM with the group of the organization; its members stay.
pub(in crate::federation::scim) async fn remove(
    tx: &Tx,
    context: &ScimContext,
    id: GroupId,
) -> Result<(), Fault> {
    let record = found(tx, id).await?;
    view::kept(&record).must_be(context.if_match.as_deref())?;
    let group = Authorized::automatic(Automatic::Scim, follow::known(tx, id).await?);
    tx.delete_group(&group).await?;
    let diff = Diff::default().field("name", group.name.as_str(), "");
    context.record(tx, follow::entry("delete", &group, diff, 204)).await?;
    Ok(())
}
