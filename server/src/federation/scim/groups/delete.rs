//! A group goes, here as well.

use burgrave_core::authorization::{self, Authorized};
use burgrave_core::ids::GroupId;

use super::change::found;
use super::{follow, view};
use crate::application::command::{Automatic, CommandContext, Diff, Outcome};
use crate::fault::Fault;

/// Deletes a group of SCIM with the group of the organization; its members stay.
pub(in crate::federation::scim) async fn remove(
    context: &CommandContext<Automatic>,
    id: GroupId,
    if_match: Option<&str>,
) -> Result<Outcome<()>, Fault> {
    let record = found(context, id).await?;
    view::kept(&record).must_be(if_match)?;
    let group = follow::known(context, id).await?;
    let group = Authorized::automatic(authorization::Automatic::Scim, group);
    context.delete_group(&group).await?;
    let diff = Diff::default().field("name", group.name.as_str(), "");
    Ok(Outcome::changed((), follow::entry(&group, diff)))
}
