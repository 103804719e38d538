//! A user goes: SCIM forgets them, and the account is suspended.

use burgrave_core::ids::UserId;
use burgrave_store::UserStatus;

use super::change::found;
use super::{account, view};
use crate::application::command::{Automatic, CommandContext, Diff, Entry, Outcome};
use crate::fault::Fault;
use crate::federation::scim::groups::leave;

/// Deletes a user. The account and what belongs to it stay.
pub(in crate::federation::scim) async fn remove(
    context: &CommandContext<Automatic>,
    id: UserId,
    if_match: Option<&str>,
) -> Result<Outcome<()>, Fault> {
    let record = found(context, id).await?;
    view::kept(&record).must_be(if_match)?;
    let user = account::known(context, id).await?;
    if user.status != UserStatus::Suspended {
        account::may_govern(&user)?;
    }
    leave::leave_all(context, id, context.now).await?;
    context.delete_scim_user(id).await?;
    account::set_status(context, &user, UserStatus::Suspended, context.now).await?;
    let diff = Diff::default().field("status", user.status.as_str(), UserStatus::Suspended.as_str());
    Ok(Outcome::changed((), Entry::new(user.id, &user.username).diff(diff)))
}
