//! A user goes: SCIM forgets them, and the account is suspended.

use burgrave_core::ids::UserId;
use burgrave_store::{Tx, UserStatus};

use super::change::found;
use super::{account, view};
use crate::application::audit::Diff;
use crate::fault::Fault;
use crate::federation::scim::context::ScimContext;
use crate::federation::scim::groups::leave;

/// Deletes a user. The account and what belongs to it stay.
pub(in crate::federation::scim) async fn remove(
    tx: &Tx,
    context: &ScimContext,
    id: UserId,
) -> Result<(), Fault> {
    let record = found(tx, id).await?;
    view::kept(&record).must_be(context.if_match.as_deref())?;
    let user = account::known(tx, id).await?;
    if user.status != UserStatus::Suspended {
        account::may_govern(&user)?;
    }
    leave::leave_all(tx, id, context.audit_context.now).await?;
    tx.delete_scim_user(id).await?;
    account::set_status(tx, &user, UserStatus::Suspended, context.audit_context.now).await?;
    let diff = Diff::default().field("status", user.status.as_str(), UserStatus::Suspended.as_str());
    context.record(tx, account::entry("delete", (user.id, &user.username), diff, 204)).await?;
    Ok(())
}
